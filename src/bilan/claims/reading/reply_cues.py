"""The words by which somebody answers a figure without one of their own, and what shows that they answer harm.

A verb alone is not enough: "rejected the ceasefire" and "examined the bill" answer nobody's death. What is denied,
owned or looked into has to be a deed, a charge, an incident, or nothing but a pronoun ("denied it").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bilan.claims.reading.pack import Noun
from bilan.claims.reading.polarity import is_negated
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Group, Stance

_NO = frozenset({"no", "aucun", "aucune"})
_OPENING = (
    "conducted",
    "denied_by",
    "dispute",
    "deny",
    "looks_into",
    "investigate",
    "under_inquiry",
    "admit",
    "baseless",
    "overdone",
    "enemy",
    "person",
)
_HARM = ("events", "victim", "bare_harm", "bodies", "vpart", "vinf", "vger")
_DEED = ("attack", "attack_verb", *_HARM)
_CLOSING = frozenset({".", ",", ";", "!", "?", ")", '"', ":"})
_IT = frozenset({"it", "this", "that", "them", "l'", "le", "la", "les", "en", "cela", "ça"})
_THIS = frozenset({"it", "this", "cela", "ça"})
_PURPOSE = frozenset({"to", "de", "d'", "à", "pour"})
_THOSE = frozenset({"ceux", "celles", "celui", "celle", "those"})
_NOTHING = frozenset({"rien", "nothing", "anything"})
_OF_WHAT = frozenset({"of", "de", "d'", "des", "du", "in", "dans", "for", "with", "avec", "that", "que", "qu'", "selon", "about", "over", "sur", "into", "concernant", "regarding", "pour"})  # fmt: skip
_PART = frozenset({"implication", "responsabilité", "involvement", "responsibility", "involved"})
_IF = frozenset({"if", "si", "s'", "whether", "unless"})
_MANNER = frozenset({"manière", "façon", "comment", "how", "way"})
_LOOKED_AT = ("charge", "attack", "events", "victim", "bare_harm", "bodies")
_RESOLVED = frozenset({"determined", "continue", "continues", "vowed", "promised", "pledged", "will", "going"})
_NO_NOUN = ("preposition", "relative", "vpart", "say", "and", "attack", "victim")
_AGENT = frozenset({"par", "by"})
_WHERE = frozenset({"où", "where"})
_DEFINITE = frozenset({"les", "ces", "the", "those", "these", "tous", "toutes", "all", "ils", "elles", "they"})
_PEOPLE = frozenset({"hommes", "men", "people", "personnes", "dead", "morts", "ils", "elles", "they", "tous", "toutes", "all", "tués", "killed", "individus"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """An answering verb at word `at`, and how its sentence is built.

    `passive`: who does it follows at word `agent`, or is not said; `turned`: the subject follows the verb;
    `charged`: what is rejected is a charge; `involved`: any part in it is; `deed`: what is owned is an attack; `where`: the word of a relative
    clause ("the village where ten people died") whose figure is answered though it follows; `people`: the words of
    those whom another reading is about ("the three men").
    """

    stance: Stance
    at: int
    passive: bool = False
    agent: int | None = None
    turned: bool = False
    charged: bool = False
    involved: bool = False
    deed: bool = False
    where: int | None = None
    people: range = range(0)


def reply_cues(scene: Scene) -> list[Cue]:
    """The answering verbs of a sentence, from left to right."""
    if not scene.any_tag(*_OPENING):
        return []
    words = scene.words
    found = [*_denials(words), *_denied_by(words), *_baseless(words), *_inquiries(words), *_owning(words)]
    found += _false_figures(words)
    if scene.speeches:
        found += _other_readings(words)
    return sorted(found, key=lambda c: c.at)


def _called_for(words: Sequence[Word], i: int) -> bool:
    """ "urged the army to investigate", "réclame une enquête": somebody wants it done."""
    return any(w.has("calls_for") for w in words[max(0, i - 8) : i])


def _as_noun(words: Sequence[Word], i: int) -> bool:
    """ "the denial", "le démenti", "aucun démenti"; no infinitive ("promet de réexaminer")."""
    return (
        i > 0
        and not words[i].low.endswith("er")
        and (words[i - 1].has("article") or words[i - 1].has("of") or words[i - 1].low in ("aucun", "no"))
    )


def _object(words: Sequence[Word], first: int, reach: int) -> Sequence[Word]:
    """The words that a verb governs: up to the next stop, or the next clause."""
    last = min(len(words), first + reach)
    stop = next((k for k in range(first, last) if words[k].low in (".", ";") or words[k].has("subordinator")), last)
    return words[first:stop]


def _pronoun(words: Sequence[Word], i: int, after: int) -> bool:
    """ "denied it.", "l'a démenti", "denied.": no object but a pronoun, or none."""
    tail = after + 1 if after < len(words) and words[after].low in _IT else after
    return tail >= len(words) or words[tail].low in _CLOSING


# ------------------------------------------------------------ denials


def _denials(words: Sequence[Word]) -> Iterator[Cue]:
    for i, w in enumerate(words):
        if any(x.low in _IF for x in words[max(0, i - 6) : i]):
            continue
        if w.low in _NO and _nothing_done(words, i):
            yield Cue(Stance.DENIES, i, charged=True)
        if not w.has("deny") or _as_noun(words, i) or is_negated(words, i):
            continue
        after = i + w.width("deny")
        said = _object(words, i, 9)
        if w.has("denied_by"):
            continue
        if _only_fighters(said):
            yield Cue(Stance.DISPUTES, i)
            continue
        charged = _charge_of_harm(said)
        if _pronoun(words, i, after) and any(x.has("charge") for x in words[max(0, i - 5) : i]):
            charged = True  # "an accusation that X rejected"
        part = any(x.low in _PART for x in said)
        if w.has("refuses") and not charged:
            continue  # one rejects many things: here it must be a charge
        if charged or any(x.has_any(_DEED) for x in said[1:]) or _pronoun(words, i, after):
            yield Cue(Stance.DENIES, i, charged=charged, involved=part)


def _denied_by(words: Sequence[Word]) -> Iterator[Cue]:
    """ "accusations rejetées par X", "charges denied by X"."""
    for i, w in enumerate(words):
        if w.has("denied_by") and any(x.has("charge") or x.has("attack") for x in words[max(0, i - 8) : i]):
            yield Cue(Stance.DENIES, i, passive=True, agent=i + w.width("denied_by"), charged=True)


def _only_fighters(said: Sequence[Word]) -> bool:
    """ "n'avoir visé que des combattants", "had hit only militants"."""
    only = next((k for k, w in enumerate(said) if w.low in ("only", "que", "qu'")), None)
    hit = any(w.has("attack_verb") for w in said)
    return only is not None and hit and any(_fighters(w) for w in said[only + 1 : only + 4])


def _charge_of_harm(said: Sequence[Word]) -> bool:
    """Whether a charge is named, and none of something else: "any responsibility", no "claims that prices rose"."""
    at = next((k for k, w in enumerate(said[:7]) if w.has("charge")), None)
    if at is None:
        return False
    rest = said[at + 1 :]
    told = bool(rest) and rest[0].low in _OF_WHAT
    return not told or any(w.has_any(_DEED) or w.has("charge") for w in rest)


def _nothing_done(words: Sequence[Word], i: int) -> bool:
    """ "no Russian aircraft had flown in the area", "aucune frappe n'a été menée"."""
    attack = next((k for k in range(i + 1, min(len(words), i + 5)) if words[k].has("attack")), None)
    return attack is not None and any(w.has("conducted") for w in words[attack + 1 : attack + 7])


_CALLS_IT = frozenset({"parle", "parlent", "parlait", "évoque", "évoquent", "dénonce", "dénoncent", "parlé", "dénoncé"})
_STAGED = frozenset(
    {"mise", "mises", "montage", "manipulation", "mensonge", "mensonges", "provocation", "invention", "inventions"}
    | {"désinformation", "propagande", "rumeurs", "affabulation", "affabulations", "intox", "calomnie", "calomnies"}
)


def _baseless(words: Sequence[Word]) -> Iterator[Cue]:
    """ "called the report baseless", "qualifie ces accusations de mensongères", "Faux, réplique X"."""
    for i, w in enumerate(words):
        if not w.has("baseless"):
            continue
        if i <= 4 and i + 1 < len(words) and words[i + 1].low in (",", '"'):
            verb = next((k for k in range(i + 1, min(len(words), i + 5)) if words[k].has("say")), None)
            if verb is not None:
                yield Cue(Stance.DENIES, verb, turned=True, charged=True)
            continue
        verb = next(
            (k for k in range(i - 1, max(-1, i - 12), -1) if words[k].has("terms") or words[k].has("say")), None
        )
        spoken = verb is not None and i - verb <= 4 and words[verb].low in _CALLS_IT and w.low in _STAGED
        if verb is None or is_negated(words, verb):
            continue
        if spoken or any(x.has("charge") for x in words[verb : i + 6]):
            yield Cue(Stance.DENIES, verb, charged=True)


_FIGURE = frozenset(
    {"chiffre", "chiffres", "bilan", "bilans", "nombre", "nombres", "décompte", "estimation", "estimations"}
)
_THESE = frozenset({"ce", "ces", "cette", "le", "les"})


def _false_figures(words: Sequence[Word]) -> Iterator[Cue]:
    """ "Le gouvernement affirme que ce chiffre est exagéré": the figure told last, not the deed."""
    for i, w in enumerate(words):
        if not w.has("overdone"):
            continue
        at = next((k for k in range(i - 1, max(-1, i - 9), -1) if words[k].low in _FIGURE), None)
        if at is None or at == 0 or words[at - 1].low not in _THESE:
            continue
        verb = next((k for k in range(at, i) if words[k].has("be") or words[k].has("terms")), None)
        negated = verb is not None and is_negated(words, verb) and not w.low.startswith("pas")
        if verb is not None and not negated and w.low not in (".", ";"):
            yield Cue(Stance.DISPUTES, verb)


# ------------------------------------------------------------ inquiries


def _inquiries(words: Sequence[Word]) -> Iterator[Cue]:
    for i, w in enumerate(words):
        if w.has("under_inquiry"):
            about = words[max(0, i - 7) : i]
            noun = w.has("investigate") or w.has("article")  # "une enquête est en cours"
            if noun or any(x.low in _THIS or _incident(x) for x in about):
                yield Cue(Stance.INVESTIGATES, i, passive=True, agent=_agent(words, i + w.width("under_inquiry")))
        elif w.has("looks_into") and not (_as_noun(words, i) or is_negated(words, i) or _called_for(words, i)):
            if _looks(words, i):
                yield Cue(Stance.INVESTIGATES, i)
        elif w.has("investigate") and _as_thing(words, i) and not _called_for(words, i):
            yield from _opened(words, i)


def _incident(word: Word) -> bool:
    """Harm, an attack or a charge; no forces, which attack but are none."""
    return word.has_any(_LOOKED_AT) and not (word.has("unit") or word.low in ("military", "artillery"))


def _looks(words: Sequence[Word], i: int) -> bool:
    """Whether a verb of looking looks at harm, or at nothing that is said."""
    if any(x.low in _MANNER for x in words[max(0, i - 6) : i]):
        return False
    promised = any(x.has("investigate_verb") or x.has("say") or x.low in _RESOLVED for x in words[max(0, i - 5) : i])
    if words[i].low == "to" and not promised:
        return False  # "the judge appointed to investigate the case"
    return _at_harm(words, i + words[i].width("looks_into"), any(w.has("charge") for w in words[i + 1 : i + 4]))


def _at_harm(words: Sequence[Word], after: int, said: bool = False) -> bool:
    """Whether what is looked into is harm, an incident or a charge, or is not said."""
    if said or _pronoun(words, after, after):
        return True
    return any(x.has_any(_LOOKED_AT) or x.has_any(_HARM) for x in _object(words, after, 9))


def _as_thing(words: Sequence[Word], i: int) -> bool:
    """ "une enquête", "leur propre enquête", "an internal review": the noun, with its article."""
    return any(w.has("article") or w.has("of") for w in words[max(0, i - 3) : i])


def _opened(words: Sequence[Word], i: int) -> Iterator[Cue]:
    """An inquiry that somebody opens, or that is opened."""
    after = i + words[i].width("investigate")
    about = after < len(words) and words[after].low in _OF_WHAT and not _at_harm(words, after + 1)
    if about or any(w.low in ("no", "aucune") for w in words[max(0, i - 3) : i]):
        return
    for k in range(i + 1, min(len(words), i + 9)):
        if words[k].has("relative") or words[k].low in (";", "."):
            break
        if words[k].has("investigate_verb"):
            if any(x.has("be") or x.low in ("été", "been") for x in words[i:k]) and not is_negated(words, k):
                yield Cue(
                    Stance.INVESTIGATES, k, passive=True, agent=_agent(words, k + words[k].width("investigate_verb"))
                )
                return
            break
    for k in range(i - 1, max(-1, i - 7), -1):
        if words[k].low in (";", "."):
            return
        if words[k].has("investigate_verb") and not words[k].has("article"):
            if not is_negated(words, k):
                yield Cue(Stance.INVESTIGATES, k)
            return


def _agent(words: Sequence[Word], i: int) -> int | None:
    return next((k + 1 for k in range(i, min(len(words), i + 3)) if words[k].low in _AGENT), None)


# ------------------------------------------------------------ admissions, and silence


def _owning(words: Sequence[Word]) -> Iterator[Cue]:
    """ "admitted an error", "a reconnu avoir bombardé le village où …"; negated: no admission."""
    for i, w in enumerate(words):
        if not w.has("admit") or w.has("claims_attack") or w.has("own") or _as_noun(words, i) or _called_for(words, i):
            continue
        where = next((k for k in range(i + 1, min(len(words), i + 24)) if words[k].low in _WHERE), None)
        after = i + w.width("admit")
        about = words[i + 1 : where] if where is not None else _object(words, i + 1, 12)
        if is_negated(words, i):
            plain = _pronoun(words, i, after) or any(x.low in _NOTHING for x in words[i - 1 : after + 1])
            if plain or any(x.has_any(("charge", *_DEED)) or x.low in _THOSE for x in about):
                yield Cue(Stance.NO_ADMISSION, i, where=where)
            continue
        if (
            words[i - 1].low in _PURPOSE
            or _only(words, i)
            or any(x.has("distance") or x.has("possible") for x in about)
        ):
            continue
        if any(
            x.has("person") and i < k for k, x in enumerate(words) if k + 1 < len(words) and words[k + 1].has("vpart")
        ):
            continue  # "its regrets for the civilians killed": people of their own
        deed = any(x.has("mistake") or (x.has("attack_verb") and _has_done(about, x)) for x in about)
        sorry = w.has("apologises")
        owned = next((k for k in range(i, min(len(words), max(after, i + 4))) if words[k].has("responsible")), None)
        owns = owned is not None and not words[owned - 1].raw[:1].isupper()  # "Russian responsibility"
        if deed or sorry or owns:
            yield Cue(Stance.ADMITS, i, deed=deed or owns, where=where)


def _has_done(about: Sequence[Word], verb: Word) -> bool:
    """ "avoir bombardé", "that its aircraft had struck": the verb is done by who speaks."""
    before = [w for w in about if w.start < verb.start]
    return any(w.low in ("avoir", "having", "its", "their", "our", "ses", "leurs", "it", "nos") for w in before[-6:])


def _only(words: Sequence[Word], i: int) -> bool:
    """ "n'admet que": what is conceded is a number."""
    near = words[max(0, i - 4) : i + 4]
    return any(w.low in ("ne", "n'") for w in near) and any(w.low in ("que", "qu'") for w in near)


# ------------------------------------------------------------ other readings


def _other_readings(words: Sequence[Word]) -> Iterator[Cue]:
    """ "The army said the three men were all terrorists"."""
    for i, w in enumerate(words):
        contests = w.has("dispute") and any(x.has("charge") for x in words[i + 1 : i + 5])
        if (contests or (w.has("say") and _only_fighters(_object(words, i, 10)))) and not is_negated(words, i):
            yield Cue(Stance.DISPUTES, i)
            continue
        if not (w.has("be") and 1 < i < len(words) - 1) or is_negated(words, i):
            continue
        after = _object(words, i + 1, 6)
        k = next((k for k, x in enumerate(after) if _fighters(x)), None)
        if k is None or any(x.has_any(_NO_NOUN) or x.low == "," for x in after[:k]):
            continue
        start = next((j for j in range(i - 1, max(-1, i - 6), -1) if words[j].low in _DEFINITE), None)
        if start is None or not any(x.low in _PEOPLE or x.has("victim") for x in words[start:i]):
            continue
        if any(x.has("relative") and x.low not in ("que", "qu'", "that") for x in words[start:i]):
            continue
        yield Cue(Stance.DISPUTES, i, people=range(start, i))


def _fighters(word: Word) -> bool:
    noun = word.value("person")
    return word.has("enemy") or (isinstance(noun, Noun) and tuple(noun.groups) == (Group.COMBATANT,))


__all__ = ["Cue", "reply_cues"]
