"""From bytes to text: which characters were meant. Code points stay as they are; only line ends are made equal."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_CLUSTERED = ("cp1256", "iso8859_6", "cp1251", "koi8_r", "cp1253", "cp1255")
_SAMPLE = 200_000


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the charset it was written in; `declared` is what the document itself claims.

    >>> decode("قُتل ١٠٥ مدنيين في المدينة القديمة".encode("cp1256", "ignore"))[1]
    'cp1256'
    >>> decode("105 civils tués, dont 12 blessés évacués".encode("cp1252"))
    ('105 civils tués, dont 12 blessés évacués', 'cp1252')
    """
    charset = _charset_of(data, declared)
    return _even_line_ends(data.decode(charset, errors="replace")), charset.removesuffix("-sig")


def _charset_of(data: bytes, declared: str | None) -> str:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return charset
    if b"\0" in data[:_SAMPLE]:
        wide = _without_mark(data)
        if wide:
            return wide
    if _fits(data, "utf-8"):
        return "utf-8"
    if declared and _fits(data, declared):
        return codecs.lookup(declared).name
    return _single_byte(data)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 that does not say so: half of it reads as plain text, the other half as rare signs."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    likely = {c: _plausibility(sample[: len(sample) - len(sample) % 2], c) for c in ("utf-16-le", "utf-16-be")}
    best = max(likely, key=lambda c: likely[c])
    return best if likely[best] > 0.9 and len(data) % 2 == 0 else None


def _plausibility(sample: bytes, charset: str) -> float:
    text = sample.decode(charset, errors="replace")
    plain = sum(1 for c in text if c.isspace() or " " <= c <= "\u024f" or "\u0600" <= c <= "\u06ff" or "–" <= c <= "…")
    return plain / max(1, len(text))


def _fits(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        return False
    return True


def _single_byte(data: bytes) -> str:
    """Accents stand alone between Latin letters; other scripts come in runs."""
    runs = [len(m.group()) for m in _HIGH.finditer(data[:_SAMPLE])]
    if sum(n for n in runs if n > 1) < 0.5 * sum(runs):
        return "cp1252" if _fits(data, "cp1252") else "latin-1"
    arabic = data[:_SAMPLE].decode("cp1256", errors="replace")
    high = [c for c in arabic if c > "\x7f"]
    if sum(1 for c in high if "\u0600" <= c <= "\u06ff") > 0.9 * len(high):
        guess = from_bytes(data[:_SAMPLE], cp_isolation=list(_CLUSTERED)).best()
        return guess.encoding if guess and guess.encoding == "iso8859_6" else "cp1256"
    guess = from_bytes(data[:_SAMPLE]).best()
    return guess.encoding if guess and _fits(data, guess.encoding) else "cp1252"


def _even_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
