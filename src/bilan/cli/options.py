"""What the commands share: their options, and how names, dates and terms written by a person are understood."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilan.model.errors import WrongUse
from bilan.model.ids import ActorId, ClaimId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import LANGS

if TYPE_CHECKING:
    from bilan.model.claim import FiledClaim


def example(*lines: str) -> str:
    """The end of a help page: commands that run as they stand."""
    return "\b\nFor example:\n" + "\n".join(f"  {line}" for line in lines)


DossierArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the dossier.", show_default=False)]
DossierOption = Annotated[
    Path, typer.Option("--dossier", metavar="DIR", help="The folder of the dossier; begun there if it is new.")
]
Sources = Annotated[
    list[Path],
    typer.Argument(metavar="SRC…", help="Files, or folders that are read with everything in them.", show_default=False),
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="M", help="How to read the columns of the .csv files: a TOML file."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, for machines.")]
AsPerson = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who decides: your name or initials.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a sentence for the next reader.")]
ClaimArgument = Annotated[
    str,
    typer.Argument(metavar="CLAIM", help="The claim's id, or its first letters (four or more).", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="What counts as today. Default: the day of the newest journal entry."),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day: 2017, 2017-05 or 2017-05-31.", rich_help_panel=None),
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, in the same forms; included.")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="A", help="Whom the harm is attributed to, or who admits it: a name in fr, en or ar."),
]
PlaceOption = Annotated[str | None, typer.Option("--place", metavar="P", help="Where: a name in fr, en or ar.")]


# ------------------------------------------------------------------ what a person wrote → what is meant


def read_window(start: str | None, end: str | None) -> Period:
    """`--from` means the first day of what is written, `--to` its last.

    >>> read_window("2017", "2017-05").iso
    '2017-01-01/2017-05-31'
    """
    first = _period(start, "--from").start if start else None
    last = _period(end, "--to").end if end else None
    if first and last and first > last:
        raise WrongUse(f"--from {start} comes after --to {end}", advice="exchange the two dates")
    return Period(first, last)


def read_date(text: str, option: str) -> Period:
    """A year, a month or a day."""
    return _period(text, option)


def read_day(text: str, option: str) -> date | None:
    """One day: the last of a month or a year."""
    return _period(text, option).end


def _period(text: str, option: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise WrongUse(
            f"{option} {text!r} is not a date", advice="write a year, a month or a day: 2017, 2017-05, 2017-05-31"
        ) from error


def find_actor(name: str, claims: Iterable[FiledClaim] = ()) -> ActorId:
    """The actor meant by a name in French, English or Arabic, or by a name that the claims on file use."""
    from bilan.actors import registry
    from bilan.reconcile.statement import actor_id

    actors = registry()
    found = actors.resolve(name)
    if found is not None:
        return found.id
    named = (m.name for c in claims for m in (*c.record.by, *c.record.members, c.record.speaker) if m is not None)
    asked = actor_id(name)
    if name.strip() and any(actor_id(n) == asked for n in set(named)):
        return asked
    known = {label: a.names["en"] for a in actors for label in (*a.names.values(), *_flat(a.aliases.values()))}
    raise WrongUse(f"no actor is known as {name!r}", advice=_nearest(name, known))


def find_place(name: str, claims: Iterable[FiledClaim] = ()) -> PlaceId:
    """The place meant by a name in French, English or Arabic, or by a name that the claims on file use."""
    from bilan.places import gazetteer

    places = gazetteer()
    found = places.resolve(name)
    if found is not None:
        return found.id
    meant: dict[PlaceId, str] = {}
    for chain in {tuple(m.name for m in c.record.place) for c in claims}:
        for i, written in enumerate(chain):
            if name.strip() and written.casefold() == name.strip().casefold():
                meant.update(dict.fromkeys(places.resolve_chain(chain[i:])[:1], ", ".join(chain[i:])))
    if len(meant) == 1:
        return next(iter(meant))
    if meant:
        raise WrongUse(f"{len(meant)} places are called {name!r}: {'; '.join(sorted(meant.values()))}")
    known = {label: p.names["en"] for p in places for label in (*p.names.values(), *_flat(p.aliases.values()))}
    raise WrongUse(f"no place is known as {name!r}", advice=_nearest(name, known))


def usual_name(name: str, *, is_place: bool = False) -> str:
    """The usual English name where it is known; a name that nobody has listed yet stays as it is."""
    from bilan.actors import registry
    from bilan.places import gazetteer

    found = gazetteer().resolve(name) if is_place else registry().resolve(name)
    return found.names["en"] if found else name


def actor_labels(id: ActorId) -> dict[str, str]:
    """The usual name of an actor in the three languages."""
    from bilan.reconcile import say

    return {lang: say.actor(id)(lang) for lang in LANGS}


def place_labels(id: PlaceId) -> dict[str, str]:
    """The usual name of a place in the three languages."""
    from bilan.places import gazetteer

    return dict(gazetteer().get(id).names)


def find_claim(text: str, known: Iterable[ClaimId]) -> ClaimId:
    """The claim with this id, or the only one whose id begins like that."""
    ids = list(known)
    if text in ids:
        return ClaimId(text)
    near = [i for i in ids if len(text) >= 4 and i.startswith(text)]
    if len(near) == 1:
        return near[0]
    if near:
        raise WrongUse(f"{len(near)} claims begin with {text!r}", advice="write more of the id")
    raise WrongUse(f"there is no claim {text!r} in this dossier", advice="list them: bilan claims DIR")


def _flat(groups: Iterable[Sequence[str]]) -> Iterable[str]:
    return (name for group in groups for name in group)


def _nearest(name: str, known: dict[str, str]) -> str:
    """The names most like the one written, each with its usual English form."""
    folded = {label.casefold(): label for label in known}
    near = [folded[label] for label in difflib.get_close_matches(name.casefold(), folded, n=6, cutoff=0.5)]
    said: list[str] = []
    for label in near:
        usual = known[label]
        words = usual if label == usual else f"{label} ({usual})"
        if usual not in " ".join(said):
            said.append(words)
    return f"did you mean {' or '.join(said[:3])}?" if said else "write its usual name in French, English or Arabic"
