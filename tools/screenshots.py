"""Pictures of every kind of page of the example, for docs/gallery.md: three languages, desktop and phone on one sheet each.

    .venv/bin/python tools/screenshots.py

Only the example is ever shown: its outlets are invented. Needs chromium (make system-deps).
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "examples")]

from demo import build  # noqa: E402
from tests.browser.kinds import LANGUAGES, kinds  # noqa: E402
from tests.browser.serving import serve  # noqa: E402
from tests.browser.visit import ARGUMENTS, CHROMIUM, Visit, visiting  # noqa: E402

IMAGES = ROOT / "docs" / "images" / "gallery"
GALLERY = ROOT / "docs" / "gallery.md"
LARGEST, LARGEST_OF_ALL = 300_000, 3_000_000  # bytes
SCREENS = {"desktop": (1280, 1100), "phone": (390, 1000)}  # what is shown of a page
SHOWN_WIDTH = {"desktop": 720, "phone": 390}
GAP = 24
BACKDROP = "#8d8a84"

INTRODUCTION = """# Every kind of page

The pages of the example (`make demo`), as a browser shows them: above on a desktop, below on a phone; French, English and
Arabic. Outlets and articles of the example are invented. `tools/screenshots.py` makes this page and its pictures.

The tests look at the same pages and more of each (`tests/browser`): nothing overflows, is cut off or covers anything;
Arabic is mirrored and its letters are joined; axe-core finds nothing against WCAG 2.2 AA, by day and by night; every
page is whole without scripts, asks no other host for anything, and says on each printed sheet that it is a draft.
"""


def shot(visit: Visit, address: str, device: str) -> Image.Image:
    visit.page.set_viewport_size({"width": SCREENS[device][0], "height": SCREENS[device][1]})
    seen = Image.open(BytesIO(visit.to(address).screenshot())).convert("RGB")
    width = SHOWN_WIDTH[device]
    return seen.resize((width, seen.height * width // seen.width), Image.Resampling.LANCZOS)


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """The pictures in rows, each row in the middle."""
    width = max(sum(p.width + GAP for p in row) for row in rows) + GAP
    height = sum(row[0].height + GAP for row in rows) + GAP
    paper = Image.new("RGB", (width, height), BACKDROP)
    top = GAP
    for row in rows:
        left = (width - sum(p.width + GAP for p in row) + GAP) // 2
        for picture in row:
            paper.paste(picture, (left, top))
            left += picture.width + GAP
        top += row[0].height + GAP
    return paper


def packed(picture: Image.Image) -> bytes:
    """As WebP, at the best quality that stays small enough."""
    for quality in (62, 50, 40, 30):
        out = BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST * 0.45:
            break
    return out.getvalue()


def main() -> int:
    if not Path(CHROMIUM).exists():
        print(f"screenshots: no browser at {CHROMIUM}\n  → make system-deps", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    lines = [INTRODUCTION]
    total = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Path(folder) / "out")
        site = Path(folder) / "out" / "site"
        found = kinds(site)
        names = {kind: kind.replace(", ", "-").replace(" ", "-").replace("/", "-") for kind in found}
        for old in IMAGES.glob("*.webp"):
            old.unlink()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        with serve(site) as address, visiting(browser) as wide, visiting(browser, "phone") as narrow:
            for kind, path in found.items():
                picture = sheet(
                    [
                        [shot(wide, f"{address}/{lang}/{path}", "desktop") for lang in LANGUAGES],
                        [shot(narrow, f"{address}/{lang}/{path}", "phone") for lang in LANGUAGES],
                    ]
                )
                packet = packed(picture)
                (IMAGES / f"{names[kind]}.webp").write_bytes(packet)
                total += len(packet)
                alt = f"The page “{kind}” in French, English and Arabic, on a desktop and on a phone"
                lines.append(f"## {kind[0].upper()}{kind[1:]}\n\n![{alt}](images/gallery/{names[kind]}.webp)\n")
        browser.close()
    GALLERY.write_text("\n".join(lines), encoding="utf-8")
    print(f"screenshots: {len(found)} sheets, {total:,} bytes in {IMAGES.relative_to(ROOT)}")
    return 0 if total <= LARGEST_OF_ALL else 1


if __name__ == "__main__":
    sys.exit(main())
