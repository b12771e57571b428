"""The same claims in the words of Mathlib, for families that have notions there; nothing here is checked by us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["mathlib_statement"]


def mathlib_statement(family: str, params: Mapping[str, Any]) -> str | None:
    """A proposition over Mathlib for goal `exists`, or None where the family has no notion there.

    `params` are canonical parameters in JSON form.
    """
    write = _WRITERS.get(family)
    return write(params) if write is not None else None


def _ap_free(params: Mapping[str, Any]) -> str | None:
    if params["k"] != 3 or params.get("reciprocal_sum") is not None:
        return None
    return f"∃ A : Finset ℕ, A ⊆ Finset.Icc 1 {params['N']} ∧ {params['m']} ≤ A.card ∧ ThreeAPFree (A : Set ℕ)"


def _ramsey(params: Mapping[str, Any]) -> str | None:
    if len(params["ks"]) != 2 or params.get("circulant"):
        return None
    first, second = params["ks"]
    return f"∃ G : SimpleGraph (Fin {params['n']}), G.CliqueFree {first} ∧ Gᶜ.CliqueFree {second}"


def _straus(params: Mapping[str, Any]) -> str | None:
    if params.get("n") is None:
        return None
    order = "x < y ∧ y < z" if params["distinct"] else "x ≤ y ∧ y ≤ z"
    return f"∃ x y z : ℕ, 0 < x ∧ {order} ∧ ({params['a']} / {params['n']} : ℚ) = 1 / x + 1 / y + 1 / z"


def _subset_sums(params: Mapping[str, Any]) -> str:
    return (
        f"∃ A : Finset ℕ, A ⊆ Finset.Icc 1 {params['N']} ∧ A.card = {params['n']} ∧ "
        "Set.InjOn (fun S : Finset ℕ => S.sum id) (A.powerset : Set (Finset ℕ))"
    )


def _sidon(params: Mapping[str, Any]) -> str:
    return (
        f"∃ A : Finset ℕ, A ⊆ Finset.Icc 1 {params['N']} ∧ A.card = {params['k']} ∧ ∀ a ∈ A, ∀ b ∈ A, ∀ c ∈ A, "
        "∀ d ∈ A, a + b = c + d → (a = c ∧ b = d) ∨ (a = d ∧ b = c)"
    )


def _egyptian(params: Mapping[str, Any]) -> str | None:
    if params["subtype"] not in ("terms", "max_denominator"):
        return None
    below = f"∀ d ∈ A, 1 < d ∧ d ≤ {params['max']}" if params.get("max") is not None else "∀ d ∈ A, 1 < d"
    return f"∃ A : Finset ℕ, A.card = {params['k']} ∧ ({below}) ∧ (∑ d ∈ A, (1 / d : ℚ)) = {params['target']}"


def _schur(params: Mapping[str, Any]) -> str:
    apart = "a ≠ b → " if params["weak"] else ""
    return (
        f"∃ χ : ℕ → Fin {params['k']}, ∀ a b : ℕ, 0 < a → 0 < b → a + b ≤ {params['n']} → {apart}"
        "¬(χ a = χ b ∧ χ b = χ (a + b))"
    )


_WRITERS = {
    "ap_free_set": _ap_free,
    "distinct_subset_sums": _subset_sums,
    "egyptian_fraction_set": _egyptian,
    "erdos_straus_decomposition": _straus,
    "ramsey_coloring": _ramsey,
    "schur_coloring": _schur,
    "sidon_golomb": _sidon,
}
