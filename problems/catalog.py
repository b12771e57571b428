"""The catalogue: shipped problems, one's own in overlay folders, and imported snapshots, as one list.

A problem file is YAML with `schema: 1` and the fields of `Problem`. Layers are read in order: the
shipped folder, then each overlay. A file with the id of an earlier one corrects it: its fields replace
the earlier ones, its claims are added (one with the family, params and goal of an earlier one replaces it).
A snapshot (`workbench catalog import`) replaces only what upstream decides, and only where its day is not
older; a note of ours on the status stays.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from problems.claim import ClaimRecord
from problems.errors import CatalogError, InputError
from problems.family import get_family, normalise
from problems.problem import Problem, Status
from problems.query import parse_query
from problems.snapshot import UPSTREAM, Snapshot, is_snapshot, model_faults, parse_snapshot, sort_key
from problems.yaml_lines import Fault, Node, parse_yaml, read_bytes, yaml_files

__all__ = ["Catalog", "data_folder"]

SCHEMA = 1
_FIELDS = frozenset(Problem.model_fields)


def data_folder(name: str) -> Traversable:
    """A folder of the shipped data, in a checkout and in an installed wheel alike."""
    return files("data") / name


@dataclass
class _Layered:
    """One problem as it is put together from the layers, with the place that each field came from."""

    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, Node]] = field(default_factory=dict)
    claims: list[tuple[str, int, Node]] = field(default_factory=list)
    layers: set[int] = field(default_factory=set)


class Catalog:
    """Problems in the order of their ids; `catalog["erdos:30"]`, `catalog.filter("status:open")`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: sort_key(problem.id)))
        self._by_id = {problem.id: problem for problem in self.problems}

    @classmethod
    def load(cls, overlays: Sequence[Path] = (), *, shipped: bool = True) -> Catalog:
        """Read and validate all layers; every fault of every file is in one CatalogError.

        An overlay is a folder (searched for `*.yaml` and snapshots) or one file.
        """
        loader = _Loader()
        if shipped:
            loader.layer(yaml_files(data_folder("problems"), also=is_snapshot))
        for overlay in overlays:
            loader.layer(yaml_files(overlay, also=is_snapshot) if overlay.is_dir() else [overlay])
        return cls(loader.finish())

    def __getitem__(self, identity: str) -> Problem:
        """The problem with this id; an unknown one is an InputError that offers the nearest."""
        if identity in self._by_id:
            return self._by_id[identity]
        near = difflib.get_close_matches(identity, list(self._by_id), n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`workbench catalog list` shows all"
        raise InputError(f"no problem {identity[:80]!r} in the catalogue: {hint}")

    def __contains__(self, item: object) -> bool:
        """Whether there is a problem with this id, or this problem."""
        return item in self._by_id if isinstance(item, str) else item in self.problems

    def __len__(self) -> int:
        return len(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def filter(self, query: str = "") -> list[Problem]:
        """The problems that match a query (see `problems.query`), in order."""
        holds = parse_query(query)
        return [problem for problem in self.problems if holds(problem)]


class _Loader:
    """Collects layers and faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.problems: dict[str, _Layered] = {}
        self.snapshots: list[Snapshot] = []
        self.count = 0

    def layer(self, paths: Iterable[Traversable]) -> None:
        self.count += 1
        for path in paths:
            try:
                data = read_bytes(path)
                if is_snapshot(path):
                    self.snapshots.append(parse_snapshot(data, str(path)))
                else:
                    self._problem_file(str(path), data)
            except CatalogError as error:
                self.faults.extend(error.faults)
            except InputError as error:
                self.faults.append(str(error))

    def _fault(self, name: str, node: Node, path: tuple[str | int, ...], what: str) -> None:
        self.faults.append(str(Fault(name, node.line_of(path), path, what)))

    def _problem_file(self, name: str, data: bytes) -> None:
        node, faults = parse_yaml(data, name)
        self.faults.extend(map(str, faults))
        if node is None or faults:
            return
        if not isinstance(node.value, dict):
            self._fault(name, node, (), "expected a mapping with schema, id, title, … (one problem a file)")
            return
        schema = node.get("schema")
        if schema is None or schema.value != SCHEMA or isinstance(schema.value, bool):
            self._fault(name, node, ("schema",), f"missing or not readable here, expected {SCHEMA}")
            return
        identity = node.get("id")
        if identity is None or not isinstance(identity.value, str):
            self._fault(name, node, ("id",), "missing: a problem needs an id such as mine:1")
            return
        for key in sorted(node.value.keys() - _FIELDS - {"schema"}):
            near = difflib.get_close_matches(key, sorted(_FIELDS), n=1)
            self._fault(name, node, (key,), f"unknown field{f' (did you mean {near[0]}?)' if near else ''}")
        entry = self.problems.setdefault(identity.value, _Layered())
        if self.count in entry.layers:
            self._fault(name, identity, (), f"id: {identity.value[:80]} appears in another file of the same folder")
            return
        entry.layers.add(self.count)
        for key in node.value.keys() & _FIELDS:
            child = node.value[key]
            if key != "claims":
                entry.raw[key] = child.plain()
            elif isinstance(child.value, list):
                entry.claims.extend((name, index, item) for index, item in enumerate(child.value))
            else:
                self._fault(name, node, ("claims",), "expected a list of claim records")
            entry.places[key] = (name, node)

    def finish(self) -> list[Problem]:
        """The validated problems, or a CatalogError with everything that is wrong."""
        upstream = self._upstream()
        problems = []
        for identity in sorted({*self.problems, *upstream}, key=sort_key):
            problem = self._merge(identity, upstream.get(identity))
            if problem is not None:
                problems.append(problem)
        known = {problem.id for problem in problems}
        for problem in problems:
            for other in problem.related:
                if other not in known and other.partition(":")[0] != "erdos":
                    name, node = self.problems[problem.id].places["related"]
                    self._fault(name, node, ("related",), f"{other} is not in the catalogue")
        if self.faults:
            raise CatalogError(self.faults)
        return problems

    def _upstream(self) -> Mapping[str, Problem]:
        newest: dict[str, Problem] = {}
        for snapshot in self.snapshots:
            for problem in snapshot.problems:
                other = newest.get(problem.id)
                if other is None or problem.status.as_of >= other.status.as_of:
                    newest[problem.id] = problem
        return newest

    def _merge(self, identity: str, upstream: Problem | None) -> Problem | None:
        entry = self.problems.get(identity)
        if entry is None:
            return upstream
        raw = dict(entry.raw)
        status = raw.get("status")
        day = status.get("as_of") if isinstance(status, dict) else ""
        if upstream is not None and upstream.status.as_of >= str(day or ""):
            raw.update({name: getattr(upstream, name) for name in UPSTREAM})
            raw["status"] = _with_note(upstream.status, status)
        before = len(self.faults)
        claims = [record for place in entry.claims if (record := self._claim(*place)) is not None]
        try:
            problem = Problem.model_validate({**raw, "claims": _distinct(claims)})
        except ValidationError as error:
            for fault in model_faults(error, None, "", ()):
                name, node = entry.places.get(str(fault.path[0]), next(iter(entry.places.values())))
                self._fault(name, node, fault.path, fault.what)
            return None
        return problem if len(self.faults) == before else None

    def _claim(self, name: str, index: int, node: Node) -> ClaimRecord | None:
        def fault(path: tuple[str | int, ...], what: str) -> None:
            self.faults.append(str(Fault(name, node.line_of(path), ("claims", index, *path), what)))

        try:
            record = ClaimRecord.model_validate(node.plain())
        except ValidationError as error:
            for wrong in model_faults(error, None, "", ()):
                fault(wrong.path, wrong.what)
            return None
        try:
            get_family(record.family)
        except InputError as error:
            fault(("family",), str(error))
            return None
        try:
            return record.model_copy(update={"params": normalise(record.claim).params})
        except InputError as error:
            fault(("params",), str(error))
            return None


def _with_note(upstream: Status, ours: Any) -> Status:
    """Upstream's status with what our file adds to it: a note of ours survives an import."""
    note = ours.get("note") if isinstance(ours, dict) else None
    if not isinstance(note, str) or not note.strip() or note == upstream.note:
        return upstream
    if upstream.note and upstream.note not in note:
        note = f"{upstream.note}; {note}"
    return Status.model_validate({**upstream.model_dump(), "note": note[:2000]})


def _distinct(records: Iterable[ClaimRecord]) -> tuple[ClaimRecord, ...]:
    return tuple({record.claim.digest: record for record in records}.values())
