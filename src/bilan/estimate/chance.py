"""Quick random draws for compiled loops: uniform, binomial, multinomial, negative binomial."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.compiled import compiled

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]

MOST = 9.0e15  # a count beyond this is no longer exact in floating point
TINY = 1e-290
_PARTS = 1.0 / np.arange(1.0, 257.0)  # 1, 1/2, 1/3 …: a product is quicker than a quotient


@compiled
def uniform(bits: Bits) -> float:
    """A number in [0, 1) from xoshiro256++ (Blackman & Vigna 2021, ACM TOMS 47); `bits` (4,) is its state."""
    x = bits[0] + bits[3]
    out = ((x << np.uint64(23)) | (x >> np.uint64(41))) + bits[0]
    t = bits[1] << np.uint64(17)
    bits[2] ^= bits[0]
    bits[3] ^= bits[1]
    bits[1] ^= bits[2]
    bits[0] ^= bits[3]
    bits[2] ^= t
    bits[3] = (bits[3] << np.uint64(45)) | (bits[3] >> np.uint64(19))
    return (out >> np.uint64(11)) * (1.0 / 9007199254740992.0)  # type: ignore[no-any-return]


@compiled
def binomial(bits: Bits, people: int, share: float) -> int:
    """A binomial draw: by inversion below a mean of 10, else by Hörmann's transformed rejection.

    W. Hörmann (1993), "The generation of binomial random variates", J. Stat. Comput. Simul. 46.
    """
    p = share if share <= 0.5 else 1.0 - share
    mean = people * p
    if mean < 10.0:
        odds = p / (1.0 - p)
        here, factor, left = 1.0, 1.0 - p, people  # (1 − p)^people by squaring: far quicker than exp and log
        while left:
            if left & 1:
                here *= factor
            factor *= factor
            left >>= 1
        at = uniform(bits)
        got = 0
        while at > here and got < people:
            at -= here
            here *= odds * (people - got) * (_PARTS[got] if got < 256 else 1.0 / (got + 1.0))
            got += 1
            if here < 1e-300:
                break
        return got if share <= 0.5 else people - got
    spread = math.sqrt(mean * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = mean + 0.5
    sure = 0.92 - 4.2 / b
    while True:
        u = uniform(bits) - 0.5
        v = uniform(bits)
        us = 0.5 - abs(u)
        if us < 1e-12:
            continue
        x = math.floor((2.0 * a / us + b) * u + c)
        if x < 0 or x > people:
            continue
        if us >= 0.07 and v <= sure:
            break
        middle = math.floor((people + 1.0) * p)
        bound = (
            math.lgamma(middle + 1.0)
            + math.lgamma(people - middle + 1.0)
            - math.lgamma(x + 1.0)
            - math.lgamma(people - x + 1.0)
            + (x - middle) * math.log(p / (1.0 - p))
        )
        if v <= 0.0 or math.log(v * (2.83 + 5.1 / b) * spread / (a / (us * us) + b)) <= bound:
            break
    return np.int64(x) if share <= 0.5 else people - np.int64(x)  # type: ignore[return-value]


@compiled
def deal(bits: Bits, people: int, weights: Real, out: Whole) -> None:
    """Deal `people` to the classes by a multinomial with these weights (K,); adds to `out`."""
    classes = weights.shape[0]
    rest = 0.0
    for k in range(classes):
        rest += weights[k]
    for k in range(classes - 1):
        if people <= 8:  # one by one is cheaper than a binomial per class
            for _ in range(people):
                at = uniform(bits) * rest
                h = k
                while h < classes - 1 and at >= weights[h]:
                    at -= weights[h]
                    h += 1
                out[h] += 1
            return
        got = binomial(bits, people, weights[k] / rest) if rest > weights[k] else people
        out[k] += got
        people -= got
        rest -= weights[k]
    out[classes - 1] += people


@compiled
def unseen(rng: np.random.Generator, n: int, missed: float, met: float) -> int:
    """How many people no list met: a negative binomial given n met people, as a gamma mixture of Poissons."""
    if n == 0 or missed <= 0.0:
        return 0
    mean = rng.standard_gamma(float(n)) * missed / met
    if mean > MOST:
        return np.int64(MOST)  # type: ignore[return-value]
    if mean > 1e12:
        return np.int64(max(0.0, mean + math.sqrt(mean) * rng.standard_normal()))  # type: ignore[return-value]
    return rng.poisson(mean)
