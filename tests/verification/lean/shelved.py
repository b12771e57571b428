"""Statement records for tests, pinned on the spot, and submissions to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from problems.claim import Claim, Goal
from verification.backend import LeanPlaces, Limits
from verification.candidate import LeanProof
from verification.lean.build import challenge_export
from verification.lean.challenge import plan_of
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import Records
from verification.lean.submission import claim_of
from verification.lean.toolchain import find

__all__ = [
    "CLAIM",
    "GOAL",
    "GOOD",
    "GOOD_CONDITIONAL",
    "GOOD_NEGATION",
    "TEXT",
    "Shelved",
    "pinned_folder",
]

TEXT = "def Sample.twice (n : Nat) : Nat := Nat.add n n\n"
GOAL = "∀ n : Nat, Eq (Sample.twice n) (Nat.add n n)"
GOOD = f"{TEXT}\ntheorem Sample.goal : {GOAL} := fun n => Eq.refl (Nat.add n n)\n"
"""A proof of `Sample.goal`."""
GOOD_CONDITIONAL = f"{TEXT}\ntheorem Sample.conditional : ∀ P : Prop, P → P := fun _ h => h\n"
"""A proof of `Sample.conditional`, which has a hypothesis."""
CLAIM: Mapping[str, Any] = {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "exists"}
"""The family claim to which `Sample.tied` is tied: nonsense, but of the right form."""
FALSE = "∀ n : Nat, Eq (Sample.twice n) n"
NEGATION = f"Not ({FALSE})"
GOOD_NEGATION = (
    f"{TEXT}\ntheorem Sample.tied_fails : {NEGATION} := fun h =>\n"
    "  Workbench.succ_ne_zero Nat.zero\n"
    "    (Workbench.succ_inj (n := Nat.succ Nat.zero) (m := Nat.zero) (h (Nat.succ Nat.zero)))\n"
)
"""A proof that `Sample.tied` fails."""
STATEMENTS: tuple[Mapping[str, Any], ...] = (
    {"declaration": "Sample.goal", "type": GOAL},
    {"declaration": "Sample.conditional", "type": "∀ P : Prop, P → P"},
    {"declaration": "Sample.tied", "type": FALSE, "claim": CLAIM},
    {"declaration": "Sample.tied_fails", "negates": "Sample.tied", "claim": {**CLAIM, "goal": "none"}},
)


class Shelved:
    """A folder of pinned records."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = Records.load([folder], shipped=False)

    def record(self, declaration: str) -> StatementRecord:
        return next(record for record in self.records if record.declaration == declaration)

    def limits(self, **facts: Any) -> Limits:
        places = LeanPlaces(statements=(str(self.folder),), fresh=True)
        return Limits(**{"seconds": 60.0, "lean": places, **facts})

    def proof(self, declaration: str, source: str) -> LeanProof:
        return LeanProof(kind="lean", statement=self.record(declaration).id, source=source)

    def claim(self, declaration: str, goal: Goal = Goal.EXISTS) -> Claim:
        return claim_of(self.record(declaration)).model_copy(update={"goal": goal})

    def candidate(self, declaration: str, source: str, claim: Mapping[str, Any] | None = None) -> dict[str, Any]:
        body = claim or self.claim(declaration).model_dump(mode="json")
        return {"schema": 1, "claim": dict(body), "payload": self.proof(declaration, source).model_dump()}


def pinned_folder(
    folder: Path,
    *,
    text: str = TEXT,
    statements: tuple[Mapping[str, Any], ...] = STATEMENTS,
    **shared: Any,
) -> Shelved:
    """Write the records of one text into a folder, with the hashes of what is built from them here."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "sample.yaml"
    file.write_text(_yaml(text, statements, {}, shared), "utf-8")
    bare = Records.load([folder], shipped=False)
    by_name = {record.declaration: record for record in bare}
    exports = {}
    for record in bare:
        negated = by_name.get(record.negates)
        exports[record.declaration] = _exported(record, negated)
    file.write_text(_yaml(text, statements, exports, shared), "utf-8")
    return Shelved(folder)


@cache
def _found() -> Any:
    return find()


_made: dict[str, str] = {}


def _exported(record: StatementRecord, negated: StatementRecord | None) -> str:
    plan = plan_of(record, _found(), negated=negated)
    if plan.challenge not in _made:
        data = challenge_export(plan, seconds=60, memory_mb=4096)
        _made[plan.challenge] = hashlib.sha256(data).hexdigest()
    return _made[plan.challenge]


def _yaml(
    text: str, statements: tuple[Mapping[str, Any], ...], exports: Mapping[str, str], shared: Mapping[str, Any]
) -> str:
    source = {"kind": "text", "text": text, **({"sha256": sha256_of(text)} if exports else {})}
    own = {"title": "A sample", "meaning": "Nothing about any problem.", "scope": {"kind": "variant"}}
    body = {
        "schema": 1,
        "repository": "sample",
        "problem": "erdos:242",
        "reading": "A sample for tests, which says nothing.",
        "toolchain": "core",
        "header": {"imports": ["Workbench"]},
        **shared,
        "source": source,
        "statements": [
            {**own, **statement, **({"export": exports[statement["declaration"]]} if exports else {})}
            for statement in statements
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)
