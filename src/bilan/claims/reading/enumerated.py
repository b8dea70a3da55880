"""People told one by one after the word for their harm.

"Among the dead were two nurses"            who was among those counted
"42 people died: 24 patients, 14 medics"    a total broken down
"the names of those killed are A, B and C"  the dead by name
"took 12 people hostage"                    a harm in two pieces around its people
"claimed three lives"                       lives taken
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.elided import last_of
from bilan.claims.reading.finder import Hit
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun, Pack
from bilan.claims.reading.retold import people_from
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

_REACH = 14
_OPENS = frozenset({":", "–", "("})
_SUPERLATIVE = frozenset({"plus", "première", "premier", "dernière", "dernier", "seule", "seul", "one", "l'une", "une"})


def enumerated(scene: Scene, scenes: Sequence[Scene], pack: Pack) -> None:
    """Add the hits of the enumerations of a sentence."""
    made = [*_lives(scene), *_around(scene), *_among(scene, scenes, pack), *_counted_among(scene, scenes)]
    scene.hits = sorted([*scene.hits, *made], key=_place) if made else scene.hits
    made = _names_of(scene)
    scene.hits = sorted([*scene.hits, *made], key=_place) if made else scene.hits
    made = _broken_down(scene)
    scene.hits = sorted([*scene.hits, *made], key=_place) if made else scene.hits


def _place(h: Hit) -> tuple[int, str]:
    return h.counted.first, h.harm.value


def _free(scene: Scene, first: int, last: int) -> list[Counted]:
    """The counted people between two words that no harm was found for."""
    taken = {h.counted.first for h in scene.hits}
    return [
        c
        for c in scene.analysis.counted
        if first <= c.begin < last and c.first not in taken and c.head not in ("thing", "event")
    ]


def _lives(scene: Scene) -> list[Hit]:
    """ "claimed three lives", "a fauché douze vies"."""
    found: list[Hit] = []
    for c in _free(scene, 0, len(scene.words)):
        if c.head == "person" and scene.words[c.head_at].low in ("life", "lives", "vie", "vies"):
            k = next((k for k in range(max(0, c.begin - 3), c.begin) if scene.words[k].has("takes_lives")), None)
            if k is not None:
                whole = Hit(c, Harm.KILLED, "lives taken", (k, k + 1), None, None, 0.85)
                found += [whole, *_including(scene, whole)]
    return found


def _including(scene: Scene, whole: Hit) -> list[Hit]:
    """ "three lives, including a child's": parts of those just told."""
    after = _free(scene, whole.counted.end, len(scene.words))
    parts = [c for c in after if c.begin and scene.words[c.begin - 1].has("including")]
    return [Hit(c, whole.harm, "part of a whole", whole.cue, None, whole, 0.8) for c in parts[:2]]


def _around(scene: Scene) -> list[Hit]:
    """ "took 12 people hostage", "pris 52 diplomates en otages"."""
    words = scene.words
    found: list[Hit] = []
    for c in _free(scene, 1, len(words)):
        if c.head not in ("person", "victim", "unknown"):
            continue
        told = next((k for k in range(max(1, c.begin - 6), c.begin) if k + words[k].width("told") == c.begin), None)
        if told is not None and words[told - 1].has("takes") and words[told].value("told") is not Harm.KILLED:
            # "chassé de chez eux douze villageois", "took hostage six nurses"
            found.append(Hit(c, words[told].value("told"), "object of the verb", (told - 1, told), None, None, 0.85))
            continue
        if not words[c.begin - 1].has("takes"):
            continue
        for k in range(c.end - 1, min(len(words), c.end + 4)):
            harm = words[k].value("told")
            if harm in (Harm.ABDUCTED_OR_DETAINED, Harm.DISPLACED):
                found.append(Hit(c, harm, "object of the verb", (k, k + 1), None, None, 0.85))
                break
    return found


def _harm_of(w: Word) -> Harm | None:
    for tag in ("victim", "vpart", "vadj", "vintr"):
        if w.has(tag):
            value = w.value(tag)
            return value[0] if isinstance(value, tuple) else value  # type: ignore[no-any-return]
    return None


def _among(scene: Scene, scenes: Sequence[Scene], pack: Pack) -> list[Hit]:
    """ "Among the dead were …", "Parmi les tués figurent …", "The dead include …": some of those counted."""
    words = scene.words
    for i, w in enumerate(words):
        opens = w.has("among") and i + 2 < len(words)
        if not opens and not w.has("article"):
            continue
        k = i + 1 if opens else i
        while k < len(words) and (words[k].has("article") or words[k].low in ("those", "ceux", "qui", "who", "were")):
            k += 1
        harm = _harm_of(words[k]) if k < len(words) else None
        if harm is None or not (opens or k > i):
            continue
        verb = next(
            (
                v
                for v in range(k + 1, min(len(words), k + 5))
                if (words[v].has("includes") and not words[v].has("be")) or (opens and words[v].has("be"))
            ),
            None,
        )
        if verb is None:
            if opens and k + 1 < len(words) and words[k + 1].low in (",", ":"):
                verb = k + 1
            else:
                continue
        start = verb + max(1, words[verb].width("includes"))
        people = _list_from(scene, start)
        people = max(people, people_from(start, scene, pack), key=len)
        if not people:
            continue
        whole = next((h for h in reversed(scene.hits) if h.counted.end <= i and h.parent is None), None) or last_of(
            scene, scenes
        )
        return _parts(people, whole, harm, (k, k + 1))
    return []


def _counted_among(scene: Scene, scenes: Sequence[Scene]) -> list[Hit]:
    """ "Six children were among the victims", "dix femmes figurent parmi les victimes"."""
    words = scene.words
    for k, w in enumerate(words):
        if not w.has("among") or k + 2 >= len(words) or not words[k + 1].has("article"):
            continue
        told = next((h for h in scene.hits if k < h.counted.begin <= k + 3), None)
        harm = told.harm if told is not None else _harm_of(words[k + 2])
        if harm is None and words[k + 2].has("person") and k + 3 < len(words):  # "among the civilians hurt"
            harm = _harm_of(words[k + 3])
        verb = next(
            (v for v in range(k - 1, max(-1, k - 5), -1) if words[v].has("be") or words[v].has("includes")), None
        )
        while verb is not None and verb > 0 and _helps(words[verb - 1]):
            verb -= 1
        if harm is None or verb is None:
            continue
        people = [c for c in _free(scene, 0, verb) if not any(x.has("relative") for x in words[c.end : verb])]
        people = _joined_back(people, words) if people and verb - people[-1].end <= 2 else []
        whole = told or last_of(scene, scenes)
        return _parts(people, whole, harm, (k, k + 3))
    return []


def _joined_back(people: Sequence[Counted], words: Sequence[Word]) -> list[Counted]:
    """The last of these and those joined to it: "a clerk and two cooks"."""
    found = [people[-1]]
    for c in reversed(people[:-1]):
        between = words[c.end : found[0].begin]
        if not between or not all(w.low == "," or w.has("and") or w.has("of") for w in between):
            break
        found.insert(0, c)
    return found


def _parts(people: Sequence[Counted], whole: Hit | None, harm: Harm, cue: tuple[int, int]) -> list[Hit]:
    """People who are some of a whole, where it tells of the same harm."""
    if whole is not None and harm is Harm.KILLED_OR_INJURED:
        harm = whole.harm
    parent = whole if whole is not None and whole.harm is harm else None
    return [Hit(c, harm, "among those counted", cue, None, parent, 0.8) for c in people]


def _helps(w: Word) -> bool:
    return w.has("be") or w.has("deemed") or w.low == "to"


def _list_from(scene: Scene, i: int) -> list[Counted]:
    """The people of one list from word `i` on."""
    found: list[Counted] = []
    for c in _free(scene, i, len(scene.words)):
        reach = found[-1].end if found else i
        between = scene.words[reach : c.begin]
        if len(between) > 6 or any(
            w.low in ".;:" or w.has("say") or w.has("according") or w.has("relative") for w in between
        ):
            break
        found.append(c)
    return found


def _broken_down(scene: Scene) -> list[Hit]:
    """ "42 people died: 24 patients, 14 medics and 4 visitors": the counts after the colon are parts of the total."""
    words = scene.words
    for whole in scene.hits:
        if whole.parent is not None or whole.antecedent is not None or whole.counted.quantity.low < 2:
            continue
        start = next(
            (
                k
                for k in range(whole.counted.end, min(len(words), whole.counted.end + 2 * _REACH))
                if words[k].low in _OPENS and (words[k].low == ":" or k < whole.counted.end + _REACH)
            ),
            None,
        )
        if start is None:
            continue
        end = next((k for k in range(start + 1, len(words)) if words[k].low in (")", ";", ".", "–")), len(words))
        parts = [c for c in _free(scene, start + 1, end) if c.kind in ("numeral", "one") and c.quantity.low > 0]
        high = whole.counted.quantity.high or 10**9
        first = parts and parts[0].begin - start <= 2
        within = _within(parts, words)
        if not first or len(parts) < 2 or sum(c.quantity.low for c in parts if id(c) not in within) > high:
            continue
        if any(w.has("say") for w in words[start:end]):
            continue
        made: list[Hit] = []
        for c in parts:
            if c.head in ("none", "unknown"):
                c.head, c.end = "none", c.last
                c.groups = whole.counted.groups
            h = Hit(c, whole.harm, "counted as a part of the whole", whole.cue, None, None, 0.8, whole)
            h.parent = next((m for m in made if m.counted is within.get(id(c))), whole)
            made.append(h)
        return made
    return []


def _within(parts: Sequence[Counted], words: Sequence[Word]) -> dict[int, Counted]:
    """ "15 farmers, including a girl and two nurses, 52 guards": the girl and the nurses are of the 15."""
    found: dict[int, Counted] = {}
    holder: Counted | None = None
    inside = False
    for before, c in zip([None, *parts], parts, strict=False):
        lead = words[before.end if before else max(0, c.begin - 2) : c.begin]
        if before is not None and any(w.has("including") for w in lead):
            inside = True
        elif any(w.low in (",", ";") for w in lead) or not any(w.has("and") for w in lead):
            inside = False
        if inside and holder is not None:
            found[id(c)] = holder
        else:
            holder = c
    return found


def _names_of(scene: Scene) -> list[Hit]:
    """ "The names of those killed are …", "the victims were identified as …", "killed –": the dead by name."""
    words = scene.words
    named = [c for c in _free(scene, 1, len(words)) if c.kind == "named"]
    if not named:
        return []
    c = named[0]
    for k in range(c.begin - 1, max(-1, c.begin - 13), -1):
        harm = _harm_of(words[k])
        if harm is None or harm is Harm.DISPLACED or (words[k].has("vpart") and k + 1 == c.begin):
            continue
        between = words[k + 1 : c.begin]
        said = any(w.has("be") or w.has("includes") or w.has("named_as") or w.low in (":", "–", "-") for w in between)
        lead = words[max(0, k - 6) : k]
        definite = any(w.low in ("the", "those", "identified", "names", "les", "noms", "all", "victims") for w in lead)
        definite |= any(w.low in _SUPERLATIVE for w in lead) and bool(words[k].has("victim"))
        if (
            said
            and definite
            and not any(w.low in (".", ";") for w in between)
            and (between[-1].low == ":" or not any(w.has("say") and not w.has("named_as") for w in between))
        ):
            harm = Harm.KILLED if harm is Harm.KILLED_OR_INJURED else harm
            rest = [d for d in named if d is c or _goes_on(words, named[named.index(d) - 1].end, d.begin)]
            listed = _joined(rest, words)
            if listed.groups == (Group.PERSON,):
                listed.groups = _said_of(words, k) or listed.groups
            return [Hit(listed, harm, "people by name", (k, k + 1), None, None, 0.8)]
        return []
    return []


def _goes_on(words: Sequence[Word], first: int, last: int) -> bool:
    return last - first <= 8 and not any(w.low in (".", ":") or w.has("be") or w.has("say") for w in words[first:last])


def _said_of(words: Sequence[Word], k: int) -> tuple[Group, ...]:
    """ "the names of the civilians killed": what the listed are."""
    for w in words[max(0, k - 3) : k + 1]:
        noun = w.value("person")
        if isinstance(noun, Noun):
            return tuple(g for g in noun.groups if g is not Group.PERSON)
    return ()


def _joined(named: Sequence[Counted], words: Sequence[Word]) -> Counted:
    first = named[0]
    if len(named) == 1:
        return first
    n = sum(c.quantity.low for c in named)
    kin = any(w.has("possessive") for w in words[first.begin : named[-1].end])
    groups = first.groups if all(c.groups == first.groups for c in named) else (Group.PERSON,)
    groups = (Group.FAMILY,) if kin else groups
    return Counted(
        first.begin,
        named[-1].end,
        first.begin,
        named[-1].end,
        Quantity(n, n, Hedge.LISTED),
        "named",
        "person",
        first.head_at,
        groups,
    )


__all__ = ["enumerated"]
