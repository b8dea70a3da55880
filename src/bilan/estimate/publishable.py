"""Whether an estimate may be published, and what must stand beside it when it is."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bilan.estimate.latent_class import LEAST_ESS, MOST_EVIDENCE_SPREAD, MOST_RHAT
from bilan.estimate.result import Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate, Remark
from bilan.estimate.wording import in_words

MOST_AT_EDGE = 0.01
FAR = 3.0
MOST_ON_COMPLETE_GRAPH = 0.5
_DECIMAL = {"en": ".", "fr": ",", "ar": "٫"}
_REFUSED = {Remark.NO_OVERLAP: "no_overlap", Remark.DUPLICATES: "duplicates"}
_WARNED = {Remark.ISOLATED_LIST: "isolated_list", Remark.CONTAINED_LIST: "contained_list"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason or warning: its name, and its sentence in English, French and Arabic."""

    code: str
    words: Mapping[str, str]
    detail: str = ""

    @property
    def as_json(self) -> dict[str, str]:
        """Name, sentences and, where the method said more, its own words."""
        return {"code": self.code, **self.words} | ({"detail": self.detail} if self.detail else {})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` not to publish (none: it may be published), `warnings` to print beside it, and what always is.

    `assumption`: what must be true for the figure to hold, `None` where there is no figure; `always`: that nobody
    whom no list can reach is counted.
    """

    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    assumption: Mapping[str, str] | None
    always: Reason

    @property
    def publishable(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


def publishable(
    table: CaptureTable, answer: Estimate | NoEstimate, *, derived: Sequence[tuple[str, str]] = ()
) -> Verdict:
    """May this answer to this table be published?

    `derived`: pairs (list, the list it draws on), as the citation graph or a person knows them. Refused: fewer than
    three lists, no overlap, duplicates within a list, a list derived from another one here, no answer, runs that
    disagree (rank-normalised R-hat > 1.05, fewer than 400 effective draws, fewer than 4 runs, log evidence that differs
    between them by a standard deviation above 1), more than 1 % of the probability at the edge of what was considered.
    """
    reasons = list(_of_table(table, derived))
    warnings = [
        say(_WARNED[f.remark], lists=", ".join(f.lists[:1]), number=f.number)
        for f in table.findings
        if f.remark in _WARNED
    ]
    if isinstance(answer, NoEstimate):
        if not any(r.code == answer.reason for r in reasons):
            reasons.append(say("undetermined", detail=answer.one_line))
        return Verdict(tuple(reasons), tuple(warnings), None, say("unreachable"))
    reasons += _of_diagnostics(answer.diagnostics)
    if answer.ratio > FAR:
        warnings.append(say("far_beyond", number=f"{answer.ratio:.1f}"))
    complete = answer.diagnostics.get("complete_graph", 0.0)
    if complete > MOST_ON_COMPLETE_GRAPH:
        warnings.append(say("prior_decides", number=f"{100 * complete:.0f}"))
    return Verdict(tuple(reasons), tuple(warnings), in_words(answer.assumption), say("unreachable"))


def say(code: str, *, lists: str = "", number: object = "", detail: str = "") -> Reason:
    """A reason by its name, its sentences filled in.

    >>> say("few_chains", number=2).words["en"].split(":")[0]
    'Only 2 independent runs'
    """
    written = {lang: str(number).replace(".", mark) for lang, mark in _DECIMAL.items()}
    words = {lang: text.format(lists=lists, number=written[lang]) for lang, text in _sentences()[code].items()}
    return Reason(code, words, detail)


def _of_table(table: CaptureTable, derived: Sequence[tuple[str, str]]) -> list[Reason]:
    held = {name for name, size in zip(table.lists, table.sizes, strict=True) if size}
    found = [say("fewer_than_three_lists", number=len(held))] if len(held) < 3 else []
    found += [
        say(_REFUSED[f.remark], lists=", ".join(f.lists), number=f.number)
        for f in table.findings
        if f.remark in _REFUSED
    ]
    return found + [
        say("derived_list", lists=f"{copy} ({origin})") for copy, origin in derived if {copy, origin} <= held
    ]


def _of_diagnostics(said: Mapping[str, Any]) -> list[Reason]:
    found = []
    if "rhat" in said:
        if not said["rhat"] <= MOST_RHAT:
            found.append(say("chains_disagree", number=f"{said['rhat']:.2f}"))
        sizes = [0.0 if math.isnan(size) else size for size in (said["ess_bulk"], said["ess_tail"])]
        if min(sizes) < LEAST_ESS:
            found.append(say("few_effective_draws", number=f"{min(sizes):.0f}"))
        if said["chains"] < 4:
            found.append(say("few_chains", number=said["chains"]))
    if not said.get("evidence_spread", 0.0) <= MOST_EVIDENCE_SPREAD:
        found.append(say("modes_unsettled", number=f"{said['evidence_spread']:.1f}"))
    beyond = max(said.get("edge_mass", 0.0), said.get("cap_mass", 0.0))
    if beyond > MOST_AT_EDGE:
        found.append(say("mass_at_edge", number=f"{100 * beyond:.1f}"))
    return found


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("bilan.estimate").joinpath("publishing.toml").read_text(encoding="utf-8"))
