"""dratify: an independent forward checker of RUP and RAT proofs, in Rust where its native part is installed."""

from __future__ import annotations

import contextlib
from pathlib import Path

from verification.provenance import distribution_version
from verification.verdict import CheckerAnswer

__all__ = ["check_drat"]


def check_drat(cnf: Path, drat: Path) -> CheckerAnswer:
    """What dratify says of the proof; ValueError where it cannot read it at all."""
    import dratify

    with contextlib.suppress(ImportError):
        import cdclkit.native  # noqa: F401 - registers the Rust engine with dratify
    result = dratify.check_proof(dratify.parse_dimacs(cnf.read_text("ascii")), drat.read_text("ascii"))
    engine = "native" if dratify.native_available() else "python"
    return CheckerAnswer(
        checker="dratify",
        version=f"{distribution_version('dratify')} ({engine})",
        accepted=bool(result.ok),
        detail=str(result.reason)[:300],
    )
