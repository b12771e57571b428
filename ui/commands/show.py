"""`workbench show`: a problem, attempt, candidate, verdict or review, by id or hash prefix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from problems.errors import InputError, LedgerError
from problems.family import enable_plugins, get_family
from problems.problem import STATUS_DAYS, Problem
from problems.problem_id import names_problem, problem_id
from ui.commands.review import review_lines
from ui.config import Settings, load_config
from ui.llm import critic_lines, transcript_text
from ui.output import emit, hand_over, one_line, say, tell
from ui.store import load_catalog, open_ledger

if TYPE_CHECKING:
    from verification.ledger import Ledger
    from verification.review import Shown

__all__ = ["problem_text", "show_command"]


def show_command(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="erdos:30, or 30, or the first 6 or more digits of a hash")
    ],
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="of a candidate: grades still hidden from you")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="of a candidate: its picture as SVG")] = False,
) -> None:
    """Show one thing from the catalogue or the ledger."""
    from verification.standing import check_of

    settings = load_config({"ledger": ledger}).settings
    enable_plugins(settings.families)
    if names_problem(identity):
        catalog = load_catalog(settings)
        problem = catalog[problem_id(identity)]
        held = _held(settings, problem.id)
        if as_json:
            emit({"schema": 1, "kind": "problem", **problem.model_dump(mode="json", exclude_none=True), **held})
        else:
            tell("\n".join([problem_text(problem, settings.status_days), *_held_lines(held)]))
        return
    with open_ledger(settings, read_only=True) as store:
        kind, body = store.find(identity.removeprefix("sha256:"))
        shown = _reviews(store, body["id"], settings.reviewer, reveal) if kind == "candidate" else None
        if kind == "candidate" and body["id"].startswith(f"sha256:{identity.lower().removeprefix('sha256:')}"):
            # By its own hash it is shown as it stands after all judgements, by an entry's as that entry has it.
            body = {**body, **check_of(store, body["id"]).dump()}
        objections = critic_lines(store, body["id"]) if kind == "candidate" else []
    if svg:
        hand_over(_picture(kind, body))
    elif as_json:
        graded = {} if shown is None else {"reviews": [item.dump() for item in shown.reviews], "hidden": shown.hidden}
        emit({"kind": kind, **body, **graded})
    else:
        tell(f"{kind}\n{json.dumps(body, indent=2, ensure_ascii=False)}")
        if shown is not None:
            tell("\n".join(["", "reviews:", *(review_lines(shown) or ["none"])]))
        if objections:
            tell("\n".join(objections))
        if kind == "attempt" and body.get("transcript"):
            tell(f"\n{transcript_text(settings, body['transcript'])}")


def _reviews(store: Ledger, candidate: str, reviewer: str, reveal: bool) -> Shown:
    """What the configured reviewer may see; a reader without that name sees everything."""
    from verification.review import visible
    from verification.review_log import reviews_of

    return visible(reviews_of(store, candidate), reviewer.strip(), reveal=reveal)


def _held(settings: Settings, problem: str) -> dict[str, Any]:
    """What the ledger holds of a problem; nothing where there is no ledger yet."""
    from verification.problem_history import holdings

    if "://" not in settings.ledger and not Path(settings.ledger).exists():
        return {}
    try:
        with open_ledger(settings, read_only=True) as store:
            return {"ledger": holdings(store, problem)}
    except LedgerError as error:
        say(f"the ledger is left out: {error}")
        return {}


def _held_lines(held: dict[str, Any]) -> list[str]:
    if not held or not held["ledger"]["attempts"]:
        return []
    from verification.verdict import assurance_words

    figures, lines = held["ledger"]["figures"], []
    for attempt in held["ledger"]["attempts"]:
        claim = attempt.get("claim", {})
        level = f" {assurance_words(attempt['assurance'])}" if attempt.get("candidates") else ""
        result = f"{attempt['outcome']}{level}"
        why = " — ".join(filter(None, (attempt.get("mechanism"), attempt.get("message", "")[:200])))
        found = " ".join(name.removeprefix("sha256:")[:12] for name in attempt.get("candidates", ()))
        who = f"{attempt['prover']} ({attempt['author']})" if "author" in attempt else attempt["prover"]
        what = f"{claim.get('family', '')} {json.dumps(claim.get('params', {}))} · {claim.get('goal', '')}"
        lines.append(one_line("  ".join(filter(None, (attempt["id"][:12], who, what, result, why, found)))))
    counts = f"{figures['attempts']} attempts, {figures['verified']} verified, {figures['reviews']} reviews"
    return ["", f"in the ledger: {counts}", *lines]


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


def problem_text(problem: Problem, status_days: int = STATUS_DAYS) -> str:
    """A problem for the terminal; scope `settles` is withheld while the status is older than `status_days`."""
    status = problem.status
    old = status.out_of_date(status_days)
    lines = [
        one_line(f"{problem.id}  {problem.title.strip()}"),
        one_line(
            f"status: {status.state} (as of {status.as_of}"
            + (f", {status.source}" if status.source else "")
            + ")"
            + (", solution formalised in Lean" if status.formal == "Lean" else "")
        ),
        *([f"look upstream before you call it settled or open: {old}"] if old else []),
        one_line(f"prize: {problem.prize or 'none'}; tags: {', '.join(problem.tags) or 'none'}"),
        f"OEIS: {', '.join(problem.oeis) or 'none'}",
        "",
        problem.statement.strip() or "(no statement in our own words yet)",
        "",
        one_line(f"statement from: {problem.source.kind} {problem.source.detail} {problem.source.date or ''}".rstrip()),
    ]
    if problem.remarks:
        lines += ["", problem.remarks.strip()]
    for record in problem.claims:
        lines += [
            "",
            f"claim {record.claim.digest[:12]}: {record.family} {json.dumps(record.params)} · {record.goal}"
            f" · scope {problem.scope_words(record, status_days)}",
            f"  {one_line(record.meaning)}",
        ]
    if problem.references:
        lines += ["", *(one_line(f"[{reference.key}] {reference.text}") for reference in problem.references)]
    return "\n".join(lines)
