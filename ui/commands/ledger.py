"""`workbench ledger`: integrity, the chain's tip, figures, orphaned evidence files."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.config import load_config
from ui.output import emit, one_line, table, tell
from ui.store import blobs_folder, open_ledger

__all__ = ["ledger_app"]

ledger_app = typer.Typer(no_args_is_help=True, help="Integrity and figures of the ledger.")

Where = Annotated[str | None, typer.Option("--ledger", help="ledger file or database URL")]
Files = Annotated[str | None, typer.Option("--blobs", help="folder of evidence files")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON object a line")]


@ledger_app.command("check")
def check(
    expect: Annotated[str | None, typer.Option(help="a head noted earlier (SEQ:HASH): finds truncation")] = None,
    ledger: Where = None,
    blobs: Files = None,
    as_json: AsJson = False,
) -> None:
    """Walk the chain, re-derive the tables, re-hash the evidence files. Exits 1 when anything is wrong."""
    from verification.blobs import Blobs

    settings = load_config({"ledger": ledger, "blobs": blobs}).settings
    with open_ledger(settings, read_only=True) as store:
        report = store.check(expect, blobs=Blobs(blobs_folder(settings)))
    if as_json:
        emit(report.dump())
    else:
        for fault in report.faults:
            tell(one_line(f"fault: {fault}"))
        tell(
            f"{report.entries} entries, head {report.head}, {report.blobs} evidence files: "
            + ("intact" if report.ok else f"{len(report.faults)} faults")
        )
    raise typer.Exit(0 if report.ok else 1)


@ledger_app.command("head")
def head(ledger: Where = None, as_json: AsJson = False) -> None:
    """Print the chain's tip, to be noted somewhere else."""
    with open_ledger(load_config({"ledger": ledger}).settings, read_only=True) as store:
        seq, digest = store.head()
    if as_json:
        emit({"schema": 1, "seq": seq, "hash": digest})
    else:
        tell(f"{seq}:{digest}")


@ledger_app.command("stats")
def stats(ledger: Where = None, as_json: AsJson = False) -> None:
    """Print how much of what the ledger holds."""
    with open_ledger(load_config({"ledger": ledger}).settings, read_only=True) as store:
        figures = store.stats()
    if as_json:
        emit({"schema": 1, **figures})
    else:
        table(("what", "how many"), sorted((name, str(value)) for name, value in figures.items()), right=("how many",))


@ledger_app.command("gc")
def gc(
    ledger: Where = None,
    blobs: Files = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove evidence files that no entry names and that are older than an hour."""
    from verification.blobs import Blobs

    settings = load_config({"ledger": ledger, "blobs": blobs}).settings
    with open_ledger(settings, read_only=True) as store:
        files = Blobs(blobs_folder(settings))
        gone = files.gc(store.referenced_blobs(), ledger=store.identity(), dry_run=dry_run)
    if as_json:
        emit({"schema": 1, "removed": sorted(gone), "dry_run": dry_run})
    else:
        tell(f"{len(gone)} orphaned evidence files " + ("would be removed" if dry_run else "removed"))
