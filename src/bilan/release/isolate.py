"""Words of another language inside a sentence of ours: each keeps its own direction, so that nothing beside it jumps.

A quotation keeps its marks outside and its own punctuation inside. A name in another script is isolated where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

_CLOSES = {"«": "»", "“": "”"}
_ARABIC = r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_HAS_ARABIC = re.compile(f"[{_ARABIC}]")
_LATIN = r"A-Za-zÀ-ɏ0-9"
# A name in Latin letters, with the bracket that may end it: "Daily Mail (Sunday)".
_LATIN_RUN = re.compile(
    rf"[A-Za-zÀ-ɏ](?:[{_LATIN} .,'’&_/-]*[{_LATIN}])?(?: ?\((?=[^()]*[A-Za-zÀ-ɏ])[{_LATIN} .,'’&_/-]+\))?"
)
_ARABIC_RUN = re.compile(f"[{_ARABIC}](?:[{_ARABIC} ]*[{_ARABIC}])?")


def isolated(text: str, lang: str, ours: Callable[[str], str], quoted_in: str | None = None) -> Markup:
    """A sentence as markup. `ours` writes our own words (digits, spaces); `quoted_in`: the language of quotations;
    None: what stands between the marks is ours too, such as the name of a place.

    >>> isolated("« 80 مدنيا » (SNHR)", "fr", str, "ar")
    Markup('« <bdi lang="ar" dir="rtl">80 مدنيا</bdi> » (SNHR)')
    >>> isolated("١١٩ (Harbour Post)", "ar", str)
    Markup('١١٩ (<bdi dir="ltr">Harbour Post</bdi>)')
    """
    found = Markup("")
    for part, is_quoted in _parts(text):
        found += quotation(part, quoted_in) if is_quoted and quoted_in else _named(part, lang, ours)
    return found


def quotation(words: str, lang: str | None) -> Markup:
    """Somebody's words, in their own language and direction."""
    said = Markup(' lang="{}"').format(lang) if lang else Markup("")
    return Markup('<bdi{} dir="{}">{}</bdi>').format(said, direction(lang), words)


def direction(lang: str | None) -> str:
    if lang is None:
        return "auto"
    return "rtl" if lang.split("-")[0] in ("ar", "fa", "ckb", "he", "ur") else "ltr"


def is_arabic(text: str) -> bool:
    return bool(_HAS_ARABIC.search(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in turns: our words with their quotation marks, and what stands between the marks."""
    start = at = 0
    while at < len(text):
        closing = _CLOSES.get(text[at])
        end = _closing(text, at, text[at], closing) if closing else -1
        if end < 0:
            at += 1
            continue
        inner = text[at + 1 : end]
        words = inner.strip()
        head = at + 1 + len(inner) - len(inner.lstrip())
        yield text[start:head], False
        yield words, True
        start = head + len(words)
        at = end + 1
    yield text[start:], False


def _closing(text: str, at: int, opens: str, closes: str) -> int:
    """Where the quotation that opens at a place ends, quotations inside it included; -1: nowhere."""
    depth = 0
    for n in range(at, len(text)):
        depth += (text[n] == opens) - (text[n] == closes)
        if not depth:
            return n
    return -1


def _named(text: str, lang: str, ours: Callable[[str], str]) -> Markup:
    """Our own words, with each name of another script in its own direction."""
    pattern, way = (_LATIN_RUN, Markup('<bdi dir="ltr">{}</bdi>')) if lang == "ar" else (
        _ARABIC_RUN, Markup('<bdi lang="ar" dir="rtl">{}</bdi>')
    )  # fmt: skip
    found, at = Markup(""), 0
    for run in pattern.finditer(text):
        found += escape(ours(text[at : run.start()])) + way.format(run[0])
        at = run.end()
    return found + escape(ours(text[at:]))
