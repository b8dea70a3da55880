"""Command line: say a verb, get figures and the sentences they come from.

Reads   arguments, a dossier
Writes  what one desk verb writes; one JSON document or readable tables on standard output
Never   decides anything itself, prints a traceback for something a person can mend, or mixes
        diagnostics into the output
"""

from bilan.cli.shell import main

__all__ = ["main"]
