"""A file that a person hands to a command as text: a layout, a codebook, a mapping, a table."""

from __future__ import annotations

from pathlib import Path

from bilan.model.errors import WrongUse


def read_text_file(path: Path, what: str, advice: str = "check the path given") -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    `what` names it in the error ("the layout"). Raises `WrongUse` where there is no such file or it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{what} {path.name} cannot be read: {error}", advice=advice) from error
