"""The methods by name: one door for the built-in ones and for a plugin's (entry points `bilan.estimators`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bilan.estimate.averaging import averaged
from bilan.estimate.chao import chao as chao_bound
from bilan.estimate.chapman import chapman as chapman_two
from bilan.estimate.closed import closed
from bilan.estimate.latent_class import latent_class
from bilan.estimate.loglinear import loglinear as best_loglinear
from bilan.estimate.result import Estimate
from bilan.estimate.table import CaptureTable
from bilan.model.errors import WrongUse
from bilan.plugins import load

GROUP = "bilan.estimators"


@dataclass(frozen=True, slots=True)
class Request:
    """What a method may be asked beside the table: level of the interval, seed, threads, whom to tell of progress."""

    level: float = 0.95
    seed: int = 1
    workers: int = 2
    progress: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True)
class Estimator:
    """A method as a plugin offers it. `least`, `most`: how many lists it takes. `run` may raise `NoEstimate`."""

    name: str
    run: Callable[[CaptureTable, Request], Estimate]
    least: int = 3
    most: int = 36


def estimators() -> dict[str, Estimator]:
    """All methods installed, by name."""
    return {name: found for name, found in load(GROUP).items() if isinstance(found, Estimator)}


def estimator(name: str) -> Estimator:
    """The method of that name. Raises `WrongUse` naming those there are."""
    known = estimators()
    if name not in known:
        raise WrongUse(f"there is no method {name!r}", advice=f"methods: {', '.join(sorted(known))}")
    return known[name]


def default_method(table: CaptureTable) -> str:
    """Exact averaging where it is possible, else the latent classes; two lists leave only Chapman.

    >>> default_method(CaptureTable.from_patterns(("A", "B"), {(1, 0): 4, (0, 1): 3, (1, 1): 2}))
    'chapman'
    """
    lists = sum(1 for size in table.sizes if size)
    if lists < 3:
        return "chapman"
    return "dga" if lists <= 6 else "lcmcr"


chapman = Estimator("chapman", lambda table, ask: chapman_two(table, level=ask.level), least=2, most=2)
chao = Estimator("chao", lambda table, ask: chao_bound(table, level=ask.level), least=2)
m0 = Estimator("m0", lambda table, ask: closed(table, "M0", level=ask.level))
mt = Estimator("mt", lambda table, ask: closed(table, "Mt", level=ask.level))
mh = Estimator("mh", lambda table, ask: closed(table, "Mh", level=ask.level))
mth = Estimator("mth", lambda table, ask: closed(table, "Mth", level=ask.level))
loglinear = Estimator("loglinear", lambda table, ask: best_loglinear(table, seed=ask.seed, level=ask.level), most=10)
dga = Estimator("dga", lambda table, ask: averaged(table, level=ask.level), most=7)
lcmcr = Estimator(
    "lcmcr",
    lambda table, ask: latent_class(table, seed=ask.seed, level=ask.level, workers=ask.workers, progress=ask.progress),
)
