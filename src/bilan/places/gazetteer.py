"""The gazetteer: which place a name means, and which places lie inside it."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale

from bilan.model.ids import PlaceId
from bilan.model.text import Span
from bilan.model.vocab import LANGS
from bilan.places.place import Place, PlaceKind, UnknownPlace, ancestors_of, parent_of, slug
from bilan.places.qualify import around, bare
from bilan.places.subplaces import Introduced, introduced, says_village
from bilan.search.phrases import Hit, Phrasebook
from bilan.search.words import PASSAGE, Word, cut_up, in_arabic, is_arabic, words

_RANK = {kind: i for i, kind in enumerate(PlaceKind)}
_DOUBLED = "\u0651"  # the sign of a doubled letter, which writers leave out or set to tell names apart
_NEAR = 90  # how far, in characters, a village may stand from the place that contains it


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place named in a text: the words with what qualifies them, the place, and the English name they make."""

    span: Span
    place: Place
    words: str
    name: str = ""


class Gazetteer:
    """Every place we know, by id and by name.

    >>> g = gazetteer()
    >>> g.resolve("Mossoul").id, g.resolve("محافظة إدلب").id
    ('iq/nineveh/mosul', 'sy/idlib')
    >>> g.resolve_chain(["al-Jadid", "Mosul"])
    ('iq/nineveh/mosul/jadid',)
    """

    def __init__(self, table: Sequence[Place], common: frozenset[str] = frozenset()) -> None:
        self._places: dict[PlaceId, Place] = {p.id: p for p in table}
        self._books: dict[str, Phrasebook[PlaceId]] = {lang: Phrasebook() for lang in LANGS}
        self._common = common
        self._namesakes: dict[tuple[str, str], list[PlaceId]] = {}
        self._heard: dict[tuple[str, PlaceId], Place] = {}
        self._found_lately = lru_cache(maxsize=4)(self._find)
        self._chains: dict[tuple[str, ...], tuple[PlaceId, ...]] = {}
        for place in sorted(table, key=lambda p: (_RANK[p.kind], p.id)):
            for lang in LANGS:
                for name in dict.fromkeys((place.names[lang], *place.aliases.get(lang, ()))):
                    self._books[lang].add(name, place.id)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __len__(self) -> int:
        return len(self._places)

    # ------------------------------------------------------------ by id

    def get(self, id: PlaceId) -> Place:
        """The place of this id; one made up inside a place that we know is described from its path."""
        place = self._places.get(id)
        if place is not None:
            return place
        parent = parent_of(id)
        if parent is None or ancestors_of(id)[-1] not in self._places:
            raise UnknownPlace(f"no place has the id {id!r}", advice="look it up by its name first")
        name = id.rpartition("/")[2].replace("-", " ").title()
        return Place(id, PlaceKind.AREA, dict.fromkeys(LANGS, name), {}, parent, made_up=True)

    def ancestors(self, id: PlaceId) -> tuple[PlaceId, ...]:
        """The places around it, nearest first."""
        return ancestors_of(id)

    def contains(self, a: PlaceId, b: PlaceId) -> bool:
        """Whether all of `b` lies in `a`; a place contains itself."""
        return a == b or b.startswith(f"{a}/")

    # ------------------------------------------------------------ by name

    def resolve(self, name: str, within: PlaceId | None = None) -> Place | None:
        """The place that a whole name means; None when we do not know.

        A part without a border of its own ("northern Syria", "Aleppo countryside") is the place around it.
        A name that a province and its capital share is the province, unless the name says "city".
        """
        for reading in bare(name):
            candidates = self._candidates(reading)
            if within is not None:
                candidates = [p for p in candidates if self.contains(within, p.id)]
            if candidates:
                return self._say_city(name, reading, candidates)
        return None

    def _candidates(self, name: str) -> list[Place]:
        found: dict[PlaceId, Place] = {}
        for lang in LANGS:
            for entry in self._books[lang].lookup(name):
                found.setdefault(entry.value, self._places[entry.value])
        return sorted(found.values(), key=lambda p: _RANK[p.kind])

    def _say_city(self, name: str, reading: str, candidates: list[Place]) -> Place:
        if name != reading and any(w.folded in {"city", "ville", "مدينه", "بمدينه", "town"} for w in words(name)):
            cities = [p for p in candidates if p.kind in (PlaceKind.CITY, PlaceKind.TOWN)]
            return cities[0] if cities else candidates[0]
        return candidates[0]

    def resolve_chain(self, names: Sequence[str]) -> tuple[PlaceId, ...]:
        """The places meant by names written from the most specific on.

        An unknown name becomes a place inside the next known one; known places of which none contains
        another are all meant; of two that do, the narrower.
        """
        asked = tuple(names)
        known = self._chains.get(asked)
        if known is None:
            known = self._resolve_chain(asked)
            if len(self._chains) < 100_000:
                self._chains[asked] = known
        return known

    def _resolve_chain(self, names: Sequence[str]) -> tuple[PlaceId, ...]:
        names = [one for name in names for one in _each(name)]
        meant: list[PlaceId] = []
        waiting: list[str] = []
        for i, name in enumerate(names):
            around_it = next((p for p in (self.resolve(n) for n in names[i + 1 :]) if p is not None), None)
            place = (self.resolve(name, around_it.id) if around_it else None) or self.resolve(name)
            if place is None:
                waiting.append(name)
                continue
            if waiting:
                meant.append(PlaceId("/".join((place.id, *(slug(w) for w in reversed(waiting))))))
                waiting = []
            elif not any(self.contains(place.id, m) for m in meant):
                meant.append(place.id)
        narrow = [m for m in meant if not any(m != n and self.contains(m, n) for n in meant)]
        return tuple(dict.fromkeys(narrow))

    # ------------------------------------------------------------ in a text

    def find(self, text: str, lang: str, skip: Sequence[Span] = ()) -> list[FoundPlace]:
        """Every place named in a text, left to right, with the words that qualify it.

        `skip`: where other names stand ("Syrian Observatory", "Islamic State of Iraq"); no place is read there.
        A place that we do not know but that the text introduces ("the village of …") is returned too, inside
        the nearest known place of its sentence.
        """
        # several steps look at one passage after the other; short words would only drive it out
        find = self._find if len(text) < PASSAGE else self._found_lately
        return list(find(text, lang, tuple(skip)))

    def _find(self, text: str, lang: str, skip: tuple[Span, ...]) -> tuple[FoundPlace, ...]:
        lang = "ar" if in_arabic(text) else lang if lang in LANGS else "en"
        cut = cut_up(text)
        taken = sorted(skip)
        hits = [
            h
            for h in self._books[lang].find(text, cut)
            if not _inside(taken, h.start, h.end) and self._is_name(text, cut, h, lang)
        ]
        homes = Counter(self._places[h.entry.value].id[:2] for h in hits if self._is_sure(h, lang))
        hits = [h for h in hits if not (lang == "ar" and self._is_a_namesake(text, cut, h, homes))]
        found: list[FoundPlace] = []
        last = 0
        for h in hits:
            place = self._best(h, lang, homes, text[h.start : h.end])
            q = around(text, cut, h.first, h.last, place.name, lang)
            first = max(q.first, last)
            start = h.start if first == h.first else q.start if first == q.first else cut[first].start
            place = self._said(text[start : q.end], place)
            found.append(FoundPlace(Span(start, q.end), place, text[start : q.end], q.name.removesuffix(" city")))
            last = q.last
        known = [f.span for f in found]
        starts = [k.start for k in known]
        made = [
            self._make(text, i, found, starts)
            for i in introduced(text, cut, lang)
            if not _in(known, i.start, i.end) and not _inside(taken, i.start, i.end)
        ]
        return tuple(sorted([*found, *made], key=lambda f: f.span))

    def _said(self, said: str, place: Place) -> Place:
        """ "مدينة إدلب" is the city, though إدلب alone is the governorate."""
        known = self._heard.get((said, place.id))
        if known is None:
            known = self.resolve(said, place.parent if place.parent else None) or place
            if len(self._heard) < 20_000:
                self._heard[said, place.id] = known
        return known

    def _is_sure(self, hit: Hit[PlaceId], lang: str) -> bool:
        return len({id[:2] for id in self._ids(hit, lang)}) == 1

    def _ids(self, hit: Hit[PlaceId], lang: str) -> list[PlaceId]:
        """All the places that bear the name."""
        written = (lang, hit.entry.written)
        if written not in self._namesakes:
            self._namesakes[written] = [e.value for e in self._books[lang].lookup(hit.entry.written)]
        return self._namesakes[written]

    def _best(self, hit: Hit[PlaceId], lang: str, homes: Counter[str], said: str) -> Place:
        """Of places that share a name, the one in the country that the text speaks of; else the widest."""
        ids = self._ids(hit, lang) or [hit.entry.value]
        if len(ids) > 1 and _DOUBLED in said:  # "عمّان" is no "عمان"
            exact = [id for id in ids if said in (self._places[id].names[lang], *self._places[id].aliases[lang])]
            if len(exact) == 1:
                return self._places[exact[0]]
        return self._places[max(ids, key=lambda id: (homes.get(id[:2], 0), -ids.index(id)))]

    def _is_name(self, text: str, cut: Sequence[Word], hit: Hit[PlaceId], lang: str) -> bool:
        """A capital in Latin script; for names that are common words, a word before that says it is a place."""
        if not is_arabic(cut[hit.first].folded) and not text[hit.start].isupper():
            return False
        if hit.entry.written not in self._common:
            return True
        return around(text, cut, hit.first, hit.last, "", lang).first < hit.first

    def _is_a_namesake(self, text: str, cut: Sequence[Word], hit: Hit[PlaceId], homes: Counter[str]) -> bool:
        """ "قرية القاهرة" in a text about Syria is no capital of Egypt."""
        place = self._places[hit.entry.value]
        elsewhere = sum(homes.values()) > homes.get(place.id[:2], 0) and homes.get(place.id[:2], 0) <= 1
        small = place.kind not in (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CAMP, PlaceKind.NEIGHBOURHOOD)
        return small and elsewhere and says_village(text, cut, hit.first)

    def _make(self, text: str, i: Introduced, known: Sequence[FoundPlace], starts: Sequence[int]) -> FoundPlace:
        k = bisect_left(starts, i.end)
        after = known[k] if k < len(known) and known[k].span.start - i.end < _NEAR else None
        before = known[k - 1] if k and 0 <= i.start - known[k - 1].span.end < _NEAR else None
        if after is not None and not _same_sentence(text, i.end, after.span.start):
            after = None
        if before is not None and not _same_sentence(text, before.span.end, i.start):
            before = None
        chosen = after or before
        home = chosen.place if chosen else None
        names: dict[str, str] = dict.fromkeys(LANGS, i.name)  # as written: nobody has given us its usual English name
        id = PlaceId(f"{home.id}/{slug(i.name)}" if home else f"unplaced/{slug(i.name)}")
        place = Place(id, i.kind, names, {}, home.id if home else None, made_up=True)
        return FoundPlace(Span(i.start, i.end), place, text[i.start : i.end], i.name)


def _each(name: str) -> list[str]:
    """ "Idlib and Aleppo countrysides": both; any other name is one.

    >>> _each("Idlib and Aleppo countrysides"), _each("Aleppo countryside")
    (['Idlib countryside', 'Aleppo countryside'], ['Aleppo countryside'])
    """
    parts = name.removesuffix(" countrysides").split(" and ")
    return [f"{p} countryside" for p in parts] if len(parts) == 2 and name.endswith(" countrysides") else [name]


def _in(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether a stretch meets one of the spans, which stand in order and apart."""
    k = bisect_left(spans, end, key=lambda s: s.start)
    return k > 0 and spans[k - 1].end > start


def _inside(spans: Sequence[Span], start: int, end: int) -> bool:
    """Part of a longer name; a name as long as the place's own ("Syria" as a state) leaves it a place."""
    k = bisect_right(spans, start, key=lambda s: s.start)
    return k > 0 and end <= spans[k - 1].end and (spans[k - 1].start, spans[k - 1].end) != (start, end)


def _same_sentence(text: str, start: int, end: int) -> bool:
    return not any(c in text[start:end] for c in ".!?؟\n")


# ---------------------------------------------------------------- the tables


def _countries() -> Iterator[Place]:
    names = {lang: Locale(lang).territories for lang in LANGS}
    ours = tomllib.loads(files(__package__).joinpath("data", "countries.toml").read_text(encoding="utf-8"))
    for code in sorted(set(names["en"]) & set(names["fr"]) & set(names["ar"])):
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:
            row = ours.get(code, {})
            usual: dict[str, str] = {lang: row.get(lang, [names[lang][code]])[0] for lang in LANGS}
            aliases: dict[str, tuple[str, ...]] = {lang: (*row.get(lang, [])[1:], names[lang][code]) for lang in LANGS}
            at = row.get("at", [None, None])
            yield Place(PlaceId(code.lower()), PlaceKind.COUNTRY, usual, aliases, None, at[0], at[1])


def _listed() -> Iterator[tuple[Place, tuple[str, ...]]]:
    for table in sorted(files(__package__).joinpath("data").iterdir(), key=lambda t: t.name):
        if table.name == "countries.toml" or not table.name.endswith(".toml"):
            continue
        for row in tomllib.loads(table.read_text(encoding="utf-8"))["place"]:
            yield _place(row), tuple(row.get("common", ()))


def _place(row: dict[str, Any]) -> Place:
    id = PlaceId(row["id"])
    names: dict[str, list[str]] = {lang: list(row.get(lang, [])) for lang in LANGS}
    usual: dict[str, str] = {lang: names[lang][0] if names[lang] else names["en"][0] for lang in LANGS}
    aliases: dict[str, tuple[str, ...]] = {lang: tuple(names[lang][1:]) for lang in LANGS}
    if id.startswith("sy/"):  # "Al-Hamidiyah" is written "Al-Hamidiya" as well
        aliases["en"] = (*aliases["en"], *(n[:-1] for n in names["en"] if n.endswith("ah") and len(n) > 6))
    aliases["fr"] = (*aliases["fr"], *names["en"])
    lat, lon = row.get("at", (None, None))
    return Place(id, PlaceKind(row["kind"]), usual, aliases, parent_of(id), lat, lon)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this installation; read once."""
    listed = list(_listed())
    common = frozenset(n for p, langs in listed for lang in langs for n in (p.names[lang], *p.aliases.get(lang, ())))
    return Gazetteer([*_countries(), *(p for p, _ in listed)], common)
