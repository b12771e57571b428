"""The Lean files of a statement: bodies that are the same everywhere, and the two kinds of header for them.

Here a file begins with `prelude` and stands on the small core; in an exported project it stands on Lean's library.
Nothing else differs, so that what the kernel saw here is what `lake build` sees elsewhere.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from problems.lean import LeanStatement

__all__ = [
    "CORE",
    "MODULES",
    "SOURCES",
    "THEOREM",
    "falsity_body",
    "library_body",
    "modules_of",
    "predicate_body",
    "prelude",
    "solution_body",
    "statement_sha256",
]

SOURCES = Path(__file__).with_name("core")
"""Folder of the core and the library."""
CORE = SOURCES / "Core.lean"
"""Stands for Lean's `Init`."""
MODULES = ("Workbench", "Coprime", "Lrat", "Colouring")
"""The library's files, which the predicates share; each imports the one before it. Most need the first alone."""

THEOREM = "Claim.holds"
"""Name of the theorem that states the claim."""

OPTIONS = "".join(
    f"set_option {name} {value}\n"
    for name, value in (
        ("autoImplicit", "false"),
        ("linter.all", "false"),
        ("maxRecDepth", "1000000"),
        ("maxHeartbeats", "0"),
        ("exponentiation.threshold", "100000"),
    )
)
"""What the elaborator itself evaluates (small things in predicates and data) goes one recursion deep for each round."""


def prelude(module: str, body: str) -> str:
    """The body as a file that imports one of our own modules and nothing of Lean's library."""
    return f"prelude\nimport {module}\n{body}"


def library_body(module: str) -> str:
    """One file of the library; the first has quantifiers, searches and arithmetic that the predicates share."""
    return f"{OPTIONS}\n{(SOURCES / f'{module}.lean').read_text(encoding='utf-8')}"


def modules_of(statement: LeanStatement) -> tuple[str, ...]:
    """The library's files that the predicate stands on, in their order."""
    return MODULES[: MODULES.index(statement.library) + 1]


def predicate_body(predicate: str) -> str:
    """A family's definitions and lemmas."""
    return f"{OPTIONS}\nnoncomputable section\n\n{predicate}\nend\n"


def solution_body(statement: LeanStatement, doc: str = "") -> str:
    """Witness, evaluation of the checker, and the theorem."""
    comment = f"/-- {doc} -/\n" if doc else ""
    checked = _evaluated("Solution.checked", statement.check)
    theorem = f"{comment}theorem {THEOREM} : {statement.statement} :=\n  {statement.proof}\n"
    return f"{OPTIONS}\nnoncomputable section\n\n{statement.data}\n{checked}\n{theorem}\nend\n"


def falsity_body(statement: LeanStatement) -> str:
    """Witness, and that the negation of the checker evaluates to true on it."""
    refuted = _evaluated("Solution.refuted", f"(not {statement.check})")
    return f"{OPTIONS}\nnoncomputable section\n\n{statement.data}\n{refuted}\nend\n"


def _evaluated(name: str, check: str) -> str:
    """That a Boolean term is true, by the kernel's evaluation."""
    return (
        f"theorem {name}_by_kernel : Eq (Workbench.kernel {check}) Bool.true := Eq.refl Bool.true\n\n"
        f"theorem {name} : Eq {check} Bool.true := Workbench.computed {name}_by_kernel\n"
    )


def statement_sha256(statement: LeanStatement) -> str:
    """What the proposition says: its text with the predicate's."""
    return hashlib.sha256(f"{statement.predicate}\0{statement.statement}".encode()).hexdigest()
