"""What goes wrong, why it matters, and what to do next."""


class BilanError(Exception):
    """An error a person can act on. Only these leave a room.

    >>> print(BilanError("the PDF 3f9a has no text layer", why="no claim can be read from it",
    ...                  advice="add a text copy of it"))
    BilanError: the PDF 3f9a has no text layer
      so no claim can be read from it
      → add a text copy of it
    """

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.advice = advice

    def __str__(self) -> str:
        lines = [f"{type(self).__name__}: {self.what}"]
        if self.why:
            lines.append(f"  so {self.why}")
        if self.advice:
            lines.append(f"  → {self.advice}")
        return "\n".join(lines)

    @property
    def one_line(self) -> str:
        """The same on one line, for lists and JSON."""
        parts = [self.what]
        if self.why:
            parts.append(f"so {self.why}")
        text = ", ".join(parts)
        return f"{text}. {self.advice[0].upper()}{self.advice[1:]}." if self.advice else text


class WrongUse(BilanError):
    """The request itself makes no sense (exit 2)."""

    exit_code = 2


class Refused(BilanError):
    """A law or a rule of the house says no (exit 3)."""

    exit_code = 3


class UnreadableExhibit(BilanError):
    """The bytes are kept as evidence, but no text could be read from them."""


class BrokenDossier(BilanError):
    """The dossier's own files do not agree with each other."""
