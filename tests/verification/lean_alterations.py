"""The checker of refutations once more in Python, and certificates altered in every way that it looks at."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from verification.lean.refutation import Certificate

__all__ = ["accepts", "altered"]


def accepts(cert: Certificate, formula: Sequence[int], variables: int) -> bool:
    """`Colouring.refuted` over again, on a certificate whose lists stand for their tables."""
    yes, no, table, v, m = (*map(_table, (cert.yes, cert.no, cert.table)), len(cert.yes), len(cert.table))
    if v != variables:
        return False
    product = 1
    for u in range(v):
        if not (_coprime(yes(u) * no(u), product) and _coprime(yes(u), no(u)) and min(yes(u), no(u)) >= 2):
            return False
        product *= yes(u) * no(u)
    place = 0
    for clause in formula:
        place += clause == table(place)
    if place != cert.given:
        return False
    for hints in cert.hints:
        group, false, done = hints, table(place), False
        for _ in range(cert.fuel):
            number, variable, kind = group // cert.radix % m, group // 4 % v, group % 4
            group //= cert.step
            if number >= place:
                return False
            if kind == 3:
                if not _divides(table(number), false):
                    return False
                place += 1
                false, done = table(place), not group
                if done:
                    break
            else:
                code, other = (yes, no) if kind == 1 else (no, yes)
                if not _divides(table(number), false * code(variable)):
                    return False
                false *= other(variable)
        if not done:
            return False
    return place == m and m >= 1 and table(m - 1) == 1


def _table(values: Sequence[int]) -> Any:
    return lambda place: values[place] if place < len(values) else 0


def _divides(a: int, b: int) -> bool:
    return b % a == 0 if a else b == 0


def _coprime(a: int, b: int) -> bool:
    return a == 1 or (a > 1 and math.gcd(a, b) == 1)


def altered(cert: Certificate, rng: random.Random) -> Certificate:
    """One to three changes of any kind."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        table, hints = list(cert.table), list(cert.hints)
        if not hints:
            break
        place, group = rng.randrange(len(table)), rng.randrange(len(hints))
        match rng.randrange(9):
            case 0:  # a digit of some hint
                hints[group] += rng.choice((-1, 1)) * rng.choice((1, 2, 4, cert.radix)) * cert.step ** rng.randrange(9)
                hints[group] = max(hints[group], 0)
            case 1:  # a literal of a clause dropped
                code = rng.choice(cert.yes + cert.no)
                table[place] //= code if table[place] % code == 0 else 1
            case 2:  # a literal added, or turned round
                variable = rng.randrange(len(cert.yes))
                pair = [cert.yes[variable], cert.no[variable]]
                rng.shuffle(pair)
                table[place] = (
                    table[place] // pair[0] * pair[1] if table[place] % pair[0] == 0 else table[place] * pair[1]
                )
            case 3:  # two clauses exchanged
                other = rng.randrange(len(table))
                table[place], table[other] = table[other], table[place]
            case 4:  # hints of a group dropped or doubled
                hints[group : group + 1] = rng.choice(([], [hints[group]] * 2))
            case 5:  # the first lemma taken for given, or a given clause for a lemma
                cert = replace(cert, given=max(cert.given + rng.choice((-1, 1)), 0))
            case 6:  # a code that is not its own
                codes = list(cert.yes)
                codes[rng.randrange(len(codes))] = rng.choice((1, *cert.no, *cert.yes))
                cert = replace(cert, yes=tuple(codes))
            case 7:  # a clause emptied
                table[place] = rng.choice((0, 1))
            case 8:  # the hints of a lemma cut off
                hints[group] %= cert.step ** rng.randrange(1, 9)
        cert = replace(cert, table=tuple(table), hints=tuple(hints))
    return cert
