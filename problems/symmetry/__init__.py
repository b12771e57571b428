"""Canonical forms: one representative for all objects that a symmetry of a claim maps to each other."""
