"""`keys`, `release`, `verify`: sign what was reviewed, publish it, and check what somebody published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bilan.cli.options import AsOf, DossierArgument, Json, example, read_day
from bilan.cli.rendering import counted, progress, say, say_json

WhoPublishes = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who publishes: your name or initials.")]


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan keys dossier --new --name commission.example/marsh", "bilan keys dossier"))(keys)
    app.command(epilog=example("bilan release dossier --profile unredacted --out release"))(release)
    app.command(
        epilog=example(
            "bilan verify release", "bilan verify release --since kept.checkpoint --key 'NAME+ID+KEY' --policy partners.txt"
        )
    )(verify)  # fmt: skip


def keys(
    dossier: DossierArgument,
    new: Annotated[bool, typer.Option("--new", help="Make the key. Done once.")] = False,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="The log's name, for example commission.example/marsh; with --new."
        ),
    ] = None,
    by: WhoPublishes = "command line",
    as_json: Json = False,
) -> None:
    """Show the key that signs this dossier's checkpoints and releases, or make it.

    The public key may be given to anybody, and should reach readers by another way than the releases. The private
    key stays in the folder `signing` of the dossier, readable by its owner alone.
    """
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        if new:
            desk.begin_key(opened, desk.local_person(by), name)
        ring = desk.signing_keys(opened)
        key = ring.key().verifier
    result = {"name": key.name, "key": str(key), "fingerprint": key.fingerprint, "file": str(ring.path)}
    if as_json:
        say_json(result)
        return
    say(f"Log          {key.name}", f"Public key   {key}", f"Fingerprint  {key.fingerprint}")
    say(f"The private key is in {ring.path}: keep a copy of it in a safe place, and give it to nobody.")


def release(
    dossier: DossierArgument,
    profile: Annotated[
        str, typer.Option("--profile", metavar="P", help="What is taken out. So far: unredacted (nothing is).")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The folder to publish into; an old release in it is replaced at once.")],
    witness: Annotated[
        list[str] | None,
        typer.Option("--witness", metavar="KEY", help="The public key of a partner who signs the checkpoints; repeat it."),
    ] = None,
    by: WhoPublishes = "command line",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Publish what was reviewed: site, rows, certificates, proofs, and the program that checks them.

    Only decided claims are published; where nobody has decided anything, what the machine proposes is, and every page
    says so. Whoever looks finds the old release or the new one, never anything between.
    """
    from bilan import desk
    from bilan.evidence import Dossier
    from bilan.evidence.log import VerifierKey

    day = read_day(as_of, "--as-of") if as_of else None
    partners = [VerifierKey.parse(w) for w in witness or []]
    with Dossier.open(dossier) as opened:
        had_key = desk.signing_keys(opened).holds_one
        with progress("Reading") as reading, progress("Publishing") as tell:
            made = desk.make_release(
                opened, desk.local_person(by), profile, out,
                as_of=day, witnesses=partners, progress=tell, reading=reading,
            )  # fmt: skip
        ring = desk.signing_keys(opened)
        key = ring.key().verifier
    result: dict[str, Any] = {
        "release": str(made.path),
        "profile": profile,
        "basis": made.basis,
        "claims": made.claims,
        "exhibits": made.exhibits,
        "figures": made.figures,
        "left_out": made.left_out,
        "files": made.files,
        "entry": made.seq,
        "log": {"origin": key.name, "size": made.size, "key": str(key), "fingerprint": key.fingerprint},
        "checkpoint": str(made.checkpoint),
    }
    if as_json:
        say_json(result)
        return
    whose = (
        "what people decided" if made.basis == "reviewed" else "what the machine proposes: nobody has decided anything"
    )
    say(
        f"Published in {out}: {counted(made.claims, 'claim')} from {counted(made.exhibits, 'document')}, "
        f"{counted(made.figures, 'figure')}; {whose}. {counted(made.left_out, 'claim')} left out.",
        "Nothing was taken out of it to protect anybody, and it names who decided: it is not for the public.",
        f"Checkpoint: {counted(made.size, 'entry', 'entries')} under the key {key.fingerprint}",
        f"To check it: bilan verify {out}",
    )
    if not had_key:
        say(f"Its signing key is new. It is in {ring.path}: keep a copy of it in a safe place, and give it to nobody.")


def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A release, or a log alone.", show_default=False)],
    since: Annotated[
        Path | None, typer.Option("--since", metavar="CHECKPOINT", help="A checkpoint of this log that you kept from before.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="The log's public key as you know it: NAME+ID+KEY.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Whose signatures you ask for: a C2SP tlog-policy file.")
    ] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Check a release: signatures, every file, the log, every proof, the arithmetic of every figure.

    The same program is in the release as verify.py, which needs nothing but Python. It writes nothing and asks no
    network. It shows that nothing was altered or taken back; it cannot show that a claim is true.
    """
    from bilan.evidence import verify as checker
    from bilan.model.errors import WrongUse
    from bilan.plugins.text_file import read_text_file

    if not path.is_dir():
        raise WrongUse(f"there is no folder {path}", advice="give the folder of a release, or of a log")
    kept = since.read_bytes() if since else None
    asked = read_text_file(policy, "the policy") if policy else None
    checks = checker.verify(str(path), key, kept, asked)
    ok = all(check["ok"] for check in checks)
    if as_json:
        say_json({"ok": ok, "checks": checks})
    else:
        for check in checks:
            say(f"{'good' if check['ok'] else 'BAD '}  {check['name']}: {check['detail']}")
    if not ok:
        raise typer.Exit(1)
