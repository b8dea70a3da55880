"""The documentation tests use the same small dossier as the journeys of the command line."""

from tests.journeys.conftest import _built, bilan, dossier, reports, site

__all__ = ["_built", "bilan", "dossier", "reports", "site"]
