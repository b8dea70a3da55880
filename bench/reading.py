"""How well and how fast the readers read: fields by language with intervals, errors by class, documents a second.

    python bench/reading.py GOLD_FOLDER [--docs docs/benchmarks.md]

GOLD_FOLDER holds `fr_dev.jsonl`, `en_dev.jsonl`, `ar_dev.jsonl` as ../shared/gold does. Speed is processor time on one
core over documents of 3,000 characters made of the same passages; beside it what it costs to cut the same texts into
words with one regular expression, which no reader can beat. `--docs` writes the tables under their own heading.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bilan.claims import read_text
from bilan.claims.evaluate import FIELDS, Passage, match, read_passages, score

HEADING = "## Reading claims"
MEASURES = ("precision", "recall", "f1", *(f if f != "stance" else "stance_accuracy" for f in FIELDS), "stance_macro_f1", "false_admits")  # fmt: skip
LANGS = ("fr", "en", "ar")
DOCUMENT, DOCUMENTS = 3_000, 40


def documents(gold: Path) -> list[str]:
    """Documents of one length, of the passages of a gold file, over and over."""
    passages = [json.loads(line)["text"] for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    whole = "\n\n".join(passages)
    whole *= 1 + DOCUMENT * DOCUMENTS // len(whole)
    return [whole[i : i + DOCUMENT] for i in range(0, DOCUMENT * DOCUMENTS, DOCUMENT)]


def per_second(work: Callable[[str], object], texts: list[str]) -> float:
    work(texts[0])
    start = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - start)


def errors(passages: list[Passage]) -> Counter[str]:
    """What goes wrong, by class: claims missed and invented by harm, fields wrong among those matched."""
    found: Counter[str] = Counter()
    for p in passages:
        pairs = match(p.gold, p.proposed)
        matched = {id(c) for pair in pairs for c in pair}
        for c in p.gold:
            if id(c) not in matched:
                kind = (
                    "without a numeral" if c.quantity.hedge in ("some", "listed") or c.quantity.low == 1 else "counted"
                )
                if c.same_as is not None:
                    kind = "restated or answered"
                found[f"missed, {kind}"] += 1
        found["invented"] += sum(id(c) not in matched for c in p.proposed)
    return found


def rows(measured: dict[str, Any]) -> list[str]:
    lines = ["| measure | " + " | ".join(LANGS) + " | all |", "|---|" + "---|" * (len(LANGS) + 1)]
    columns = [*(measured["by_language"][lang] for lang in LANGS), measured["overall"]]
    lines.append("| passages, claims | " + " | ".join(f"{m['passages']}, {m['gold']}" for m in columns) + " |")
    for name in MEASURES:
        cells = []
        for m in columns:
            low, high = m["intervals"].get(name, (m[name], m[name]))
            cells.append(f"{m[name]:.3f} ({low:.2f}–{high:.2f})")
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    for name, says in (("brier", "Brier score of confidence"), ("ece", "calibration error of confidence")):
        lines.append(f"| {says} | " + " | ".join(str(m["calibration"][name]) for m in columns) + " |")
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("gold", type=Path)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    files = {lang: given.gold / f"{lang}_dev.jsonl" for lang in LANGS}
    passages = {lang: read_passages(path) for lang, path in files.items()}
    lines = [
        HEADING,
        "",
        "`python bench/reading.py ../shared/gold`: the passages coded by hand for development, scored as the annotation",
        "guide says: doers, sources and places by name. In brackets 95 % bootstrap intervals over passages. The rules were",
        "written looking at these passages: expect less on others.",
        "",
        *rows(score([p for lang in LANGS for p in passages[lang]])),
        "",
        "| what goes wrong | " + " | ".join(LANGS) + " |",
        "|---|" + "---|" * len(LANGS),
    ]
    wrong = {lang: errors(passages[lang]) for lang in LANGS}
    for kind in sorted({k for c in wrong.values() for k in c}):
        lines.append(f"| {kind} | " + " | ".join(str(wrong[lang][kind]) for lang in LANGS) + " |")
    lines += [
        "",
        f"| documents of {DOCUMENT:,} characters a second, one core | " + " | ".join(LANGS) + " |",
        "|---|" + "---|" * len(LANGS),
    ]
    texts = {lang: documents(path) for lang, path in files.items()}
    word = re.compile(r"\w+|[^\w\s]")
    speeds = {lang: per_second(lambda t, lang=lang: read_text(t, lang), texts[lang]) for lang in LANGS}  # type: ignore[misc]
    cuts = {lang: per_second(word.findall, texts[lang]) for lang in LANGS}
    lines.append("| claims read and verified | " + " | ".join(f"{speeds[lang]:.0f}" for lang in LANGS) + " |")
    lines.append("| only cut into words, one pattern | " + " | ".join(f"{cuts[lang]:,.0f}" for lang in LANGS) + " |")
    print("\n".join(lines))
    if given.docs:
        write(given.docs, lines)


def write(page: Path, lines: list[str], heading: str = HEADING) -> None:
    """Put the section under its heading, leaving what others wrote."""
    old = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    before, found, after = old.partition(heading + "\n")
    rest = after.split("\n## ", 1)[1] if found and "\n## " in after else ""
    new = before.rstrip() + "\n\n" + "\n".join(lines) + "\n" + (f"\n## {rest}" if rest else "")
    page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
