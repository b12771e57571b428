"""Import of the community database of Erdős problems (a YAML list, one mapping a problem).

Upstream's fields become those of `problems.problem`: `informal_status` gives the state (all ten states
are kept apart), `formal_status` whether a solution is formalised, `prize: "no"` an empty prize; of
`oeis` only A-numbers are kept, the markers ("N/A", "possible", …) are counted. The derived `status` is
compared with its two sources, never believed. Whatever is malformed is reported with its line, and every
other entry is imported; an entry that was good in the previous snapshot and is malformed now keeps
its previous form, with its previous day.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from problems.errors import InputError
from problems.problem import Problem
from problems.snapshot import (
    SNAPSHOT_FILE,
    Change,
    Difference,
    Snapshot,
    SnapshotInfo,
    diff_snapshots,
    read_snapshot,
    save_snapshot,
    sort_key,
)
from problems.sources.erdos_entry import EntryReader, real_date, update_days
from problems.yaml_lines import Fault, Node, parse_yaml, read_bytes

__all__ = [
    "SNAPSHOT_FILE",
    "Change",
    "Difference",
    "ImportResult",
    "Snapshot",
    "check_tags",
    "diff_snapshots",
    "import_erdosproblems",
    "read_snapshot",
    "write_snapshot",
]

SOURCE = "Erdős problems community database"

_ENTRY_START = re.compile(rb"^-(?=[ \t\r\n])", re.MULTILINE)


@dataclass(frozen=True)
class ImportResult:
    """The snapshot that was read, what was wrong with the file, and what is new in it."""

    snapshot: Snapshot
    """What can be written with `write_snapshot`."""
    difference: Difference
    """What changed since the previous snapshot."""
    faults: tuple[Fault, ...] = ()
    """Malformed entries in the order of lines; they are not imported."""
    warnings: tuple[str, ...] = ()
    """What looks wrong but was imported as it stands."""
    kept: tuple[str, ...] = ()
    """Malformed problems that keep what the previous snapshot said."""
    dropped_oeis: Mapping[str, int] = field(default_factory=dict)
    """How many OEIS items were no sequences, by their text, and how many `repeated` an earlier one."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the snapshot."""
        return self.snapshot.problems

    def dump(self) -> dict[str, Any]:
        """JSON form of what an import says."""
        return {
            "schema": 1,
            "source": self.snapshot.info.source,
            "commit": self.snapshot.info.commit,
            "as_of": self.snapshot.info.as_of,
            "problems": len(self.problems),
            "new": list(self.difference.new),
            "removed": list(self.difference.removed),
            "changed": [
                {"id": item.id, "field": item.field, "old": item.old, "new": item.new}
                for item in self.difference.changed
            ],
            "faults": [str(fault) for fault in self.faults],
            "warnings": list(self.warnings),
            "kept": list(self.kept),
            "dropped_oeis": dict(self.dropped_oeis),
        }


def import_erdosproblems(
    path: Path, *, as_of: str | None = None, commit: str = "", existing: Snapshot | None = None
) -> ImportResult:
    """Read the community file as of a day; only an unreadable file as a whole is an InputError.

    Without `as_of` the day is the newest `last_update` in the file: it may be older than the file, never younger.
    """
    if as_of is not None and not real_date(as_of):
        raise InputError(f"as-of date {as_of[:40]!r} is not a day in the form 2026-08-08")
    name = path.name
    entries, faults = _read_entries(read_bytes(path, str(path)), name)
    as_of = as_of or max((day for entry in entries for day in update_days(entry)), default=None)
    if as_of is None:
        raise InputError(f"{name}: no last_update to tell the day of the snapshot; give --as-of YYYY-MM-DD")
    reader = EntryReader(name, as_of, f"{SOURCE} {commit}".strip())
    reader.faults.extend(faults)
    broken = {fault.path[0] for fault in faults if fault.path}
    for index, node in enumerate(entries):
        reader.entry(node, index, intact=index not in broken)
    if not reader.problems and not entries:
        raise InputError(f"{faults[0]}" if faults else f"{name}: holds no problems")
    kept = (
        [] if existing is None else [p for p in existing.problems if p.id in reader.malformed - reader.problems.keys()]
    )
    problems = sorted([*reader.problems.values(), *kept], key=lambda problem: sort_key(problem.id))
    try:
        info = SnapshotInfo(source=SOURCE, commit=commit, as_of=as_of, total=len(problems))
    except ValidationError:
        raise InputError(f"commit {commit[:40]!r} is not the name of a commit or release") from None
    warnings = [*reader.warnings, *check_tags(problems)]
    if existing is not None and existing.info.as_of > as_of:
        warnings.insert(0, f"the previous snapshot is newer: as of {existing.info.as_of}, this one as of {as_of}")
    snapshot = Snapshot(info, tuple(problems))
    return ImportResult(
        snapshot=snapshot,
        difference=diff_snapshots(existing, snapshot),
        faults=tuple(sorted(reader.faults, key=lambda fault: fault.line)),
        warnings=tuple(warnings),
        kept=tuple(problem.id for problem in kept),
        dropped_oeis=dict(sorted(reader.dropped.items())),
    )


def write_snapshot(result: ImportResult, folder: Path) -> bool:
    """Put the snapshot into an overlay folder in one step; False when the same bytes were there already."""
    return save_snapshot(result.snapshot, folder)


def check_tags(problems: Iterable[Problem]) -> list[str]:
    """Rare tags that look like misspellings of frequent ones; nothing is changed."""
    tags = Counter(tag for problem in problems for tag in problem.tags)
    frequent = [tag for tag in tags if tags[tag] >= 5]
    warnings = []
    for tag in sorted(tag for tag in tags if tags[tag] <= 2):
        near = [other for other in difflib.get_close_matches(tag, frequent, n=1, cutoff=0.85) if other != tag]
        if near:
            warnings.append(f"tag {tag!r} ({tags[tag]} times) may be meant for {near[0]!r} ({tags[near[0]]} times)")
    return warnings


def _read_entries(data: bytes, name: str) -> tuple[list[Node], list[Fault]]:
    """The entries of the list; where the file as a whole is not YAML, entry by entry.

    Faults carry the position of their entry in the returned list as the first step of their path.
    """
    node, faults = parse_yaml(data, name)
    if node is not None:
        if not isinstance(node.value, list):
            raise InputError(f"{name}:{node.line}: expected a list with one mapping a problem")
        return node.value, faults
    starts = [match.start() for match in _ENTRY_START.finditer(data)]
    if not starts:
        raise InputError(str(faults[0]))
    entries: list[Node] = []
    found: list[Fault] = []
    if data[: starts[0]].strip() and not _only_comments(data[: starts[0]]):
        found.append(Fault(name, 1, (), "expected a list with one mapping a problem"))
    line = 1 + data.count(b"\n", 0, starts[0])
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        piece = data[start:end]
        part, wrong = parse_yaml(piece, name, first_line=line)
        index = len(entries)
        found.extend(Fault(name, fault.line, (index, *fault.path[1:]), fault.what) for fault in wrong)
        if part is not None and isinstance(part.value, list) and len(part.value) == 1:
            entries.append(part.value[0])
        else:
            entries.append(Node(line, _salvaged_number(piece, line)))
        line += piece.count(b"\n")
    return entries, found or faults


def _only_comments(head: bytes) -> bool:
    return all(not line.strip() or line.lstrip()[:1] == b"#" or line.strip() == b"---" for line in head.splitlines())


def _salvaged_number(piece: bytes, line: int) -> dict[str, Node]:
    """The number of an entry that is not YAML, so that its previous form can be kept."""
    match = re.search(rb"""^(?:-|[ ])[ ]+number:[ ]*["']([0-9-]{1,40})["'][ ]*$""", piece, re.MULTILINE)
    return {"number": Node(line, match.group(1).decode("ascii"))} if match else {}
