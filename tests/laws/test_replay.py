"""Replay: the state of a dossier depends on its journal alone."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain_reader import PlainReader

from bilan import desk
from bilan.assess import BUILT_IN, built_in
from bilan.assess.claimed import facts_in
from bilan.claims import ledger
from bilan.evidence import Dossier
from bilan.intake.formats import Extracted, formats
from bilan.intake.quality import gate
from bilan.intake.reading import Reading
from bilan.intake.sandbox import Sandbox
from bilan.model.claim import FiledClaim
from bilan.model.errors import BilanError, BrokenDossier
from bilan.model.ids import ClaimId, IncidentId
from bilan.reconcile.policies import texts
from bilan.reconcile.world import World

PERSON = desk.local_person("A. Reviewer")
TEXTS = (
    "On Friday 12 civilians were killed by Bombers. Of these, 4 civilians were killed among them.",
    "A hospital says 30 were injured. Later 12 civilians were killed by Bombers.",
    "",
    "Nothing is counted here.",
)

Step = tuple[str, int, int, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "accept", "correct", "reject", "link", "unlink", "grade", "adopt", "seal"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(
            ["low=7", "low=9", "stance=admits", "by=Others", "period=2017-03", "group=child", "part_of=none"]
        ),
    ),
    max_size=12,
)


@contextmanager
def playing(sequence: list[Step]) -> Iterator[Dossier]:
    """A dossier in which these verbs were performed, those that make no sense refused."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        PlainReader().install(patch, "1")
        patch.setattr(Sandbox, "read", lambda box, name, path, **_: Reading(_gated(formats()[name].extract(path))))
        with Dossier.create(Path(place) / "dossier") as dossier:
            for step in sequence:
                perform(dossier, Path(place), step)
            yield dossier


def _gated(extracted: Extracted) -> Extracted:
    """Parsing in this very process: the law is about facts, and starting processes would only slow it."""
    gate(extracted.text)
    return extracted


def perform(dossier: Dossier, place: Path, step: Step) -> None:
    verb, a, b, change = step
    known = [c.id for c in ledger(dossier)]

    def claim(n: int) -> ClaimId:
        return known[n % len(known)] if known else ClaimId("none")

    def add() -> None:
        file = place / f"{a % len(TEXTS)}.txt"
        file.write_text(TEXTS[a % len(TEXTS)])
        desk.add(dossier, [file], person=PERSON)

    verbs: dict[str, Callable[[], Any]] = {
        "add": add,
        "accept": lambda: desk.accept_claim(dossier, PERSON, claim(a)),
        "reject": lambda: desk.reject_claim(dossier, PERSON, claim(a), reason="seen"),
        "correct": lambda: desk.correct_claim(dossier, PERSON, claim(a), [change]),
        "link": lambda: desk.link_claims(dossier, PERSON, claim(a), claim(b)),
        "unlink": lambda: desk.unlink_claims(dossier, PERSON, claim(a), claim(b)),
    }

    def grade() -> None:
        incidents = [g.facts.incident for g in facts_in(World.load(dossier))]
        which = IncidentId(incidents[a % len(incidents)] if incidents else "none")
        book = built_in(BUILT_IN[b % len(BUILT_IN)])
        desk.grade_incident(dossier, PERSON, which, book, book.grades[a % len(book.grades)].id, reason="seen" * (b % 2))

    def seal() -> None:
        exhibits = dossier.exhibits()
        item = exhibits[a % len(exhibits)].id if exhibits and b % 3 else f"entry:{a + b}"
        desk.seal_item(dossier, PERSON, desk.find_item(dossier, item), reason="asked" * (b % 2))

    verbs["grade"] = grade
    verbs["seal"] = seal
    verbs["adopt"] = lambda: desk.adopt_policy(dossier, PERSON, codebook(a), reason="agreed" * (b % 2))
    before = (len(dossier.journal), dossier.snapshot())
    try:
        verbs[verb]()
    except BilanError:
        assert (len(dossier.journal), dossier.snapshot()) == before, "a refused verb leaves no trace"


def codebook(n: int) -> str:
    """A version of `airwars`, as somebody might write it; the first is the one in force, the last says nothing new."""
    text = texts("airwars")[0].replace('version = "1"', f'version = "{n + 1}"')
    return text if n in (0, 5) else text + '\n[changes]\nfr = "autre"\nen = "another"\nar = "آخر"\n'


def answers(dossier: Dossier) -> tuple[object, ...]:
    return (
        dossier.snapshot(),
        dossier.exhibits(),
        dossier.working_copies(),
        dossier.failures(),
        dossier.decisions(),
        dossier.links(),
        dossier.grades(),
        dossier.codebooks("policy"),
        ledger(dossier),
    )


def behind_its_back(dossier: Dossier, *commands: str) -> None:
    db = sqlite3.connect(dossier.path / "journal.sqlite", isolation_level=None)
    for command in commands:
        db.execute(command)
    db.close()


@given(steps)
@settings(max_examples=40)
def test_a_rebuilt_dossier_equals_the_live_one(sequence: list[Step]) -> None:
    with playing([("add", 0, 0, ""), *sequence]) as dossier:
        live = answers(dossier)
        behind_its_back(
            dossier,
            "DELETE FROM decision",
            "DELETE FROM link",
            "DELETE FROM exhibit",
            "DELETE FROM anchor",
            "DELETE FROM grade",
            "DELETE FROM codebook",
        )
        shutil.rmtree(dossier.derived)
        dossier.rebuild()
        assert answers(dossier) == live
        assert dossier.problems() == []


@given(steps, st.data())
@settings(max_examples=15)
def test_a_journal_copied_elsewhere_gives_the_same_state(sequence: list[Step], data: st.DataObject) -> None:
    with playing([("add", 0, 0, ""), ("add", 1, 0, ""), *sequence]) as dossier:
        live = answers(dossier)
        copy = dossier.path.parent / "copy"
        with Dossier.create(copy):
            pass
        behind_its_back(dossier, f"VACUUM INTO '{copy}/other.sqlite'")
        for left in copy.glob("journal.sqlite*"):
            left.unlink()
        (copy / "other.sqlite").rename(copy / "journal.sqlite")
        shutil.copytree(dossier.path / "vault", copy / "vault", dirs_exist_ok=True)
        with Dossier.open(copy) as elsewhere:
            elsewhere.rebuild()
            assert answers(elsewhere) == live


def test_control_a_tampered_row_is_caught() -> None:
    with playing([("add", 0, 0, ""), ("accept", 0, 0, "")]) as dossier:
        behind_its_back(
            dossier,
            "DROP TRIGGER payload_keeps",
            "UPDATE payload SET body = CAST(replace(CAST(body AS TEXT), 'A. Reviewer', 'B. Reviewer') AS BLOB) WHERE seq = 4",
        )
        with pytest.raises(BrokenDossier, match="row 4"):
            dossier.rebuild()
        assert dossier.problems()


def test_control_another_journal_gives_another_state() -> None:
    def said(sequence: list[Step]) -> list[FiledClaim]:
        with playing([("add", 0, 0, ""), *sequence]) as dossier:
            return ledger(dossier)

    same = said([("accept", 0, 0, "")])
    assert said([("accept", 0, 0, "")]) == same
    assert said([("reject", 0, 0, "")]) != same
    assert said([]) != same


def test_control_a_projection_that_lies_is_told_from_a_rebuilt_one() -> None:
    with playing([("add", 0, 0, ""), ("accept", 0, 0, "")]) as dossier:
        live = dossier.snapshot()
        behind_its_back(dossier, "UPDATE decision SET state = 'rejected'")
        assert dossier.snapshot() != live
        dossier.rebuild()
        assert dossier.snapshot() == live
