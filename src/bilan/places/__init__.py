"""Places: names in French, English and Arabic → places that lie inside one another.

Reads   its own reviewed tables (data/*.toml) and the names of territories in CLDR
Writes  nothing
Never   takes a wide place for a narrow one: what it cannot pin down it reads as the larger place around it
"""

from bilan.places.gazetteer import FoundPlace, Gazetteer, gazetteer
from bilan.places.place import Place, PlaceKind, UnknownPlace

__all__ = ["FoundPlace", "Gazetteer", "Place", "PlaceKind", "UnknownPlace", "gazetteer"]
