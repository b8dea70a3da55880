"""Frames: which counted people suffered which harm, by the grammar of the clause.

subject of a passive     "12 civilians were killed", "quinze soldats ont été tués ainsi que 11 civils"
noun with participle     "six civils tués", "SDF fighters wounded"
object of an active      "killing four people and wounding 3"
counted victims          "105 morts", "16 dead", "80 cas de décès"
harm noun with "of"      "la mort de 260 civils", "the wounding of 15 others"
totals                   "le nombre de morts s'élève à 89"
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bilan.claims.reading.analysis import Analysis
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.predicates import Predicate
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

REACH = 24
# What stands before victims that are said to exist, without a number
_EXISTS = (
    "there were",
    'there were "',
    "leaving",
    "there are",
    "il y a",
    "il y a eu",
    "il y avait",
    "a fait des",
    "ont fait des",
    "fait des",
    "images of",
)


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


def harm_frames(found: Analysis, pack: Pack) -> list[Hit]:
    """Every counted group of a sentence that the grammar ties to a harm, from left to right."""
    finder = _Finder(found, pack)
    finder.victims()
    finder.events()
    for number, predicate in enumerate(found.predicates):
        finder.predicate(number, predicate)
    finder.totals()
    finder.coordinated()
    finder.places_apart()
    finder.parts()
    finder.ellipses()
    return sorted(finder.hits, key=lambda h: (words_start(h, found), h.harm.value))


def words_start(hit: Hit, found: Analysis) -> int:
    """Where a hit's count begins in the text."""
    return found.words[hit.counted.first].start


class _Finder:
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

    # ------------------------------------------------------------ bookkeeping

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
        if harms and not (counted.kind == "plural" or predicate is not None):
            return None
        harms.append(harm)
        made = Hit(counted, harm, rule, cue, predicate, None, confidence)
        self.hits.append(made)
        return made

    def allowed(self, counted: Counted, harm: Harm) -> bool:
        if counted.head == "thing":
            return False
        if counted.quantity.low > 50_000_000:
            return False
        if counted.head == "unknown":
            word = self.words[counted.head_at]
            if counted.kind == "vague":
                return word.raw[:1].isupper()
            return not word.has("preposition") and len(word.low) > 1
        return True

    # ------------------------------------------------------------ counted victims

    def victims(self) -> None:
        for c in self.found.counted:
            if c.head not in ("victim", "event") or c.harm is None:
                continue
            head = self.words[c.head_at]
            if c.kind == "plural":
                continue
            if self.is_part(c) and c.harm is Harm.DISPLACED:
                continue
            if (
                c.head == "victim"
                and head.value("victim")
                and not head.value("victim")[1]
                and c.quantity.low not in (0, 1)
            ):
                continue
            if c.head == "event" and head.low in ("perte", "loss") and c.quantity.low > 1:
                continue
            if c.quantity.hedge is Hedge.NONE and c.head == "event":
                continue
            if self.hypothetical(c):
                continue
            self.hit(c, c.harm, "counted victims", (c.head_at, c.end))
        for c in self.found.counted:
            if c.head == "person" and c.harm is not None and not self.pred_after(c):
                self.hit(c, c.harm, "people described by their harm", (c.first, c.end), None, 0.8)
        self.bare_victims()

    def hypothetical(self, c: Counted) -> bool:
        before = [w.low for w in self.words[max(0, c.begin - 3) : c.begin]]
        return (
            any(w in ("would", "could", "pourrait", "risque", "pourraient") for w in before) and self.pack.lang == "en"
        )

    def bare_victims(self) -> None:
        """ "there were martyrs and injuries", "credible reports of civilian casualties"."""
        words = self.words
        for i, w in enumerate(words):
            value = w.value("victim") if w.has("victim") and w.value("victim")[1] else None
            harm = value[0] if value else w.value("bare_harm")
            if harm is None or any(c.begin <= i < c.end for c in self.found.counted):
                continue
            before = " ".join(x.low for x in words[max(0, i - 6) : i])
            if not before.endswith(_EXISTS) and not ("credible reports" in before and before.endswith("of")):
                joined = (
                    i > 1
                    and words[i - 1].has("and")
                    and any(h.counted.end == i - 1 and h.rule == "harm said to exist" for h in self.hits)
                )
                if not joined:
                    continue
            end = i + max(w.width("victim"), w.width("bare_harm"))
            text = " ".join(x.low for x in words[i:end])
            groups = (Group.CIVILIAN,) if "civ" in text else (Group.PERSON,)
            c = Counted(i, end, i, end, Quantity(2, None, Hedge.SOME), "plural", "victim", i, groups, harm)
            self.found.counted.append(c)
            self.hit(c, harm, "harm said to exist", (i, end), None, 0.7)

    # ------------------------------------------------------------ harm noun + of

    def events(self) -> None:
        for first, last, harm in self.found.events:
            only = self.words[last].low in ("que", "qu'") if last < len(self.words) else False
            j = self.step(last + only, forward=True, soft=3, over_of=True)
            c = self.starting(j) or self.ranks(j)
            if c is None:
                continue
            if only and c.quantity.hedge is Hedge.EXACTLY and any(w.low in ("ne", "n'") for w in self.words[:first]):
                c.quantity = Quantity.only(c.quantity.low)
            if any(self.words[k].has("intended") for k in range(max(0, first - 3), first)):
                continue
            if self.hit(c, harm, "harm noun with its people", (first, last)):
                self.list_on(c, harm, "harm noun with its people", (first, last), None)

    def ranks(self, i: int) -> Counted | None:
        """ "la perte dans ses rangs de 3 militaires": a short complement stands before the people."""
        if i < len(self.words) and self.words[i].low in ("dans", "in", "among", "parmi"):
            return next((self.at[k] for k in range(i + 1, min(len(self.words), i + 6)) if k in self.at), None)
        return None

    def starting(self, i: int) -> Counted | None:
        return self.at.get(i)

    def step(self, i: int, forward: bool, soft: int, over_of: bool = False) -> int:
        """Skip a few words that may stand between a verb and its people."""
        n = 0
        while i < len(self.words) and n < soft and i not in self.at:
            w = self.words[i]
            if i in self.found.dated or (i + 1 in self.found.dated and w.has("preposition")):
                i += 1
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
                i += max(1, w.width("adverb"), w.width("transparent"))
                n += 1 if w.low != '"' else 0
                continue
            break
        return i

    def list_on(self, c: Counted, harm: Harm, rule: str, cue: tuple[int, int], predicate: Predicate | None) -> None:
        """ "… and 30 others", ", his two wives and their five children": the list goes on."""
        current = c
        for _ in range(12):
            nxt = self.next_in_list(current)
            if nxt is None or not self.hit(nxt, harm, rule, cue, predicate, 0.85):
                return
            current = nxt

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
        while j < len(words) and self.is_join(j):
            j += max(1, words[j].width("and"))
        while j < len(words) and (words[j].has("of") or words[j].has("article")) and j not in self.at:
            j += 1
        nxt = self.at.get(j)
        if nxt is None or nxt.head == "thing" or nxt.harm is not None:
            return None
        after = nxt.end
        while after < len(words) and words[after].has("adverb"):
            after += 1
        follower = self.preds.get(after)
        if follower is not None and follower.voice in ("passive", "reduced", "either"):
            return None
        return nxt

    def is_join(self, j: int) -> bool:
        return self.words[j].has("and") or self.words[j].low == ","

    # ------------------------------------------------------------ predicates

    def predicate(self, number: int, p: Predicate) -> None:
        harm, rule_harms = p.harm, [p.harm]
        partner = self.partner(number, p)
        if partner is not None:
            rule_harms = [p.harm, partner.harm]
        if number > 0 and self.partner(number - 1, self.found.predicates[number - 1]) is p and self.paired(number - 1):
            return
        if p.negated and not self.counts_none(p):
            return
        before = self.words[p.first - 1] if p.first else None
        if (
            p.voice in ("either", "reduced")
            and self.pack.lang == "en"
            and before is not None
            and (before.has("article") or before.low in self.pack.numbers.units)
            and p.last < len(self.words)
            and self.words[p.last].has("person")
        ):
            return
        if p.voice in ("active", "infinitive", "either") and self.object_of(p, partner, rule_harms):
            return
        if p.voice in ("passive", "reduced", "either"):
            self.subject_of(p, rule_harms, harm)

    def paired(self, number: int) -> bool:
        """Whether two verbs were already read as one harm ("kill and injure")."""
        first = self.found.predicates[number]
        return any(h.predicate is first and h.harm is Harm.KILLED_OR_INJURED for h in self.hits)

    def counts_none(self, p: Predicate) -> bool:
        return any(c.quantity.low == 0 for c in self.found.counted)

    def partner(self, number: int, p: Predicate) -> Predicate | None:
        """ "killed and injured": two harms of the same people."""
        if number + 1 >= len(self.found.predicates):
            return None
        nxt = self.found.predicates[number + 1]
        between = self.words[p.last : nxt.first]
        if (
            1 <= len(between) <= 2
            and all(w.has("and") or w.low == "," or w.low == "/" for w in between)
            and nxt.harm is not p.harm
        ):
            return nxt
        return None

    def licensed(self, p: Predicate) -> bool:
        """An infinitive counts only where the words say that it was done: "avoir tué", "a permis de neutraliser"."""
        window = range(max(0, p.first - 4), p.first)
        if any(self.words[k].has("intended") and k + self.words[k].width("intended") <= p.first for k in window):
            return False
        return any(self.words[k].has("licence") and k + self.words[k].width("licence") <= p.first for k in window)

    def object_of(self, p: Predicate, partner: Predicate | None, harms: list[Harm]) -> bool:
        if p.voice == "infinitive" and not self.licensed(p):
            return True
        if (
            p.voice == "active"
            and any(self.words[k].has("intended") for k in range(max(0, p.first - 3), p.first))
            and not self.words[p.first].has("have")
        ):
            return True
        start = partner.last if partner is not None else p.last
        i = self.step(start, forward=True, soft=3)
        c = self.starting(i)
        if c is None and i < len(self.words) and self.words[i].low in ("him", "her", "them"):
            return self.pronoun_object(p, harms[0], self.words[i].low)
        if c is None or c.head == "thing":
            return (
                p.voice == "either"
                and i < len(self.words)
                and (self.words[i].has("article") or self.words[i].has("indefinite"))
            )
        if p.voice == "either" and self.subject_adjacent(p) and self.pred_after(c):
            return False
        if c.head == "none" and c.kind == "numeral" and p.voice == "either" and i == start and self.subject_adjacent(p):
            return False
        if p.voice == "infinitive" and c.kind == "plural":
            pass
        harm = harms[0]
        if len(harms) == 2 and set(harms) == {Harm.KILLED, Harm.INJURED} and c.kind != "plural":
            harm = Harm.KILLED_OR_INJURED
        if p.negated and c.quantity.low != 0:
            return True
        cue = (p.first, start)
        if self.hit(c, harm, "object of the verb", cue, p):
            self.list_on(c, harm, "object of the verb", cue, p)
            if len(harms) == 2 and c.kind == "plural":
                self.hit(c, harms[1], "object of the verb", cue, p)
        return True

    def pronoun_object(self, p: Predicate, harm: Harm, pronoun: str) -> bool:
        """ "targeted a man on a motorcycle, killing him": the people named just before."""
        alone = pronoun in ("him", "her")
        before = [
            c for c in self.found.counted if c.end <= p.first and c.head == "person" and (c.quantity.low == 1) == alone
        ]
        if before:
            self.hit(before[-1], harm, "object of the verb", (p.first, p.last), p, 0.75)
        return True

    def pred_after(self, c: Counted) -> bool:
        j = c.end
        while j < len(self.words) and self.words[j].has("adverb"):
            j += 1
        follower = self.preds.get(j)
        return follower is not None and follower.voice in ("passive", "reduced", "either")

    def subject_adjacent(self, p: Predicate) -> bool:
        j = p.first
        while j > 0 and self.words[j - 1].has("adverb"):
            j -= 1
        c = self.ends.get(j)
        return c is not None and c.head != "thing" and c.kind == "numeral"

    def subject_of(self, p: Predicate, harms: list[Harm], harm: Harm) -> None:
        reach = REACH if p.voice == "passive" else 6
        subject = self.subject(p, reach)
        if subject is None:
            return
        if p.negated and subject.quantity.low != 0:
            return
        if subject.kind == "vague" and subject.head == "none" and self.pack.lang == "fr" and p.voice == "reduced":
            pass
        cue = (p.first, p.last)
        combined = len(harms) == 2 and subject.kind != "plural" and set(harms) == {Harm.KILLED, Harm.INJURED}
        if combined:
            harm = Harm.KILLED_OR_INJURED
        close = subject.end >= p.first - 2
        self.hit(subject, harm, "subject of the verb", cue, p, 0.92 if close else 0.8)
        if len(harms) == 2 and subject.kind == "plural":
            self.hit(subject, harms[1], "subject of the verb", cue, p, 0.85)
        self.list_back(subject, harm, cue, p)
        self.list_after(p, harm, cue)

    def subject(self, p: Predicate, reach: int) -> Counted | None:
        """The counted people a passive verb speaks of: leftwards over what may stand between."""
        i = p.first
        steps = 0
        inside = 0
        crossed_comma = False
        best: Counted | None = None
        while i > 0 and steps < reach:
            w = self.words[i - 1]
            c = self.ends.get(i) or self.covering(i - 1)
            if c is not None and inside == 0:
                if self.is_part(c):
                    i = self.part_marker(c)
                    steps = max(0, steps - 2)
                    crossed_comma = False
                    continue
                governed = self.governed(c)
                if c.head == "thing":
                    if not governed and c.kind != "plural":
                        return best
                elif not governed or (p.voice != "passive" and steps <= 2) or (c.kind == "numeral" and steps == 0):
                    if c.harm is not None and c.kind != "plural" and c.head == "victim" and p.voice == "reduced":
                        return None
                    return c
                i = c.begin
                steps += 1
                continue
            if w.low == ")":
                inside += 1
            elif w.low == "(":
                inside = max(0, inside - 1)
            elif (i - 1 in self.pred_words and inside == 0) or (
                inside == 0
                and (w.has("say") or w.has("subordinator") or w.low in ";:.?!" or (w.low == "that" and steps > 0))
            ):
                return None
            elif w.low == "," and inside == 0:
                strict = p.voice == "reduced" or (crossed_comma and p.voice != "passive")
                beside = p.voice == "reduced" and steps <= 1 and self.ends.get(i - 1) is not None
                if strict and not beside and not (i > 1 and self.near_part(i - 1)):
                    return None
                crossed_comma = True
            steps += 0 if w.has("adverb") or inside else 1
            i -= 1
        return best

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
            if not (w.has("hedge") or w.has("adverb") or w.has("article") or w.has("be") or w.low == '"'):
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
            if j > 0 and self.is_join(j - 1):
                k = j - 1
                while k > 0 and self.is_join(k - 1):
                    k -= 1
                previous = self.ends.get(k)
                if previous is None or previous.head == "thing":
                    return c.begin
                current = previous
                continue
            return c.begin
        return c.begin

    def governed(self, c: Counted) -> bool:
        """Whether the noun phrase hangs on a preposition ("in three villages") and so is no subject."""
        if c.begin == 0:
            return False
        before = self.words[c.begin - 1]
        return before.has("preposition") and not before.has("hedge")

    def list_back(self, c: Counted, harm: Harm, cue: tuple[int, int], p: Predicate) -> None:
        """The people named before the last of a list: "12 men and 3 women were killed"."""
        current = c
        for _ in range(12):
            j = current.begin
            k = j
            while k > 0 and (self.is_join(k - 1) or self.words[k - 1].low in ("well", "as", "que", "ainsi")):
                k -= 1
            if k == j:
                return
            previous = self.ends.get(k)
            if previous is None:
                near = [x for x in self.found.counted if x.end <= k and k - x.end <= 4]
                previous = near[-1] if near and self.quiet(near[-1].end, k) else None
            if previous is None or previous.head == "thing" or previous.harm is not None:
                return
            if self.governed(previous):
                return
            self.hit(previous, harm, "subject of the verb", cue, p, 0.82)
            current = previous

    def quiet(self, first: int, last: int) -> bool:
        return not any(
            k in self.pred_words or self.words[k].low in ",;:.?!" or self.words[k].has("say")
            for k in range(first, last)
        )

    def list_after(self, p: Predicate, harm: Harm, cue: tuple[int, int]) -> None:
        """ "15 soldats ont été tués ainsi que 11 civils"."""
        j = p.last
        while j < len(self.words) and self.words[j].has("adverb"):
            j += 1
        if (j < len(self.words) and self.words[j].low in ("ainsi", "along", "as")) or (
            j < len(self.words) and self.words[j].width("and") > 1
        ):
            c = self.starting(j + self.words[j].width("and"))
            if c is not None and c.harm is None and not self.pred_after(c):
                self.hit(c, harm, "subject of the verb", cue, p, 0.85)

    # ------------------------------------------------------------ totals, lists, parts

    def totals(self) -> None:
        """ "le nombre de morts s'élève à 89", "évalue à plus de 13 000 le nombre de morts"."""
        words = self.words
        for i, w in enumerate(words):
            if not w.has("totals"):
                continue
            start = i + w.width("totals")
            harm = self.harm_near(start, min(len(words), start + 6))
            if harm is None:
                continue
            for j in range(max(0, i - 12), min(len(words), start + 30)):
                if words[j].has("reaches") and words[j].width("reaches") >= (2 if self.pack.lang == "fr" else 1):
                    k = self.step(j + words[j].width("reaches"), forward=True, soft=1)
                    if self.pack.lang == "en" and words[j].low in ("to", "at", "of", "is", "was") and j < start:
                        continue
                    c = self.starting(k)
                    if c is not None and c.head in ("none", "unknown", "person") and c.kind in ("numeral", "vague"):
                        c.head = "none" if c.head == "unknown" else c.head
                        made = self.hit(c, harm[0], "a total", (i, start), None, 0.85)
                        if made is not None and harm[1]:
                            made.counted.groups = tuple(harm[1])

    def harm_near(self, first: int, last: int) -> tuple[Harm, list[Group]] | None:
        groups: list[Group] = []
        harm: Harm | None = None
        for k in range(first, last):
            w = self.words[k]
            if w.has("person"):
                groups += [g for g in w.value("person").groups if g is not Group.PERSON]
            elif w.has("gadj"):
                groups.append(w.value("gadj"))
            if harm is None:
                for tag in ("victim", "events", "vpart"):
                    if w.has(tag):
                        value = w.value(tag)
                        harm = value[0] if isinstance(value, tuple) else value
                        break
            if w.low in ",.;":
                break
        return (harm, list(dict.fromkeys(groups))) if harm is not None else None

    def coordinated(self) -> None:
        """A count left without a verb beside one that has it: "… ont été tués et 1.900 autres blessés" is taken by
        its own participle; here "passe de 15 à 19 militaires tués"."""
        words = self.words
        for c in self.found.counted:
            if c.first in self.taken or c.kind != "numeral" or c.head == "thing":
                continue
            j = c.last
            if (
                j < len(words)
                and words[j].low in ("à", "to")
                and any(
                    w.has("from_to") and k + w.width("from_to") == c.begin
                    for k, w in enumerate(words[max(0, c.begin - 6) : c.begin], max(0, c.begin - 6))
                )
            ):
                nxt = next((h for h in self.hits if h.counted.begin == j + 1), None)
                if nxt is not None:
                    made = self.hit(c, nxt.harm, "the earlier of two totals", nxt.cue, nxt.predicate, 0.85)
                    if made is not None:
                        made.counted.groups = nxt.counted.groups

    def parts(self) -> None:
        """ "12 dead, including 4 children": the part suffers what the whole suffers."""
        for c in self.found.counted:
            if c.head == "thing" or not self.is_part(c):
                continue
            marker = self.part_marker(c)
            own = [h for h in self.hits if h.counted is c]
            wholes = [
                h for h in self.hits if h.counted is not c and h.counted.first < marker and not self.is_part(h.counted)
            ]
            if not wholes:
                continue
            whole = max(wholes, key=lambda h: h.counted.first)
            if any(self.words[k].low in ";:." for k in range(whole.counted.end, marker)):
                continue
            if own:
                for h in own:
                    if h.harm is whole.harm:
                        h.parent = whole
                continue
            if c.quantity.low == 0 or (c.head == "unknown" and not self.personlike(c)):
                continue
            if (
                c.quantity.high is not None
                and whole.counted.quantity.high is not None
                and c.quantity.low > whole.counted.quantity.high
            ):
                continue
            twins = [h for h in self.hits if h.counted is whole.counted]
            for twin in twins[:1]:
                made = self.hit(c, twin.harm, "part of a whole", (marker, marker + 1), twin.predicate, 0.88)
                if made is not None:
                    made.parent = whole
                    if c.head == "none":
                        pass

    def places_apart(self) -> None:
        """ "12 people were killed in Mosul and 5 in Erbil", "200 dead (96 according to …)": the verb is not said again."""
        words = self.words
        for c in self.found.counted:
            if (
                c.first in self.taken
                or c.kind != "numeral"
                or c.head not in ("none",)
                or c.begin == 0
                or c.last >= len(words)
            ):
                continue
            before, after = words[c.begin - 1], words[c.last]
            there = after.low in ("à", "in", "at", "dans", "en", "au") and (before.has("and") or before.low == ",")
            bracket = before.low == "(" and after.has("according")
            earlier = [h for h in self.hits if h.counted.end <= c.begin]
            if (
                earlier
                and (there or bracket)
                and not any(w.low in ".:;" for w in words[earlier[-1].counted.end : c.begin])
            ):
                made = self.hit(
                    c, earlier[-1].harm, "counted without saying the verb again", earlier[-1].cue, None, 0.7
                )
                if made is not None:
                    c.groups = earlier[-1].counted.groups

    def personlike(self, c: Counted) -> bool:
        return self.words[c.head_at].raw[:1].isupper() or c.kind == "numeral"

    def ellipses(self) -> None:
        """ "un petit nombre peut avoir été attribué à X": a quantity of the people just counted."""
        words = self.words
        for c in self.found.counted:
            if c.kind != "vague" or c.head not in ("none", "unknown") or c.first in self.taken:
                continue
            window = range(c.last, min(len(words), c.last + 9))
            may = any(words[k].has("possible") for k in window)
            if any(words[k].has("attributed") or (may and words[k].has("reckoned")) for k in window):
                before = [h for h in self.hits if h.counted.first < c.first]
                if before:
                    whole = max(before, key=lambda h: h.counted.first)
                    c.head = "none"
                    c.end = c.last
                    made = self.hit(c, whole.harm, "some of those just counted", whole.cue, None, 0.75)
                    if made is not None:
                        made.parent = whole
                        c.groups = (Group.PERSON,)
                        modal = next(
                            (k for k in range(c.last, min(len(words), c.last + 3)) if words[k].has("possible")), None
                        )
                        if modal is not None:
                            made.predicate = Predicate(modal, modal + 1, whole.harm, "passive", possible=True)


def combined(hit: Hit, harm: Harm) -> Hit:
    """The same people with another harm."""
    return replace(hit, harm=harm)


def word_span(words: list[Word], first: int, last: int) -> tuple[int, int]:
    """The characters of a run of words."""
    return words[first].start, words[last - 1].end
