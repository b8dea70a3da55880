"""Whose hand it was, according to the claim.

"Israeli airstrike", "une frappe américaine"      an action with an adjective
"frappes de la coalition et des forces …"         an action of somebody
"tués par X", "killed by X"                       the agent of a passive
"X a tué", "X shelled … killing"                  the subject of the deed
"attribuables à X", "blamed on X"                 an attribution in words
"""

from __future__ import annotations

from dataclasses import replace

from bilan.actors import Actor, ActorKind, Capacity, Through, registry
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.place_names import COMPASS
from bilan.claims.reading.scene import Named, Scene
from bilan.claims.reading.words import Word

_FIGHTERS = (ActorKind.ARMED_GROUP, ActorKind.ARMED_FORCES, ActorKind.ALLIANCE, ActorKind.COLLECTIVE, ActorKind.OTHER)


def blamed(scene: Scene, pack: Pack) -> list[Named]:
    """Everybody whom the sentence holds to have done the harm, left to right."""
    words = scene.words
    found: list[Named] = []
    candidates = [
        a
        for a in scene.actors
        if a.actor is not None and (a.actor.capacity is Capacity.PARTY or a.actor.kind in _FIGHTERS)
    ] + _perpetrators(scene)
    for named in sorted(candidates, key=lambda n: n.start):
        first, last = scene.word_at(named.start), scene.word_at(named.end - 1) + 1
        dateline = first == 0 and last < len(words) and words[last].low in ("-", "–", "—")
        if dateline or _is_target(words, first) or _is_victim(scene, first):
            continue
        mode = _mode(named, words, first, last, scene, pack)
        if mode or (found and _joined(words, scene, found[-1], first)):
            found.append(_acting(named))
    return [as_forces(n) for n in found]


def _perpetrators(scene: Scene) -> list[Named]:
    found: list[Named] = []
    for i, w in enumerate(scene.words if scene.any_tag("perpetrator") else ()):
        if w.has("perpetrator"):
            end = scene.words[i + w.width("perpetrator") - 1].end
            taken = any(a.start < end and w.start < a.end for a in scene.actors)
            if not taken and not _names_them(scene, i + w.width("perpetrator")):
                found.append(Named(w.start, end, str(w.value("perpetrator")), "perpetrator"))
    return found


def _names_them(scene: Scene, i: int) -> bool:
    """ "les rebelles du M23", "jihadists of the Islamic State": the group itself is named next."""
    k = i
    while k < len(scene.words) and k - i < 3 and (scene.words[k].has("of") or scene.words[k].has("article")):
        k += 1
    groups = (ActorKind.ARMED_GROUP, ActorKind.COLLECTIVE)
    return k < len(scene.words) and any(
        a.start == scene.words[k].start and a.actor is not None and a.actor.kind in groups for a in scene.actors
    )


def _fighters_of(words: list[Word], j: int) -> bool:
    """ "by jihadists of the …", "par des rebelles du …": the words before the name of the group that acts."""
    return words[j].has("perpetrator") or (words[j].has("of") and j > 0 and words[j - 1].has("perpetrator"))


def _acting(named: Named) -> Named:
    """ "US military airstrikes": the strikes are those of the state's forces, whichever organ is named."""
    if named.actor is None or named.actor.kind is not ActorKind.ARMED_FORCES:
        return named
    state = registry().state_of(named.actor.id)
    if state is None or not str(named.actor.id).endswith("-military"):
        return named
    actor = registry().forces_of(state)
    return replace(named, name=actor.name, actor=actor)


_COMMAND = ("-command", "operation-", "cfacc")


def as_forces(named: Named) -> Named:
    """Whose hand it was when a text names a state, its government, a command or an operation."""
    if named.actor is None:
        return named
    if named.actor.kind is ActorKind.ARMED_FORCES and any(part in named.actor.id for part in _COMMAND):
        state = registry().state_of(named.actor.id)
        actor = registry().forces_of(state) if state is not None else named.actor
        return replace(named, name=actor.name, actor=actor)
    actor = registry().forces_of(named.actor.id) if named.actor.kind is ActorKind.STATE else named.actor
    if actor.kind is ActorKind.GOVERNMENT:
        state = registry().state_of(actor.id)
        actor = registry().forces_of(state) if state is not None else actor
    return replace(named, name=actor.name, actor=actor)


def _is_target(words: list[Word], first: int) -> bool:
    j = first - 1
    while j >= 0 and (words[j].has("article") or words[j].low in ("de", "d'")):
        j -= 1
    if j < 0 or not words[j].has("target"):
        return False
    return words[j].low not in ("of", "sur")


def _is_victim(scene: Scene, first: int) -> bool:
    """ "71 soldats tués": the counted are not the doers."""
    return any(h.counted.begin <= first < h.counted.end for h in scene.hits)


def _mode(named: Named, words: list[Word], first: int, last: int, scene: Scene, pack: Pack) -> str:
    if named.through is Through.ACTION:
        return "action"
    onto = first > 0 and words[first - 1].low in ("à", "aux", "au", "to", "on")
    if onto and any(_phrase_ends_near(words, first - 1, tag, 8) for tag in ("accuse", "attributed")):
        return "attributed"
    j = first - 1
    while j >= 0 and (
        words[j].has("article")
        or words[j].low
        in (
            '"',
            "[",
            "(",
            "aux",
            "alleged",
            "suspected",
            "présumé",
            "présumés",
            "présumée",
            "présumées",
            "other",
            "autres",
            "d'autres",
        )
        or words[j].has("hedge")
        or words[j].low in ("deux", "trois")
        or (named.sort != "perpetrator" and _fighters_of(words, j))
    ):
        j -= 1
    before = words[j] if j >= 0 else None
    if before is not None:
        if before.low in ("par", "by") and named.through is not Through.SEAT and not _spoken_before(words, j):
            return "agent"
        if _phrase_ends(words, j, "attributed") or (
            before.low in ("à", "aux", "au", "to", "on")
            and (_phrase_ends_near(words, j, "attributed", 8) or _phrase_ends_near(words, j, "accuse", 8))
        ):
            return "attributed"
        if _phrase_ends_near(words, j, "accuse", 2) and not before.has("preposition"):
            return "accused"
        if (
            (before.has("of") or before.low in ("from",))
            and named.through is not Through.SEAT
            and _attack_before(words, j)
        ):
            return "action of"
    k = last
    while (
        k < len(words)
        and k - last < 3
        and (words[k].has("adverb") or words[k].low in ("'s", "-", "air", "drone", "military"))
    ):
        k += 1
    as_place = (
        named.actor is not None
        and named.actor.kind is ActorKind.STATE
        and not (words[last].low == "'s" if last < len(words) else False)
    )
    if (
        pack.lang == "en"
        and not as_place
        and k < len(words)
        and words[k].has("attack")
        and not words[k].has("be")
        and (k == last or words[last].low in ("'s", "air", "drone", "-", "military"))
        and (named.sort != "perpetrator" or k == last)
    ):
        return "action"
    beside = any(0 <= named.start - p.end <= 2 for p in scene.places)
    if not beside and _does(words, first, last, scene):
        return "subject"
    if (
        not (as_place and any(w.has("preposition") for w in words[max(0, first - 2) : first]))
        and _possessive_attack(words, last)
        and not any(named.end <= a.start < words[min(len(words) - 1, last + 8)].start for a in scene.actors)
    ):
        return "their action"
    return ""


def _spoken_before(words: list[Word], j: int) -> bool:
    """Whether "by X" goes with a verb of saying or suffering: "reported by", "losses sustained by"."""
    return j > 0 and (
        words[j - 1].has("suffered")
        or words[j - 1].has("cited_by")
        or words[j - 1].has("no_deed")
        or words[j - 1].low in ("annoncé", "reported", "rapporté", "publié", "formulées", "announced", "documented")
    )


def _phrase_ends(words: list[Word], j: int, tag: str) -> bool:
    return any(words[k].has(tag) and k + words[k].width(tag) == j + 1 for k in range(max(0, j - 4), j + 1))


def _phrase_ends_near(words: list[Word], j: int, tag: str, reach: int) -> bool:
    for k in range(j, max(-1, j - reach), -1):
        if words[k].has(tag):
            return True
        if words[k].low in ",;.:" and k < j and not _aside(words, k):
            return False
    return False


def _aside(words: list[Word], k: int) -> bool:
    """The commas around ", selon elle,", ", according to him,"."""
    return any(w.has("according") for w in words[max(0, k - 3) : k + 2])


_SETTING = frozenset(("since", "during", "depuis", "pendant", "durant", "beginning", "début", "until"))


def _attack_before(words: list[Word], j: int) -> bool:
    quoted = 0
    for k in range(j - 1, max(-1, j - 8), -1):
        w = words[k]
        if w.has("attack"):
            return True
        if w.low == '"':
            quoted += 1
            continue
        if (
            w.low in ",;.:()"
            or w.low in _SETTING
            or (w.has("target") and not w.has("of"))
            or w.has("be")
            or w.has("have")
            or w.has("say")
        ):
            return False
    return False


def _does(words: list[Word], first: int, last: int, scene: Scene) -> bool:
    """Whether the actor is the subject of the deed: an attack or harm verb in the active follows."""
    if first > 0:
        j = first - 1
        while j >= 0 and (words[j].has("article") or words[j].low in COMPASS):
            j -= 1
        if j >= 0 and words[j].has("attack_verb") and not words[j].has("attack"):
            return False  # "stormed the embassy of …": the object
        if j >= 0 and words[j].has("preposition") and words[j].low not in ("d'", "de", "of", "after", "après"):
            return False
        if (
            j >= 0
            and words[j].has("of")
            and not (
                j > 0
                and (
                    words[j - 1].has("attack")
                    or words[j - 1].has("unit")
                    or any(c.isdecimal() for c in words[j - 1].raw)
                )
            )
        ):
            return False
    active = {p.first: p for p in scene.analysis.predicates if p.voice in ("active", "either")}
    for k in range(last, min(len(words), last + 12)):
        w = words[k]
        if w.has("takes_lives") and any(k < c.first <= k + 3 for c in scene.analysis.counted):
            return True
        if w.has("attack_verb") and not (w.has("attack") and k > last):  # "nouvelle attaque" is a noun
            return not _passive_near(words, k)
        if k in active:
            p = active[k]
            if any(x.has("loses") for x in words[p.first : p.last]):  # "the army lost 23 men"
                return False
            following = [c for c in scene.analysis.counted if p.last <= c.begin <= p.last + 4]
            return p.voice == "active" or bool(following)
        if w.has("admit") and _own_deed(words, k):
            return True
        if w.low in ";:" or w.has("say") or w.has("subordinator"):
            return False
        if w.has("be"):
            return False
        if w.low == "," and k - last > 6:
            return False
    return False


def _own_deed(words: list[Word], k: int) -> bool:
    """ "a reconnu vendredi avoir bombardé", "admitted bombing": what is admitted is an attack of one's own."""
    near = words[k + 1 : k + 7]
    having = next((j for j, w in enumerate(near) if w.low in ("avoir", "having")), None)
    if having is not None:
        return any(w.has("attack_verb") or w.has("vpart") for w in near[having + 1 : having + 3])
    return bool(near) and near[0].low.endswith("ing") and near[0].has("attack_verb")


def _passive_near(words: list[Word], k: int) -> bool:
    return any(w.has("be") and w.low not in ("avait", "ont") for w in words[max(0, k - 2) : k]) and not words[
        max(0, k - 1)
    ].has("have")


def _possessive_attack(words: list[Word], last: int) -> bool:
    for k in range(last, min(len(words) - 1, last + 9)):
        if words[k].low in ("leurs", "ses", "its", "their") and any(w.has("attack") for w in words[k + 1 : k + 3]):
            return True
        if words[k].low in ".;":
            return False
    return False


def _joined(words: list[Word], scene: Scene, previous: Named, first: int) -> bool:
    """ "la coalition et les forces gouvernementales": joined by "and" alone."""
    start = scene.word_at(previous.end - 1) + 1
    middle = words[start:first]
    return (
        bool(middle)
        and len(middle) <= 4
        and any(w.has("and") and w.low not in ("ou",) for w in middle)
        and all(w.has("and") or w.has("article") or w.has("of") or w.low in (",", "par", "by") for w in middle)
    )


def same_side(a: Actor | None, b: Actor | None) -> bool:
    """Whether one speaks for the other: the same line of government, or an alliance for itself."""
    if a is None or b is None:
        return False
    book = registry()
    line_a, line_b = set(book.government_line(a.id)), set(book.government_line(b.id))
    return bool(line_a & line_b) and a.kind is not ActorKind.COLLECTIVE and b.kind is not ActorKind.COLLECTIVE
