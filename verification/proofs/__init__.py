"""Proofs of unsatisfiability: reading DRAT, adding LRAT hints, and the checkers that are not ours."""
