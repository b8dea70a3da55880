"""What is restricted stands on no site, not even a draft's; what is not restricted does."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

OPEN = (
    "published: 2021-03-02\n\nFour ferrymen were killed at the Ilmen crossing on 1 March 2021, the harbour office said."
)
HIDDEN = "published: 2021-03-03\n\nSix divers were killed at the Tarn quarry on 2 March 2021, a resident said."


@pytest.mark.parametrize("restricted", [False, True])
def test_a_draft_leaves_restricted_documents_out(bilan: Bilan, tmp_path: Path, restricted: bool) -> None:
    for name, text in (("open.txt", OPEN), ("hidden.txt", HIDDEN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    dossier, site = tmp_path / "dossier", tmp_path / "site"
    more = ["--restricted"] if restricted else []
    assert bilan("add", tmp_path / "hidden.txt", "--dossier", dossier, *more).status == 0
    built = bilan("build", tmp_path / "open.txt", "--dossier", dossier, "--site", site, "--json")
    assert built.status == 0, built.err
    whole = b"\n".join(p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file())
    assert b"ferrymen" in whole
    assert (b"divers" in whole or b"hidden.txt" in whole) is not restricted  # False: the control that finds it
    assert built.json["withheld"] == int(restricted)
    assert built.json["claims"] == 2
