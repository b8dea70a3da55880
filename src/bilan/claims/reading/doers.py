"""Who did it: whom the clause blames, else whom the sentences around it do.

"The strike killed 12. Residents blamed it on X."      the next sentences say whose strike it was
"Its last operation killed scores."                    the party that was just spoken of
"X claimed responsibility for the attack."             said anywhere in the passage
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import ActorKind, Capacity, registry
from bilan.claims.reading.blame import as_forces, same_side
from bilan.claims.reading.clauses import bracketed, clause_at
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.scene import Named, PlaceNamed, Scene, Speech
from bilan.claims.reading.stories import same_story
from bilan.claims.reading.when import events_of
from bilan.claims.reading.where import further_people
from bilan.model.vocab import Basis, Group, Harm


def doers_of(
    hit: Hit, segment: tuple[int, int], scene: Scene, scenes: Sequence[Scene]
) -> tuple[tuple[Named, ...], Basis]:
    """Whom the passage holds to have done this harm, and whether its own clause says so."""
    by = _by_of(hit, scene, segment, scene.blamed)
    if by and all(_refers_back(n, scene) for n in by):
        known = [n for n in _said_before(scene, scenes) if n.sort != "perpetrator"]
        if known:
            return tuple(known), Basis.INHERITED
    if by or hit.parent is not None:
        return tuple(by), Basis.STATED
    own_date = any(segment[0] <= p.start < segment[1] and p.kind != "until" for p in scene.periods)
    own_date = own_date and not any(_the_attack(scene, i) for i in range(min(4, len(scene.words))))
    by = _of_whom(scene, scenes)
    if not by and not own_date:
        by = _inherited_by(hit, scene, scenes) or _foretold_by(scene, scenes)
    by = by or _only_one(hit, segment, scene, scenes)
    return tuple(by), Basis.INHERITED if by else Basis.STATED


_NAMELESS = frozenset(("gunmen", "unidentified-gunmen", "armed-individuals"))
_FAR = 8  # sentences around a figure in which one party alone is blamed


def _only_one(hit: Hit, segment: tuple[int, int], scene: Scene, scenes: Sequence[Scene]) -> list[Named]:
    """The one party that the text blames, claims the deed or answers for it, when there is no other."""
    if scene.sentence.kind == "headline" or scene.any_tag("another_event"):
        return []
    near_by = scenes[max(0, scene.number - _FAR) : scene.number + _FAR + 1]
    around = [s for s in near_by if same_story(s, scene, scenes)]
    found: dict[str, Named] = {}
    own = {p.period.iso for p in events_of(scene) if segment[0] <= p.start < segment[1]}
    for other in around:
        dates = {p.period.iso for p in events_of(other)}
        if own and ((dates and not own & dates) or (not dates and other.number < scene.number)):
            continue  # an event of another day
        if (other.number > scene.number and other.hits) or _another_deed(hit, other):
            continue  # whom a later figure blames, it blames for itself
        for named in (*other.blamed, *_answering(other)):
            if named.sort != "perpetrator" and (named.actor is None or named.actor.id not in _NAMELESS):
                found.setdefault(named.name, named)
    if len(found) != 1:
        return []
    only = next(iter(found.values()))
    if _own_people(hit, scene, only) or any(_moved_on(scene, [o]) for o in around if only in o.blamed):
        return []
    return [only]


def _answering(scene: Scene) -> list[Named]:
    """Parties that claim the attack, admit it, or say that they look into it."""
    found = [
        s.speaker
        for s in scene.speeches
        if (s.kind in ("admits", "looks into") or _looks_into(scene, s))
        and s.speaker.actor is not None
        and s.speaker.sort != "person"
    ]
    for i, w in enumerate(scene.words if scene.any_tag("claims_attack") else ()):
        if w.has("claims_attack"):
            before = [a for a in scene.actors if a.end <= w.start]
            found += before[-1:] if before and i - scene.word_at(before[-1].start) <= 8 else []
    return [as_forces(n) for n in found if n.actor is not None and n.actor.capacity is Capacity.PARTY]


def _looks_into(scene: Scene, speech: Speech) -> bool:
    """ "The army said it was investigating the incident": who looks into a deed may have done it."""
    return scene.any_tag("looks_into") and any(w.has("looks_into") and w.start > speech.start for w in scene.words)


_REBELS = frozenset(
    {
        "terroristes",
        "terroriste",
        "assaillants",
        "assaillant",
        "djihadistes",
        "jihadistes",
        "rebelles",
        "insurgés",
        "attaquants",
        "kamikaze",
        "terrorists",
        "terrorist",
        "assailants",
        "attackers",
        "jihadists",
        "rebels",
        "militants",
        "insurgents",
        "extremists",
    }
)
_SOLDIERS = frozenset(
    {
        "soldat",
        "soldats",
        "militaire",
        "militaires",
        "gendarme",
        "gendarmes",
        "officier",
        "officiers",
        "soldier",
        "soldiers",
        "troops",
        "servicemen",
        "officer",
        "officers",
        "serviceman",
    }
)


def _own_people(hit: Hit, scene: Scene, named: Named) -> bool:
    """ "five US troops": nobody is blamed for the death of its own soldiers by default."""
    if named.actor is None or Group.COMBATANT not in hit.counted.groups:
        return False
    book = registry()
    heads = {w.low for w in scene.words[hit.counted.begin : hit.counted.end]}
    if named.actor.kind is ActorKind.ARMED_GROUP and heads & _REBELS:
        return True
    speaker = any(s.speaker.actor is not None and same_side(s.speaker.actor, named.actor) for s in scene.speeches)
    if speaker and named.actor.kind is ActorKind.ARMED_FORCES and heads & _SOLDIERS:
        return True
    line = set(book.government_line(named.actor.id))
    first = scene.words[hit.counted.begin].start
    last = scene.words[min(len(scene.words), hit.counted.end + 4) - 1].end
    return any(
        a.actor is not None and first <= a.start < last and line & set(book.government_line(a.actor.id))
        for a in scene.actors
    )


def _refers_back(named: Named, scene: Scene) -> bool:
    """ "the attackers", "les assaillants": somebody of whom the text has spoken."""
    i = scene.word_at(named.start)
    return named.sort == "perpetrator" and i > 0 and scene.words[i - 1].low in _THE


_THE = frozenset(("the", "these", "those", "les", "l'", "le", "ces", "aux"))


def _said_before(scene: Scene, scenes: Sequence[Scene]) -> list[Named]:
    for earlier in reversed(scenes[max(0, scene.number - 4) : scene.number]):
        if earlier.blamed:
            return list({n.name: n for n in earlier.blamed}.values())
    return []


def _by_of(hit: Hit, scene: Scene, segment: tuple[int, int], everyone: list[Named]) -> list[Named]:
    position = scene.words[hit.counted.first].start
    everyone = [n for n in everyone if not bracketed(n.start, position, scene)]
    inside = [n for n in everyone if segment[0] <= n.start < segment[1]]
    others = [h for h in scene.hits if h is not hit]
    busy = {(clause_at(scene, scene.words[h.counted.first].start)) for h in others}
    outside = [n for n in everyone if n not in inside and clause_at(scene, n.start) not in busy]
    chosen = inside or outside
    return list({n.name: n for n in chosen}.values())


def _moved_on(scene: Scene, before: Sequence[Scene]) -> bool:
    """Whether the sentence tells of another event: another place than those just named, or "two others", "last month's"."""
    if scene.any_tag("another_event"):
        return True
    here = [p for p in scene.places if p.id and p.rank > 1]
    there = [p for s in before for p in s.places if p.id and p.rank > 1]
    return bool(here and there) and not any(near(p, q) for p in here for q in there)


def near(a: PlaceNamed, b: PlaceNamed) -> bool:
    """Whether one place lies in the other."""
    return a.id == b.id or str(a.id).startswith(f"{b.id}/") or str(b.id).startswith(f"{a.id}/")


def _foretold_by(scene: Scene, scenes: Sequence[Scene]) -> list[Named]:
    """ "The raid killed 12. Residents blamed the strike on X": the next sentences say whose strike it was."""
    if scene.sentence.kind == "headline":
        return []
    refers = any(_the_attack(scene, i) for i in range(len(scene.words)))
    for later in scenes[scene.number + 1 : scene.number + 3]:
        if later.sentence.block - scene.sentence.block > (2 if refers else 1) or later.periods:
            return []
        free = not later.hits or further_people(later, scene)
        if later.blamed and (refers or free) and any(_the_attack(later, i) for i in range(len(later.words))):
            return list({n.name: n for n in later.blamed}.values())
    return []


_DEFINITE = frozenset(("the", "this", "these", "la", "le", "l'", "les", "cette", "ce", "cet", "ces"))


def _the_attack(scene: Scene, i: int) -> bool:
    """ "the strike", "the (Israeli) raid": an attack that is known already."""
    if not (scene.words[i].has("cause") and scene.words[i].has("attack")):
        return False
    for w in reversed(scene.words[max(0, i - 4) : i]):
        if w.low in _DEFINITE:
            return True
        if w.has("preposition") or w.has("indefinite") or w.low in ",;:":
            return False
    return False


_THEIRS = frozenset(("its", "their", "his", "son", "sa", "ses", "leur", "leurs"))


def _of_whom(scene: Scene, scenes: Sequence[Scene]) -> list[Named]:
    """ "Its last operation killed scores": the party that the sentence before speaks of first."""
    if scene.number == 0 or not scene.words or scene.words[0].low not in _THEIRS:
        return []
    if not any(w.has("attack") for w in scene.words[1:6]):
        return []
    parties = [a for a in scenes[scene.number - 1].actors if a.actor is not None and a.actor.capacity is Capacity.PARTY]
    return [as_forces(parties[0])] if parties and scenes[scene.number - 1].word_at(parties[0].start) <= 1 else []


_TAKEN = frozenset((Harm.ABDUCTED_OR_DETAINED, Harm.DISPLACED))


def _another_deed(hit: Hit, earlier: Scene) -> bool:
    """Whether the earlier sentence only tells who seized or drove out people, and this one of deaths or wounds."""
    harms = {h.harm for h in earlier.hits}
    return bool(harms) and harms <= _TAKEN and hit.harm not in _TAKEN


def _inherited_by(hit: Hit, scene: Scene, scenes: Sequence[Scene]) -> list[Named]:
    """From the nearest earlier sentence of the same block that blames somebody."""
    for earlier in reversed(scenes[max(0, scene.number - 4) : scene.number]):
        if earlier.sentence.block != scene.sentence.block or earlier.sentence.kind == "headline":
            return []
        if not same_story(earlier, scene, scenes):
            return []
        if _moved_on(scene, scenes[earlier.number : scene.number]) or _another_deed(hit, earlier):
            return []
        found = [n for n in earlier.blamed if not _refers_back(n, earlier)] or _answering(earlier)
        found = [n for n in found if n.sort != "perpetrator" or any(h.harm is hit.harm for h in earlier.hits)]
        if found:
            return [n for n in {n.name: n for n in found}.values() if not _own_people(hit, scene, n)]
    return []
