"""When it happened: the date of the clause, else of the sentence, else what the passage says before or after.

"said on Monday that …", "a annoncé dimanche …"    the day of the saying, not of the harm
"13 juillet 2012. – …"                            the day of writing: taken when nothing else is said
"The strike took place on 3 May."                 said after the harm, of the same event
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.claims.reading.clauses import bracketed, clause_at, clause_between, paragraphs_back
from bilan.claims.reading.periods import DateWords, FoundPeriod, find_periods
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.period import Period
from bilan.model.vocab import Basis

_BETWEEN = frozenset({"on", "late", "early", "le", "ce", "in", "dans", "du", "de", "the", "a"})
_TALLIED = ("record", "document", "count", "list", "enregistr", "recens", "dénombr", "compt", "répertori", "établ")
_ISSUED = frozenset(
    [
        "published",
        "released",
        "issued",
        "signed",
        "posted",
        "presented",
        "publié",
        "publiée",
        "publiés",
        "publiées",
        "diffusé",
        "diffusée",
        "présenté",
        "présentée",
        "présentés",
        "rendu",
        "rendue",
        "dated",
        "daté",
        "datée",
        "statement",
        "communiqué",
        "interview",
    ]
)
_RISEN = frozenset(
    ["passé", "monté", "grimpé", "porté", "alourdi", "relevé", "revu", "rose", "risen", "climbed", "revised", "raised"]
)
_BACK, _ON = 8, 2


def spoken(scene: Scene) -> list[FoundPeriod]:
    """The dates of a sentence that say when somebody spoke or published, not when the harm was done."""
    verbs = {s.start for s in scene.speeches}
    return [p for p in scene.periods if p.kind == "at" and p.period.is_one_day and _dates_speech(scene, p, verbs)]


def _dates_speech(scene: Scene, period: FoundPeriod, verbs: set[int]) -> bool:
    words = scene.words
    i = scene.word_at(period.start)
    j = i - 1
    while j >= 0 and i - j <= 3 and (words[j].low in _BETWEEN or words[j].has("adverb")):
        j -= 1
    if j >= 0 and words[j].low in _RISEN and scene.any_tag("toll"):
        return True  # "the toll rose on Monday to 19": the day of the count
    if j >= 0 and (_opens_speech(words, j, verbs) or (words[j].low in _ISSUED and i - j <= 3)):
        return True
    # "said the minister on Monday", "told AFP on Monday": nothing but names between the verb and the date
    for speech in scene.speeches:
        at = scene.word_at(speech.start)
        if at >= i or i - at > 9 or not _opens_speech(words, at, verbs):
            continue
        between = words[at + max(1, words[at].width("say")) : i]
        if any(w.low in (",", ";", ":", '"', "que", "qu'", "that") or w.low.isdecimal() for w in between):
            continue
        if all(_harmless(w) for w in between) and (_told(between) or speech.speaker.start > speech.start):
            return True
    return False


def _opens_speech(words: Sequence[Word], j: int, verbs: set[int]) -> bool:
    if words[j].low.startswith(_TALLIED):
        return False
    return any(
        words[k].start in verbs and k + max(1, words[k].width("say")) >= j + 1 and words[k].has("say")
        for k in range(max(0, j - 3), j + 1)
    )


def _told(between: Sequence[Word]) -> bool:
    return not between or between[0].low in ("à", "au", "aux", "to") or between[0].raw[:1].isupper()


def _harmless(w: Word) -> bool:
    return not any(w.has(tag) for tag in ("vpart", "vfin", "vger", "vinf", "vintr", "attack", "events", "victim"))


def dateline(scene: Scene, period: FoundPeriod) -> bool:
    """ "13 juillet 2012. –", "5 FEB 89 (AFP) –": a date that opens a text, before a dash or a stop."""
    if period.start - scene.sentence.start > 30 or period.kind != "at":
        return False
    after = [w for w in scene.words if w.start >= period.end][:2]
    before = [w for w in scene.words if w.start < period.start]
    if not after or (after[0].low == "." and len(after) == 1):
        return all(w.raw.isupper() or w.low in (",", "(", ")") for w in before)
    marks = {"-", "–", "("} if not before else {"–", "("}
    first = after[1] if after[0].low in (".", ",") and len(after) > 1 else after[0]
    return first.low in marks and all(w.raw[:1].isupper() or not w.low.isalpha() for w in before)


_DATELINE = 220  # characters at the head of a text in which it may say when it was written
_AFTER_DATE = re.compile(r"\.? ?(?:\([^)\n]{0,30}\) ?)?(?:[-–—]|\n|$)")
_BEFORE_DATE = re.compile(r"(?:^|\n)(?:[A-ZÀ-Þ][\w'’.-]*[ ,]*|\([^)\n]{0,20}\),? ?){0,4}$")


def written_on(passage: Passage, book: DateWords) -> Period | None:
    """The day of a dateline ("AMMAN, 22 July 2022 –") or of a line of its own, where the text is not dated otherwise."""
    head = min(len(passage.lower), _DATELINE)
    for found in find_periods(passage.lower, 0, head, book, None):
        whole = found.kind == "at" and found.period.is_one_day
        before, after = passage.plain[max(0, found.start - 41) : found.start], passage.plain[found.end : found.end + 40]
        if whole and _BEFORE_DATE.search(before) and _AFTER_DATE.match(after):
            return found.period
    return None


def events_of(scene: Scene) -> list[FoundPeriod]:
    """The periods of a sentence that can be those of a harm."""
    said = spoken(scene)
    return [p for p in scene.periods if p.kind != "until" and p not in said and not dateline(scene, p)]


def period_of(
    position: int, segment: tuple[int, int], scene: Scene, scenes: Sequence[Scene], back: int | None = None
) -> tuple[FoundPeriod | None, Basis]:
    """The period of the harm counted at `position`, and whether the passage says it elsewhere.

    back  how many paragraphs back it may be said; None: as many as the make-up of the text allows
    """
    events = events_of(scene)
    usable = [p for p in events if not bracketed(p.start, position, scene)]
    inside = [p for p in usable if segment[0] <= p.start < segment[1]]
    others = {clause_at(scene, scene.words[h.counted.first].start) for h in scene.hits}
    outside = [
        p
        for p in usable
        if p not in inside
        and p.start < segment[0]
        and clause_at(scene, p.start) not in others - {segment}
        and not clause_between(scene, p.end, position)
    ]
    choice = inside or outside
    if choice:
        return min(
            choice, key=lambda p: abs(p.start - position) if p.start >= position else 0.8 * abs(position - p.end)
        ), Basis.STATED
    if scene.dated and len(scene.periods) == len(events):
        return None, Basis.STATED
    found = _before(scene, scenes, paragraphs_back(scenes) if back is None else back) or _after(scene, scenes)
    return found, Basis.INHERITED if found is not None else Basis.STATED


def _before(scene: Scene, scenes: Sequence[Scene], back: int) -> FoundPeriod | None:
    for earlier in reversed(scenes[max(0, scene.number - _BACK) : scene.number]):
        if scene.sentence.block - earlier.sentence.block > back or _stands_apart(earlier, scene):
            return None
        found = events_of(earlier)
        if found and earlier.sentence.block != scene.sentence.block and (len(found) > 1 or _is_long(found[0])):
            return None
        if found:
            return found[-1] if scene.continues else found[0]
    return None


def _stands_apart(earlier: Scene, scene: Scene) -> bool:
    """A headline, unless it opens the very list in which a sentence stands ("… in 2023 are as follows:")."""
    opens = earlier.sentence.block == scene.sentence.block and bool(earlier.words) and earlier.words[-1].low == ":"
    return earlier.sentence.kind == "headline" and not opens


def _is_long(period: FoundPeriod) -> bool:
    """More than a month: background rather than the time of an event told in another paragraph."""
    first, last = period.period.start, period.period.end
    return first is None or last is None or (last - first).days > 45


_EVENTS = frozenset(
    [
        "incident",
        "attack",
        "attaque",
        "attentat",
        "accident",
        "explosion",
        "blast",
        "tragedy",
        "drame",
        "naufrage",
        "crash",
        "fusillade",
        "tuerie",
        "avalanche",
        "ambush",
        "embuscade",
    ]
)
_DEFINITE = frozenset(["the", "this", "that", "l'", "le", "la", "les", "cet", "cette", "ce", "ces", "these"])


def _after(scene: Scene, scenes: Sequence[Scene]) -> FoundPeriod | None:
    """ "The strike killed 12. The attack took place on 3 May": the next sentences date the event."""
    for later in scenes[scene.number + 1 : scene.number + 1 + _ON]:
        if later.sentence.block != scene.sentence.block:
            return None
        found = events_of(later)
        if found:
            told = _the_event(later.words[:4] if later.hits else later.words)
            sure = len(found) == 1 and told and not _heading(later, found[0])
            return found[0] if sure else None
    return None


def _heading(scene: Scene, period: FoundPeriod) -> bool:
    """ "13 Nov 2014: the review could not …": the date of an entry."""
    after = next((w for w in scene.words if w.start >= period.end), None)
    return period.start == scene.sentence.start and after is not None and after.low == ":"


def _the_event(words: Sequence[Word]) -> bool:
    return any(
        ((w.has("attack") and w.value("cause") not in (None, "other")) or w.low in _EVENTS)
        and any(d.low in _DEFINITE for d in words[max(0, k - 2) : k])
        for k, w in enumerate(words)
    )
