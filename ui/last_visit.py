"""What a reader had seen when he came last: one small file in the user's own folder for states."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["last_visit", "note_visit"]


def _file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("conjecture-workbench") / "visits.json"


def _read() -> dict[str, int]:
    try:
        found = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {str(key): value for key, value in found.items() if isinstance(value, int)} if isinstance(found, dict) else {}
    )


def last_visit(ledger: str, reader: str) -> int | None:
    """Number of the newest entry at the last visit; None at the first one."""
    return _read().get(f"{ledger}|{reader}")


def note_visit(ledger: str, reader: str, seq: int) -> None:
    """Remember it; a folder that cannot be written to is no fault."""
    kept = {**_read(), f"{ledger}|{reader}": seq}
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps(kept), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return
