"""A chain of custody as one page that needs nothing else: to be printed, signed and put into a file."""

from __future__ import annotations

from html import escape

from bilan.evidence.custody import Custody, Event, event_label, facts_in_words, labels

_STYLE = (
    "body{font:11pt/1.4 'Noto Serif','Noto Naskh Arabic',serif;margin:2cm;max-inline-size:60em}"
    "table{border-collapse:collapse;inline-size:100%}"
    "th,td{border-block-end:1px solid #999;padding:.3em .5em;text-align:start;vertical-align:top}"
    "tr{break-inside:avoid}code{font-size:8pt;overflow-wrap:anywhere}dt{font-weight:bold}"
)


def page(found: Custody, lang: str) -> str:
    """The whole page in one of the three languages. Names and details are shown as text, whatever they hold."""
    words = labels()
    facts = {key: words["facts"][key][lang] for key in words["facts"]}
    head = "".join(f"<th scope='col'>{escape(words['columns'][c][lang])}</th>" for c in words["columns"])
    title = escape(f"{words['title'][lang]}: {found.name}")
    return (
        f"<!DOCTYPE html>\n<html lang='{lang}' dir='{'rtl' if lang == 'ar' else 'ltr'}'><head><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<meta name='robots' content='noindex'><title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(words['title'][lang])}</h1><p><bdi>{escape(found.name)}</bdi></p><dl>"
        f"<dt>{escape(facts['sha256'])}</dt><dd><code dir='ltr'>{escape(found.exhibit)}</code></dd>"
        f"<dt>{escape(facts['size'])}</dt><dd>{found.size}</dd>"
        f"<dt>{escape(facts['intact'])}</dt><dd>{escape(facts['yes'] if found.intact else facts['no'])}</dd></dl>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_row(e, lang) for e in found.events)}</tbody></table>"
        "</body></html>\n"
    )


def _row(e: Event, lang: str) -> str:
    cells = (
        str(e.seq),
        f"<bdi dir='ltr'>{escape(e.time)}</bdi>",
        escape(event_label(e)[lang]),
        f"<bdi>{escape(e.by)}</bdi>",
        f"<bdi>{escape(facts_in_words(e, lang))}</bdi>",
        f"<code dir='ltr'>{escape(e.commitment)}</code>",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
