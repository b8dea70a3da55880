"""Arabic: word lists (words.toml, dates.toml) and the grammar that joins them."""

from bilan.claims.reading.ar.reader import ArabicReader

reader = ArabicReader()

__all__ = ["reader"]
