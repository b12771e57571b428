"""Records as tests write them: one with a text of its own, one with a file of another repository."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from problems.yaml_lines import dump_yaml
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import read_file

__all__ = ["FOREIGN", "FOREIGN_TEXT", "HASH", "MINE", "TEXT", "changed", "read"]

TEXT = "def Mine.P : Prop := True\n"
HASH = "ab" * 32
MINE: dict[str, Any] = {
    "schema": 1,
    "repository": "mine",
    "problem": "mine:1",
    "reading": "As it stands, which is long enough for a reading.",
    "toolchain": "core",
    "header": {"imports": ["Workbench"]},
    "source": {"kind": "text", "sha256": sha256_of(TEXT), "text": TEXT},
    "statements": [
        {
            "declaration": "Mine.p",
            "title": "It holds",
            "meaning": "It holds, as was asked.",
            "scope": {"kind": "settles", "direction": "yes"},
            "type": "Mine.P",
            "export": HASH,
        },
        {
            "declaration": "Mine.not_p",
            "title": "It fails",
            "meaning": "It does not hold, against what was asked.",
            "scope": {"kind": "settles", "direction": "no"},
            "negates": "Mine.p",
            "export": HASH,
        },
    ],
}
FOREIGN_TEXT = """\
import Library

namespace Erdos0

/-- theorem q : answer(sorry) -/
theorem q : answer(sorry) ↔ P := by
  sorry

theorem r (n : ℕ) : n = answer(sorry) := by
  sorry

end Erdos0
"""
FOREIGN: dict[str, Any] = {
    **MINE,
    "repository": "somebody/statements",
    "toolchain": "leanprover/lean4:v4.27.0",
    "header": {"imports": ["Library"], "opens": ["Nat"], "options": {"maxRecDepth": 2000, "pp.all": True}},
    "axioms": ["propext", "Classical.choice", "Quot.sound"],
    "source": {
        "kind": "file",
        "url": "https://example.org/somebody/statements",
        "path": "Erdos/0.lean",
        "commit": "0123456789abcdef",
        "sha256": hashlib.sha256(FOREIGN_TEXT.encode()).hexdigest(),
    },
    "statements": [
        {
            "declaration": "Erdos0.q",
            "answer": answer,
            "title": "The question",
            "meaning": "It is answered, in one way or the other.",
            "scope": {"kind": "settles", "direction": direction},
            "export": HASH,
        }
        for answer, direction in (("true", "yes"), ("false", "no"))
    ],
}


def read(raw: Any, name: str = "mine.yaml") -> tuple[StatementRecord, ...]:
    """The records of a file with these values."""
    return read_file(dump_yaml(raw).encode(), name)


def changed(raw: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one value put in, or taken out where it is None."""
    copy = json.loads(json.dumps(raw))
    node = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copy
