"""Arabic: word lists (words.toml, dates.toml) and the grammar that joins them."""

from bilan.claims.reading.ar.check import ArabicCheck
from bilan.claims.reading.ar.reader import ArabicReader

reader = ArabicReader()
check = ArabicCheck

__all__ = ["check", "reader"]
