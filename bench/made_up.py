"""Made-up dossiers of any size: invented parties, outlets and events, in short English documents.

One outlet counts the dead of each event; others may count otherwise, or repeat the first; the party blamed may
admit some of it. Every fifth event that several speak of was linked by a person. Each outlet publishes its lines
twenty to a document. The density is the same at every size; one size and seed give one dossier.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bilan.model.claim import Claim, FiledClaim, Mention, Why, claim_id
from bilan.model.exhibit import Exhibit, Failure, WorkingCopy
from bilan.model.ids import ClaimId, ExhibitId, TextId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import ClaimState, Group, Harm, Stance

OUTLETS = ("River Observatory", "Hill Gazette", "Plain Bulletin")
PARTIES = ("Blue Column", "Green Front", "Ochre Guard")
TOWNS = (
    ("Mosul", "Iraq"), ("Tal Afar", "Iraq"), ("Ramadi", "Iraq"),
    ("Raqqa", "Syria"), ("Aleppo", "Syria"), ("Deir ez-Zor", "Syria"),
)  # fmt: skip
QUARTERS = 60  # made-up quarters of each town
DAYS = 1825
FIRST = date(2014, 1, 1)
LINES = 20  # of each document


@dataclass(frozen=True)
class Line:
    """What one outlet says of one event."""

    outlet: str
    day: date
    place: tuple[str, ...]
    dead: int
    event: int
    by: str | None = None
    cites: str | None = None
    at_least: bool = False
    admits: bool = False


@dataclass
class MadeUp:
    """Papers in memory: what a site needs of a dossier, with its claims and their links."""

    claims: list[FiledClaim] = field(default_factory=list)
    links: list[tuple[ClaimId, ClaimId]] = field(default_factory=list)
    texts: dict[TextId, str] = field(default_factory=dict)
    documents: list[Exhibit] = field(default_factory=list)

    @property
    def vault(self) -> MadeUp:
        return self

    def read_text(self, text: TextId) -> str:
        return self.texts[text]

    def exhibits(self) -> list[Exhibit]:
        return list(self.documents)

    def working_copies(self) -> dict[ExhibitId, WorkingCopy]:
        return {ExhibitId(id): WorkingCopy(ExhibitId(id), id, "bench", "1") for id in self.texts}

    def failures(self) -> list[Failure]:
        return []


def made_up(events: int, seed: int = 0) -> MadeUp:
    """A dossier of so many events, two claims for each, about."""
    rng = random.Random(seed)
    made = MadeUp()
    waiting: dict[str, list[Line]] = {outlet: [] for outlet in (*OUTLETS, *PARTIES)}
    linked = {n for n in range(events) if rng.random() < 0.2}
    told: dict[int, list[ClaimId]] = {}
    for line in (line for n in range(events) for line in _event(n, rng)):
        waiting[line.outlet].append(line)
        if len(waiting[line.outlet]) == LINES:
            _publish(made, waiting.pop(line.outlet), told)
            waiting[line.outlet] = []
    for lines in waiting.values():
        if lines:
            _publish(made, lines, told)
    made.links = [(ids[0], other) for n, ids in told.items() if n in linked for other in ids[1:]]
    return made


def corrected(made: MadeUp, at: int) -> MadeUp:
    """The same dossier after a person corrected the count of one claim by one."""
    claims = list(made.claims)
    claim = claims[at]
    record = replace(claim.record, quantity=Quantity.at_least(claim.record.quantity.low + 1))
    claims[at] = replace(claim, record=record, state=ClaimState.CORRECTED)
    return replace(made, claims=claims)


def _event(n: int, rng: random.Random) -> Iterator[Line]:
    first, second, third = rng.sample(OUTLETS, 3)
    day = FIRST + timedelta(days=rng.randrange(DAYS))
    place = (f"Quarter {rng.randrange(QUARTERS) + 1}", *rng.choice(TOWNS))
    party, dead = rng.choice(PARTIES), min(80, 1 + int(rng.expovariate(0.12)))
    yield Line(first, day, place, dead, n, by=party)
    if rng.random() < 0.3:
        yield Line(second, day, place, dead, n, by=party, cites=first)
    elif rng.random() < 0.4:
        yield Line(second, day, place, max(1, dead + rng.randint(-2, 3)), n, by=party if rng.random() < 0.7 else None)
    if rng.random() < 0.25:
        yield Line(third, day, place, max(1, dead - rng.randint(0, 3)), n, at_least=True)
    if rng.random() < 0.2:
        yield Line(party, day, place, max(1, dead // 2), n, by=party, admits=True)


def _publish(made: MadeUp, lines: list[Line], told: dict[int, list[ClaimId]]) -> None:
    """One document of an outlet, with the claims that it makes."""
    outlet = lines[0].outlet
    published = max(line.day for line in lines) + timedelta(days=7)
    title = f"{outlet}, {published.isoformat()}"
    written = [_words(line) for line in lines]
    text = f"{title}\n\n" + "\n\n".join(quote for quote, _ in written)
    id = hashlib.sha256(f"{len(made.documents)} {text}".encode()).hexdigest()
    made.texts[TextId(id)] = text
    made.documents.append(
        Exhibit(
            ExhibitId(id), f"{len(made.documents)}.txt", "text/plain", len(text), "file", "2026-11-21T00:00:00Z", "bench",
            published=Period.day(published), publisher=outlet, title=title, lang="en",
        )
    )  # fmt: skip
    at = len(title) + 2
    for n, (line, (quote, spans)) in enumerate(zip(lines, written, strict=True)):
        claim = _claim(n, line, quote, {k: Span(at + s, at + e) for k, (s, e) in spans.items()}, at, made.documents[-1])
        made.claims.append(claim)
        told.setdefault(line.event, []).append(claim.id)
        at += len(quote) + 2


def _words(line: Line) -> tuple[str, dict[str, tuple[int, int]]]:
    """The sentence, and where its count, place, author and source stand in it."""
    parts: list[tuple[str, str]] = [("", f"On {line.day:%-d %B %Y} in "), ("place", ", ".join(line.place)), ("", " ")]
    if line.admits:
        parts += [("by", line.by or ""), ("", " killed ")]
    parts += [("", "at least ")] if line.at_least else []
    parts += [("count", str(line.dead)), ("", " people")]
    if not line.admits:
        parts += [("", " were killed")]
        parts += [("", " by "), ("by", line.by)] if line.by else []
    if line.cites:
        parts += [("", ", according to "), ("cites", line.cites)]
    quote, spans = "", {}
    for name, words in [*parts, ("", ".")]:
        if name:
            spans[name] = (len(quote), len(quote) + len(words))
        quote += words
    return quote, spans


def _claim(n: int, line: Line, quote: str, spans: dict[str, Span], at: int, exhibit: Exhibit) -> FiledClaim:
    number = str(line.dead)
    record = Claim(
        n=n,
        quote=Span(at, at + len(quote)),
        count_span=spans["count"],
        quantity=Quantity.at_least(line.dead, number) if line.at_least else Quantity.exactly(line.dead, number),
        harm=Harm.KILLED,
        groups=(Group.CIVILIAN,) if line.event % 3 else (Group.PERSON,),
        stance=Stance.ADMITS if line.admits else Stance.REPORTS,
        speaker=Mention(line.outlet, spans["by"]) if line.admits else None,
        by=(Mention(line.by, spans["by"]),) if line.by else (),
        cites=(Mention(line.cites, spans["cites"]),) if line.cites else (),
        place=tuple(Mention(name, spans["place"]) for name in line.place),
        period=Period.day(line.day),
    )
    id = claim_id(exhibit.id, quote, 0, number, 0, Harm.KILLED)
    why = (Why("bench", "a line of a made-up document", record.count_span),)
    return FiledClaim(
        id=ClaimId(f"{id[:12]}{n:08x}"), exhibit=exhibit.id, text=TextId(exhibit.id), record=record,
        state=ClaimState.PROPOSED, quote=quote, lang="en", published=exhibit.published, publisher=exhibit.publisher,
        title=exhibit.title, confidence=0.9, why=why,
    )  # fmt: skip
