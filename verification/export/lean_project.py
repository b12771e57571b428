"""The files of a Lake project around one theorem, in the layout that the comparison tools of the Lean community expect.

Claim/Workbench.lean   quantifiers, searches, arithmetic that predicates share; where a formula is refuted also
                       Coprime.lean, Lrat.lean (the checker) and Colouring.lean (the formula)
Claim/Predicate.lean   what the family's words mean, and that its checker is sound
Challenge.lean         the statement, with `sorry`
Solution.lean          witness or refutation, evaluation, proof
comparator.json        what is to be compared, and that no axiom is allowed
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path

from problems.lean import LeanStatement
from verification.lean.text import THEOREM, library_body, modules_of, predicate_body, solution_body

__all__ = ["TOOLCHAIN", "Description", "doc_comment", "project_files"]

TOOLCHAIN = "v4.35.0"
"""The release whose kernel checks exports here."""


@dataclass(frozen=True)
class Description:
    """What a project says about itself in words."""

    title: str
    statement: str
    """The claim as one LaTeX sentence."""
    candidate: str
    problem: str
    """Title, id and address of the problem, or empty."""
    made_by: str
    """What found the witness."""
    readme: str
    """The whole `README.md`."""
    mathlib: str | None
    """The statement over Mathlib, where there is one."""


def doc_comment(text: str) -> str:
    """Text as it can stand inside a Lean comment, on lines of moderate length."""
    import textwrap

    safe = " ".join(text.split()).replace("-/", "- /").replace("/-", "/ -")
    return "\n".join(textwrap.wrap(safe, 110, break_long_words=False, break_on_hyphens=False))


def project_files(statement: LeanStatement, about: Description) -> dict[str, str]:
    """Path → text of every file."""
    doc = doc_comment(about.statement)
    challenge = (
        f"import Claim\n\n/-! {doc_comment(about.title)}, the statement alone; `Solution.lean` has its proof. -/\n\n"
        f"set_option autoImplicit false\n\n/-- {doc} -/\ntheorem {THEOREM} : {statement.statement} := sorry\n"
    )
    modules = modules_of(statement)
    files = {
        "Claim.lean": "".join(f"import Claim.{module}\n" for module in (*modules, "Predicate")),
        f"Claim/{modules[0]}.lean": library_body(modules[0]),
        **{
            f"Claim/{module}.lean": f"import Claim.{below}\n{library_body(module)}"
            for below, module in pairwise(modules)
        },
        "Claim/Predicate.lean": f"import Claim.{modules[-1]}\n{predicate_body(statement.predicate)}",
        "Challenge.lean": challenge,
        "Solution.lean": f"import Claim\n{solution_body(statement, doc)}",
        "Axioms.lean": f"import Solution\n\n#print axioms {THEOREM}\n",
        "comparator.json": _json(
            {
                "challenge_module": "Challenge",
                "solution_module": "Solution",
                "theorem_names": [THEOREM],
                "definition_names": [],
                "permitted_axioms": [],
            }
        ),
        "formalization.yaml": _formalization(about),
        "lakefile.toml": _LAKEFILE,
        "lean-toolchain": f"leanprover/lean4:{TOOLCHAIN}\n",
        ".gitignore": ".lake/\n",
        ".github/workflows/ci.yml": _CI,
        "LICENSE": _licence(),
        "README.md": about.readme,
    }
    if about.mathlib is not None:
        files["mathlib/Statement.lean"] = (
            "/-\nUnchecked: no Mathlib was at hand when this was written, so this file was compiled by nobody.\n"
            "It restates the claim in Mathlib's notions, for use where Mathlib is a dependency; it is not part of the\n"
            "build, and nothing here says that it follows from `Solution.lean`.\n-/\nimport Mathlib\n\n"
            f"/-- {doc} -/\ndef Claim.InMathlib : Prop :=\n  {about.mathlib}\n"
        )
    return files


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _formalization(about: Description) -> str:
    """Community schema 0.4; strings are JSON strings, which YAML reads."""

    def text(value: str) -> str:
        return json.dumps(" ".join(value.split()), ensure_ascii=False)

    source = f"  - title: {text(about.problem)}\n    relationship: {text('source of the problem')}\n"
    return (
        'version: "0.4"\n'
        f"project:\n  name: {text(about.title)}\n  description: {text(about.statement)}\n"
        "  authors: []\n  license: Apache-2.0\n  responsible_maintainers: []\n"
        + (f"sources:\n{source}" if about.problem else "sources: []\n")
        + "status:\n  scope: one statement with its proof\n  sorry_count: 0\n  axioms: []\n"
        f"automation:\n  methods:\n  - method: {text(about.made_by)}\n    framework: conjecture-workbench\n"
        "fidelity:\n  divergences: []\nreview: []\n"
        f"alignment:\n  statements:\n  - source: {text(about.candidate)}\n    lean: {THEOREM}\n"
        "    module: Solution\n    status: proved\n"
    )


def _licence() -> str:
    """The licence of the workbench itself, which covers the texts that it writes."""
    beside = Path(__file__).parents[2] / "LICENSE"
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    try:
        for file in metadata.files("conjecture-workbench") or ():
            if file.name == "LICENSE":
                return file.read_text(encoding="utf-8")
    except (metadata.PackageNotFoundError, OSError):
        pass
    return "Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0\n"


_LAKEFILE = """\
name = "claim"
version = "0.1.0"
defaultTargets = ["Claim", "Solution"]

[leanOptions]
autoImplicit = false
relaxedAutoImplicit = false

[[lean_lib]]
name = "Claim"

[[lean_lib]]
name = "Challenge"
roots = ["Challenge"]

[[lean_lib]]
name = "Solution"
roots = ["Solution"]
"""

_CI = """\
name: check
on: [push, pull_request]
permissions:
  contents: read
jobs:
  lean:
    runs-on: ubuntu-latest
    steps:
      - name: Source
        run: |
          git init -q .
          git fetch -q --depth 1 "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "$GITHUB_SHA"
          git checkout -q FETCH_HEAD
      - name: Lean
        run: |
          curl -sSfL https://elan.lean-lang.org/elan-init.sh | sh -s -- -y --default-toolchain none
          echo "$HOME/.elan/bin" >> "$GITHUB_PATH"
      - name: Build
        run: lake build
      - name: Axioms
        run: |
          lake env lean Axioms.lean | tee axioms.txt
          grep -qx "'Claim.holds' does not depend on any axioms" axioms.txt
"""
