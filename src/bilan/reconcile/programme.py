"""The linear programme: the least and the most that the figures allow, with a proof of each.

Unknowns, all ≥ 0, for each atom a: x(a) deaths; z(v, a, o) of them that voice v ascribes to opinion o
(only where one voice tells authors or statuses apart); w(a) of them that fall under the opinion asked
about; y(f, a) of them that figure f speaks of (only in a closed world).

Rows      floor    Σ over the figure's region ≥ low
          ceiling  Σ over the figure's region ≤ ceiling
          split    Σ_o z(v, a, o) ≤ x(a), with equality where v leaves no death room outside all opinions
          asked    Σ_{o asked} z(v, a, o) ≤ w(a) ≤ x(a)
          spoken   x(a) ≤ Σ_f y(f, a),  Σ_a y(f, a) ≤ high     (closed world: nothing beyond what is said)

A protected person (child, journalist, medic) is nobody's combatant: under "civilians, by anybody" falls
every one of them, whatever is said; under "combatants" falls none, and no figure of combatants speaks of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal

from bilan.reconcile.atoms import Atom, cut
from bilan.reconcile.region import ANY_OPINION, CIVILIAN, COMBATANT, SOMEBODY_ELSE, Figure, Opinion, Region

World = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Row:
    """Σ coefficient × unknown ≥ or ≤ bound, and the figure it comes from (None: logic alone)."""

    kind: str
    terms: tuple[tuple[int, int], ...]
    sense: Literal[">=", "<="]
    bound: int
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a programme is made from, kept to make it again without some of the figures."""

    figures: tuple[Figure, ...]
    atoms: tuple[Atom, ...]
    asked: Opinion
    world: World
    left_out: frozenset[str] = frozenset()
    still_speak: frozenset[str] = frozenset()  # of those left out: who still counts among what is said (closed world)


@dataclass(slots=True)
class Programme:
    """A linear programme in the making: named unknowns, rows, and the sum that is asked for."""

    names: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    draft: Draft | None = None
    kept: Any = None  # its rows as arrays, once made

    def unknown(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1

    def without(self, figures: frozenset[str]) -> Programme:
        """The programme as if some figures had never been said: a part of one of them then stands alone."""
        if not figures or self.draft is None:
            return self
        return _assemble(replace(self.draft, left_out=self.draft.left_out | figures))

    def loosened(self, figures: frozenset[str]) -> Programme:
        """The same programme; if `without` leaves out any of these, they bind nobody and still are what is said."""
        assert self.draft is not None
        return _assemble(replace(self.draft, still_speak=figures))

    def components(self) -> list[frozenset[str]]:
        """Figures in groups that have no death in common, so that each group can be looked at by itself."""
        assert self.draft is not None
        figures = [f for f in self.draft.figures if f.key not in self.draft.left_out]
        group = {f.key: {f.key} for f in figures}
        together = [[f.key, f.part_of] for f in figures if f.part_of in group]
        all_figures = self.draft.figures
        together += [[all_figures[k].key for k in a.members if k < len(all_figures)] for a in self.draft.atoms]
        for keys in together:
            known = [k for k in keys if k in group]
            for key in known[1:]:
                small, large = sorted((group[known[0]], group[key]), key=len)
                if small is not large:
                    large |= small
                    group.update(dict.fromkeys(small, large))
        return list(dict.fromkeys(frozenset(g) for g in group.values()))


@cache
def _actor_classes(opinions: tuple[Opinion, ...]) -> tuple[frozenset[str], ...]:
    """Actors that no opinion tells apart, by one representative set each; somebody else is always there."""
    named = {SOMEBODY_ELSE}.union(*(o.actors for o in opinions if o.actors is not None))
    classes: dict[tuple[bool, ...], set[str]] = {}
    for actor in named:
        key = tuple(o.actors is None or actor in o.actors for o in opinions)
        classes.setdefault(key, set()).add(actor)
    return tuple(frozenset(c) for c in classes.values())


@lru_cache(maxsize=100_000)
def _cells(opinions: tuple[Opinion, ...], protected: bool) -> tuple[frozenset[int], ...]:
    """Which of the opinions hold together: one set of indices for each distinguishable cell (empty: none does)."""
    statuses = (CIVILIAN,) if protected else (CIVILIAN, COMBATANT)
    found = set()
    for actors, status in product(_actor_classes(opinions), statuses):
        actor = min(actors)
        found.add(
            frozenset(
                i for i, o in enumerate(opinions) if (o.actors is None or actor in o.actors) and status & o.status
            )
        )
    return tuple(sorted(found, key=sorted))


def _here(opinion: Opinion, protected: bool) -> Opinion:
    """What an opinion comes to in an atom: of the protected, only that they are civilians."""
    return Opinion(opinion.actors, opinion.status & CIVILIAN) if protected else opinion


def _is_certain(opinion: Opinion, protected: bool) -> bool:
    """Whether every death of an atom falls under it, whoever speaks."""
    return _here(ANY_OPINION, protected).within(opinion)


@dataclass(frozen=True, slots=True)
class _Telling:
    """How one voice, with these opinions at hand, splits the deaths of an atom.

    plain  nothing to split: for each opinion, whether its figures speak of the atom (0 no, 1 yes, 2 of what is asked)
    cells  the kinds of death it tells apart: which of the opinions hold for each
    spare  whether there is room for deaths that none of them holds for
    asked  the cells that fall under the opinion asked about
    """

    plain: tuple[int, ...] | None
    cells: tuple[frozenset[int], ...] = ()
    spare: bool = True
    asked: tuple[int, ...] = ()


def _telling(opinions: tuple[Opinion, ...], capped: bool, protected: bool, asked: Opinion | None) -> _Telling:
    if len(opinions) == 1 and not (capped and not _is_certain(opinions[0], protected)):
        said = _here(opinions[0], protected)
        return _Telling((0 if not said.status else 2 if asked is not None and said.within(asked) else 1,))
    question = len(opinions)
    cells = _cells((*opinions, asked) if asked is not None else opinions, protected)
    spare = frozenset() in cells
    kept = tuple(c for c in cells if c and not (spare and c == {question}))
    return _Telling(None, kept, spare, tuple(i for i, c in enumerate(kept) if question in c))


def build(
    figures: Sequence[Figure],
    asked: Region,
    opinion: Opinion = ANY_OPINION,
    world: World = "open",
    atoms: Sequence[Atom] | None = None,
) -> Programme:
    """The programme whose least and greatest target answer a question.

    figures   what is said; those that do not touch the question may be left out beforehand
    asked     the region of the question
    opinion   whose hand, which status: answered from what each voice says
    world     "open": deaths may exist that nobody mentions; "closed": only what the figures speak of
    atoms     of all these regions, the asked one last, where they are cut already
    """
    if atoms is None:
        atoms = cut([*(f.region for f in figures), asked])
    return _assemble(Draft(tuple(figures), tuple(atoms), opinion, world))


def _assemble(draft: Draft) -> Programme:
    figures, asked = draft.figures, draft.asked
    heard = frozenset(k for k, f in enumerate(figures) if f.key not in draft.left_out)
    if draft.left_out:
        draft = replace(draft, atoms=_coarser(draft, heard))
    atoms = draft.atoms
    p = Programme(draft=draft)
    x = [p.unknown(f"x{i}") for i in range(len(atoms))]
    inside = [i for i, atom in enumerate(atoms) if len(figures) in atom.members]
    w: dict[int, int] = {}
    for i in inside:
        if _is_certain(asked, atoms[i].protected):
            w[i] = x[i]
        elif _here(asked, atoms[i].protected).status:
            w[i] = p.unknown(f"w{i}")
            p.rows.append(Row("asked", ((w[i], 1), (x[i], -1)), "<=", 0))
    p.target = list(w.values())

    terms: list[list[tuple[int, int]]] = [[] for _ in figures]
    speak = _Speech(p, figures, asked, terms)
    for i, atom in enumerate(atoms):
        speak.of(sorted(atom.members & heard), atom.protected, i, x[i], w.get(i))
    for k in sorted(heard):
        figure = figures[k]
        if figure.low > 0:
            p.rows.append(Row("floor", tuple(terms[k]), ">=", figure.low, figure.key))
        if figure.ceiling is not None:
            p.rows.append(Row("ceiling", tuple(terms[k]), "<=", figure.ceiling, figure.key))
    if draft.world == "closed":
        _close(p, draft, heard, x, w)
    return p


def _coarser(draft: Draft, heard: frozenset[int]) -> tuple[Atom, ...]:
    """The atoms that are left to tell apart once some figures are left out."""
    speaking = {k for k, f in enumerate(draft.figures) if f.key in draft.still_speak}
    told = heard | speaking | {len(draft.figures)}
    merged: dict[frozenset[int], Atom] = {}
    for atom in draft.atoms:
        members = atom.members & told
        known = merged.get(members)
        if members and (known is None or (known.protected and not atom.protected)):
            merged[members] = replace(atom, members=members)
    return tuple(merged.values())


def _said(figure: Figure) -> Opinion:
    """For what is certain, a contested figure says nothing of its author."""
    return Opinion(None, figure.opinion.status) if figure.contested else figure.opinion


class _Speech:
    """Adds atoms to the sums of the figures that hold there, splitting them where one voice tells opinions apart."""

    def __init__(
        self, p: Programme, figures: Sequence[Figure], asked: Opinion, terms: list[list[tuple[int, int]]]
    ) -> None:
        self._p, self._asked, self._terms = p, asked, terms
        numbers: dict[Opinion, int] = {}
        self._said = [numbers.setdefault(_said(f), len(numbers)) for f in figures]
        self._opinions = list(numbers)
        self._voice = [f.voice for f in figures]
        self._capped = [f.ceiling is not None for f in figures]
        self._known: dict[tuple[tuple[int, ...], bool, bool, bool], _Telling] = {}

    def of(self, members: Sequence[int], protected: bool, i: int, x: int, w: int | None) -> None:
        by_voice: dict[str, list[int]] = {}
        for k in members:
            if k < len(self._voice):
                by_voice.setdefault(self._voice[k], []).append(k)
        for voice, holders in by_voice.items():
            said = tuple(dict.fromkeys(self._said[k] for k in holders))
            capped = any(self._capped[k] and not self._certain(self._said[k], protected) for k in holders)
            key = (said, capped, protected, w is not None)
            telling = self._known.get(key)
            if telling is None:
                opinions = tuple(self._opinions[n] for n in said)
                telling = _telling(opinions, capped, protected, self._asked if w is not None else None)
                self._known[key] = telling
            self._add(telling, said, holders, voice, i, x, w)

    def _certain(self, opinion: int, protected: bool) -> bool:
        return _is_certain(self._opinions[opinion], protected)

    def _add(
        self,
        telling: _Telling,
        said: tuple[int, ...],
        holders: Sequence[int],
        voice: str,
        i: int,
        x: int,
        w: int | None,
    ) -> None:
        p, terms = self._p, self._terms
        if telling.plain is not None:
            if telling.plain[0]:
                term = (w if telling.plain[0] == 2 and w is not None else x, 1)
                for k in holders:
                    terms[k].append(term)
            return
        z = [p.unknown(f"z{i}:{voice}:{c}") for c in range(len(telling.cells))]
        split = (*((u, 1) for u in z), (x, -1))
        p.rows.append(Row("split", split, "<=", 0))
        if not telling.spare:
            p.rows.append(Row("split", split, ">=", 0))
        if telling.asked and w is not None:
            p.rows.append(Row("asked", (*((z[c], 1) for c in telling.asked), (w, -1)), "<=", 0))
        for k in holders:
            mine = said.index(self._said[k])
            terms[k].extend((u, 1) for u, cell in zip(z, telling.cells, strict=True) if mine in cell)


def _close(p: Programme, draft: Draft, heard: frozenset[int], x: Sequence[int], w: dict[int, int]) -> None:
    """Nothing beyond what the figures speak of: every death is one of some figure's people."""
    figures, atoms = draft.figures, draft.atoms
    tops = {k for k in _tops(figures, heard) if k in heard or figures[k].key in draft.still_speak}
    y: dict[int, list[int]] = {k: [] for k in sorted(tops)}
    for i, atom in enumerate(atoms):
        here = {
            k: p.unknown(f"y{k}:{i}")
            for k in sorted(tops & atom.members)
            if _here(figures[k].opinion, atom.protected).status
        }
        for k, u in here.items():
            y[k].append(u)
        p.rows.append(Row("spoken", ((x[i], 1), *((u, -1) for u in here.values())), "<=", 0))
        if i in w and w[i] != x[i]:
            meant = [u for k, u in here.items() if _here(figures[k].opinion, atom.protected).meets(draft.asked)]
            p.rows.append(Row("spoken", ((w[i], 1), *((u, -1) for u in meant)), "<=", 0))
    for k, people in y.items():
        high = figures[k].high
        if high is not None and people:
            p.rows.append(Row("most", tuple((u, 1) for u in people), "<=", high, figures[k].key))


def _tops(figures: Sequence[Figure], heard: frozenset[int]) -> list[int]:
    """The figures that are no part of another one heard; where parts go round in a circle, all of them."""
    whole = {figures[k].key: figures[k].part_of for k in heard}
    tops = []
    for k, figure in enumerate(figures):
        above, seen = figure.part_of, {figure.key}
        while k in heard and above in whole and above not in seen:
            seen.add(above)
            above = whole[above]
        if k not in heard or figure.part_of not in whole or above in whole:
            tops.append(k)
    return tops


__all__ = ["Draft", "Programme", "Row", "World", "build"]
