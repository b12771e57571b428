"""`workbench batch`: a first pass over many problems at half the price, in stages that resume."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from problems.errors import MissingBackendError
from ui.config import Settings, load_config
from ui.limits import judge_limits
from ui.llm import llm_config
from ui.output import emit, say, tell
from ui.selection import selection
from ui.store import blobs_folder, load_catalog, open_ledger

if TYPE_CHECKING:
    from provers.llm.batchfile import BatchFile

__all__ = ["batch_app"]

batch_app = typer.Typer(no_args_is_help=True, help="A first pass of a language model over many problems, in stages.")

FileOption = Annotated[Path, typer.Option("--file", help="state of the pass, from preparation to collection")]
CapOption = Annotated[str | None, typer.Option(help="US dollars that this may cost")]
JsonOption = Annotated[bool, typer.Option("--json", help="one JSON object a line")]
STATE = Path(".workbench/batch.sqlite")


@batch_app.command("prepare")
def prepare_command(
    query: Annotated[list[str] | None, typer.Argument(help="problems of the pass, such as status:open")] = None,
    file: FileOption = STATE,
    model: Annotated[str | None, typer.Option(help="language model")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the requests, one for each claim or problem without claims; nothing is sent."""
    from provers.llm.batch import prepare
    from provers.llm.batchfile import BatchFile

    settings = load_config({"model": model}).settings
    catalog = load_catalog(settings)
    wanted = selection(catalog, query)
    state = BatchFile(file, create=True)
    prepare(catalog.filter(wanted), llm_config(settings), state)
    _report(state, as_json)


@batch_app.command("submit")
def submit_command(
    file: FileOption = STATE,
    model: Annotated[str | None, typer.Option(help="language model, as prepared")] = None,
    cap: CapOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reserve the worst case of each request and send what is unsent, within the caps."""
    settings = load_config({"model": model, "cap_run": cap}).settings
    state, work = _pass(settings, file)
    stopped = work.submit()
    _report(state, as_json)
    if stopped:
        say(f"workbench: {stopped}")
        raise typer.Exit(3)


@batch_app.command("poll")
def poll_command(
    file: FileOption = STATE,
    wait: Annotated[bool, typer.Option("--wait", help="ask once a minute until all is done")] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask whether the server is done; exits 3 while it is not."""
    state, work = _pass(load_config().settings, file)
    while not (done := work.poll()) and wait:
        time.sleep(60)
    _report(state, as_json)
    if not done:
        raise typer.Exit(3)


@batch_app.command("collect")
def collect_command(
    file: FileOption = STATE,
    model: Annotated[str | None, typer.Option(help="language model, as prepared")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge and record the results that are there; what is recorded is not recorded again."""
    from provers.record import Bookkeeper
    from provers.scan import ScanOptions
    from verification.verifier import Verifier

    settings = load_config({"model": model, "ledger": ledger}).settings
    state, work = _pass(settings, file)
    limits = judge_limits(settings)
    with open_ledger(settings, create=True) as store, Verifier(limits=limits, thorough=True) as verifier:
        books = Bookkeeper(store, blobs_folder(settings))
        books.start_run(ScanOptions(query="batch", llm=llm_config(settings), limits=limits, resume=True))
        about = {problem.id: problem for problem in load_catalog(settings)}
        for event in work.collect(books, verifier, about.get):
            if as_json:
                emit(event)
            elif event["event"] == "not ours":
                say(f"batch {event['batch']} is not of this pass: submit again")
    _report(state, as_json)


def _pass(settings: Settings, file: Path) -> tuple[BatchFile, Any]:
    from provers.llm.agent import PROVER
    from provers.llm.batch import BatchPass
    from provers.llm.batchfile import BatchFile
    from provers.llm.wire import SdkWire

    there = PROVER.available()
    if not there.available:
        raise MissingBackendError(f"batch: {there.reason}; {there.install}")
    state = BatchFile(file)
    return state, BatchPass(state, llm_config(settings), SdkWire().client, run=f"batch {file.resolve()}")


def _report(state: BatchFile, as_json: bool) -> None:
    from provers.llm.pricing import dollars

    counts = state.counts()
    ended = sum(done for _, _, done in state.chunks())
    if as_json:
        emit({"schema": 1, "event": "batch", **counts, "chunks": len(state.chunks()), "ended": ended})
        return
    tell(
        f"{counts['requests']} requests, {counts['unsent']} unsent, {counts['collected']} collected; "
        f"{ended} of {len(state.chunks())} chunks ended; "
        f"at most {dollars(counts['worst_case_microdollars'])} altogether"
    )
