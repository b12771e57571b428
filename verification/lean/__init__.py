"""Lean: statements generated from claims, checked by the genuine kernel."""

from verification.lean.judge import BACKEND

__all__ = ["BACKEND"]
