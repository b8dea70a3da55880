"""`begin`, `doctor`, `fixity`, `backup`, `restore` and `seal`: keeping a dossier whole, and destroying what must go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import AsPerson, DossierArgument, Json, Reason, example
from bilan.cli.rendering import counted, progress, say, say_json

if TYPE_CHECKING:
    from bilan.evidence import Settings

Database = Annotated[
    str | None,
    typer.Option("--postgresql", metavar="ADDRESS", help="Keep the journal there: postgresql://user@host/database."),
]
Schema = Annotated[
    str, typer.Option("--schema", metavar="NAME", help="The schema in that database, one for each dossier.")
]
VaultPlace = Annotated[
    str | None, typer.Option("--vault", metavar="URL", help="Keep the documents there: s3://bucket/folder.")
]


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan begin dossier", "bilan begin dossier --postgresql postgresql:///commission"))(
        begin
    )
    app.command(epilog=example("bilan doctor dossier"))(doctor)
    app.command(epilog=example("bilan fixity dossier --older-than 30", "bilan fixity dossier --sample 200"))(fixity)
    app.command(epilog=example("bilan backup dossier --out dossier.bilan-backup"))(backup)
    app.command(epilog=example("bilan restore dossier.bilan-backup --out restored"))(restore)
    app.command(epilog=example("bilan seal dossier 3f9a0c12 --as 'L. Lead' --reason 'the witness asked for it'"))(seal)


def begin(
    dossier: DossierArgument,
    postgresql: Database = None,
    schema: Schema = "bilan",
    vault: VaultPlace = None,
    as_json: Json = False,
) -> None:
    """Begin an empty dossier, and say where its journal and its documents are kept.

    Without options both lie in the folder; `bilan add` begins such a dossier by itself.
    """
    from bilan.evidence import Dossier

    with Dossier.create(dossier, _settings(postgresql, schema, vault)) as opened:
        kind = opened.store.kind
    if as_json:
        say_json({"dossier": str(dossier), "journal": kind, "vault": vault or "folder"})
    else:
        say(f"An empty dossier is in {dossier}; its journal is kept in {kind}.")


def _settings(postgresql: str | None, schema: str, vault: str | None) -> Settings | None:
    from bilan.evidence import Settings

    return Settings(postgresql, schema, vault) if postgresql or vault else None


def doctor(
    dossier: DossierArgument,
    quick: Annotated[bool, typer.Option("--quick", help="Do not read every kept file again.")] = False,
    as_json: Json = False,
) -> None:
    """Check that journal, kept files and projections agree, and that the dossier can go on.

    Reads every row, hashes every kept byte again, compares the projections with a rebuild (and makes them again where
    they differ), and looks at database, seals, disk, modes, audits and the sandbox in which documents are parsed.
    """
    from bilan.evidence import Dossier
    from bilan.evidence.health import examine

    with Dossier.open(dossier) as opened:
        with progress("Checking") as tell:
            found = examine(opened, read_vault=not quick, progress=tell)
        lying = any(c.name == "projections" and "do not follow" in c.detail for c in found)
        if lying and opened.can_be_written:
            opened.rebuild()
    checks: list[dict[str, Any]] = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in found]
    if lying:
        checks[1]["detail"] = checks[1]["detail"].replace("do not follow", "did not follow") + "; they were made again"
    checks.append(_sandbox())
    if as_json:
        say_json({"ok": all(c["ok"] for c in checks), "checks": checks})
    else:
        for check in checks:
            say(f"{'good' if check['ok'] else 'BAD '}  {check['name']}: {check['detail']}")
    if not all(c["ok"] for c in checks):
        raise typer.Exit(1)


def _sandbox() -> dict[str, Any]:
    """In what documents are parsed here: it is started once, because the kernel may refuse what is installed."""
    from bilan.intake.confinement import Mode
    from bilan.intake.sandbox import Sandbox
    from bilan.model.errors import BilanError

    try:
        with Sandbox() as sandbox:
            mode = sandbox.begin()
    except BilanError as error:
        return {"name": "sandbox", "ok": False, "detail": error.one_line}
    weaker = f"{mode.value} (bubblewrap is stronger: it is missing, refused by the kernel, or switched off)"
    return {"name": "sandbox", "ok": True, "detail": mode.value if mode is Mode.BUBBLEWRAP else weaker}


def fixity(
    dossier: DossierArgument,
    sample: Annotated[int | None, typer.Option("--sample", metavar="N", help="Only so many, picked by chance.")] = None,
    older_than: Annotated[
        int | None, typer.Option("--older-than", metavar="DAYS", help="Only what nobody looked at for so many days.")
    ] = None,
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="Who audits.")] = "schedule",
    as_json: Json = False,
) -> None:
    """Hash kept files again and record in the journal that it was done, and what was wrong.

    Made for a schedule (cron, a systemd timer). After an interruption the same command with --older-than goes on.
    """
    from bilan.evidence import Dossier
    from bilan.evidence.fixity import audit

    with Dossier.open(dossier) as opened, progress("Reading again") as tell:
        age = timedelta(days=older_than) if older_than is not None else None
        found = audit(opened, by=person, sample=sample, older_than=age, progress=tell)
    broken = [{"entry": row, "reason": reason} for row, reason in found.broken]
    if as_json:
        say_json({"ok": not broken, "checked": found.checked, "bytes": found.size, "broken": broken})
    else:
        say(f"{counted(found.checked, 'kept file')} read again ({counted(found.size, 'byte')}); {len(broken)} broken.")
        say(*(f"  entry {b['entry']}: {b['reason']}" for b in broken))
    if broken:
        raise typer.Exit(1)


def backup(
    dossier: DossierArgument,
    out: Annotated[Path, typer.Option("--out", metavar="F", help="The file to write: on another disk, kept private.")],
    as_json: Json = False,
) -> None:
    """Write everything that could not be made again into one file, while others go on working.

    It holds the keys of restricted exhibits, and nothing of what was sealed.
    """
    from bilan.evidence import Dossier
    from bilan.evidence.backup import back_up

    with Dossier.open(dossier) as opened, progress("Writing the backup") as tell:
        made = back_up(opened, out, tell)
    document = {"out": str(out), "entries": made.rows, "objects": made.objects, "bytes": made.size, "head": made.head}
    if as_json:
        say_json(document)
    else:
        say(f"{counted(made.rows, 'entry', 'entries')} and {counted(made.objects, 'kept file')} are in {out}.")


def restore(
    archive: Annotated[
        Path, typer.Argument(metavar="F", help="The file that `bilan backup` wrote.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the dossier: new or empty.")],
    postgresql: Database = None,
    schema: Schema = "bilan",
    vault: VaultPlace = None,
    seals_of: Annotated[
        Path | None,
        typer.Option(
            "--seals-of", metavar="DIR", help="A newer copy of the dossier: what it has sealed is sealed here too."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a dossier again from a backup: whole, or not at all.

    Every row and every file is checked on the way, and every seal is applied anew.
    """
    from bilan.evidence import Dossier
    from bilan.evidence.restoring import Seals
    from bilan.evidence.restoring import restore as bring_back

    seals = None
    if seals_of is not None:
        with Dossier.open(seals_of) as newer:
            seals = Seals.of(newer)
    with progress("Restoring") as tell:
        made = bring_back(archive, out, _settings(postgresql, schema, vault), seals=seals, progress=tell)
    document = {"dossier": str(out), "entries": made.rows, "objects": made.objects, "sealed": made.sealed}
    if as_json:
        say_json(document)
    else:
        said = f" {counted(made.sealed, 'entry', 'entries')} sealed anew." if made.sealed else ""
        say(
            f"{counted(made.rows, 'entry', 'entries')} and {counted(made.objects, 'kept file')} are back in {out}.{said}"
        )


def seal(
    dossier: DossierArgument,
    item: Annotated[
        str,
        typer.Argument(metavar="ITEM", help="An exhibit's id or its first letters, or entry:N.", show_default=False),
    ],
    person: AsPerson,
    reason: Reason = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be destroyed.")] = False,
    as_json: Json = False,
) -> None:
    """Destroy what the dossier holds of an item, for good, and leave a hole that everybody can see.

    Payloads and salts of the facts, the document, its text, its key; what was decided on its claims. Sites and
    releases made before still show it: make them again. Older backups still hold it: destroy them.
    """
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        found = desk.find_item(opened, item)
        entry = None if dry_run else desk.seal_item(opened, desk.local_person(person), found, reason=reason)
    document = {
        "sealed": entry is not None,
        "rows": list(found.rows),
        "kinds": [{"type": kind, "count": n} for kind, n in sorted(found.kinds.items())],
        "entry": entry.seq if entry else None,
    }
    if as_json:
        say_json(document)
        return
    kinds = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in sorted(found.kinds.items()))
    if entry is None:
        say(f"This would destroy {found.name or item} for good: {kinds}.")
    else:
        say(
            f"Sealed as entry {entry.seq} of the journal: {kinds}. Make sites and releases again; destroy older backups."
        )
