"""Other people's words on our pages: shown, never obeyed.

Exhibit texts and titles are hostile until shown otherwise. Markup in them is text; controls that would reorder what
a reader sees (so that 105 reads 501) are printed as their names instead of being carried out.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# Embeddings, overrides and isolates. The marks U+200E, U+200F and U+061C stay: honest Arabic text uses them.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def foreign(text: str) -> Markup:
    """Escaped text, with unprintable characters replaced and direction controls made visible.

    >>> foreign("<b>\u202e105")
    Markup('&lt;b&gt;<span class="control">U+202E</span>105')
    """
    shown = str(escape(_CONTROLS.sub("\ufffd", text.replace("\r\n", " \n").replace("\r", "\n"))))
    return Markup(_DIRECTION.sub(lambda m: f'<span class="control">U+{ord(m[0]):04X}</span>', shown))


def plain(text: str) -> str:
    """One line without controls, for titles and data attributes."""
    return " ".join(_DIRECTION.sub("", _CONTROLS.sub("\ufffd", text)).split())
