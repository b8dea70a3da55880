"""What the laid-out page says about itself: what overflows, is cut off, lies on something else, or is not mirrored.

Each check returns sentences; none means that nothing was found.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Shared by the checks: what a reader can see, and where its text lies.
_HELPERS = r"""
const named = el => el.tagName.toLowerCase() + (el.className && el.className.baseVal === undefined ? '.' + String(el.className).trim().replace(/\s+/g, '.') : '');
const heard = el => {  // for screen readers only: an inset of half the box, or one pixel
  for (let e = el; e; e = e.parentElement) if (getComputedStyle(e).clipPath.startsWith('inset(50%')) return true;
  return false;
};
const scrolls = el => ['auto', 'scroll'].includes(getComputedStyle(el).overflowX);
const inScroller = el => { for (let e = el.parentElement; e; e = e.parentElement) if (scrolls(e)) return true; return false; };
const seen = el => el.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !heard(el);
const texts = root => {
  const found = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !seen(node.parentElement)) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({el: node.parentElement, box, words: node.data.trim().slice(0, 40)});
  }
  return found;
};
const block = el => { let e = el; while (e.parentElement && /^(inline|contents)/.test(getComputedStyle(e).display)) e = e.parentElement; return e; };
"""

_OVERFLOW = r"""
const out = [], html = document.documentElement, width = html.clientWidth;
if (html.scrollWidth > width) out.push(`the page is ${html.scrollWidth} px wide on a screen of ${width}`);
for (const el of document.body.querySelectorAll('*')) {
  if (!seen(el) || inScroller(el)) continue;
  const box = el.getBoundingClientRect();
  if (box.width && (box.right > width + 1 || box.left < -1)) out.push(`${named(el)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} on a screen of ${width}`);
}
return out;
"""

_CUT = r"""
const out = [];
for (const el of document.body.querySelectorAll('*')) {
  if (!seen(el) || el.namespaceURI.endsWith('svg')) continue;
  const style = getComputedStyle(el), cuts = v => ['hidden', 'clip'].includes(v);
  if (cuts(style.overflowX) && el.scrollWidth > el.clientWidth + 1) out.push(`${named(el)} hides ${el.scrollWidth - el.clientWidth} px of its width`);
  if (cuts(style.overflowY) && el.scrollHeight > el.clientHeight + 1) out.push(`${named(el)} hides ${el.scrollHeight - el.clientHeight} px of its height`);
}
for (const {el, box, words} of texts(document.body)) {
  const svg = el.closest('svg'), frame = (svg || block(el)).getBoundingClientRect();
  const space = parseFloat(getComputedStyle(el).fontSize) * .4;  // a space at the end of a line may hang
  if (box.right > frame.right + space || box.left < frame.left - space) out.push(`“${words}” leaves ${named(svg || block(el))}`);
}
return out;
"""

# Only the middle half of a line counts, since the tall boxes of Arabic type overlap without touching.
_OVERLAP = r"""
const out = [], found = texts(document.body).map(t => ({...t, top: t.box.top + t.box.height / 4, bottom: t.box.bottom - t.box.height / 4}));
found.sort((a, b) => a.top - b.top);
for (let i = 0; i < found.length; i++) for (let j = i + 1; j < found.length && found[j].top < found[i].bottom; j++) {
  const a = found[i], b = found[j];
  if (a.el === b.el || inScroller(a.el) !== inScroller(b.el)) continue;
  const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
  if (wide > 2 && Math.min(a.bottom, b.bottom) - a.top > 1) out.push(`“${a.words}” lies on “${b.words}”`);
}
return out;
"""

# In a page that runs from right to left the first of two neighbours is the right one, and a line begins at the right.
_MIRROR = r"""
const out = [], want = lang === 'ar' ? 'rtl' : 'ltr', sign = want === 'rtl' ? -1 : 1;
if (getComputedStyle(document.documentElement).direction !== want) out.push(`the page runs ${getComputedStyle(document.documentElement).direction}`);
for (const el of document.body.querySelectorAll('*')) {
  const style = getComputedStyle(el);
  if (!seen(el) || el.namespaceURI.endsWith('svg') || style.direction !== want && el.closest('[dir]') !== document.documentElement) continue;
  const row = style.display === 'table-row' || style.display === 'grid' || style.display === 'flex' && style.flexDirection === 'row';
  const children = [...el.children].filter(c => seen(c) && c.getBoundingClientRect().width);
  if (row) for (let i = 1; i < children.length; i++) {
    const a = children[i - 1].getBoundingClientRect(), b = children[i].getBoundingClientRect();
    const aside = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
    if (aside && sign * ((b.left + b.right) - (a.left + a.right)) <= 0) out.push(`${named(children[i])} stands on the wrong side of ${named(children[i - 1])}`);
  }
}
const lines = new Map();
for (const {el, box} of texts(document.body)) {
  const home = block(el);
  if (el.closest('svg')) continue;
  const known = lines.get(home);
  lines.set(home, known ? {left: Math.min(known.left, box.left), right: Math.max(known.right, box.right)} : {left: box.left, right: box.right});
}
for (const [home, text] of lines) {
  const style = getComputedStyle(home), box = home.getBoundingClientRect();
  if (style.textAlign === 'center') continue;
  const left = text.left - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth);
  const right = box.right - text.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth);
  const mark = 2 * parseFloat(style.fontSize);  // a sign may stand before the words: a triangle, a coloured square
  if (style.direction === 'rtl' ? right > left + mark : left > right + mark) out.push(`the text of ${named(home)} begins on the wrong side`);
}
return out;
"""


def _ask(page: Page, body: str, lang: str = "") -> list[str]:
    found = page.evaluate("lang => { " + _HELPERS + body + " }", lang)
    return sorted(set(found))


def overflowing(page: Page) -> list[str]:
    """Whatever is wider than the screen, outside of a part that scrolls on its own."""
    return _ask(page, _OVERFLOW)


def cut_off(page: Page) -> list[str]:
    """Text that its box hides, or that leaves its box."""
    return _ask(page, _CUT)


def overlapping(page: Page) -> list[str]:
    """Text that lies on other text."""
    return _ask(page, _OVERLAP)


def unmirrored(page: Page, lang: str) -> list[str]:
    """What stands or begins on the wrong side for the language."""
    return _ask(page, _MIRROR, lang)


_WHERE = r"""
return texts(document.querySelector('main')).filter(t => !inScroller(t.el))
  .map(({box, words}) => ({words, top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right}));
"""


def lines_of_text(page: Page) -> list[dict[str, Any]]:
    """Where each line of the main text lies on the page, with its first words."""
    return list(page.evaluate("() => { " + _HELPERS + _WHERE + " }"))
