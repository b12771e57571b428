"""Conformance material for `ramsey_coloring`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers, of_string


def expand(params: Json, witness: Json) -> dict[frozenset[int], int] | None:
    """Colour of every pair, whichever way the witness is spelled; None when it is no complete colouring."""
    n, colours = params["n"], len(params["ks"])
    found: dict[frozenset[int], int] = {}
    if "graph6" in witness:
        text = witness["graph6"]
        if colours != 2 or not text or ord(text[0]) - 63 != n or any(not 63 <= ord(char) < 127 for char in text):
            return None
        bits = "".join(f"{ord(char) - 63:06b}" for char in text[1:])
        order = [frozenset({i, j}) for j in range(n) for i in range(j)]
        if not len(order) <= len(bits) < len(order) + 6 or "1" in bits[len(order) :]:
            return None
        return {pair: 1 - int(bit) for pair, bit in zip(order, bits, strict=False)}
    if "circulant" in witness:
        lists = witness["circulant"]
        if any(entries != sorted(set(entries)) for entries in lists) or len(lists) not in (colours - 1, colours):
            return None
        for i, j in combinations(range(n), 2):
            homes = {c for c, entries in enumerate(lists) if j - i in entries}
            mirrored = {c for c, entries in enumerate(lists) if n - j + i in entries}
            if len(lists) < colours and not homes:
                homes = {colours - 1}
            if len(lists) < colours and not mirrored:
                mirrored = {colours - 1}
            if len(homes) != 1 or homes != mirrored:
                return None
            found[frozenset({i, j})] = homes.pop()
        outside = any(not 1 <= entry < n for entries in lists for entry in entries)
        return None if outside else found
    order = [frozenset({i, j}) for i in range(n) for j in range(n) if i < j]
    if len(witness["matrix"]) != len(order):
        return None
    return {pair: int(digit) for pair, digit in zip(order, witness["matrix"], strict=True)}


def brute(params: Json, witness: Json) -> bool:
    """Every set of ks[i] vertices has a pair that is not of colour i; with `circulant`, rotation keeps colours."""
    n, ks = params["n"], params["ks"]
    colouring = expand(params, witness)
    if colouring is None or any(colour >= len(ks) for colour in colouring.values()):
        return False
    if params.get("circulant"):
        for i, j in combinations(range(n), 2):
            if colouring[frozenset({i, j})] != colouring[frozenset({(i + 1) % n, (j + 1) % n})]:
                return False
    for colour, size in enumerate(ks):
        for chosen in combinations(range(n), size):
            if all(colouring[frozenset(pair)] == colour for pair in combinations(chosen, 2)):
                return False
    return True


def universe(params: Json) -> Iterator[Json]:
    """All strings of the right length with one colour too many, and the two-coloured ones one shorter and longer."""
    n, colours = params["n"], len(params["ks"])
    length = n * (n - 1) // 2
    spare = colours if length > 6 else colours + 1
    for digits in product("0123456789"[:spare], repeat=length):
        yield {"matrix": "".join(digits)}
    for other in (length - 1, length + 1):
        if 0 <= other <= 7:
            for digits in product("01", repeat=other):
                yield {"matrix": "".join(digits)}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Characters of a string changed, differences changed, dropped, doubled, swapped or moved to another colour."""
    if "graph6" in witness:
        for text in of_string(witness["graph6"], "?@_~"):
            yield {"graph6": text}
    elif "circulant" in witness:
        lists = witness["circulant"]
        for index, entries in enumerate(lists):
            for values in of_integers(entries):
                yield {"circulant": [*lists[:index], values, *lists[index + 1 :]]}
        yield {"circulant": lists[:-1]}
        yield {"circulant": [*lists, [1]]}
        yield {"circulant": lists[::-1]}
    else:
        letters = "0123456789"[: len(params["ks"]) + 1]
        for text in of_string(witness["matrix"], letters):
            yield {"matrix": text}


def rotated(colours: str, n: int) -> str:
    """Matrix of the circulant colouring whose difference d has the colour colours[d - 1]."""
    return "".join(colours[min(j - i, n - j + i) - 1] for i, j in combinations(range(n), 2))


CUBES = [{1, 8, 12, 10, 15}, {2, 3, 11, 7, 13}, {4, 6, 5, 14, 9}]
"""Cosets of the cubes of the field with 16 elements, x^4 = x + 1, as bit vectors (Greenwood and Gleason 1955)."""

GREENWOOD_GLEASON = "".join(
    str(next(c for c, coset in enumerate(CUBES) if i ^ j in coset)) for i, j in combinations(range(16), 2)
)

CASES = Cases(
    family="ramsey_coloring",
    tiny=[
        *({"n": n, "ks": ks} for n in (1, 2, 3) for ks in ([3], [2, 2], [2, 3], [3, 3], [4, 2], [2, 3, 3])),
        {"n": 3, "ks": [3, 3, 3]},
        {"n": 4, "ks": [4]},
        {"n": 4, "ks": [5]},
        {"n": 4, "ks": [3, 3]},
        {"n": 4, "ks": [4, 3]},
        {"n": 4, "ks": [2, 5]},
        {"n": 4, "ks": [3, 2, 3]},
        {"n": 5, "ks": [3, 3]},
        {"n": 5, "ks": [3, 4]},
        {"n": 1, "ks": [3, 3], "circulant": True},
        {"n": 2, "ks": [3, 3], "circulant": True},
        {"n": 3, "ks": [4, 3, 2], "circulant": True},
        {"n": 4, "ks": [3, 3], "circulant": True},
        {"n": 4, "ks": [3, 4, 3], "circulant": True},
        {"n": 5, "ks": [3, 3], "circulant": True},
        {"n": 5, "ks": [4, 3], "circulant": True},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
        ({"n": 8, "ks": [3, 4]}, {"circulant": [[1, 4, 7]]}),
        ({"n": 17, "ks": [4, 4]}, {"matrix": rotated("00101110", 17)}),
        ({"n": 16, "ks": [3, 3, 3]}, {"matrix": GREENWOOD_GLEASON}),
        ({"n": 13, "ks": [3, 5]}, {"circulant": [[1, 5, 8, 12], [2, 3, 4, 6, 7, 9, 10, 11]]}),
        ({"n": 13, "ks": [3, 5], "circulant": True}, {"matrix": rotated("011101", 13)}),
        ({"n": 14, "ks": [3, 3, 3], "circulant": True}, {"circulant": [[1, 4, 10, 13], [2, 3, 11, 12]]}),
        ({"n": 5, "ks": [3, 3]}, {"graph6": "DUW"}),
        ({"n": 8, "ks": [4, 3]}, {"graph6": "GUYurW"}),
        ({"n": 1, "ks": [2, 2]}, {"matrix": ""}),
        ({"n": 3, "ks": [4]}, {"matrix": "000"}),
    ],
    mutate=mutate,
    codes=frozenset({"length", "colour", "clique", "not-circulant"}),
    malformed=[
        {"matrix": 110011010},
        {"matrix": "011001101a"},
        {"matrix": "0110011010\n"},
        {"matrix": "٠١١٠٠١١٠١٠"},
        {"matrix": ["0", "1"]},
        {"matrix": None},
        {"matrix": "0" * 600_000},
        {},
        {"matrix": "0110011010", "extra": 1},
        {"matrix": "0110011010", "n": 6},
        {"matrix": "0110011010", "ks": [3, 4]},
        {"matrix": "0110011010", "graph6": "DUW"},
        {"graph6": "DUW", "circulant": [[1, 4]]},
        {"graph6": "EUW?"},
        {"graph6": "DU"},
        {"graph6": "DUWW"},
        {"graph6": "DUX"},
        {"graph6": "D\x7fW"},
        {"graph6": "~~?????D"},
        {"graph6": ""},
        {"graph6": 5},
        {"circulant": [[1]]},
        {"circulant": [1, 4]},
        {"circulant": [[4, 1]]},
        {"circulant": [[1, 4], [1, 2, 3, 4]]},
        {"circulant": [[1, 4], [2]]},
        {"circulant": [[0, 1, 4, 5]]},
        {"circulant": [[1.0, 4]]},
        {"circulant": [[True, 4]]},
        {"circulant": []},
        {"circulant": "14"},
        {"circulant": True, "matrix": "0110011010"},
    ],
    bad_params=[
        {"n": 0, "ks": [3, 3]},
        {"n": 5},
        {"ks": [3, 3]},
        {"n": 5, "ks": []},
        {"n": 5, "ks": 3},
        {"n": 5, "ks": [3, 1]},
        {"n": 5, "ks": [3] * 11},
        {"n": 5.0, "ks": [3, 3]},
        {"n": True, "ks": [3, 3]},
        {"n": 5, "ks": [3, 3.5]},
        {"n": 5, "ks": [3, 3], "circulant": 1},
        {"n": 5, "ks": [3, 3], "x": 1},
        {"n": 10**13, "ks": [3, 3]},
    ],
    equal_params=[
        ({"n": "5", "ks": ["3", 3]}, {"n": 5, "ks": [3, 3]}),
        ({"n": 5, "ks": [3, 3], "circulant": False}, {"n": 5, "ks": [3, 3]}),
    ],
)
