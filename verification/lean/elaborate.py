"""The fast lane: what Lean says of a submission, for whoever is still writing it. Never a verdict.

One throw-away process in the sandbox, no export, no comparison, no kernel. Where a toolchain can keep what a header's
imports load (`--incr-header-save`), that is made once from the judge's own header and loaded by each process; over our
core, whose imports take a few hundredths of a second, it is not worth it (measured: 0.12 s with and without).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from problems.claim import Claim
from verification.backend import Limits
from verification.candidate import LeanProof
from verification.lean.kernel import cache_folder
from verification.lean.submission import Shelf

if TYPE_CHECKING:
    from verification.lean.build import Plan
    from verification.lean.isolated import Message

__all__ = ["Feedback", "elaborate", "snapshot_of"]

MOST_SHOWN = 12
"""Objections and messages that are told."""


@dataclass(frozen=True)
class Feedback:
    """What an author is told."""

    objections: tuple[str, ...] = ()
    """What the policy refuses; then nothing was elaborated."""
    messages: tuple[Message, ...] = ()
    """What Lean said."""
    stopped: str = ""
    """Why there is no compiled file; empty where there is one."""

    @property
    def clean(self) -> bool:
        """Whether Lean took the text. That it proves anything is for the judge to say."""
        return not self.objections and not self.stopped

    @property
    def sentence(self) -> str:
        """In words, the worst first."""
        said = list(self.objections)
        order = sorted(self.messages, key=lambda message: message.severity != "error")
        said += [f"line {each.line}, {each.severity}: {' '.join(each.text.split())}" for each in order]
        if not said and self.stopped:
            said = [self.stopped]
        more = f"; and {len(said) - MOST_SHOWN} more" if len(said) > MOST_SHOWN else ""
        return "; ".join(each[:400] for each in said[:MOST_SHOWN]) + more


def elaborate(proof: LeanProof, claim: Claim, limits: Limits) -> Feedback:
    """Elaborate a submission for a claim under the header of the record that it names.

    Raises InputError where the record is unknown, MissingBackendError or UnsupportedError where toolchain or sandbox
    cannot be had.
    """
    from verification.lean.build import SOLUTION, library_of
    from verification.lean.challenge import plan_of, source_of
    from verification.lean.isolated import compile_file
    from verification.lean.policy import examine
    from verification.lean.toolchain import find

    shelf = Shelf.load(limits.lean.statements, limits.lean.brought)
    record = shelf.get(proof.statement, claim)
    refused = examine(proof.source.encode(), mode=record.mode)
    if refused:
        told = (f"line {each.line}, column {each.column}: {each.reason} [{each.rule}]" for each in refused)
        return Feedback(objections=tuple(told))
    found = find(toolchain_setting=limits.lean.toolchain, project_setting=limits.lean.project)
    source = source_of(record, Path(limits.lean.sources))
    plan = plan_of(record, found, negated=shelf.negated(record), source=source)
    compiled = compile_file(
        plan.toolchain,
        plan.project,
        SOLUTION,
        f"{plan.header}{proof.source}".encode(),
        beside=library_of(plan),
        seconds=limits.seconds,
        memory_mb=limits.memory_mb,
        above=plan.header.count("\n"),
        snapshot=snapshot_of(plan, limits) if plan.toolchain.kind == "lake" else None,
    )
    return Feedback(messages=compiled.messages, stopped="" if compiled.olean is not None else compiled.stopped)


def snapshot_of(plan: Plan, limits: Limits) -> Path | None:
    """Folder with what the toolchain kept of the plan's header, made at the first call; None where it keeps nothing."""
    from verification.lean.build import library_of
    from verification.lean.isolated import header_snapshot

    if not plan.toolchain.header_snapshots:
        return None
    packages = dict(plan.project.packages) if plan.project else {}
    about = [
        plan.toolchain.said,
        plan.header,
        packages,
        {name: _sha256(data) for name, data in library_of(plan).items()},
    ]
    folder = cache_folder() / "snapshots" / _sha256(json.dumps(about, sort_keys=True).encode())
    if folder.is_dir():
        return folder
    made = header_snapshot(
        plan.toolchain,
        plan.project,
        plan.header.encode(),
        beside=library_of(plan),
        seconds=limits.seconds,
        memory_mb=limits.memory_mb,
    )
    if not made:
        return None
    _keep(folder, made)
    return folder


def _keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into the folder, all at once."""
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    for name, data in files.items():
        (fresh / name).write_bytes(data)
    # The sandbox reads it as another user.
    fresh.chmod(0o755)
    try:
        os.rename(fresh, folder)
    except OSError:
        # Another process was faster.
        shutil.rmtree(fresh, ignore_errors=True)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
