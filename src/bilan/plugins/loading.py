"""Finding and loading entry points, lazily: the built-in parts come through the same door as everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from bilan.model.errors import BilanError


class BrokenPlugin(BilanError):
    """A plugin is installed but cannot be used."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What an installed package offers, before anything of it is imported.

    package, version   the distribution it comes in
    value              where the object is ("package.module:object")
    """

    group: str
    name: str
    value: str
    package: str
    version: str


def offers(group: str) -> list[Offer]:
    """All offers of a group, in alphabetical order; imports none of them.

    >>> {"csv", "html", "pdf", "text"} <= {o.name for o in offers("bilan.formats") if o.package == "bilan"}
    True
    """
    return sorted((_offer(point) for point in _points(group)), key=lambda o: (o.name, o.package, o.value))


@cache
def load(group: str) -> dict[str, object]:
    """The objects of a group by name. Raises `BrokenPlugin` when one cannot be imported or two share a name."""
    found: dict[str, object] = {}
    for point in sorted(_points(group), key=lambda p: p.name):
        offer = _offer(point)
        if point.name in found:
            raise BrokenPlugin(
                f"two plugins of the group {group} are called {point.name!r} (one is in {offer.package})",
                why="it is not clear which one is meant",
                advice="uninstall one of the two packages",
            )
        found[point.name] = _import(point, offer)
    return found


def _points(group: str) -> Iterable[metadata.EntryPoint]:
    """An editable install may be listed twice; the same offer counts once."""
    return {(p.name, p.value): p for p in metadata.entry_points(group=group)}.values()


def _offer(point: metadata.EntryPoint) -> Offer:
    dist = point.dist
    return Offer(point.group, point.name, point.value, dist.name if dist else "?", dist.version if dist else "?")


def _import(point: metadata.EntryPoint, offer: Offer) -> object:
    try:
        loaded: object = point.load()
    except (ImportError, AttributeError, SyntaxError) as error:
        raise BrokenPlugin(
            f"the plugin {point.name!r} of the group {point.group} ({offer.package} {offer.version}) "
            f"cannot be loaded: {type(error).__name__}: {error}",
            why="what it reads or writes would be passed over in silence",
            advice=f"repair or uninstall the package {offer.package}",
        ) from error
    return loaded
