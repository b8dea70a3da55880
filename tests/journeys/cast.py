"""What the journeys of the command line share: three short reports, and what a command says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

REPORTS = {
    "monitor.txt": (
        "publisher: A monitor\npublished: 2017-03-20\nlang: en\n\n"
        "At least 12 civilians, including 4 children, were killed in an airstrike by the US-led Coalition in Mosul "
        "on 17 March 2017, SNHR said.\n"
    ),
    "journal.txt": (
        "publisher: Un journal\npublished: 2017-04-02\nlang: fr\n\n"
        "L'armée américaine a reconnu avoir tué 5 civils dans une frappe à Mossoul le 17 mars 2017.\n"
    ),
    "agency.txt": (
        "publisher: وكالة\npublished: 2017-03-05\nlang: ar\n\n"
        "قُتل 7 أطفال في غارة جوية للتحالف الدولي على الرقة في 3 مارس 2017.\n"
    ),
}


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Bilan = Callable[..., Said]
