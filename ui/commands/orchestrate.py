"""`workbench orchestrate`: several agents on one claim, by different strategies."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from problems.claim import ClaimRecord
from problems.errors import InputError, MissingBackendError
from problems.problem import Problem
from problems.problem_id import problem_id
from ui.config import load_config, parse_seconds
from ui.limits import judge_limits
from ui.llm import llm_config
from ui.output import emit, say, tell
from ui.store import blobs_folder, load_catalog, open_ledger

__all__ = ["orchestrate_command"]


def orchestrate_command(
    problem: Annotated[str, typer.Argument(help="catalogue id, such as erdos:30, or 30")],
    claim: Annotated[str | None, typer.Option(help="first digits of the claim's hash, where there are several")] = None,
    budget: Annotated[str, typer.Option(help="time for everything: 2h, 12h")] = "1h",
    step: Annotated[str, typer.Option(help="time for one step of one strategy")] = "10m",
    strategy: Annotated[list[str] | None, typer.Option(help="only this strategy (repeatable)")] = None,
    model: Annotated[str | None, typer.Option(help="language model")] = None,
    cap: Annotated[str | None, typer.Option(help="US dollars that this may cost")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a step, and the report")] = False,
) -> None:
    """Split the work on one claim among agents; what one finds, the others are told. Started again, it goes on.

    Exits 0 when the claim is verified, 1 when its opposite is, 3 when neither is.
    """
    from provers.llm.agent import PROVER
    from provers.llm.orchestrator import STRATEGIES, Orchestrator, Step
    from provers.record import Bookkeeper
    from provers.scan import ScanOptions
    from verification.process import ProcessPool

    there = PROVER.available()
    if not there.available:
        raise MissingBackendError(f"agents: {there.reason}; {there.install}")
    settings = load_config({"model": model, "cap_run": cap, "cap_problem": cap, "ledger": ledger}).settings
    catalog = load_catalog(settings)
    chosen = catalog[problem_id(problem)]
    record = _record(chosen, claim)
    config, limits = llm_config(settings), judge_limits(settings)

    def told(item: Step) -> None:
        if as_json:
            emit({"schema": 1, "event": "step", **{name: getattr(item, name) for name in item.__dataclass_fields__}})
        else:
            say(f"round {item.round}, {item.strategy}: {item.outcome}; {len(item.lemmas)} shared")

    stop, pool = threading.Event(), ProcessPool(settings.workers)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with open_ledger(settings, create=True) as store:
            books = Bookkeeper(store, blobs_folder(settings))
            books.start_run(ScanOptions(query=chosen.id, llm=config, limits=limits, resume=True))
            work = Orchestrator(
                books,
                chosen,
                record,
                config,
                seconds=parse_seconds(budget),
                step_seconds=parse_seconds(step),
                strategies=tuple(strategy or STRATEGIES),
                opposite=settings.opposite_share,
                limits=limits,
                pool=pool,
                stop=stop,
                on_step=told,
            )
            board = work.run()
            label = f"{record.family} {record.params} {record.goal}"
            report = board.report(chosen.id, label)
            store.append([("note", {"schema": 1, "by": "orchestrator", "run": books.run, "text": report})])
    finally:
        stop.set()
        pool.kill()
    if as_json:
        emit({"schema": 1, "event": "report", "solved": board.solved is not None, "text": report})
    else:
        tell(report)
    if board.solved is None or board.solved.opposite:
        raise typer.Exit(3 if board.solved is None else 1)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _record(problem: Problem, prefix: str | None) -> ClaimRecord:
    found = [record for record in problem.claims if record.claim.digest.startswith(prefix or "")]
    if len(found) == 1:
        return found[0]
    names = ", ".join(record.claim.digest[:12] for record in problem.claims)
    if not problem.claims:
        raise InputError(f"{problem.id} has no claim to work on; add one to an overlay of the catalogue")
    raise InputError(f"{problem.id}: choose one claim with --claim: {names}")
