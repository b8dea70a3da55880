"""The book: everything the pages tell, gathered once, in no language yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal, Protocol, TypeVar

from markupsafe import Markup

from bilan.accountability.gap import gap
from bilan.incidents import Incident, SameIncident
from bilan.lineage import Voice
from bilan.model.claim import FiledClaim
from bilan.model.exhibit import Exhibit, Failure, WorkingCopy
from bilan.model.ids import ActorId, ClaimId, ExhibitId, TextId, VoiceId
from bilan.model.period import ALWAYS
from bilan.model.text import Span
from bilan.model.vocab import Stance
from bilan.reconcile.statement import actor_id as named_actor
from bilan.reconcile.tension import Tension
from bilan.reconcile.world import World
from bilan.release.figures import ActorFigures, Figure, Title, actor_figures, headline, slug, title
from bilan.release.grid import A_CELL
from bilan.release.naming import actor_id
from bilan.release.windows import page_of, windows

T = TypeVar("T")
Edition = Literal["draft", "reviewed", "machine"]  # a draft; a release of what people decided; one of proposals
_HEX = re.compile(r"[0-9a-f]{8,64}")


class TextStore(Protocol):
    def read_text(self, text: TextId) -> str: ...


class Papers(Protocol):
    """What the site needs of a dossier: its documents, and what could not be read."""

    @property
    def vault(self) -> TextStore: ...
    def exhibits(self) -> list[Exhibit]: ...
    def working_copies(self) -> dict[ExhibitId, WorkingCopy]: ...
    def failures(self) -> list[Failure]: ...


@dataclass(frozen=True)
class ActorEntry:
    """What the claims say of one actor, and what it says itself."""

    id: ActorId
    figures: tuple[ActorFigures, ...]
    about: tuple[ClaimId, ...]
    says: tuple[ClaimId, ...]

    admissions: tuple[ClaimId, ...] = ()
    denials: tuple[ClaimId, ...] = ()
    disputes: tuple[ClaimId, ...] = ()
    no_admission: tuple[ClaimId, ...] = ()


@dataclass(frozen=True)
class Book:
    """Facts and derivations side by side, each under its own id, in a fixed order."""

    world: World
    as_of: date
    exhibits: Mapping[ExhibitId, Exhibit]
    copies: Mapping[ExhibitId, WorkingCopy]
    failures: Sequence[Failure]
    claims: Mapping[ClaimId, FiledClaim]
    claims_of: Mapping[ExhibitId, tuple[FiledClaim, ...]]
    mark_of: Mapping[ClaimId, int]
    voices: Sequence[Voice]
    incidents: Sequence[Incident]
    proposals: Sequence[SameIncident]
    tensions: Sequence[Tension]
    headline: Sequence[Figure]
    rows: Sequence[ActorFigures]
    figures: Mapping[str, Figure]
    actors: Mapping[ActorId, ActorEntry]
    sheets: Mapping[ExhibitId, list[list[Span]]]
    read: Callable[[ExhibitId], str]
    figures_of: Mapping[ClaimId, tuple[Figure, ...]] = field(default_factory=dict)
    tensions_of: Mapping[ClaimId, tuple[Tension, ...]] = field(default_factory=dict)
    incidents_of: Mapping[ClaimId, tuple[Incident, ...]] = field(default_factory=dict)
    written: dict[tuple[str, ...], Markup] = field(default_factory=dict)  # cards that many pages print alike
    answering: Mapping[ClaimId, tuple[ClaimId, ...]] = field(default_factory=dict)
    corners: dict[Hashable, Any] = field(
        default_factory=dict
    )  # asked once for all languages, see `bilan.release.corner`
    edition: Edition = "draft"

    def once(self, shelf: dict[Any, T], key: Hashable, make: Callable[[], T]) -> T:
        """What many pages show alike, made for the first of them. `shelf`: `written` or `corners`."""
        if key not in shelf:
            shelf[key] = make()
        return shelf[key]

    # ------------------------------------------------------------ where things lie (below a language's folder)

    def claim_path(self, id: ClaimId) -> str:
        return f"claims/{id}.html"

    def exhibit_path(self, id: ExhibitId, sheet: int = 0) -> str:
        return f"exhibits/{id[:16]}{f'-{sheet + 1}' if sheet else ''}.html"

    def sentence_path(self, id: ClaimId) -> str:
        """The very place in the document where a claim's number stands."""
        claim = self.claims[id]
        sheet = page_of(claim.record.count_span, self.sheets.get(claim.exhibit, []))
        return f"{self.exhibit_path(claim.exhibit, sheet)}#c-{id}"

    def figure_path(self, figure: Figure | Title) -> str:
        return figure.home or f"figures/{figure.id}.html"

    def reserves_path(self, figure: Figure) -> str:
        """Where all the reserves of a figure stand."""
        return f"{self.figure_path(figure).partition('#')[0]}#reserves"

    def actor_path(self, id: ActorId) -> str:
        return f"actors/{slug(id)}.html"

    def voice_path(self, id: str) -> str:
        return f"voices/{_hidden(id)}.html"

    def tension_path(self, id: str) -> str:
        return f"tensions/{_hidden(id)}.html"

    def incident_path(self, id: str) -> str:
        return f"incidents/{_hidden(id)}.html"

    @cached_property
    def origin_of(self) -> Mapping[ClaimId, tuple[VoiceId, str]]:
        """A claim's voice: its id, and who is at its origin."""
        voice_of = self.world.lineage.voice_of
        return {c: (v, self.voice_by_id[v].origin) for c, v in voice_of.items() if v in self.voice_by_id}

    @cached_property
    def held_up_by(self) -> Mapping[ClaimId, tuple[Title, ...]]:
        """The figures whose range a claim holds in place: by title, so that a claim's page stands when a total moves."""
        return _by_claim((c, title(f)) for f in self.figures.values() for c in dict.fromkeys(f.binding))

    @cached_property
    def counted_from(self) -> Mapping[ClaimId, tuple[Title, ...]]:
        """The figures for which a claim was looked at, and whose range would stand without it."""
        held = {f.id: frozenset(f.binding) for f in self.figures.values()}
        return _by_claim((c, title(f)) for f in self.figures.values() for c in f.claims if c not in held[f.id])

    @cached_property
    def proposals_of(self) -> Mapping[ClaimId, tuple[SameIncident, ...]]:
        return _by_claim((c, p) for p in self.proposals for c in (p.a, p.b))

    @cached_property
    def voice_by_id(self) -> Mapping[VoiceId, Voice]:
        return {v.id: v for v in self.voices}

    @cached_property
    def speakers(self) -> Mapping[VoiceId, Voice]:
        """The voices without their claims, for pages that only name them."""
        return {v.id: replace(v, sources=(), claims=()) for v in self.voices}

    @property
    def unreviewed(self) -> int:
        return sum(not c.is_reviewed for c in self.claims.values())


def open_book(papers: Papers, world: World, edition: Edition = "draft") -> Book:
    """Gather everything once. Rows, lists and maps are in the order of the documents and of their words."""
    exhibits = {e.id: e for e in papers.exhibits()}
    copies = papers.working_copies()
    order = {id: n for n, id in enumerate(exhibits)}
    claims = sorted(world.claims, key=lambda c: (order.get(c.exhibit, len(order)), c.record.count_span, c.id))
    claims_of: dict[ExhibitId, list[FiledClaim]] = {id: [] for id in exhibits}
    for claim in claims:
        claims_of.setdefault(claim.exhibit, []).append(claim)
    texts = {id: copy.text for id, copy in copies.items()} | {c.exhibit: c.text for c in claims}

    @lru_cache(maxsize=4)
    def read(id: ExhibitId) -> str:
        return papers.vault.read_text(texts[id])

    rows = actor_figures(world, gap(world, ALWAYS))
    heads = headline(world)
    figures = {f.id: f for f in (*heads, *(f for row in rows for f in row.all()))}
    tensions, incidents = world.tensions(), world.incidents.incidents
    return Book(
        world=world,
        as_of=world.as_of,
        exhibits=exhibits,
        copies=copies,
        failures=papers.failures(),
        claims={c.id: c for c in claims},
        claims_of={id: tuple(found) for id, found in claims_of.items()},
        mark_of={c.id: n for found in claims_of.values() for n, c in enumerate(found, 1)},
        voices=sorted(world.lineage.voices, key=lambda v: (-len(v.claims), v.origin, v.id)),
        incidents=sorted(incidents, key=lambda i: (-len(i.claims), i.id)),
        proposals=sorted(world.incidents.proposals, key=lambda p: (-p.probability, p.a, p.b)),
        tensions=tensions,
        headline=heads,
        rows=rows,
        figures=figures,
        actors=_actors(claims, rows),
        sheets={
            id: windows(read(id), claims_of.get(id, []), A_CELL if is_table(exhibits[id]) else 0)
            for id in exhibits
            if id in texts
        },
        read=read,
        figures_of=_by_claim((c, f) for f in figures.values() for c in f.claims),
        tensions_of=_by_claim((c, t) for t in tensions for c in t.claims),
        incidents_of=_by_claim((c, i) for i in incidents for c in i.claims),
        answering=_by_claim((c.same_as, c.id) for c in claims if c.same_as),
        edition=edition,
    )


def is_table(exhibit: Exhibit) -> bool:
    return exhibit.media_type in ("text/csv", "text/tab-separated-values")


def _by_claim(pairs: Iterable[tuple[ClaimId, T]]) -> dict[ClaimId, tuple[T, ...]]:
    found: dict[ClaimId, list[T]] = {}
    for claim, thing in pairs:
        found.setdefault(claim, []).append(thing)
    return {claim: tuple(things) for claim, things in found.items()}


def _actors(claims: Sequence[FiledClaim], rows: Sequence[ActorFigures]) -> dict[ActorId, ActorEntry]:
    about: dict[ActorId, dict[ClaimId, None]] = {row.row.actor: {} for row in rows}
    says: dict[ActorId, dict[ClaimId, None]] = {}
    having_rows = {row.row.actor for row in rows}
    for claim in claims:
        said = claim.record
        for name in (*said.by, *said.members):
            if id := _blamed(name.name, having_rows):
                about.setdefault(id, {})[claim.id] = None
        for speaker in (said.speaker, said.on_behalf_of):
            if speaker and (id := actor_id(speaker.name)):
                says.setdefault(id, {})[claim.id] = None
    known = {c.id: c for c in claims}
    return {
        id: _entry(id, [r for r in rows if r.row.actor == id], list(about.get(id, ())), list(says.get(id, ())), known)
        for id in dict.fromkeys([*about, *says])
    }


def _blamed(name: str, having_rows: Set[ActorId]) -> ActorId | None:
    """The registry's actor; an unknown name only where it has a row, so that nobody else gets a page."""
    known = actor_id(name)
    if known is None:
        meant = named_actor(name)
        known = meant if meant in having_rows else None
    return known


def _entry(
    id: ActorId,
    rows: Sequence[ActorFigures],
    about: Sequence[ClaimId],
    says: Sequence[ClaimId],
    known: Mapping[ClaimId, FiledClaim],
) -> ActorEntry:
    """Its own words for what it admits, denies or disputes; other people's for what it has not admitted."""

    def of(ids: Iterable[ClaimId], stance: Stance) -> tuple[ClaimId, ...]:
        return tuple(c for c in dict.fromkeys(ids) if known[c].record.stance is stance)

    def from_row(name: str) -> list[ClaimId]:
        return [c for row in rows for c in getattr(row.row, name) if c in known]

    return ActorEntry(
        id,
        tuple(rows),
        tuple(about),
        tuple(says),
        admissions=of([*says, *about], Stance.ADMITS),
        denials=tuple(dict.fromkeys([*from_row("denials"), *of(says, Stance.DENIES)])),
        disputes=tuple(dict.fromkeys([*from_row("disputes"), *of(says, Stance.DISPUTES)])),
        no_admission=tuple(dict.fromkeys([*from_row("no_admission"), *of(about, Stance.NO_ADMISSION)])),
    )


def _hidden(id: str) -> str:
    """An id that may hold a source's words never becomes part of an address."""
    return id if _HEX.fullmatch(id) else hashlib.sha256(id.encode()).hexdigest()[:12]
