"""A third-party family whose parts go wrong on demand: for tests of what surrounds families.

`mode` says what happens: `good` behaves; `raise`, `exit`, `segfault`, `memory`, `sleep` and `long` (a message of
10,000 characters) hit the prover `construct`; `second` fails there and is found by `local`; `malformed` brings
nonsense; `unsupported` makes a question fail that should be cheap; `judge-exit` and `judge-raise` hit the judge.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from problems.claim import Goal
from problems.family import Family, Finding, Params, Witness
from problems.search import Landscape, SearchTree
from problems.values import Integer


class FaultyParams(Params):
    mode: str
    """What goes wrong."""
    n: Annotated[Integer, Field(ge=1)] = 1
    """The divisor."""


class FaultyWitness(Witness):
    number: Integer
    """A multiple of n."""


class Faulty(Family[FaultyParams, FaultyWitness]):
    name = "faulty"
    title = "Numbers"
    Params = FaultyParams
    Witness = FaultyWitness
    has_exhaustion = True

    def check(self, params: FaultyParams, witness: FaultyWitness) -> Finding:
        judged = any(frame.name == "judge" for frame in traceback.extract_stack())
        if judged and params.mode == "judge-exit":
            os._exit(7)
        if judged and params.mode == "judge-raise":
            raise ZeroDivisionError("the checker divides by zero")
        if witness.number % params.n:
            return Finding.refute("remainder", f"{witness.number} is no multiple of {params.n}")
        return Finding.accept(f"{witness.number} is a multiple of {params.n}")

    def statement(self, params: FaultyParams, goal: Goal = Goal.EXISTS) -> str:
        return f"There is a multiple of ${params.n}$."

    def draw(self, params: FaultyParams, witness: FaultyWitness) -> str:
        return "<svg/>"

    def examples(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        return [({"mode": "good", "n": 1}, {"number": 1})]

    def landscape(self, params: FaultyParams) -> Landscape[int]:
        if params.mode == "unsupported":
            raise KeyError("a fault where none is expected")
        lost = params.mode not in ("good", "second")

        def cost(state: int) -> int:
            return 1 + state if lost else state % params.n

        def start(rng: random.Random) -> int:
            return rng.randrange(10**6)

        def neighbours(state: int, _rng: random.Random) -> list[int]:
            return [state + 1, abs(state - 1)]

        return Landscape(start=start, cost=cost, neighbours=neighbours, witness=lambda state: {"number": state})

    def tree(self, params: FaultyParams) -> SearchTree[int]:
        def children(node: int) -> list[int]:
            return [2 * node, 2 * node + 1] if node < 2**12 else []

        def witness(node: int) -> dict[str, int] | None:
            return {"number": node} if node > 3 and node % params.n == 0 and params.mode == "good" else None

        return SearchTree(root=1, children=children, witness=witness)

    def constructions(self, params: FaultyParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        mode = params.mode
        if mode in ("raise", "second"):
            raise ValueError("a fault of the family")
        if mode == "long":
            raise ValueError("long " * 2000 + "\ud800")
        if mode == "exit":
            os._exit(3)
        if mode == "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        if mode == "memory":
            bytearray(2**40)
        if mode == "sleep":
            time.sleep(3600)
        if mode == "malformed":
            yield {"letter": "x"}
        yield {"number": params.n}


FAMILY = Faulty()
