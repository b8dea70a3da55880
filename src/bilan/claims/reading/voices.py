"""Who says it, and whom they rely on.

"selon X", "according to X"                X says the sentence
"X a déclaré que …", "X said …"            X says what follows
"…, rapporte X", "…, said X"               X says what precedes
"citant Y", "se référant à Y", "via Y"     X relies on Y
"il a mentionné …", "it said"              the last one who spoke
"""

from __future__ import annotations

from dataclasses import replace

from bilan.actors import Capacity, Through
from bilan.claims.reading.listeners import participles, past_listener
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.phrases import after_word, before_verb, past_helpers
from bilan.claims.reading.polarity import is_negated
from bilan.claims.reading.scene import Named, Scene, Speech
from bilan.claims.reading.words import Word


def speeches(scene: Scene, pack: Pack, plain: str, before: list[Named]) -> list[Speech]:
    """The speech frames of a sentence. `before`: who has spoken so far, the last one last (for pronouns)."""
    acted = next((replace(b, sort="actor") for b in reversed(before[-3:]) if b.sort == "acted"), None)
    before = [b for b in before[-8:] if b.sort != "acted"]
    everybody = scene.sources
    by_word = {scene.word_at(n.start): n for n in everybody}
    found: list[Speech] = []
    words = scene.words
    cites = _cites(scene, by_word)
    cited = {c.start for c in cites}
    used: set[int] = set()
    for i, w in enumerate(words):
        if not w.has_any(_SPEECH) or any(n.actor is not None and n.start < w.start < n.end for n in scene.actors):
            continue  # "the United States": no verb
        if w.has("according") and (w.low != "pour" or _opens_with_actor(words, i, by_word)):
            first = i + 1 if w.width("according") > 1 and i + 1 in by_word else i + w.width("according")
            stop = next((k for k in range(first + 1, min(len(words), first + 6)) if words[k].low in (",", '"')), None)
            who = _next_source(words, by_word, first, 6 if stop is None else stop - first)
            if _of_a_pronoun(words, i):
                if before:
                    found.append(
                        Speech(before[-1], cites, w.start, _clause_start(words, i), "says", inherited=True, whole=True)
                    )
                continue
            if who is None:
                who = after_word(scene, i + w.width("according"))
                if who is not None and before and _said_again(words, scene.word_at(who.start), scene.word_at(who.end)):
                    found.append(
                        Speech(before[-1], cites, w.start, _clause_start(words, i), "says", inherited=True, whole=True)
                    )
                    continue
            if who is not None and who.start not in cited:
                who, _more = _apposed(who, everybody, scene)
                cited_by = _cited_by(scene, by_word, who.end)
                chain = (cited_by, (who,)) if cited_by is not None else (who, cites)
                position = words[i].start
                initial = _clause_start(words, i)
                found.append(Speech(chain[0], chain[1], position, initial, "says", whole=True))
                used.add(who.start)
        elif _speaks(words, i, pack.lang) and not _takes_lives(scene, i):
            if _impersonal(words, i):
                continue
            kind = _kind(words, i)
            turned = (
                _next_source(words, by_word, i + w.width("say"), 5, stop_at_that=True)
                or past_listener(scene, by_word, i + w.width("say"))
                if _may_invert(words, i)
                else None
            )
            who, behalf = (None, None) if turned is not None else _subject(scene, everybody, by_word, i, pack)
            if who is not None:
                if kind != "admits" and any(s.speaker.start == who.start and s.forward for s in found):
                    continue
                chain_who = who if behalf is None else replace(who, on_behalf_of=behalf)
                found.append(
                    Speech(
                        chain_who,
                        tuple(c for c in cites if c.start != who.start),
                        w.start,
                        not _trailing(scene, i),
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
            if pronoun is not None:
                last = acted if acted is not None and kind in ("admits", "denies") else next(reversed(before), None)
                if found or last is not None:
                    who = found[-1].speaker if found else last
                    assert who is not None
                    found.append(Speech(who, tuple(cites), w.start, not _trailing(scene, i), kind, inherited=True))
                continue
            if inverted is not None:
                continue
            turnable = w.has("say") and _may_invert(words, i)
            unknown = after_word(scene, i + w.width("say")) if turnable else None
            if unknown is not None and i > 1:
                found.append(Speech(unknown, cites, w.start, False, kind))
                continue
            unknown = before_verb(scene, i, scene.analysis.dated) if w.low not in _NOUNS_TOO else None
            if (
                unknown is not None
                and found
                and _said_again(words, scene.word_at(unknown.start), scene.word_at(unknown.end - 1) + 1)
            ):
                continue  # "X said an investigation had found": X says it
            if unknown is not None and unknown.start not in cited:
                found.append(Speech(unknown, cites, w.start, not _trailing(scene, i), kind))
        elif w.has("cited_by") and not found:
            quoted = _next_source(words, by_word, i + w.width("cited_by"), 4)
            if quoted is not None and quoted.sort == "role":
                quoted = _next_source(words, by_word, scene.word_at(quoted.end), 4) or quoted
            if quoted is not None:
                found.append(Speech(quoted, (), w.start, False, "says", whole=True))
    found += participles(scene, by_word, found, cites)
    label = _label(scene)
    if label is not None and not any(s.start <= label.end for s in found):
        quotes = any(w.low == '"' for w in words[scene.word_at(label.end) :][:4])  # it speaks for what is quoted alone
        titled = label.sort == "person" and scene.sentence.kind == "headline"  # "Ouragan Karim : 12 morts"
        if quotes or not titled:
            found.append(Speech(label, (), label.start, True, "says" if quotes else "label"))
    if not found and cites:
        found.append(Speech(cites[0], (), cites[0].start, False, "cited"))
    return found


_SPEECH = frozenset({"according", "say", "looks_into", "dispute", "deny", "cited_by"})


def _label(scene: Scene) -> Named | None:
    """ "SNHR (Network): 60 killed", "Nils Anders: …": who speaks, before a colon that opens the text."""
    first = next((n for n in scene.sources if n.start == scene.sentence.start), None)
    if first is None or first.through is Through.SEAT or (first.actor is not None and first.actor.kind == "state"):
        return None
    k = scene.word_at(first.end - 1) + 1
    words = scene.words
    if k < len(words) and words[k].low == "(":
        k = next((j + 1 for j in range(k, min(len(words), k + 8)) if words[j].low == ")"), k)
    if k + 2 < len(words) and words[k].low == ":" and words[k].start - first.end < 40:
        return first
    return None


_NOUNS_TOO = frozenset(
    {"reports", "claims", "states", "notes", "records", "counts", "estimates", "documents", "report", "claim", "posts"}
)


def _said_again(words: list[Word], first: int, last: int) -> bool:
    """ "according to the statement", "selon la même source": whoever spoke last."""
    return any(w.low in ("same", "même") for w in words[first:last]) or all(w.has("report") for w in words[first:last])


def _of_a_pronoun(words: list[Word], i: int) -> bool:
    """ "selon elle", "according to him": whoever spoke last."""
    k = i + words[i].width("according")
    return k < len(words) and words[k].low in ("elle", "lui", "eux", "elles", "him", "her", "them", "it")


def _takes_lives(scene: Scene, i: int) -> bool:
    """ "The raid claimed three lives", "self-reported": no speech."""
    words = scene.words
    if i and words[i - 1].low == "-" and words[i - 1].end == words[i].start:
        return True
    if not words[i].has("takes_lives"):
        return False
    people = next((c for c in scene.analysis.counted if i < c.begin <= i + 3), None)
    return people is not None and words[people.head_at].has("told")


def _opens_with_actor(words: list[Word], i: int, by_word: dict[int, Named]) -> bool:
    """ "Pour l'armée malienne, …": in its view, where it opens the sentence."""
    j = i + 1 + (i + 1 < len(words) and words[i + 1].has("article"))
    named = by_word.get(j) or by_word.get(i + 1)
    after = next((w for w in words if named is not None and w.start >= named.end), None)
    return named is not None and _clause_start(words, i) and after is not None and after.low == ","


def _speaks(words: list[Word], i: int, lang: str) -> bool:
    """A verb of speech; or one of inquiry or dispute, where it is no noun ("l'enquête sur …", "the review")."""
    before = words[i - 1] if i else None
    if words[i].has("claims_deed") and not any(w.low in ("avoir", "that", "que") for w in words[i + 1 : i + 3]):
        return False
    if words[i].has("say"):
        if lang == "fr":  # "le compte", "une note": nouns
            return not (before is not None and before.has("article") and words[i].width("say") == 1)
        return before is None or before.low not in ("de", "d'", "to", "a", "an", "the", "her", "his")
    if not (words[i].has("looks_into") or words[i].has("dispute") or words[i].has("deny")):
        return False
    return not (before is not None and (before.has("article") or before.has("of") or before.has("looks_into")))


def _impersonal(words: list[Word], i: int) -> bool:
    """ "it was assessed that …", "il a été rapporté que …": nobody is named."""
    j = i - 1
    while j >= 0 and words[j].has("adverb"):
        j -= 1
    return (
        j >= 0 and (words[j].has("been") or (words[j].has("be") and words[i].width("say") == 1)) and words[i].has("say")
    )


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
    return "looks into" if words[i].has("looks_into") else "disputes" if words[i].has("dispute") else "says"


def _trailing(scene: Scene, i: int) -> bool:
    """ "…", said X. / ", X a déclaré." : nothing of substance follows the verb, no count above all."""
    words = scene.words
    after = i + words[i].width("say")
    until = next((k for k in range(after, len(words)) if words[k].has("citing") or words[k].low == ","), len(words))
    if i > 4 and until == after and until + 1 < len(words) and words[until + 1].has("saying"):
        return True  # "…, the army said, adding that …"
    rest = [w for w in words[after:until] if w.low.isalnum()]
    return len(rest) <= 4 and i > 6 and not any(c.begin >= after for c in scene.analysis.counted)


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
    j = past_helpers(words, i) - 1
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
            or (w.low in ("-", "–") and j > 0 and words[j - 1].end < w.start)
            or (w.has("say") and j not in _spans(by_word, words))
            or w.has("contrast")
            or (w.low in ("que", "qu'", "that", "dont", "où", "where", "how") and j < i - 1)
        ):
            break
        if w.low == ",":
            inside_commas += 1
            listed = any(n.end in (w.start, w.start - 1) for n in by_word.values())
            listed = listed or (j > 0 and words[j - 1].raw[:1].isupper())
            listed = listed and any(x.has("and") for x in words[j:i])
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
    if w.low in ("'s",) or (w.low == "with" and _goes_on_saying(words, i)):
        return False
    if w.low in ("by", "from") and j > 0 and (words[j - 1].has("report") or words[j - 1].low in _POSTS):
        return False
    return (w.has("preposition") or w.has("according") or w.has("told") or w.has("including")) and not (
        w.has("of")
        and j > 0
        and (words[j - 1].has("report") or words[j - 1].has("role") or words[j - 1].has("spokesman"))
    )


_POSTS = frozenset(("post", "posts", "news", "reportage", "tweets", "videos"))


def _goes_on_saying(words: list[Word], i: int) -> bool:
    """ "…, with Rimal Radio stating that …": the name after "with" speaks."""
    for w in words[i : i + 6]:
        if w.has("say") and w.low.endswith("ing"):
            return True
        if w.low in ",;:." or w.has("preposition"):
            return False
    return False


def _apposed(who: Named, everybody: list[Named], scene: Scene) -> tuple[Named, Named | None]:
    """ "le général Stephen Townsend qui commande …": a person after a title is the speaker."""
    near = [n for n in everybody if n.sort == "person" and 0 <= n.start - who.end <= 24 and who.sort == "role"]
    if near:
        return replace(near[0], on_behalf_of=who.on_behalf_of or (who if who.actor else None)), who
    return who, None


def _cites(scene: Scene, by_word: dict[int, Named]) -> tuple[Named, ...]:
    found: list[Named] = []
    for i, w in enumerate(scene.words if scene.any_tag("citing") else ()):
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
            or words[j].has("negation")
            or words[j].low.endswith(("ment", "ly"))
            or words[j].low in ("en", "y", "jusqu'", "ici", "t", "-", "d'", "abord")
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
        clause = [w.start for w in scene.words if w.low in ("où", "where") and best.start < w.start < position]
        told = [s for s in backward if s.whole and s.speaker.name != best.speaker.name]
        owned = [
            k for k, w in enumerate(scene.words) if clause and best.start <= w.start < clause[-1] and w.has("admit")
        ]
        if owned and best.kind == "admits" and is_negated(scene.words, owned[-1]):
            return None  # "has not admitted those of X, where twenty died": the text tells that itself
        if clause and told and best.kind == "admits":  # "admitted bombing a village where ten died, according to X"
            return min(told, key=lambda s: s.start)
        relayed = [s.speaker for s in backward if s.whole and s.speaker.name != best.speaker.name]
        return replace(best, cites=(*best.cites, *relayed[:1])) if relayed and not best.cites else best
    if backward:
        return min(backward, key=lambda s: s.start)
    if behind and len(scene.speeches) == 1:
        return behind[0]
    return None
