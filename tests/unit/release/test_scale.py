"""However much a dossier holds, each page stays small and keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tests.builders import make_claim, sha

from bilan.model.claim import FiledClaim
from bilan.model.exhibit import Exhibit, Failure, WorkingCopy
from bilan.model.ids import ExhibitId, TextId
from bilan.model.sentence import Sentence
from bilan.model.text import Span
from bilan.reconcile.answer import Answer
from bilan.reconcile.question import Question
from bilan.reconcile.world import World
from bilan.release import build_site, inspect_site

STATES = ["France", "Belgium", "Australia", "Netherlands", "United Kingdom", "Denmark", "Russia", "Syria", "Israel"]
FILLER = "These words were written only to make the sentence long. " * 20


@dataclass
class Shelf:
    """Papers that lie in memory."""

    claims: list[FiledClaim]
    texts: dict[TextId, str] = field(default_factory=dict)

    @property
    def vault(self) -> Shelf:
        return self

    def read_text(self, text: TextId) -> str:
        return self.texts[text]

    def exhibits(self) -> list[Exhibit]:
        return [
            Exhibit(ExhibitId(id), "report.txt", "text/plain", 1, "file", "2024-05-02T12:00:00Z", "test", lang="en")
            for id in dict.fromkeys(c.exhibit for c in self.claims)
        ]

    def working_copies(self) -> dict[ExhibitId, WorkingCopy]:
        return {c.exhibit: WorkingCopy(c.exhibit, c.text, "test", "1") for c in self.claims}

    def failures(self) -> list[Failure]:
        return [Failure(f"scan-{n}.pdf", "it has no text layer") for n in range(300)]


def _one_document(claims: list[FiledClaim]) -> Shelf:
    """The claims of one long document, each in a sentence of its own."""
    text, moved = "", []
    id, name = TextId(sha("text")), ExhibitId(sha("one document"))
    for n, claim in enumerate(claims):
        quote = f"{claim.quote} {FILLER}".strip()
        at = len(text)
        said = claim.record
        record = replace(
            said,
            n=n,
            quote=Span(at, at + len(quote)),
            count_span=Span(at + said.count_span.start, at + said.count_span.end),
        )
        moved.append(replace(claim, record=record, exhibit=name, text=id, quote=quote))
        text += f"{quote}\n\n"
    return Shelf(moved, {id: text})


def test_many_long_sentences_of_many_actors_make_many_small_pages(tmp_path: Path) -> None:
    claims = [
        make_claim(
            10 + n,
            by=STATES[n % len(STATES)],
            speaker=f"Monitor {n % 7}",
            period=f"2017-0{n % 9 + 1}",
            published="2018-01",
            id=sha(str(n))[:20],
            exhibit=f"e{n}",
        )
        for n in range(90)
    ]
    shelf = _one_document(claims)
    world = World.of(shelf.claims, [], date(2024, 5, 2))
    build_site(shelf, world, tmp_path / "out", languages=("ar",))
    assert inspect_site(tmp_path / "out") == []
    assert list((tmp_path / "out/ar/exhibits").glob("*-2.html")), "the document was not cut"
    assert (tmp_path / "out/ar/claims/index-2.html").is_file()


class Doubtful(World):
    """A world whose every answer has a hundred reserves."""

    def answer(self, question: Question) -> Answer:
        told = super().answer(question)
        name = f"{question.view.value} {question.by} {question.period.iso}"
        doubts = tuple(
            Sentence(f"d{n}", *(f"{lang} {n}: {name}: {FILLER[:200]}" for lang in ("fr", "en", "ar")))
            for n in range(100)
        )
        return replace(told, reserves=doubts)


def test_a_figure_with_a_hundred_reserves_shows_some_everywhere_and_says_how_many_are_left(tmp_path: Path) -> None:
    claims = [make_claim(10 + n, by=state, id=sha(state)[:20], exhibit=state) for n, state in enumerate(STATES)]
    shelf = _one_document(claims)
    plain = World.of(shelf.claims, [], date(2024, 5, 2))
    world = Doubtful(plain.claims, plain.lineage, plain.incidents, plain.as_of)
    build_site(shelf, world, tmp_path / "out", languages=("en",))
    assert inspect_site(tmp_path / "out") == []
    page = (tmp_path / "out/en/figures/all-alleged.html").read_text(encoding="utf-8")
    assert page.count("data-reserve") == 40
    assert "60 more are not printed here" in page
    assert "+97 reserves" in (tmp_path / "out/en/index.html").read_text(encoding="utf-8")
