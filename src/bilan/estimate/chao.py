"""At least how many: Chao's lower bound, for people who differ in how easily any list finds them."""

from __future__ import annotations

from bilan.estimate.interval import around_missing
from bilan.estimate.result import Assumption, Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate


def chao(table: CaptureTable, *, equal_lists: bool = False, level: float = 0.95) -> Estimate:
    """The fewest people that the numbers on exactly one and exactly two lists allow; strata are pooled.

    With z(j) people on list j alone and f₂ on exactly two, the bias-corrected bound on the missing is
    Σ z(i) z(j) / (f₂ + 1) over the pairs i < j. It stays a lower bound whether people differ or not, and lets the lists
    differ in size (A. Chao, S.-M. Lee and S.-L. Jeng, "Estimating population size for capture-recapture data when
    capture probabilities vary by time and individual animal", Biometrics 48 (1992)). `equal_lists` gives the older
    form (J − 1)/J · f₁(f₁ − 1) / (2(f₂ + 1)) (A. Chao, Biometrics 43 (1987)), a lower bound only where all lists are
    equally good at finding people.

    `median` and `mean` are the bound, `low` the lower limit of its interval (delta method), `high` is `None`: the
    method sets no ceiling. Diagnostics: `standard_error`, `uncorrected` (the bound without bias correction, `None`
    when nobody is on exactly two lists) and `upper_of_bound`, the upper limit of the bound itself.
    """
    used = table.active()
    lists = len(used.lists)
    found = used.captures
    once, twice = int(found[1]), int(found[2])
    if int(found[2:].sum()) == 0:
        raise NoEstimate(
            "nobody is on two lists",
            reason="no_overlap",
            why="the bound rests on how many people are on exactly two",
            advice="bring lists that overlap",
        )
    if equal_lists:
        share = (lists - 1) / lists
        missing = share * once * max(once - 1, 0) / (2 * (twice + 1))
        slope = share * max(2 * once - 1, 0) / (2 * (twice + 1))
        spread = once * slope**2
        plain = share * once**2 / (2 * twice) if twice else None
    else:
        people = dict(used.cells)
        alone = [people.get(1 << j, 0) for j in range(lists)]
        pairs = (once**2 - sum(z * z for z in alone)) / 2
        missing = pairs / (twice + 1)
        spread = sum(z * ((once - z) / (twice + 1)) ** 2 for z in alone)
        plain = pairs / twice if twice else None
    variance = spread + twice * (missing / (twice + 1)) ** 2 + missing
    low, high = around_missing(used.n, missing, variance, level)
    bound = used.n + missing
    return Estimate(
        "chao",
        Assumption.LOWER_BOUND if equal_lists else Assumption.LOWER_BOUND_LISTS_DIFFER,
        used.n,
        bound,
        bound,
        low,
        None,
        level,
        None,
        {
            "standard_error": variance**0.5,
            "uncorrected": None if plain is None else used.n + plain,
            "upper_of_bound": high,
            "on_one_list": once,
            "on_two_lists": twice,
        },
        table.hash,
    )
