"""Strict YAML that remembers lines, and its writer.

What is read is YAML 1.2 with the core schema, less everything that makes files surprising or dangerous:
anchors, aliases, tags, several documents, repeated keys and keys that are not plain strings are faults;
size, depth and number of nodes have caps. Dates, `yes` and `no` stay strings; `true`, `false`, `null`
and plain decimal numbers are what they look like.

Faults are collected with their line, so that one reading reports all of them; a syntax error ends the
reading, since what follows it has no certain meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from problems.errors import InputError
from problems.regular import is_irregular
from problems.values import MAX_DIGITS

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Fault",
    "Node",
    "dump_yaml",
    "parse_yaml",
    "read_bytes",
    "read_yaml",
    "yaml_files",
]

MAX_BYTES = 8 * 1024 * 1024
"""Longest file that is read, in bytes."""

MAX_DEPTH = 32
"""Deepest nesting of lists and mappings that is read."""

MAX_NODES = 300_000
"""Most values in one file; a file of the size cap could hold millions of tiny ones."""

Step = str | int
Scalar = str | int | float | bool | None

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_PLAIN_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file."""

    file: str
    """Name of the file as it is shown to people."""
    line: int
    """1-based line, 0 for the file as a whole."""
    path: tuple[Step, ...]
    """Keys and list positions from the top of the file down to the faulty field."""
    what: str
    """What is wrong, in one line."""

    @property
    def field(self) -> str:
        """The path in dotted form."""
        return ".".join(str(step)[:60] for step in self.path)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.what}" if self.path else f"{place}: {self.what}"


@dataclass(slots=True)
class Node:
    """A value with its line; the line of a mapping's value is that of its key."""

    line: int
    value: Scalar | list[Node] | dict[str, Node]

    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def get(self, key: str) -> Node | None:
        """The value of `key` when this is a mapping that has it."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def line_of(self, path: Sequence[Step]) -> int:
        """Line of the deepest value on the way along `path`."""
        node = self
        for step in path:
            child: Node | None = None
            if isinstance(node.value, dict) and isinstance(step, str):
                child = node.value.get(step)
            elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
                child = node.value[step]
            if child is None:
                break
            node = child
        return node.line


def yaml_files(folder: Traversable, *, also: Callable[[Traversable], bool] | None = None) -> list[Traversable]:
    """The YAML files in a folder and the folders in it, in the order of their names, without hidden ones.

    `also` names further files that are wanted. A link to a folder that it lies in is not followed.
    """
    return _yaml_files(folder, also, ())


def _yaml_files(
    folder: Traversable, also: Callable[[Traversable], bool] | None, above: tuple[Path, ...]
) -> list[Traversable]:
    found: list[Traversable] = []
    if isinstance(folder, Path):
        above = (*above, folder.resolve())
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.startswith("."):
            continue
        if item.is_dir():
            if not (isinstance(item, Path) and item.resolve() in above):
                found.extend(_yaml_files(item, also, above))
        elif item.name.endswith((".yaml", ".yml")) or (also is not None and also(item)):
            found.append(item)
    return found


def read_bytes(path: Traversable, name: str | None = None) -> bytes:
    """The content of a file up to the size cap; absent, unreadable and oversized files are InputErrors."""
    name = name or str(path)
    if isinstance(path, Path) and is_irregular(path):
        raise InputError(f"{name}: is no regular file")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"{name}: longer than {MAX_BYTES} bytes")
    return data


def read_yaml(data: bytes, name: str) -> Node:
    """The one document in `data`; the first fault is the InputError, the others are counted.

    >>> read_yaml(b"day: 2026-08-08\\nsizes: [4, 5]", "example.yaml").plain()
    {'day': '2026-08-08', 'sizes': [4, 5]}
    """
    node, faults = parse_yaml(data, name)
    if faults or node is None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InputError(f"{faults[0]}{more}")
    return node


def parse_yaml(data: bytes, name: str, *, first_line: int = 1) -> tuple[Node | None, list[Fault]]:
    """The document and its faults in the order of lines; no document when the file cannot be parsed.

    `first_line` is the line at which `data` starts within the file `name`. O(length).
    """
    builder = _Builder(name, first_line)
    if len(data) > MAX_BYTES:
        return None, [Fault(name, 0, (), f"longer than {MAX_BYTES} bytes")]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [Fault(name, first_line + data.count(b"\n", 0, error.start), (), "not UTF-8")]
    try:
        builder.build(yaml.parse(data, Loader=_LOADER))
    except _StopReading as stop:
        builder.faults.append(stop.fault)
        return None, builder.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        begun = error.context_mark.line if error.context_mark else line
        what = " ".join(part for part in (error.context, error.problem) if part)
        started = f" (it starts at line {first_line + begun})" if begun != line else ""
        builder.faults.append(Fault(name, first_line + line, (), f"not YAML: {what}{started}"))
        return None, builder.faults
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        what = str(getattr(error, "reason", "cannot be parsed"))
        builder.faults.append(Fault(name, first_line + data.count(b"\n", 0, position), (), f"not YAML: {what}"))
        return None, builder.faults
    return builder.root or Node(first_line, None), builder.faults


class _StopReading(Exception):  # noqa: N818 - it ends a loop and never leaves this module
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled; `key` is the key whose value comes next."""

    node: Node
    path: tuple[Step, ...]
    key: str | None = None
    key_line: int = 0
    keyed: bool = False
    discard: bool = False


class _Builder:
    """Turns parser events into nodes without recursion."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name, self.first_line = name, first_line
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.stack: list[_Open] = []
        self.documents = self.nodes = 0

    def build(self, events: Iterator[Any]) -> None:
        for event in events:
            line = self.first_line + event.start_mark.line
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self.stop(line, "a second document starts here; one is expected")
            elif isinstance(event, yaml.NodeEvent):
                self.node(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()

    def node(self, event: Any, line: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.stop(line, f"more than {MAX_NODES} values")
        if isinstance(event, yaml.AliasEvent):
            self.fault(line, "aliases (*name) are not accepted; write the value out")
            if self.expects_key():
                self.skip_key()
            else:
                self.place(Node(line, None))
            return
        if event.anchor is not None:
            self.fault(line, "anchors (&name) are not accepted")
        if event.tag is not None:
            self.fault(line, "tags (!name) are not accepted")
        if isinstance(event, yaml.ScalarEvent):
            if self.expects_key():
                self.take_key(event.value, line)
            else:
                self.place(Node(line, _scalar(event.value) if event.implicit[0] else event.value))
            return
        if len(self.stack) >= MAX_DEPTH:
            raise self.stop(line, f"nested deeper than {MAX_DEPTH}")
        node = Node(line, [] if isinstance(event, yaml.SequenceStartEvent) else {})
        path = self.path()
        if self.expects_key():
            self.fault(line, "a key must be a string")
            self.skip_key()
        else:
            self.place(node)
        self.stack.append(_Open(node, path))

    def expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].node.value, dict) and not self.stack[-1].keyed

    def take_key(self, key: str, line: int) -> None:
        parent = self.stack[-1]
        assert isinstance(parent.node.value, dict)  # noqa: S101 - narrows the type; expects_key has checked it
        parent.key, parent.key_line, parent.keyed = key, line, True
        parent.discard = key in parent.node.value
        if parent.discard:
            earlier = parent.node.value[key].line
            self.fault(line, f"the key appears twice (first at line {earlier})")

    def skip_key(self) -> None:
        self.stack[-1].keyed = self.stack[-1].discard = True

    def place(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.node.value, list):
            parent.node.value.append(node)
        elif isinstance(parent.node.value, dict):
            if not parent.discard and parent.key is not None:
                node.line = parent.key_line
                parent.node.value[parent.key] = node
            parent.key, parent.keyed, parent.discard = None, False, False

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(self.name, line, self.path(), what))

    def stop(self, line: int, what: str) -> _StopReading:
        return _StopReading(Fault(self.name, line, (), what))

    def path(self) -> tuple[Step, ...]:
        """Path of the value that comes next."""
        if not self.stack:
            return ()
        parent = self.stack[-1]
        if isinstance(parent.node.value, list):
            return (*parent.path, len(parent.node.value))
        return parent.path if parent.key is None else (*parent.path, parent.key)


def _scalar(text: str) -> Scalar:
    """The value of a plain scalar; a number too long to be meant as one stays a string."""
    if text in _PLAIN_WORDS:
        return _PLAIN_WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text)
    if _FLOAT.fullmatch(text) and not text.lstrip("+-").isdigit():
        return float(text)
    return text


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Quotes every string that a reader of this or of the older YAML might take for something else."""


def _represent_string(dumper: Any, text: str) -> Any:
    if "\n" in text and not re.search(r"[^\S\n]\n|\A\s|[^\x09\x0a\x20-\x7e\xa0-\ud7ff]", text):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    style = None if isinstance(_scalar(text), str) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_string)


def dump_yaml(value: Any) -> str:
    """YAML text that `read_yaml` turns back into `value` (JSON values, no floats); keys keep their order."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )
    return text
