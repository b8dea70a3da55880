"""Fit the weights of src/bilan/claims/confidence.toml to hand-coded passages; run it after the rules have changed.

    python tools/calibrate.py --fresh FILE… [--seen FILE…] [--check FILE…] [--out src/bilan/claims/confidence.toml]

--fresh  passages that nobody looked at while writing rules; the level of confidence is theirs
--seen   passages that the rules were written by: they help to weigh the signs, but flatter, so they get a level of their
         own that is not used for reading
--check  passages used for nothing but the reliability table at the end

Logistic regression with shrinkage (the strength is chosen by leaving passages out, ten parts). It stores numbers alone: no
text, no name and no id of a passage. Printed: Brier score and expected calibration error of what was left out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bilan.claims.confidence import LEAST, MOST, SIGNS, signs
from bilan.claims.evaluate import holds, match, records, reliability
from bilan.claims.read import propose
from bilan.model.claim import claim_from_json
from bilan.model.period import Period

ROOT = Path(__file__).resolve().parent.parent
LANGS = ("ar", "en", "fr")
NAMES = [*SIGNS, *LANGS, "seen"]
Matrix = NDArray[np.float64]


def examples(path: Path, seen: bool) -> list[tuple[list[list[float]], list[float]]]:
    """Of each passage of a file: the signs of its proposals, and which of them hold."""
    found = []
    for record in records(path):
        published = Period.parse(record["published"]) if record.get("published") else None
        reading = propose(record["text"], record["lang"], published)
        gold = [claim_from_json(c) for c in record["claims"]]
        partner = {p.n: g for g, p in match(gold, [p.claim for p in reading.proposals])}
        rows, right = [], []
        for p in reading.proposals:
            has = signs(p, record["text"])
            rows.append([has.get(s, 0.0) for s in SIGNS] + [float(reading.lang == x) for x in LANGS] + [float(seen)])
            right.append(float(p.claim.n in partner and holds(partner[p.claim.n], p.claim)))
        found.append((rows, right))
    return found


def fit(x: Matrix, y: Matrix, shrink: float) -> Matrix:
    """Weights, the level first; every weight but the level is drawn towards nought."""
    x = np.hstack([np.ones((len(x), 1)), x])
    drawn = np.diag([1e-6] + [shrink] * (x.shape[1] - 1))
    w = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (y - p) - drawn @ w
        bend = (x * (p * (1 - p))[:, None]).T @ x + drawn
        step = np.linalg.solve(bend, slope)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(w)


def predict(w: Matrix, x: Matrix) -> Matrix:
    return np.clip(1 / (1 + np.exp(-np.clip(w[0] + x @ w[1:], -30, 30))), LEAST, MOST)


def stack(passages: Sequence[tuple[list[list[float]], list[float]]]) -> tuple[Matrix, Matrix]:
    rows = [r for p in passages for r in p[0]]
    return np.array(rows).reshape(-1, len(NAMES)), np.array([y for p in passages for y in p[1]])


def left_out(fresh: list, seen: list, shrink: float, parts: int = 10) -> tuple[Matrix, Matrix]:  # type: ignore[type-arg]
    """Predictions for the fresh passages, each by weights that never met it, and what is true of them."""
    order = list(range(len(fresh)))
    random.Random(7).shuffle(order)
    said, true = [], []
    for part in range(parts):
        out = [fresh[i] for i in order[part::parts]]
        x, y = stack([fresh[i] for k, i in enumerate(order) if k % parts != part] + seen)
        test_x, test_y = stack(out)
        if len(test_y):
            said.append(predict(fit(x, y, shrink), test_x))
            true.append(test_y)
    return np.concatenate(said), np.concatenate(true)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--fresh", type=Path, nargs="+", required=True)
    options.add_argument("--seen", type=Path, nargs="*", default=[])
    options.add_argument("--check", type=Path, nargs="*", default=[])
    options.add_argument("--out", type=Path, default=ROOT / "src/bilan/claims/confidence.toml")
    given = options.parse_args()
    fresh = [p for f in given.fresh for p in examples(f, False)]
    seen = [p for f in given.seen for p in examples(f, True)]
    tried = {s: left_out(fresh, seen, s) for s in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)}
    shrink = min(tried, key=lambda s: float(np.mean((tried[s][0] - tried[s][1]) ** 2)))
    said, true = tried[shrink]
    measured = reliability(list(zip(said.tolist(), (true > 0.5).tolist(), strict=True)))
    x, y = stack(fresh + seen)
    w = fit(x, y, shrink)
    count = sum(len(p[1]) for p in fresh)
    given.out.write_text(_toml(w, shrink, fresh, seen, count, measured["brier"], measured["ece"]), encoding="utf-8")
    level = float(true.mean())
    print(f"left out: {count} proposals, {level:.3f} hold; shrinkage {shrink}")
    print(f"Brier {measured['brier']:.4f} (always {level:.2f}: {level * (1 - level):.4f}), ECE {measured['ece']:.4f}")
    _show(measured)
    checked = [p for f in given.check for p in examples(f, False)]
    if checked:
        test_x, test_y = stack(checked)
        held = float(test_y.mean())
        found = reliability(list(zip(predict(w, test_x).tolist(), (test_y > 0.5).tolist(), strict=True)))
        print(f"checked: {len(test_y)} proposals, {held:.3f} hold")
        print(f"Brier {found['brier']:.4f} (always {held:.2f}: {held * (1 - held):.4f}), ECE {found['ece']:.4f}")
        _show(found)


def _show(measured: dict) -> None:  # type: ignore[type-arg]
    for b in measured["reliability"]:
        print(
            f"  {b['from']:.2f}-{b['to']:.2f}: {b['claims']:4} claims, expected {b['expected']:.3f}, observed {b['observed']:.3f}"
        )


def _toml(w: Matrix, shrink: float, fresh: list, seen: list, count: int, brier: float, ece: float) -> str:  # type: ignore[type-arg]
    named = dict(zip(["base", *NAMES], w.tolist(), strict=True))
    lines = [
        "# How sure we are of a proposal: log-odds, to be added up (bilan/claims/confidence.py says what the signs are).",
        "# Made by tools/calibrate.py from passages coded by hand; numbers alone, nothing of their text.",
        "",
        f"base = {named['base']:.3f}",
        "",
        "[signs]",
        *(f"{s} = {named[s]:.3f}" for s in SIGNS),
        "",
        "[langs] # another language starts from the base",
        *(f"{lang} = {named[lang]:.3f}" for lang in LANGS),
        "",
        "[made_from]",
        f"fresh_passages = {len(fresh)}",
        f"fresh_proposals = {count}",
        f"fresh_proposals_that_hold = {int(sum(sum(p[1]) for p in fresh))}",
        f"seen_passages = {len(seen)} # the level of these is set apart: {named['seen']:+.3f}",
        f"shrinkage = {shrink}",
        f"brier_of_what_was_left_out = {brier:.4f}",
        f"ece_of_what_was_left_out = {ece:.4f}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
