"""The registry: whom a name means, in which line of government, with which members on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from bilan.actors.actor import Actor, ActorKind, Capacity, Through, UnknownActor
from bilan.actors.book import Row, rows
from bilan.actors.grammar import Made, OrganGrammar
from bilan.actors.states import State, organ_of, organs, states
from bilan.model.ids import ActorId
from bilan.model.period import ALWAYS, Period
from bilan.model.text import Span
from bilan.model.vocab import LANGS
from bilan.search.phrases import Hit, Phrasebook
from bilan.search.words import PASSAGE, Word, cut_up, in_arabic

# Short names that several actors share. Which one is meant: the last of them named in full before, else the first.
_GENERIC: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "coalition": {
        "en": ("Coalition", "the Coalition"),
        "fr": ("coalition",),
        "ar": ("التحالف",),
    },
    "regime": {"en": ("regime",), "fr": ("régime",), "ar": ("النظام",)},
    "occupation": {"en": (), "fr": ("occupant",), "ar": ("الاحتلال",)},
}


@dataclass(frozen=True, slots=True)
class Found:
    """An actor named in a text. `through` says by what kind of words; `generic`: by a name that others share."""

    span: Span
    actor: Actor
    words: str
    through: Through = Through.NAME
    generic: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    actor: ActorId
    through: Through = Through.NAME
    generic: str = ""


class Registry:
    """Every actor we know, by id and by name.

    >>> r = registry()
    >>> r.resolve("les forces américaines").name, r.resolve("القوات الروسية").name
    ('US forces', 'Russian forces')
    >>> r.government_line(r.resolve("CENTCOM").id)
    ('us-central-command', 'us-military', 'united-states')
    """

    def __init__(self, table: Sequence[Row], world: Sequence[State]) -> None:
        self._actors: dict[ActorId, Actor] = {}
        self._books: dict[str, Phrasebook[_Named]] = {lang: Phrasebook() for lang in LANGS}
        self._generic: dict[str, list[ActorId]] = {}
        self._forces: dict[ActorId, ActorId] = {}
        self._organs: dict[tuple[str, str], ActorId] = {}
        self._add_states(world)
        for row in table:
            self._add_row(row)
        self._add_generic()
        self._grammar = OrganGrammar(world)
        self._alliances = tuple(a for a in self._actors.values() if a.members)
        self._meant: dict[tuple[str, str | None], Actor | None] = {}
        self._found_lately = lru_cache(maxsize=4)(self._find)

    # ------------------------------------------------------------ by id

    def get(self, id: ActorId) -> Actor:
        """The actor of this id; raises UnknownActor."""
        actor = self._actors.get(id)
        if actor is None:
            raise UnknownActor(f"no actor has the id {id!r}", advice="look it up by its name first")
        return actor

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def __len__(self) -> int:
        return len(self._actors)

    # ------------------------------------------------------------ by name

    def resolve(self, name: str, lang: str | None = None) -> Actor | None:
        """Whom a whole name means, in one language or in any; None when we do not know."""
        asked = (name, lang)
        if asked not in self._meant:
            if len(self._meant) > 100_000:
                self._meant.clear()
            self._meant[asked] = self._resolve(name, lang)
        return self._meant[asked]

    def _resolve(self, name: str, lang: str | None) -> Actor | None:
        langs = [lang] if lang in LANGS else list(LANGS)
        for one in langs:
            entries = self._books[one].lookup(name)
            if entries:
                return self._actors[entries[0].value.actor]
        cut = cut_up(name)
        for one in langs:
            for hit in self._grammar.find(name, cut, one):
                if hit.first <= _articles(cut) and hit.last == len(cut):
                    return self._actors[hit.actor]
        return None

    def find(self, text: str, lang: str) -> list[Found]:
        """Every actor named in a text, left to right, the longest name first, none inside another."""
        # several steps look at one passage after the other; short words would only drive it out
        return list(self._find(text, lang) if len(text) < PASSAGE else self._found_lately(text, lang))

    def _find(self, text: str, lang: str) -> tuple[Found, ...]:
        cut = cut_up(text)
        lang = "ar" if lang != "ar" and in_arabic(text) else lang
        named = list(self._books[lang if lang in LANGS else "en"].find(text, cut))
        made = list(self._grammar.find(text, cut, lang))
        acts = {(m.first, m.last) for m in made}  # "US and British strikes": the adjective, not the state
        named = [h for h in named if (h.first, h.last) not in acts or not self._is_state(h.entry.value.actor)]
        named = [h for h in named if not _is_surname(h, text, cut)]
        found: list[Found] = []
        picks = list(_without_overlaps(named, made))
        last_meant = self._first_meant(picks)
        for pick in picks:
            if isinstance(pick, Hit):
                value = pick.entry.value
                actor = self._actors[last_meant.get(value.generic, value.actor) if value.generic else value.actor]
                found.append(
                    Found(
                        Span(pick.start, pick.end),
                        actor,
                        text[pick.start : pick.end],
                        value.through,
                        bool(value.generic),
                    )
                )
                if value.generic:
                    continue
            else:
                actor = self._actors[pick.actor]
                found.append(
                    Found(
                        Span(pick.start, pick.end),
                        actor,
                        text[pick.start : pick.end],
                        pick.through,
                    )
                )
            for sort, candidates in self._generic.items():
                if actor.id in candidates:
                    last_meant[sort] = actor.id
        return tuple(found)

    def _is_state(self, id: ActorId) -> bool:
        return self._actors[id].kind is ActorKind.STATE

    def _first_meant(self, picks: Sequence[Hit[_Named] | Made]) -> dict[str, ActorId]:
        """For each shared name, the first of its bearers that the text names in full."""
        meant: dict[str, ActorId] = {}
        for pick in picks:
            named = pick.actor if isinstance(pick, Made) else "" if pick.entry.value.generic else pick.entry.value.actor
            for sort, candidates in self._generic.items():
                if named in candidates:
                    meant.setdefault(sort, ActorId(named))
        return meant

    def forces_of(self, id: ActorId) -> Actor:
        """The forces of a state, when a text blames the state itself; any other actor is itself."""
        return self._actors[self._forces.get(id, id)]

    def organ_of(self, state: str, organ: str) -> Actor | None:
        """The organ ("army", "forces", "police") of a state, given by its id or by its two-letter code."""
        id = self._organs.get((state, organ))
        return self._actors[id] if id is not None else None

    # ------------------------------------------------------------ who answers for whom

    def government_line(self, id: ActorId) -> tuple[ActorId, ...]:
        """The actor, then whose organ it is, up to the state (or the alliance) that answers for it."""
        line = [self.get(id).id]
        while (parent := self._actors[line[-1]].parent) is not None and parent not in line:
            line.append(parent)
        return tuple(line)

    def state_of(self, id: ActorId) -> ActorId | None:
        """The state that answers for an actor; None: no state does."""
        top = self.government_line(id)[-1]
        return top if self._actors[top].kind is ActorKind.STATE else None

    def members(self, alliance: ActorId, during: Period | None = None) -> frozenset[ActorId]:
        """Who belonged to an alliance at some moment of a period (None: ever); of a collective, who is meant."""
        actor = self.get(alliance)
        if actor.of is not None:
            return self.members(actor.of, during) - actor.without
        when = during or ALWAYS
        return frozenset(m.member for m in actor.members if m.period.overlaps(when))

    def alliances_of(self, id: ActorId, during: Period | None = None) -> frozenset[ActorId]:
        """The alliances to which an actor, or its state, belonged at some moment of a period."""
        line = set(self.government_line(id))
        return frozenset(a.id for a in self._alliances if line & self.members(a.id, during)) | frozenset(
            a for a in line if self._actors[a].members and a != id
        )

    def elements(self, id: ActorId, during: Period | None = None) -> frozenset[ActorId]:
        """The elementary actors a name stands for: a state or group itself, an alliance's members one by one."""
        actor = self.get(id)
        if actor.kind is ActorKind.COLLECTIVE or actor.members:
            return self.members(id, during) or frozenset({id})
        top = self.government_line(id)[-1]
        if top != id and self._actors[top].members:
            return self.elements(top, during)
        return frozenset({top})

    def partners_of(self, alliance: ActorId, without: ActorId) -> Actor | None:
        """The collective "the other members" of an alliance; None when nobody has described one."""
        for actor in self._actors.values():
            if actor.of == alliance and actor.without == {without}:
                return actor
        return None

    # ------------------------------------------------------------ filling

    def _add_states(self, world: Sequence[State]) -> None:
        for state in world:
            self._actors[state.id] = Actor(state.id, ActorKind.STATE, state.names, state.also, Capacity.PARTY)
            for lang in LANGS:
                for name in dict.fromkeys((state.names[lang], *state.also[lang])):
                    self._books[lang].add(name, _Named(state.id), cased=_is_risky(name))
            for organ in organs():
                made = organ_of(state, organ)
                self._actors.setdefault(made.id, made)
                self._organs[state.id, organ.key] = self._organs[state.code.lower(), organ.key] = made.id
                for lang in LANGS:
                    self._books[lang].add(made.names[lang], _Named(made.id))
                if organ.key == "forces":
                    self._forces[state.id] = made.id
            government = ActorId(f"{state.stem}-government")
            for lang in LANGS:
                for name in state.seats[lang]:
                    self._books[lang].add(name, _Named(government, Through.SEAT))

    def _add_row(self, row: Row) -> None:
        actor = row.actor
        made = self._actors.get(actor.id)
        self._actors[actor.id] = actor if made is None else replace(actor, parent=actor.parent or made.parent)
        for lang in row.found_in or LANGS:
            for name in dict.fromkeys((actor.names[lang], *actor.aliases[lang])):
                if name not in row.common:
                    self._books[lang].add(name, _Named(actor.id), cased=name in row.cased or _is_risky(name))
        for name in (actor.names["en"], *actor.aliases["en"]):
            for lang in (
                () if row.found_in else LANGS
            ):  # English names of bodies are used as they are in French and Arabic texts
                if name not in row.common and not _is_risky(name):
                    self._books[lang].add(name, _Named(actor.id), cased=True)
        for sort in row.generic:
            self._generic.setdefault(sort, []).append(actor.id)

    def _add_generic(self) -> None:
        for sort, candidates in self._generic.items():
            for lang, names in _GENERIC[sort].items():
                for name in names:
                    self._books[lang].add(name, _Named(candidates[0], generic=sort))


def _is_risky(name: str) -> bool:
    """An abbreviation that is a common word once its capitals are gone ("US", "IS", "AI", "RAF" is not)."""
    return name in {"US", "IS", "AI", "UN", "WHO", "CAR", "EI", "AP", "U.S.", "EAU", "ANI", "AES", "Smart"}


_SURNAMES = frozenset({"hollande"})  # a state by this name only behind the article or preposition of a place
_OF_A_PLACE = frozenset({"la", "en", "de", "d"})


def _is_surname(hit: Hit[_Named], text: str, cut: Sequence[Word]) -> bool:
    """Whether what stands there is a person's name: "François Hollande", not "la Hollande"; a name by itself is either."""
    if len(cut) == 1 or text[hit.start : hit.end].casefold() not in _SURNAMES:
        return False
    return hit.first == 0 or cut[hit.first - 1].folded not in _OF_A_PLACE


def _articles(cut: Sequence[Word]) -> int:
    return 1 if cut and cut[0].folded in {"the", "le", "la", "les", "l", "des", "un", "une", "a", "an"} else 0


def _without_overlaps(named: Sequence[Hit[_Named]], made: Sequence[Made]) -> Iterator[Hit[_Named] | Made]:
    """Both lists merged from left to right; where two share words, the one of more words, a listed name first."""
    everything: list[Hit[_Named] | Made] = sorted(
        [*named, *made], key=lambda p: (p.first, -p.last, isinstance(p, Made))
    )
    best: Hit[_Named] | Made | None = None
    for pick in everything:
        if best is None or pick.first >= best.last:
            if best is not None:
                yield best
            best = pick
        elif pick.last - pick.first > best.last - best.first:
            best = pick
    if best is not None:
        yield best


@cache
def registry() -> Registry:
    """The registry of this installation; read once."""
    return Registry(list(rows()), states())
