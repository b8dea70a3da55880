"""What a check of a table has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class Severity(Enum):
    """How much a finding weighs."""

    ERROR = "error"  # cannot be right
    WARNING = "warning"  # can hardly be right, or will mislead
    INFO = "info"  # worth a second look

    @property
    def rank(self) -> int:
        return ("info", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found. `record=None`: it concerns the whole table; `row=None` likewise."""

    rule: str
    severity: Severity
    record: str | None
    row: int | None
    file: str
    values: Mapping[str, str]  # column → the words that stand there
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one rule: how many cases it looked at and found, or why it could not run."""

    rule: str
    severity: Severity
    tested: int
    found: int
    skipped: str | None = None  # None: it ran


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of minima and a sum of maxima. `None`: no cell holds one."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Report:
    """A whole check of a table."""

    layout: str
    records: int
    as_of: date
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    totals: Mapping[str, Total]
    ignored: tuple[str, ...] = ()  # columns that the layout does not read

    @property
    def counts(self) -> dict[str, int]:
        """How many findings each rule that ran has."""
        return {c.rule: c.found for c in self.checks if c.skipped is None}

    def reaches(self, threshold: str) -> bool:
        """Whether a finding is as severe as the threshold, or comes from the rule it names."""
        if threshold in {s.value for s in Severity}:
            least = Severity(threshold).rank
            return any(f.severity.rank >= least for f in self.findings)
        return any(f.rule == threshold for f in self.findings)
