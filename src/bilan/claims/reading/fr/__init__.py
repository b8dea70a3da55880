"""French: its words, numbers, dates and turns of phrase, read by the shared grammar."""

from bilan.claims.reading.engine import GrammarReader
from bilan.claims.reading.pack import load_pack

PACK = load_pack("fr", __name__, "1")
reader = GrammarReader(PACK)
