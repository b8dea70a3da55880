"""What befell each counted group, and of which larger group it is a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bilan.claims.reading.ar.bare_numbers import NO_VERBS, hits
from bilan.claims.reading.ar.groups import Counted, counted_groups
from bilan.claims.reading.ar.harm_nouns import (
    both,
    drop_the_pair,
    fell_victim,
    item_below,
    own_harm,
    the_victim,
    without_nobody,
)
from bilan.claims.reading.ar.harm_parts import among, between_the_dead, of_a_tally, part
from bilan.claims.reading.ar.harm_words import lost
from bilan.claims.reading.ar.hit import Cue, Hit, span_of
from bilan.claims.reading.ar.items import item_number
from bilan.claims.reading.ar.joined import chained
from bilan.claims.reading.ar.lexicon import LIVES, lists, noun
from bilan.claims.reading.ar.names import name_end
from bilan.claims.reading.ar.numerals import may_number
from bilan.claims.reading.ar.pronouns import RELATIVE, act_upon, meant
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.subjects import acts, joined_before, subject_before
from bilan.claims.reading.ar.tallies import tallies
from bilan.claims.reading.ar.unreal import intended, presupposed, unsettled
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.words import Word, fold

_FAR = 9  # words between a word of harm and those who suffer it


def harm_hits(
    text: str, cut: Sequence[Word], s: Sentence, named: Sequence[Span], heading: Harm | None = None
) -> list[Hit]:
    """Every counted group of the sentence that a word of harm reaches.

    `heading`: what the line above said befell the items of a list.
    `named`: where actors and places stand, which may come between a verb and its object.
    """
    groups = counted_groups(text, cut, s)
    if heading is not None and (item := item_number(text, cut, s, groups)) is not None:
        groups.insert(0, item)
    cues = _cues(text, cut, s, groups)
    inside = [any(n.start <= cut[i].start < n.end for n in named) for i in range(s.first, s.last)]
    found: list[Hit] = []
    of: dict[int, Hit] = {}
    for n, group in enumerate(groups):
        if found and found[-1].most and group.first < found[-1].counted.end:
            continue  # told together: "معظمهم من النساء والأطفال"
        before = next((e for e in reversed(groups[:n]) if id(e) in of or not (e.loose and e.definite)), None)
        if group.other:
            _same_kind(group, found)
        hit = (
            among(text, cut, s, group, found, groups[:n])
            or part(text, cut, s, group, found, groups[:n], of)
            or both(cut, s, group, groups)
            or fell_victim(text, cut, s, group)
            or own_harm(cut, group, text, s)
            or the_victim(cut, group, s)
            or _governed(text, cut, s, group, before, cues, inside, groups)
            or chained(text, cut, group, before, of, inside, s)
            or _verb_after(text, cut, s, groups, n, cues)
            or subject_before(text, cut, s, groups, n, cues)
            or item_below(cut, s, group, heading)
            or between_the_dead(text, cut, s, group)
        )
        if hit is not None:
            of[id(group)] = hit
            found.append(hit)
    found += joined_before(text, cut, groups, found, of)
    drop_the_pair(cut, found, s)
    found += meant(cut, s, groups, found)
    found = [h for h in without_nobody(text, cut, s, found) if not acts(cut, h, cues, groups, of)]
    for t in tallies(text, cut, s, [(h.counted.first, h.counted.end) for h in found]):
        whole = Hit(t.counted, t.harm, span_of(cut, t.first, t.last), t.rule)
        of_a_tally(text, cut, whole, found)
        found.append(whole)
        behind = [g for g in groups if g.first >= t.counted.end and id(g) not in of]
        for n, group in enumerate(behind):
            row = behind[:n]
            before = row[-1] if row and id(row[-1]) in of else None
            hit = part(text, cut, s, group, [whole], row, of) or chained(text, cut, group, before, of, inside, s)
            if hit is not None and hit.counted.quantity.low <= whole.counted.quantity.low:
                of[id(group)] = hit
                found.append(hit)
    _in_whose_ranks(text, cut, found)
    for hit in found:
        _with_the_name(text, cut, hit.counted, s)
    return found


def _in_whose_ranks(text: str, cut: Sequence[Word], found: Sequence[Hit]) -> None:
    """ "قتلى وجرحى في صفوف المدنيين": the ranks are those of both."""
    for a, b in pairwise(found):
        one, two = a.counted, b.counted
        bare = (
            one.harm is not None and two.harm is not None and one.loose and two.loose and one.groups == (Group.PERSON,)
        )
        near = two.begin == one.end and cut[two.begin].folded.startswith("و")
        if bare and near and any(w.folded == "صفوف" for w in cut[two.first : two.end + 2]):
            one.groups = two.groups


def _with_the_name(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> None:
    """ "الشاب سامر طارق": the words that count one definite person take the name in."""
    if not (g.definite and g.loose) or g.quantity.low != 1 or not _called(text, cut, g, s):
        return
    given = cut[g.end].folded in lists().given or text[cut[g.end].start - 1] in '"“«'
    end = name_end(text, cut, g.end, s.last) if given else 0
    if g.end < end <= min(g.end + 5, s.last) and not any(may_number(w.folded) for w in cut[g.end : end]):
        g.last = g.end = end
        g.quantity = replace(g.quantity, verbatim=g.span(cut).of(text))


def _cues(text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted]) -> list[Cue]:
    books = lists().books
    found: list[Cue] = []
    i = s.first
    while i < s.last:
        noun_hit, verb_hit = books["noun"].longest(text, cut, i), books["verb"].longest(text, cut, i)
        if cut[i].folded in NO_VERBS or (
            verb_hit is not None and _has_article(cut[i].folded, fold(verb_hit.entry.written))
        ):
            verb_hit = None
        best = max((h for h in (noun_hit, verb_hit) if h is not None), key=lambda h: h.last, default=None)
        if best is None and (bound := books["bound"].longest(text, cut, i)) is not None:
            if not cut[i].folded.startswith(("ال", "وال")) and not cut[i].folded.startswith("ب"):
                found.append(Cue(i, bound.last, bound.entry.value, True, True))
        elif best is None and (acted := _of_him(cut, i, s)):
            found.append(Cue(i, i + 1, acted, False))
        elif best is None and (k := _takes(text, cut, i, s)):  # "أزهقت الغارتان أرواح …"
            found.append(Cue(k, k + 1, Harm.KILLED, True))
        elif best is None and _loses(cut, i, s):  # "فقد طفلان حياتهما"
            found.append(Cue(i, i + 1, Harm.KILLED, True))
        if best is None or best.last > s.last:
            i += 1
            continue
        found.append(Cue(i, best.last, best.entry.value, verb_hit is not None and verb_hit.last == best.last))
        i = best.last
    return found


def _of_him(cut: Sequence[Word], i: int, s: Sentence) -> Harm | None:
    """ "اعتقالها لشاب", "قتله للقيادي": the pronoun is who acts, and whom it befalls stands behind with "ل"."""
    acted = act_upon(cut[i].folded) if i + 1 < s.last and cut[i + 1].folded.startswith("ل") else None
    said = noun(cut[i + 1].folded) if acted is not None else None
    return acted[0] if acted is not None and said is not None and noun(cut[i + 1].folded[1:]) is not None else None


def _takes(text: str, cut: Sequence[Word], i: int, s: Sentence) -> int:
    """Where the lives stand that the verb at word `i` takes, its subject between; 0: nowhere."""
    hit = lists().books["takes"].longest(text, cut, i)
    if hit is None:
        return 0
    k = next((k for k in range(i + 2, min(i + 6, s.last)) if cut[k].folded in _TAKEN_LIVES), 0)
    return k if k and not any(c in text[cut[i].end : cut[k].start] for c in ".،؛:\n") else 0


_TAKEN_LIVES = frozenset(map(fold, LIVES))


def _has_article(word: str, verb: str) -> bool:
    """ "الهجر" is a name: no verb has an article."""
    return not verb.startswith(("ال", "لل")) and word.startswith(("ال", "وال", "فال", "بال", "لل", "ولل", "كال"))


def _loses(cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "فقد … حياته": the life may stand some words behind its verb."""
    return lost(cut[i].folded) and any(w.folded in _LIVES for w in cut[i + 1 : min(i + 9, s.last)])


def _same_kind(group: Counted, found: Sequence[Hit]) -> None:
    """ "28 آخرين": others of the kind counted last, parts aside."""
    whole = next((h for h in reversed(found) if h.part_of is None), None)
    if whole is None or (group.groups and group.groups[0] not in (Group.PERSON, Group.FAMILY)):
        return
    kind = tuple(g for g in whole.counted.groups if g not in (Group.PERSON, Group.FAMILY, Group.WOMAN))
    family = (Group.FAMILY,) if Group.FAMILY in group.groups else ()
    group.groups = (*kind, *family) or (Group.PERSON,)


def _governed(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    g: Counted,
    before: Counted | None,
    cues: Sequence[Cue],
    inside: Sequence[bool],
    groups: Sequence[Counted],
) -> Hit | None:
    """ "مقتل 3 مدنيين", "قُتل، اليوم، 3 مدنيين", "اعتقلت قوات … شخصين": a word of harm before the group."""
    cue = next(
        (
            c
            for c in reversed(cues)
            if (not c.bound and c.last <= g.begin) or (c.first < g.begin and c.last <= g.first and not c.bound)
        ),
        None,
    )
    if cue is None or (before is not None and before.first >= cue.last):
        return None
    if g.loose and g.begin > cue.last and cut[g.begin - 1].folded in _SHOTS:
        return None  # "قُتلا برصاص قناص": who shot
    if cue.verb and unsettled(cut, cue, s):
        return None
    if not cue.verb and intended(cut, cue, s):
        return None
    if not cue.verb and presupposed(cut, g, cue, s):
        return None
    befallen = g.definite and cue.verb and g.quantity.low == 1 and g.begin == cue.last and _no_object(cut, g, groups, s)
    called = g.definite and cue.verb and g.quantity.low == 1 and _called(text, cut, g, s)
    fled = cue.harm is Harm.DISPLACED and not cue.verb and g.begin == cue.last and g.harm is None  # "نزوح الأهالي"
    if (
        g.definite
        and g.loose
        and not fled
        and (
            g.quantity.hedge is Hedge.SOME
            or not (_small(text, cut, cue.last, g.begin) or called)
            or (cue.verb and g.quantity.low != 2 and not _called(text, cut, g, s) and not befallen)
        )
    ):
        return None
    between = list(range(cue.last, g.begin))
    far = 24 if cue.verb and not g.loose else _FAR + 6 if any(inside[i - s.first] for i in between) else _FAR
    if len(between) > far:
        return None
    books = lists().books
    strange = 0
    i = cue.last
    while i < g.begin:
        step = hits(books["between"], text, cut, i) or hits(books["hedge"], text, cut, i)
        if step and step <= g.begin:
            i = step
            continue
        if not inside[i - s.first] and not cut[i].folded.isdigit():
            strange += 1
        i += 1
    phrase = g.last - g.first > 1  # "عددا من المدنيين"
    allowed = (
        8
        if cue.verb and not g.loose
        else 3
        if called
        else 2
        if not g.loose or (phrase and cue.verb)
        else 1
        if cue.verb
        else 0
    )
    if strange > allowed or any(c in text[cut[cue.last - 1].end : cut[g.begin].start] for c in ":؛;()\n"):
        return None
    harm = cue.harm
    twin = next((c for c in cues if c.last == cue.first and {c.harm, harm} in _PAIRS), None)
    counted = before is not None and twin is not None and _right_behind(text, cut, before, twin)
    if twin is not None and g.begin == cue.last and not counted:  # "قتل وأصيب 35 شخصا"
        harm = Harm.KILLED_OR_INJURED
    if harm is Harm.MISSING and any(w.folded.removeprefix("ل") in _LIVES for w in cut[g.end : min(g.end + 16, s.last)]):
        harm = Harm.KILLED  # "فقدان 24 مدنيا لحياتهم"
    return Hit(g, harm, span_of(cut, cue.first, cue.last), "verb of harm" if cue.verb else "noun of the act")


def _no_object(cut: Sequence[Word], g: Counted, groups: Sequence[Counted], s: Sentence) -> bool:
    """ "وقتلت الراعي", not "قتل الجندي ثلاثة مدنيين": nobody is counted close behind, whom they would have harmed."""
    after = next((e for e in groups if e.begin >= g.end), None)
    near = (
        after is not None
        and after.begin - g.end <= 4
        and not any(w.folded.startswith(("و", "ب")) for w in cut[g.end : after.begin + 1])
    )
    return not near and g.harm is None and (g.end >= s.last or not cut[g.end].folded.isdigit())


_SHOTS = frozenset(map(fold, ("برصاص", "رصاص", "بنيران", "نيران", "يد", "أيدي", "بيد", "بأيدي", "قبل")))


def _small(text: str, cut: Sequence[Word], first: int, last: int) -> bool:
    """Whether nothing but small words stands between: "أعدموا أيضا الشاب …"."""
    book = lists().books["between"]
    return first == last or (all(hits(book, text, cut, k) for k in range(first, last)) and last - first <= 2)


def _right_behind(text: str, cut: Sequence[Word], before: Counted, cue: Cue) -> bool:
    """ "سبعة عمال على الأقل جرحوا وقتل …": the verb is that of those told before it."""
    return 0 <= cue.first - before.end - _hedges(text, cut, before.end, cue.first) <= 1


_PAIRS = ({Harm.KILLED, Harm.INJURED}, {Harm.MISSING, Harm.INJURED})
_LIVES = frozenset(map(fold, ("حياتهم", "حياته", "حياتها", "أرواحهم", "حياتهن", "حياتهما")))


def _named_before(text: str, cut: Sequence[Word], g: Counted, cue: Cue, cues: Sequence[Cue], s: Sentence) -> bool:
    """ "أن الشابين سامر وطارق من درعا، توفيا": names and where they are from stand before the verb."""
    gap = text[cut[g.end - 1].end : cut[cue.first].start]
    if not 1 <= cue.first - g.end <= 14 or any(c in gap for c in ".؛:") or gap.count("،") > g.quantity.low:
        return False
    inner = [w.folded for w in cut[g.end : cue.first]]
    raw = [text[w.start : w.end] for w in cut[g.end : cue.first]]  # "علي" is a name, "على" is on
    books = lists().books
    if len(inner) == 1 and inner[0] not in lists().given:
        return False
    if told_of := inner[-1] in RELATIVE:  # "المتطوع سامر طارق الذي استشهد"
        inner.pop()
    busy = any(hits(books[b], text, cut, k) for k in range(g.end, cue.first) for b in ("attack_verbs", "speech_verbs"))
    opened = cut[g.begin - 1].folded in ("ان", "وان", "بان", "كما") if g.begin > s.first else True
    return (
        (opened or told_of)
        and not busy
        and _called(text, cut, g, s)
        and not {"الذي", "التي", "في"} & set(inner)
        and "على" not in raw
    )


def _called(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "قتلت الشاب سامر طارق": a definite noun and then a name, one or two people."""
    if g.quantity.hedge is Hedge.SOME or g.end >= s.last:
        return False
    gap = text[cut[g.end - 1].end : cut[g.end].start]
    word = cut[g.end].folded
    plain = (
        len(word) > 2
        and word not in RELATIVE
        and noun(word) is None
        and not may_number(word)
        and (not word.startswith(("ب", "و", "ف")) or word in lists().given)
    )
    return not gap.strip(' "“«(') and plain and not hits(lists().books["between"], text, cut, g.end)


def _verb_after(
    text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted], n: int, cues: Sequence[Cue]
) -> Hit | None:
    """ "أن امرأتين أصيبتا", "شخصاً مدنياً لقي مصرعه", "6 مدنيين بينهم 3 أطفال قتلوا": the verb stands after."""
    g = groups[n]
    cue = next((c for c in cues if c.verb and c.first >= g.end), None)
    if cue is None or (g.definite and g.loose and g.quantity.hedge is Hedge.SOME):
        return None
    parts = [e for e in groups[n + 1 :] if e.end <= cue.first]
    if (g.definite or g.owned) and g.quantity.hedge is not Hedge.SOME and _named_before(text, cut, g, cue, cues, s):
        return Hit(g, cue.harm, span_of(cut, cue.first, cue.last), "verb of harm")
    if parts and g.loose and g.last - g.first < 2:
        return None
    between = [i for i in range(g.end, cue.first) if not any(e.begin <= i < e.end for e in parts)]
    between = between[_hedges(text, cut, g.end, cue.first) :]
    many = cut[cue.first].folded.endswith("وا") and not g.loose and g.quantity.low > 2 and len(between) <= 5
    force = many or (not g.loose and g.groups == (Group.COMBATANT,) and len(between) <= 4)  # "7 من قوات … قتلوا"
    if len(between) > 1 + len(parts) and not force:
        return None
    small = {"من", "الذي", "التي", "قد", "الذين", "اخر", "ممن", "بينهم", "بينهن", "منهم", "و"}
    if not force and any(
        cut[i].folded not in small and not any(hits(lists().books[b], text, cut, i) for b in ("other", "part"))
        for i in between
    ):
        return None
    after = next((e for e in groups[n + 1 + len(parts) :] if e.begin >= cue.last), None)
    own = after is not None and (
        any(cue.last <= c.first < after.begin for c in cues)
        or any(hits(lists().books["part"], text, cut, k) for k in range(cue.last, after.begin))
    )
    if (
        after is not None
        and not own
        and after.begin <= cue.last + 1
        and not cut[after.begin].folded.startswith(("ب", "و"))
    ):
        return None
    if any(c in text[cut[g.end - 1].end : cut[cue.first].start] for c in (":؛.\n" if parts else "،,:؛.\n")):
        return None
    return Hit(g, cue.harm, span_of(cut, cue.first, cue.last), "verb of harm")


def _hedges(text: str, cut: Sequence[Word], i: int, last: int) -> int:
    """How many words a hedge behind the noun takes: "أربعة أشخاص على الأقل قتلوا"."""
    step = hits(lists().books["hedge"], text, cut, i) if i < last else 0
    return step - i if step and step <= last else 0
