"""Who says it, and whom they rely on.

"selon X", "according to X"                X says the sentence
"X a déclaré que …", "X said …"            X says what follows
"…, rapporte X", "…, said X"               X says what precedes
"citant Y", "se référant à Y", "via Y"     X relies on Y
"il a mentionné …", "it said"              the last one who spoke
"""

from __future__ import annotations

import re
from dataclasses import replace

from bilan.actors import Capacity, Through
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.claims.reading.words import Word

_PERSON = re.compile(r"[A-ZÀ-Þ][\w'-]+$")


def sources(scene: Scene, pack: Pack, plain: str) -> list[Named]:
    """Everybody in the sentence who could speak: named actors, generic sources, persons; left to right."""
    found = [a for a in scene.actors if a.through is not Through.ACTION and not _is_state_as_place(a, scene)]
    found += _roles(scene, pack, found)
    found += _persons(scene, found)
    return sorted(found, key=lambda n: n.start)


def _is_state_as_place(named: Named, scene: Scene) -> bool:
    i = scene.word_at(named.start)
    return (
        named.actor is not None
        and named.actor.kind == "state"
        and i > 0
        and scene.words[i - 1].low in ("in", "en", "au", "aux", "near", "from")
    )


def _inside(start: int, end: int, others: list[Named]) -> bool:
    return any(o.start < end and start < o.end for o in others)


def _roles(scene: Scene, pack: Pack, actors: list[Named]) -> list[Named]:
    words, found = scene.words, list[Named]()
    i = 0
    while i < len(words):
        w = words[i]
        if not w.has("role"):
            i += 1
            continue
        last = i + w.width("role")
        behalf = None
        name = str(w.value("role"))
        # "le porte-parole de la coalition", "un responsable de l'ONU"
        j = last
        while (
            j < len(words)
            and j - last < 4
            and not words[j].has("of")
            and words[j].low.isalpha()
            and not words[j].has("say")
            and not words[j].has("and")
        ):
            j += 1
        if j < len(words) and (words[j].has("of") or words[j].low in ("for",)):
            k = j + 1
            while k < len(words) and (words[k].has("article") or words[k].has("of")):
                k += 1
            behalf = next((a for a in actors if k < len(words) and a.start <= words[k].start < a.end), None)
            if behalf is not None:
                last = max(last, scene.word_at(behalf.end - 1) + 1)
        start, end = words[i].start, words[last - 1].end
        if behalf is None and _qualifies(words, last, actors):
            i = last
            continue
        if behalf is not None or not _inside(start, end, actors):
            whole = Named(
                start,
                end,
                behalf.name if behalf is not None else name,
                "role",
                behalf.actor if behalf else None,
                on_behalf_of=behalf,
            )
            found.append(whole)
        i = last
    return found


def _qualifies(words: list[Word], i: int, actors: list[Named]) -> bool:
    """ "the official Syrian news agency SANA": the word describes the name that follows."""
    for k in range(i, min(len(words), i + 4)):
        if any(a.start == words[k].start for a in actors):
            return True
        if (
            not words[k].low.isalpha()
            or words[k].has("of")
            or words[k].has("say")
            or words[k].has("and")
            or words[k].has("preposition")
        ):
            return False
    return False


def _persons(scene: Scene, others: list[Named]) -> list[Named]:
    """Two or more capitalised words in a row that are no actor, place or sentence start alone."""
    words, found = scene.words, list[Named]()
    shouting = sum(w.raw.isupper() for w in words) > 0.7 * max(1, len([w for w in words if w.raw.isalpha()]))
    i = 0
    while i < len(words):
        j = i
        while j < len(words) and (
            _PERSON.match(words[j].raw)
            or (
                words[j].low in ("-", "al", "abu", "bin", "el", "de", "ben", "van", "von")
                and j > i
                and j + 1 < len(words)
                and _PERSON.match(words[j + 1].raw)
            )
        ):
            if words[j].has("title") and j == i:
                i = j + 1
                j = i
                continue
            j += 1
        names = [w for w in words[i:j] if w.low != "-"]
        if len(names) >= 2 and not shouting and j > i:
            start, end = words[i].start, words[j - 1].end
            clash = _inside(start, end, others) or any(p.start < end and start < p.end for p in scene.places)
            if not clash and not words[i].has("role"):
                found.append(Named(start, end, " ".join(w.raw for w in words[i:j]).replace(" - ", "-"), "person"))
        i = max(j, i + 1)
    return found


def speeches(scene: Scene, pack: Pack, plain: str, before: list[Named]) -> list[Speech]:
    """The speech frames of a sentence. `before`: who has spoken so far, the last one last (for pronouns)."""
    everybody = scene.sources
    by_word = {scene.word_at(n.start): n for n in everybody}
    found: list[Speech] = []
    words = scene.words
    cites = _cites(scene, by_word)
    cited = {c.start for c in cites}
    used: set[int] = set()
    for i, w in enumerate(words):
        if w.has("according") and w.low != "pour":
            who = _next_source(
                words, by_word, i + 1 if w.width("according") > 1 and i + 1 in by_word else i + w.width("according"), 6
            )
            if who is not None and who.start not in cited:
                who, _more = _apposed(who, everybody, scene)
                cited_by = _cited_by(scene, by_word, who.end)
                chain = (cited_by, (who,)) if cited_by is not None else (who, cites)
                position = words[i].start
                initial = _clause_start(words, i)
                found.append(Speech(chain[0], chain[1], position, initial, "says", whole=True))
                used.add(who.start)
        elif w.has("say") and not (
            i > 0 and words[i - 1].low in ("de", "d'", "to", "a", "an", "the", "her", "his") and pack.lang == "en"
        ):
            if _impersonal(words, i):
                continue
            kind = _kind(words, i)
            turned = (
                _next_source(words, by_word, i + w.width("say"), 5, stop_at_that=True)
                if _may_invert(words, i)
                else None
            )
            who, behalf = (None, None) if turned is not None else _subject(scene, everybody, by_word, i, pack)
            if who is not None:
                if who.start in used and kind != "admits":
                    continue
                chain_who = who if behalf is None else replace(who, on_behalf_of=behalf)
                found.append(
                    Speech(
                        chain_who,
                        tuple(c for c in cites if c.start != who.start),
                        w.start,
                        not _trailing(words, i),
                        kind,
                    )
                )
                used.add(who.start)
                continue
            inverted = turned
            if inverted is not None and inverted.start not in used:
                inverted, _ = _apposed(inverted, everybody, scene)
                forward = i <= 1
                found.append(
                    Speech(inverted, tuple(c for c in cites if c.start != inverted.start), w.start, forward, kind)
                )
                used.add(inverted.start)
                continue
            pronoun = _pronoun_before(words, i)
            if pronoun is not None and before:
                found.append(Speech(before[-1], tuple(cites), w.start, not _trailing(words, i), kind, inherited=True))
        elif w.has("cited_by") and not found:
            quoted = _next_source(words, by_word, i + w.width("cited_by"), 4)
            if quoted is not None and quoted.sort == "role":
                quoted = _next_source(words, by_word, scene.word_at(quoted.end), 4) or quoted
            if quoted is not None:
                found.append(Speech(quoted, (), w.start, False, "says", whole=True))
    if not found and cites:
        found.append(Speech(cites[0], (), cites[0].start, False, "cited"))
    return found


def _impersonal(words: list[Word], i: int) -> bool:
    """ "it was assessed that …", "il a été rapporté que …": nobody is named."""
    j = i - 1
    while j >= 0 and words[j].has("adverb"):
        j -= 1
    return j >= 0 and (words[j].has("been") or (words[j].has("be") and words[i].width("say") == 1))


def _clause_start(words: list[Word], i: int) -> bool:
    """Whether "selon X" opens its clause: then it covers what follows as well."""
    return (
        i <= 1
        or words[i - 1].low in (".", ";", ":", "–", "-")
        or words[i - 1].has("contrast")
        or words[i - 1].low in ("mais", "but", "que", "that")
    )


def _kind(words: list[Word], i: int) -> str:
    window = words[i : i + 4]
    if any(w.has("admit") for w in window):
        return "admits"
    if words[i].has("deny"):
        return "denies"
    if words[i].has("accuse"):
        return "accuses"
    return "says"


def _trailing(words: list[Word], i: int) -> bool:
    """ "…", said X. / ", X a déclaré." : nothing of substance follows the verb."""
    rest = [w for w in words[i + 1 :] if w.low.isalnum()]
    return len(rest) <= 4 and i > 6


def _may_invert(words: list[Word], i: int) -> bool:
    j = i - 1
    while j >= 0 and (words[j].has("have") or words[j].has("be") or words[j].low in ("t", "-", "il", "elle")):
        j -= 1
    return j < 0 or words[j].low in (",", '"', "–", "-", ".", ")") or words[j].has("including")


def _next_source(
    words: list[Word], by_word: dict[int, Named], i: int, reach: int, stop_at_that: bool = False
) -> Named | None:
    for j in range(i, min(len(words), i + reach)):
        if j in by_word:
            return by_word[j]
        if words[j].low in ("que", "qu'", "that", ":", ";") or (words[j].low == "."):
            return None
        if stop_at_that and (
            words[j].has("preposition") and not words[j].has("of") and words[j].low not in ("de", "le")
        ):
            return None
    return None


def _subject(
    scene: Scene, everybody: list[Named], by_word: dict[int, Named], i: int, pack: Pack, depth: int = 0
) -> tuple[Named | None, Named | None]:
    """The subject before a verb of speech: the head of its clause; a person with a title speaks for the organ."""
    words = scene.words
    j = i - 1
    while j >= 0 and (words[j].has("have") or words[j].has("adverb")):
        j -= 1
    if j >= 0 and words[j].low in ("qui", "who"):
        j -= 1
    apposed = j >= 0 and words[j].low == ","
    inside_commas = 0
    candidates: list[Named] = []
    while j >= 0 and i - j < 24:
        w = words[j]
        if w.has("say") and j not in _spans(by_word, words) and any(x.has("and") for x in words[j:i]) and depth < 2:
            return _subject(scene, everybody, by_word, j, pack, depth + 1)
        if (
            w.low in (";", ":", '"')
            or (w.has("say") and j not in _spans(by_word, words))
            or w.has("contrast")
            or (w.low in ("que", "qu'", "that") and j < i - 1)
        ):
            break
        if w.low == ",":
            inside_commas += 1
            listed = any(n.end in (w.start, w.start - 1) for n in by_word.values())
            if inside_commas > 4 or not (apposed or listed):
                break
        named = by_word.get(j)
        if named is not None:
            candidates.append(named)
        j -= 1
    candidates = [c for c in candidates if not _governed(words, scene.word_at(c.start))]
    if not candidates:
        return None, None
    candidates.reverse()
    head = candidates[0]
    person = next((c for c in candidates if c.sort == "person"), None)
    if (
        person is not None
        and head.sort != "person"
        and (head.sort == "role" or (head.actor is not None and head.actor.capacity is Capacity.PARTY))
    ):
        return person, head.on_behalf_of or (head if head.actor is not None else None)
    if person is not None and head is not person and head.sort != "person":
        return head, None
    # "a resident, Today FM, the River Post and al-Haya reported": the first of a list
    return head, None


def _spans(by_word: dict[int, Named], words: list[Word]) -> set[int]:
    return {k for i, n in by_word.items() for k in range(i, len(words)) if words[k].start < n.end}


def _governed(words: list[Word], i: int) -> bool:
    j = i - 1
    while j >= 0 and words[j].has("article"):
        j -= 1
    if j < 0:
        return False
    w = words[j]
    if w.low in ("'s",):
        return False
    return (w.has("preposition") or w.has("according") or w.has("told") or w.has("including")) and not (
        w.has("of")
        and j > 0
        and (words[j - 1].has("report") or words[j - 1].has("role") or words[j - 1].has("spokesman"))
    )


def _apposed(who: Named, everybody: list[Named], scene: Scene) -> tuple[Named, Named | None]:
    """ "le général Stephen Townsend qui commande …": a person after a title is the speaker."""
    near = [n for n in everybody if n.sort == "person" and 0 <= n.start - who.end <= 24 and who.sort == "role"]
    if near:
        return replace(near[0], on_behalf_of=who.on_behalf_of or (who if who.actor else None)), who
    return who, None


def _cites(scene: Scene, by_word: dict[int, Named]) -> tuple[Named, ...]:
    found: list[Named] = []
    for i, w in enumerate(scene.words):
        if w.has("citing"):
            who = _next_source(scene.words, by_word, i + w.width("citing"), 6)
            if who is not None:
                found.append(who)
    return tuple(found)


def _cited_by(scene: Scene, by_word: dict[int, Named], after: int) -> Named | None:
    i = scene.word_at(after)
    for k in range(i, min(len(scene.words), i + 3)):
        if scene.words[k].has("cited_by"):
            return _next_source(scene.words, by_word, k + scene.words[k].width("cited_by"), 5)
    return None


def _pronoun_before(words: list[Word], i: int) -> Word | None:
    for j in range(i - 1, max(-1, i - 6), -1):
        if words[j].has("pronoun"):
            return words[j]
        if not (
            words[j].has("have")
            or words[j].has("be")
            or words[j].has("adverb")
            or words[j].low.endswith(("ment", "ly"))
            or words[j].low in ("jusqu'", "ici", "t", "-", "d'", "abord")
        ):
            return None
    return None


def _aside(scene: Scene, position: int) -> bool:
    """Whether a place of the sentence lies inside brackets."""
    before = [w.low for w in scene.words if w.start < position and w.low in "()"]
    return before.count("(") > before.count(")")


def speech_for(position: int, scene: Scene) -> Speech | None:
    """The speech frame that covers a place in the sentence; None when the author speaks."""
    boundary = [w.start for w in scene.words if w.has("contrast") or w.low == ";"]
    aside = {s.start for s in scene.speeches if _aside(scene, s.start) and not _aside(scene, position)}
    usable = [s for s in scene.speeches if s.start not in aside]
    forward = [
        s for s in usable if s.forward and s.start <= position and not any(s.start < b < position for b in boundary)
    ]
    backward = [
        s
        for s in usable
        if s.start > position
        and (not s.forward or s.whole)
        and (not s.whole or not any(position < b < s.start for b in boundary))
    ]
    behind = [s for s in usable if not s.forward and s.whole and s.start <= position]
    if forward:
        best = max(forward, key=lambda s: s.start)
        relayed = [s.speaker for s in backward if s.whole and s.speaker.name != best.speaker.name]
        return replace(best, cites=(*best.cites, *relayed[:1])) if relayed and not best.cites else best
    if backward:
        return min(backward, key=lambda s: s.start)
    if behind and len(scene.speeches) == 1:
        return behind[0]
    return None
