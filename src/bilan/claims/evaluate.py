"""Measure the reader against passages coded by hand (gold/GUIDE.md, "Scoring").

A proposed claim matches a gold claim of the same passage when the harm agrees and the count spans overlap,
one to one, as many matches as possible. Every other measure is taken over the matched claims. Intervals are
95 % bootstrap intervals over passages, with a fixed seed.

A speaker is right when both are silent, the names are the same, or the spans overlap. Doers, sources cited and the
place are compared by name alone: two spellings that the registry or the gazetteer knows for one are one name.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from bilan.actors import registry
from bilan.claims.read import read_text
from bilan.model.claim import Claim, Mention, claim_from_json
from bilan.model.errors import WrongUse
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Harm, Stance
from bilan.places import gazetteer
from bilan.search.words import fold, words

CLASSES: dict[Stance, str] = {
    Stance.REPORTS: "asserts",
    Stance.ALLEGES: "asserts",
    Stance.CLAIMS_ACTION: "asserts",
    Stance.ADMITS: "admits",
    Stance.DENIES: "rejects",
    Stance.NO_ADMISSION: "rejects",
    Stance.DISPUTES: "disputes",
    Stance.INVESTIGATES: "investigates",
}
FIELDS = ("bounds", "hedge", "group", "harm", "stance", "speaker", "cites", "by", "place", "period", "part_of")
LANGUAGES = ("fr", "en", "ar")  # always reported, with no passages where the file holds none
BINS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)  # of confidence
ROUNDS = 400
SEED = 20170317


@dataclass(slots=True)
class Passage:
    """One coded passage with what was proposed for it."""

    id: str
    lang: str
    gold: list[Claim]
    proposed: list[Claim]
    not_casualties: list[Span]
    pairs: list[tuple[Claim, Claim]] = field(default_factory=list)
    confidence: Mapping[int, float] = field(default_factory=dict)  # of the claims proposed, by their n


def evaluate(*gold_paths: str | Path) -> dict[str, Any]:
    """Read every passage of the gold files and score the claims proposed, overall and by language."""
    return score([passage for path in gold_paths for passage in read_passages(path)])


def read_passages(gold_path: str | Path) -> list[Passage]:
    """The passages of a gold file, each with the claims that the reader proposes for it."""
    return [_read(record) for record in records(Path(gold_path))]


def score(passages: Sequence[Passage]) -> dict[str, Any]:
    """The measures of INTERFACES.md, row `bilan evaluate claims`."""
    for p in passages:
        p.pairs = match(p.gold, p.proposed)
    langs = [*LANGUAGES, *sorted({p.lang for p in passages} - set(LANGUAGES))]
    return {
        "overall": _with_intervals(passages),
        "by_language": {lang: _with_intervals([p for p in passages if p.lang == lang]) for lang in langs},
    }


def records(path: Path) -> Iterable[Mapping[str, Any]]:
    """The passages of a gold file as they are written."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as e:
        raise WrongUse(f"cannot read {path.name}: {e.strerror}", advice="name a gold file (.jsonl)") from e
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as e:
            raise WrongUse(f"line {number} of {path.name} is not JSON: {e}", advice="one passage a line") from e


def _read(record: Mapping[str, Any]) -> Passage:
    try:
        published = Period.parse(record["published"]) if record.get("published") else None
        gold = [claim_from_json(c) for c in record["claims"]]
        apart = [Span(int(s), int(e)) for s, e in record.get("not_casualties", [])]
    except (KeyError, ValueError, TypeError) as e:
        raise WrongUse(f"passage {record.get('id')!r} is not coded as GUIDE.md says: {e}") from e
    reading = read_text(record["text"], record.get("lang", "auto"), published)
    sure = {p.claim.n: p.confidence for p in reading.proposals}
    return Passage(record["id"], record["lang"], gold, [p.claim for p in reading.proposals], apart, confidence=sure)


# ---------------------------------------------------------------- matching


def _harms_agree(a: Harm, b: Harm) -> bool:
    if a is b:
        return True
    both = {a, b}
    return Harm.KILLED_OR_INJURED in both and bool(both & {Harm.KILLED, Harm.INJURED})


def match(gold: Sequence[Claim], proposed: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """The largest one-to-one matching; among equal ones, exact harm and more overlap go first."""
    edges = {
        i: sorted(
            (j for j, p in enumerate(proposed) if _harms_agree(g.harm, p.harm) and g.count_span.overlaps(p.count_span)),
            key=lambda j: (
                proposed[j].harm is not g.harm,
                proposed[j].stance is not g.stance,
                -_overlap(g, proposed[j]),
            ),
        )
        for i, g in enumerate(gold)
    }
    owner: dict[int, int] = {}
    # the pairs that agree best are placed first; augmenting paths then add every further match there is
    order = sorted(edges, key=lambda i: (len(edges[i]), i))
    for i in order:
        _augment(i, edges, owner, set())
    return [(gold[i], proposed[j]) for j, i in sorted(owner.items(), key=lambda x: x[1])]


def _overlap(a: Claim, b: Claim) -> int:
    return min(a.count_span.end, b.count_span.end) - max(a.count_span.start, b.count_span.start)


def _augment(i: int, edges: Mapping[int, Sequence[int]], owner: dict[int, int], seen: set[int]) -> bool:
    for j in edges[i]:
        if j in seen:
            continue
        seen.add(j)
        if j not in owner or _augment(owner[j], edges, owner, seen):
            owner[j] = i
            return True
    return False


# ---------------------------------------------------------------- fields


def actor_name(name: str) -> str:
    """One name for each actor, however it is written.

    >>> actor_name("The Syrian Network for Human Rights") == actor_name("SNHR")
    True
    """
    actor = registry().resolve(name)
    return actor.name.casefold() if actor is not None else _plain(name)


def place_name(name: str) -> str:
    """One name for each place, however it is written.

    >>> place_name("Mossoul") == place_name("Mosul")
    True
    """
    place = gazetteer().resolve(name)
    return str(place.id) if place is not None else _plain(name)


def _plain(name: str) -> str:
    cut = [w.folded for w in words(name)]
    return " ".join(cut[1:] if len(cut) > 1 and cut[0] in ("the", "le", "la", "les", "l", "al", "el") else cut) or fold(
        name
    )


def _same_speaker(a: Mention | None, b: Mention | None) -> bool:
    if a is None or b is None:
        return a is b
    if actor_name(a.name) == actor_name(b.name):
        return True
    return a.span is not None and b.span is not None and a.span.overlaps(b.span)


def _same_actors(a: Sequence[Mention], b: Sequence[Mention]) -> bool:
    return {actor_name(m.name) for m in a} == {actor_name(m.name) for m in b}


def _same_place(a: Sequence[Mention], b: Sequence[Mention]) -> bool:
    """The most specific ones; the whole chain tells two towns of one name apart no further than the words do."""
    return [place_name(m.name) for m in a[:1]] == [place_name(m.name) for m in b[:1]]


def _fields(g: Claim, p: Claim, partner: Mapping[int, int]) -> dict[str, bool]:
    """Which fields of a matched pair agree. `partner`: gold n → proposed n."""
    whole = partner.get(g.part_of) if g.part_of is not None else None
    return {
        "bounds": (g.quantity.low, g.quantity.high) == (p.quantity.low, p.quantity.high),
        "hedge": g.quantity.hedge is p.quantity.hedge,
        "group": set(g.groups) == set(p.groups),
        "harm": g.harm is p.harm,
        "stance": CLASSES[g.stance] == CLASSES[p.stance],
        "speaker": _same_speaker(g.speaker, p.speaker),
        "cites": _same_actors(g.cites, p.cites),
        "by": _same_actors(g.by, p.by),
        "place": _same_place(g.place, p.place),
        "period": g.period == p.period,
        "part_of": p.part_of is None if g.part_of is None else whole is not None and whole == p.part_of,
    }


def _counts(passage: Passage) -> dict[str, Any]:
    partner = {g.n: p.n for g, p in passage.pairs}
    agreed = [_fields(g, p, partner) for g, p in passage.pairs]
    matched = {id(p): g for g, p in passage.pairs}
    admits = [p for p in passage.proposed if p.stance is Stance.ADMITS]
    stated = [p.count_span for p in passage.proposed if id(p) not in matched]
    return {
        "gold": len(passage.gold),
        "proposed": len(passage.proposed),
        "matched": len(passage.pairs),
        "fields": {f: sum(a[f] for a in agreed) for f in FIELDS},
        "stances": [(CLASSES[g.stance], CLASSES[p.stance]) for g, p in passage.pairs],
        "false_admits": sum(id(p) not in matched or matched[id(p)].stance is not Stance.ADMITS for p in admits),
        "non_casualties_taken": sum(any(n.overlaps(s) for s in stated) for n in passage.not_casualties),
        "sure": [
            (passage.confidence[p.n], id(p) in matched and holds(matched[id(p)], p))
            for p in passage.proposed
            if p.n in passage.confidence
        ],
    }


def _measures(counts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    gold, proposed, matched = (sum(c[k] for c in counts) for k in ("gold", "proposed", "matched"))
    precision = matched / proposed if proposed else (1.0 if not gold else 0.0)
    recall = matched / gold if gold else 1.0
    result: dict[str, Any] = {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    }
    for name in FIELDS:
        key = "stance_accuracy" if name == "stance" else name
        result[key] = sum(c["fields"][name] for c in counts) / matched if matched else 0.0
    result["stance_macro_f1"] = _macro_f1([pair for c in counts for pair in c["stances"]])
    result["false_admits"] = sum(c["false_admits"] for c in counts) / proposed if proposed else 0.0
    return result


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the classes that the gold holds."""
    classes = sorted({g for g, _ in pairs})
    if not classes:
        return 0.0
    total = 0.0
    for c in classes:
        both = sum(g == c and p == c for g, p in pairs)
        either = sum(g == c for g, _ in pairs) + sum(p == c for _, p in pairs)
        total += 2 * both / either
    return total / len(classes)


def _with_intervals(passages: Sequence[Passage]) -> dict[str, Any]:
    counts = [_counts(p) for p in passages]
    result: dict[str, Any] = {
        "passages": len(passages),
        "gold": sum(c["gold"] for c in counts),
        "proposed": sum(c["proposed"] for c in counts),
        "matched": sum(c["matched"] for c in counts),
        **_measures(counts),
        "non_casualties_taken": sum(c["non_casualties_taken"] for c in counts),
    }
    result["intervals"] = _bootstrap(counts)
    result["calibration"] = reliability([pair for c in counts for pair in c["sure"]])
    return result


# ---------------------------------------------------------------- confidence


def holds(g: Claim, p: Claim) -> bool:
    """Whether a proposal says what its match in the gold says: harm, bounds and class of stance."""
    same = (g.harm, g.quantity.low, g.quantity.high) == (p.harm, p.quantity.low, p.quantity.high)
    return same and CLASSES[g.stance] == CLASSES[p.stance]


def reliability(sure: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """How far confidence can be taken at its word: what was expected beside what was so, by bins of confidence.

    brier  mean squared difference between the confidence and the truth (0 or 1)
    ece    mean difference between expected and observed over the bins, weighted by their claims

    >>> reliability([(0.9, True), (0.9, True), (0.6, False)])["ece"]
    0.267
    """
    bins = []
    for low, high in pairwise(BINS):
        inside = [(c, ok) for c, ok in sure if low <= c < high or (high == 1 and c == 1)]
        if inside:
            expected = sum(c for c, _ in inside) / len(inside)
            observed = sum(ok for _, ok in inside) / len(inside)
            bins.append({"from": low, "to": high, "claims": len(inside), "expected": expected, "observed": observed})
    off = sum(b["claims"] * abs(b["expected"] - b["observed"]) for b in bins)
    return {
        "brier": round(sum((c - ok) ** 2 for c, ok in sure) / len(sure), 4) if sure else None,
        "ece": round(off / len(sure), 3) if sure else None,
        "reliability": [{k: round(v, 3) for k, v in b.items()} for b in bins],
    }


def _bootstrap(counts: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    if not counts:
        return {}
    dice = random.Random(SEED)
    drawn = [_measures(dice.choices(counts, k=len(counts))) for _ in range(ROUNDS)]
    intervals: dict[str, list[float]] = {}
    for name in drawn[0]:
        values = sorted(d[name] for d in drawn)
        intervals[name] = [values[int(0.025 * ROUNDS)], values[int(0.975 * ROUNDS) - 1]]
    return intervals
