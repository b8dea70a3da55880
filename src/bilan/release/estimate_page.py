"""The page of an estimate: one self-contained file in three languages, each plot beside a table of its numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup, escape

from bilan.estimate import CaptureTable, Estimate, NoEstimate, Sensitivity, Verdict
from bilan.estimate.pictures import histogram, overlaps
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS, Lang
from bilan.release.escape import plain
from bilan.release.estimate_drawing import distribution, fan, stacked, upset
from bilan.release.words import Words, typeset

Answer = tuple[Mapping[str, str], Estimate | NoEstimate, Verdict]
_NAMES = {"fr": "Français", "en": "English", "ar": "العربية"}
_SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_STYLE = """
.drawn { inline-size: 100%; block-size: auto; direction: ltr; font-family: var(--sans); font-size: 13px; }
.drawn text { fill: var(--ink); } .drawn .mark { fill: var(--accent); stroke: var(--accent); }
.drawn .pale { fill: var(--strong-rule); stroke: var(--strong-rule); } .drawn .rule { stroke: var(--rule); }
article + article { border-block-start: 3px solid var(--ink); margin-block-start: 4rem; }
"""


def write_estimate_page(
    path: Path, table: CaptureTable, answers: Sequence[Answer], varied: Sensitivity | None = None
) -> None:
    """Write the page: what the lists say, what must be true, what speaks against publishing, plots and their tables."""
    css = files("bilan.release").joinpath("site.css").read_text(encoding="utf-8")
    body = "".join(_article(lang, table, answers, varied) for lang in LANGS)
    languages = "".join(f'<li><a href="#{lang}" lang="{lang}">{_NAMES[lang]}</a></li>' for lang in LANGS)
    path.write_text(
        "<!doctype html>\n"
        f'<html lang="{LANGS[0]}" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow, noarchive">\n<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'\">\n"
        f'<title>{_say(LANGS[0], "title")} · Bilan</title>\n<link rel="icon" href="data:,">\n'
        f"<style>{css}{_STYLE}</style>\n</head>\n<body>\n"
        f'<header class="top"><div class="bar"><span class="brand">Bilan</span><nav class="languages" aria-label="'
        f'{" · ".join(_NAMES[lang] for lang in LANGS)}"><ul>{languages}</ul></nav></div></header>\n'
        f'<main id="main">\n{body}</main>\n</body>\n</html>\n',
        encoding="utf-8",
    )


def draw_estimate(
    path: Path,
    table: CaptureTable,
    answers: Sequence[Estimate | NoEstimate],
    varied: Sensitivity | None,
    lang: Lang,
) -> None:
    """Write the plots as one file: .svg as drawn on the page, .png with matplotlib."""
    kind = path.suffix.lower()
    if kind == ".png":
        from bilan.estimate.plots import save_png

        save_png(path, table, [one for one in answers if isinstance(one, Estimate)], varied)
    elif kind == ".svg":
        drawings = [d for answer in answers for d in _posterior(lang, answer)]
        drawings += [] if varied is None else _fan(lang, varied)
        path.write_text(stacked([*drawings, _upset(lang, table)]), encoding="utf-8")
    else:
        raise WrongUse(f"--plot {path.name} is neither .svg nor .png", advice="choose one of the two endings")


# ------------------------------------------------------------------ one language


def _article(lang: Lang, table: CaptureTable, answers: Sequence[Answer], varied: Sensitivity | None) -> str:
    words = Words(lang)
    parts = [f"<h1>{_say(lang, 'title')}</h1>", f'<p class="lead">{_say(lang, "listed", n=table.n)}</p>']
    for stratum, found, verdict in answers:
        if stratum:
            parts.append(f"<h2>{escape(' · '.join(f'{k} {v}' for k, v in stratum.items()))}</h2>")
        parts += _answer(lang, found, verdict)
    if varied is not None and varied.answered:
        title, drawing = _fan(lang, varied)[0]
        parts.append(f"<h2>{title}</h2>{drawing}{_fan_table(lang, varied)}")
    title, drawing = _upset(lang, table)
    parts.append(f"<h2>{title}</h2>{drawing}{_overlap_table(lang, table)}")
    hashes = "".join(f"<p class='small'>{_say(lang, 'table_hash')}: <code>{table.hash}</code></p>")
    parts.append(f"<h2>{_say(lang, 'how')}</h2>{hashes}")
    parts += [_diagnostics(found) for _, found, _ in answers if isinstance(found, Estimate)]
    return f'<article id="{lang}" lang="{lang}" dir="{words.direction}">{"".join(parts)}</article>\n'


def _answer(lang: Lang, found: Estimate | NoEstimate, verdict: Verdict) -> list[str]:
    parts = []
    if isinstance(found, Estimate):
        key = "answer" if found.high is not None else "bound"
        text = _say(
            lang,
            key,
            n=round(found.median),
            low=round(found.low),
            high=round(found.high or 0),
            level=round(100 * found.level),
            method=found.method,
        )
        parts.append(f'<p class="big">{text}</p>')
    else:
        parts.append(f'<p class="big">{_say(lang, "none")}</p>')
    if verdict.reasons:
        items = "".join(f"<li>{_text(lang, r.words[lang])}{_detail(r.detail)}</li>" for r in verdict.reasons)
        parts.append(f'<div class="warning"><h3>{_say(lang, "refused")}</h3><ul>{items}</ul></div>')
    if verdict.assumption:
        parts.append(f"<h3>{_say(lang, 'if')}</h3><p>{_text(lang, verdict.assumption[lang])}</p>")
    notes = [verdict.always, *verdict.warnings]
    items = "".join(f"<li>{_text(lang, note.words[lang])}</li>" for note in notes)
    parts.append(f"<h3>{_say(lang, 'notes')}</h3><ul>{items}</ul>")
    for title, drawing in _posterior(lang, found):
        parts.append(f"<h3>{title}</h3>{drawing}")
        assert isinstance(found, Estimate)
        assert found.distribution is not None
        rows = [
            (f"{_number(lang, round(1000 * p) / 10)} %", _number(lang, round(found.distribution.quantile(p))))
            for p in _SHARES
        ]
        parts.append(_table(lang, ("share", "number"), rows))
    return parts


def _detail(text: str) -> str:
    return f' <bdi lang="en" class="small">{escape(plain(text))}</bdi>' if text else ""


def _diagnostics(found: Estimate) -> str:
    rows = "".join(
        f"<dt><code>{escape(name)}</code></dt><dd><code>{escape(plain(str(value)))}</code></dd>"
        for name, value in found.diagnostics.items()
        if isinstance(value, int | float | str)
    )
    return f'<dl dir="ltr" class="small">{rows}</dl>'


# ------------------------------------------------------------------ plots and the tables beside them


def _posterior(lang: Lang, found: Estimate | NoEstimate) -> list[tuple[str, Markup]]:
    held = histogram(found) if isinstance(found, Estimate) else None
    if held is None or not isinstance(found, Estimate):
        return []
    alt = _say(lang, "posterior_alt", low=round(held.edges[0]), high=round(held.edges[-1]), n=round(found.median))
    return [(_say(lang, "posterior"), distribution(held, found, alt, Words(lang).number))]


def _fan(lang: Lang, varied: Sensitivity) -> list[tuple[str, Markup]]:
    bounds = varied.envelope or varied.medians
    if bounds is None:
        return []
    names = [f"{_say(lang, row.change.value)} {plain(row.what)}" for row in varied.answered]
    alt = _say(lang, "fan_alt", low=round(bounds[0]), high=round(bounds[1]))
    return [(_say(lang, "fan"), fan(varied, names, alt, Words(lang).number))]


def _fan_table(lang: Lang, varied: Sensitivity) -> str:
    rows = []
    for row in (varied.base, *varied.rows):
        name = f"{_say(lang, row.change.value)} {plain(row.what)}"
        if row.estimate is None:
            rows.append((name, "–", row.refused))
            continue
        high = "…" if row.estimate.high is None else _number(lang, round(row.estimate.high))
        rows.append(
            (name, _number(lang, round(row.estimate.median)), f"{_number(lang, round(row.estimate.low))} – {high}")
        )
    return _table(lang, ("changed", "number", "interval"), rows)


def _upset(lang: Lang, table: CaptureTable) -> tuple[str, Markup]:
    found = overlaps(table)
    alt = _say(lang, "overlaps_alt", n=found[0].people)
    lists = [plain(name) for name in table.lists]
    return _say(lang, "overlaps"), upset(lists, table.sizes, found, alt, Words(lang).number)


def _overlap_table(lang: Lang, table: CaptureTable) -> str:
    rows = [(" + ".join(plain(name) for name in one.lists), _number(lang, one.people)) for one in overlaps(table)]
    return _table(lang, ("combination", "people"), rows)


def _table(lang: Lang, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_say(lang, column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{_say(lang, columns[0])}"><table class="grid"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _say(lang: Lang, key: str, **values: int | str) -> str:
    words = Words(lang)
    shown = {k: words.number(v) if isinstance(v, int) else v for k, v in values.items()}
    return str(escape(typeset(lang, _sentences()[key][lang]).format(**shown)))


def _text(lang: Lang, sentence: str) -> str:
    return str(escape(typeset(lang, Words(lang).digits(sentence))))


def _number(lang: Lang, value: float) -> str:
    if value == int(value):
        return Words(lang).number(int(value))
    return Words(lang).digits(f"{value:.1f}".replace(".", "٫" if lang == "ar" else "," if lang == "fr" else "."))


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("bilan.release").joinpath("estimate_page.toml").read_text(encoding="utf-8"))
