"""The ledger as pandas data frames: one row an entry, the same columns and types whether there are rows or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from problems.errors import InputError, MissingBackendError
from verification.attempt import FailureMechanism
from verification.entry import body_of
from verification.verdict import Assurance, Outcome

if TYPE_CHECKING:
    import pandas

    from verification.ledger import Ledger

__all__ = ["FRAMES", "frame"]

TEXT, WHOLE, REAL, FLAG, INSTANT = "string", "Int64", "float64", "boolean", "instant"
OUTCOMES = tuple(map(str, Outcome))
LEVELS = tuple(map(str, Assurance))
ATTEMPT_OUTCOMES = ("found", "nothing", "unsupported", "failed")

Column = str | tuple[str, ...]

FRAMES: Mapping[str, tuple[str, Mapping[str, Column]]] = {
    "attempts": (
        "attempt",
        {
            "id": TEXT,
            "key": TEXT,
            "run": TEXT,
            "problem": TEXT,
            "claim.family": TEXT,
            "claim.goal": TEXT,
            "claim_digest": TEXT,
            "prover": TEXT,
            "seed": WHOLE,
            "started": INSTANT,
            "cost.seconds": REAL,
            "cost.cpu_seconds": REAL,
            "cost.work": WHOLE,
            "outcome": ATTEMPT_OUTCOMES,
            "mechanism": tuple(map(str, FailureMechanism)),
            "ended_by": TEXT,
            "message": TEXT,
            "verified": FLAG,
            "assurance": LEVELS,
        },
    ),
    "candidates": (
        "candidate",
        {
            "id": TEXT,
            "attempt": TEXT,
            "claim_digest": TEXT,
            "candidate.claim": "object",
            "candidate.payload": "object",
            "outcome": OUTCOMES,
            "assurance": LEVELS,
            "label": TEXT,
            "reason": TEXT,
        },
    ),
    "verdicts": (
        "verdict",
        {
            "candidate": TEXT,
            "attempt": TEXT,
            "backend": TEXT,
            "version": TEXT,
            "outcome": OUTCOMES,
            "seconds": REAL,
            "evidence.kind": TEXT,
            "family_code": TEXT,
        },
    ),
    "reviews": (
        "review",
        {
            "candidate": TEXT,
            "problem": TEXT,
            "reviewer": TEXT,
            "axis": TEXT,
            "grade": TEXT,
            "reason": TEXT,
            "date": INSTANT,
            "record_digest": TEXT,
            "supersedes": TEXT,
        },
    ),
    "searches": ("search", {"candidate": TEXT, "problem": TEXT, "source": TEXT}),
    "runs": ("run", {"id": TEXT, "started": INSTANT, "query": TEXT, "workers": WHOLE, "seed": WHOLE}),
}
"""Name → kind of entry, and its columns with their types; a tuple lists a closed vocabulary in its order."""


def frame(ledger: Ledger, name: str) -> pandas.DataFrame:
    """A data frame of one kind of entry, in order, `seq` first.

    Nested fields have dotted names one level deep; fields without a place among the columns follow after
    them. Closed vocabularies are ordered categories, so that `frame["assurance"] >= "A2"` means what it says.
    Raises InputError for another name, MissingBackendError where pandas is absent.
    """
    if name not in FRAMES:
        raise InputError(f"{name[:40]!r}: there are {', '.join(FRAMES)}")
    try:
        import pandas
    except ImportError:
        raise MissingBackendError("pandas is not installed: pip install 'conjecture-workbench[ui]'") from None
    kind, columns = FRAMES[name]
    rows = [{"seq": entry.seq, **body_of(entry.seq, entry.body)} for entry in ledger.entries(kind)]
    found = pandas.json_normalize(rows, max_level=1)
    typed: dict[str, Any] = {"seq": pandas.Series([row["seq"] for row in rows], dtype="int64")}
    for column, kind_of in columns.items():
        values = found[column].tolist() if column in found else [None] * len(rows)
        typed[column] = _series(values, kind_of)
    rest = {column: found[column] for column in found if column not in typed}
    columns_in_order: Any = {**typed, **rest}
    return pandas.DataFrame(columns_in_order)


def _series(values: Sequence[Any], kind: Column) -> pandas.Series[Any]:
    import pandas

    if kind == "object":
        return pandas.Series(list(values), dtype="object")
    values = [None if _absent(value) else value for value in values]
    if isinstance(kind, tuple):
        extra = sorted({str(value) for value in values if value is not None} - set(kind))
        ordered = pandas.CategoricalDtype([*kind, *extra], ordered=True)
        return pandas.Series([value if value is None else str(value) for value in values], dtype=ordered)
    anything: Any = pandas.Series(values, dtype="object")
    if kind == INSTANT:
        instants: Any = pandas.to_datetime(anything, utc=True, format="ISO8601", errors="coerce")
        return pandas.Series(instants.astype("datetime64[us, UTC]"))
    if kind in (WHOLE, REAL):
        numbers: Any = pandas.to_numeric(anything, errors="coerce").astype(REAL)
        return pandas.Series(numbers.round().astype(WHOLE) if kind == WHOLE else numbers)
    if kind == FLAG:
        return pandas.Series([value if isinstance(value, bool) else None for value in values], dtype=FLAG)
    return pandas.Series([value if value is None else str(value) for value in values], dtype=TEXT)


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124 - NaN alone differs from itself
