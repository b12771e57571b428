"""Van der Waerden colourings.

χ: {1, …, n} → {0, …, r-1} such that no a, a + d, …, a + (k_c - 1)d with d ≥ 1 has colour c throughout, for each
colour c. The van der Waerden number w(r; k_0, …, k_{r-1}) is the least n without such a χ (van der Waerden 1927),
so a colouring of n numbers shows w > n and not w ≥ n + 2: w(2; 3, 3) = 9 while 8 numbers can be coloured. Authors
differ in the order of the arguments of W(k; r) and W(r; k); here only the list of lengths counts, in the order of
the colours. Convention: the coloured numbers are 1 … n, the coloring is a string of n digits, that of 1 first.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator, model_validator

from problems.claim import Goal
from problems.errors import InputError, TooLargeError, UnsupportedError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel, Symmetry
from problems.progressions import count_progressions
from problems.residue_colorings import residue_colorings
from problems.search import Landscape, SearchTree
from problems.svg import colour_grid
from problems.symmetry.forms import first_use
from problems.values import Integer

MAX_COLOURS = 10
MAX_LENGTH = 40_000
MODEL_CLAUSES = 150_000
TREE_N = 400
LANDSCAPE_N = 400


class VdwParams(Params):
    """lengths and n; the number of colours `r` may be given as well, and `r` with one length `k` in place of a list."""

    lengths: Annotated[tuple[Annotated[Integer, Field(ge=2, le=10**12)], ...], Field(min_length=1, max_length=10)]
    """Length of the progressions that colour 0, 1, … must not hold."""
    n: Annotated[Integer, Field(ge=1, le=10**12)]
    """Largest of the numbers 1, …, n that are coloured."""

    @model_validator(mode="before")
    @classmethod
    def _spellings(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        rest = dict(raw)
        if "lengths" not in rest and "k" in rest:
            k = rest.pop("k")
            several = isinstance(k, (list, tuple))
            if not several and type(rest.get("r")) is int and 1 <= rest["r"] <= MAX_COLOURS:
                k = [k] * rest["r"]
            rest["lengths"] = k
        if "r" in rest and isinstance(rest.get("lengths"), (list, tuple)):
            if type(rest["r"]) is not int or rest["r"] != len(rest["lengths"]):
                raise ValueError("r disagrees with the number of lengths")
            del rest["r"]
        return rest


class VdwWitness(Witness):
    """The colouring."""

    coloring: Annotated[str, StringConstraints(pattern=r"^[0-9]*$", max_length=MAX_LENGTH)]
    """Colours of 1, 2, … as a string of digits; a list of the colours as integers is read too."""

    @field_validator("coloring", mode="before")
    @classmethod
    def _list(cls, raw: Any) -> Any:
        if isinstance(raw, (list, tuple)) and len(raw) <= MAX_LENGTH:
            if not all(type(colour) is int and 0 <= colour <= 9 for colour in raw):
                raise ValueError("a list of colours holds integers from 0 to 9 only")
            return "".join(map(str, raw))
        return raw


class VdwColoring(Family[VdwParams, VdwWitness]):
    """Colourings of {1, …, n} in which colour c has no progression of lengths[c] terms."""

    name = "vdw_coloring"
    title = "Van der Waerden colourings"
    Params = VdwParams
    Witness = VdwWitness
    bare = {"digits": "coloring", "integers": "coloring"}
    has_model = True
    has_exhaustion = True

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """n, lengths and r may be repeated beside the colouring; they must agree with the parameters."""
        repeated = {key: raw[key] for key in ("n", "lengths", "r", "k") if key in raw}
        if repeated:
            canonical = self.parse_params(params)
            said = self.parse_params({"n": canonical.n, "lengths": list(canonical.lengths), **repeated})
            if said != canonical:
                raise InputError(f"{self.name} witness: {', '.join(repeated)} disagrees with the parameters")
        return {key: value for key, value in raw.items() if key not in repeated}

    def check(self, params: VdwParams, witness: VdwWitness) -> Finding:
        """Length, colours, then for each colour and difference d the colour's bit set against its shifts by d."""
        coloring, r = witness.coloring, len(params.lengths)
        if len(coloring) != params.n:
            return Finding.refute("length", f"{len(coloring)} colours for {params.n} numbers", length=len(coloring))
        for position, digit in enumerate(coloring, start=1):
            if int(digit) >= r:
                reason = f"{position} has colour {digit}, but there are only 0..{r - 1}"
                return Finding.refute("colour", reason, position=position, colour=int(digit))
        for colour, k in enumerate(params.lengths):
            found = _monochromatic(coloring, colour, k)
            if found is not None:
                first, step = found
                terms = [first + j * step for j in range(k)]
                shown = ", ".join(map(str, terms if k <= 6 else [*terms[:3], "…", terms[-1]]))
                reason = f"{shown} is a progression of {k} terms in colour {colour}"
                return Finding.refute("progression", reason, progression=terms, colour=colour, difference=step)
        sizes = [coloring.count(str(colour)) for colour in range(r)]
        reason = f"no colour of {r} holds its progression in 1..{params.n}"
        return Finding.accept(reason, sizes=sizes, n=params.n)

    def statement(self, params: VdwParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        r, lengths = len(params.lengths), ",".join(map(str, params.lengths))
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        return (
            rf"{verb} colouring $\chi:\{{1,\dots,{params.n}\}}\to\{{0,\dots,{r - 1}\}}$ without an arithmetic "
            rf"progression of $k_c$ terms in colour $c$, where $(k_0,\dots,k_{{{r - 1}}})=({lengths})$."
        )

    def draw(self, params: VdwParams, witness: VdwWitness) -> str:
        """The numbers as a grid of colours; a monochromatic progression is marked."""
        offending = self.check(params, witness).offending
        faults = set(offending.get("progression", ())) | {offending.get("position", 0)}
        colours = [int(colour) for colour in witness.coloring]
        title = f"{len(colours)} numbers in {len(params.lengths)} colours"
        return colour_grid(colours, title=title, faults=faults)

    def lean(self, params: VdwParams, witness: VdwWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean; goal none by a search or a refutation in the kernel."""
        from problems.lean.vdw_coloring import lean_statement, no_colouring

        if witness is None:
            return no_colouring(params.lengths, params.n)
        return lean_statement(params.lengths, params.n, witness.coloring)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The longest colourings for w(2; 3, 3) = 9 and w(2; 3, 4) = 18."""
        return [
            ({"lengths": [3, 3], "n": 8}, {"coloring": "00110011"}),
            ({"lengths": [3, 4], "n": 17}, {"coloring": "11100101110010111"}),
        ]

    def model(self, params: VdwParams, *, symmetry: bool = True) -> FiniteModel:
        """Two colours: one boolean a number; otherwise one a number and colour. One clause a progression."""
        lengths, n, r = params.lengths, params.n, len(params.lengths)
        count = sum(n * n // (2 * (k - 1)) for k in lengths) + (n * (r * r + n) if r != 2 else 0)
        if count > MODEL_CLAUSES:
            raise TooLargeError(f"the model has more than {MODEL_CLAUSES} clauses")
        import cpmpy as cp

        names: dict[str, Any] = {}
        meaning: dict[str, str] = {}
        has: dict[tuple[int, int], Any] = {}
        for i in range(1, n + 1):
            for c in (1,) if r == 2 else range(r):
                name = f"x{i}" if r == 2 else f"x{i}_{c}"
                has[i, c] = names[name] = cp.boolvar(name=name)
                meaning[name] = f"{i} has colour {c}" + (" (else 0)" if r == 2 else "")
            if r == 2:
                has[i, 0] = ~has[i, 1]
        clauses: list[list[Any]] = []
        if r != 2:
            for i in range(1, n + 1):
                clauses.append([has[i, c] for c in range(r)])
                clauses += [[~has[i, c], ~has[i, e]] for c in range(r) for e in range(c)]
        for c, k in enumerate(lengths):
            for step in range(1, (n - 1) // (k - 1) + 1):
                for first in range(1, n - (k - 1) * step + 1):
                    clauses.append([~has[first + j * step, c] for j in range(k)])
        broken: tuple[Symmetry, ...] = ()
        if symmetry:
            more, broken = _broken(lengths, n, has)
            clauses += more
        constraints = [cp.any(clause) for clause in clauses]
        if not constraints:
            constraints = [cp.sum(list(names.values())) >= 0]  # so that the model knows its variables

        def decode(values: Mapping[str, int]) -> dict[str, Any]:
            if r == 2:
                return {"coloring": "".join("1" if values[f"x{i}"] else "0" for i in range(1, n + 1))}
            return {"coloring": "".join(str(_only(values, i, r)) for i in range(1, n + 1))}

        def encode(witness: VdwWitness) -> dict[str, int]:
            if len(witness.coloring) != n or any(int(colour) >= r for colour in witness.coloring):
                raise UnsupportedError(f"not a colouring of 1..{n} in {r} colours: the model does not speak of it")
            colours = list(enumerate(map(int, witness.coloring), start=1))
            if r == 2:
                return {f"x{i}": colour for i, colour in colours}
            return {f"x{i}_{c}": int(c == colour) for i, colour in colours for c in range(r)}

        return FiniteModel(
            model=cp.Model(constraints),
            variables=names,
            meaning=meaning,
            decode=decode,
            encode=encode,
            symmetry=broken,
        )

    def tree(self, params: VdwParams) -> SearchTree[Any]:
        """Colours of 1, 2, … in turn; colours of one length appear for the first time in increasing order."""
        lengths, n, r = params.lengths, params.n, len(params.lengths)
        if n > TREE_N:
            raise TooLargeError(f"exhaustive search is offered up to n = {TREE_N}")
        before = _previous(lengths)

        # A node holds the colouring so far and, for each colour, bit d - 1 for "d back from the next number".
        def children(node: tuple[str, tuple[int, ...]]) -> Iterable[tuple[str, tuple[int, ...]]]:
            done, back = node
            if len(done) == n:
                return
            for c, k in enumerate(lengths):
                earlier = before[c]
                if earlier is not None and not back[earlier]:
                    continue
                if any(
                    all(back[c] >> j * step - 1 & 1 for j in range(1, k)) for step in range(1, len(done) // (k - 1) + 1)
                ):
                    continue
                yield done + str(c), tuple(back[e] << 1 | (e == c) for e in range(r))

        def witness(node: tuple[str, tuple[int, ...]]) -> dict[str, Any] | None:
            return {"coloring": node[0]} if len(node[0]) == n else None

        swapped = "colours of one length" if any(item is not None for item in before) else ""
        return SearchTree(root=("", (0,) * r), children=children, witness=witness, symmetry=swapped)

    def landscape(self, params: VdwParams) -> Landscape[Any]:
        """States are colourings; the cost counts monochromatic progressions; a move recolours one number."""
        lengths, n, r = params.lengths, params.n, len(params.lengths)
        if n > LANDSCAPE_N or r < 2:
            raise UnsupportedError(f"local search is offered for at least two colours and n <= {LANDSCAPE_N}")
        digits = "0123456789"[:r]

        def cost(state: str) -> int:
            return sum(count_progressions(_mask(state, c), k) for c, k in enumerate(lengths))

        def neighbours(state: str, rng: random.Random) -> Iterator[str]:
            faulty: list[int] = []
            for c, k in enumerate(lengths):
                found = _monochromatic(state, c, k)
                if found is not None:
                    faulty += [found[0] + j * found[1] for j in range(k)]
            for _ in range(30):
                position = rng.choice(faulty) if faulty and rng.random() < 0.7 else rng.randint(1, n)
                colour = rng.choice([digit for digit in digits if digit != state[position - 1]])
                yield state[: position - 1] + colour + state[position:]

        return Landscape(
            start=lambda rng: "".join(rng.choice(digits) for _ in range(n)),
            cost=cost,
            neighbours=neighbours,
            witness=lambda state: {"coloring": state},
        )

    def constructions(self, params: VdwParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Power residue colourings and their cyclic zippers, for equal lengths."""
        if params.n <= MAX_LENGTH and len(set(params.lengths)) == 1:
            for coloring in residue_colorings(len(params.lengths), params.lengths[0], params.n):
                yield {"coloring": coloring}

    def representative(self, params: VdwParams) -> VdwParams:
        """Colours in increasing order of their lengths."""
        return params.model_copy(update={"lengths": tuple(sorted(params.lengths))})

    def canonical_witness(self, params: VdwParams, witness: VdwWitness) -> Any:
        """Up to the reflection x → n + 1 - x and exchanges of colours whose progressions have one length."""
        digits = tuple(map(int, witness.coloring))
        if len(digits) != params.n or max(digits) >= len(params.lengths):
            return None
        return min(first_use(digits, params.lengths), first_use(digits[::-1], params.lengths))

    def score(self, params: VdwParams, witness: VdwWitness) -> Score:
        """How many numbers are coloured."""
        lengths = ", ".join(map(str, sorted(params.lengths)))
        return Score(f"numbers coloured for lengths {lengths}", Fraction(len(witness.coloring)), "greater")


def _mask(coloring: str, colour: int) -> int:
    """Bit i - 1 set exactly when i has the colour."""
    table = str.maketrans({digit: "1" if digit == str(colour) else "0" for digit in "0123456789"})
    return int(coloring[::-1].translate(table) or "0", 2)


def _monochromatic(coloring: str, colour: int, k: int) -> tuple[int, int] | None:
    """(a, d) of a progression of k terms in one colour, None when there is none."""
    mask = _mask(coloring, colour)
    for step in range(1, (len(coloring) - 1) // (k - 1) + 1):
        run = mask
        for _ in range(k - 1):
            run = mask & run >> step
            if not run:
                break
        if run:
            return (run & -run).bit_length(), step
    return None


def _previous(lengths: Sequence[int]) -> list[int | None]:
    """For each colour the last earlier colour of the same length, None where there is none."""
    return [max((e for e in range(c) if lengths[e] == k), default=None) for c, k in enumerate(lengths)]


def _only(values: Mapping[str, int], i: int, r: int) -> int:
    return next(c for c in range(r) if values[f"x{i}_{c}"])


def _broken(
    lengths: Sequence[int], n: int, has: Mapping[tuple[int, int], Any]
) -> tuple[list[list[Any]], tuple[Symmetry, ...]]:
    """Clauses that break colour permutations and, where it is compatible, reflection."""
    clauses: list[list[Any]] = []
    found: list[Symmetry] = []
    before = _previous(lengths)
    order = sorted(range(1, n + 1), key=lambda i: (abs(2 * i - n - 1), i))
    for c, previous in enumerate(before):
        if previous is not None:
            # With two colours the first of these clauses implies the others.
            for index, i in enumerate(order[:1] if len(lengths) == 2 else order):
                clauses.append([~has[i, c], *(has[other, previous] for other in order[:index])])
    if clauses:
        argument = (
            "colours of one length can be renamed so that they appear for the first time in increasing order "
            "when the numbers are read from the middle outwards"
        )
        found.append(Symmetry("colours", argument))
    # With two colours of one length only the colour of the middle number is fixed, which reflection keeps for odd n.
    if len(lengths) == 2 and n >= 2 and (lengths[0] != lengths[1] or n % 2):
        clauses.append([~has[1, 1], has[n, 1]])
        argument = "x -> n+1-x keeps a good colouring good and the middle number in place: 1 has colour 0 or n has 1"
        found.append(Symmetry("reflection", argument))
    return clauses, tuple(found)


FAMILY = VdwColoring()
