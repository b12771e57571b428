"""Snapshots of a catalogue kept elsewhere: the fields that upstream decides, as of a day.

A snapshot file is JSON, `{"schema": 1, "snapshot": {source, commit, as_of}, "problems": […]}`, one problem
a line in the order of numbers, each with `id` and the fields named in `UPSTREAM`. Equal snapshots are
equal bytes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from problems.canonical import canonical, read_json
from problems.errors import CatalogError, InputError
from problems.problem import IsoDate, Problem
from problems.values import Frozen
from problems.yaml_lines import MAX_BYTES, Fault, Node, parse_yaml, read_bytes

__all__ = [
    "SNAPSHOT_FILE",
    "UPSTREAM",
    "Change",
    "Difference",
    "Snapshot",
    "SnapshotInfo",
    "default_title",
    "diff_snapshots",
    "is_snapshot",
    "model_faults",
    "parse_snapshot",
    "read_snapshot",
    "save_snapshot",
    "sort_key",
]

SNAPSHOT_FILE = "erdosproblems.json"
"""Name under which an imported snapshot lies in an overlay folder."""

UPSTREAM = ("status", "prize", "tags", "oeis", "formalized", "comments", "formal_url")
"""Fields of a problem that upstream decides; all others are ours."""

_ENTRY = frozenset({"id", *UPSTREAM})
_CATALOGUE_TITLES = {"erdos": "Erdős problem"}


class SnapshotInfo(Frozen):
    """Where a snapshot comes from."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """Name of the upstream catalogue."""
    commit: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{0,80}$")] = ""
    """Commit or release upstream, where there is one."""
    as_of: IsoDate
    """Day on which it was upstream's newest."""
    total: Annotated[int, Field(ge=0)]
    """Number of problems; a file cut short is noticed."""


@dataclass(frozen=True)
class Snapshot:
    """Upstream's fields for many problems; each problem carries only `id`, title by number, and `UPSTREAM`."""

    info: SnapshotInfo
    problems: tuple[Problem, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Problem]:
        """Problems by id."""
        return {problem.id: problem for problem in self.problems}

    def dump(self) -> bytes:
        """The bytes of the snapshot file."""
        fields = set(_ENTRY)
        rows = [
            canonical(problem.model_dump(mode="json", include=fields, exclude_none=True, exclude_defaults=True))
            for problem in sorted(self.problems, key=lambda problem: sort_key(problem.id))
        ]
        head = b'{"schema":1,"snapshot":' + canonical(self.info.model_dump(mode="json")) + b',"problems":[\n'
        return head + b",\n".join(rows) + b"\n]}\n"


@dataclass(frozen=True)
class Change:
    """One field of one problem that differs."""

    id: str
    """The problem."""
    field: str
    """Field name, such as `status.state`."""
    old: Any
    """Earlier value in JSON form."""
    new: Any
    """Later value in JSON form."""

    def __str__(self) -> str:
        return f"{self.id}: {self.field}: {self.old!r} -> {self.new!r}"


@dataclass(frozen=True)
class Difference:
    """What happened between two snapshots; days of the snapshots themselves do not count."""

    new: tuple[str, ...] = ()
    """Problems that appeared."""
    removed: tuple[str, ...] = ()
    """Problems that vanished."""
    changed: tuple[Change, ...] = ()
    """Fields that changed, in the order of problems and fields."""

    def __bool__(self) -> bool:
        return bool(self.new or self.removed or self.changed)

    def lines(self) -> list[str]:
        """One line a change, for people."""
        return [
            *(f"{name}: new" for name in self.new),
            *(f"{name}: removed" for name in self.removed),
            *(str(change) for change in self.changed),
        ]


def sort_key(identifier: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Order of ids: by catalogue, then by number where there are numbers.

    >>> sorted(["erdos:10", "erdos:9", "erdos:9-2"], key=sort_key)
    ['erdos:9', 'erdos:9-2', 'erdos:10']
    """
    catalogue, _, number = identifier.partition(":")
    parts = number.split("-")
    return catalogue, tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def default_title(identifier: str) -> str:
    """Title of a problem that nobody has given one, such as `Erdős problem 30`."""
    catalogue, _, number = identifier.partition(":")
    return f"{_CATALOGUE_TITLES.get(catalogue, catalogue + ' problem')} {number}"


def model_faults(error: ValidationError, node: Node | None, name: str, prefix: tuple[str | int, ...]) -> list[Fault]:
    """The faults of a pydantic error with the lines of the file they come from."""
    faults = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        path = (*prefix, *detail["loc"])
        what = detail["msg"].removeprefix("Value error, ").replace("\n", " ")[:300]
        faults.append(Fault(name, node.line_of(path) if node else 0, path, what))
    return faults


def read_snapshot(path: Path) -> Snapshot | None:
    """The snapshot in the file, or None when there is no such file; faults are a CatalogError."""
    if not path.exists():
        return None
    return parse_snapshot(read_bytes(path), str(path))


def parse_snapshot(data: bytes, name: str) -> Snapshot:
    """The snapshot in `data` (JSON, or YAML with the same keys); all faults are in one CatalogError."""
    raw, node = _read_either(data, name)
    faults: list[Fault] = []

    def fault(path: tuple[str | int, ...], what: str) -> None:
        faults.append(Fault(name, node.line_of(path) if node else 0, path, what))

    def validate(model: type[Frozen], value: Any, path: tuple[str | int, ...]) -> Any:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            faults.extend(model_faults(error, node, name, path))

    if not isinstance(raw, dict) or not isinstance(raw.get("problems"), list):
        raise CatalogError([f"{name}: not a snapshot: expected a mapping with schema, snapshot and problems"])
    if raw.get("schema") != 1 or isinstance(raw.get("schema"), bool):
        raise CatalogError([f"{name}: schema: {_short(raw.get('schema'))} is not readable here, expected 1"])
    for key in sorted(raw.keys() - {"schema", "snapshot", "problems"}):
        fault((key,), "unknown field")
    info = validate(SnapshotInfo, raw.get("snapshot"), ("snapshot",))
    problems: dict[str, Problem] = {}
    for index, entry in enumerate(raw["problems"]):
        place = ("problems", index)
        if not isinstance(entry, dict):
            fault(place, "expected a mapping")
            continue
        for key in sorted(entry.keys() - _ENTRY):
            fault((*place, key), f"a snapshot entry has only {', '.join(sorted(_ENTRY))}")
        identifier = entry.get("id")
        title = default_title(identifier) if isinstance(identifier, str) and len(identifier) < 100 else "?"
        known = {key: value for key, value in entry.items() if key in _ENTRY}
        problem = validate(Problem, {**known, "title": title}, place)
        if problem is None:
            continue
        if problem.id in problems:
            fault((*place, "id"), f"{problem.id} appears twice")
        problems[problem.id] = problem
    if info is not None and info.total != len(raw["problems"]):
        fault(("snapshot", "total"), f"says {info.total}, but {len(raw['problems'])} problems are here")
    if faults and node is None:
        return _with_lines(data, name, faults)
    if faults:
        raise CatalogError([str(item) for item in faults])
    return Snapshot(info, tuple(problems.values()))


def _with_lines(data: bytes, name: str, faults: list[Fault]) -> Snapshot:
    """Raise the faults of a JSON file with the lines that the YAML reader (JSON is YAML) finds for them."""
    node, unreadable = parse_yaml(data, name)
    if node is None or unreadable:
        raise CatalogError([str(item) for item in faults])
    raise CatalogError([str(Fault(item.file, node.line_of(item.path), item.path, item.what)) for item in faults])


def _read_either(data: bytes, name: str) -> tuple[Any, Node | None]:
    if name.endswith(".json"):
        try:
            return read_json(data, max_bytes=MAX_BYTES), None
        except InputError as error:
            raise CatalogError([f"{name}: {error}"]) from None
    node, faults = parse_yaml(data, name)
    if node is None or faults:
        raise CatalogError([str(fault) for fault in faults])
    return node.plain(), node


def _short(value: Any) -> str:
    return repr(value)[:60]


def diff_snapshots(old: Snapshot | None, new: Snapshot) -> Difference:
    """What changed from `old` to `new`, field by field; without an old one everything is new."""
    before = old.by_id if old else {}
    after = new.by_id
    order = sorted(after, key=sort_key)
    changed: list[Change] = []
    for identifier in order:
        if identifier in before:
            changed.extend(_changes(before[identifier], after[identifier]))
    return Difference(
        new=tuple(identifier for identifier in order if identifier not in before),
        removed=tuple(sorted((identifier for identifier in before if identifier not in after), key=sort_key)),
        changed=tuple(changed),
    )


def _changes(old: Problem, new: Problem) -> Iterable[Change]:
    for field in ("state", "formal", "last_update", "note"):
        before, after = getattr(old.status, field), getattr(new.status, field)
        if before != after:
            yield Change(new.id, f"status.{field}", _plain(before), _plain(after))
    for field in UPSTREAM[1:]:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Change(new.id, field, _plain(before), _plain(after))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value


def save_snapshot(snapshot: Snapshot, folder: Path) -> bool:
    """Write the snapshot file into `folder` in one step; False when it held the same bytes already."""
    target = folder / SNAPSHOT_FILE
    data = snapshot.dump()
    if len(data) > MAX_BYTES:
        raise InputError(f"{target}: the snapshot would be longer than the {MAX_BYTES} bytes that are read back")
    temporary: str | None = None
    try:
        if target.is_file() and target.read_bytes() == data:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".snapshot-", suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror or error}") from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
    return True


def is_snapshot(path: Traversable) -> bool:
    """Whether a file of an overlay folder is a snapshot, by its name."""
    return path.name in (SNAPSHOT_FILE, SNAPSHOT_FILE.removesuffix(".json") + ".yaml")
