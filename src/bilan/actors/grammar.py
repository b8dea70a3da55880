"""How French, English and Arabic join a state and its organ, or a state and its action.

English   adjective + (modifier) + noun      "Israeli air force", "Russia's defence ministry"
French    noun + (modifier) + adjective      "l'armée burkinabè", "ministère nigérien de la Défense"
          noun + de + state                  "l'armée du Niger"
Arabic    noun + (modifier) + adjective      "الطائرات الحربية الروسية"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bilan.actors.actor import Through
from bilan.actors.states import State, actions, arabic_forms, french_forms, organ_id, organs
from bilan.model.ids import ActorId
from bilan.search.phrases import Hit, Phrasebook, adjacent
from bilan.search.words import Word, key, words

_ACTION = "action"
_REMEMBERED = 50_000
_MODIFIERS = {
    "en": frozenset(
        [
            "air",
            "military",
            "armed",
            "ground",
            "naval",
            "war",
            "fighter",
            "army",
            "occupation",
            "government",
            "air-force",
            "heavy",
            "intensive",
        ]
    ),
    "fr": frozenset(
        [
            "aerien",
            "aerienne",
            "aeriens",
            "aeriennes",
            "militaire",
            "militaires",
            "terrestre",
            "terrestres",
            "speciales",
            "central",
            "centrale",
            "regulier",
            "reguliere",
            "gouvernementales",
            "nationale",
            "armees",
        ]
    ),
    "ar": frozenset(
        key(w)
        for w in "الحربية الحربي الجوية الجوي جوية جوي المدفعية المدفعي مدفعية مدفعي الصاروخية صاروخي صاروخية المسلحة العسكرية عسكرية "
        "العسكري المروحي المروحية المسيرة البرية البحرية حربية الثقيلة مكثفة مكثف عنيفة عنيف متكررة مسيره الخاصه الامنيه مسيرة البري بري بريه العنيف العنيفه الغاشم الهمجي الجديد جديد مباشر مزدوج".replace(
            "ة", "ه"
        ).split()
    ),
}
# "bombes planantes russes", "drones explosifs turcs": an adjective between the noun and that of the state
_DESCRIBES = re.compile(
    r"^[a-z]{3,}(?:eux|euses?|ifs?|ives?|aux|ales?|el(?:le)?s|aires?|iques?|antes?|ants|ieres?|iers|ables?)$"
)
_OF = frozenset({"de", "du", "des", "d", "la", "l", "le", "les"})


@dataclass(frozen=True, slots=True)
class Made:
    """An organ or an action of a state, put together by the grammar of a language."""

    first: int
    last: int
    start: int
    end: int
    actor: ActorId
    through: Through


class OrganGrammar:
    """Finds "les forces américaines", "US airstrike", "القوات الروسية" in a text already cut into words."""

    def __init__(self, world: Sequence[State]) -> None:
        self._states = {s.id: s for s in world}
        self._heads = {lang: _heads(lang) for lang in ("fr", "en", "ar")}
        self._adjectives = {lang: _adjectives(lang, world) for lang in ("fr", "en", "ar")}
        self._names = {lang: _names(lang, world) for lang in ("fr", "en", "ar")}
        self._split = _split_heads()
        self._begin: dict[str, dict[str, bool]] = {lang: {} for lang in self._heads}

    def find(self, text: str, cut: Sequence[Word], lang: str) -> Iterator[Made]:
        """Left to right; one noun makes one actor."""
        one = {"fr": self._noun_first, "ar": self._noun_first, "en": self._adjective_first}.get(lang)
        if one is None:
            return
        i = 0
        begin = self._begin[lang]
        while i < len(cut):
            known = begin.get(cut[i].folded)
            if known is False or (known is None and not self._may_begin(cut[i].folded, lang)):
                i += 1
                continue
            made = one(text, cut, i, lang)
            if made is None:
                i += 1
            else:
                yield made
                i = max(made.last, i + 1)
                if lang == "ar" and (second := self._second_adjective(text, cut, made)) is not None:
                    yield second
                    i = max(i, second.last)
                if lang == "fr":
                    for more in self._joined_adjectives(text, cut, made):
                        yield more
                        i = max(i, more.last)

    def _may_begin(self, word: str, lang: str) -> bool:
        """Whether any noun, adjective or state begins with this word; remembered, for most words never do."""
        books = (self._heads[lang], self._adjectives[lang], self._names[lang])
        known = any(book.opens(word) for book in books) or (lang == "fr" and word in self._split)
        if len(self._begin[lang]) < _REMEMBERED:
            self._begin[lang][word] = known
        return known

    def _joined_adjectives(self, text: str, cut: Sequence[Word], made: Made) -> Iterator[Made]:
        """ "les bombes américaines, britanniques et françaises": the further adjectives of one noun."""
        i = made.last
        while i < len(cut):
            gap = text[cut[i - 1].end : cut[i].start]
            joined = cut[i].folded == "et" and gap == " "
            k = i + 1 if joined else i
            if not joined and gap != ", ":
                return
            of = self._adjectives["fr"].longest(text, cut, k) if k < len(cut) else None
            if of is None:
                return
            stem = self._states[of.entry.value].stem
            organ = made.actor.removeprefix(f"{self._stem_of(made.actor)}-")
            yield Made(k, of.last, of.start, of.end, ActorId(f"{stem}-{organ}"), made.through)
            i = of.last

    def _second_adjective(self, text: str, cut: Sequence[Word], made: Made) -> Made | None:
        """ "القصف السوري الروسي", "قصف روسي وتركي": the second state of one noun."""
        k = made.last
        if k >= len(cut) or not adjacent(text, cut[k - 1].end, cut[k].start):
            return None
        of = self._adjectives["ar"].longest(text, cut, k)
        if of is None or made.through not in (Through.ACTION, Through.ORGAN):
            return None
        organ = made.actor.removeprefix(f"{self._stem_of(made.actor)}-")
        state = self._states[of.entry.value]
        if organ != "forces" or made.actor.startswith(f"{state.stem}-"):
            return None
        return Made(k, of.last, of.start, of.end, ActorId(f"{state.stem}-{organ}"), made.through)

    def _stem_of(self, actor: ActorId) -> str:
        return max((s.stem for s in self._states.values() if actor.startswith(f"{s.stem}-")), key=len)

    # ------------------------------------------------------------ English

    def _adjective_first(self, text: str, cut: Sequence[Word], i: int, lang: str) -> Made | None:
        of = self._adjectives["en"].longest(text, cut, i)
        j = of.last if of else i
        if of is None:
            of = self._names["en"].longest(text, cut, i)
            if of is None or not (
                of.last < len(cut) and cut[of.last].folded == "s" and cut[of.last].start == of.end + 1
            ):
                return self._noun_of_state(text, cut, i, lang)
            j = of.last + 1
        for k in range(j, min(j + 3, len(cut))):
            if not adjacent(text, cut[k - 1].end, cut[k].start) and not (
                k == j and _in_brackets(text, of.start, of.end)
            ):
                return None
            head = self._heads["en"].longest(text, cut, k)
            if head is not None:
                return self._made(i, head.last, of.start, of.end, head.end, of.entry.value, head.entry.value)
            if cut[k].folded not in _MODIFIERS["en"]:
                break
        return self._joined_before(text, cut, of, j)

    def _joined_before(self, text: str, cut: Sequence[Word], of: Hit[ActorId], j: int) -> Made | None:
        """ "US, British and French strikes": the noun comes after the last adjective."""
        k = j
        while k < len(cut):
            gap = text[cut[k - 1].end : cut[k].start]
            if cut[k].folded == "and":
                k += 1
            elif gap != ", ":
                break
            other = self._adjectives["en"].longest(text, cut, k) if k < len(cut) else None
            if other is None:
                return None
            k = other.last
        if k == j or k >= len(cut):
            return None
        head = self._heads["en"].longest(text, cut, k)
        if head is None:
            return None
        organ = "forces" if head.entry.value == _ACTION else organ_id(self._states[of.entry.value], head.entry.value)
        through = Through.ACTION if head.entry.value == _ACTION else Through.ORGAN
        stem = self._states[of.entry.value].stem
        return Made(of.first, of.last, of.start, of.end, ActorId(f"{stem}-{organ}"), through)

    # ------------------------------------------------------------ French, Arabic

    def _noun_first(self, text: str, cut: Sequence[Word], i: int, lang: str) -> Made | None:
        head = self._heads[lang].longest(text, cut, i)
        if lang == "fr" and (split := self._split_noun(text, cut, i)) is not None:
            return split
        if head is None:
            return None
        for k in range(head.last, min(head.last + 3, len(cut))):
            if not adjacent(text, cut[k - 1].end, cut[k].start):
                return None
            of = self._adjectives[lang].longest(text, cut, k)
            if of is not None:
                return self._made(
                    i, of.last, of.start, of.end, of.end, of.entry.value, head.entry.value, head.start, lang == "ar"
                )
            if key(cut[k].folded) not in _MODIFIERS[lang] and not (lang == "fr" and _DESCRIBES.search(cut[k].folded)):
                break
        return self._noun_of_state(text, cut, i, lang)

    def _noun_of_state(self, text: str, cut: Sequence[Word], i: int, lang: str) -> Made | None:
        """ "l'armée du Niger", "armed forces of Ukraine", "جيش ميانمار": the state named in full."""
        head = self._heads[lang].longest(text, cut, i)
        if head is None or head.entry.value == _ACTION:
            return None
        k = head.last
        if lang == "fr":
            while k < min(head.last + 2, len(cut)) and cut[k].folded in _OF:
                k += 1
        elif lang == "en" and k < len(cut) and cut[k].folded == "of":
            k += 2 if k + 1 < len(cut) and cut[k + 1].folded == "the" else 1
        if (k == head.last and lang != "ar") or k >= len(cut) or not adjacent(text, head.end, cut[head.last].start):
            return None
        of = self._names[lang].longest(text, cut, k)
        if of is None or (lang == "ar" and of.start != cut[k].start):
            return None
        return self._made(i, of.last, of.start, of.end, of.end, of.entry.value, head.entry.value, head.start)

    def _split_noun(self, text: str, cut: Sequence[Word], i: int) -> Made | None:
        """ "ministère nigérien de la Défense": the adjective inside the noun."""
        tails = self._split.get(cut[i].folded)
        if not tails or i + 1 >= len(cut):
            return None
        of = self._adjectives["fr"].longest(text, cut, i + 1)
        if of is None:
            return None
        for tail, organ in tails:
            last = of.last + len(tail)
            if [w.folded for w in cut[of.last : last]] == tail:
                return self._made(i, last, of.start, of.end, cut[last - 1].end, of.entry.value, organ, cut[i].start)
        return None

    # ------------------------------------------------------------ both

    def _made(
        self,
        first: int,
        last: int,
        start: int,
        adjective_end: int,
        end: int,
        state: ActorId,
        head: str,
        head_start: int = -1,
        with_noun: bool = False,
    ) -> Made:
        """In French and English an action is said of the adjective alone: its noun stays free to be read as a cause."""
        of = self._states[state]
        if head == _ACTION:
            return Made(
                first,
                last,
                head_start if with_noun else start,
                adjective_end,
                ActorId(f"{of.stem}-forces"),
                Through.ACTION,
            )
        whole = min(start, head_start) if head_start >= 0 else start
        return Made(
            first, last, whole, max(end, adjective_end), ActorId(f"{of.stem}-{organ_id(of, head)}"), Through.ORGAN
        )


def _in_brackets(text: str, start: int, end: int) -> bool:
    """ "(Israeli) airstrike": what an editor adds."""
    return text[start - 1 : start] == "(" and text[end : end + 2] == ") "


def _heads(lang: str) -> Phrasebook[str]:
    book: Phrasebook[str] = Phrasebook()
    for organ in organs():
        for head in organ.heads[lang]:
            book.add(head.removeprefix("ال") if lang == "ar" and " " not in head else head, organ.key)
    for noun in actions()[lang]:
        book.add(noun.removeprefix("ال") if lang == "ar" and " " not in noun else noun, _ACTION)
    return book


def _adjectives(lang: str, world: Sequence[State]) -> Phrasebook[ActorId]:
    book: Phrasebook[ActorId] = Phrasebook()
    for state in world:
        for adjective in state.adjectives[lang]:
            if lang == "fr":
                forms: Sequence[str] = french_forms(adjective)
            elif lang == "ar":
                forms = arabic_forms(adjective)
            else:
                forms = (adjective,)
            for form in forms:
                book.add(form, state.id, cased=form in {"US", "U.S."})
    return book


def _names(lang: str, world: Sequence[State]) -> Phrasebook[ActorId]:
    book: Phrasebook[ActorId] = Phrasebook()
    for state in world:
        for name in (state.names[lang], *state.also[lang]):
            book.add(name, state.id, cased=name in {"US", "CAR"})
    return book


def _split_heads() -> dict[str, list[tuple[list[str], str]]]:
    found: dict[str, list[tuple[list[str], str]]] = {}
    for organ in organs():
        for head in organ.heads["fr"]:
            cut = [w.folded for w in words(head)]
            if len(cut) > 2 and cut[1] in _OF:
                found.setdefault(cut[0], []).append((cut[1:], organ.key))
    return found
