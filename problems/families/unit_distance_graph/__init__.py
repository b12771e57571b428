r"""Unit-distance graphs of finite point sets in the plane, with exact coordinates.

A witness is a finite P ⊂ K² with |P| = points, K a real multiquadratic field ℚ(√d₁, …, √dₛ); its graph G has the
edges pq with |p - q|² = 1, *all* of them (a subgraph may be embeddable where the whole graph is not). The claim

    at least e edges     (u(n), Erdős 1946: the largest e for n = points; A186705)
    chromatic number ≥ k (Hadwiger–Nelson; k = 4 by the Moser spindle, k = 5 by de Grey 2018)
    girth ≥ g            (no cycle shorter than g; a forest counts as infinite girth; problem 705)

holds when all three do; e = 0, k = 1, g = 3 ask nothing. The number of points is exact, and points coincide only
if they are equal: coincident points are refused, since they would inflate the number of edges.

A coordinate is its coefficient vector over the basis of products of the √dᵢ, where bit i of the position says
whether √dᵢ₊₁ is in the product: for field (3, 11) the basis is 1, √3, √11, √33. The generators are squarefree,
increasing, and no product of some of them is a square, so the basis is independent over ℚ: numbers are equal
exactly when their vectors are, and no decision is ever made on an approximation.

k ≥ 4 rests on an inner non-existence, "no proper colouring with k - 1 colours", which the checker settles by a
complete search of its own, or it says that the graph is too large for that.

Goal `none` is decided over a *relaxation*: abstract graphs on the given number of vertices without subgraphs that
no unit-distance graph has. Unsatisfiable proves that there is no point set; satisfiable says nothing.
"""

from problems.families.unit_distance_graph.claim import FAMILY

__all__ = ["FAMILY"]
