"""Official series kept as exhibits: do their sums hold?"""

from __future__ import annotations

from bilan.evidence import Dossier
from bilan.exchange.cells import read_sheet
from bilan.exchange.series import Identity, check_series


def broken_identities(dossier: Dossier) -> list[Identity]:
    """The identities of the dossier's series that do not hold; a cell that is not given is not checked."""
    mappings = dossier.mappings()
    if not any(table.get("identity") for table in mappings.values()):
        return []
    copies = dossier.working_copies()
    names = {e.id: e.name for e in dossier.exhibits()}
    sheets = {}
    for exhibit in mappings:
        if exhibit in copies:
            sheet = read_sheet(dossier.vault.read_text(copies[exhibit].text))
            sheets[exhibit] = [sheet.record(row) for row in sheet.rows]
    broken: list[Identity] = []
    for exhibit, table in mappings.items():
        if table.get("identity") and exhibit in sheets:
            beside = {names[other]: rows for other, rows in sheets.items() if other != exhibit}
            broken += [i for i in check_series(sheets[exhibit], table, beside) if not i.holds]
    return broken
