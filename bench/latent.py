"""The latent class sampler beside the R peer LCMCR, on the same tables in the same run.

    BILAN_R_LIBS=/somewhere/lib python bench/latent.py ../shared/data/mse [--docs docs/benchmarks.md] [--sweeps 40000]

BILAN_R_LIBS is a library of R that holds `LCMCR`, built from its public source outside this project
(`R CMD INSTALL -l`, GNU Scientific Library); without it, or without R, its cells say "skipped". Both sides: one plain
chain at a time with the same model and priors (10 classes), seeds 1 to 4, the first fifth left out; the effective sample
size of N is computed by the same code for both, and set against processor seconds. Then what a whole answer costs here:
populations shown the table in stages, four runs that must agree. Compiling is not counted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reading import write

from bilan.estimate import CaptureTable, latent_class, publishable, read_capture_table
from bilan.estimate.convergence import converge
from bilan.estimate.latent_class import as_patterns, random_bits
from bilan.estimate.latent_kernel import Moves, Prior, run_chain

HEADING = "## Latent classes"
CHAINS = (
    "kosovo_1999_4lists",
    "dga_madigan_york_5list",
    "sparsemse_NewOrl_5",
    "sparsemse_Western",
    "sparsemse_UKdat_5",
    "sparsemse_UKdat",
)
ANSWERS = (
    "kosovo_1999_4lists",
    "dga_madigan_york_5list",
    "sparsemse_NewOrl_5",
    "sparsemse_Western",
    "sparsemse_UKdat_5",
    "sparsemse_Ned_5",
)
PRIOR, MOVES = Prior(1.0, 1.0, 0.25, 0.25), Moves(4, 2)
THIN = 4

PEER = """
args <- commandArgs(TRUE); suppressMessages(library(LCMCR))
d <- read.csv(args[1]); d <- d[d$Freq > 0, ]; out <- args[2]; sweeps <- as.integer(args[3]); thin <- as.integer(args[4])
for (j in 1:(ncol(d) - 1)) d[[j]] <- factor(d[[j]], levels = c(0, 1))
seconds <- 0; all <- NULL
for (seed in 1:4) {
  s <- lcmCR(d, tabular = TRUE, in_list_label = "1", not_in_list_label = "0", K = 10, a_alpha = .25, b_alpha = .25,
             seed = seed, buffer_size = sweeps, thinning = thin)
  s$Update(sweeps / 5, output = FALSE)
  t <- system.time(n <- lcmCR_PostSampl(s, burnin = 0, samples = sweeps / thin, thinning = thin, output = FALSE))
  seconds <- seconds + sum(t[c(1, 2)]); all <- rbind(all, n)
}
write.table(all, out, row.names = FALSE, col.names = FALSE); cat(seconds)
"""


def peer(table: Path, sweeps: int) -> tuple[float, NDArray[np.float64]] | None:
    """Processor seconds and draws (4, sweeps / THIN) of the peer; None: R, the library or the package is not there."""
    library = os.environ.get("BILAN_R_LIBS")
    if library is None or shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, out = Path(folder, "peer.R"), Path(folder, "draws.txt")
        script.write_text(PEER, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", str(script), str(table), str(out), str(sweeps), str(THIN)],
            env=os.environ | {"R_LIBS": library},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            print(f"skipped: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        return float(done.stdout.split()[-1]), np.loadtxt(out)


def own(table: CaptureTable, sweeps: int) -> tuple[float, NDArray[np.float64]]:
    """The same from this sampler."""
    seconds, draws = 0.0, []
    for seed in range(1, 5):
        rng = np.random.default_rng(seed)
        bits = random_bits(rng)
        pieces = as_patterns(table), PRIOR, MOVES, 10, len(table.lists)
        whole = sweeps + sweeps // 5
        start = time.process_time()
        drawn = run_chain(rng, bits, *pieces, sweeps // 5, sweeps // THIN, THIN)
        seconds += (time.process_time() - start) * sweeps / whole
        draws.append(drawn[:, 0])
    return seconds, np.array(draws)


def chains(folder: Path, sweeps: int) -> list[str]:
    """Plain chains side by side."""
    rows = [
        "| table | lists | LCMCR: µs/sweep | ours | faster | LCMCR: effective draws/s | ours | more | medians of the seeds: LCMCR | ours |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in CHAINS:
        file = folder / f"tables/{name}.csv"
        table = read_capture_table(file.read_text("utf-8"))
        own(table, 40)
        seconds, draws = own(table, sweeps)
        mine, each = converge(draws).ess_bulk / seconds, seconds / 4 / sweeps * 1e6
        told = " ".join(f"{m:,.0f}" for m in np.median(draws, axis=1))
        there = peer(file, sweeps)
        if there is None:
            rows.append(
                f"| {name} | {len(table.lists)} | skipped | {each:.1f} | | skipped | {mine:,.0f} | | | {told} |"
            )
        else:
            theirs, other = converge(there[1]).ess_bulk / there[0], there[0] / 4 / sweeps * 1e6
            heard = " ".join(f"{m:,.0f}" for m in np.median(there[1], axis=1))
            rows.append(
                f"| {name} | {len(table.lists)} | {other:.1f} | {each:.1f} | {other / each:.1f} × | {theirs:,.0f} "
                f"| {mine:,.0f} | {mine / theirs:.1f} × | {heard} | {told} |"
            )
        print(rows[-1], flush=True)
    return rows


def answers(folder: Path) -> list[str]:
    """Whole answers, verdict included, under two seeds."""
    rows = [
        "| table | median | 95 % interval | medians of the runs | R-hat | effective draws | log evidence ± | publishable | processor s | s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ANSWERS:
        table = read_capture_table((folder / f"tables/{name}.csv").read_text("utf-8"))
        for seed in (1, 2):
            start, clock = time.process_time(), time.monotonic()
            found = latent_class(table, seed=seed)
            cpu, wall, said = time.process_time() - start, time.monotonic() - clock, found.diagnostics
            high = f"{found.high:,.0f}" if found.high is not None else "…"
            verdict = publishable(table, found)
            rows.append(
                f"| {name}, seed {seed} | {found.median:,.0f} | {found.low:,.0f} – {high} "
                f"| {' '.join(f'{m:,.0f}' for m in said['medians'])} | {said['rhat']:.3f} "
                f"| {min(said['ess_bulk'], said['ess_tail']):,.0f} | {said['evidence_spread']:.1f} "
                f"| {'yes' if verdict.publishable else ', '.join(r.code for r in verdict.reasons)} | {cpu:.1f} | {wall:.1f} |"
            )
            print(rows[-1], flush=True)
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--sweeps", type=int, default=40_000)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    lines = [
        HEADING,
        "",
        f"`BILAN_R_LIBS=… python bench/latent.py ../shared/data/mse --sweeps {given.sweeps}`, {date.today():%-d %B %Y}. Plain chains, four",
        f"seeds of {given.sweeps:,} sweeps after a fifth as many, processor time; the same code computes the effective draws of both.",
        "",
        *chains(given.folder, given.sweeps),
        "",
        "Whole answers (`latent_class`), four runs that must agree, tried again with more states where they do not:",
        "",
        *answers(given.folder),
    ]
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
