"""The shelf: which policies can be asked under, by name and version: the built-in, the installed, the dossier's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from bilan.evidence import Dossier
from bilan.model.errors import WrongUse
from bilan.plugins import BrokenPlugin, load
from bilan.reconcile.codebook import BadCodebook, from_content, read_codebook
from bilan.reconcile.policy import Adopted, Policy

GROUP = "bilan.policies"


@cache
def installed() -> tuple[Policy, ...]:
    """Every version of every codebook that came with the program or a package; the one in force is its name's last.

    Raises `BrokenPlugin` where a package offers one that cannot be followed.
    """
    found: list[Policy] = []
    for name, offer in sorted(load(GROUP).items()):
        if not callable(offer):
            raise BrokenPlugin(
                f"the policy {name!r} is no function that returns the texts of its versions",
                why="no figure could be computed under it",
                advice="repair or uninstall the package that offers it",
            )
        try:
            versions = [read_codebook(text, name) for text in offer()]
        except BadCodebook as error:
            raise BrokenPlugin(error.what, why="no figure could be computed under it", advice=error.advice) from error
        if not versions or {v.id for v in versions} != {name} or len({v.version for v in versions}) < len(versions):
            raise BrokenPlugin(
                f"the policy {name!r} offers codebooks of another name, one version twice, or none",
                why="it would not be clear which one a figure was computed under",
                advice="repair or uninstall the package that offers it",
            )
        found += sorted(versions, key=_in_order)
    return tuple(found)


def _in_order(p: Policy) -> tuple[tuple[int, str], ...]:
    """Versions as people count them: 2 before 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in p.version.split("."))


@dataclass(frozen=True)
class Shelf:
    """What a question may name. `adopted`: the dossier's own, in the order in which they were adopted."""

    adopted: tuple[Policy, ...] = ()

    @cached_property
    def versions(self) -> tuple[Policy, ...]:
        """Every version of every policy; of one name, the one in force comes last."""
        own = {p.name for p in self.adopted}
        return (*(p for p in installed() if p.name not in own), *self.adopted)

    @cached_property
    def _by_name(self) -> dict[str, Policy]:
        return {name: p for p in self.versions for name in (p.id, p.name)}

    def get(self, name: str) -> Policy:
        """A policy by its name ("ibc": the version in force) or with its version ("ibc@1").

        >>> Shelf().get("airwars").name == Shelf().get("airwars@1").name
        True
        """
        found = self._by_name.get(name)
        if found is not None:
            return found
        id, _, version = name.partition("@")
        others = [p.version for p in self.versions if p.id == id]
        if others:
            raise WrongUse(
                f"the policy {id} has no version {version!r}", advice=f"one of: {', '.join(sorted(set(others)))}"
            )
        known = ", ".join(p.id for p in self.in_force())
        raise WrongUse(
            f"there is no policy {name!r}",
            advice=f"one of: {known}" if known else "install Bilan again (make setup): it finds no policies at all",
        )

    def in_force(self) -> list[Policy]:
        """The version of each policy that its name alone means, by name."""
        return [self._by_name[id] for id in sorted({p.id for p in self.versions})]


def adopted_by(dossier: Dossier) -> tuple[Policy, ...]:
    """The codebooks that a dossier has adopted, the one in force last of its name."""
    return tuple(
        from_content(a.content, a.id, Adopted(a.by, a.time, a.reason, a.seq)) for a in dossier.codebooks("policy")
    )


def shelf_of(dossier: Dossier) -> Shelf:
    """What may be asked under in a dossier."""
    return Shelf(adopted_by(dossier))


@cache
def standard() -> Shelf:
    """The shelf of a dossier that has adopted nothing."""
    return Shelf()


def policy(name: str, adopted: Sequence[Policy] = ()) -> Policy:
    """A policy by its name, with or without its version; raises WrongUse on one that does not exist."""
    return (Shelf(tuple(adopted)) if adopted else standard()).get(name)
