"""Lint: what in a recorder's table cannot be right, or should be looked at twice.

Reads   tables of incidents as recorders publish them, through a layout that says what the columns mean
Writes  findings: the row, the columns, the values as they stand, and why it matters
Never   corrects a value, guesses what a column means, or stays silent about a rule that could not run
"""

from bilan.lint.checking import lint
from bilan.lint.findings import Check, Finding, Report, Severity
from bilan.lint.layout import BUILT_IN, Layout, built_in, load_layout

__all__ = ["BUILT_IN", "Check", "Finding", "Layout", "Report", "Severity", "built_in", "lint", "load_layout"]
