"""dratify: an independent forward checker of RUP and RAT proofs, in Rust where its native part is installed.

dratify keeps what a clause has propagated at top level when the clause is deleted. That is harmless for RUP lemmas,
which follow from the formula whatever is deleted. A RAT lemma need not follow: with the clause out of sight its
negation passes as well, and a satisfiable formula is refuted. So proofs with RAT lemmas are checked without deletions.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from problems.errors import UnsupportedError
from verification.provenance import distribution_version
from verification.verdict import CheckerAnswer

__all__ = ["check_drat"]


def check_drat(cnf: Path, drat: Path) -> CheckerAnswer:
    """What dratify says of the proof.

    Raises ValueError where it cannot read it at all, UnsupportedError for a proof with RAT lemmas that needs deletions.
    """
    import dratify

    with contextlib.suppress(ImportError):
        import cdclkit.native  # noqa: F401 - registers the Rust engine with dratify
    formula, proof = dratify.parse_dimacs(cnf.read_text("ascii")), drat.read_text("ascii")
    result = dratify.check_proof(formula, proof)
    if result.ok and result.rat_steps:
        result = dratify.check_proof(formula, proof, apply_deletions=False)
        if not result.ok:
            raise UnsupportedError(
                "the proof has RAT lemmas that hold only after deletions, which dratify does not check soundly: "
                "leave the deletions out, or send an LRAT proof without RAT"
            )
    engine = "native" if dratify.native_available() else "python"
    return CheckerAnswer(
        checker="dratify",
        version=f"{distribution_version('dratify')} ({engine})",
        accepted=bool(result.ok),
        detail=str(result.reason)[:300],
    )
