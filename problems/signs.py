"""Sign sequences of small discrepancy along homogeneous progressions, from the literature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = [
    "bounded_sequences",
    "character_length",
    "character_sequence",
    "least_prime_factors",
    "multiplicative_extension",
]

RECORDS = {
    (2, False): (
        1160,
        "964b65b2c94cba5b0d966b2532d964b2dd2c96c9639ad16c725b0eb44b6592d98e2e59ad164b2d96695a96332e54e32d"
        "ca596cb0dd0d92cb6592cb64bc598e969d25b30b6c3639ac56c96d12d9a4b6c963964e393c6958f25b23c4cf2338f524"
        "af1964b6cb0d92dd0ea6552ad6d1a396c98cf459ad32cb4598ad66b49d29962f34a6596cb258f532c52da9cb469633b1"
        "c2",
    ),
    (2, True): (
        246,
        "94e729ca7314ad39c8d2dc65332e72b4a71d0e598ead49ccd0d8db0bca7190",
    ),
}
"""(bound, multiplicative) → length and signs of a longest sequence, four signs to a hexadecimal digit with + as 1.

The lengths are those of Konev–Lisitsa (arXiv:1405.3097) and Le Bras–Gomes–Selman (arXiv:1407.2510), the sequences
were computed anew with SAT solvers.
"""


def least_prime_factors(n: int) -> list[int]:
    """For each i = 0 … n its least prime factor when i is composite, else 0.

    >>> least_prime_factors(10)
    [0, 0, 0, 0, 2, 0, 2, 0, 2, 3, 2]
    """
    least = [0] * (n + 1)
    p = 2
    while p * p <= n:
        if not least[p]:
            for i in range(p * p, n + 1, p):
                if not least[i]:
                    least[i] = p
        p += 1
    return least


def multiplicative_extension(signs: Mapping[int, int], n: int) -> str:
    """The completely multiplicative sequence of length n with the given signs of exactly the primes up to n.

    >>> multiplicative_extension({2: -1, 3: -1, 5: -1, 7: 1}, 9)
    '+--+-++-+'
    """
    least = least_prime_factors(n)
    values = [1] * (n + 1)
    for i in range(2, n + 1):
        if least[i]:
            values[i] = values[least[i]] * values[i // least[i]]
        elif i in signs:
            values[i] = signs[i]
        else:
            raise ValueError(f"the sign of the prime {i} is missing")
    for key in signs:
        if not 2 <= key <= n or least[key]:
            raise ValueError(f"{str(key)[:40]} is not a prime up to {n}")
    return "".join("+" if value > 0 else "-" for value in values[1:])


def character_sequence(n: int) -> str:
    """The completely multiplicative sequence with s(m) ≡ m (mod 3) off the multiples of 3, and s(3) = -1.

    Its sum up to x is the alternating count of the digits 1 in base 3, digit by digit from the right,
    so it passes C first at 1 + 9 + … + 9ᶜ (after Borwein, Choi and Coons 2010, where s(3) = 1).

    >>> character_sequence(9)
    '+--+-++-+'
    """
    values = [0] * (n + 1)
    for i in range(1, n + 1):
        values[i] = (0, 1, -1)[i % 3] or -values[i // 3]
    return "".join("+" if value > 0 else "-" for value in values[1:])


def character_length(bound: int) -> int:
    """The length up to which the character sequence keeps discrepancy at most `bound`.

    >>> [character_length(bound) for bound in range(4)]
    [0, 9, 90, 819]
    """
    return int(9 ** (min(bound, 40) + 1)) // 8 - 1


def bounded_sequences(bound: int, n: int, *, multiplicative: bool) -> Iterator[str]:
    """A sequence of length n and discrepancy at most `bound`, if one of those given here reaches so far.

    >>> [len(signs) for n in (90, 1160, 1161) for signs in bounded_sequences(2, n, multiplicative=False)]
    [90, 1160]
    """
    if n <= character_length(bound):
        yield character_sequence(n)
        return
    for (reached, kind), (length, digits) in RECORDS.items():
        if reached <= bound and kind >= multiplicative and n <= length:
            bits = "".join(f"{int(digit, 16):04b}" for digit in digits)
            yield bits[:n].translate(str.maketrans("10", "+-"))
            return
