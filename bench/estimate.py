"""How fast the missing are estimated, beside the R peers on the same tables in the same run.

    BILAN_R_LIBS=/somewhere/lib python bench/estimate.py ../shared/data/mse [--docs docs/benchmarks.md]

BILAN_R_LIBS is a library of R that holds `dga` (exact averaging over decomposable graphs) and `MultipleSystemsEstimation`
(log-linear models by BIC), built from their public sources outside this project (`R CMD INSTALL -l`). Without R, the
variable or a package, the peer's cells say "skipped". Processor seconds of one process on either side, warmed up, the
best of several rounds; ours from a table in memory to the finished estimate, the peer's for its weights or fits alone.
Compiling is not counted: it happens once per machine, and what it takes is said below the tables.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from reading import write

from bilan.estimate import CaptureTable, read_capture_table
from bilan.estimate.averaging import averaged
from bilan.estimate.hierarchy import hierarchical_models, largest_order
from bilan.estimate.loglinear import loglinear, ranked

HEADING = "## Estimating the missing"

# table, prior people per cell, largest number of missing people
AVERAGED: tuple[tuple[str, float, int], ...] = (
    ("dga_madigan_york_3list", 1.0, 300),
    ("dga_madigan_york_5list", 0.5, 300),
    ("kosovo_1999_4lists", 1 / 16, 13_200),
    ("sparsemse_NewOrl_5", 1 / 32, 10_000),
    ("sparsemse_UKdat_5", 1 / 32, 60_000),
    ("sparsemse_Ned_5", 1 / 32, 200_000),
)
SIX = ("sparsemse_UKdat", 1 / 64, 60_000)
BY_BIC = (
    "kosovo_1999_4lists",
    "dga_madigan_york_5list",
    "sparsemse_UKdat_5",
    "sparsemse_Ned_5",
    "sparsemse_NewOrl_5",
    "sparsemse_Western",
)

PEER = """
args <- commandArgs(TRUE); what <- args[1]; file <- args[2]
d <- as.matrix(read.csv(file)); p <- ncol(d) - 1
best <- function(f, many) { f(); t <- Inf
  for (r in 1:3) t <- min(t, sum(system.time(for (i in 1:many) f())[c(1, 2)]) / many); t }
if (what == "averaged") {
  suppressMessages(library(dga)); delta <- as.numeric(args[3]); last <- as.integer(args[4])
  name <- paste0("graphs", p); data(list = name); graphs <- get(name)
  y <- array(0, rep(2, p)); for (i in 1:nrow(d)) y[matrix(d[i, 1:p] + 1, 1)] <- d[i, p + 1]
  run <- function() bma.cr(y, 1:last, delta, graphs)
  seconds <- best(run, if (last < 1000) 40 else 1)
  upto <- cumsum(colSums(run())); q <- sapply(c(.025, .5, .975), function(a) which(upto >= a)[1]) + sum(d[, p + 1])
  cat(seconds, q, sep = " ")
} else {
  suppressMessages(library(MultipleSystemsEstimation))
  f <- NULL; seconds <- sum(system.time(f <- estimate_population(d, method = "bic"))[c(1, 2)])
  cat(seconds, f$popest, nrow(f$bic_results$res), sep = " ")
}
"""


def peer(*arguments: str) -> list[float] | None:
    """What the peer prints: seconds, then its answer. None: R, the library or the package is not there."""
    library = os.environ.get("BILAN_R_LIBS")
    if library is None or shutil.which("Rscript") is None:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".R", delete=False) as script:
        script.write(PEER)
    done = subprocess.run(
        ["Rscript", script.name, *arguments], env=os.environ | {"R_LIBS": library}, capture_output=True, text=True
    )
    Path(script.name).unlink()
    if done.returncode:
        print(f"skipped: {' '.join(arguments[:1])}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return [float(x) for x in done.stdout.split()]


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Processor seconds, the best of the rounds after one to warm up; short work is repeated within a round."""
    start = time.process_time()
    work()
    many = 1 if time.process_time() - start > 0.02 else 50
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(many):
            work()
        best = min(best, (time.process_time() - start) / many)
    return best


def shown(value: float) -> str:
    """Milliseconds, three digits."""
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.2f} s"


def cold() -> tuple[float, float]:
    """Seconds of a first estimate in a new process: with nothing compiled yet, and with what was compiled before."""
    work = (
        "import time; t = time.monotonic();"
        "from bilan.estimate import CaptureTable; from bilan.estimate.averaging import averaged;"
        "from bilan.estimate.loglinear import loglinear;"
        "c = CaptureTable.from_counts(('A', 'B', 'C'), [0, 9, 8, 3, 7, 2, 4, 1]); averaged(c); loglinear(c);"
        "print(time.monotonic() - t)"
    )
    with tempfile.TemporaryDirectory() as cache:
        both = [
            float(
                subprocess.run(
                    [sys.executable, "-c", work],
                    env=os.environ | {"NUMBA_CACHE_DIR": cache},
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for _ in range(2)
        ]
    return both[0], both[1]


def averaging(folder: Path) -> list[str]:
    """Exact averaging: the peer, every number as a node, nodes on the scale of the missing."""
    lines = [
        "| exact averaging | lists, graphs | numbers of missing | dga (R) | every number | nodes on their scale | times | 2.5, 50, 97.5 % |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, delta, last in (*AVERAGED, SIX):
        file = folder / f"tables/{name}.csv"
        table = read_capture_table(file.read_text("utf-8"))
        theirs = peer("averaged", str(file), str(delta), str(last)) if len(table.lists) < 6 else None
        few = averaged(table, delta=delta, least=1, upto=last)
        mine = seconds(lambda t=table, d=delta, u=last: averaged(t, delta=d, least=1, upto=u))
        full = seconds(lambda t=table, d=delta, u=last: averaged(t, delta=d, least=1, upto=u, full=True), 2)
        said = [few.low, few.median, few.high]
        agree = "" if theirs is None else " (the peer's)" if theirs[1:] == said else f" (the peer: {theirs[1:]})"
        none = "none for six lists" if len(table.lists) > 5 else "skipped"
        lines.append(
            f"| {name} | {len(table.lists)}, {few.diagnostics['graphs']:,} | {last:,} | {shown(theirs[0]) if theirs else none} "
            f"| {shown(full)} | {shown(mine)} | {f'{theirs[0] / mine:,.0f}' if theirs else ''} "
            f"| {', '.join(f'{x:,.0f}' for x in said)}{agree} |"
        )
    return lines


def fitting(folder: Path) -> list[str]:
    """All hierarchical models with interactions of up to three lists, ranked by BIC."""
    lines = [
        "| log-linear models by BIC | models | determined | MultipleSystemsEstimation (R) | ours | times | N of the best |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in BY_BIC:
        file = folder / f"tables/{name}.csv"
        table = read_capture_table(file.read_text("utf-8"))
        theirs = peer("bic", str(file))
        mine = seconds(lambda t=table: _all_models(t), 3)
        best = loglinear(table, replicates=0)
        usable = best.diagnostics["models"] - best.diagnostics["undetermined"]
        agree = ""
        if theirs:
            same = abs(theirs[1] - best.median) < 1e-5 * best.median and theirs[2] == usable
            agree = " (the peer's)" if same else f" (the peer: {theirs[1]:.2f} of {theirs[2]:.0f})"
        lines.append(
            f"| {name} | {best.diagnostics['models']:,} | {usable:,} | {shown(theirs[0]) if theirs else 'skipped'} | {shown(mine)} "
            f"| {f'{theirs[0] / mine:,.0f}' if theirs else ''} | {best.median:,.2f}{agree} |"
        )
    return lines


def _all_models(table: CaptureTable) -> int:
    hierarchical_models.cache_clear()  # the list of models is made anew, the peer's comes ready with its package
    lists = len(table.lists)
    return len(next(iter(ranked(table.counts, hierarchical_models(lists, largest_order(lists))))).model)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    nothing, before = cold()
    table = read_capture_table((given.folder / "tables/kosovo_1999_4lists.csv").read_text("utf-8"))
    bootstrap = seconds(lambda: loglinear(table), 1)
    lines = [
        HEADING,
        "",
        f"`BILAN_R_LIBS=… python bench/estimate.py ../shared/data/mse`, {date.today():%-d %B %Y}, processor time of one process.",
        "*Every number* computes each number of missing people, *nodes* interpolates the log-density between nodes that follow",
        "its scale; both give the quantiles in the last column.",
        "",
        *averaging(given.folder),
        "",
        *fitting(given.folder),
        "",
        f"Kosovo with 1,000 bootstrap samples, the choice among 20 models repeated in each: {shown(bootstrap)}. A first estimate in a",
        f"new process takes {before:.1f} s; the very first on a machine, which compiles, {nothing:.0f} s.",
    ]
    print("\n".join(lines))
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
