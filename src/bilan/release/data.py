"""The same values for machines, in ISO form, beside the pages: one record on each line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bilan.incidents import Incident
from bilan.model.claim import FiledClaim, claim_to_json
from bilan.model.exhibit import Exhibit, Failure
from bilan.reconcile.question import Question
from bilan.release import map as maps
from bilan.release.book import Book
from bilan.release.corner import Corner
from bilan.release.failures import failed
from bilan.release.figures import Figure
from bilan.release.page import Page
from bilan.release.pages.drawing import incident_total

Values = Mapping[str, Any]


def data_files(book: Book) -> Iterator[Page]:
    """One file for each noun, one for each figure with its certificate, one for each incident and place with its ranges."""
    yield _file("claims", lambda: {**_mark(book), "claims": (claim_record(book, c) for c in book.claims.values())})
    yield _file(
        "exhibits", lambda: {**_mark(book), "exhibits": (exhibit_record(book, e) for e in book.exhibits.values())}
    )
    yield _file("voices", lambda: {**_mark(book), "voices": (asdict(v) for v in book.voices)})
    yield _file("tensions", lambda: {**_mark(book), "tensions": (t.as_json() for t in book.tensions)})
    yield _file("incidents", lambda: {**_mark(book), **_incidents(book)})
    yield _file("places", lambda: {**_mark(book), "places": (_place(s) for s in maps.spots(book))})
    yield _file("failures", lambda: {**_mark(book), "failures": (_failure(f) for f in book.failures)})
    yield _file(
        "gap",
        lambda: {
            **_mark(book),
            "as_of": book.as_of.isoformat(),
            "codebook": book.world.shelf.get(Question().policy).stamp(),
            "rows": (r.row.as_json() for r in book.rows),
        },
    )
    yield _file(
        "figures",
        lambda: {
            **_mark(book),
            "as_of": book.as_of.isoformat(),
            "figures": (_figure(f) for f in book.figures.values()),
        },
    )
    for figure in book.figures.values():
        yield _proven(book, figure)
    # each in a file of its own: one changed claim must not have ten thousand ranges worked out again
    for incident in book.incidents:
        yield _incident_file(book, incident)
    for spot in maps.spots(book):
        yield _place_file(book, spot)


def _mark(book: Book) -> dict[str, Any]:
    """What each file says of itself: a draft, or a release from which nothing was taken out, and whose word it is."""
    return {"draft": True} if book.edition == "draft" else {"unredacted": True, "basis": book.edition}


def _incident_file(book: Book, incident: Incident) -> Page:
    name = book.incident_path(incident.id).removesuffix(".html")
    return _file(
        name, lambda: {**_mark(book), **_incident(book, incident), **_ranges(incident_total(book, incident))}, incident
    )


def _place_file(book: Book, spot: maps.Spot) -> Page:
    return _file(f"places/{spot.key}", lambda: {**_mark(book), **_place(spot), **_ranges(maps.total(book, spot))}, spot)


def _proven(book: Book, figure: Figure) -> Page:
    return _file(f"figures/{figure.id}", lambda: {**_mark(book), **_figure(figure), **_proof(figure)}, figure)


def _file(name: str, values: Callable[[], Values], *given: object) -> Page:
    return Page(f"data/{name}.json", lambda: _written(values()), given)


def _written(values: Values) -> str:
    """A record with lists of records: a line for each, so that two versions can be compared line by line.

    >>> print(_written({"draft": True, "claims": iter([{"id": "a"}, {"id": "b"}])}), end="")
    {
    "claims": [
    {"id": "a"},
    {"id": "b"}
    ],
    "draft": true
    }
    """
    return "{\n" + ",\n".join(f"{_json(key)}: {_value(values[key])}" for key in sorted(values)) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, Iterator) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        lines = ",\n".join(map(_json, value))
        return f"[\n{lines}\n]" if lines else "[]"
    return _json(value)


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain).encode


def claim_record(book: Book, claim: FiledClaim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "exhibit": claim.exhibit,
        "state": claim.state.value,
        "lang": claim.lang,
        "text": claim.quote,
        "title": claim.title,
        "publisher": claim.outlet,
        "published": claim.dated.iso if claim.dated else None,
        "confidence": claim.confidence,
        "why": [{"rule": w.rule, "says": w.says} for w in claim.why],
        "voice": book.world.lineage.voice_of.get(claim.id),
        "page": f"claims/{claim.id}.html",
        "figures": [f.id for f in book.figures_of.get(claim.id, ())],
        **claim_to_json(claim.record),
        "part_of": claim.part_of,
        "same_as": claim.same_as,
        "against": claim.against,
    }


def exhibit_record(book: Book, exhibit: Exhibit) -> dict[str, Any]:
    return {
        "id": exhibit.id,
        "title": exhibit.title,
        "publisher": exhibit.publisher,
        "published": exhibit.published.iso if exhibit.published else None,
        "media_type": exhibit.media_type,
        "size": exhibit.size,
        "lang": exhibit.lang,
        "claims": [c.id for c in book.claims_of.get(exhibit.id, ())],
    }


def _incidents(book: Book) -> dict[str, Any]:
    return {
        "incidents": [_incident(book, i) for i in book.incidents],
        "proposals": [
            {"a": p.a, "b": p.b, "probability": p.probability, "why": [list(w) for w in p.why]} for p in book.proposals
        ],
    }


def _incident(book: Book, i: Incident) -> dict[str, Any]:
    page = book.incident_path(i.id)
    return {
        "id": i.id,
        "claims": list(i.claims),
        "places": list(i.places),
        "period": i.period.iso if i.period else None,
        "linked": i.linked,
        "page": page,
        "ranges": page.removesuffix(".html") + ".json",
    }


def _place(spot: maps.Spot) -> dict[str, Any]:
    return {
        "id": spot.key,
        "places": list(spot.places),
        "precision": spot.precision.value,
        "claims": list(spot.claims),
        "inherited": spot.inherited,
        "within": list(spot.within),
        "page": maps.path(spot),
        "ranges": f"places/{spot.key}.json",
    }


def _ranges(corner: Corner) -> dict[str, Any]:
    """The figures of an incident's or a place's page."""
    return {
        "figures": [
            {**_figure(f), "harm": part.harm.value} for part in corner.parts for f in (part.alleged, part.admitted)
        ]
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "path": failure.path,
        "kind": failed(failure.reason),
        "reason": failure.reason,
        "exhibit": failure.exhibit,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "measure": figure.measure,
        "actor": figure.actor,
        "row": figure.row,
        "until": figure.until.isoformat() if figure.until else None,
        "low": figure.low,
        "high": figure.high,
        "feasible": figure.feasible,
        "reviewed": figure.reviewed,
        "unreviewed": figure.unreviewed,
        "policy": figure.policy,
        "codebook": figure.rule.stamp(),
        "best": figure.answer.best if figure.answer else None,
        "claims": list(figure.claims),
        "reserves": [s.as_json() for s in figure.reserves],
        "parts": list(figure.parts),
    }


def _proof(figure: Figure) -> dict[str, Any]:
    return {"answer": figure.answer.as_json()} if figure.answer else {}
