"""What every frame needs: the hits so far, lists that go on, parts of a whole, steps over small words."""

from __future__ import annotations

from dataclasses import dataclass

from bilan.claims.reading.analysis import Analysis
from bilan.claims.reading.list_asides import only_a_complement, past_apposition
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.predicates import Predicate
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm

_TO = frozenset({"à", "au", "aux"})
_THE = frozenset({"another", "the", "les"})
_WHOLES = frozenset({"total", "group", "crowd", "team", "groupe", "équipe"})
_MOSTLY = frozenset({"mostly", "mainly", "largely", "chiefly"})


@dataclass(slots=True)
class Hit:
    """Counted people with their harm: `rule` names the frame, `cue` the words that say the harm."""

    counted: Counted
    harm: Harm
    rule: str
    cue: tuple[int, int]
    predicate: Predicate | None = None
    parent: Hit | None = None
    confidence: float = 0.9
    antecedent: Hit | None = None  # the count that said the harm, where this one does not


class Finder:
    """The counted people and predicates of a sentence, and the hits made of them."""

    def __init__(self, found: Analysis, pack: Pack) -> None:
        self.found, self.pack = found, pack
        self.words = found.words
        self.hits: list[Hit] = []
        self.taken: dict[int, list[Harm]] = {}
        self.at = {c.begin: c for c in found.counted}
        self.preds = {p.first: p for p in found.predicates}
        self.ends = {c.end: c for c in found.counted}
        self.cover = {k: c for c in reversed(found.counted) for k in range(c.begin, c.end)}
        self.pred_words = {k for p in found.predicates for k in range(p.first, p.last)}

    def hit(
        self,
        counted: Counted,
        harm: Harm,
        rule: str,
        cue: tuple[int, int],
        predicate: Predicate | None = None,
        confidence: float = 0.9,
    ) -> Hit | None:
        harms = self.taken.setdefault(counted.first, [])
        if harm in harms or not self.allowed(counted, harm):
            return None
        if harm is Harm.KILLED_OR_INJURED and counted.head == "victim" and predicate is not None:
            return None  # "le bilan atteint 40 morts": the noun says which harm
        if Harm.KILLED_OR_INJURED in harms and harm in (Harm.KILLED, Harm.INJURED):
            return None
        if harms and not (counted.kind == "plural" or predicate is not None):
            return None
        harms.append(harm)
        made = Hit(counted, harm, rule, cue, predicate, None, confidence)
        self.hits.append(made)
        return made

    def allowed(self, counted: Counted, harm: Harm) -> bool:
        if counted.head == "thing" or self.asked_how_many(counted):
            return False
        if harm is Harm.DISPLACED and (counted.kind == "named" or counted.groups == (Group.COMBATANT,)):
            return False  # fighters who withdraw, a ruler who flees
        if counted.quantity.low > 50_000_000:
            return False
        if counted.kind == "plural" and self.only_asked(counted):
            return False
        if counted.head == "unknown":
            word = self.words[counted.head_at]
            if counted.kind == "vague":
                return word.raw[:1].isupper()
            return not word.has("preposition") and len(word.low) > 1
        return True

    def asked_how_many(self, c: Counted) -> bool:
        """ "how many people were killed is not clear": no count."""
        return c.kind == "vague" and c.begin > 0 and self.words[c.begin - 1].low == "how"

    def only_asked(self, c: Counted) -> bool:
        """ "the number of civilians killed is not known", "unable to say whether children were killed": no count."""
        before = [w.low for w in self.words[max(0, c.begin - 3) : c.begin]]
        if any(w in ("if", "whether", "si") for w in before):
            return True
        if any(w.has("uninformed") for w in self.words[max(0, c.begin - 10) : c.begin]):
            return True
        at = c.begin if self.words[c.begin].low != "des" else c.begin + 1
        lead = [w.low for w in self.words[max(0, at - 4) : at] if w.low not in ("the", "les", "de", "des", "d'")]
        return lead[-2:] == ["number", "of"] or lead[-1:] in (["nombre"], ["bilan"])

    def starting(self, i: int) -> Counted | None:
        return self.at.get(i)

    def step(self, i: int, forward: bool, soft: int, over_of: bool = False) -> int:
        """Skip a few words that may stand between a verb and its people."""
        n = 0
        while i < len(self.words) and n < soft and i not in self.at:
            w = self.words[i]
            if w.has("title") and i + 2 in self.at and self.words[i + 1].low == ".":
                i += 2  # "Dr. Lena Maria Oster"
                continue
            if i in self.found.dated or (i + 1 in self.found.dated and w.has("preposition")):
                i += 1
                continue
            if w.low == "ce" and i + 1 < len(self.words) and self.words[i + 1].has("adverb") and not over_of:
                i += 2  # "a permis d'abattre ce lundi 6 pillards"
                continue
            after_date = i > 0 and (i - 1 in self.found.dated or self.words[i - 1].has("adverb"))
            if w.low == "," and after_date and i + 1 in self.at and not over_of:
                i += 1
                continue
            past = self.past_aside(i) if w.low == "," and not over_of else None
            if past is not None:
                i = past
                continue
            following = self.at.get(i + 1) if w.low in _THE or w.has("possessive") else None
            if following is not None and following.kind == "numeral" and following.head != "thing" and not over_of:
                i += 1  # "injured another 7", "killing the five occupants"
                continue
            if (
                w.low in (",", "and", "et")
                and i + 1 < len(self.words)
                and i + 1 not in self.at
                and self.words[i + 1].low.endswith(("é", "ed"))
                and not over_of
            ):
                i += 2
                continue
            if (
                w.has("adverb")
                or w.has("distance")
                or w.low in ('"', "(", "–", "[")
                or (over_of and (w.has("of") or w.has("article")))
                or w.has("transparent")
            ):
                i += 1 if over_of and i + 1 in self.at else max(1, w.width("adverb"), w.width("transparent"))
                n += 1 if w.low != '"' else 0
                continue
            break
        return i

    def past_aside(self, i: int) -> int | None:
        """Past ", on Sunday evening,": an aside with a date, between two commas."""
        for k in range(i + 1, min(len(self.words), i + 8)):
            if self.words[k].low == ",":
                dated = any(j in self.found.dated for j in range(i + 1, k))
                return k + 1 if dated and k + 1 in self.at else None
            if k in self.at or k in self.pred_words:
                return None
        return None

    def list_on(self, c: Counted, harm: Harm, rule: str, cue: tuple[int, int], predicate: Predicate | None) -> None:
        """ "… and 30 others", ", his two wives and their five children": the list goes on."""
        current = c
        for _ in range(12):
            nxt = self.next_in_list(current)
            if nxt is not None and nxt.kind == "named" and self._acts(current, nxt):
                return  # "after the death of Lind, Berg was elected"
            if nxt is not None and nxt.kind == current.kind == "named" and nxt.begin - current.end <= 2:
                c.quantity, c.end = Quantity.listed(c.quantity.low + nxt.quantity.low), nxt.end  # "of A and of B"
                continue
            if nxt is None or not self.hit(nxt, harm, rule, cue, predicate, 0.85):
                return
            current = nxt

    def _acts(self, c: Counted, nxt: Counted) -> bool:
        """Whether a comma alone stands between two names and the second has a verb of its own."""
        alone = not any(w.has("and") for w in self.words[c.end : nxt.begin])
        return alone and nxt.end < len(self.words) and self.words[nxt.end].has_any(("be", "have"))

    def next_in_list(self, c: Counted) -> Counted | None:
        j = c.end
        words = self.words
        extra = 0
        while j < len(words) and extra < 5 and not self.is_join(j):
            # a short complement: "of one family", "from the village"
            if j in self.preds or j in self.at or words[j].has("including") or words[j].low in ".;:()":
                return None
            j += 1
            extra += 1
        if j >= len(words) or not self.is_join(j):
            return None
        j = past_apposition(words, j, self.pred_words, c.kind in ("named", "one")) or j
        while j < len(words) and self.is_join(j):
            j += max(1, words[j].width("and"))
        joined = j
        j, known = self._into_item(c, j)
        if known is not None and not any(w.has("and") for w in words[c.end : joined]):
            known = known if any(w.has("and") for w in words[known.end : known.end + 8]) else None  # an apposition
        nxt = self.at.get(j) or known
        if nxt is None or nxt.head == "thing" or nxt.harm is not None:
            return None
        following = words[nxt.end] if nxt.end < len(words) else None
        told = following is not None and nxt.kind in ("plural", "named")
        if told and following is not None and (following.has("say") or (nxt.kind == "plural" and following.has("be"))):
            return None  # "…, journalist Oskar Lind reported"
        after = nxt.end
        while after < len(words) and words[after].has("adverb"):
            after += 1
        follower = self.preds.get(after)
        if follower is not None and follower.voice in ("passive", "reduced", "either"):
            return None
        return nxt

    def _into_item(self, c: Counted, j: int) -> tuple[int, Counted | None]:
        """Past the small words before the next people of a list, and those of them who are known, not counted."""
        words = self.words
        to = any(w.low in _TO for w in words[max(0, c.begin - 3) : c.begin])
        while j < len(words) and j not in self.at and (words[j].low in ("de", "d'") or (to and words[j].low == "à")):
            j += 1
        known = self.known_item(j) if j not in self.at else None
        while j < len(words) and j not in self.at and (words[j].has("of") or words[j].has("article")):
            j += 1
        if to and j < len(words) and j not in self.at and words[j].low in _TO:
            j += 1
        return j, known

    def known_item(self, i: int) -> Counted | None:
        """One person who is known rather than counted, as the next of a list; see `KnownPeople`."""
        return None

    def past_things(self, c: Counted) -> Counted | None:
        """ "eliminated 9 lorries with shells and more than 40 militants": the people at the end of a list of things."""
        for k in range(c.end, min(len(self.words), c.end + 40)):
            w = self.words[k]
            if w.low in ".;:" or k in self.pred_words or w.has("say"):
                return None
            x = self.at.get(k)
            if x is not None and x.head == "person" and x.kind in ("numeral", "vague") and x.quantity.low:
                joined = self.words[k - 1].has("and") or any(
                    self.words[j].width("and") == k - j for j in range(max(0, k - 4), k)
                )
                return x if joined and Group.COMBATANT in x.groups else None
        return None

    def is_join(self, j: int) -> bool:
        return self.words[j].has("and") or self.words[j].low == ","

    def pred_after(self, c: Counted) -> bool:
        j = c.end
        while j < len(self.words) and self.words[j].has("adverb"):
            j += 1
        follower = self.preds.get(j)
        return follower is not None and follower.voice in ("passive", "reduced", "either")

    def covering(self, i: int) -> Counted | None:
        return self.cover.get(i)

    def near_part(self, i: int) -> bool:
        c = self.ends.get(i)
        return c is not None and self.is_part(c)

    def marker_before(self, i: int) -> int | None:
        """Where an "including"-word stands that reaches to word `i`."""
        j = i
        for _ in range(4):
            j -= 1
            if j < 0:
                return None
            w = self.words[j]
            if w.has("including"):
                return j
            for back in range(1, 4):
                if j - back >= 0 and self.words[j - back].width("including") == back + 1:
                    return j - back
            if not (
                w.has_any(("hedge", "adverb", "article", "be", "of"))
                or w.low == '"'
                or w.value("vpart") is Harm.DISPLACED  # "including displaced families"
            ):
                return None
        return None

    def is_part(self, c: Counted) -> bool:
        return self.part_marker(c) < c.begin

    def part_marker(self, c: Counted) -> int:
        """Where the "including" before a counted part stands; its own beginning when there is none."""
        current = c
        for _ in range(8):
            marker = self.marker_before(current.begin)
            if marker is not None:
                return marker
            j = current.begin
            while j > 0 and self.words[j - 1].has("possessive"):
                j -= 1
            beside = j > 0 and self.words[j - 1].low in ("with", "avec")  # "including a mother with her five children"
            if j > 0 and (self.is_join(j - 1) or beside):
                k = j - 1
                while k > 0 and self.is_join(k - 1):
                    k -= 1
                other = any(w.low in ("autres", "others") for w in self.words[current.begin : current.end])
                if other and j - k > 1 and self.pred_after(current):
                    return c.begin  # "…, dont 12 enfants, et 30 autres sont portés disparus": a verb of their own
                previous = self.ends.get(k) or self._with_complement(k)
                if previous is None or previous.head == "thing":
                    return c.begin
                if current.head == "victim" and previous.head != "victim":
                    return c.begin  # "…, dont 2 gardes, et 4 blessés": a harm of their own
                current = previous
                continue
            return c.begin
        return c.begin

    def _with_complement(self, end: int) -> Counted | None:
        """Those of a list whose noun goes on: "an officer of the forest service,"."""
        for k in range(end - 2, max(0, end - 13), -1):
            c = self.ends.get(k)
            if c is not None:
                plain = c.head == "person" and only_a_complement(self.words, k, end, self.pred_words)
                return c if plain else None
        return None

    def governed(self, c: Counted) -> bool:
        """Whether the noun phrase hangs on a preposition ("in three villages") and so is no subject."""
        if c.begin == 0:
            return False
        before = self.words[c.begin - 1]
        if before.low == "as" and c.begin > 1 and (self.words[c.begin - 2].has("named_as") or c.kind == "named"):
            return False  # "a man identified as …"
        if (
            before.low in ("of", "de")
            and c.begin > 1
            and c.kind == "numeral"
            and self.words[c.begin - 2].low in _WHOLES
        ):
            return False  # "a total of 34 people"
        if before.has("preposition") and not before.has("hedge"):
            return True
        return (c.kind in ("plural", "named")) and self._by(c.begin)

    def _by(self, i: int) -> bool:
        """ "by Tarn Liberation Front (TLF) guerrillas": a name between the preposition and its noun."""
        for k in range(i - 1, max(-1, i - 9), -1):
            w = self.words[k]
            if w.low in ("by", "par"):
                return True
            named = k in self.found.named or (not w.tags and w.raw[:1].isupper()) or w.low in ("of", "de", "-")
            if not (named or w.low in ("(", ")", "[", "]")):
                return False
        return False

    def quiet(self, first: int, last: int) -> bool:
        return not any(
            k in self.pred_words or self.words[k].low in ",;:.?!" or self.words[k].has("say")
            for k in range(first, last)
        )

    def attributive(self, p: Predicate) -> bool:
        """ "the murdered priests": it stands before those who suffered it; "les détenus politiques": a noun."""
        if self.pack.lang == "fr" and p.voice == "reduced" and p.first:
            return self.words[p.first - 1].has("article") or self.words[p.first - 1].low in ("des", "aux", "du", "au")
        if p.voice not in ("either", "reduced") or self.pack.lang != "en" or not p.first:
            return False
        before = self.words[p.first - 1]
        beside = before.has("article") or before.low in self.pack.numbers.units
        kind = p.harm is Harm.DISPLACED and (
            before.has("preposition") or before.low in _MOSTLY or before.has("including") or before.has("quantifier")
        )  # "camps for displaced people"
        if not (beside or kind):
            return False
        following, second = self.words[p.last : p.last + 1], self.words[p.last + 1 : p.last + 2]
        if any(w.has("person") for w in following):
            return True
        plain = not any(w.has(t) for w in following for t in ("includes", "be", "have", "say", "and", "preposition"))
        return before.low in ("the", "these") and plain and any(w.has("person") for w in second)
