"""`workbench show`: a problem, attempt, candidate, verdict or review, by id or hash prefix."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import typer

from problems.errors import InputError
from problems.family import enable_plugins, get_family
from problems.problem import Problem
from ui.config import Settings, load_config
from ui.output import emit
from ui.store import load_catalog, open_ledger

__all__ = ["problem_text", "show_command"]


def show_command(
    identity: Annotated[str, typer.Argument(metavar="ID", help="erdos:30, or the first 6 or more digits of a hash")],
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="of a candidate: its picture as SVG")] = False,
) -> None:
    """Show one thing from the catalogue or the ledger."""
    settings = load_config({"ledger": ledger}).settings
    enable_plugins(settings.families)
    if re.fullmatch(r"[a-z][a-z0-9-]*:[A-Za-z0-9][A-Za-z0-9._-]*", identity) and not identity.startswith("sha256:"):
        catalog = load_catalog(settings)
        problem = catalog[identity]
        if as_json:
            emit({"schema": 1, "kind": "problem", **problem.model_dump(mode="json", exclude_none=True)})
        else:
            typer.echo(problem_text(problem))
        return
    kind, body = _find(settings, identity)
    if svg:
        typer.echo(_picture(kind, body), nl=False)
    elif as_json:
        emit({"kind": kind, **body})
    else:
        typer.echo(f"{kind}\n{json.dumps(body, indent=2, ensure_ascii=False)}")


def _find(settings: Settings, identity: str) -> tuple[str, dict[str, Any]]:
    with open_ledger(settings, read_only=True) as store:
        return store.find(identity.removeprefix("sha256:"))


def _picture(kind: str, body: dict[str, Any]) -> str:
    if kind != "candidate":
        raise InputError(f"only candidates have pictures, and this is of kind {kind}")
    candidate = body["candidate"]
    family = get_family(candidate["claim"]["family"])
    payload = candidate["payload"]
    witness = payload.get("witness") or payload.get("identity") or payload.get("object")
    if witness is None:
        raise InputError(f"a candidate of kind {payload['kind']} has no picture")
    return family.draw(family.parse_params(candidate["claim"]["params"]), family.parse_witness(witness))


def problem_text(problem: Problem) -> str:
    """A problem for the terminal."""
    status = problem.status
    lines = [
        f"{problem.id}  {problem.title}",
        f"status: {status.state} (as of {status.as_of}"
        + (f", {status.source}" if status.source else "")
        + ")"
        + (", solution formalised in Lean" if status.formal == "Lean" else ""),
        f"prize: {problem.prize or 'none'}; tags: {', '.join(problem.tags) or 'none'}",
        f"OEIS: {', '.join(problem.oeis) or 'none'}",
        "",
        problem.statement.strip() or "(no statement in our own words yet)",
        "",
        f"statement from: {problem.source.kind} {problem.source.detail} {problem.source.date or ''}".rstrip(),
    ]
    if problem.remarks:
        lines += ["", problem.remarks.strip()]
    for record in problem.claims:
        direction = f" ({record.scope.direction})" if record.scope.direction else ""
        lines += [
            "",
            f"claim {record.claim.digest[:12]}: {record.family} {json.dumps(record.params)} · {record.goal}"
            f" · scope {record.scope.kind}{direction}",
            f"  {record.meaning}",
        ]
    if problem.references:
        lines += ["", *(f"[{reference.key}] {reference.text}" for reference in problem.references)]
    return "\n".join(lines)
