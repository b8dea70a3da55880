"""Estimate: how many people no list has counted, by several methods that state what each one assumes.

Reads   a table of who is on which lists
Writes  estimates with their intervals, assumptions and diagnostics
Never   answers where the table does not determine an answer, or gives a figure without its assumption
"""

from bilan.estimate.result import Assumption, Draws, Estimate, Grid
from bilan.estimate.table import CaptureTable, tables_of_draws
from bilan.estimate.table_file import as_csv, read_capture_table
from bilan.estimate.validity import BadTable, Finding, NoEstimate, Remark
from bilan.estimate.wording import in_words

__all__ = [
    "Assumption",
    "BadTable",
    "CaptureTable",
    "Draws",
    "Estimate",
    "Finding",
    "Grid",
    "NoEstimate",
    "Remark",
    "as_csv",
    "in_words",
    "read_capture_table",
    "tables_of_draws",
]
