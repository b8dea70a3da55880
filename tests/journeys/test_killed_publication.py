"""kill -9 while a release is published, a few times; bench/killed_release.py does it a thousand times."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.killing import begin, kill_publications


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process")
def test_a_publication_that_is_killed_leaves_the_old_release_or_the_new_one(reports: Path, tmp_path: Path) -> None:
    found, wrong = kill_publications(tmp_path, begin(tmp_path, reports), times=20, seed=9)
    assert wrong == []
    assert found.total() == 20
    assert set(found) == {"old", "new"}
