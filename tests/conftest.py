"""What every test may ask for. No network, no order, no sleep."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
if str(ROOT) not in sys.path:  # `from tests.builders import make_claim`, however pytest was started
    sys.path.insert(0, str(ROOT))

settings.register_profile("bilan", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("bilan")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; never copied into it."""
    if not SHARED.is_dir():
        pytest.skip("the real data (../shared) is not beside this checkout; the test reads it in place")
    return SHARED


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a PostgreSQL database, on a server of its own."""
    from tests import postgresql

    if postgresql.programs() is None:
        pytest.skip(postgresql.ABSENT)
    with postgresql.server() as address:
        yield address
