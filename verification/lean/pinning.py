"""Pinning: a record's statement is built and exported, and the hashes of text and export are written into its file.

From then on an edit of the text, another library or another Lean is noticed before anything is judged. Only the hashes
change in the file; comments and the rest stay as they are, and pinning again writes the same bytes. A review is a
person's word on one export, so nothing that was reviewed is pinned to another one.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from problems.errors import InputError
from problems.yaml_lines import Node, read_bytes, read_yaml
from verification.lean.challenge import plan_of, skeleton, source_of
from verification.lean.policy import examine
from verification.lean.record import StatementRecord, TextSource, components, sha256_of
from verification.lean.records import read_file

if TYPE_CHECKING:
    from verification.lean.toolchain import Found

__all__ = ["Pinned", "export_fault", "pin"]


@dataclass(frozen=True)
class Pinned:
    """What pinning made of a file."""

    records: tuple[StatementRecord, ...]
    """The records as they are now."""
    changed: bool
    """Whether the file was written."""


def pin(file: Path, found: Found, *, sources: Path, seconds: float, memory_mb: int) -> Pinned:
    """Build every statement of a file, check it, and write the hashes into the file; `seconds` are for each statement.

    `sources` holds files of other repositories. Raises CatalogError and InputError for faults of the file,
    MissingBackendError without toolchain or sandbox, BuildFault where a statement does not compile, Overrun at a limit.
    """
    data = read_bytes(file)
    name = str(file)
    node = read_yaml(data, name)
    lines = data.decode("utf-8").split("\n")
    source = node.get("source")
    text = source.get("text") if source else None
    if source is not None and text is not None and isinstance(text.value, str):
        _set(lines, source, "sha256", sha256_of(text.value), name, ("source",))
    records = read_file("\n".join(lines).encode(), name)
    by_name = {record.declaration: record for record in records}
    exports = [_export(record, by_name, found, sources, seconds, memory_mb) for record in records]
    entries = node.get("statements")
    for index, (record, sha256) in enumerate(zip(records, exports, strict=True)):
        if record.review is not None and record.export != sha256:
            raise InputError(
                f"{record.place}: {record.declaration} was reviewed by {record.review.by} and its export has changed: "
                "remove the review, pin again, and have it reviewed again"
            )
        entry = entries.value[index] if entries is not None and isinstance(entries.value, list) else node
        _set(lines, entry, "export", sha256, name, ("statements", index))
    after = "\n".join(lines).encode()
    pinned = read_file(after, name)
    if after != data:
        _replace(file, after)
    return Pinned(pinned, after != data)


def _export(
    record: StatementRecord,
    others: Mapping[str, StatementRecord],
    found: Found,
    sources: Path,
    seconds: float,
    memory_mb: int,
) -> str:
    from verification.lean.build import challenge_export

    negated = others.get(record.negates) if record.negates else None
    if isinstance(record.source, TextSource):
        text = skeleton(record, negated=negated).removesuffix("sorry\n") + "proof\n"
        for objection in examine(text.encode(), mode=record.mode):
            raise InputError(
                f"{record.place}: {record.declaration}: no submission could repeat the text, line {objection.line}: "
                f"{objection.reason}"
            )
    plan = plan_of(record, found, negated=negated, source=source_of(record, sources))
    data = challenge_export(plan, seconds=seconds, memory_mb=memory_mb)
    if fault := export_fault(record, data):
        raise InputError(f"{record.place}: {record.declaration}: {fault}")
    return hashlib.sha256(data).hexdigest()


def export_fault(record: StatementRecord, data: bytes) -> str:
    """Why the export is not what the record says it is: the name, the universes, what the statement rests on."""
    from verification.lean.closure import reached
    from verification.lean.environment import spell
    from verification.lean.ndjson import read

    environment = read(data)
    theorem = environment.constants.get(record.name)
    if theorem is None or theorem.kind not in ("axiom", "thm"):
        return "the file does not state a theorem of that name"
    universes = tuple(components(universe) for universe in record.universes)
    if theorem.level_params != universes:
        found = ", ".join(map(spell, theorem.level_params)) or "none"
        return f"its universe parameters are {found}; write them down in this order as `universes`"
    for hole in record.holes:
        constant = environment.constants.get(components(hole.name))
        if constant is None or constant.kind != "def":
            return f"the hole {hole.name} is no definition of the file"
    allowed = {record.name, *map(components, record.axioms)}
    for name in reached(environment, record.roots, signatures=record.roots):
        if environment.constants[name].kind == "axiom" and name not in allowed:
            return f"the statement itself rests on {spell(name)}"
    return ""


def _set(lines: list[str], node: Node, key: str, value: str, name: str, path: tuple[str | int, ...]) -> None:
    """Replace the value of a key that stands on a line of its own."""
    child = node.get(key)
    match = re.match(rf"(\s*(?:-\s+)?{key}:)(\s|$)", lines[child.line - 1]) if child is not None else None
    if match is None or child is None or not isinstance(child.value, str):
        where = ".".join(map(str, path))
        raise InputError(f'{name}:{node.line}: {where}: write `{key}: ""` on a line of its own, to be filled in')
    lines[child.line - 1] = f'{match[1]} "{value}"'


def _replace(file: Path, data: bytes) -> None:
    """Write beside the file, then rename: a reader sees the old file or the new one."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".pin-", delete=False) as handle:
        handle.write(data)
    os.chmod(handle.name, file.stat().st_mode & 0o777)
    os.replace(handle.name, file)
