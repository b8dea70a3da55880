"""Time stamps from a local authority: the good ones are read, everything else is refused."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.evidence.authority import LocalAuthority

from bilan.evidence.anchors.timestamps import query_about, read_roots, verified_time
from bilan.evidence.log import BrokenProof
from bilan.model.errors import WrongUse

NOTE = b"commission.example/marsh\n3\nAAAA\n\nsigned\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority.begin(tmp_path_factory.mktemp("tsa") / "a")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority.begin(tmp_path_factory.mktemp("tsa") / "b")


def test_a_good_token_tells_when(authority: LocalAuthority) -> None:
    query = query_about(NOTE)
    when = verified_time(authority.answer(query.body), NOTE, read_roots(authority.root), query.nonce)
    assert abs(when - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_query_holds_a_hash_and_nothing_of_the_checkpoint() -> None:
    assert b"commission" not in query_about(NOTE).body


def test_a_token_about_other_bytes_is_refused(authority: LocalAuthority) -> None:
    query = query_about(b"other bytes")
    with pytest.raises(BrokenProof, match="does not hold"):
        verified_time(authority.answer(query.body), NOTE, read_roots(authority.root), query.nonce)


def test_a_token_with_the_number_of_another_query_is_refused(authority: LocalAuthority) -> None:
    query, again = query_about(NOTE), query_about(NOTE)
    with pytest.raises(BrokenProof, match="Nonce"):
        verified_time(authority.answer(query.body), NOTE, read_roots(authority.root), again.nonce)


def test_a_token_of_another_root_is_refused(authority: LocalAuthority, other: LocalAuthority) -> None:
    query = query_about(NOTE)
    with pytest.raises(BrokenProof):
        verified_time(other.answer(query.body), NOTE, read_roots(authority.root), query.nonce)


def test_a_token_of_a_certificate_that_had_run_out_is_refused(tmp_path: Path) -> None:
    ended, query = LocalAuthority.begin(tmp_path / "ended", ended=True), query_about(NOTE)
    with pytest.raises(BrokenProof):
        verified_time(ended.answer(query.body), NOTE, read_roots(ended.root), query.nonce)


def test_every_token_that_is_cut_short_or_changed_is_refused_or_says_the_same(authority: LocalAuthority) -> None:
    query, chance = query_about(NOTE), random.Random(3)
    token, roots = authority.answer(query.body), read_roots(authority.root)
    when = verified_time(token, NOTE, roots, query.nonce)
    for length in (0, 1, 10, len(token) // 2, len(token) - 1):
        with pytest.raises(BrokenProof):
            verified_time(token[:length], NOTE, roots, query.nonce)
    refused = 0
    for _ in range(200):
        place = chance.randrange(len(token))
        changed = token[:place] + bytes([token[place] ^ 1 << chance.randrange(8)]) + token[place + 1 :]
        try:
            # what a signature does not cover (a spare certificate, say) may change without changing what was signed
            assert verified_time(changed, NOTE, roots, query.nonce) == when
        except BrokenProof:
            refused += 1
    assert refused > 100


def test_a_refusal_by_the_authority_is_no_time_stamp(authority: LocalAuthority) -> None:
    with pytest.raises(BrokenProof):
        verified_time(bytes.fromhex("30053003020102"), NOTE, read_roots(authority.root), None)


def test_a_root_that_is_no_certificate_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("nothing")
    with pytest.raises(WrongUse, match="root certificate"):
        read_roots(tmp_path / "root.pem")
