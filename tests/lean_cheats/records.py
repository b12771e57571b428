"""The statements of samples as pinned records, and how they are built."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.lean_cheats.sample import Sample
from verification.lean.build import Plan, challenge_export
from verification.lean.challenge import plan_of
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import Records
from verification.lean.toolchain import Found, wheel

__all__ = ["MEMORY_MB", "SECONDS", "folder", "found", "plan_for", "record_of", "statement_of"]

SECONDS = 60.0
"""For one compilation, and for one replay."""
MEMORY_MB = 4096
AXIOM = re.compile(r"axiom (?P<name>[\w.]+?)(?:\.\{(?P<us>[^}]*)\})? : (?P<type>.*)\Z", re.DOTALL)
"""The statement, which stands last in the challenge."""
FACTS: Mapping[str, Any] = {
    "title": "A sample",
    "meaning": "Nothing about any problem.",
    "scope": {"kind": "variant"},
}


@cache
def found() -> Found:
    """The kernel of the wheel alone, so that every machine says the same."""
    made = wheel()
    assert made is not None
    return Found((made,))


def _file(sample: Sample, export: str = "") -> dict[str, Any]:
    """A file of records with the sample's statement."""
    challenge = f"/- {sample.name} -/\n{sample.text('Header') or ''}{sample.text('Challenge')}"
    stated = AXIOM.match(challenge, challenge.rindex("axiom "))
    assert stated is not None, sample.name
    text = challenge[: stated.start()]
    statement = {
        **FACTS,
        "declaration": stated["name"],
        "type": stated["type"].strip(),
        "universes": re.split(r",\s*", stated["us"]) if stated["us"] else [],
        "holes": [{"name": ".".join(name), **policy} for name, policy in sample.holes.items()],
        **({"export": export} if export else {}),
    }
    return {
        "schema": 1,
        "repository": "sample",
        "problem": "erdos:242",
        "reading": "A sample, which says nothing about a problem.",
        "toolchain": "core",
        "header": {"imports": ["Workbench"]},
        "mode": sample.mode,
        "source": {"kind": "text", "text": text, **({"sha256": sha256_of(text)} if export else {})},
        "statements": [statement],
    }


@cache
def _folder(sample: Sample) -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="records-")
    file = Path(made.name) / "sample.yaml"
    file.write_text(json.dumps(_file(sample), ensure_ascii=False), "utf-8")
    (bare,) = Records.load([file.parent], shipped=False)
    data = challenge_export(plan_of(bare, found()), seconds=SECONDS, memory_mb=MEMORY_MB)
    file.write_text(json.dumps(_file(sample, hashlib.sha256(data).hexdigest()), ensure_ascii=False), "utf-8")
    return made


def folder(sample: Sample) -> Path:
    """A folder with the record of the sample's statement, pinned by what is built from it here."""
    return Path(_folder(sample).name)


@cache
def record_of(sample: Sample) -> StatementRecord:
    """The record."""
    (record,) = Records.load([folder(sample)], shipped=False)
    return record


@cache
def plan_for(sample: Sample) -> Plan:
    """How statement and submission are built; axioms that are allowed are written by the judge."""
    plan = plan_of(record_of(sample), found())
    header = f"{plan.header}{sample.text('Header') or ''}"
    return replace(plan, header=header, where_declared=(*plan.where_declared, *sample.axioms))


def statement_of(plan: Plan) -> bytes:
    """The export of a plan's statement."""
    return challenge_export(plan, seconds=SECONDS, memory_mb=MEMORY_MB)
