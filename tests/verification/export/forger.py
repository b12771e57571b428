"""The best forger: whoever rewrites a bundle so that all of its hashes and derived files agree."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from problems.canonical import canonical
from problems.claim import Goal
from tests.verification.export.material import check, faults, reseal
from verification.candidate import read_candidate
from verification.entry import body_digest, link_hash
from verification.evidence import Evidence
from verification.export.bundle import _below, derived_top
from verification.export.bundle_folder import open_folder
from verification.export.bundle_item import derived
from verification.reproduce import Reproduction
from verification.reproduce_content import read_content
from verification.verdict import Outcome, conclude

__all__ = ["agree", "folder", "rechain", "refresh", "remake", "resealed"]


def rechain(bundle: Path, change: Any) -> None:
    """Rewrite bodies in the excerpt and every hash after them."""
    path = bundle / "ledger.json"
    record = json.loads(path.read_text())
    prev = record["prev"]
    for line in record["lines"]:
        if "body" in line:
            body = json.loads(line["body"])
            change(line["kind"], body)
            line["body"] = canonical(body).decode()
        digest = line.get("body_sha256") or body_digest(line["body"])
        prev = line["hash"] = link_hash(line["seq"], line["kind"], digest, prev)
    record["head"] = f"{record['lines'][-1]['seq']}:{prev}"
    path.write_bytes(canonical(record) + b"\n")


@dataclass(frozen=True)
class Told:
    """What a forged verdict would say."""

    backend: str
    evidence: Any
    goal: Goal

    @property
    def outcome(self) -> Outcome:
        found: Outcome = self.evidence.outcome(self.goal)
        return found


def agree(bundle: Path) -> None:
    """Rewrite what follows from the evidence in the excerpt: outcomes of verdicts, and what candidates say of them."""
    told: dict[tuple[str, str], list[Told]] = {}
    items = sorted((bundle / "items").iterdir())
    goals = {path.name[-12:]: read_candidate((path / "candidate.json").read_bytes()).claim.goal for path in items}

    def outcome(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict":
            goal = goals[body["candidate"].removeprefix("sha256:")[:12]]
            verdict = Told(body["backend"], TypeAdapter(Evidence).validate_python(body["evidence"]), goal)
            told.setdefault((body["candidate"], body["attempt"]), []).append(verdict)
            body["outcome"] = str(verdict.outcome)

    def conclusion(kind: str, body: dict[str, Any]) -> None:
        if kind == "candidate":
            found = conclude(told.get((body["id"], body["attempt"]), []))
            body.update({name: str(getattr(found, name)) for name in ("outcome", "assurance", "label", "reason")})

    rechain(bundle, outcome)
    rechain(bundle, conclusion)


def refresh(bundle: Path) -> Reproduction:
    """The best forger: every file that follows from others is made anew by the exporter's own code."""
    reseal(bundle)
    for _ in range(8):
        result = check(bundle)
        named = [fault for fault in faults(result) if "follows" in fault]
        if not named:
            return result
        for fault in named:
            remake(bundle, fault.partition(": ")[0])
        reseal(bundle)
    raise AssertionError("the forger does not come to an end")


def resealed(bundle: Path) -> list[str]:
    """The faults of a forged bundle under a manifest that agrees with it."""
    reseal(bundle)
    result = check(bundle)
    assert result.status == 2, result.dump()
    return faults(result)


def remake(bundle: Path, path: str) -> None:
    """Write a derived file as it follows from the others."""
    facts, excerpt, items = read_content(open_folder(bundle))
    if path.startswith("items/"):
        _, name, file = path.split("/")
        (bundle / path).write_bytes(derived(next(item for item in items if item.name == name))[file])
        return
    files = {item.name: _below(bundle / "items" / item.name) for item in items}
    raw = facts.model_dump(mode="json", by_alias=True)
    (bundle / path).write_bytes(derived_top(items, raw, files, excerpt.head)[path])


def folder(bundle: Path, goal: str) -> Path:
    """The item's folder of the first candidate with this goal."""
    for path in sorted((bundle / "items").iterdir()):
        if json.loads((path / "candidate.json").read_text())["claim"]["goal"] == goal:
            return path
    raise AssertionError(goal)
