"""What kind of speech a word opens: it says, admits, denies, doubts, looks into, or has left unadmitted."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.sentences import Sentence
from bilan.search.words import Word, fold, stems

ANSWERS = frozenset({"admit", "only", "deny", "dispute", "inquire", "unadmitted"})
OPENS = frozenset(map(fold, ("أن", "إن", "بأن", "أنه", "أنها", "إنه", "إنها", "بأنه", "بأنها", "أنهم", "أنهما")))


_BODIES = frozenset(map(fold, ("شبكة", "مركز", "وحدة", "مكتب", "منصة", "فريق", "مؤسسة", "منظمة", "لجنة")))


def speech_verb(text: str, cut: Sequence[Word], s: Sentence, k: int) -> tuple[str, int]:
    """The kind of the word of speech that begins with word `k`, and the word after it; "" when none does."""
    if (negated := _at(text, cut, s, "not", k)) and negated < s.last:
        found = _negated(text, cut, s, negated)
        if found is not None:
            return found
    if (refused := _at(text, cut, s, "refuse", k)) and _within(text, cut, s, "admitting", refused, 3):
        return "unadmitted", refused
    if k > s.first and (
        _at(text, cut, s, "not", k - 1) == k or (k - 2 >= s.first and _at(text, cut, s, "not", k - 2) == k)
    ):
        return "", 0
    if any(cut[n].folded == "يسبق" for n in range(max(s.first, k - 5), k)):
        return "", 0
    for kind in ("admit", "deny", "dispute", "inquire"):
        if last := _at(text, cut, s, kind, k):
            return kind, last
    if (reject := _at(text, cut, s, "reject", k)) and _within(text, cut, s, "rejected", reject, 5):
        return "deny", reject
    if (opens := _at(text, cut, s, "opens", k)) and _within(text, cut, s, "inquiry", opens, 6):
        return "inquire", opens
    if (owned := _at(text, cut, s, "own", k)) and _duty(cut, owned, min(owned + 6, s.last)):
        return "admit", owned
    if (how := _at(text, cut, s, "admit_opens", k)) and _within(text, cut, s, "admit_how", how, 7):
        return "admit", how
    verb = hits(lists().books["speech_verbs"], text, cut, k)
    if verb and k > s.first and cut[k - 1].folded in _BODIES:
        return "", 0  # "شبكة رصد سوريا": its name
    if verb and cut[k].folded.removeprefix("و") == "تابع" and verb < s.last and cut[verb].folded[0] == "ل":
        return "", 0  # "تابع للتحالف": belongs to, does not go on
    return ("says", verb) if verb else ("", 0)


def _negated(text: str, cut: Sequence[Word], s: Sentence, k: int) -> tuple[str, int] | None:
    """After "لم", "لا": has not admitted, admits nothing but, no evidence; silence of another kind is no speech."""
    if admits := _at(text, cut, s, "admit", k):
        return ("only" if _within(text, cut, s, "except", admits, 7) else "unadmitted"), admits
    if (owned := _at(text, cut, s, "own", k)) and _duty(cut, owned, min(owned + 4, s.last)):
        return "unadmitted", owned
    if cut[k].folded == "يسبق" and (admits := _within(text, cut, s, "admit", k + 1, 5)):
        return "unadmitted", k + 1
    if evidence := _at(text, cut, s, "evidence", k):
        return "deny", evidence
    silent = ("deny", "inquire", "dispute", "reject")
    if any(_at(text, cut, s, kind, k) for kind in silent) or hits(lists().books["speech_verbs"], text, cut, k):
        return "", 0
    return None


def _at(text: str, cut: Sequence[Word], s: Sentence, name: str, k: int) -> int:
    return hits(lists().books[f"answer_{name}"], text, cut, k) if k < s.last else 0


def _within(text: str, cut: Sequence[Word], s: Sentence, name: str, first: int, reach: int) -> int:
    return next((hit for k in range(first, min(first + reach, s.last)) if (hit := _at(text, cut, s, name, k))), 0)


def _duty(cut: Sequence[Word], first: int, last: int) -> bool:
    return any(stem.startswith(("مسؤوليه", "مسؤوليت")) for w in cut[first:last] for stem, _, _ in stems(w.folded))
