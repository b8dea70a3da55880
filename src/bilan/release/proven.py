"""Every published figure with what proves it: one line each, for a checker that knows nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bilan.model.errors import BilanError
from bilan.model.vocab import View
from bilan.reconcile.answer import Answer
from bilan.reconcile.question import Question
from bilan.release import map as maps
from bilan.release.book import Book
from bilan.release.figures import Figure
from bilan.release.pages.drawing import incident_total


class UnprovenFigure(BilanError):
    """A figure that cannot show where it comes from is not published."""


def proven_figures(book: Book) -> Iterator[dict[str, Any]]:
    """The dossier's figures, then those of each incident and place."""
    for figure in book.figures.values():
        yield _record(book, figure)
    for corner in (
        *(incident_total(book, i) for i in book.incidents),
        *(maps.total(book, s) for s in maps.spots(book)),
    ):
        for part in corner.parts:
            for figure in (part.alleged, part.admitted):
                yield {**_record(book, figure), "harm": part.harm.value}


def _record(book: Book, figure: Figure) -> dict[str, Any]:
    told = {
        "id": figure.id,
        "measure": figure.measure,
        "actor": figure.actor,
        "row": figure.row,
        "until": figure.until.isoformat() if figure.until else None,
        "low": figure.low,
        "high": figure.high,
        "feasible": figure.feasible,
        "reviewed": figure.reviewed,
        "policy": figure.policy,
        "claims": list(figure.claims),
    }
    if figure.measure == "gap":
        name = figure.id.removesuffix("-gap")
        return {**told, "gap": list(figure.parts or (f"{name}-alleged", f"{name}-admitted"))}
    answer = figure.answer or _asked_again(book, figure)
    return {**told, "best": answer.best, "certificate": dict(answer.certificate)}


def _asked_again(book: Book, figure: Figure) -> Answer:
    """A figure about a group of claims of its own (admitted by an alliance and none of its members)."""
    answer = book.world.only(figure.claims).answer(Question(View.ADMITTED, policy=figure.policy))
    if (answer.low, answer.high) != (figure.low, figure.high):
        raise UnprovenFigure(
            f"the figure {figure.id} cannot be proven from its own claims",
            why="a figure without a proof is not published",
            advice="report this with the dossier's claims: bilan claims DIR --json",
        )
    return answer
