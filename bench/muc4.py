"""How many victims: the readers beside the answer keys of MUC-3/4, a public corpus of newswire about attacks.

    python bench/muc4.py ../shared/data/muc4/dev [--docs docs/benchmarks.md] [--misses OUT.md] [--some N]

FOLDER holds `docs.jsonl.gz`: 1,344 reports in capitals throughout, each with its answer key. The mapping:

A key fact is one human target of one template whose stage holds ACCOMPLISHED:
- its harm: `hum_tgt_effect` DEATH is killed, INJURY is injured, "INJURY / DEATH" is either; a KIDNAPPING template makes
  its other targets abducted_or_detained. NO INJURY, NO DEATH, ESCAPED, RESIGNATION and the like are no facts.
- its number: the `hum_tgt_number` of the same template that shares a string with the effect. `N` is N; `~N` about N;
  `N-` N or more; `-N` N or fewer; PLURAL two or more; `A / B` either. An effect without a number is left out.
- one fact once a document: the same harm, number and strings in two templates are one; `optional` facts may be found and
  need not be.

A claim of ours counts unless it denies, says that nothing was admitted, or is an inquiry, counts nobody (0), or restates
a claim before it (`same_as`). The same harm and bounds twice in a document are one.

A claim answers a fact when the harm is the same (killed_or_injured is either) and the number fits: low is N, or N + 1
without a ceiling (more than), or the claim says up to N; for PLURAL low is 2 or more. One to one, as many as possible. The strict
figures also ask that a string of the fact stands in the sentence that makes the claim.

Precision is a lower bound: the keys hold attacks of a terrorist kind in nine countries, each person or group once, and
leave out battles, soldiers, accidents and old events that the reports also count. It is given over all reports and over
those whose key has a fact. (Of 38 claims that answer no fact, drawn at random and looked at, 31 did state casualties.)
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reading import write

from bilan.claims import read_text
from bilan.model.claim import Claim
from bilan.model.vocab import Harm, Stance

HEADING = "## Victims in MUC-4"
EITHER = frozenset({Harm.KILLED, Harm.INJURED})
SILENT = {Stance.DENIES, Stance.NO_ADMISSION, Stance.INVESTIGATES}
HARMS = (Harm.KILLED, Harm.INJURED, Harm.ABDUCTED_OR_DETAINED)


@dataclass(frozen=True)
class Fact:
    """One human target of a document's key."""

    harms: frozenset[Harm]
    number: str
    strings: frozenset[str]
    optional: bool

    def fits(self, low: int, high: int | None) -> bool:
        """Whether bounds say this number.

        >>> fact = Fact(frozenset({Harm.KILLED}), "30- / ~7", frozenset(), False)
        >>> fact.fits(31, None), fact.fits(7, 7), fact.fits(8, 8)
        (True, True, False)
        """
        return any(_fits(part.strip(), low, high) for part in re.split(r"\s*/\s*", self.number))


def _fits(number: str, low: int, high: int | None) -> bool:
    if number == "PLURAL":
        return low >= 2
    digits = re.sub(r"\D", "", number)
    if not digits:
        return False
    n = int(digits)
    if number.replace(" ", "").startswith("-"):
        return high == n or (low, high) == (n, n)
    if high is None:
        return low in (n, n + 1)
    return (low == n and high >= n) or (low, high) == (1, n)


def facts(templates: Sequence[dict[str, Any]]) -> list[Fact]:
    """The facts of a document's key."""
    found: dict[tuple[frozenset[Harm], str, frozenset[str]], Fact] = {}
    for template in templates:
        if "ACCOMPLISHED" not in (template["stage"] or ""):
            continue
        for harms, effect in _effects(template):
            strings = _strings(effect)
            number = next((n for n in template["hum_tgt_number"] if _strings(n) & strings), None)
            if number is None or not number["value"] or not strings:
                continue
            fact = Fact(harms, number["value"], strings, bool(effect["optional"] or number["optional"]))
            found.setdefault((harms, fact.number, strings), fact)
    return list(found.values())


def _strings(filler: dict[str, Any]) -> frozenset[str]:
    return frozenset(" ".join(s.split()) for s in filler["strings"] if s.strip(" -"))


def _effects(template: dict[str, Any]) -> Iterator[tuple[frozenset[Harm], dict[str, Any]]]:
    hurt: set[str] = set()
    for effect in template["hum_tgt_effect"]:
        said = {part.strip(" ()") for part in (effect["value"] or "").split("/")}
        harms = {harm for word, harm in (("DEATH", Harm.KILLED), ("INJURY", Harm.INJURED)) if word in said}
        if harms:
            hurt |= _strings(effect)
            yield frozenset(harms), effect
    if "KIDNAPPING" in (template["type"] or ""):
        for number in template["hum_tgt_number"]:
            if not _strings(number) & hurt:
                yield frozenset({Harm.ABDUCTED_OR_DETAINED}), number


@dataclass(frozen=True)
class Result:
    """A document: its facts, our claims with their sentences, and who answers whom, loosely and strictly."""

    id: str
    facts: list[Fact]
    claims: list[tuple[Claim, str]]
    loose: dict[int, int]
    strict: dict[int, int]


def result(record: dict[str, Any]) -> Result:
    text = record["text"]
    seen: set[tuple[Harm, int, int | None]] = set()
    claims: list[tuple[Claim, str]] = []
    for p in read_text(text, "en").proposals:
        c = p.claim
        key = (c.harm, c.quantity.low, c.quantity.high)
        if c.harm in (*HARMS, Harm.KILLED_OR_INJURED) and c.stance not in SILENT and c.quantity.high != 0 and c.same_as is None and key not in seen:  # fmt: skip
            seen.add(key)
            claims.append((c, " ".join(c.quote.of(text).split())))
    known = facts(record["templates"])
    return Result(record["doc_id"], known, claims, _matched(known, claims, False), _matched(known, claims, True))


def _matched(known: list[Fact], claims: list[tuple[Claim, str]], strict: bool) -> dict[int, int]:
    """The largest one-to-one matching, fact → claim; what must be found is placed before what may be."""
    edges = [
        [
            j
            for j, (c, quote) in enumerate(claims)
            if (c.harm in f.harms or (c.harm is Harm.KILLED_OR_INJURED and f.harms & EITHER))
            and f.fits(c.quantity.low, c.quantity.high)
            and (not strict or any(s in quote for s in f.strings))
        ]
        for f in known
    ]
    owner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j not in seen:
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    for i in sorted(range(len(known)), key=lambda i: known[i].optional):
        place(i, set())
    return {i: j for j, i in owner.items()}


def figures(results: Sequence[Result]) -> dict[str, float]:
    """Precision and recall, loose and strict; by harm, recall."""
    required = [(r, i) for r in results for i, f in enumerate(r.facts) if not f.optional]
    holding = [r for r in results if r.facts]
    made = sum(len(r.claims) for r in results)
    near = sum(len(r.claims) for r in holding)
    out = {
        "documents": len(results),
        "with facts": len(holding),
        "facts": len(required),
        "claims": made,
        "claims there": near,
    }
    for name, matched in (("loose", [r.loose for r in results]), ("strict", [r.strict for r in results])):
        answered = sum(len(m) for m in matched)
        found = dict(zip((r.id for r in results), matched, strict=True))
        out[f"recall, {name}"] = sum(i in found[r.id] for r, i in required) / max(1, len(required))
        out[f"precision, {name}"] = answered / max(1, made)
        out[f"precision there, {name}"] = answered / max(1, near)
    for harm in HARMS:
        mine = [(r, i) for r, i in required if harm in r.facts[i].harms]
        out[f"recall of {harm.value}"] = sum(i in r.loose for r, i in mine) / max(1, len(mine))
        out[f"facts of {harm.value}"] = len(mine)
    numbered = [(r, i) for r, i in required if r.facts[i].number not in ("1", "PLURAL")]
    out["recall of numbers above one"] = sum(i in r.loose for r, i in numbered) / max(1, len(numbered))
    out["facts with a number above one"] = len(numbered)
    return out


def interval(results: Sequence[Result], name: str, rounds: int = 200) -> tuple[float, float]:
    """95 % of what resampled documents give."""
    dice = random.Random(1992)
    drawn = sorted(figures(dice.choices(results, k=len(results)))[name] for _ in range(rounds))
    return drawn[int(0.025 * rounds)], drawn[int(0.975 * rounds) - 1]


def rows(results: Sequence[Result]) -> list[str]:
    f = figures(results)
    lines = [
        f"{f['documents']:,} reports, {f['with facts']:,} with facts; {f['facts']:,} facts that must be found "
        f"(killed {f['facts of killed']:,}, injured {f['facts of injured']:,}, abducted {f['facts of abducted_or_detained']:,}); {f['claims']:,} claims.",
        "",
        "| measure | value (95 %) |",
        "|---|---|",
    ]
    for name in f:
        if name.startswith(("recall", "precision")):
            low, high = interval(results, name)
            lines.append(f"| {name} | {f[name]:.3f} ({low:.2f}–{high:.2f}) |")
    return lines


def misses(results: Sequence[Result], texts: dict[str, str]) -> Counter[str]:
    """Why facts are missed, roughly: by what stands in the text around their strings."""
    found: Counter[str] = Counter()
    for r in results:
        text = " ".join(texts[r.id].split())
        for i, f in enumerate(r.facts):
            if not f.optional and i not in r.loose:
                found[_cause(r, f, text)] += 1
    return found


def _cause(r: Result, f: Fact, text: str) -> str:
    kind = "one" if f.number == "1" else "plural" if f.number == "PLURAL" else "number"
    harm = "/".join(sorted(h.value for h in f.harms))
    there = [c for c, quote in r.claims if any(s in quote for s in f.strings)]
    if any(c.harm in f.harms for c in there):
        return f"{kind}, {harm}: its sentence gives this harm with another number"
    if there:
        return f"{kind}, {harm}: its sentence gives another harm only"
    if not any(s in text for s in f.strings):
        return f"{kind}, {harm}: its words are not together in the text"
    return f"{kind}, {harm}: nothing is read where it is named"


def load(folder: Path, some: int | None) -> list[dict[str, Any]]:
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return records if some is None else random.Random(4).sample(records, some)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--docs", type=Path)
    options.add_argument("--misses", type=Path)
    options.add_argument("--some", type=int)
    options.add_argument("--workers", type=int)
    given = options.parse_args()
    records = load(given.folder, given.some)
    with ProcessPoolExecutor(given.workers) as pool:
        results = list(pool.map(result, records, chunksize=20))
    lines = [
        HEADING,
        "",
        "`python bench/muc4.py ../shared/data/muc4/dev`: how many were killed, injured or abducted, beside the public answer",
        "keys; which slots count, and when a number fits, stands at the head of the script. The reports are in capitals",
        "throughout, and the keys leave out battles, soldiers and old events: precision is a lower bound (of 38 claims without",
        "a fact, drawn at random, 31 did state casualties). *There*: over reports whose key has a fact. *Strict*: the claim's",
        "sentence also holds the words that the key quotes.",
        "",
        "The mapping: a fact is a human target of a template that was accomplished; its effect DEATH is killed, INJURY injured,",
        "the targets of a KIDNAPPING abducted; its number is the filler of `hum_tgt_number` that shares a string with it: `~N` about,",
        "`N-` at least, `-N` at most, PLURAL two or more, `A / B` either. One fact once a report. Claims that deny, inquire, restate or",
        'count nobody are left aside. A claim answers a fact of its harm when its low is N, or N + 1 for "more than N", or it says up to N.',
        "",
        *rows(results),
    ]
    print("\n".join(lines))
    if given.docs and given.some is None:
        write(given.docs, lines, HEADING)
    if given.misses:
        texts = {r["doc_id"]: r["text"] for r in records}
        report = "\n".join(f"{n:5} {cause}" for cause, n in misses(results, texts).most_common())
        given.misses.write_text(report + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
