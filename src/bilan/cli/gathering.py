"""`build` and `add`: from files to a dossier, and to a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import AsOf, DossierOption, Json, MappingOption, Sources, example, read_day
from bilan.cli.rendering import counted, progress, say, say_failures, say_json

if TYPE_CHECKING:
    from bilan.evidence import Dossier
    from bilan.exchange.mapping import Mapping
    from bilan.intake import Added
    from bilan.reconcile.world import World

WhoAdds = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who puts the files in.")]


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan build reports/ --dossier dossier --site site"))(build)
    app.command(
        epilog=example(
            "bilan add article.txt reports/ --dossier dossier",
            "bilan add https://news.example/strike --dossier dossier",
            "bilan add toll.xlsx --mapping toll.toml --dry-run --dossier dossier",
        )
    )(add)


def build(
    sources: Sources,
    dossier: DossierOption,
    site: Annotated[Path, typer.Option("--site", metavar="OUT", help="The folder to write the site into.")],
    mapping: MappingOption = None,
    by: WhoAdds = "command line",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Take in files, reconcile their claims, write a draft site.

    What the dossier already holds is kept and counted once: building again adds what is new.
    """
    from bilan.cli.opening import open_world, remember_site
    from bilan.evidence import Dossier
    from bilan.release import build_site
    from bilan.release.published import drafted
    from bilan.release.site import refuse_what_is_not_ours

    rules, day = _rules(mapping), read_day(as_of, "--as-of") if as_of else None
    refuse_what_is_not_ours(site)
    with Dossier.open_or_create(dossier) as opened:
        added = _take_in(opened, sources, rules, by, ours=(dossier, site, mapping))
        world = open_world(opened, day)
        shown = drafted(opened, world, opened.links())
        with progress("Writing the site") as tell:
            build_site(shown, shown.world, site, progress=tell)
        remember_site(opened, site)
        tensions = world.tensions()
        result: dict[str, Any] = {
            "exhibits": len(opened.exhibits()),
            "added": list(added.exhibits),
            "failures": _failures(added),
            "claims": len(world.claims),
            "voices": len(world.lineage.voices),
            "incidents": len(world.incidents.incidents),
            "tensions": len(tensions),
            "site": str(site),
            "withheld": shown.left_out,
            "without_claims": _silent(opened, world),
            "as_of": world.as_of.isoformat(),
        }
    if as_json:
        say_json(result)
    else:
        say(
            f"{counted(result['exhibits'], 'exhibit')}, {counted(result['claims'], 'claim')} by "
            f"{counted(result['voices'], 'voice')}, {counted(result['incidents'], 'incident')}, "
            f"{counted(result['tensions'], 'tension')}.",
            *([f"No claim was found in: {', '.join(result['without_claims'])}."] if result["without_claims"] else []),
            *(
                [f"Of restricted documents: {counted(shown.left_out, 'claim')}, not on the site."]
                if shown.left_out
                else []
            ),
            f"The draft site is in {site}: open {site / 'index.html'}, or run: bilan serve {dossier}",
        )
    _end(result["failures"])


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SRC…",
            help="Files, folders that are read with everything in them, or addresses (https://…) that are captured.",
            show_default=False,
        ),
    ],
    dossier: DossierOption,
    mapping: MappingOption = None,
    by: WhoAdds = "command line",
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Keep the new ones encrypted: they could harm somebody.")
    ] = False,
    inside: Annotated[
        int,
        typer.Option(
            "--inside", metavar="N", min=1, help="Take at most so many documents out of one that holds others."
        ),
    ] = 500,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be read; write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Keep files as exhibits, with the text read from them.

    A file that cannot be read is kept all the same, and listed with the reason. What is found inside an archive, a
    mailbox or a capture becomes an exhibit that names the one it was found in.
    """
    from bilan.evidence import Dossier

    rules = _rules(mapping)
    addresses = [s for s in sources if s.lower().startswith(("http://", "https://"))]
    files = [Path(s) for s in sources if s not in addresses]
    if dry_run:
        from bilan.cli.rehearsing import show

        show(files, addresses, rules, as_json=as_json)
        return
    with Dossier.open_or_create(dossier) as opened:
        parts = (
            [_take_in(opened, files, rules, by, ours=(dossier, mapping), restricted=restricted, inside=inside)]
            if files
            else []
        )
        parts += [_capture(opened, addresses, by, restricted=restricted)] if addresses else []
        names = {e.id: e.name for e in opened.exhibits()}
    exhibits = list(dict.fromkeys(e for part in parts for e in part.exhibits))
    failures = [failure for part in parts for failure in _failures(part)]
    new = sum(len(part.new) for part in parts)
    if as_json:
        added = [{"id": i, "name": names.get(i, "")} for i in exhibits]
        say_json({"exhibits": len(exhibits), "added": added, "failures": failures})
    else:
        kept = counted(len(exhibits), "document")
        say(f"{kept} kept as evidence in {dossier}; {counted(new, 'of them', 'of them')} new.")
    _end(failures)


def _capture(dossier: Dossier, addresses: list[str], by: str, *, restricted: bool) -> Added:
    """Visit addresses with the headless browser."""
    from bilan import desk
    from bilan.model.exhibit import Sensitivity

    with progress("Capturing") as tell:
        return desk.add_addresses(
            dossier,
            addresses,
            person=desk.local_person(by),
            progress=tell,
            sensitivity=Sensitivity.RESTRICTED if restricted else Sensitivity.OPEN,
        )


def _rules(mapping: Path | None) -> Mapping | None:
    """The mapping that is named, read before anything is begun: wrong use leaves no dossier behind."""
    from bilan.exchange.mapping import load_mapping

    return load_mapping(mapping) if mapping else None


def _take_in(
    dossier: Dossier,
    sources: list[Path],
    rules: Mapping | None,
    by: str,
    ours: tuple[Path | None, ...],
    restricted: bool = False,
    inside: int = 500,
) -> Added:
    """Receive the files; what we wrote ourselves into the same folder, and the mapping, are no documents."""
    from bilan import desk
    from bilan.intake import Limits
    from bilan.model.exhibit import Sensitivity

    skip = [file for one in ours if one is not None for file in (one, *one.rglob("*"))]
    with progress("Taking in") as tell:
        return desk.add(
            dossier,
            sources,
            person=desk.local_person(by),
            mapping=rules,
            progress=tell,
            skip=skip,
            sensitivity=Sensitivity.RESTRICTED if restricted else Sensitivity.OPEN,
            limits=Limits(members=inside),
        )


def _failures(added: Added) -> list[dict[str, str]]:
    return [{"path": f.path, "reason": f.reason} for f in added.failures]


def _silent(dossier: Dossier, world: World) -> list[str]:
    """The documents whose text was read and in which no claim was found: somebody may want to look."""
    silent = set(dossier.working_copies()) - {c.exhibit for c in world.claims}
    return [e.name for e in dossier.exhibits() if e.id in silent]


def _end(failures: list[dict[str, str]]) -> None:
    say_failures(failures)
    if failures:
        raise typer.Exit(1)
