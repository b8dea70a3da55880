"""English: its words, numbers, dates and turns of phrase, read by the shared grammar."""

from functools import partial

from bilan.claims.reading.engine import GrammarReader
from bilan.claims.reading.grammar_check import GrammarCheck
from bilan.claims.reading.pack import load_pack

PACK = load_pack("en", __name__, "3")
reader = GrammarReader(PACK)
check = partial(GrammarCheck, PACK)
