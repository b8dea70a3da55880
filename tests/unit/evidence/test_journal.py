"""The journal keeps facts as they were told, and notices when somebody touches them."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bilan.evidence import BusyDossier, Dossier
from bilan.evidence.commitment import canonical_bytes, commitment
from bilan.evidence.journal import stamp
from bilan.evidence.settings import read_settings
from bilan.evidence.store import Store
from bilan.model.errors import BrokenDossier, WrongUse

Begin = Callable[..., Dossier]
RECEIVED = {
    "exhibit": "ab" * 32,
    "name": "note.txt",
    "media_type": "text/plain",
    "size": 3,
    "how": "file",
    "by": "R. Searcher",
    "sensitivity": "open",
}


@pytest.fixture
def dossier(begin: Begin) -> Dossier:
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    minutes = itertools.count()
    salts = itertools.count()
    return begin(
        clock=lambda: noon + timedelta(minutes=next(minutes)),
        salts=lambda: next(salts).to_bytes(32, "big"),
    )


@contextmanager
def raw(dossier: Dossier) -> Iterator[Store]:
    """Somebody else who reaches the database, past all of our rules."""
    store = read_settings(dossier.path).open_store(dossier.path)
    try:
        yield store
    finally:
        store.close()


def disarm(store: Store, trigger: str) -> None:
    on = f" ON {trigger.partition('_')[0]}" if store.kind == "PostgreSQL" else ""
    store.execute(f"DROP TRIGGER {trigger}{on}")


def test_a_new_dossier_opens_with_a_fact(dossier: Dossier) -> None:
    (first,) = dossier.journal.entries()
    assert (first.seq, first.type, first.time) == (1, "dossier_opened", "2024-05-01T12:00:00.000000Z")
    assert first.payload is not None
    assert first.payload["format"] == 1
    assert dossier.journal.newest_date() == date(2024, 5, 1)


def test_the_commitment_is_computed_as_documented(dossier: Dossier) -> None:
    entry = dossier.journal.append("exhibit_received", RECEIVED)
    body = (
        b'{"by":"R. Searcher","exhibit":"' + b"ab" * 32 + b'","how":"file","media_type":"text/plain",'
        b'"name":"note.txt","sensitivity":"open","size":3}'
    )
    salt = (1).to_bytes(32, "big")
    assert canonical_bytes(RECEIVED) == body
    head = f"2 exhibit_received {entry.time}\n".encode()
    assert entry.commitment == hashlib.sha256(b"bilan/journal/row/v1\x00" + salt + head + body).hexdigest()
    with raw(dossier) as db:
        assert db.execute("SELECT body, salt FROM payload WHERE seq = 2") == [(body, salt)]


def test_a_known_commitment_never_changes() -> None:
    assert (
        commitment(
            7, "claim_accepted", "2017-07-01T12:00:00.000000Z", canonical_bytes({"a": 1, "é": "ق"}), bytes(range(32))
        )
        == hashlib.sha256(
            b"bilan/journal/row/v1\x00"
            + bytes(range(32))
            + b"7 claim_accepted 2017-07-01T12:00:00.000000Z\n"
            + '{"a":1,"é":"ق"}'.encode()
        ).hexdigest()
        == "b77d638a114a05ab5f2a078527429f806c13b891bc2a7aeff84b1e251694edd9"
    )


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal SET time = '2020-01-01T00:00:00.000000Z' WHERE seq = 1",
        "UPDATE payload SET body = salt WHERE seq = 1",
        "DELETE FROM journal WHERE seq = 1",
        "DELETE FROM journal",
        "DELETE FROM payload",
        "DELETE FROM payload WHERE seq = 1",
        "INSERT INTO journal SELECT * FROM journal WHERE seq = 1",
        "INSERT INTO payload SELECT * FROM payload WHERE seq = 1",
        "INSERT INTO journal SELECT 7, type, time, commitment FROM journal WHERE seq = 1",
        "INSERT INTO journal SELECT 0, type, time, commitment FROM journal WHERE seq = 1",
        "INSERT INTO journal SELECT * FROM journal WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET type = 'x'",
        "SQLite: INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
        "SQLite: INSERT OR REPLACE INTO payload SELECT * FROM payload WHERE seq = 1",
        "PostgreSQL: TRUNCATE journal CASCADE",
        "PostgreSQL: TRUNCATE payload",
        "PostgreSQL: TRUNCATE blob_key",
    ],
)
def test_the_tables_refuse_to_be_rewritten(dossier: Dossier, attack: str) -> None:
    only, mark, sql = attack.rpartition(": ")
    if mark and only != dossier.store.kind:
        pytest.skip(f"only {only} knows this statement")
    everything = "SELECT * FROM journal JOIN payload USING (seq)"
    with raw(dossier) as db:
        before = db.execute(everything)
        with pytest.raises(BrokenDossier):
            db.execute(sql)
        assert db.execute(everything) == before


def test_a_row_changed_behind_our_back_is_caught(dossier: Dossier) -> None:
    dossier.journal.append("exhibit_received", RECEIVED)
    with raw(dossier) as db:
        ((body,),) = db.execute("SELECT body FROM payload WHERE seq = 2")
        disarm(db, "payload_keeps")
        db.execute("UPDATE payload SET body = ? WHERE seq = 2", (body.replace(b"note", b"vote"),))
    with pytest.raises(BrokenDossier, match="row 2"):
        list(dossier.journal.entries())
    assert dossier.problems(read_vault=False)


def test_a_row_removed_behind_our_back_is_caught(dossier: Dossier) -> None:
    dossier.journal.append("exhibit_received", RECEIVED)
    with raw(dossier) as db:
        for trigger in ("journal_stays", "payload_stays"):
            disarm(db, trigger)
        db.execute("DELETE FROM payload WHERE seq = 1")
        db.execute("DELETE FROM journal WHERE seq = 1")
    with pytest.raises(BrokenDossier, match="after row 0"):
        list(dossier.journal.entries())


def test_what_was_told_is_destroyed_only_by_a_seal_and_stays_destroyed(dossier: Dossier) -> None:
    dossier.journal.append("exhibit_received", RECEIVED)
    with raw(dossier) as db:
        (kept,) = db.execute("SELECT body, salt FROM payload WHERE seq = 2")
        with pytest.raises(BrokenDossier, match="only by a seal"):
            db.execute("DELETE FROM payload WHERE seq = 2")
        dossier.journal.append("item_sealed", {"rows": [2], "by": "L", "reason": "a test"})
        db.execute("DELETE FROM payload WHERE seq = 2")
        hole = list(dossier.journal.entries())[1]
        assert hole.payload is None
        assert len(hole.commitment) == 64
        dossier.journal.append("exhibit_received", RECEIVED | {"exhibit": "cd" * 32})
        with pytest.raises(BrokenDossier):
            db.execute("INSERT INTO payload VALUES (2, ?, ?)", kept)
    dossier.rebuild()
    assert [e.id for e in dossier.exhibits()] == ["cd" * 32]


def test_commitments_are_read_without_what_was_told(dossier: Dossier) -> None:
    for n in range(4):
        dossier.journal.append("reading_failed", {"path": f"{n}", "reason": "a test"})
    told = [(e.seq, e.commitment) for e in dossier.journal.entries()]
    assert list(dossier.journal.commitments()) == told
    assert list(dossier.journal.commitments(2)) == told[2:]
    assert list(dossier.journal.commitments(2, 4)) == told[2:4]
    assert [r.type for r in dossier.journal.rows(0, 2)] == ["dossier_opened", "reading_failed"]
    with raw(dossier) as db:
        disarm(db, "payload_stays")
        db.execute("DELETE FROM payload")
    assert list(dossier.journal.commitments()) == told


def test_a_fact_that_is_malformed_leaves_nothing_behind(dossier: Dossier) -> None:
    for kind, payload in [("exhibit_received", {"name": "x"}), ("gossip", {}), ("reading_failed", {"path": 2**60})]:
        with pytest.raises(WrongUse):
            dossier.journal.append(kind, payload)
    with pytest.raises(WrongUse):
        dossier.journal.append("reading_failed", {"path": "a\ud800", "reason": "b"})
    assert len(dossier.journal) == 1
    assert dossier.failures() == []


def test_a_moment_is_written_in_utc_and_needs_its_zone() -> None:
    assert stamp(datetime(2024, 1, 1, 2, tzinfo=timezone(timedelta(hours=3)))) == "2023-12-31T23:00:00.000000Z"
    with pytest.raises(WrongUse):
        stamp(datetime(2024, 1, 1))


def test_several_facts_are_recorded_together_or_not_at_all(dossier: Dossier) -> None:
    def half() -> None:
        with dossier.journal.transaction():
            dossier.journal.append("exhibit_received", RECEIVED)
            dossier.journal.append("gossip", {})

    with pytest.raises(WrongUse):
        half()
    assert len(dossier.journal) == 1
    assert dossier.exhibits() == []


def test_a_dossier_that_another_process_holds_says_so(dossier: Dossier) -> None:
    with raw(dossier) as holder:
        with holder.transaction():
            dossier.store.execute(SHORT_WAIT[dossier.store.kind])
            with pytest.raises(BusyDossier, match="another process"):
                dossier.journal.append("exhibit_received", RECEIVED)
        assert dossier.journal.append("exhibit_received", RECEIVED).seq == 2


SHORT_WAIT = {"SQLite": "PRAGMA busy_timeout = 50", "PostgreSQL": "SET lock_timeout TO 50"}


APPENDER = """
import sys
from bilan.evidence import Dossier
with Dossier.open_or_create(sys.argv[1]) as d:
    for n in range(25):
        d.journal.append("reading_failed", {"path": f"{sys.argv[2]}-{n}", "reason": "a test"})
"""


def test_processes_that_append_at_once_all_succeed(dossier: Dossier) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", APPENDER, str(dossier.path), name], stderr=subprocess.PIPE)
        for name in "abc"
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    assert len(list(dossier.journal.entries())) == 76
    assert len(dossier.failures()) == 75


def test_processes_that_begin_a_dossier_at_once_begin_it_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", APPENDER, str(tmp_path / "d"), name], stderr=subprocess.PIPE)
        for name in "ab"
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    with Dossier.open(tmp_path / "d") as dossier:
        assert len(list(dossier.journal.entries("dossier_opened"))) == 1
        assert len(dossier.failures()) == 50


def test_words_that_a_database_cannot_hold_are_kept_all_the_same(dossier: Dossier) -> None:
    strange = "a\x00b\x1ac\x1a0d\x1a1e\x00\x1a é قتل"
    dossier.journal.append("reading_failed", {"path": strange, "reason": "\x00", "exhibit": None})
    assert [(f.path, f.reason) for f in dossier.failures()] == [(strange, "\x00")]
    dossier.journal.append("failure_settled", {"path": strange, "exhibit": None})
    assert dossier.failures() == []


def test_threads_take_turns(dossier: Dossier) -> None:
    def append(name: str) -> None:
        for n in range(20):
            with dossier.journal.transaction():
                dossier.journal.append("reading_failed", {"path": f"{name}-{n}", "reason": "one"})
                dossier.journal.append("reading_failed", {"path": f"{name}-{n}", "reason": "two"})

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(append, name) for name in "abcd"]:
            done.result()
    reasons = [e.payload["reason"] for e in dossier.journal.entries("reading_failed") if e.payload]
    assert reasons == ["one", "two"] * 80


def test_a_projection_that_lies_is_found_and_made_again(dossier: Dossier) -> None:
    dossier.journal.append("exhibit_received", RECEIVED)
    right = dossier.snapshot()
    assert dossier.lying() == []
    with raw(dossier) as db:
        db.execute("UPDATE exhibit SET name = 'vote.txt'")
    assert dossier.lying() == ["exhibit"]
    dossier.rebuild()
    assert dossier.snapshot() == right


def test_a_closed_dossier_opens_again_as_it_was(dossier: Dossier) -> None:
    dossier.journal.append("exhibit_received", RECEIVED)
    before = dossier.snapshot()
    with Dossier.open(dossier.path) as again:
        assert again.snapshot() == before
        assert again.store.kind == dossier.store.kind


def test_facts_told_at_the_same_moment_share_one_transaction_and_each_has_its_own_fate(dossier: Dossier) -> None:
    """Eight people write while a ninth holds the journal; one of them writes nonsense."""
    ready = threading.Barrier(9)

    def tell(n: int) -> int | str:
        ready.wait()
        time.sleep(0.01)
        try:
            return dossier.journal.append("gossip" if n == 3 else "reading_failed", {"path": f"{n}", "reason": "r"}).seq
        except WrongUse:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(tell, n) for n in range(8)]
        with dossier.journal.transaction():
            dossier.journal.append("reading_failed", {"path": "first", "reason": "r"})
            turns = dossier.store.turns
            ready.wait()
            time.sleep(0.3)
        said = [a.result() for a in asked]
    assert said[3] == "refused"
    assert sorted(s for s in said if isinstance(s, int)) == list(range(3, 10))
    assert len({f.path for f in dossier.failures()}) == 8
    assert dossier.store.turns - turns <= 10
    assert dossier.problems(read_vault=False) == []
