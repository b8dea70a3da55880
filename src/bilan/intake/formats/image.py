"""Pictures (JPEG, PNG, WebP, TIFF, GIF, AVIF): a thumbnail for the eye, and what the file says of itself, kept apart.

Where and by whom a picture was taken can cost somebody's life: it is kept in a restricted copy and put on no page.
The thumbnail is made of the pixels alone.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.intake.formats import About, Container, Copy, Note, Part
from bilan.model.errors import UnreadableExhibit

_KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"GIF8")
_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"hevc")
_MOST_PIXELS = 100_000_000
_SIDE = 512
_EXIF, _GPS = 0x8769, 0x8825
_MOST_XMP = 1 << 20


class Picture(Container):
    about = About("image", "1", "image/*", rank=15, imports=("PIL.Image", "PIL.ImageOps", "PIL.ExifTags"))

    def accepts(self, name: str, head: bytes) -> bool:
        if head.startswith(_MAGIC) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
            return True
        return head[4:8] == b"ftyp" and head[8:12] in _BRANDS

    def unpack(self, path: Path) -> Iterator[Part]:
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves
        try:
            with path.open("rb") as source, Image.open(source, formats=_KINDS) as picture:
                kind = (picture.format or "").lower()
                yield from _copies(picture)
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, OverflowError, EOFError) as error:
            raise UnreadableExhibit(
                f"it is an image that cannot be opened ({type(error).__name__}: {str(error)[:150]})",
                why="it is kept as evidence only",
                advice="open it with another program; type its words into a .txt file, or recognise them (OCR), and add that",
            ) from error
        raise UnreadableExhibit(
            f"it is an image (image/{kind}), and no text can be read from it",
            why="it is kept as evidence, with a thumbnail and what it says of itself",
            advice="type its words into a .txt file, or recognise them with another program (OCR), and add that",
        )


def _copies(picture: Any) -> Iterator[Part]:
    from PIL import Image, ImageOps

    width, height = picture.size
    large = width * height > _MOST_PIXELS
    try:  # of a PNG, Pillow reads every pixel to find what it says of itself
        said = {"size": [width, height]} if large and picture.format == "PNG" else _metadata(picture)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, RecursionError, EOFError) as error:
        said = {"size": [width, height]}
        yield Note(f"What the image says of itself cannot be read ({type(error).__name__}).")
    shown = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")
    yield Copy("metadata", "application/json", shown, restricted=True)
    if large:
        yield Note(f"It has {width:,} × {height:,} pixels, and no thumbnail was made.")
        return
    picture.draft("RGB", (2 * _SIDE, 2 * _SIDE))
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(small)
    bare = Image.frombytes("RGB", turned.size, turned.tobytes())  # the pixels and nothing else
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=80)
    yield Copy("thumbnail", "image/jpeg", out.getvalue(), (("side", str(_SIDE)),))


def _metadata(picture: Any) -> dict[str, Any]:
    from PIL import ExifTags

    exif = picture.getexif()
    tags = {ExifTags.TAGS.get(k, str(k)): _plain(v) for k, v in exif.items() if k not in (_EXIF, _GPS)}
    tags |= {ExifTags.TAGS.get(k, str(k)): _plain(v) for k, v in exif.get_ifd(_EXIF).items()}
    gps = {ExifTags.GPSTAGS.get(k, str(k)): _plain(v) for k, v in exif.get_ifd(_GPS).items()}
    xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    xmp = xmp.decode("utf-8", "replace") if isinstance(xmp, bytes) else str(xmp)
    said = {
        "format": picture.format,
        "size": list(picture.size),
        "exif": tags,
        "gps": gps,
        "xmp": xmp[:_MOST_XMP],
        "text": {str(k)[:100]: str(v)[:10_000] for k, v in getattr(picture, "text", {}).items()},
    }
    return {key: value for key, value in said.items() if value}


def _plain(value: Any) -> Any:
    """A tag's value as JSON can say it."""
    if isinstance(value, bytes):
        return value[:2000].decode("utf-8", "backslashreplace")
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value[:200]]
    if isinstance(value, int | bool):
        return value
    return str(value)[:2000]


format = Picture()
