"""The evidence block: what was shown and how, as text that can be pasted, with the line that checks it again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from problems.claim import Claim, ClaimRecord
from problems.errors import WorkbenchError
from problems.family import get_family
from verification.standing import MachineCheck

__all__ = ["SHORT", "claim_words", "evidence_text", "recheck_line", "sentence_of"]

SHORT = 1500
"""Characters of a candidate that still fits into a command line."""


def claim_words(claim: Mapping[str, Any]) -> str:
    """A claim in one line: family, parameters, goal."""
    params = ", ".join(f"{name} = {json.dumps(value)}" for name, value in claim.get("params", {}).items())
    return f"{claim.get('family', '')} ({params}) · {claim.get('goal', '')}"


def sentence_of(claim: Claim) -> str:
    """The claim as the family states it, in LaTeX; in one line of words where the family is not installed."""
    try:
        family = get_family(claim.family)
        return family.statement(family.parse_params(claim.params), claim.goal)
    except WorkbenchError:
        return claim_words(claim.model_dump(mode="json"))


def recheck_line(candidate: Mapping[str, Any], identity: str) -> str:
    """One command that judges the candidate again."""
    text = json.dumps(candidate, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= SHORT and candidate.get("payload", {}).get("kind") in ("witness", "identity"):
        return f"echo {shlex.quote(text)} | workbench verify -"
    short = identity.removeprefix("sha256:")[:16]
    return f"workbench export {short} --out bundle && workbench reproduce bundle"


def evidence_text(
    body: Mapping[str, Any],
    check: MachineCheck,
    verdicts: Sequence[Mapping[str, Any]],
    attempts: Sequence[Mapping[str, Any]],
    record: ClaimRecord | None,
    problem: str,
) -> str:
    """The block as plain text."""
    lines = [
        f"candidate   {body['id']}",
        f"problem     {problem}",
        f"claim       {claim_words(body['candidate']['claim'])}",
        f"meaning     {record.meaning if record else '(the catalogue does not hold this claim)'}",
        f"scope       {record.scope.kind if record else 'not stated'}",
        f"result      {check.outcome} {check.assurance}" + (f" ({check.label})" if check.label else ""),
        f"because     {' '.join(check.reason.split())[:600]}",
    ]
    for verdict in verdicts[:12]:
        files = ", ".join(f"{item['role']} {item['sha256'][:16]}" for item in verdict.get("files", ())[:6])
        lines.append(
            f"checked by  {verdict.get('backend', '')} {verdict.get('version', '')}: {verdict.get('outcome', '')}"
            f" in {verdict.get('seconds', 0):.2f} s" + (f"; {files}" if files else "")
        )
    for attempt in attempts[:3]:
        author = attempt.get("config", {}).get("author") if isinstance(attempt.get("config"), dict) else ""
        who = f"{attempt.get('prover', '')}{f' for {author}' if author else ''}"
        lines.append(f"found by    {who} on {str(attempt.get('started', ''))[:10]}")
    return "\n".join(line[:1000] for line in lines)
