"""What the words around a number make of it: at least, more than, about, only, from … to …"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge
from bilan.search.phrases import adjacent
from bilan.search.words import Word, fold, stems

VAGUE = {
    "dozens": (20, Hedge.DOZENS),
    "hundreds": (200, Hedge.HUNDREDS),
    "thousands": (2000, Hedge.THOUSANDS),
    "dozens_of_thousands": (20_000, Hedge.DOZENS),
    "hundreds_of_thousands": (200_000, Hedge.HUNDREDS),
    "millions": (2_000_000, Hedge.THOUSANDS),
}
_AFTER = frozenset(("على الأقل", "على أقل تقدير", "فقط", "لا غير", "تقريبا", "كحد أدنى", "فحسب", "وحسب"))
_RISES = frozenset(map(fold, ("ارتفع", "ارتفعت", "ارتفاع", "يرتفع", "ترتفع", "زاد", "زادت", "ازداد", "قفز", "قفزت", "رفع", "رفعت", "انخفض", "انخفضت", "تراجع", "تراجعت", "صعد", "لترتفع", "ليرتفع")))  # fmt: skip


def quantity_of(value: int, hedge: str | None, verbatim: str, low: int | None) -> Quantity:
    """A count with its hedge; `low`: the lower end of a range."""
    if low is not None and low < value:
        return Quantity.between(low, value, verbatim)
    if hedge == "at_least":
        return Quantity.at_least(value, verbatim)
    if hedge == "more_than":
        return Quantity.more_than(value, verbatim)
    if hedge == "about":
        return Quantity.about(value, verbatim)
    if hedge == "up_to" and value > 1:
        return Quantity.up_to(value, verbatim)
    if hedge == "less_than" and value > 2:
        return Quantity.up_to(value - 1, verbatim)
    if hedge == "only":
        return Quantity.only(value, verbatim)
    return Quantity.exactly(value, verbatim)


def hedge_before(text: str, cut: Sequence[Word], i: int, s: Sentence) -> tuple[int, str | None, int | None]:
    """A hedge that ends where the number begins; "بين 80 و120" gives the lower end, "من 12 إلى 19" unless it rises."""
    book = lists().books["hedge"]
    for k in range(max(s.first, i - 5), i):
        hit = book.longest(text, cut, k)
        if hit is not None and hit.last == i:
            return k, str(hit.entry.value), None
    for k in range(max(s.first, i - 6), i):
        low = read_number(text, cut, k)
        if low is None or low[1] > i or (k > s.first and low[1] == k):
            continue
        opens = cut[k - 1].folded if k > s.first else ""
        gap = [w.folded for w in cut[low[1] : i]]
        joined = gap in (["و"], ["الي"], ["او"]) or (not gap and cut[i].folded.startswith("و"))
        if not joined or any(c in text[cut[low[1] - 1].end : cut[i].start] for c in ".,،؛:()\n"):
            continue
        if opens in ("بين", "وبين") and gap != ["الي"]:
            return (k - 2 if cut[k - 2].folded in ("ما", "يتراوح", "تتراوح") else k - 1), None, low[0]
        if gap == ["الي"] and opens in ("من", "بين") and not rises(cut, k, s):
            return k - 1, None, low[0]
        if gap in (["او"], ["الي"]) and opens not in ("من", "الي") and not rises(cut, k, s):
            return k, None, low[0]
    return i, None, None


def rises(cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "ارتفع عدد القتلى من 12 إلى 19": one toll and a later one, no range."""
    return any(stem in _RISES for w in cut[max(s.first, i - 10) : i] for stem, _, _ in stems(w.folded))


def hedge_after(text: str, cut: Sequence[Word], end: int, s: Sentence) -> str | None:
    """A hedge behind the noun: "4 نساء على الأقل"."""
    for k in range(end, min(end + 3, s.last)):
        hit = lists().books["hedge"].longest(text, cut, k)
        if hit is not None and hit.entry.written in _AFTER:
            return str(hit.entry.value)
        if not adjacent(text, cut[k - 1].end, cut[k].start):
            break
    return None


def digit_range(text: str, cut: Sequence[Word], i: int) -> tuple[int, int, int] | None:
    """ "10-15 شخصا": the two ends and the word after them."""
    if i + 2 >= len(cut) or not (cut[i].folded.isdigit() and cut[i + 1].folded.isdigit()):
        return None
    if text[cut[i].end : cut[i + 1].start].strip() not in ("-", "–", "—"):
        return None
    around = text[max(0, cut[i].start - 1) : cut[i].start] + text[cut[i + 1].end : cut[i + 1].end + 1]
    if any(c in "-–/.:" for c in around) or len(cut[i].folded) > 6 or len(cut[i + 1].folded) > 6:
        return None
    low, high = int(cut[i].folded), int(cut[i + 1].folded)
    return (low, high, i + 2) if 0 < low < high else None
