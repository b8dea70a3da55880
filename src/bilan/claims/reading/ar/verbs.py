"""The forms of an Arabic verb, from its past: "أطلق" gives أطلقت, أطلقوا, يطلق, تطلق, يطلقون …

Writing leaves short vowels out, so that one rule serves most patterns; what it cannot form ("قال", "يقول")
the lists give themselves. A form that no writer uses does no harm.
"""

from __future__ import annotations

from bilan.search.words import fold

_OBJECTS = ("ه", "ها", "هم")


def forms(past: str, objects: bool = False) -> tuple[str, ...]:
    """The folded forms that a third person takes, active or passive; `objects`: also "نفذته", "نفذتها".

    >>> [f for f in ("اطلقت", "يطلق", "تطلق", "يطلقون") if f in forms("أطلق")]
    ['اطلقت', 'يطلق', 'تطلق', 'يطلقون']
    >>> "تصيب" in forms("أصاب"), "استهدفتها" in forms("استهدف", objects=True), "ينفي" in forms("نفى")
    (True, True, True)
    """
    head, space, rest = past.partition(" ")
    base = fold(head)
    stems = {base[1:] if base.startswith("ا") and len(base) >= 4 else base}
    if len(base) == 3 and base[0] == "ا":
        stems.add(base[1:])  # "أقر": يقر
    if len(base) == 3 and base[1] == "ا":
        stems |= {base[0] + "و" + base[2], base[0] + "ي" + base[2]}
    elif len(base) >= 4 and base[-2] == "ا" and base.startswith("ا"):
        stems |= {base[1:-2] + "ي" + base[-1]}
    short = base[:-1] if base.endswith(("ي", "ا")) and len(base) > 2 else base
    made = [base, base + "ت", short + "ت", short + "وا", short + "تا", base + "ا", base + "تا", base + "ن"]
    hollow = next((s for s in stems if len(base) == 3 and base[1] == "ا"), None)
    if hollow is not None:
        made.append(base[0] + base[2] + "ن")
    for stem in sorted(stems):
        ending = stem[:-1] if stem.endswith("ي") else stem
        for sign in "يت":
            made += [sign + stem, sign + ending + "ون", sign + ending + "وا", sign + ending + "ان"]
    if objects:
        made += [
            f + o for f in (base, short + "ت", *(sign + s for s in sorted(stems) for sign in "يت")) for o in _OBJECTS
        ]
    return tuple(dict.fromkeys(f + space + rest for f in made))
