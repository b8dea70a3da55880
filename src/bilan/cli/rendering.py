"""How results look: one JSON document for machines, sentences and tables for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from bilan.model.period import Period
from bilan.model.vocab import Group, Harm, label

if TYPE_CHECKING:
    from bilan.model.claim import Claim

_WIDTH_WITHOUT_A_TERMINAL = 120
# What a terminal obeys instead of showing (control characters) or what turns the order of others about.
_OBEYED = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]")


def harmless(text: str) -> str:
    """Text as a terminal may safely show it: documents are data, and their control characters are spelled out.

    >>> harmless("12 \\x1b[2Jcivilians\\x07")
    '12 \\\\x1b[2Jcivilians\\\\x07'
    """
    return _OBEYED.sub(lambda c: f"\\x{ord(c[0]):02x}" if ord(c[0]) < 0x100 else f"\\u{ord(c[0]):04x}", text)


def as_json(document: Mapping[str, Any], indent: int | None = None) -> str:
    """A document for machines; it may end up on a terminal, so what one obeys is escaped. The values are the same.

    >>> as_json({"quote": "\\x9b2J été"})
    '{"quote": "\\\\u009b2J été"}'
    """
    return escaped(json.dumps(document, ensure_ascii=False, indent=indent))


def escaped(json_text: str) -> str:
    """The same JSON with what a terminal obeys escaped."""
    return _OBEYED.sub(lambda c: f"\\u{ord(c[0]):04x}", json_text)


def say_json(document: Mapping[str, Any]) -> None:
    """The one JSON document of a command."""
    sys.stdout.write(as_json(document, indent=1) + "\n")


def say_line(document: Mapping[str, Any]) -> None:
    """One line of JSON Lines, handed on at once."""
    say_escaped(as_json(document))


def say_escaped(line: str) -> None:
    """One line of JSON that is escaped already, handed on at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(*lines: str) -> None:
    """Sentences for a person."""
    for line in lines:
        sys.stdout.write(harmless(line) + "\n")


def warn(*lines: str) -> None:
    """Diagnostics: never on standard output."""
    for line in lines:
        sys.stderr.write(harmless(line) + "\n")


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> None:
    """A table as wide as the terminal; `numbers` are the columns aligned to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    right = set(numbers)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_escape(harmless(cell)) for cell in row))
    width = None if sys.stdout.isatty() else _WIDTH_WITHOUT_A_TERMINAL
    console = Console(width=width, highlight=False)
    with console.capture() as drawn:
        console.print(table)
    for line in drawn.get().rstrip().split("\n"):
        sys.stdout.write(line.rstrip() + "\n")  # each cell is harmless; the colours are our own


def _escape(cell: str) -> str:
    from rich.markup import escape

    return escape(cell)


def number(value: float) -> str:
    """A number for a reader of English.

    >>> number(5801)
    '5,801'
    """
    return f"{value:,}"


def counted(n: int, one: str, many: str = "") -> str:
    """So many of something.

    >>> counted(1, "voice"), counted(1200, "claim")
    ('1 voice', '1,200 claims')
    """
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def span_of(low: int, high: int | None) -> str:
    """A range of people, worded as on the site; no ceiling is said, not drawn as infinity.

    >>> span_of(377, 457), span_of(80, 80), span_of(5801, None), span_of(0, None), span_of(0, 0)
    ('377–457', '80', 'at least 5,801', 'no number', 'none')
    """
    if high is None:
        return f"at least {number(low)}" if low else "no number"
    if low == high:
        return number(low) if low else "none"
    return f"{number(low)}–{number(high)}"


def window(period: Period) -> str:
    """A period for a reader.

    >>> window(Period.parse("2017-03")), window(Period(None, Period.parse("2017-05").end)), window(Period(None, None))
    ('2017-03', 'up to 2017-05-31', 'at any time')
    """
    if period.start is None and period.end is None:
        return "at any time"
    if period.start is None:
        return f"up to {period.end}"
    if period.end is None:
        return f"from {period.start} on"
    return period.iso.replace("/", " to ")


def harm_of(harm: Harm, groups: Sequence[Group]) -> str:
    """What happened, and to whom where the words say more than people.

    >>> harm_of(Harm.KILLED, [Group.CIVILIAN, Group.CHILD]), harm_of(Harm.INJURED, [Group.PERSON])
    ('killed (civilians, children)', 'injured')
    """
    said = [label(g, "en") for g in groups if g is not Group.PERSON]
    return f"{label(harm, 'en')} ({', '.join(said)})" if said else label(harm, "en")


def say_claim(name: str, record: Claim, speaker: str, quote: str, note: str = "") -> None:
    """One claim in two lines: what is claimed and by whom; the words."""
    what = f"{span_of(record.quantity.low, record.quantity.high)} {harm_of(record.harm, record.groups)}"
    parts = [what, f"{speaker} {label(record.stance, 'en')}", *([note] if note else [])]
    say(f"{name}  {' · '.join(parts)}", f"{' ' * len(name)}  “{shorten(quote, 100)}”")


def shorten(text: str, length: int = 90) -> str:
    """One line of at most `length` characters.

    >>> shorten("au moins  105 civils", 12)
    'au moins 10…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def say_failures(failures: Sequence[Mapping[str, Any]]) -> None:
    """What could not be read, listed at the end, on standard error."""
    if not failures:
        return
    count = len(failures)
    warn("", f"{count} {'file' if count == 1 else 'files'} could not be read; the rest is done:")
    for failure in failures:
        warn(f"  {failure['path']}: {failure['reason']}")


class Progress(Protocol):
    """Told after each step: how many are done, of how many, and what is being done."""

    def __call__(self, done: int, total: int, what: str = "") -> None: ...


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A bar on standard error where somebody is watching; nothing where nobody is."""
    if not sys.stderr.isatty():
        yield lambda done, total, what="": None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def tell(done: int, total: int, what: str = "") -> None:
            said = f"{title}: {shorten(harmless(what), 40)}" if what else title
            bar.update(task, completed=done, total=total, description=said)

        yield tell
