"""`anchor` and `witness`: what others sign about our checkpoints, and what we sign about theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bilan.cli.options import DossierArgument, Json, example
from bilan.cli.rendering import counted, say, say_json, warn

WitnessFolder = Annotated[
    Path, typer.Option("--folder", metavar="FOLDER", help="Where the witness keeps its key and what it saw.")
]
LogArgument = Annotated[
    Path, typer.Argument(metavar="LOG", help="A release, or the folder of a log alone.", show_default=False)
]
LogKey = Annotated[
    str | None, typer.Option("--log", metavar="KEY", help="The log's key, NAME+ID+KEY; needed the first time.")
]

witness = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Sign another organisation's checkpoints, if they are consistent."
)


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan anchor dossier", "bilan anchor dossier --offline usb/"))(anchor)
    witness.command(epilog=example("bilan witness init --folder witness --name partner.example/w"))(init)
    witness.command(epilog=example("bilan witness check release --folder witness --log 'NAME+ID+KEY'"))(check)
    witness.command(epilog=example("bilan witness cosign release --folder witness --out signed.note"))(cosign)
    app.add_typer(witness, name="witness")


def anchor(
    dossier: DossierArgument,
    offline: Annotated[
        Path | None,
        typer.Option("--offline", metavar="FOLDER", help="Send nothing: write the queries as files, to be carried."),
    ] = None,
    answer: Annotated[
        list[Path] | None,
        typer.Option("--answer", metavar="FILE", help="An answer that was carried back: a token, or a signed note."),
    ] = None,
    partner: Annotated[
        list[str] | None,
        typer.Option("--witness", metavar="KEY", help="Whose signature the note bears; repeat it."),
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option("--release", metavar="PATH", help="Put a partner's signature into the release that it is about."),
    ] = None,
    by: Annotated[str, typer.Option("--as", metavar="PERSON", help="Who asks.")] = "command line",
    as_json: Json = False,
) -> None:
    """Have the newest checkpoint time-stamped by the authorities that anchors.toml of the dossier names.

    Only a hash is sent, and only to the addresses named there. What cannot be sent waits. Each answer is verified
    before it is kept; the next release carries it.
    """
    from bilan import desk
    from bilan.evidence import Dossier
    from bilan.evidence.log import Note
    from bilan.release.bundle import add_witnessed

    person = desk.local_person(by)
    with Dossier.open(dossier) as opened:
        result = _take(opened, person, answer, partner or []) if answer else _ask(opened, person, offline)
    if release is not None and partner:
        for path in answer or ():
            add_witnessed(release, Note.parse(path.read_bytes()))
    if as_json:
        say_json(result)
    else:
        for one in result["kept"]:
            say(f"Kept: {one['authority']}")
        for name in result["written"]:
            say(f"Written: {name}")
        if result["waiting"]:
            say(f"{counted(len(result['waiting']), 'answer')} still to come: {', '.join(result['waiting'])}")
    for failure in result["failures"]:
        warn(f"{failure['authority']}: {failure['reason']}")
    if result["failures"]:
        raise typer.Exit(1)


def _ask(opened: Any, person: Any, offline: Path | None) -> dict[str, Any]:
    from bilan.desk import anchoring
    from bilan.evidence.anchors import waiting
    from bilan.evidence.anchors.authorities import send_over_http

    anchoring.request_anchors(opened, person)
    if offline is None:
        done = anchoring.send_queued(opened, person, send_over_http)
        return _result(done.kept, done.waiting, done.failures, [])
    offline.mkdir(parents=True, exist_ok=True)
    written = []
    for one in waiting(opened):
        path = offline / f"{one.seq}-{one.authority}.tsq"
        path.write_bytes(one.query)
        written.append(str(path))
    return _result([], waiting(opened), [], written)


def _take(opened: Any, person: Any, answers: list[Path], partners: list[str]) -> dict[str, Any]:
    from bilan.desk import anchoring
    from bilan.evidence.anchors import waiting
    from bilan.evidence.log import Note, VerifierKey

    kept: list[tuple[str, str]] = []
    for path in answers:
        data = path.read_bytes()
        if partners:
            note = Note.parse(data)
            names = anchoring.take_cosignature(opened, person, note, [VerifierKey.parse(p) for p in partners])
            kept += [(key.name, str(note)) for key in names]
        else:
            one = anchoring.take_answer(opened, person, data)
            kept.append((one.authority, one.checkpoint))
    return _result(kept, waiting(opened), [], [])


def _result(kept: Any, waits: Any, failures: Any, written: list[str]) -> dict[str, Any]:
    return {
        "kept": [{"authority": name, "checkpoint": note} for name, note in kept],
        "waiting": [w.authority for w in waits],
        "written": written,
        "failures": [{"authority": name, "reason": reason} for name, reason in failures],
    }


def init(
    folder: WitnessFolder,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Who signs, for example partner.example/w.")],
    as_json: Json = False,
) -> None:
    """Make a witness's key. Give the public key to those whose logs you will sign, and to their readers."""
    from bilan.evidence.log.witness import Witness

    key = Witness(folder).begin(name).verifier
    if as_json:
        say_json({"name": key.name, "key": str(key), "fingerprint": key.fingerprint})
    else:
        say(f"Witness      {key.name}", f"Public key   {key}", f"Fingerprint  {key.fingerprint}")


def check(log: LogArgument, folder: WitnessFolder, key: LogKey = None, as_json: Json = False) -> None:
    """Check that a log continues what this witness saw of it before. Nothing is signed or remembered."""
    from bilan.evidence.log import VerifierKey
    from bilan.evidence.log.witness import Witness

    seen = Witness(folder).check(log, VerifierKey.parse(key) if key else None)
    _tell(seen.point.origin, seen.point.size, seen.before.size if seen.before else None, None, as_json)


def cosign(
    log: LogArgument,
    folder: WitnessFolder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the signed checkpoint there; else it is shown.")
    ] = None,
    key: LogKey = None,
    as_json: Json = False,
) -> None:
    """Sign a log's checkpoint, if it continues what this witness saw before, and remember it.

    A log that shows another history is refused (exit 3); both signed checkpoints are kept as proof.
    """
    from bilan.evidence.log import Checkpoint, VerifierKey
    from bilan.evidence.log.witness import Witness

    one = Witness(folder)
    before = one.check(log, VerifierKey.parse(key) if key else None).before
    note = one.cosign(log, datetime.now(UTC), VerifierKey.parse(key) if key else None)
    if out is not None:
        out.write_bytes(str(note).encode())
    point = Checkpoint.parse(note.text)
    _tell(point.origin, point.size, before.size if before else None, str(note), as_json, shown=out is None)


def _tell(origin: str, size: int, before: int | None, note: str | None, as_json: bool, *, shown: bool = False) -> None:
    if as_json:
        say_json({"ok": True, "origin": origin, "size": size, "before": before, "note": note})
        return
    known = (
        "seen for the first time"
        if before is None
        else f"it continues the {counted(before, 'entry', 'entries')} seen before"
    )
    say(f"{origin}: {counted(size, 'entry', 'entries')}, {known}" + ("; signed." if note else "."))
    if note and shown:
        say("", *note.splitlines())
