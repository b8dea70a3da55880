"""Why a document could not be read: a kind with words in each language. The machine's own words stand beside it."""

from __future__ import annotations

import re

OTHER = "other"  # a reason that we know no kind for

# How a reason begins, as intake and the desk write it into the journal; the first that fits. A test reads their sources.
_BEGINS: tuple[tuple[str, str], ...] = (
    ("not_opened", r"it cannot be opened|the folder cannot be opened"),
    ("endless", r"it is not a file with an end"),
    ("link_out", r"it is a link that leads out"),
    ("image", r"it is an image"),
    ("recording", r"it is a recording"),
    ("film", r"it is a film"),
    ("unknown_kind", r"no reader knows this kind of file|it is a (Parquet table|Word document), and"),
    ("container", r"it holds documents, and no text of its own"),
    ("nothing_inside", r"it holds no answer of any server|the archive is empty|nothing was found in it"),
    (
        "too_much",
        r"the message has more than|.+ unpacks to [\d,.]+ MB|it lies more than|the file that holds it took too long",
    ),
    ("too_long", r"the text has [\d,.]+ MB"),
    ("pdf_closed", r"the PDF cannot be opened"),
    ("no_text_layer", r"the PDF has no text layer"),
    ("silent_pages", r"no text on page "),
    ("no_text", r"it holds no text"),
    ("not_text", r"it is not text|its text holds halves of characters"),
    ("unclear_date", r"the date .* in its first lines cannot be understood"),
    (
        "not_parsed",
        r"it could not be parsed|the JSON is nested|it is no JSON|the message cannot be|the archive is damaged",
    ),
    ("no_mapping", r"no mapping says what the columns"),
    ("table_broken", r"the table cannot be read|it is no Parquet table"),
    ("table_empty", r"the table has no rows|the workbook is empty|the sheet .+ has more than"),
    ("columns", r"the table has no column|.+ lacks the column"),
    ("rows", r"[\d,.]+ of its rows cannot be read"),
    ("part_broken", r".+ cannot be read: "),
)
_KINDS = tuple((key, re.compile(pattern, re.DOTALL)) for key, pattern in _BEGINS)
KINDS = (*(key for key, _ in _BEGINS), OTHER)


def failed(reason: str) -> str:
    """The kind of a failure.

    >>> failed("the PDF has no text layer (3 pages), so no claim can be read from it."), failed("a new reason")
    ('no_text_layer', 'other')
    """
    return next((key for key, begins in _KINDS if begins.match(reason)), OTHER)
