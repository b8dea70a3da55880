"""`grades`: what rules propose under several codebooks. `grade`: what a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.deciding import say_entry
from bilan.cli.options import AsPerson, DossierArgument, Json, Reason, example
from bilan.cli.rendering import counted, number, say, say_json, say_table, shorten
from bilan.model.errors import WrongUse
from bilan.model.ids import IncidentId

if TYPE_CHECKING:
    from bilan.assess import Codebook, Facts, Proposal
    from bilan.assess.decided import Decided

Codebooks = Annotated[
    list[str],
    typer.Option(
        "--codebook", metavar="C", help="airwars, ibc, un, or a TOML file; several times. Default: all three."
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan grades dossier",
            "bilan grades archive/ --table airwars --codebook airwars --json",
        )
    )(grades)
    app.command(
        epilog=example(
            "bilan grade dossier 3f9a0c12 fair --codebook airwars --as 'A. Reviewer' --reason 'the two outlets are apart'"
        )
    )(grade)


def grades(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FOLDER",
            help="A dossier; or, with --table, a folder of a recorder's tables.",
            show_default=False,
        ),
    ],
    table: Annotated[
        str | None,
        typer.Option(
            "--table", metavar="L", help="What the tables' columns mean: airwars, or a TOML file of your own."
        ),
    ] = None,
    codebooks: Codebooks = [],  # noqa: B006  (Typer reads the default; it is never changed)
    as_json: Json = False,
) -> None:
    """Propose a grade for each incident, under several codebooks at once, with the reasons.

    Nothing is decided: a person does that (bilan grade), and both are kept. A codebook is data, with its version and
    its source; the rule that led to a proposal is named.
    """
    books = _books(codebooks)
    if table is not None:
        _of_tables(source, table, books, as_json)
    else:
        _of_dossier(source, books, as_json)


def grade(
    dossier: DossierArgument,
    incident: Annotated[
        str, typer.Argument(metavar="INCIDENT", help="The incident's id, or its first letters.", show_default=False)
    ],
    grade: Annotated[
        str, typer.Argument(metavar="GRADE", help="A grade of the codebook: confirmed, fair …", show_default=False)
    ],
    person: AsPerson,
    reason: Reason = "",
    codebook: Annotated[
        str, typer.Option("--codebook", metavar="C", help="airwars, ibc, un, or a TOML file.")
    ] = "airwars",
    as_json: Json = False,
) -> None:
    """Decide the grade of an incident. What the rules proposed is kept beside the decision."""
    from bilan import desk
    from bilan.assess import load_codebook
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        found = _incident(opened, incident)
        entry = desk.grade_incident(
            opened, desk.local_person(person), found, load_codebook(codebook), grade, reason=reason
        )
    say_entry(entry, as_json)


def _books(names: Sequence[str]) -> list[Codebook]:
    from bilan.assess import BUILT_IN, load_codebook

    return [load_codebook(name) for name in (names or BUILT_IN)]


def _incident(dossier: Any, written: str) -> IncidentId:
    """The incident with this id, or the only one whose id begins like that."""
    from bilan.assess.claimed import facts_in
    from bilan.cli.opening import open_world

    known = [g.facts.incident for g in facts_in(open_world(dossier))]
    near = [i for i in known if i == written or (len(written) >= 4 and i.startswith(written))]
    if len(near) == 1 or written in near:
        return IncidentId(written if written in near else near[0])
    what = f"{len(near)} incidents begin with {written!r}" if near else f"there is no incident {written!r}"
    raise WrongUse(what, advice="list them: bilan grades DIR")


# ------------------------------------------------------------------ a dossier


def _of_dossier(path: Path, books: Sequence[Codebook], as_json: bool) -> None:
    from bilan.assess.claimed import facts_in
    from bilan.assess.decided import decided_on
    from bilan.cli.opening import open_world
    from bilan.evidence import Dossier

    with Dossier.open(path) as opened:
        found = facts_in(open_world(opened))
        decided = decided_on(found, opened.grades())
    proposals = {g.facts.incident: _proposals(g.facts, books) for g in found}
    if as_json:
        say_json(
            {
                "codebooks": [b.as_json() for b in books],
                "incidents": [
                    _row(g.facts, g.name, proposals[g.facts.incident], decided.get(g.facts.incident, []))
                    | {"claims": list(g.claims)}
                    for g in found
                ],
            }
        )
        return
    say(f"{counted(len(found), 'incident')}, proposed by rule; a person decides.")
    for g in found:
        say("", f"{g.facts.incident[:8]}  {g.name}")
        for p in proposals[g.facts.incident]:
            say(f"  {p.codebook}: {p.labels['en']} [{p.rule}]", *(f"    {r.en}" for r in p.reasons))
        for d in decided.get(g.facts.incident, []):
            note = "; its claims have changed since: look again" if d.again else ""
            one = d.decision
            say(
                f"  decided under {one.codebook} {one.version}: {one.grade}, {one.by}, {one.time[:10]}{note}",
                f"    {one.reason}",
            )
    if found:
        say("", f"To decide one: bilan grade {path} INCIDENT GRADE --codebook C --as YOU --reason TEXT")


def _proposals(facts: Facts, books: Sequence[Codebook]) -> list[Proposal]:
    """One for each codebook; none where nothing is on file to grade."""
    from bilan.assess import propose

    return [proposal for book in books if (proposal := propose(facts, book)) is not None]


def _row(facts: Facts, name: str, proposals: Sequence[Proposal], decided: Sequence[Decided]) -> dict[str, Any]:
    return {
        "id": facts.incident,
        "name": name,
        "facts": facts.as_json(),
        "proposals": [p.as_json() for p in proposals],
        "decided": [d.as_json() for d in decided],
    }


# ------------------------------------------------------------------ a recorder's tables


def _of_tables(folder: Path, layout: str, books: Sequence[Codebook], as_json: bool) -> None:
    from bilan.assess.table_layout import load_grade_layout
    from bilan.assess.tables import read_cases

    cases = read_cases(folder, load_grade_layout(layout))
    proposals = [_proposals(c.facts, books) for c in cases]
    if as_json:
        rows = [
            _row(c.facts, c.facts.incident, told, []) | {"recorded": c.graded or None}
            for c, told in zip(cases, proposals, strict=True)
        ]
        say_json({"codebooks": [b.as_json() for b in books], "incidents": rows})
        return
    ungraded = sum(not told for told in proposals)
    say(f"{counted(len(cases), 'incident')}; no grade is proposed for {number(ungraded)}: no source, no admission.")
    for book in books:
        counts = Counter(p.grade for told in proposals for p in told if p.codebook == book.id)
        rules = Counter(p.rule for told in proposals for p in told if p.codebook == book.id)
        say("", f"{book.title}, version {book.version} ({shorten(book.source, 90)})")
        say_table(
            ["grade", "proposed", "by the rules"],
            [
                [
                    g.label["en"],
                    number(counts[g.id]),
                    ", ".join(f"{r.id} {number(rules[r.id])}" for r in book.rules if r.grade == g.id and rules[r.id]),
                ]
                for g in book.grades
            ],
            numbers=[1],
        )
    say("The incidents one by one, with their reasons: --json")
