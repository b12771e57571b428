"""Parameters, witness and the family itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator

from problems.canonical import canonical
from problems.claim import Goal
from problems.errors import TooLargeError, UnsupportedError
from problems.families.unit_distance_graph.construct import construct
from problems.families.unit_distance_graph.field import field_fault, unit_pairs
from problems.families.unit_distance_graph.graph import adjacency, proper_colouring, short_cycle
from problems.families.unit_distance_graph.model import finite_model
from problems.families.unit_distance_graph.picture import draw
from problems.families.unit_distance_graph.walk import landscape
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape
from problems.values import Integer, Rational

__all__ = ["FAMILY", "UnitDistanceGraph", "UnitDistanceParams", "UnitDistanceWitness"]

MAX_POINTS = 2000
MAX_EDGES = 50_000
MAX_GENERATORS = 5

Generators = Annotated[tuple[Integer, ...], Field(max_length=MAX_GENERATORS)]
Coordinate = Annotated[tuple[Rational, ...], Field(min_length=1, max_length=1 << MAX_GENERATORS)]


class UnitDistanceParams(Params):
    """The number of points, and what their unit-distance graph must have; `n` is accepted in place of `points`."""

    points: Annotated[Integer, Field(ge=1, le=10**12)]
    """Number of points, exactly."""
    e: Annotated[Integer, Field(ge=0, le=10**24)] = 0
    """Least number of pairs at distance 1; 0 asks nothing."""
    k: Annotated[Integer, Field(ge=1, le=16)] = 1
    """Least chromatic number; 1 asks nothing."""
    g: Annotated[Integer, Field(ge=3, le=1000)] = 3
    """Least length of a cycle; 3 asks nothing."""
    field: Generators | None = None
    """Generators d of the field that the coordinates must be given in; absent where any field will do."""

    @model_validator(mode="before")
    @classmethod
    def _number(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and "n" in raw and "points" not in raw:
            return {"points": raw["n"], **{key: value for key, value in raw.items() if key != "n"}}
        return raw

    @model_validator(mode="after")
    def _independent(self) -> UnitDistanceParams:
        fault = field_fault(self.field or ())
        if fault:
            raise ValueError(fault)
        return self


class UnitDistanceWitness(Witness):
    """Points with exact coordinates; the graph is derived from them."""

    field: Generators
    """d₁ < d₂ < …: the coordinates are in ℚ(√d₁, √d₂, …); empty for rational coordinates."""
    points: Annotated[tuple[tuple[Coordinate, Coordinate], ...], Field(max_length=MAX_POINTS)]
    """Points [x, y]; x and y list their coefficients of 1, √d₁, √d₂, √d₁√d₂, √d₃, … (2^s of them)."""
    edges: Annotated[tuple[tuple[Integer, Integer], ...], Field(max_length=MAX_EDGES)] | None = None
    """Optional: all pairs at distance 1 as sorted [i, j], i < j, counted from 0; it is derived anew and compared."""

    @model_validator(mode="after")
    def _vectors(self) -> UnitDistanceWitness:
        fault = field_fault(self.field)
        if fault:
            raise ValueError(fault)
        size = 1 << len(self.field)
        for index, point in enumerate(self.points):
            for number in point:
                if len(number) != size:
                    raise ValueError(f"point {index} has a coordinate of {len(number)} coefficients, expected {size}")
        return self


class UnitDistanceGraph(Family[UnitDistanceParams, UnitDistanceWitness]):
    """Point sets whose unit-distance graph has many edges, large chromatic number or large girth."""

    name = "unit_distance_graph"
    title = "Unit-distance graphs in the plane"
    Params = UnitDistanceParams
    Witness = UnitDistanceWitness
    has_model = True
    inner_claim = "the unit-distance graph of the points has no proper colouring with k - 1 colours"

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """`chi_lower` repeats k and `n` the number of points; a field that the claim fixes may be left out."""
        known = {**params, "chi_lower": params.get("k", 1), "n": params.get("points", params.get("n"))}
        filled = dict(super().fill_witness(known, raw))
        if "field" not in filled and params.get("field") is not None:
            filled["field"] = params["field"]
        return filled

    def check(self, params: UnitDistanceParams, witness: UnitDistanceWitness) -> Finding:
        """Distinctness and all distances exactly, then the number of edges, girth and chromatic number."""
        if params.field is not None and params.field != witness.field:
            reason = f"coordinates over {_spell(witness.field)}, expected {_spell(params.field)}"
            return Finding.refute("field", reason, field=list(map(str, witness.field)))
        count = len(witness.points)
        if count != params.points:
            return Finding.refute("size", f"{count} points, expected {params.points}", size=count)
        places: dict[Any, int] = {}
        for index, point in enumerate(witness.points):
            if point in places:
                reason = f"points {places[point]} and {index} coincide"
                return Finding.refute("coincident", reason, pair=[places[point], index])
            places[point] = index
        edges = unit_pairs(witness.field, witness.points)
        if witness.edges is not None:
            fault = _claimed(edges, witness.edges)
            if fault is not None:
                return fault
        if len(edges) < params.e:
            reason = f"{_count(len(edges), 'pair')} at distance 1, expected at least {params.e}"
            return Finding.refute("edges-few", reason, edges=len(edges))
        graph = adjacency(count, edges)
        if params.g > 3:
            cycle = short_cycle(graph, params.g)
            if cycle is not None:
                reason = f"a cycle of length {len(cycle)}, expected girth at least {params.g}: {_listed(cycle)}"
                return Finding.refute("short-cycle", reason, cycle=cycle)
        if params.k > 1:
            colouring = proper_colouring(graph, params.k - 1)
            if colouring is not None:
                reason = f"the graph has a proper colouring with {_count(params.k - 1, 'colour')}"
                return Finding.refute("colourable", reason, colouring=colouring)
        facts = f"{_count(count, 'distinct point')}, {_count(len(edges), 'pair')} at distance 1"
        facts += f", girth at least {params.g}" if params.g > 3 else ""
        facts += f", no proper colouring with {_count(params.k - 1, 'colour')}" if params.k > 1 else ""
        return Finding.accept(facts, points=count, edges=len(edges), girth=params.g, chromatic=params.k)

    def statement(self, params: UnitDistanceParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        subject = "There is a set" if goal is Goal.EXISTS else "There is no set"
        asked = []
        if params.e or (params.k == 1 and params.g == 3):
            asked.append(rf"has at least ${params.e}$ edges")
        if params.k > 1:
            asked.append(rf"has chromatic number at least ${params.k}$")
        if params.g > 3:
            asked.append(rf"has no cycle shorter than ${params.g}$")
        plane = r"\mathbb{R}^2" if params.field is None else rf"{_latex(params.field)}^2"
        noun = "point" if params.points == 1 else "points"
        return (
            rf"{subject} of ${params.points}$ {noun} in ${plane}$ whose unit-distance graph "
            rf"(all pairs at distance exactly $1$) {' and '.join(asked)}."
        )

    def draw(self, params: UnitDistanceParams, witness: UnitDistanceWitness) -> str:
        """Points and unit segments; offending pairs and cycles in red, a colouring that refutes in its colours."""
        try:
            offending = self.check(params, witness).offending
            edges = unit_pairs(witness.field, witness.points)
        except UnsupportedError:
            offending, edges = {}, []
        return draw(witness.field, witness.points, edges, offending)

    def lean(self, params: UnitDistanceParams, witness: UnitDistanceWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.unit_distance_graph import lean_statement

        return super().lean(params, None) if witness is None else lean_statement(params, witness)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The equilateral triangle, the unit square and the Moser spindle."""
        triangle = [[[0, 0], [0, 0]], [[1, 0], [0, 0]], [["1/2", 0], [0, "1/2"]]]
        square = [[[x], [y]] for x in (0, 1) for y in (0, 1)]
        spindle = next(construct(7, 11, 4, 3))
        return [
            ({"points": 3, "e": 3, "k": 3}, {"field": [3], "points": triangle}),
            ({"points": 4, "e": 4, "g": 4}, {"field": [], "points": square}),
            ({"points": 7, "e": 11, "k": 4}, spindle),
        ]

    def model(self, params: UnitDistanceParams, *, symmetry: bool = True) -> FiniteModel:
        """Abstract graphs without subgraphs that the plane forbids: a relaxation."""
        return finite_model(params.points, params.e, params.k, params.g, symmetry=symmetry)

    def landscape(self, params: UnitDistanceParams) -> Landscape[Any]:
        """Subsets of the Moser lattice; the cost is the number of missing edges."""
        if params.k > 1 or params.g > 3 or params.field not in (None, (3, 11)):
            raise UnsupportedError("local search counts edges of subsets of the Moser lattice, over ℚ(√3, √11)")
        return landscape(params.points, params.e)

    def constructions(self, params: UnitDistanceParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Named graphs, lattice pieces, products and odd polygons, filled up with isolated points."""
        if params.points > MAX_POINTS:
            raise TooLargeError(f"constructions are offered up to {MAX_POINTS} points")
        for witness in construct(params.points, params.e, params.k, params.g):
            if params.field is None or list(params.field) == witness["field"]:
                yield witness

    def canonical_witness(self, params: UnitDistanceParams, witness: UnitDistanceWitness) -> Any:
        """The points as a set; edges that are listed repeat what the points say."""
        if witness.edges is not None:
            return None
        dumped = witness.model_dump(mode="json")
        return {"field": dumped["field"], "points": sorted(dumped["points"], key=canonical)}

    def score(self, params: UnitDistanceParams, witness: UnitDistanceWitness) -> Score:
        """Pairs at distance 1, or the number of points where the chromatic number is the aim."""
        if params.k > 1:
            name = f"points of a graph with chromatic number {params.k} and girth {params.g}"
            return Score(name, Fraction(len(witness.points)), "less")
        edges = unit_pairs(witness.field, witness.points)
        return Score(f"pairs at distance 1 among {len(witness.points)} points", Fraction(len(edges)), "greater")


def _claimed(edges: Sequence[tuple[int, int]], claimed: Sequence[tuple[int, int]]) -> Finding | None:
    """What is wrong with a list of edges that came with the witness."""
    for left, right in pairwise(claimed):
        if left >= right:
            reason = f"edge {_pair(right)} follows {_pair(left)}: not strictly increasing"
            return Finding.refute("edges-order", reason, pairs=[list(map(str, left)), list(map(str, right))])
    true, given = set(edges), set(claimed)
    for pair in claimed:
        if pair not in true:
            reason = f"{_pair(pair)} is listed as an edge, but is no pair i < j at distance 1"
            return Finding.refute("edges-wrong", reason, edge=list(map(str, pair)))
    for pair in edges:
        if pair not in given:
            reason = f"points {pair[0]} and {pair[1]} are at distance 1, but are not listed as an edge"
            return Finding.refute("edges-missing", reason, missing=list(pair))
    return None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _pair(pair: tuple[int, int]) -> str:
    return "[" + ", ".join(text if len(text) < 20 else f"{text[:8]}…" for text in map(str, pair)) + "]"


def _listed(vertices: Sequence[int]) -> str:
    return "-".join(map(str, vertices[:20])) + ("-…" if len(vertices) > 20 else "")


def _spell(field: Sequence[int]) -> str:
    return f"ℚ({', '.join(f'√{d}' for d in field)})" if field else "ℚ"


def _latex(field: Sequence[int]) -> str:
    roots = ",".join(rf"\sqrt{{{d}}}" for d in field)
    return rf"\mathbb{{Q}}({roots})" if field else r"\mathbb{Q}"


FAMILY = UnitDistanceGraph()
