"""`estimate`: how many people no list has counted, and whether that figure may be published."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import Json, example
from bilan.cli.rendering import number, progress, say, say_json, say_table
from bilan.model.errors import Refused, WrongUse
from bilan.model.vocab import LANGS, Lang
from bilan.plugins.processes import end_with

if TYPE_CHECKING:
    from bilan.estimate import CaptureTable, Estimate, NoEstimate, Sensitivity, Verdict

_REFUSED = 3


class NoLists(Refused):
    """There is nothing yet from which missing people could be estimated."""


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan estimate table.csv",
            "bilan estimate table.csv --method lcmcr --strata year,sex --json",
            "bilan estimate table.csv --sensitivity --page estimate.html --lang ar",
        )
    )(estimate)


def estimate(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help="A .csv: a column of 0 and 1 per list, and a column Freq; or one line per person. Or a dossier.",
            show_default=False,
        ),
    ],
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="M",
            help="chapman, chao, loglinear, dga, lcmcr (or m0, mt, mh, mth, a plugin's). "
            "Default: dga up to six lists, lcmcr beyond, chapman for two.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="M", help="This log-linear model and no other: '[12,3]' (lists count from 1)."),
    ] = None,
    strata: Annotated[
        str, typer.Option("--strata", metavar="COLS", help="Columns that cut the people into groups: year,sex.")
    ] = "",
    lists: Annotated[
        str, typer.Option("--lists", metavar="COLS", help="Which columns are lists. Default: those of 0 and 1.")
    ] = "",
    derived: Annotated[
        list[str] | None,
        typer.Option("--derived", metavar="A=B", help="List A draws on list B: not independent of it. Repeatable."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Makes what is random repeatable.")] = 1,
    level: Annotated[float, typer.Option("--level", metavar="P", help="Of the interval.")] = 0.95,
    vary: Annotated[
        bool, typer.Option("--sensitivity", help="Ask again with other methods, priors, and each list left out.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .svg or .png (needs the extra `plots`).")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="OUT", help="One self-contained page about it: .html.")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Of the page, plot and terminal: fr, en or ar.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """Estimate how many people are on no list, from how the lists overlap.

    The figure always comes with what must be true for it to hold. Exit 3 when it should not be published, with the
    reasons; it is printed all the same, for those who look into it.
    """
    if not 0 < level < 1:
        raise WrongUse(f"--level {level} is not between 0 and 1", advice="write 0.95 for 95 %")
    if model is not None and method not in (None, "loglinear"):
        raise WrongUse(
            f"--model {model} is a log-linear model, and --method is {method}", advice="leave one of them out"
        )
    method = "loglinear" if model is not None else method
    spoken = _lang(lang)
    read = _read(table, strata, lists)
    copies = [_pair(text) for text in derived or ()]
    answers = _ask(read, method, level, seed, copies, model)
    varied = _vary(read, method, level, seed) if vary or page is not None else None
    if plot is not None or page is not None:
        _draw(read, answers, varied, plot, page, spoken)
    if as_json:
        say_json(_document(answers, varied))
    else:
        _show(answers, varied, spoken)
    if not all(one.verdict.publishable for one in answers):
        raise typer.Exit(_REFUSED)


# ------------------------------------------------------------------ the question


@dataclass(frozen=True, slots=True)
class Answer:
    """One stratum's answer (`stratum` is empty for all together), and the verdict on it."""

    stratum: dict[str, str]
    method: str
    n: int
    found: Estimate | NoEstimate
    verdict: Verdict
    seconds: float


def _read(path: Path, strata: str, lists: str) -> CaptureTable:
    from bilan.estimate import read_capture_table

    if path.is_dir():
        raise NoLists(
            f"{path} is a dossier, and a dossier holds no lists of people yet",
            why="claims count people without naming them: who is on which list cannot be known from them",
            advice="give a table: one line per person or per pattern, a column of 0 and 1 for each list",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path} is not a text table in UTF-8", advice="save it as CSV, UTF-8") from error
    named = _names(lists)
    whole = read_capture_table(text, strata=_names(strata))
    if not named or set(named) <= set(whole.lists):  # of the lists found, these: people on none of them drop out
        return whole.keep(named) if named else whole
    return read_capture_table(text, strata=_names(strata), lists=named)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _pair(text: str) -> tuple[str, str]:
    copy, sign, origin = text.partition("=")
    if not sign or not copy.strip() or not origin.strip():
        raise WrongUse(f"--derived {text!r} does not name two lists", advice="write A=B: list A draws on list B")
    return copy.strip(), origin.strip()


def _lang(words: str) -> Lang:
    for lang in LANGS:
        if words == lang:
            return lang
    raise WrongUse(f"--lang {words!r} is none of our languages", advice="use fr, en or ar")


def _ask(
    table: CaptureTable,
    method: str | None,
    level: float,
    seed: int,
    derived: list[tuple[str, str]],
    model: str | None = None,
) -> list[Answer]:
    """All together or, with strata, each: two at a time, and tables that are the same only once."""
    from bilan.estimate.methods import default_method, estimator

    parts = table.split()
    chosen = method or default_method(table)
    estimator(chosen)  # an unknown name is said before anything is computed
    if not table.by:
        with progress("estimating") as tell:
            found = one_answer(chosen, table, level, seed, model, lambda done: tell(round(100 * done), 100))
        return [_answer({}, chosen, table, *found, derived)]
    different = {one.hash: one for one in parts.values()}
    with progress("estimating") as tell, _workers(len(different)) as pool:
        running = {key: pool.submit(one_answer, chosen, one, level, seed, model) for key, one in different.items()}
        done = {}
        for count, (key, future) in enumerate(running.items(), 1):
            done[key] = future.result()
            tell(count, len(running))
    return [
        _answer(dict(zip(table.by, key, strict=True)), chosen, one, *done[one.hash], derived)
        for key, one in parts.items()
    ]


def _workers(parts: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(min(2, parts), initializer=end_with, initargs=(os.getpid(),))


def one_answer(
    method: str, table: CaptureTable, level: float, seed: int, model: str | None = None, tell: Any = None
) -> tuple[Estimate | NoEstimate, float]:
    """What the method says of one table, or why it says nothing; and the seconds it took. Runs in a child process."""
    from bilan.estimate import BadTable, NoEstimate
    from bilan.estimate.loglinear import loglinear
    from bilan.estimate.methods import Request, estimator

    start = time.perf_counter()
    found: Estimate | NoEstimate
    try:
        if model is not None:
            found = loglinear(table, model=model, level=level)
        else:
            found = estimator(method).run(table, Request(level, seed, 2 if tell else 1, tell))
    except NoEstimate as no:
        found = no
    except BadTable as bad:  # of a stratum: too few lists are left in it
        found = NoEstimate(bad.what, reason="fewer_than_three_lists", why=bad.why, advice=bad.advice)
    return found, time.perf_counter() - start


def _answer(
    stratum: dict[str, str],
    method: str,
    table: CaptureTable,
    found: Estimate | NoEstimate,
    seconds: float,
    derived: list[tuple[str, str]],
) -> Answer:
    from bilan.estimate import publishable

    verdict = publishable(table, found, derived=derived)
    return Answer(stratum, method, table.n, found, verdict, seconds)


def _vary(table: CaptureTable, method: str | None, level: float, seed: int) -> Sensitivity:
    from bilan.estimate import Request, sensitivity

    with progress("varying what is assumed") as tell:
        return sensitivity(
            table,
            method=method,
            ask=Request(level, seed),
            report=lambda what, share: tell(round(100 * share), 100, what),
        )


def _draw(
    table: CaptureTable,
    answers: list[Answer],
    varied: Sensitivity | None,
    plot: Path | None,
    page: Path | None,
    lang: Lang,
) -> None:
    from bilan.release.estimate_page import draw_estimate, write_estimate_page

    if plot is not None:
        draw_estimate(plot, table, [a.found for a in answers], varied, lang)
    if page is not None:
        write_estimate_page(page, table, [(a.stratum, a.found, a.verdict) for a in answers], varied)


# ------------------------------------------------------------------ for machines


def _document(answers: list[Answer], varied: Sensitivity | None) -> dict[str, Any]:
    alone = len(answers) == 1 and not answers[0].stratum
    document = _one(answers[0]) if alone else _together(answers)
    if varied is not None:
        document["sensitivity"] = {
            "method": varied.method,
            "medians": _range(varied.medians),
            "envelope": _range(varied.envelope),
            "rows": [
                {
                    "change": row.change.value,
                    "what": row.what,
                    "estimate": _figures(row.estimate) if row.estimate else None,
                    "refused": row.refused,
                    "publishable": row.publishable,
                }
                for row in (varied.base, *varied.rows)
            ],
        }
    return document


def _one(answer: Answer) -> dict[str, Any]:
    from bilan.estimate import Estimate

    found, verdict = answer.found, answer.verdict
    return {
        "method": answer.method,
        "n_observed": answer.n,
        "estimate": _figures(found) if isinstance(found, Estimate) else None,
        "assumption": dict(verdict.assumption) if verdict.assumption else None,
        "publishable": verdict.publishable,
        "reasons": [reason.as_json for reason in verdict.reasons],
        "warnings": [reason.as_json for reason in verdict.warnings],
        "unreachable": dict(verdict.always.words),
        "diagnostics": dict(found.diagnostics) if isinstance(found, Estimate) else {},
        "table_hash": found.table_hash if isinstance(found, Estimate) else "",
        "seconds": round(answer.seconds, 3),
    }


def _together(answers: list[Answer]) -> dict[str, Any]:
    """Strata, and their sum where each has a figure."""
    from bilan.estimate import Estimate, total

    ready = [a.found for a in answers if isinstance(a.found, Estimate)]
    whole = total(ready) if len(ready) == len(answers) else None
    first = answers[0].verdict
    return {
        "method": answers[0].method,
        "n_observed": sum(a.n for a in answers),
        "estimate": _figures(whole) if whole else None,
        "assumption": next((dict(a.verdict.assumption) for a in answers if a.verdict.assumption), None),
        "publishable": all(a.verdict.publishable for a in answers),
        "reasons": [
            reason.as_json | {"stratum": " / ".join(a.stratum.values())}
            for a in answers
            for reason in a.verdict.reasons
        ],
        "unreachable": dict(first.always.words),
        "diagnostics": {"strata": len(answers), "without_estimate": len(answers) - len(ready)},
        "seconds": round(sum(a.seconds for a in answers), 3),
        "strata": [{"stratum": a.stratum} | _one(a) for a in answers],
    }


def _figures(found: Estimate) -> dict[str, Any]:
    return {
        "median": found.median,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "level": found.level,
    }


def _range(pair: tuple[float, float] | None) -> dict[str, float] | None:
    return {"low": pair[0], "high": pair[1]} if pair else None


# ------------------------------------------------------------------ for people


def _show(answers: list[Answer], varied: Sensitivity | None, lang: Lang) -> None:
    from bilan.estimate import Estimate

    for answer in answers:
        if answer.stratum:
            say("", ", ".join(f"{k} {v}" for k, v in answer.stratum.items()))
        found = answer.found
        if isinstance(found, Estimate):
            say(
                f"{number(answer.n)} people on the lists; in all {number(round(found.median))} "
                f"({_bounds(found)}, {found.level:.0%}) by {found.method}."
            )
        else:
            say(f"{number(answer.n)} people on the lists; {answer.method} gives no estimate.", f"  {found.one_line}")
        verdict = answer.verdict
        if verdict.assumption:
            say(f"  If this holds: {verdict.assumption[lang]}")
        say(f"  {verdict.always.words[lang]}")
        for reason in verdict.warnings:
            say(f"  Note: {reason.words[lang]}")
        for reason in verdict.reasons:
            say(f"  Not to be published: {reason.words[lang]}")
    if varied is not None:
        say("", f"If something else is assumed (around {varied.method}):")
        rows = [
            [row.change.value, row.what, _median(row.estimate), _bounds(row.estimate) if row.estimate else row.refused]
            for row in (varied.base, *varied.rows)
        ]
        say_table(["change", "", "in all", "interval"], rows, numbers=[2])


def _median(found: Estimate | None) -> str:
    return number(round(found.median)) if found else "–"


def _bounds(found: Estimate) -> str:
    return f"{number(round(found.low))} – {number(round(found.high)) if found.high is not None else '…'}"
