r"""Point sets without a convex n-gon, or without an empty one (the happy ending problem).

P ⊂ ℤ² with |P| = N is in general position when no three of its points are on a line. A *convex n-gon* of P is
n of its points in convex position: each is a vertex of their hull. It is *empty* when its interior holds no
point of P. A witness is a set of exactly N points in general position

    empty = false   without a convex n-gon: then f(n) > N          (Erdős–Szekeres 1935)
    empty = true    without an empty convex n-gon: then h(n) > N   (Erdős 1978)

Conventions: points are listed in strictly increasing lexicographic order (x first); n ≥ 3; coordinates are
integers, which costs nothing, since small moves and scaling keep a set in general position as it is.
f(n) = 2^{n-2} + 1 for n ≤ 6 and is conjectured for all n; h(3..6) = 3, 5, 10, 30 and h(n) = ∞ for n ≥ 7 (Horton).

Goal `none` is decided over a *relaxation*: the model speaks of orientations of triples alone, under the axioms
of signotopes (each four points, sorted by x, turn at most once). Every point set gives a solution, not every
solution is a point set. Unsatisfiable therefore proves that no point set exists; satisfiable says nothing.
"""

from problems.families.convex_ngon_free_points.claim import FAMILY

__all__ = ["FAMILY"]
