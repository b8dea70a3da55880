"""A machine's reasons in the reader's language, as far as the catalogue knows the rule; else as the machine wrote them."""

from __future__ import annotations

import re

from markupsafe import Markup

from bilan.model.claim import Why
from bilan.release.escape import foreign
from bilan.release.naming import Names
from bilan.release.words import Words

_QUOTED = re.compile("“([^”]*)”")
_SPEAKS = re.compile(r"(.+?) speaks\b")
_ROW = re.compile(r"row (\d+)")


def reason(why: Why, words: Words) -> Markup:
    """One step of the explanation.

    >>> reason(Why("subject of the verb", "“12” is read as subject of the verb: “were killed”"), Words("fr")).striptags()
    '« 12 » est le sujet d’un verbe de dommage : « were killed ».'
    >>> reason(Why("kept", "the machine no longer finds this claim"), Words("fr")).striptags()
    'La machine ne la trouve plus ; une décision humaine la garde (the machine no longer finds this claim).'
    """
    key = f"reason.{why.rule.replace(' ', '_')}"
    if why.rule == "speaker" and (found := _SPEAKS.match(why.says)):
        return words.say("reason.speaker", name=Markup("<bdi>{}</bdi>").format(Names(words.lang).mentioned(found[1])))
    if why.rule == "table" and (row := _ROW.search(why.says)):
        return words.say("reason.table", row=int(row[1]))
    quoted = _QUOTED.findall(why.says)
    raw = Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(foreign(why.says))
    if words.has(f"reason.told.{why.rule}"):
        return words.say(f"reason.told.{why.rule}", raw=raw)
    if len(quoted) == 2:
        count, cue = (Markup('<bdi dir="auto">{}</bdi>').format(foreign(q)) for q in quoted)
        return words.say(key if words.has(key) else "reason.read", count=count, cue=cue)
    return raw
