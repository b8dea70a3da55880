"""People known by name, by what they are, or only as "he": whom a verb or noun of harm speaks of without counting.

"Oskar Lind was shot dead", "LIND WAS KIDNAPPED"      by name
"the magistrate has been arrested", "l'homme a péri"    by a role
"the murder of Oskar Lind", "Lind's assassination"      after, or before, a noun of harm
"He died at the hospital"                               where nobody else was told of
"""

from __future__ import annotations

from bilan.claims.reading.analysis import found_dead
from bilan.claims.reading.harm_told import ONLY_NEW, HarmTold
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.claims.reading.predicates import Predicate
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm

_SUBJECTS = frozenset({"he", "she", "il", "elle", "celui-ci", "celle-ci"})
_BETWEEN = frozenset({"targeted", "se", "s'", "y", "en", "l'"})
_MANY = frozenset({"were", "are", "sont", "étaient", "furent", "ont", "seraient", "auraient", "have", "avaient"})
_ONE = frozenset({"was", "is", "has", "est", "était", "fut", "a", "serait", "aurait", "avait"})
# nouns of harm that are also said of towns, of goods, of nobody
_OF_THINGS = frozenset(
    [
        "massacre",
        "massacres",
        "loss",
        "perte",
        "pertes",
        "capture",
        "slaughter",
        "tuerie",
        "évacuation",
        "evacuation",
        "exodus",
        "exode",
        "flight",
        "fuite",
        "seizure",
        "displacement",
        "déplacement",
        "expulsion",
        "injury",
        "injuries",
        "wounds",
        "blessure",
        "blessures",
        "fatalities",
        "carnage",
    ]
)


def _kept_apart(lead: Word) -> bool:
    """ "the names of the dead", "among the wounded": told of otherwise."""
    return lead.has("of") or lead.has("among") or lead.has("and") or lead.low in ("all", "tous", "both", "de", "parmi")


class HarmKnown(HarmTold):
    """Hits for those who are not counted."""

    def known(self) -> None:
        if self.words[-1].low == "?":
            return
        subjects = {id(h.predicate) for h in self.hits if h.predicate and h.counted.end <= h.predicate.first}
        bound = {id(h.predicate) for h in self.hits if h.predicate}
        for p in self.found.predicates:
            asked = any(w.low in ("whether", "if", "si") for w in self.words[max(0, p.first - 3) : p.first])
            asked |= any(w.has("clears") or w.has("unproven") for w in self.words[max(0, p.first - 12) : p.first])
            if p.harm is Harm.DISPLACED and p.voice == "passive" and not (p.negated or asked or id(p) in subjects):
                household = self._role_before(p.first, told=False)  # "the Brandt family had been displaced"
                if household is not None and self._household(household):
                    self._known_hit(household, p.harm, (p.first, p.last), p)
            if p.negated or p.possible or asked or p.harm is Harm.DISPLACED:
                continue
            if p.harm is Harm.KILLED_OR_INJURED and self._pronoun(p):
                continue
            if p.voice == "passive" and id(p) in subjects:
                self._beside(p)
            if p.voice in ("passive", "reduced") and id(p) not in subjects:
                self._known_hit(self._both(p) or self._before_verb(p), p.harm, (p.first, p.last), p)
            elif p.voice == "either" and id(p) not in bound and self._passive(p):
                self._known_hit(self._before_verb(p), p.harm, (p.first, p.last), p)  # "their drivers presumed killed"
            elif p.voice in ("active", "either") and id(p) not in bound and self._done(p):
                found = self._people_at(self.step(p.last, forward=True, soft=2))
                taken = "captur" in self.words[p.last - 1].low  # also said of towns
                if found is None or not taken or self._says_person(found):
                    self._known_hit(found, p.harm, (p.first, p.last), p)
                    self._and_theirs(found, p.harm, (p.first, p.last), p)
        for i, w in enumerate(self.words):
            tag = "events" if w.has("events") else "bodies"
            if w.has(tag) and i not in self.pred_words and w.value(tag) is not Harm.DISPLACED:
                self._of_event(i, w, tag)

        self._definite_victims()
        self._told_by_harm()
        self._identified()

        self._inverted()

    def _both(self, p: Predicate) -> Counted | None:
        """ "Both were shot dead", "they were both killed": the two told of before."""
        k = next((k for k in range(max(0, p.first - 1), p.last) if self.words[k].low == "both"), None)
        if k is None or p.voice != "passive" or (k > p.first and self.words[p.first - 1].low != "they"):
            return None
        return Counted(k, k + 1, k, k + 1, Quantity.exactly(2), "one", "person", k, (Group.PERSON,))

    def _beside(self, p: Predicate) -> None:
        """ "The driver of the bus and a passenger were killed": the driver too."""
        told = next((h for h in self.hits if h.predicate is p and h.counted.end <= p.first), None)
        at = told.counted.begin if told is not None else 0
        if told is not None and at > 1 and self.words[at - 1].has("and"):
            self._known_hit(self._role_before(at - 1, told=False), p.harm, (p.first, p.last), p)

    def _inverted(self) -> None:
        """ "Also injured were Oskar Lind and Ada Berg"."""
        words = self.words
        for i in (0, 1):
            if i + 2 >= len(words) or not words[i].has("vpart") or (i and not words[0].has("adverb")):
                continue
            verb = next((k for k in range(i + 1, min(len(words) - 1, i + 7)) if words[k].has("be")), None)
            if verb is None or any(w.low in (",", ":", ";") or w.has("say") for w in words[i + 1 : verb]):
                continue
            harm: Harm = words[i].value("vpart")
            counted, rule = self.at.get(verb + 1), "subject of the verb"
            if counted is None:
                self._known_hit(self._people_at(verb + 1), harm, (i, i + 1), None)
            elif counted.head != "thing" and self.hit(counted, harm, rule, (i, i + 1)):
                self.list_on(counted, harm, rule, (i, i + 1), None)

    def _identified(self) -> None:
        """ "THE VICTIMS WERE IDENTIFIED AS OSKAR LIND AND ADA BERG"."""
        words = self.words
        for i in range(2, len(words) - 2):
            if words[i + 1].low != "as" or not words[i].has("named_as"):
                continue
            told = [w.value("victim") or (w.value("vpart"), True) for w in words[max(0, i - 7) : i]]
            harms = [v[0] for v in told if v[0] is not None]
            found = self._people_at(i + 2) if harms else None
            if found is not None:
                harm = Harm.KILLED if harms[-1] is Harm.KILLED_OR_INJURED else harms[-1]
                self._known_hit(found, harm, (i, i + 2), None)

    def _definite_victims(self) -> None:
        """ "the wounded", "those killed", "les civils tués": people of whom only the harm is said."""
        words = self.words
        for i in range(1, len(words)):
            begin = i - 1
            if words[begin].low not in ("the", "those", "les", "ceux", "celles"):
                continue
            slain = i + 1 < len(words) and words[i].has("vpart") and self._slain(begin, i)
            if slain:
                continue
            noun = words[i].value("person")
            people = isinstance(noun, Noun) and noun.plural
            at = i + words[i].width("person") if people else i + (words[i].low in ("qui", "who"))
            harm = self._harm_at(at, people or words[begin].low in ("those", "ceux", "celles"))
            lead = words[begin - 1] if begin else None
            if (
                harm is None
                or i in self.cover
                or (people and self._does(at))
                or (lead is not None and _kept_apart(lead))
            ):
                continue
            c = self._these(begin, at + 1, noun if isinstance(noun, Noun) and people else Noun((), True))
            if not any(h.harm is harm and h.counted.begin < c.end and c.begin < h.counted.end for h in self.hits):
                self.hit(c, harm, ONLY_NEW, (at, at + 1), None, 0.6)

    def _does(self, k: int) -> bool:
        """ "the raiders killed Lind": a verb with its object, not what they suffered."""
        following = self.words[k + 1] if self.words[k].has("vfin") and k + 1 < len(self.words) else None
        return following is not None and following.low.isalpha() and not following.tags

    def _slain(self, begin: int, i: int) -> bool:
        """ "the murdered Jesuit priests": the harm before those who suffered it."""
        harm: Harm = self.words[i].value("vpart")
        at = next((k for k in range(i + 1, min(len(self.words), i + 4)) if self._plural(k)), None)
        if at is None or harm not in (Harm.KILLED, Harm.ABDUCTED_OR_DETAINED) or i in self.cover:
            return False
        noun: Noun = self.words[at].value("person")
        self.hit(self._these(begin, at + 1, noun), harm, ONLY_NEW, (i, i + 1), None, 0.6)
        return True

    def _plural(self, k: int) -> bool:
        noun = self.words[k].value("person")
        return isinstance(noun, Noun) and noun.plural

    def _harm_at(self, k: int, verbal: bool) -> Harm | None:
        """The harm that a noun ("wounded") or, after people, a participle says at word `k`."""
        w = self.words[k] if k < len(self.words) else None
        if w is None:
            return None
        value = w.value("victim")
        told = w.has("vpart") or w.has("vadj") or w.low == "dead"  # "the wounded", not "the wounds"
        if value is not None and value[1] and told and not verbal:
            following = self.words[k + 1] if k + 1 < len(self.words) else None
            noun = following is not None and (following.has("person") or following.low in ("'s", "'"))
            harm: Harm = value[0]
        elif verbal and w.has("vpart") and w.low not in ("lost", "perdus"):
            noun, harm = False, w.value("vpart")
        else:
            return None
        return harm if not noun and harm in (Harm.KILLED, Harm.INJURED) else None

    def _known_hit(self, c: Counted | None, harm: Harm, cue: tuple[int, int], p: Predicate | None) -> None:
        if c is None or any(h.harm is harm and h.counted.begin < c.end and c.begin < h.counted.end for h in self.hits):
            return
        if self._apposed_name(c, harm):
            return
        if p is not None and c.end <= p.first and self._name_word(c.end - 1):
            self._with_kin(c, p)
        pronoun = c.end - c.begin == 1 and self.words[c.begin].low in _SUBJECTS
        self.hit(c, harm, ONLY_NEW if pronoun else "somebody known", cue, p, 0.7)

    def _and_theirs(self, c: Counted | None, harm: Harm, cue: tuple[int, int], p: Predicate | None) -> None:
        """ "killed Lind, his wife and their three daughters": the list goes on after the one known."""
        following = self.next_in_list(c) if c is not None and any(h.counted is c for h in self.hits) else None
        if c is not None and following is not None and following.head == "person":
            self.list_on(c, harm, "somebody known", cue, p)

    def _pronoun(self, p: Predicate) -> bool:
        return p.first > 0 and self.words[p.first - 1].low in _SUBJECTS

    def _passive(self, p: Predicate) -> bool:
        """ "their drivers presumed killed", "he was struck and killed"."""
        words, k = self.words, p.first - 1
        if k < 0 or words[k].has("deemed"):
            return k >= 0
        return k > 1 and words[k].has("and") and words[k - 2].has("be")

    def _with_kin(self, c: Counted, p: Predicate) -> None:
        """ "Oskar Lind was killed, along with his sons Ivo and Per": one list of three."""
        kin = next((h for h in self.hits if h.predicate is p and h.counted.begin >= p.last), None)
        if kin is None or kin.counted.kind != "named":
            return
        c.quantity, c.end, c.kind = Quantity.listed(c.quantity.low + kin.counted.quantity.low), kin.counted.end, "named"
        c.groups = c.groups if c.groups == kin.counted.groups else (Group.FAMILY,)
        self.hits.remove(kin)

    def _done(self, p: Predicate) -> bool:
        """Not "tried to kill the mayor", "armies that kill the poor", "interpelle l'opinion"."""
        before = range(max(0, p.first - 3), p.first)
        if any(self.words[k].has("intended") or self.words[k].has("modal") for k in before):
            return False
        verb = self.words[p.last - 1].low
        if self.words[p.last].has("of") if p.last < len(self.words) else True:
            return False
        if verb.startswith(
            (
                "eliminat",
                "élimin",
                "neutrali",
                "supprim",
                "interpell",
                "captur",
                "brûl",
                "burn",
                "touch",
                "hurt",
                "lost",
                "perd",
            )
        ):
            return False
        done = self.words[p.first].has("have") or verb.endswith(("ed", "ing", "ant")) or p.last - p.first > 1
        return done or self.pack.lang == "fr"

    def _before_verb(self, p: Predicate) -> Counted | None:
        words, end = self.words, p.first
        while end > 0 and (
            words[end - 1].has("adverb") or words[end - 1].low in _BETWEEN or words[end - 1].has("deemed")
        ):
            end -= 1
        if end == 0:
            return None
        if end > 3 and words[end - 1].has("and") and words[end - 3].has("be"):
            end -= 3  # "was struck and killed"
        told = words[end - 1].low in ("who", "qui")
        if told:
            end -= 1
        while end > 1 and words[end - 1].low == '"':
            end -= 1
        aside = end > 1 and words[end - 1].low == ","
        if aside and (told or p.voice == "reduced"):
            found = self._name_before(end - 1, after_of=True)
            if found is None and told:
                found = self._before_aside(end - 1)  # "Ada Berg, 26 ans, qui aurait été tuée"
            if found is not None and found.begin and self.pack.lang == "en" and words[found.begin - 1].has("of"):
                return None  # "of Cuban origin, wounded in …"
        elif aside and p.voice in ("passive", "either"):
            found = self._before_aside(end - 1)
        elif aside or (p.voice == "reduced" and not told and not words[p.first - 1].has("deemed")):
            return None
        elif words[end - 1].has("and") and p.voice == "passive" and end < 20:
            found = self._people_at(self._head())  # "Oskar Lind resisted and was shot dead"
        elif words[end - 1].low in _SUBJECTS and not told:
            found = self._one(end - 1, end, ())
        else:
            found = self._name_before(end) or self._role_before(end, told)
            if found is None and p.voice == "passive":
                found = self._busy(end)
        if found is None or not self._agree(found, words[p.first].low):
            return None
        if aside and self.pack.lang == "fr" and words[p.first].low.endswith("s") and found.quantity.high == 1:
            return None  # "les localités d'Irganda, touchées par …"
        return found

    def _before_aside(self, comma: int) -> Counted | None:
        """ "Oskar Lind (44), was killed", "Oskar Lind, a baker, who …, was killed": the name before the asides."""
        words, k = self.words, comma
        while k > 1 and comma - k < 30:
            if words[k - 1].low == ")":
                k = next((j for j in range(k - 1, max(0, k - 9), -1) if words[j].low == "("), k)
            found = self._name_before(k)
            clause = found is not None and found.begin > 0 and words[found.begin - 1].has("relative")
            clause = clause and not (
                found and found.begin > 1 and words[found.begin - 2].has("say")
            )  # "said that Lind, …"
            if found is not None and not clause and found.end - found.begin > 1:
                return found
            role = self._role_before(k, told=False) if k < comma and comma - k < 24 else None
            if role is not None:
                return role  # "L'homme, âgé de 28 ans, est décédé"
            k = next((j for j in range(k - 1, 0, -1) if words[j].low == ","), 0)
            if any(words[j].has("say") or j in self.pred_words for j in range(k, comma)):
                return None
        return None

    def _busy(self, end: int) -> Counted | None:
        """ "The man driving the truck was killed": the participle tells which man."""
        for k in range(end - 2, max(1, end - 10), -1):
            w = self.words[k]
            if w.low in (",", ".") or w.has("say") or w.has("be") or k in self.pred_words:
                return None
            if w.low.endswith("ing") and self.words[k - 1].has("person") and not w.has("thing"):
                found = self._role_before(k, told=False)
                return found if found is not None and found.begin < 2 else None
        return None

    def _agree(self, c: Counted, verb: str) -> bool:
        many = c.quantity.high != 1
        return not ((verb in _MANY and not many) or (verb in _ONE and many and not self._household(c)))

    def _of_event(self, i: int, w: Word, tag: str) -> None:
        words, harm, last = self.words, w.value(tag), i + w.width(tag)
        last += last < len(words) and words[last].has("manner")
        if w.low == "corps" and not found_dead(words, i):
            return
        if any(h.cue == (i, last) for h in self.hits) or words[last - 1].low in _OF_THINGS:
            return
        if any(words[k].has("intended") or words[k].has("negation") for k in range(max(0, i - 3), i)):
            return
        if words[last - 1].low in ("exécution", "execution") and i and words[i - 1].has("of"):
            return  # "le partenaire d'exécution de Lind"
        c: Counted | None = None
        if i > 1 and words[i - 1].low in ("'s", "'"):
            c = self._name_before(i - 1, anywhere=True) or self._role_before(i - 1, told=True)
        elif last + 1 < len(words) and words[last].has("of"):
            c = self._people_at(last if words[last].low in ("du", "des") else last + 1)
        self._known_hit(c, harm, (i, last), None)
        if c is not None and c.begin >= last:
            self._and_theirs(c, harm, (i, last), None)
