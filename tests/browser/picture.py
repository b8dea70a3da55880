"""What the picture of a page shows, whatever its code says: ink, the side that lines begin on, joined letters.

Each check returns sentences; none means that nothing was found.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page
from tests.browser.layout import lines_of_text

Grey = NDArray[np.int16]  # rows × columns, 0 black to 255 white
Ink = NDArray[np.bool_]

LEAST_INK = 0.005  # a page of text covers 3 to 8 per cent of its paper; the emptiest real one 1 per cent
LEAST_ENTROPY = 0.2  # bits a pixel
_FAINT = 60  # how far from the paper a pixel must be to count as ink


def picture(page: Page, *, whole: bool = True) -> Grey:
    """The page as the screen shows it, in grey."""
    return np.asarray(Image.open(BytesIO(page.screenshot(full_page=whole))).convert("L")).astype(np.int16)


def ink(grey: Grey) -> Ink:
    """Where something stands out from the commonest shade, the paper."""
    paper = np.bincount(grey.ravel(), minlength=256).argmax()
    return np.asarray(np.abs(grey - int(paper)) > _FAINT)


def entropy(grey: Grey) -> float:
    """Bits a pixel: 0 for a picture of one shade."""
    share = np.bincount(grey.ravel(), minlength=256) / grey.size
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def blank(grey: Grey) -> list[str]:
    """Too little ink or too few shades for a page that says something."""
    found = []
    if (share := float(ink(grey).mean())) < LEAST_INK:
        found.append(f"ink covers {share:.2%} of the picture")
    if (bits := entropy(grey)) < LEAST_ENTROPY:
        found.append(f"the picture holds {bits:.2f} bits a pixel")
    return found


def unseen(page: Page, grey: Grey) -> list[str]:
    """Words that are there for a program but not for an eye: no shade stands out where they lie.

    What is narrower than a letter is a space at the end of a line.
    """
    scale = grey.shape[1] / page.evaluate("document.documentElement.clientWidth")
    found = []
    for line in lines_of_text(page):
        top, bottom, left, right = (int(line[edge] * scale) for edge in ("top", "bottom", "left", "right"))
        crop = grey[top:bottom, left:right]
        if crop.size and right - left > 10 * scale and int(crop.max()) - int(crop.min()) < _FAINT:
            found.append(f"“{line['words']}” cannot be seen")
    return found


def beginning(grey: Grey) -> float:
    """Which side lines begin on: above 0 the right, below 0 the left, as a share of the lines.

    Lines begin at one edge, each at the same place, and end where their words end. So we look for the edge where most
    lines meet. Meant for a page of one column, as on a phone.
    """
    dark = _without_rules(ink(grey))
    rows = dark.any(axis=1)
    starts = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8)))
    lines = [dark[a:b].any(axis=0) for a, b in zip(starts[::2], starts[1::2], strict=True) if b - a > 6]
    lefts = [int(line.argmax()) for line in lines]
    rights = [int(len(line) - 1 - line[::-1].argmax()) for line in lines]
    return (_meeting(rights) - _meeting(lefts)) / max(1, len(lines))


def _without_rules(dark: Ink, tall: int = 48, wide: int = 160) -> Ink:
    """The ink without frames, rules and filled areas: what runs on straight for longer than a letter does."""
    return dark & ~_runs_of(dark, tall) & ~_runs_of(dark.T, wide).T


def _runs_of(dark: Ink, length: int) -> Ink:
    """Where ink lies in an unbroken run of at least this many rows."""
    if dark.shape[0] < length:
        return np.zeros_like(dark)
    sums = np.concatenate([np.zeros((1, dark.shape[1]), np.int32), np.cumsum(dark, axis=0, dtype=np.int32)])
    full = (sums[length:] - sums[:-length]) == length  # a run begins here
    marks = np.zeros((dark.shape[0] + 1, dark.shape[1]), np.int32)
    marks[: len(full)] += full
    marks[length : length + len(full)] -= full
    return np.asarray(np.cumsum(marks, axis=0)[:-1] > 0)


def _meeting(ends: list[int]) -> int:
    """How many lines end within 6 pixels of the place where most do."""
    where = np.asarray(ends, dtype=np.int32)
    return max((int((np.abs(where - end) <= 6).sum()) for end in set(ends)), default=0)


# Quotations that run the other way than the page; they are left out.
_QUOTED = r"""
lang => [...document.querySelectorAll(`main [dir=${lang === 'ar' ? 'ltr' : 'rtl'}]`)]
  .map(el => el.getBoundingClientRect()).map(b => [b.top + scrollY, b.bottom + scrollY, b.left, b.right])
"""


def on_the_wrong_side(page: Page, grey: Grey, lang: str) -> list[str]:
    """Lines that meet at the left in Arabic, or at the right in French and English, in a picture of one column."""
    scale = grey.shape[1] / page.evaluate("document.documentElement.clientWidth")
    plain = grey.copy()
    for box in page.evaluate(_QUOTED, lang):
        top, bottom, left, right = (max(0, int(edge * scale)) for edge in box)
        if top < plain.shape[0] and left < plain.shape[1]:
            plain[top:bottom, left:right] = plain[top, left]
    lean = beginning(plain)
    if (lean > 0) == (lang == "ar") and abs(lean) > 0.02:
        return []
    return [f"lines begin on the {'right' if lean > 0 else 'left'} ({lean:+.2f}), which is wrong for {lang}"]


# ---------------------------------------------------------------- joined letters

# Words whose letters all join the next one, so that their ink has no gap from the first letter to the last.
_WORDS = r"""
() => {
  const JOINING = 'بتثجحخسشصضطظعغفقكلمنهيئ', ARABIC = /[\u0600-\u06FF\u200c\u200d]/;
  const word = new RegExp(`[${JOINING}\u200c]{2,}[${JOINING}ىهةنمرود]`, 'g');
  const found = [];
  for (const el of document.querySelectorAll('main *')) {
    if (!el.checkVisibility() || getComputedStyle(el).clipPath !== 'none' || el.closest('svg')) continue;
    const link = el.closest('a');
    if (link && getComputedStyle(link).textDecorationLine !== 'none') continue;  // its line would fill every gap
    for (const node of el.childNodes) {
      if (node.nodeType !== 3) continue;
      for (const hit of node.data.matchAll(word)) {
        const end = hit.index + hit[0].length;
        if (ARABIC.test(node.data[hit.index - 1] || ' ') || ARABIC.test(node.data[end] || ' ')) continue;
        const range = document.createRange(); range.setStart(node, hit.index); range.setEnd(node, end);
        const boxes = range.getClientRects(), box = boxes[0];
        if (boxes.length !== 1 || box.width < 12) continue;
        found.push({word: hit[0].replace(/\u200c/g, ''), x: box.left + scrollX, y: box.top + scrollY, width: box.width, height: box.height});
      }
    }
  }
  const step = Math.max(1, Math.floor(found.length / 24));
  return found.filter((_, i) => i % step === 0);
}
"""

# The same word twice in the same type: as written, and with a mark between the letters that keeps them apart.
_TWICE = r"""
word => {
  const width = text => {
    const probe = document.createElement('span');
    probe.textContent = text; probe.lang = 'ar'; probe.style.cssText = 'position:absolute;white-space:nowrap';
    document.querySelector('main h1').append(probe);
    const found = probe.getBoundingClientRect().width;
    probe.remove();
    return found;
  };
  return [width(word), width([...word].join('\u200c'))];
}
"""


def unjoined(page: Page, grey: Grey) -> list[str]:
    """Arabic words of this page whose letters stand apart, seen in its picture."""
    words = page.evaluate(_WORDS)
    if not words:
        return ["no Arabic word to look at"]
    found = []
    scale = grey.shape[1] / page.evaluate("document.documentElement.clientWidth")
    for word in words:
        top, left = int(word["y"] * scale), int(word["x"] * scale)
        crop = grey[top : top + int(word["height"] * scale), left + 1 : left + int(word["width"] * scale) - 1]
        if crop.size and (parts := _runs(ink(crop))) != 1:
            found.append(f"{word['word']} stands in {parts} pieces")
    together, apart = page.evaluate(_TWICE, "مستشفى")
    if abs(together - apart) < 1:
        found.append("a word is as wide with its letters kept apart as it is in one piece")
    return found


def _runs(dark: Ink) -> int:
    """How many stretches of columns hold ink; a gap of one pixel is no gap."""
    columns = np.flatnonzero(dark.any(axis=0))
    return int((np.diff(columns) > 2).sum()) + 1 if columns.size else 0
