"""The linear programme: the least and the most that the figures allow, with a proof of each.

Unknowns, all ≥ 0, for each atom a: x(a) deaths; z(v, a, o) of them that voice v ascribes to opinion o
(only where one voice tells authors or statuses apart); w(a) of them that fall under the opinion asked
about; y(f, a) of them that figure f speaks of (only in a closed world).

Rows      floor    Σ over the figure's region ≥ low
          ceiling  Σ over the figure's region ≤ ceiling
          split    Σ_o z(v, a, o) ≤ x(a)
          asked    Σ_{o asked} z(v, a, o) ≤ w(a) ≤ x(a)
          spoken   x(a) ≤ Σ_f y(f, a),  Σ_a y(f, a) ≤ high     (closed world: nothing beyond what is said)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

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


@dataclass(slots=True)
class Programme:
    """A linear programme in the making: named unknowns, rows, and the sum that is asked for."""

    names: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    target: list[int] = field(default_factory=list)

    def unknown(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1

    def without(self, figures: frozenset[str]) -> Programme:
        """The same programme with the floors and ceilings of some figures left out."""
        kept = [r for r in self.rows if not (r.figure in figures and r.kind in ("floor", "ceiling"))]
        return Programme(self.names, kept, self.target)


def _actor_classes(opinions: Sequence[Opinion]) -> list[frozenset[str]]:
    """Actors that no opinion tells apart, by one representative set each; somebody else is always there."""
    named = {SOMEBODY_ELSE}.union(*(o.actors for o in opinions if o.actors is not None))
    classes: dict[tuple[bool, ...], set[str]] = {}
    for actor in named:
        key = tuple(o.actors is None or actor in o.actors for o in opinions)
        classes.setdefault(key, set()).add(actor)
    return [frozenset(c) for c in classes.values()]


def _cells(opinions: Sequence[Opinion], protected: bool) -> list[frozenset[int]]:
    """Which of the opinions hold together: one set of indices for each distinguishable cell."""
    statuses = (CIVILIAN,) if protected else (CIVILIAN, COMBATANT)
    found = set()
    for actors, status in product(_actor_classes(opinions), statuses):
        actor = next(iter(actors))
        found.add(
            frozenset(
                i for i, o in enumerate(opinions) if (o.actors is None or actor in o.actors) and status & o.status
            )
        )
    return sorted((c for c in found if c), key=sorted)


def build(figures: Sequence[Figure], asked: Region, opinion: Opinion = ANY_OPINION, world: World = "open") -> Programme:
    """The programme whose least and greatest target answer a question.

    figures   what is said; those that do not touch the question may be left out beforehand
    asked     the region of the question
    opinion   whose hand, which status: answered from what each voice says
    world     "open": deaths may exist that nobody mentions; "closed": only what the figures speak of
    """
    asked_index = len(figures)
    atoms = cut([*(f.region for f in figures), asked])
    p = Programme()
    x = [p.unknown(f"x{i}") for i in range(len(atoms))]
    inside = [asked_index in a.members for a in atoms]
    wanted = not opinion.is_open
    w: dict[int, int] = {}
    if wanted:
        for i, is_in in enumerate(inside):
            if is_in:
                w[i] = p.unknown(f"w{i}")
                p.rows.append(Row("asked", ((w[i], 1), (x[i], -1)), "<=", 0))
    p.target = [w[i] if wanted else x[i] for i, is_in in enumerate(inside) if is_in]

    terms: dict[int, list[tuple[int, int]]] = {k: [] for k in range(len(figures))}
    for i, atom in enumerate(atoms):
        _speak(p, figures, atom, i, x[i], w.get(i), opinion, terms)
    for k, figure in enumerate(figures):
        if figure.low > 0:
            p.rows.append(Row("floor", tuple(terms[k]), ">=", figure.low, figure.key))
        if figure.ceiling is not None:
            p.rows.append(Row("ceiling", tuple(terms[k]), "<=", figure.ceiling, figure.key))
    if world == "closed":
        _close(p, figures, atoms, x, w, inside, opinion)
    return p


def _said(figure: Figure) -> Opinion:
    """For what is certain, a contested figure says nothing of its author."""
    return Opinion(None, figure.opinion.status) if figure.contested else figure.opinion


def _speak(
    p: Programme,
    figures: Sequence[Figure],
    atom: Atom,
    i: int,
    x: int,
    w: int | None,
    asked: Opinion,
    terms: dict[int, list[tuple[int, int]]],
) -> None:
    """Add atom `i` to the sums of the figures that hold there, splitting it where one voice tells opinions apart."""
    by_voice: dict[str, list[int]] = {}
    for k in sorted(atom.members):
        if k < len(figures):
            by_voice.setdefault(figures[k].voice, []).append(k)
    for voice, holders in by_voice.items():
        opinions = list(dict.fromkeys(_said(figures[k]) for k in holders))
        capped = any(figures[k].ceiling is not None and not _said(figures[k]).is_open for k in holders)
        if len(opinions) == 1 and not capped:
            in_asked = w is not None and opinions[0].within(asked)
            for k in holders:
                terms[k].append((w if in_asked and w is not None else x, 1))
            continue
        cells = _cells([*opinions, asked], atom.protected)
        z = []
        for c, cell in enumerate(cells):
            if cell == {len(opinions)}:  # under the question's opinion alone: nobody here speaks of it
                continue
            z.append((cell, p.unknown(f"z{i}:{voice}:{c}")))
        p.rows.append(Row("split", (*((u, 1) for _, u in z), (x, -1)), "<=", 0))
        if w is not None:
            under = [(u, 1) for cell, u in z if len(opinions) in cell]
            if under:
                p.rows.append(Row("asked", (*under, (w, -1)), "<=", 0))
        for k in holders:
            mine = opinions.index(_said(figures[k]))
            terms[k].extend((u, 1) for cell, u in z if mine in cell)


def _close(
    p: Programme,
    figures: Sequence[Figure],
    atoms: Sequence[Atom],
    x: Sequence[int],
    w: dict[int, int],
    inside: Sequence[bool],
    asked: Opinion,
) -> None:
    """Nothing beyond what the figures speak of: every death is one of some figure's people."""
    present = {f.key for f in figures}
    tops = [k for k, f in enumerate(figures) if f.part_of not in present]
    y: dict[int, dict[int, int]] = {k: {} for k in tops}
    for i, atom in enumerate(atoms):
        for k in tops:
            if k in atom.members:
                y[k][i] = p.unknown(f"y{k}:{i}")
    for i in range(len(atoms)):
        here = [k for k in tops if i in y[k]]
        p.rows.append(Row("spoken", ((x[i], 1), *((y[k][i], -1) for k in here)), "<=", 0))
        if i in w:
            meant = [k for k in here if figures[k].opinion.meets(asked)]
            p.rows.append(Row("spoken", ((w[i], 1), *((y[k][i], -1) for k in meant)), "<=", 0))
    for k in tops:
        high = figures[k].high
        if high is not None and y[k]:
            p.rows.append(Row("most", tuple((u, 1) for u in y[k].values()), "<=", high, figures[k].key))


__all__ = ["Programme", "Row", "World", "build"]
