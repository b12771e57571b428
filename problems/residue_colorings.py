"""Colourings without long monochromatic progressions from power residues.

Rabung 1979: colour x by its index modulo r with respect to a primitive root of the prime p; when no k consecutive
residues share a colour, k - 1 periods have no monochromatic k-term progression. Rabung and Lotts 2012 interleave
c shifted copies ("cyclic zipper"): by the Chinese remainder theorem a colouring modulo c·p that adds a shift
depending on the residue modulo c.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

__all__ = ["indices", "residue_colorings"]

MAX_FACTOR = 4
"""Largest number c of interleaved copies."""

MAX_MODULI = 60
"""Moduli c·p tried for one length, smallest first."""

MAX_CELLS = 4_000_000
"""Cells of all colourings that are written out."""


def indices(p: int) -> list[int]:
    """Exponents of the residues 1 … p - 1 to the least primitive root of the prime p; entry 0 is unused.

    >>> indices(5)
    [0, 0, 1, 3, 2]
    """
    divisors = [q for q in range(2, p) if (p - 1) % q == 0 and _is_prime(q)]
    root = next(g for g in range(1, p) if all(pow(g, (p - 1) // q, p) != 1 for q in divisors))
    table, value = [0] * p, 1
    for exponent in range(p - 1):
        table[value] = exponent
        value = value * root % p
    return table


def residue_colorings(r: int, k: int, n: int) -> Iterator[str]:
    """Colourings of n consecutive integers in r colours that pass the test on consecutive ones; some are right.

    >>> next(residue_colorings(2, 4, 34))
    '0010001110100100011101001000111011'
    """
    if k < 3 or r < 2:
        return
    # n = (k - 1) M + 1 is reached when the ends get different colours.
    least = max(-(-(n - 1) // (k - 1)), 3)
    moduli: list[tuple[int, int]] = []
    modulus = least
    while len(moduli) < MAX_MODULI and modulus < 40 * least:
        for factor in range(1, MAX_FACTOR + 1):
            p, rest = divmod(modulus, factor)
            if rest == 0 and p > factor and p % r == 1 and _is_prime(p):
                moduli.append((p, factor))
        modulus += 1
    cells = 0
    for p, factor in moduli:
        table = indices(p)
        for shift in product(range(r), repeat=factor - 1):
            for multiples in product(range(r), repeat=factor - 1):
                cells += n
                if cells > MAX_CELLS:
                    return
                colours = _written(table, p, (0, *shift), (0, *multiples), r, n)
                if _longest_run(colours) < k:
                    if n > (k - 1) * p * factor:
                        colours[-1] = 1
                    yield "".join(map(str, colours))


def _written(table: Sequence[int], p: int, shift: Sequence[int], multiples: Sequence[int], r: int, n: int) -> list[int]:
    factor = len(shift)
    period = [
        (table[x % p] + shift[x % factor]) % r if x % p else multiples[x % factor] for x in range(min(p * factor, n))
    ]
    return (period * -(-n // len(period)))[:n]


def _longest_run(colours: Sequence[int]) -> int:
    longest = run = 1
    for left, right in pairwise(colours):
        run = run + 1 if left == right else 1
        longest = max(longest, run)
    return longest


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % q for q in range(2, int(n**0.5) + 1))
