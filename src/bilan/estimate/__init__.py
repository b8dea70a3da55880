"""Estimate: how many people no list has counted, by several methods that state what each one assumes.

Reads   a table of who is on which lists
Writes  estimates with their intervals, assumptions and diagnostics
Never   answers where the table does not determine an answer, or gives a figure without its assumption
"""

from bilan.estimate.convergence import Convergence, converge
from bilan.estimate.inferencedata import to_inferencedata
from bilan.estimate.latent_class import LatentPrior, latent_class
from bilan.estimate.methods import Estimator, Request
from bilan.estimate.publishable import Reason, Verdict, publishable
from bilan.estimate.result import Assumption, Draws, Estimate, Grid
from bilan.estimate.sensitivity import Change, Row, Sensitivity, mixture, sensitivity, total
from bilan.estimate.table import CaptureTable, tables_of_draws
from bilan.estimate.table_file import as_csv, read_capture_table
from bilan.estimate.validity import BadTable, Finding, NoEstimate, Remark
from bilan.estimate.wording import in_words

__all__ = [
    "Assumption",
    "BadTable",
    "CaptureTable",
    "Change",
    "Convergence",
    "Draws",
    "Estimate",
    "Estimator",
    "Finding",
    "Grid",
    "LatentPrior",
    "NoEstimate",
    "Reason",
    "Remark",
    "Request",
    "Row",
    "Sensitivity",
    "Verdict",
    "as_csv",
    "converge",
    "in_words",
    "latent_class",
    "mixture",
    "publishable",
    "read_capture_table",
    "sensitivity",
    "tables_of_draws",
    "to_inferencedata",
    "total",
]
