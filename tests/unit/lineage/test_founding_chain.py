"""The citation chain of the founding articles, read in place from ../shared."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import sha

from bilan.claims.tables import read_table
from bilan.exchange.cells import read_sheet
from bilan.exchange.mapping import load_mapping, mapping_for
from bilan.lineage import Change, voices
from bilan.model.claim import Claim, FiledClaim, claim_from_json, claim_id
from bilan.model.ids import ExhibitId, TextId
from bilan.model.period import Period
from bilan.model.vocab import ClaimState

ROOT = Path(__file__).parents[3]


def filed(text: str, claims: list[Claim], title: str, published: Period | None = None) -> list[FiledClaim]:
    exhibit = ExhibitId(sha(text))
    ids = {c.n: claim_id(exhibit, c.quote.of(text), 0, str(c.count_span), 0, c.harm) for c in claims}
    return [
        FiledClaim(ids[c.n], exhibit, TextId(exhibit), c, ClaimState.PROPOSED, c.quote.of(text), "fr",
                   part_of=ids[c.part_of] if c.part_of is not None else None, published=published, title=title)
        for c in claims
    ]  # fmt: skip


def ledger(shared: Path) -> list[FiledClaim]:
    mapping = load_mapping(ROOT / "examples/mappings/coalition_claims_ledger.toml")
    out: list[FiledClaim] = []
    for path in sorted((shared / "data/coalition_claims_ledger").glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        table = mapping_for(mapping, path.name, read_sheet(text).header)
        assert table is not None
        out += filed(text, [p.claim for p in read_table(text, table)], path.name)
    return out


def seeds(shared: Path) -> list[FiledClaim]:
    out: list[FiledClaim] = []
    for line in (shared / "gold/fr_dev.jsonl").read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        if passage["origin"]["set"] == "seed":
            claims = [claim_from_json(c) for c in passage["claims"]]
            out += filed(passage["text"], claims, passage["id"], Period.parse(passage["published"]))
    return out


def test_one_voice_from_the_recorder_to_the_french_article(shared: Path) -> None:
    claims = [*ledger(shared), *seeds(shared)]
    lineage = voices(claims)
    chain = [c for c in claims if c.record.quantity.low in (260, 119) and c.record.harm.value == "killed"]
    assert len(chain) == 17
    assert {lineage.voice_of[c.id] for c in chain} == {"snhr"}
    by = {c.id: c for c in claims}
    for claim in chain:
        assert [m.name for m in by[lineage.figure_of[claim.id]].record.place] == ["Syria"]


def test_the_drift_of_place_and_the_corrupted_number_are_found(shared: Path) -> None:
    claims = [*ledger(shared), *seeds(shared)]
    by = {c.id: c for c in claims}
    found = {(d.field, d.before, d.after, d.change, by[d.to].outlet) for d in voices(claims).drifts}
    assert ("number", "19", "9", Change.NARROWER, "iuvmpress.com") in found
    assert ("place", "Syria", "Mosul", Change.OTHER, "Sputnik") in found


def test_without_the_ledger_the_two_figures_are_still_one_voice(shared: Path) -> None:
    claims = seeds(shared)
    at = voices(claims).voice_of
    assert {at[c.id] for c in claims if c.record.quantity.low in (260, 119)} == {"snhr"}
