"""What graph6 and sparse6 have in common: six bits a printable character, the number of vertices first.

Reference: B. McKay, description of graph6, sparse6 and digraph6 encodings (with nauty). Orders up to 258047.
"""

from __future__ import annotations

from problems.errors import InputError

__all__ = ["order_and_codes"]


def order_and_codes(text: str, form: str) -> tuple[int, list[int]]:
    """The number of vertices and the six-bit codes after it; an InputError begins with the name of the form.

    >>> order_and_codes("Dhc", "graph6")
    (5, [41, 36])
    """
    codes = [ord(char) - 63 for char in text]
    if not codes or not all(0 <= code < 64 for code in codes):
        raise InputError(f"{form}: characters are to lie between ? and ~")
    if codes[0] < 63:
        return codes[0], codes[1:]
    if len(codes) >= 4 and codes[1] < 63:
        return codes[1] << 12 | codes[2] << 6 | codes[3], codes[4:]
    raise InputError(f"{form}: the number of vertices cannot be read")
