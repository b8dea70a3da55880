"""People counted without the word for their harm, which was said just before.

"340 killed by A and 87 by B"              the verb is not said again
"…, while Airwars counted 29"              somebody else's figure for the same
"thirty of them were children"             a share of those counted
"the toll rose from 15 to 19"              totals of what was just told
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.finder import Hit
from bilan.claims.reading.noun_phrase import Counted, skip
from bilan.claims.reading.pack import Noun, Pack
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group, Harm, Hedge

_BACK = 3  # sentences back in which the harm may have been said
_AGENT = frozenset({"by", "par"})
_OTHERS = frozenset({"autres", "others"})
_WHERE = frozenset({"à", "in", "at", "dans", "en", "au", "near"})
_WERE = frozenset(
    {"c' était", "c' étaient", "ils étaient", "elles étaient", "they were", "it was"}
)  # "C'était plus de 70."
_CLOSING = frozenset({",", ".", ")", '"', "!", "?"})

_FREED = frozenset({"released", "freed", "rescued", "unharmed", "unhurt", "safe", "survived", "libérés", "relâchés"})


def elided(scene: Scene, scenes: Sequence[Scene], pack: Pack) -> None:
    """Add the hits of a sentence whose harm an earlier count of the passage says."""
    made: dict[int, Hit] = {}
    for c in scene.analysis.counted:
        h = _again(c, scene) or _share(c, scene, scenes, pack) or _figure(c, scene, scenes, pack)
        if h is not None:
            made[c.first] = h
    for h in _totals(scene, scenes):
        made.setdefault(h.counted.first, h)
    if made:
        scene.hits = sorted([*scene.hits, *made.values()], key=lambda h: (h.counted.first, h.harm.value))
        _parts_that_add_up(scene)
        _of_the_whole_country(scene, list(made.values()))
    _shares_with_a_verb(scene, scenes)
    _the_others(scene, scenes)


def _taken(c: Counted, scene: Scene) -> bool:
    return any(h.counted is c or h.counted.first == c.first for h in scene.hits)


def _before(c: Counted, scene: Scene) -> Hit | None:
    """The nearest count of the sentence before this one, with no full stop between."""
    earlier = [h for h in scene.hits if h.counted.end <= c.begin]
    if not earlier:
        return None
    last = max(earlier, key=lambda h: h.counted.first)
    return None if any(w.low in (".", ";") for w in scene.words[last.counted.end : c.begin]) else last


def _made(c: Counted, of: Hit, rule: str, confidence: float) -> Hit:
    if c.groups == (Group.PERSON,):
        c.groups = of.counted.groups
    c.head, c.end = "none", max(c.last, min(c.end, c.last))
    hit = Hit(c, of.harm, rule, of.cue, None, None, confidence)
    hit.antecedent = of
    return hit


def _bare(c: Counted) -> bool:
    return c.kind == "numeral" and c.head in ("none", "unknown")


def _again(c: Counted, scene: Scene) -> Hit | None:
    """ "… and 87 by B", "… and 5 in Erbil": the verb is not said again."""
    words = scene.words
    if _taken(c, scene) or c.begin == 0 or c.last >= len(words):
        return None
    of = _before(c, scene)
    if of is not None and c.kind in ("numeral", "vague") and words[c.last].low in _OTHERS and c.end < len(words):
        where = words[c.end].low in _WHERE and words[c.begin - 1].has("and")
        return _made(c, of, "counted without saying the verb again", 0.75) if where else None
    fourth = c.kind == "one" and words[c.end - 1].has("ordinal") and words[c.begin - 1].has("and")
    if of is not None and fourth and c.end < len(words) and words[c.end].has("adverb"):
        return _made(c, of, "counted without saying the verb again", 0.75)  # "and a fourth less badly"
    if not _bare(c):
        return None
    before, after = words[c.begin - 1], words[c.last]
    if of is None:
        return None
    listed = before.has("and") or before.low in (",", ":")
    if listed and (after.low in _AGENT or (c.head == "none" and after.low in _WHERE)):
        return _made(c, of, "counted without saying the verb again", 0.75)
    if before.low == "(" and after.has("according"):
        return _made(c, of, "counted without saying the verb again", 0.75)
    return None


def _parts_that_add_up(scene: Scene) -> None:
    """ "12 killed: 5 by A and 7 by B": the counts without a verb that make up the first are its parts."""
    for whole in scene.hits:
        apart = [
            h for h in scene.hits if h.antecedent is not None and _root(h) is whole and h.rule.startswith("counted")
        ]
        if len(apart) > 1 and sum(h.counted.quantity.low for h in apart) == whole.counted.quantity.low:
            for h in apart:
                h.parent = whole


def _of_the_whole_country(scene: Scene, made: Sequence[Hit]) -> None:
    """ "some hundreds in all the country, and fewer than 90 at Tarn (only 41, officially)": a place of it."""
    for h in sorted(made, key=lambda h: h.counted.first):
        of = h.antecedent
        if of is None or h.parent is not None or of.counted.end > h.counted.begin:
            continue
        between = scene.words[of.counted.end : h.counted.begin]
        if any(w.low in _WHOLE for w in between):
            h.parent = of
        elif of in made:
            h.parent = of.parent


_WHOLE = frozenset({"toute", "tout", "ensemble", "throughout", "whole", "across", "nationwide"})


def _root(h: Hit) -> Hit:
    while h.antecedent is not None:
        h = h.antecedent
    return h


# ------------------------------------------------------------ shares


def _share(c: Counted, scene: Scene, scenes: Sequence[Scene], pack: Pack) -> Hit | None:
    """ "Thirty of them were children", "30 d'entre eux étaient des enfants", "30 of them children"."""
    words = scene.words
    if _taken(c, scene):
        return None
    if c.head == "person" and _among_them(words, c.end):
        whole = _before(c, scene) or last_of(scene, scenes)
        if whole is not None and whole.parent is None:
            hit = Hit(c, whole.harm, "a share of those just counted", whole.cue, None, None, 0.8, whole)
            beside = [
                h for h in scene.hits if h.predicate is not None and h.predicate is whole.predicate and h.parent is None
            ]
            hit.parent = whole if len(beside) < 2 else None  # of two groups together: of neither alone
            return hit
    if c.kind not in ("numeral", "vague") or c.last >= len(words):
        return None
    out_of = _out_of(c, scene)
    if out_of is not None:
        return out_of
    alone = c.begin <= 2 and words[c.last].has("be") and (c.kind == "numeral" or words[c.first].has("most"))
    if not words[c.last].has("share") and not alone:
        return None
    after = c.last + words[c.last].width("share")
    at = skip(words, after, "be", "adverb", "distance", "article", "plural_article")
    noun = words[at].value("person") if at < len(words) else None
    here = _before(c, scene)
    if alone:
        last = last_of(scene, scenes)
        plural = isinstance(noun, Noun) and noun.plural and at - after <= 5
        if here is not None or not plural or last is None or last.counted.quantity.low <= c.quantity.low:
            return None
    if not isinstance(noun, Noun) or at - after > 5:
        apposed = here is not None and words[c.begin - 1].low == ","
        told = words[after - 1].low in ("whom", "dont") or words[after - 1].low.endswith("whom")
        if told and any(w.low in _FREED for w in words[after : after + 4]):
            return None  # "twelve were held, five of whom were released"
        if not apposed or (not told and after < len(words) and words[after].has_any(("be", "have"))):
            return None
        noun = None
    whole = here or last_of(scene, scenes)
    if whole is None:
        return None
    c.groups = tuple(noun.groups) if noun is not None else whole.counted.groups
    hit = _made(c, whole, "a share of those just counted", 0.8)
    hit.parent = whole.parent or whole
    return hit


def _shares_with_a_verb(scene: Scene, scenes: Sequence[Scene]) -> None:
    """ "13 wounded, four of them seriously", "six of the dead were children": shares whose harm is said."""
    words = scene.words
    for h in scene.hits:
        c = h.counted
        at = c.last
        if h.parent is not None or at >= len(words) or not words[at].has("share") or c.kind not in ("numeral", "vague"):
            continue
        earlier = [e for e in scene.hits if e.counted.end <= c.begin and e.harm is h.harm and e.parent is None]
        whole = earlier[-1] if earlier else last_of(scene, scenes)
        if whole is not None and whole is not h and h.harm is Harm.KILLED_OR_INJURED:
            h.harm = whole.harm  # "deux des victimes", after so many killed
        if whole is not None and whole is not h and whole.harm is h.harm:
            h.parent = whole
        after = skip(words, at + words[at].width("share"), "be", "adverb", "article", "plural_article")
        noun = words[after].value("person") if after < len(words) else None
        if isinstance(noun, Noun) and c.groups == (Group.PERSON,):
            c.groups = noun.groups


def _the_others(scene: Scene, scenes: Sequence[Scene]) -> None:
    """ "Les trois autres morts", "the other two deaths": the rest of those counted before."""
    words = scene.words
    for h in scene.hits:
        c = h.counted
        lead = [w.low for w in words[max(0, c.begin - 2) : c.begin]]
        inside = [w.low for w in words[c.begin : c.end]]
        others = "autres" in inside or "others" in inside or "other" in inside + lead[-1:]
        definite = "les" in lead[-1:] or "the" in lead
        if h.parent is not None or c.kind != "numeral" or not (others and definite):
            continue
        earlier = [e for e in scene.hits if e.counted.end <= c.begin and e.harm is h.harm and e.parent is None]
        whole = earlier[-1] if earlier else last_of(scene, scenes)
        if whole is not None and whole.harm is h.harm and whole.counted.quantity.low > c.quantity.low:
            h.parent = whole


def _among_them(words: Sequence[Word], i: int) -> bool:
    """ "three children among them", "deux enfants parmi les victimes"."""
    if i + 1 >= len(words) or not (words[i].has("among") or words[i].has("including")):
        return False
    after = [w for w in words[i : i + 5] if w.low not in ("[", "]", '"', "(", ")")]
    low = [w.low for w in after]
    return low[:2] in (["among", "them"], ["amongst", "them"], ["parmi", "eux"], ["parmi", "elles"]) or (
        len(after) > 2 and after[1].has("article") and after[2].has("victim")
    )


def _out_of(c: Counted, scene: Scene) -> Hit | None:
    """ "Of the 52 dead, 17 were children", "Sur les 52 morts, 17 étaient des enfants"."""
    words = scene.words
    whole = _before(c, scene)
    if whole is None or words[c.begin - 1].low != "," or not words[c.last].has("be") or whole.counted.begin > 3:
        return None
    if words[0].low not in ("of", "sur", "among", "parmi"):
        return None
    at = skip(words, c.last, "be", "adverb", "article", "plural_article")
    noun = words[at].value("person") if at < len(words) else None
    if not isinstance(noun, Noun):
        return None
    c.groups = noun.groups
    hit = _made(c, whole, "a share of those just counted", 0.8)
    hit.parent = whole
    return hit


def last_of(scene: Scene, scenes: Sequence[Scene]) -> Hit | None:
    """The whole that the sentence before counted last."""
    for earlier in reversed(scenes[max(0, scene.number - _BACK) : scene.number]):
        if scene.sentence.block - earlier.sentence.block > 1:
            return None
        wholes = [h for h in earlier.hits if h.parent is None and h.counted.quantity.low > 1]
        if wholes:
            killed = [h for h in wholes if h.harm is Harm.KILLED]
            return (killed or wholes)[-1]
    return None


# ------------------------------------------------------------ figures of others


def _figure(c: Counted, scene: Scene, scenes: Sequence[Scene], pack: Pack) -> Hit | None:
    """ "while Airwars counted at least 29", "un élu local n'en compte que 37": a figure for what was just counted."""
    words = scene.words
    if _taken(c, scene) or not _bare(c) or c.begin == 0:
        return None
    if not (
        c.last >= len(words)
        or words[c.last].low in _CLOSING
        or words[c.last].has("and")
        or words[c.last].has("contrast")
    ):
        return None
    if not _counting(words, c.begin, pack):
        return None
    of = _before(c, scene) or last_of(scene, scenes)
    return _made(c, of, "a figure for those just counted", 0.7) if of is not None else None


def _they_are(words: Sequence[Word], i: int) -> bool:
    """ "Elles sont maintenant environ 4 500": a pronoun, "are", nothing else."""
    if words[0].low not in ("ils", "elles", "they") or not 2 <= i <= 8:
        return False
    return any(w.has("be") for w in words[1:i]) and all(
        w.has_any(("be", "adverb", "hedge", "distance", "conditional")) or w.low in ("de", "d'") for w in words[1:i]
    )


def _counting(words: Sequence[Word], i: int, pack: Pack) -> bool:
    """Whether a verb of counting stands just before: "counted", "en dénombre", "put the figure at", "c'était"."""
    j = i - 1
    if j in (0, 1) and " ".join(w.low for w in words[:i]) in _WERE:
        return True
    if _they_are(words, i):
        return True
    while j >= 0 and (words[j].low in ("que", "qu'", "only", '"', "that") or words[j].has("adverb")):
        j -= 1
    for k in range(max(0, j - 4), j + 1):
        if words[k].has("counts") and k + words[k].width("counts") == j + 1:
            en = (
                pack.lang != "fr"
                or any(w.low == "en" for w in words[max(0, k - 3) : k])
                or words[k].width("counts") > 1
            )
            return en
    return False


# ------------------------------------------------------------ totals


def _totals(scene: Scene, scenes: Sequence[Scene]) -> list[Hit]:
    """ "The toll rose from 15 to 19", "le bilan est passé à 19": totals that do not say of what."""
    words = scene.words
    toll = next((i for i, w in enumerate(words) if w.has("toll")), None)
    if toll is None:
        return []
    found: list[Hit] = []
    for i in range(toll + 1, min(len(words), toll + 26)):
        beside = i == toll + words[toll].width("toll") and words[i].low in ("of", "at", "to", "à", "de")
        if not beside and (
            not (words[i].has("reaches") or words[i].has("from_to")) or words[i].low in ("of", "at", "to", "from")
        ):
            continue
        j = i + max(words[i].width("reaches"), words[i].width("from_to"), 1)
        for c in _one_or_two(j, scene):
            if not _taken(c, scene) and c.head in ("none", "unknown", "person"):
                made = _total(c, (toll, toll + 1), scene, scenes)
                if words[toll].low != "total" or made.antecedent is not None:
                    found.append(made)
        break
    return found


def _one_or_two(i: int, scene: Scene) -> list[Counted]:
    """The counts of "15 to 19", or of "19" alone."""
    words = scene.words
    i = skip(words, i, "adverb")
    first = next((c for c in scene.analysis.counted if c.begin == i), None)
    if first is None:
        return []
    if first.quantity.hedge is Hedge.RANGE:
        return []
    if first.last < len(words) and words[first.last].low in ("à", "to"):
        return [first, *(c for c in scene.analysis.counted if c.begin == first.last + 1)]
    return [first]


def _total(c: Counted, cue: tuple[int, int], scene: Scene, scenes: Sequence[Scene]) -> Hit:
    if c.head == "unknown":
        c.head, c.end = "none", c.last
    hit = Hit(c, Harm.KILLED, "a total", cue, None, None, 0.75)
    before = _before(c, scene) if scene.words[cue[0]].low == "total" else None
    if before is not None:
        hit.harm, hit.antecedent = before.harm, before
    before = before or next(
        (h for s in reversed(scenes[max(0, scene.number - 4) : scene.number]) for h in s.hits if h.harm is Harm.KILLED),
        None,
    )
    if before is not None and c.groups == (Group.PERSON,):
        c.groups = before.counted.groups
    return hit


__all__ = ["elided", "last_of"]
