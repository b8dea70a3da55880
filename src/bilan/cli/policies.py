"""`policy list`, `show`, `diff`, `adopt`: by which codebooks counts of the same people become one range."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.deciding import say_entry
from bilan.cli.options import AsPerson, DossierArgument, Json, Reason, example
from bilan.cli.rendering import say, say_json, say_table, shorten
from bilan.plugins.text_file import read_text_file

if TYPE_CHECKING:
    from bilan.reconcile.policy import Policy
    from bilan.reconcile.shelf import Shelf

Held = Annotated[
    Path | None,
    typer.Option("--dossier", metavar="DIR", help="A dossier, whose own codebooks are known then, too."),
]


def _name(help: str, metavar: str = "NAME") -> Any:
    return typer.Argument(metavar=metavar, help=help, show_default=False)


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="By which codebooks counts of the same people become one range.")
    group.command("list", epilog=example("bilan policy list", "bilan policy list --dossier dossier --json"))(list_)
    group.command(epilog=example("bilan policy show ibc", "bilan policy show airwars@1 --dossier dossier > mine.toml"))(
        show
    )
    group.command(
        epilog=example("bilan policy diff airwars strict", "bilan policy diff ibc mine.toml --dossier dossier")
    )(diff)
    group.command(
        epilog=example("bilan policy adopt dossier mine.toml --as 'L. Ead' --reason 'the ministry rounds to fifties'")
    )(adopt)
    app.add_typer(group, name="policy")


def list_(dossier: Held = None, as_json: Json = False) -> None:
    """The policies that figures can be asked under, with their versions and sources."""
    shelf = _shelf(dossier)
    in_force = shelf.in_force()
    listed = sorted(shelf.versions, key=lambda p: (p.id, p in in_force))
    if as_json:
        say_json({"policies": [_document(p, shelf) for p in listed]})
        return
    say_table(
        ["policy", "in force", "whose", "what it does"],
        [
            [
                p.name,
                "yes" if p in in_force else "",
                f"adopted by {p.adopted.by}, {p.adopted.time[:10]}" if p.adopted else "built in",
                shorten(p.title or p.says["en"], 80),
            ]
            for p in listed
        ],
    )


def show(
    name: Annotated[str, _name("A policy, with or without its version: ibc, ibc@1; or a TOML file.")],
    dossier: Held = None,
    as_json: Json = False,
) -> None:
    """Print a codebook whole, as the TOML text that a version of your own can begin with."""
    from bilan.reconcile.codebook_text import as_toml

    shelf = _shelf(dossier)
    found = _meant(name, shelf)
    if as_json:
        say_json({**_document(found, shelf), "content": dict(found.content)})
    else:
        say(as_toml(found.content).rstrip())


def diff(
    before: Annotated[str, _name("A policy, with or without its version; or a TOML file.", "BEFORE")],
    after: Annotated[str, _name("The one to hold beside it.", "AFTER")],
    dossier: Held = None,
    as_json: Json = False,
) -> None:
    """What two codebooks do not have in common, key by key."""
    from bilan.reconcile.codebook_text import differences

    shelf = _shelf(dossier)
    one, other = _meant(before, shelf), _meant(after, shelf)
    changes = differences(one.content, other.content)
    if as_json:
        say_json(
            {
                "from": one.stamp(),
                "to": other.stamp(),
                "changes": [{"key": k, "before": old, "after": new} for k, old, new in changes],
            }
        )
        return
    say(f"{one.name} and {other.name}: {'the same' if not changes else f'{len(changes)} keys differ'}.")
    for key, old, new in changes:
        say("", key, f"  - {_written(old)}", f"  + {_written(new)}")


def adopt(
    dossier: DossierArgument,
    file: Annotated[Path, _name("The codebook: a TOML file.", "FILE")],
    person: AsPerson,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Put a codebook into force in a dossier.

    The whole of it goes into the journal, with who adopted it and why. Its name alone means this version from now on;
    the earlier ones stay answerable (bounds --policy airwars@1).
    """
    from bilan import desk
    from bilan.evidence import Dossier

    text = read_text_file(file, "the codebook")
    with Dossier.open(dossier) as opened:
        entry = desk.adopt_policy(opened, desk.local_person(person), text, reason=reason)
    say_entry(entry, as_json)


def _shelf(dossier: Path | None) -> Shelf:
    from bilan.evidence import Dossier
    from bilan.reconcile.shelf import shelf_of, standard

    if dossier is None:
        return standard()
    with Dossier.open(dossier) as opened:
        return shelf_of(opened)


def _meant(name: str, shelf: Shelf) -> Policy:
    from bilan.reconcile.codebook import read_codebook

    if name.endswith(".toml"):
        return read_codebook(read_text_file(Path(name), "the codebook"), Path(name).stem)
    return shelf.get(name)


def _document(p: Policy, shelf: Shelf) -> dict[str, Any]:
    return {
        **p.stamp(),
        "in_force": any(p is other for other in shelf.in_force()),
        "title": p.title,
        "source": p.source,
        "url": p.url,
        "says": dict(p.says),
        "changes": dict(p.changes),
    }


def _written(value: Any) -> str:
    import json

    return "(absent)" if value is None else json.dumps(value, ensure_ascii=False)
