"""Those whom a verb behind them befalls, some words away: "أن طفلاً يبلغ من العمر تسعة أعوام أصيب", "امرأة وثلاثة أطفال جرحوا".

The verb must agree with them: "قتلوا" speaks of several, "قتلا" of two, "قتلت" of a woman.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Cue, Hit, span_of
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.pronouns import RELATIVE
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Group, Hedge
from bilan.search.words import Word, fold

_FAR = 20  # words between those told of and their verb
_OPENS = frozenset(map(fold, ("أن", "إن", "بأن", "وأن", "وإن", "فإن", "كان", "وكان", "كانت", "وكانت", "أنه", "بأنه")))
_APART = frozenset(map(fold, ("عندما", "حين", "حينما", "بعدما", "بينما", "فيما", "لكن", "ثم", "حيث", "كما", "ما", "مما", "أثناء", "بعد", "إثر")))  # fmt: skip


def subject_before(
    text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted], n: int, cues: Sequence[Cue]
) -> Hit | None:
    """The group that opens a clause, when the first verb of harm behind it agrees with it and has no other subject."""
    g = groups[n]
    if g.nobody or g.harm is not None or g.definite or g.owned or (g.loose and g.quantity.hedge is Hedge.SOME):
        return None
    told_of = next((c for c in cues if c.first >= g.end), None)
    related = told_of is not None and cut[told_of.first - 1].folded in RELATIVE and told_of.first - 1 > g.end
    if g.begin > s.first and not _opens(cut, g.begin - 1, s) and not related:
        return None
    cue = next((c for c in cues if c.first >= g.end), None)
    if cue is None or not cue.verb or cue.first - g.end > _FAR or not agrees(cut, g, cue):
        return None
    gap = text[cut[g.end - 1].end : cut[cue.first].start]
    if any(c in gap for c in ".؛:\n!؟"):
        return None
    inside = range(g.end, cue.first)
    books = lists().books
    if any(cut[k].folded in _APART or hits(books["attack_verbs"], text, cut, k) for k in inside):
        return None
    if any(e.begin < cue.first and not _among(text, cut, g, e) for e in groups[n + 1 :]):
        return None
    after = next((e for e in groups[n + 1 :] if e.begin >= cue.last), None)
    if after is not None and after.begin <= cue.last + 2 and not _set_off(text, cut, cue.last, after):
        return None
    return Hit(g, cue.harm, span_of(cut, cue.first, cue.last), "verb of harm")


def _opens(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """A word after which a clause begins with its subject; "كان" only where it opens the sentence."""
    word = cut[k].folded
    return word in _OPENS and (word not in ("كان", "كانت") or k == s.first)


def _among(text: str, cut: Sequence[Word], g: Counted, e: Counted) -> bool:
    """Whether a group told on the way is one of them, or those they came from: "بينهم فتى", "من أهالي القرية"."""
    part = any(hits(lists().books["part"], text, cut, k) for k in range(max(g.end, e.begin - 3), e.begin))
    near = cut[e.begin - 1].folded
    return part or near in ("من", "في", "لدي", "مع") or (e.loose and e.definite) or bool(e.owned)


def _set_off(text: str, cut: Sequence[Word], last: int, after: Counted) -> bool:
    """Whether what follows the verb is not its object: a preposition, "و" or a comma stands before."""
    word = cut[after.begin].folded
    gap = text[cut[last - 1].end : cut[after.begin].start]
    small = any(
        cut[k].folded in ("في", "مع", "علي", "من", "جراء", "اثر", "برصاص", "بيد") for k in range(last, after.begin)
    )
    return word.startswith(("و", "ب")) or "،" in gap or small


def agrees(cut: Sequence[Word], g: Counted, cue: Cue) -> bool:
    """Whether the verb has the number and gender of the group."""
    verb = cut[cue.first].folded
    if verb.startswith("و") and not lists().books["verb"].lookup(verb):
        return False  # "وقتل": joined to another verb, whose subject may be another
    several = verb.endswith(("وا", "ون"))
    two = not several and verb.endswith(("ا", "ان"))
    if g.quantity.hedge is Hedge.EXACTLY and g.quantity.low == 2:
        return two or several
    if g.quantity.low > 2 or g.quantity.hedge is not Hedge.EXACTLY:
        return several
    woman = cut[g.last - 1 if g.last - g.first == 1 else g.first].folded.endswith("ه") or Group.WOMAN in g.groups
    her = verb.endswith("ت") or verb.startswith("ت")
    return not several and not two and her == woman


def joined_before(
    text: str, cut: Sequence[Word], groups: Sequence[Counted], found: Sequence[Hit], of: dict[int, Hit]
) -> list[Hit]:
    """ "امرأة وثلاثة أطفال جرحوا": those joined by "و" before a group whose verb stands behind suffered with it."""
    made: list[Hit] = []
    for n, group in enumerate(groups):
        hit = of.get(id(group))
        if (
            hit is None
            or hit.rule != "verb of harm"
            or hit.cue.start < cut[group.end - 1].end
            or hit.part_of is not None
        ):
            continue
        k = n
        while k > 0:
            e, g = groups[k - 1], groups[k]
            gap = text[cut[e.end - 1].end : cut[g.begin].start]
            joined = cut[g.begin].folded.startswith("و") or gap.strip() == "و"
            if id(e) in of or e.definite or e.nobody or not joined or g.begin - e.end > 1 or gap.strip(" و#"):
                break
            same = Hit(e, hit.harm, hit.cue, hit.rule)
            of[id(e)] = same
            made.append(same)
            k -= 1
    return made


_SOMEBODY = frozenset(map(fold, ("رجل", "امرأة", "شاب", "شابة", "سيدة", "شخص", "مواطن", "مواطنة", "فتى", "أب", "مسن")))


def _of_their_own(
    cut: Sequence[Word], hit: Hit, cues: Sequence[Cue], groups: Sequence[Counted], of: dict[int, Hit]
) -> bool:
    """ "قتل رجل زوجته": who kills one of their own is not the one killed."""
    g = hit.counted
    if not g.loose or g.definite or g.owned or g.quantity.low != 1 or hit.rule != "verb of harm":
        return False
    if not any(c.verb and c.last == g.begin for c in cues):
        return False
    after = next((e for e in groups if e.begin == g.end), None)
    if after is None or not after.owned or id(after) in of or cut[g.first].folded not in _SOMEBODY:
        return False
    if cut[after.begin].folded.startswith(("و", "ب")):
        return False
    of[id(after)] = hit
    hit.counted = after
    return True


def acts(cut: Sequence[Word], hit: Hit, cues: Sequence[Cue], groups: Sequence[Counted], of: dict[int, Hit]) -> bool:
    """ "اختطف مسلحون 14 عاملا": those right behind an active verb, with others counted behind them, did it."""
    g = hit.counted
    if _of_their_own(cut, hit, cues, groups, of):
        return False
    if not g.loose or g.definite or Group.COMBATANT not in g.groups or hit.rule != "verb of harm":
        return False
    if not any(c.verb and c.last == g.begin for c in cues):
        return False
    after = next((e for e in groups if e.begin >= g.end), None)
    if after is None or id(after) in of or any(w.folded.startswith("و") for w in cut[g.end : after.begin + 1]):
        return False
    if after.begin - g.end > 1:
        return False
    of[id(after)] = hit
    hit.counted = after
    return False
