"""Frames of verbs: "12 civilians were killed", "six civils tués", "killing four people and wounding 3"."""

from __future__ import annotations

from bilan.claims.reading.harm_asides import HarmAsides
from bilan.claims.reading.harm_turned import HarmTurned
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.predicates import Predicate
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm

REACH = 24
_RESULTS = frozenset({"resulted", "results", "resulting", "ended", "ending", "soldé", "soldée", "traduit", "traduite"})
_TOGETHER = frozenset({"ainsi", "along", "alongside", "as", "together", "plus", "besides", "avec"})


_PLAIN_FORMS = frozenset(
    {"kill", "injure", "wound", "maim", "harm", "murder", "massacre", "abduct", "kidnap", "displace"}
)


class HarmVerbs(HarmAsides, HarmTurned):
    """People whose harm a verb says, as its subject or its object."""

    def predicate(self, number: int, p: Predicate) -> None:
        harm, rule_harms = p.harm, [p.harm]
        partner = self.partner(number, p)
        if partner is not None:
            rule_harms = [p.harm, partner.harm]
        if number > 0 and self.partner(number - 1, self.found.predicates[number - 1]) is p and self.paired(number - 1):
            return
        if p.negated and not self.counts_none(p):
            return
        if self.attributive(p):
            return
        freed = p.harm is Harm.MISSING and p.first and self.words[p.first - 1].low in ("from", "de")
        if freed:
            return  # "retrieved from under the rubble"
        if p.voice in ("active", "infinitive", "either") and self.object_of(p, partner, rule_harms):
            return
        if (
            p.voice == "reduced"
            and self.pack.lang == "fr"
            and self.goes_on(p)
            and self.object_of(p, partner, rule_harms)
        ):
            return
        if p.voice in ("passive", "reduced", "either"):
            self.subject_of(p, rule_harms, harm)

    def goes_on(self, p: Predicate) -> bool:
        """ "ont pris le village et massacré 81 habitants": a second participle of one auxiliary, with people after it."""
        if p.first == 0 or not self.words[p.first - 1].has("and") or p.harm is Harm.MISSING:
            return False
        c = self.starting(self.step(p.last, forward=True, soft=2))
        return (
            c is not None
            and c.kind in ("numeral", "vague", "one")
            and (c.head == "person" or (c.head == "unknown" and c.kind == "numeral" and p.harm is Harm.KILLED))
            and not self.pred_after(c)
            and any(w.has("have") for w in self.words[max(0, p.first - 16) : p.first])
        )

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
        at = p.first - (p.first > 0 and self.words[p.first - 1].low == '"')
        if at > 1 and self.words[at - 1].low == "'" and self.words[at - 2].low == "d":
            at -= 1  # "d'« éliminer »"
        if self.pack.lang == "fr" and at and self.words[at - 1].low in ("de", "d'", "d"):
            lead = self.words[max(0, at - 10) : at - 1]
            if any(
                w.low == "permis" and any(x.low in ("à", "aux", "au") or x.has("according") for x in lead[k:])
                for k, w in enumerate(lead)
            ):
                return True  # "a permis aux gardes de neutraliser …"
        if p.first and self.words[p.first - 1].low == "to":  # "managed last night to capture …"
            k = p.first - 2
            while k > 0 and (k in self.found.dated or self.words[k].has("adverb") or self.words[k - 1].has("adverb")):
                k -= 1
            if k < p.first - 2 and self.words[k].low in ("managed", "manages", "succeeded", "helped"):
                return True
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
        if (
            c is None
            and i < len(self.words)
            and self.words[i].low in ("him", "her", "them")
            and self.over_definite(i) is None
        ):
            return self.pronoun_object(p, harms[0], self.words[i].low)
        if c is not None and c.head == "thing" and c.kind in ("numeral", "vague") and i <= start + 1:
            last = self.past_things(c)
            if last is not None:
                self.hit(last, harms[0], "object of the verb", (p.first, start), p, 0.75)
            return True
        over = self.over_definite(i) if c is None else None
        if over is not None:
            self.hit(over, harms[0], "object of the verb", (p.first, start), p, 0.8)
            self.list_on(over, harms[0], "object of the verb", (p.first, start), p)
            return True
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
        if c.kind == "plural" and self.says_what_such_deeds_do(p):
            return True
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

    def says_what_such_deeds_do(self, p: Predicate) -> bool:
        """ "any attacks that kill and injure civilians": of no deed that was done."""
        before = self.words[p.first - 1].low if p.first else ""
        return before in ("that", "which", "who") and self.words[p.first].low in _PLAIN_FORMS

    def over_definite(self, i: int) -> Counted | None:
        """ "killed the mayor and two of his guards": past the people who are known already."""
        known = i < len(self.words) and (self.words[i].has("article") or self.words[i].low in ("himself", "herself"))
        if not known:
            return None
        for k in range(i + 1, min(len(self.words), i + 6)):
            w = self.words[k]
            if w.has("and"):
                c = self.at.get(k + max(1, w.width("and")))
                return c if c is not None and c.head != "thing" and not self.pred_after(c) else None
            if not w.low.isalpha() or k in self.pred_words or (w.has("preposition") and not w.has("of")):
                return None
        return None

    def pronoun_object(self, p: Predicate, harm: Harm, pronoun: str) -> bool:
        """ "targeted a man on a motorcycle, killing him": the people named just before."""
        alone = pronoun in ("him", "her")
        before = [
            c for c in self.found.counted if c.end <= p.first and c.head == "person" and (c.quantity.low == 1) == alone
        ]
        if not before and alone and harm is Harm.KILLED:
            k = next(k for k in range(p.last, len(self.words)) if self.words[k].low == pronoun)
            him = Counted(k, k + 1, k, k + 1, Quantity.exactly(1), "one", "person", k, (Group.PERSON,))
            self.hit(him, harm, "told of nowhere before", (p.first, p.last), p, 0.6)
        if before:
            self.hit(before[-1], harm, "object of the verb", (p.first, p.last), p, 0.75)
        return True

    def subject_adjacent(self, p: Predicate) -> bool:
        j = p.first
        while j > 0 and self.words[j - 1].has("adverb"):
            j -= 1
        c = self.ends.get(j)
        return c is not None and c.head != "thing" and c.kind == "numeral"

    def subject_of(self, p: Predicate, harms: list[Harm], harm: Harm) -> None:
        reach = REACH if p.voice == "passive" else 6
        subject = self.subject(p, reach)
        behind = self.turned(p) if subject is None else None
        if behind is not None:
            self.hit(behind, harm, "subject of the verb", (p.first, p.last), p, 0.85)
            self.list_on(behind, harm, "subject of the verb", (p.first, p.last), p)
            return
        if subject is None:
            if not p.negated:
                self.list_after(p, harm, (p.first, p.last))
            return
        if p.negated and subject.quantity.low != 0:
            return
        joined = p.voice in ("reduced", "either") and subject.kind == "named" and self.words[p.first - 1].has("and")
        again = p.voice in ("reduced", "either") and p.first > 0 and self.words[p.first - 1].has("and")
        if (joined and subject.end == p.first - 1) or (again and self.object_before(subject)):
            return  # "… backed by the Tarn Front and murdered him"
        if subject.head == "victim" and subject.harm is Harm.KILLED and p.harm is Harm.INJURED:
            return  # "the dead and wounded were taken to hospital"
        subject = self.out_of(subject)
        if subject.head == "none" and p.harm is Harm.ABDUCTED_OR_DETAINED and self._of_things(subject):
            return
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

    def _of_things(self, c: Counted) -> bool:
        """ "of nine mills, four have been stopped": what was counted before is no people."""
        before = [x for x in self.found.counted if x.end <= c.begin]
        return bool(before) and before[-1].head in ("thing", "unknown")

    def subject(self, p: Predicate, reach: int) -> Counted | None:
        """The counted people a passive verb speaks of: leftwards over what may stand between."""
        i = p.first
        steps = 0
        inside = 0
        crossed_comma = False
        best: Counted | None = None
        while i > 0 and steps < reach:
            if inside == 0 and i in self.found.apposed and self.ends.get(i) is None:
                i, steps = self.found.apposed[i], steps + 1
                continue
            w = self.words[i - 1]
            c = self.ends.get(i) or self.covering(i - 1)
            if c is not None and c.kind == "named" and (steps > 2 or self.names_a_group(c, p)):
                i, steps, c = c.begin, steps + 1, None
                continue
            if c is not None and inside == 0 and c.kind == "plural" and self.says_what(c):
                i, steps = c.begin, steps + 1
                continue
            named = self.told_of_one(c) if c is not None and inside == 0 else None
            if named is not None:
                return named
            share = self.share_aside(c, p) if c is not None and inside == 0 else None
            if share is not None:
                i, steps = share, steps + 1
                continue
            if c is not None and inside == 0:
                if self.is_part(c):
                    i = self.part_marker(c)
                    steps = max(0, steps - 2)
                    crossed_comma = False
                    continue
                related = self.words[c.end].low in ("who", "qui") if c.end < len(self.words) else False
                of_it = c.end == p.first and self.words[p.first].low == "being"  # "reports of a teacher being killed"
                governed = self.governed(c) and not (related and c.end == i and p.first - i <= 3) and not of_it
                if c.head == "thing":
                    if not governed and c.kind != "plural" and steps <= 2:
                        return best
                elif (
                    not governed
                    or (p.voice != "passive" and steps <= 2)
                    or (c.kind == "numeral" and steps == 0 and not self.complement(c))
                ):
                    if c.harm is not None and c.kind != "plural" and c.head == "victim" and p.voice == "reduced":
                        return None
                    return c
                i = c.begin
                steps += 1
                continue
            told = self.aside_opens(i - 1) if w.low == "," and inside == 0 and p.voice == "passive" else None
            if told is not None:
                i, steps = told, steps + 1
                continue
            if w.low in (")", "]") or (w.low in ("–", "-") and not inside and self.dash_pair(i - 1)):
                inside += 1
            elif w.low in ("(", "[") or (w.low in ("–", "-") and inside and self.spaced(i - 1)):
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

    def out_of(self, c: Counted) -> Counted:
        """ "12 of the 25 inmates": the twelve."""
        k = c.begin
        while k > 0 and self.words[k - 1].has("article") and not self.words[k - 1].has("of"):
            k -= 1
        if c.kind != "numeral" or k == 0 or not self.words[k - 1].has("of"):
            return c
        outer = next((x for x in self.found.counted if x.last == k - 1 and x.kind == "numeral"), None)
        if outer is None:
            return c
        outer.head, outer.groups, outer.end = "none", c.groups, outer.last
        return outer

    def says_what(self, c: Counted) -> bool:
        """ "nine civilians, all women and children, …", "two guards who were members of …": told of those counted."""
        k = c.begin - 1
        while k > 0 and self.words[k].has("adverb"):
            k -= 1
        return self.words[c.begin].low in ("all", "tous", "toutes") or (
            k > 0 and self.words[k].has("be") and self.words[k - 1].low not in ("there", "y")
        )

    def complement(self, c: Counted) -> bool:
        """ "39 civilians from five families": the families are told of the civilians."""
        if c.begin < 2 or not self.words[c.head_at].has("person"):
            return False
        whole = self.ends.get(c.begin - 1)
        return (
            whole is not None
            and whole.head == "person"
            and self.words[c.begin - 1].low in ("from", "of", "de", "issus")
        )

    def list_back(self, c: Counted, harm: Harm, cue: tuple[int, int], p: Predicate) -> None:
        """The people named before the last of a list: "12 men and 3 women were killed"."""
        current = c
        for _ in range(12):
            j = current.begin
            while j > 0 and self.words[j - 1].has("possessive"):
                j -= 1
            k = j
            while k > 0 and (self.is_join(k - 1) or self.words[k - 1].low in ("well", "as", "que", "ainsi")):
                k -= 1
            k = self.before_join(k)
            if k == j:
                return
            previous = self.ends.get(self.before_names(k))
            if previous is None:
                near = [x for x in self.found.counted if x.end <= k and k - x.end <= 4]
                agent = bool(near) and any(w.low in ("par", "by") for w in self.words[near[-1].end : k])
                acted = bool(near) and self.pack.lang == "en" and self.words[near[-1].end].low.endswith("ed")
                previous = near[-1] if near and not agent and not acted and self.quiet(near[-1].end, k) else None
            if (
                previous is None
                or previous.head == "thing"
                or previous.harm is not None
                or self.object_before(previous)
            ):
                return
            if (self.hangs(previous) and not self.outcome(previous)) or (
                self.is_part(previous) and not self.is_part(current)
            ):
                return
            self.hit(previous, harm, "subject of the verb", cue, p, 0.82)
            current = previous

    def outcome(self, c: Counted) -> bool:
        """ "the raid resulted in 12 guards and 4 cooks killed": the preposition leads to what is said of them."""
        return c.begin > 1 and self.words[c.begin - 2].low in _RESULTS

    def list_after(self, p: Predicate, harm: Harm, cue: tuple[int, int]) -> None:
        """ "9 gardes ont été tués ainsi que 2 passants"."""
        j = p.last
        while j < len(self.words) and (self.words[j].has("adverb") or (self.words[j].low == "," and j == p.last)):
            j += 1
        if not any(h.predicate is p for h in self.hits):  # "He was killed at home, along with two of his guards"
            along = (k for k in range(j, min(len(self.words), j + 18)) if self.words[k].low in ("along", "alongside"))
            j = next(along, j)
            if any(k in self.pred_words for k in range(p.last, j)):
                return
        if (j < len(self.words) and self.words[j].low in _TOGETHER) or (
            j < len(self.words) and self.words[j].width("and") > 1
        ):
            k = j + max(1, self.words[j].width("and"))
            while k < len(self.words) and k not in self.at and self.words[k].low in ("with", "avec"):
                k += 1
            while k < len(self.words) and k not in self.at and self.words[k].has("possessive"):
                k += 1
            c = self.starting(k)
            named = next((h.counted for h in self.hits if h.predicate is p and h.counted.kind == "named"), None)
            kin = c is not None and c.kind == "one" and self.words[c.begin].has("possessive") and not self.pred_after(c)
            if named is not None and c is not None and (c.kind == "named" or kin):
                # "A and B were killed, along with C" or "… with her son": one list
                named.quantity = Quantity.listed(named.quantity.low + c.quantity.low)
                named.groups = named.groups if named.groups == c.groups else (Group.FAMILY,)
                named.end = c.end
                return
            if c is not None and c.harm is None and not self.pred_after(c):
                self.hit(c, harm, "subject of the verb", cue, p, 0.85)
