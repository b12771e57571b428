"""Splits of {1, …, 2n} as a finite-domain model, a search tree and a landscape."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.minimum_overlap.claim import OverlapParams, OverlapWitness
from problems.model import FiniteModel, Symmetry
from problems.search import Landscape, SearchTree

__all__ = ["finite_model", "landscape", "split_params", "tree"]

MODEL_N = 40
TREE_N = 24
LOCAL_N = 300

SWAP = Symmetry("swap", "exchanging A and its complement turns k into -k, so the part that holds 1 may be called A")
REFLECTION = Symmetry(
    "reflection",
    "x → 2n + 1 - x turns k into -k; followed by an exchange of the parts when 2n is not in A, it keeps 1 in A, so of "
    "a split and its image one has 2 in A, or both agree about 2",
)


def split_params(params: OverlapParams) -> tuple[int, int]:
    """n and M; step functions are no finite domain."""
    if params.n is None or params.M is None:
        raise UnsupportedError("step functions have no finite domain: their heights are rational numbers")
    return params.n, params.M


def finite_model(params: OverlapParams, *, symmetry: bool) -> FiniteModel:
    """x_i says that i is in A; pairs of a in A and b outside are counted for each difference."""
    n, most = split_params(params)
    if n > MODEL_N:
        raise TooLargeError(f"the model counts 4 n^2 pairs: n = {n} is above {MODEL_N}")
    import cpmpy as cp

    size = 2 * n
    x = {i: cp.boolvar(name=f"x{i}") for i in range(1, size + 1)}
    y = {(a, b): cp.boolvar(name=f"y{a}_{b}") for a in x for b in x if a != b}
    constraints: list[Any] = [cp.sum(list(x.values())) == n]
    for (a, b), both in y.items():
        constraints.extend([~x[a] | x[b] | both, ~both | x[a], ~both | ~x[b]])
    for k in range(1 - size, size):
        pairs = [y[b + k, b] for b in x if k and b + k in x]
        if len(pairs) > most:
            constraints.append(cp.sum(pairs) <= most)
    broken: tuple[Symmetry, ...] = ()
    if symmetry:
        broken = (SWAP,)
        constraints.append(x[1])
        if n >= 2:
            broken = (SWAP, REFLECTION)
            constraints.extend([cp.any([~x[size], x[2], ~x[size - 1]]), cp.any([x[size], x[2], x[size - 1]])])

    def decode(values: Mapping[str, int]) -> dict[str, Any]:
        return {"A": [i for i in x if values[f"x{i}"]]}

    def encode(witness: OverlapWitness) -> Mapping[str, int]:
        part = set(witness.A or ())
        return {f"x{i}": int(i in part) for i in x}

    return FiniteModel(
        model=cp.Model(constraints),
        variables={f"x{i}": x[i] for i in x} | {f"y{a}_{b}": both for (a, b), both in y.items()},
        meaning={f"x{i}": f"{i} is in A" for i in x} | {f"y{a}_{b}": f"{a} is in A and {b} is not" for a, b in y},
        decode=decode,
        encode=encode,
        symmetry=broken,
    )


Node = tuple[int, int, int]
"""How many numbers are decided, bit set of A, bit set of its complement; bit i stands for the number i + 1."""


def tree(params: OverlapParams) -> SearchTree[Node]:
    """Numbers from 1 upwards go to A or to its complement, the 1 to A, while no difference is too frequent."""
    n, most = split_params(params)
    if n > TREE_N:
        raise TooLargeError(f"exhaustive search is offered up to n = {TREE_N}")

    def fits(decided: int, grown: int, other: int) -> bool:
        """Only differences of the part that the last number entered with the other one have become more frequent."""
        return grown.bit_count() <= n and all((grown & other << k).bit_count() <= most for k in range(1, decided))

    def children(node: Node) -> Iterator[Node]:
        decided, inside, outside = node
        if decided == 2 * n:
            return
        last = 1 << decided
        if fits(decided + 1, inside | last, outside):
            yield decided + 1, inside | last, outside
        if decided and fits(decided + 1, outside | last, inside):
            yield decided + 1, inside, outside | last

    def witness(node: Node) -> dict[str, Any] | None:
        return {"A": _members(node[1])} if node[0] == 2 * n else None

    return SearchTree(root=(0, 0, 0), children=children, witness=witness, symmetry="exchange of A and its complement")


def _members(bits: int) -> list[int]:
    return [index + 1 for index, bit in enumerate(bin(bits)[:1:-1]) if bit == "1"]


def landscape(params: OverlapParams) -> Landscape[int]:
    """States are bit sets of n numbers; the cost counts surplus pairs; a move exchanges two numbers."""
    n, most = split_params(params)
    if n > LOCAL_N:
        raise TooLargeError(f"local search is offered up to n = {LOCAL_N}")
    whole = (1 << 2 * n) - 1

    def cost(state: int) -> int:
        other = whole ^ state
        total = 0
        for k in range(1, 2 * n):
            total += max((state & other << k).bit_count() - most, 0) + max((other & state << k).bit_count() - most, 0)
        return total

    def start(rng: random.Random) -> int:
        return sum(1 << i for i in rng.sample(range(2 * n), n))

    def neighbours(state: int, rng: random.Random) -> Iterator[int]:
        inside = [i - 1 for i in _members(state)]
        outside = [i - 1 for i in _members(whole ^ state)]
        for _ in range(40):
            yield state ^ (1 << rng.choice(inside)) ^ (1 << rng.choice(outside))

    return Landscape(start=start, cost=cost, neighbours=neighbours, witness=lambda state: {"A": _members(state)})
