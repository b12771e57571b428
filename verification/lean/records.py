"""The statement records that are shipped, and one's own in folders: read strictly, found by id.

A file holds one source text and the statements about it. Every fault of every file is reported at once with its line,
and nothing is used while there is one: a record decides what "proved" means.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from problems.catalog import data_folder
from problems.claim import Claim
from problems.errors import CatalogError, InputError
from problems.family import normalise
from problems.snapshot import model_faults, sort_key
from problems.yaml_lines import Fault, Node, parse_yaml, read_bytes, yaml_files
from verification.lean.record import StatementRecord

__all__ = ["Records", "read_file"]

SCHEMA = 1
SHARED = ("repository", "problem", "reading", "toolchain", "header", "source", "axioms", "mode")
"""What all statements of a file have in common."""
OWN = (
    "declaration", "answer", "title", "meaning", "scope", "claim", "type", "negates", "universes", "holes", "export",
    "review",
)  # fmt: skip
"""What each statement of a file has for itself."""


class Records:
    """Statement records in the order of their problems and names."""

    def __init__(self, records: Iterable[StatementRecord]) -> None:
        self.records: tuple[StatementRecord, ...] = tuple(sorted(records, key=_order))
        self._by_id = {record.id: record for record in self.records}

    @classmethod
    def load(cls, folders: Sequence[Path] = (), *, shipped: bool = True) -> Records:
        """Read the shipped records and those in the folders that exist; all faults are in one CatalogError."""
        files: list[Traversable] = []
        if shipped:
            files.extend(yaml_files(data_folder("lean/statements")))
        for folder in folders:
            if folder.is_dir():
                files.extend(yaml_files(folder))
        faults: list[str] = []
        found: dict[str, StatementRecord] = {}
        for file in files:
            try:
                records = read_file(read_bytes(file), str(file))
            except CatalogError as error:
                faults.extend(error.faults)
                continue
            except InputError as error:
                faults.append(str(error))
                continue
            for record in records:
                other = found.setdefault(record.id, record)
                if other is not record:
                    faults.append(f"{record.place}: {record.id} is already recorded in {other.place}")
        if faults:
            raise CatalogError(faults)
        return cls(found.values())

    def get(self, statement: str) -> StatementRecord:
        """The pinned record with this id; an unknown or unpinned one is an InputError that says what to do."""
        record = self._by_id.get(statement)
        if record is None:
            raise InputError(f"no record of the statement {statement[:120]!r}: {self._hint(statement)}")
        if not record.pinned:
            raise InputError(f"{record.place}: the record is not pinned: run `workbench lean pin` on the file")
        return record

    def negated(self, record: StatementRecord) -> StatementRecord | None:
        """The record that this one is the negation of, if it is one."""
        return self._by_id.get(record.negation_id) if record.negates else None

    def _hint(self, statement: str) -> str:
        declaration = statement.rpartition(":")[2]
        same = [record.id for record in self.records if record.declaration == declaration.partition("#")[0]]
        if same:
            return f"the record of that name is {same[0]}; the statement may have been edited since"
        near = difflib.get_close_matches(statement[:300], list(self._by_id), n=1, cutoff=0.5)
        if near:
            return f"did you mean {near[0]}?"
        return "`workbench lean statements` lists the records; docs/lean-statements.md says how to add one"

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[StatementRecord]:
        return iter(self.records)


def _order(record: StatementRecord) -> tuple[Any, ...]:
    return sort_key(record.problem), record.id.partition(":")[2], record.id


def read_file(data: bytes, name: str) -> tuple[StatementRecord, ...]:
    """The records of one file; all its faults are in one CatalogError."""
    node, faults = parse_yaml(data, name)
    if node is None or faults:
        raise CatalogError([str(fault) for fault in faults])
    reader = _Reader(name, node)
    records = reader.records()
    if reader.faults:
        raise CatalogError([str(fault) for fault in reader.faults])
    return records


class _Reader:
    """One file with its faults."""

    def __init__(self, name: str, node: Node) -> None:
        self.name, self.node = name, node
        self.faults: list[Fault] = []

    def fault(self, path: tuple[str | int, ...], what: str) -> None:
        found = Fault(self.name, self.node.line_of(path), path, what)
        if found not in self.faults:  # what the statements of a file share is wrong once
            self.faults.append(found)

    def records(self) -> tuple[StatementRecord, ...]:
        """The records; only to be used when no fault was found."""
        if not isinstance(self.node.value, dict):
            self.fault((), "expected a mapping with schema, repository, problem, toolchain, source, statements, …")
            return ()
        schema = self.node.get("schema")
        if schema is None or schema.value != SCHEMA or isinstance(schema.value, bool):
            self.fault(("schema",), f"missing or not readable here, expected {SCHEMA}")
            return ()
        self._only_known((), (*SHARED, "schema", "statements"))
        entries = self.node.get("statements")
        if entries is None or not isinstance(entries.value, list) or not entries.value:
            self.fault(("statements",), "expected a list of statements, at least one")
            return ()
        shared = {key: child.plain() for key, child in self.node.value.items() if key in SHARED}
        made: dict[int, dict[str, Any]] = {}
        for index, entry in enumerate(entries.value):
            if isinstance(entry.value, dict):
                self._only_known(("statements", index), OWN)
                own = {key: child.plain() for key, child in entry.value.items() if key in OWN}
                made[index] = {**shared, **own, "place": f"{self.name}:{entry.line}"}
            else:
                self.fault(("statements", index), "expected a mapping with declaration, title, meaning, scope, …")
        if self.faults:
            return ()
        self._pair(made)
        found = [record for index, raw in made.items() if (record := self._record(index, raw)) is not None]
        return tuple(found)

    def _only_known(self, path: tuple[str | int, ...], known: Sequence[str]) -> None:
        node = self.node
        for step in path:
            node = node.value[step]  # type: ignore[index,assignment]
        if isinstance(node.value, dict):
            for key in sorted(node.value.keys() - set(known)):
                near = difflib.get_close_matches(key, known, n=1)
                self.fault((*path, key), f"unknown field{f' (did you mean {near[0]}?)' if near else ''}")

    def _pair(self, made: dict[int, dict[str, Any]]) -> None:
        """Tell each statement that is negated by which other one, and hold the two against each other."""
        plain = {
            raw.get("declaration"): raw
            for raw in made.values()
            if isinstance(raw.get("declaration"), str)
            and not raw.get("negates")
            and raw.get("answer", "plain") == "plain"
        }
        for index, raw in made.items():
            if not (negates := raw.get("negates")):
                continue
            place = ("statements", index, "negates")
            other = plain.get(negates) if isinstance(negates, str) else None
            if other is None:
                self.fault(place, "not the declaration of another statement in this file without answer and negation")
            elif "negation" in other:
                self.fault(place, f"{negates} has a negation already")
            elif raw.get("type"):
                self.fault(place, "a negation has no type of its own: it is made from what it negates")
            elif raw.get("answer", "plain") != "plain":
                self.fault(place, "a negation has no answer")
            else:
                other["negation"] = raw.get("declaration")
                if not _opposite(raw, other):
                    self.fault(place, "scope and claim must be the opposites of those of the statement that is negated")
                raw["universes"] = other.get("universes", [])

    def _record(self, index: int, raw: dict[str, Any]) -> StatementRecord | None:
        try:
            record = StatementRecord.model_validate(raw)
        except ValidationError as error:
            for wrong in model_faults(error, None, "", ()):
                inner = wrong.path if wrong.path and wrong.path[0] in SHARED else ("statements", index, *wrong.path)
                self.fault(inner, wrong.what)
            return None
        if record.claim is None:
            return record
        try:
            return record.model_copy(update={"claim": normalise(record.claim)})
        except InputError as error:
            self.fault(("statements", index, "claim"), str(error))
            return None


def _opposite(raw: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether scope and claim of two statements fit their being each other's negation; malformed ones are met later."""
    try:
        claims = [Claim.model_validate(each["claim"]) for each in (raw, other) if each.get("claim") is not None]
    except ValidationError:
        return True
    if len(claims) == 1 or (len(claims) == 2 and _normalised(claims[0]) != _normalised(claims[1].opposite)):
        return False
    scopes = [each.get("scope") for each in (raw, other)]
    if not all(isinstance(scope, dict) for scope in scopes):
        return True
    directions = {str(scope.get("direction")) for scope in scopes if isinstance(scope, dict)}
    settling = {scope.get("kind") == "settles" for scope in scopes if isinstance(scope, dict)}
    return settling == {False} or directions == {"yes", "no"}


def _normalised(claim: Claim) -> Claim:
    """The claim in canonical form; as it is where its family refuses it."""
    try:
        return normalise(claim)
    except InputError:
        return claim
