"""The headline table of the README is what the example gives."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT
from tests.journeys.cast import Bilan

from bilan.cli.rendering import span_of

_NAMES = {"of these, admitted by no member": ("US-led Coalition", "unattributed")}


def test_the_headline_table_is_what_the_example_gives(bilan: Bilan, tmp_path: Path) -> None:
    example = ROOT / "examples" / "mosul-2017"
    documents, mapping = sorted(example.glob("0*")), example / "mapping.toml"
    assert bilan("add", *documents, "--dossier", tmp_path / "d", "--mapping", mapping).status == 0
    found = {}
    for row in bilan("gap", tmp_path / "d", "--to", "2017-05-31", "--json").json["rows"]:
        own = (row["actor"], "unattributed") if row["kind"] == "unattributed" else row["actor"]
        found[own] = [span_of(row[part]["low"], row[part]["high"]) for part in ("alleged", "admitted", "gap")]
    shown = re.findall(
        r"^\| ([^|]+?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    assert len(shown) >= 4
    for name, *cells in shown[1:]:  # the first is the rule under the heading
        assert found[_NAMES.get(name, name)] == [c.strip() for c in cells], name
