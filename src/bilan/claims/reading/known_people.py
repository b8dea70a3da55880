"""Noun phrases for people who are not counted: "Oskar Lind", "COLONEL LIND", "the magistrate", "their drivers"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.list_asides import stands_alone
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Hedge

_PLURAL = frozenset({"les", "des", "ces", "these", "those"})
_SINGULAR = frozenset({"le", "la", "l'", "ce", "cet", "cette", "this", "du"})
_DEFINITE = frozenset({"the", "le", "la", "l'", "ce", "cet", "cette", "this", "les", "ces", "these", "those"})
_VICTIM = frozenset({"victim", "victime", "deceased", "défunt", "défunte"})
_BEFORE_NOUN = (
    "ancien", "ancienne", "anciens", "anciennes", "petit", "petite", "vieux", "vieil", "vieille", "premier", "première",
    "célèbre", "seul", "seule", "autre", "fameux", "principal", "principale", "ex", "grand", "grande", "deux", "trois",
)  # fmt: skip
_LINKS = frozenset(
    {
        "de",
        "del",
        "du",
        "van",
        "von",
        "al",
        "el",
        "ben",
        "bin",
        "ibn",
        "abu",
        "la",
        "le",
        "d'",
        "-",
        "'",
        "bint",
        "bo",
        "ould",
    }
)
_NO_NAME = (
    "say", "be", "have", "attack", "preposition", "subordinator", "relative", "pronoun", "thing", "gadj", "vpart", "vfin",
    "vger", "vinf", "vadj", "vintr", "events", "bare_harm", "hedge", "quantifier", "article", "and", "adverb", "victim",
    "report", "including", "of", "negation", "modal", "contrast", "cause", "includes", "possessive", "unit", "enemy",
    "household", "role", "perpetrator", "told", "takes", "investigate", "deny", "admit", "couple",
)  # fmt: skip
_NO_QUALIFIER = (
    "preposition", "be", "have", "say", "and", "relative", "vfin", "thing", "article", "events", "victim", "attack",
    "quantifier", "subordinator", "pronoun", "including", "negation", "adverb", "possessive",
)  # fmt: skip
_NOBODY = (
    "old", "year", "each", "you", "we", "they", "everybody", "everyone", "anybody", "somebody", "someone", "one", "none",
    "all", "most", "what", "which", "where", "when", "why", "how", "if", "on", "nous", "vous", "tout", "tous", "rien",
    "chacun", "chacune", "aucun", "quiconque", "cela", "ceci", "ça", "there", "it", "this", "that", "here", "both",
)  # fmt: skip


def past_age_of(words: Sequence[Word], i: int) -> int:
    """Past "20-YEAR OLD"."""
    j = i
    if j + 2 < len(words) and words[j].low.isdecimal():
        j += 1
        while j < len(words) and words[j].low in ("-", "year", "years", "month", "months", "old"):
            j += 1
        return j if words[j - 1].low == "old" else i
    return i


class KnownPeople(Finder):
    """The noun phrases before and after a word, as one person, or several, or a list of names."""

    def known_item(self, i: int) -> Counted | None:
        """ "…, their foreman and the imam of the mosque": one known person in a list, with no verb of his own."""
        words = self.words
        if i >= len(words) or not (words[i].has_any(("article", "possessive")) or words[i].low in ("du", "au")):
            return None
        found = self._people_at(i)
        single = found is not None and found.quantity.high == 1 and self._says_person(found)
        return found if found is not None and single and stands_alone(words, found.end, self.pred_words) else None

    def _says_person(self, c: Counted) -> bool:
        return any(w.has("person") or w.has("title") for w in self.words[c.begin : c.end])

    def _household(self, c: Counted) -> bool:
        return self.words[c.end - 1].has("household")

    def _name_before(self, end: int, anywhere: bool = False, after_of: bool = False) -> Counted | None:
        """The name, or the joined names, with their titles, that end before word `end`."""
        begin, groups = self._one_name_before(end)
        if begin == end:
            return None
        n, last = 1, begin
        while last > 1 and (self.words[last - 1].has("and") or (n > 1 and self.words[last - 1].low == ",")) and n < 12:
            join = last - 1 - (self.words[last - 2].low == ",")
            first, _ = self._one_name_before(join)
            if first == join:
                break
            n, last = n + 1, first
        if n == 1:
            return self._one(begin, end, groups) if anywhere or self._stands(begin, end, after_of) else None
        return self._list(last, end, n)

    def _one_name_before(self, end: int) -> tuple[int, tuple[Group, ...]]:
        """Where a name begins with its titles; `end` where none stands."""
        words, i = self.words, end
        while i > 0 and end - i < 6:
            back = i - 3 if i > 2 and words[i - 2].low in _LINKS else i - 2
            link = i < end and words[i - 1].low in _LINKS and self._name_word(back)
            if not self._name_word(i - 1) and not link:
                break
            i -= 1
        if i == end:
            return end, ()
        begin = i
        groups: tuple[Group, ...] = ()
        while begin > 0 and end - begin < 9:
            noun = words[begin - 1].value("person")
            if not (isinstance(noun, Noun) and not noun.plural) and not words[begin - 1].has("title"):
                break
            groups = groups or self._rank(begin - 1) or (noun.groups if isinstance(noun, Noun) else ())
            begin -= 1
        return begin, groups

    def _stands(self, begin: int, end: int, after_of: bool) -> bool:
        """Whether the name is a subject by itself: "Lind", not "rue Lind", "the Lind", "in Lind"."""
        words = self.words
        titled = not self._name_word(begin)
        if not titled and end - begin < 2 and (begin == 0 or self.found.shouting) and words[begin].has("title"):
            return False
        if begin == 0 or titled:
            return True
        lead = words[begin - 1]
        if (lead.has("thing") and end - begin < 3) or lead.low in _DEFINITE or lead.low == "-":
            return False
        if lead.has("of"):
            return after_of and (end - begin > 1 or not self.found.shouting)
        return not lead.has("preposition")

    def _role_before(self, end: int, told: bool) -> Counted | None:
        """ "the magistrate", "l'homme", "their drivers", "l'étudiante de 23 ans"."""
        words = self.words
        last = self._without_complement(end)
        head = next((k for k in range(max(0, last - 6), last) if k + words[k].width("person") == last), None)
        noun = words[head].value("person") if head is not None else None
        if head is None and last and words[last - 1].low in _VICTIM:
            head, noun = last - 1, Noun((), False)
        if head is None or not isinstance(noun, Noun):
            return None
        for k in range(head - 1, max(-1, head - 6), -1):
            if words[k].low in ("'s", "'") and head - k < 3:
                return self._these(k, last, noun) if noun.plural else self._one(k + 1, last, noun.groups)
            if words[k].low in _DEFINITE or words[k].has("possessive") or (told and words[k].low in ("du", "au")):
                if k and words[k - 1].has("preposition") and not words[k - 1].has("subordinator") and not told:
                    return None
                return self._these(k, last, noun) if self._several(k, noun) else self._one(k, last, noun.groups)
            if not (words[k].low[0].isalpha() or words[k].low == "-") or words[k].has("preposition"):
                return None
            if k in self.pred_words or k in self.cover:
                return None
        return None

    def _without_complement(self, end: int) -> int:
        """Back before "de 23 ans", "of the ferry": the noun that they are told of."""
        for k in range(end - 2, max(0, end - 6), -1):
            w = self.words[k]
            if not w.low.isalnum() and not w.low.endswith("'"):
                break
            if w.has("of") and self._noun_ends(k):
                return k
            if w.has("say") or w.has("relative") or w.has("and") or k in self.pred_words:
                break
        return end

    def _noun_ends(self, k: int) -> bool:
        """Whether a noun for people ends before word `k`: "le porte-parole | de la police", no "garde | du corps"."""
        return any(
            m + self.words[m].width("person") == k for m in range(max(0, k - 4), k) if self.words[m].has("person")
        )

    def _several(self, k: int, noun: Noun) -> bool:
        article = self.words[k].low
        return article in _PLURAL or (noun.plural and article not in _SINGULAR)

    def _people_at(self, i: int) -> Counted | None:
        """The definite noun phrase or the name that begins at word `i`."""
        words = self.words
        if i >= len(words) or i in self.at or i in self.cover:
            return None
        definite = words[i].low in _DEFINITE or words[i].low in ("du", "des", "au") or words[i].has("possessive")
        start = past_age_of(words, i + 1 if definite else i)
        groups: tuple[Group, ...] = ()
        j, head, noun, names, titled = start, 0, None, 0, False
        while j < len(words) and j - start < 9:
            here = words[j].value("person")
            if isinstance(here, Noun) and (self.found.shouting or (words[j].raw.islower() and not names)):
                noun, head, names = here, j + words[j].width("person"), 0
                groups, j = tuple(dict.fromkeys((*groups, *here.groups))), head
            elif words[j].has("title") and (not names or self.found.shouting):
                groups, titled, names, j = groups or self._rank(j), True, 0, j + 1
            elif self._name_word(j) or (names and words[j].low in _LINKS and self._name_word(j + 1)):
                names, j = names + 1, j + 1
            elif words[j].low == "-" or (self._qualifies(j) and not names):
                j += 1
            elif len(words[j].low) == 1 and words[j].raw.isupper() and words[j + 1 : j + 2] and words[j + 1].low == ".":
                j += 2  # "U.S. citizen"
            elif words[j].low == "[" and self._past_bracket(j) is not None:
                j, names = self._past_bracket(j) or j, 0  # "FARMERS' UNION [FU] CANDIDATE …"
            else:
                break
        several = noun is not None and (self._several(i, noun) if definite else noun.plural)
        if names and j < len(words) and words[j].low in ("'s", "'"):
            return None  # "the deaths of Lind's children"
        if names and not several:
            bare = not head and not titled
            if bare and (definite or not self._name_word(start) or (names < 2 and self.found.shouting)):
                return None
            if j < len(words) and (words[j].low == "[" or words[j].has("person")) and bare:
                return None
            return self._and_others(i, j, groups)
        bare = self.pack.lang == "en" and start == i and head == i + 1 and i > 1 and words[i - 2].has("bodies")
        if not head or noun is None or words[i].low == "des" or not (definite or bare):
            return None
        if several and words[i].has("possessive"):
            return None  # "after arresting its inhabitants": told of already
        if j < len(words) and words[j].low in ("'s", "'"):
            return None  # "the inhabitants' cards"
        return self._these(i, head, Noun(groups, True)) if several else self._one(i, head, groups)

    def _and_others(self, first: int, last: int, groups: tuple[Group, ...]) -> Counted:
        """ "of Oskar Lind and Ada Berg": two, listed."""
        n, j, alone = 1, last, last
        joined = False
        while j + 1 < len(self.words) and (self.words[j].has("and") or self.words[j].low == ",") and n < 12:
            k = j + 1 + (self.words[j].low == "," and self.words[j + 1].has("and"))
            k = past_age_of(self.words, min(k + (k < len(self.words) and self.words[k].has("of")), len(self.words) - 1))
            begin = k
            while k < len(self.words) and self._name_word(k):
                k += 1
            if k == begin or (k - begin < 2 and self.words[j].low == ","):
                break
            joined = joined or self.words[j].has("and") or self.words[j + 1].has("and")
            n, last, j = n + 1, k, k
        if n > 1 and not joined and last < len(self.words) and self.words[last].has_any(("be", "have")):
            n, last = 1, alone  # "after the death of Lind, Berg was elected"
        return self._one(first, last, groups) if n == 1 else self._list(first, last, n)

    def _past_bracket(self, i: int) -> int | None:
        """Past "[FU]", where more of the noun phrase follows."""
        close = next((k for k in range(i + 1, min(len(self.words) - 1, i + 8)) if self.words[k].low == "]"), None)
        return close + 1 if close is not None and self.words[close + 1].low.isalpha() else None

    def _qualifies(self, k: int) -> bool:
        w = self.words[k]
        if self.pack.lang == "fr":
            return w.low in _BEFORE_NOUN
        return w.low.isalpha() and not any(w.has(t) for t in _NO_QUALIFIER)

    def _name_word(self, k: int) -> bool:
        if not 0 <= k < len(self.words) or k in self.found.dated:
            return False
        joined = k > 1 and self.words[k - 1].low == "-" and self.words[k - 2].low in ("al", "el")  # "Al-Hamas"
        if k in self.found.named and not joined:
            return False
        w = self.words[k]
        if not w.low.isalpha() or not w.raw[:1].isupper() or len(w.low) < 2 or w.low in _NOBODY:
            return False
        return not any(w.has(t) for t in _NO_NAME) and not w.has("person")

    def _rank(self, k: int) -> tuple[Group, ...]:
        return (Group.COMBATANT,) if self.words[k].has("rank") else ()

    def _one(self, begin: int, end: int, groups: tuple[Group, ...]) -> Counted:
        specific = tuple(g for g in groups if g is not Group.PERSON) or (Group.PERSON,)
        if end and self.words[end - 1].has("household"):
            return self._these(begin, end, Noun(specific, True))
        return Counted(begin, end, begin, end, Quantity.exactly(1), "one", "person", end - 1, specific)

    def _these(self, begin: int, end: int, noun: Noun) -> Counted:
        some = Quantity(2, None, Hedge.SOME)
        specific = tuple(g for g in noun.groups if g is not Group.PERSON) or (Group.PERSON,)
        return Counted(begin, end, begin, end, some, "one", "person", end - 1, specific)

    def _list(self, begin: int, end: int, n: int) -> Counted:
        return Counted(begin, end, begin, end, Quantity.listed(n), "named", "person", begin, (Group.PERSON,))
