"""One entry of the community database, read strictly into a problem."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from problems.problem import Problem, State
from problems.snapshot import default_title, model_faults
from problems.yaml_lines import Fault, Node

__all__ = ["EntryReader", "real_date", "update_days"]

OEIS_MARKERS = frozenset({"N/A", "possible", "submitted", "in progress"})
"""What upstream writes in place of a sequence."""

_STATUS_FIELDS: Mapping[str, tuple[str, ...]] = {
    "informal_status": ("state", "last_update", "note"),
    "formal_status": ("state", "last_update", "url", "note"),
    "status": ("state", "last_update", "note"),
    "formalized": ("state", "last_update", "note"),
}
_FIELDS = ("number", "prize", *_STATUS_FIELDS, "oeis", "comments", "tags")
_INFORMAL = tuple(str(state) for state in State)
_FORMAL = ("unformalized", "Lean")
_STATES: Mapping[str, tuple[str, ...]] = {
    "informal_status": _INFORMAL,
    "formal_status": _FORMAL,
    "status": (*_INFORMAL, *(f"{state} (Lean)" for state in _INFORMAL)),
    "formalized": ("yes", "no"),
}
_MODEL_FIELDS = {"id": ("number",), "formal_url": ("formal_status", "url"), "status": ("informal_status",)}
"""Upstream's path of a field of ours where it has another one."""

_NUMBER = re.compile(r"[1-9][0-9]{0,8}(-[0-9]{1,8})*", re.ASCII)
_SEQUENCE = re.compile(r"A[0-9]{6,7}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def real_date(text: str) -> bool:
    """Whether the text is a day of the calendar, such as 2026-08-08."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def update_days(entry: Node) -> list[str]:
    """The well-formed `last_update` days of an entry."""
    blocks = (entry.get(name) for name in _STATUS_FIELDS)
    days = (block.get("last_update") for block in blocks if block is not None)
    return [day.value for day in days if day is not None and isinstance(day.value, str) and real_date(day.value)]


class EntryReader:
    """Collects problems, faults and counts over the entries of one file."""

    def __init__(self, name: str, as_of: str, source: str) -> None:
        self.name, self.as_of, self.source = name, as_of, source
        self.problems: dict[str, Problem] = {}
        self.malformed: set[str] = set()
        self.seen: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.warnings: list[str] = []
        self.dropped: Counter[str] = Counter()
        self.place: tuple[str | int, ...] = ()

    def fault(self, node: Node, path: tuple[str | int, ...], what: str) -> None:
        self.faults.append(Fault(self.name, node.line, (*self.place, *path), what))

    def entry(self, node: Node, index: int, *, intact: bool) -> None:
        """Import one entry, or report everything that is wrong with it."""
        before = len(self.faults)
        self.place = (f"entry {index + 1}",)
        if not isinstance(node.value, dict):
            self.fault(node, (), "expected a mapping")
            return
        number = self.number(node, intact)
        if number is not None:
            self.place = (f"erdos:{number}",)
        repeated: Counter[str] = Counter()
        problem = self.problem(node, number, repeated) if intact else None
        if len(self.faults) == before and problem is not None:
            self.problems[problem.id] = problem
            self.dropped += repeated
        elif number is not None:
            self.malformed.add(f"erdos:{number}")

    def number(self, node: Node, intact: bool) -> str | None:
        value = node.get("number")
        if value is None:
            if intact:
                self.fault(node, ("number",), "missing")
            return None
        if not isinstance(value.value, str):
            self.fault(value, ("number",), f"expected a string, found {_kind(value)}")
            return None
        number = value.value
        if not _NUMBER.fullmatch(number):
            self.fault(value, ("number",), f"{number[:40]!r} is not a problem number")
            return None
        if number in self.seen:
            self.fault(value, ("number",), f"{number} was already used at line {self.seen[number]}")
            return None
        self.seen[number] = value.line
        return number

    def problem(self, node: Node, number: str | None, dropped: Counter[str]) -> Problem | None:
        assert isinstance(node.value, dict)  # noqa: S101 - narrows the type; `entry` has checked it
        for key, child in node.value.items():
            if key not in _FIELDS:
                self.fault(child, (key,), f"unknown field{_near(key, _FIELDS)}")
        prize = self.text(node, ("prize",)) or ""
        blocks = {name: self.block(node, name) for name in _STATUS_FIELDS}
        sequences = self.sequences(node, dropped)
        tags = self.tags(node)
        comments = self.text(node, ("comments",)) or ""
        informal, formal, derived = (blocks[name] for name in ("informal_status", "formal_status", "status"))
        state = informal.get("state") or derived.get("state", "").removesuffix(" (Lean)")
        if not state and node.get("informal_status") is None and node.get("status") is None:
            self.fault(node, ("informal_status",), "missing, and there is no status to take its place")
        if number is None or not state:
            return None
        solution = formal.get("state") or ("Lean" if derived.get("state", "").endswith(" (Lean)") else "unformalized")
        self.compare(number, state + (" (Lean)" if solution == "Lean" else ""), derived)
        self.later(number, {name: block.get("last_update") for name, block in blocks.items()})
        notes = [text for text in (informal.get("note"), formal.get("note"), derived.get("note")) if text]
        fields: dict[str, Any] = {
            "id": f"erdos:{number}",
            "title": default_title(f"erdos:{number}"),
            "status": {
                "state": state,
                "formal": solution,
                "as_of": self.as_of,
                "last_update": informal.get("last_update") or derived.get("last_update"),
                "source": self.source,
                "note": "; ".join(dict.fromkeys(notes)),
            },
            "prize": "" if prize == "no" else prize,
            "tags": tags,
            "oeis": sequences,
            "formalized": blocks["formalized"].get("state") == "yes",
            "comments": comments,
            "formal_url": formal.get("url"),
        }
        try:
            return Problem.model_validate(fields)
        except ValidationError as error:
            for wrong in model_faults(error, None, self.name, ()):
                step = str(wrong.path[0])
                path = _MODEL_FIELDS.get(step, (step,))
                place = (*self.place, *path, *wrong.path[1:])
                self.faults.append(Fault(self.name, node.line_of(path), place, wrong.what))
            return None

    def text(self, node: Node, path: tuple[str, ...]) -> str | None:
        child = node.get(path[-1])
        if child is None:
            return None
        if not isinstance(child.value, str):
            self.fault(child, path, f"expected a string, found {_kind(child)}")
            return None
        return child.value

    def block(self, node: Node, name: str) -> dict[str, str]:
        """The strings of a status block; what is wrong in it is reported and left out."""
        block = node.get(name)
        if block is None:
            return {}
        if not isinstance(block.value, dict):
            self.fault(block, (name,), f"expected a mapping, found {_kind(block)}")
            return {}
        found = {}
        for key, child in block.value.items():
            path = (name, key)
            if key not in _STATUS_FIELDS[name]:
                self.fault(child, path, f"unknown field{_near(key, _STATUS_FIELDS[name])}")
                continue
            text = self.text(block, path)
            if text is None:
                continue
            if key == "state" and text not in _STATES[name]:
                self.fault(child, path, f"unknown state {text[:40]!r}{_near(text, _STATES[name])}")
            elif key == "last_update" and not real_date(text):
                self.fault(child, path, f"{text[:40]!r} is not a day in the form 2026-08-08")
            else:
                found[key] = text
        if name == "informal_status" and "state" not in block.value:
            self.fault(block, (name, "state"), "missing")
        return found

    def items(self, node: Node, name: str) -> list[tuple[int, Node, str]]:
        """Position, node and text of the strings of a list."""
        child = node.get(name)
        if child is None:
            return []
        if not isinstance(child.value, list):
            self.fault(child, (name,), f"expected a list of strings, found {_kind(child)}")
            return []
        found = []
        for index, item in enumerate(child.value):
            if isinstance(item.value, str) and item.value.strip():
                found.append((index, item, item.value))
            else:
                self.fault(item, (name, index), f"expected a string, found {_kind(item)}")
        return found

    def sequences(self, node: Node, dropped: Counter[str]) -> list[str]:
        kept: dict[str, None] = {}
        for index, item, text in self.items(node, "oeis"):
            if text in OEIS_MARKERS:
                dropped[text] += 1
            elif not _SEQUENCE.fullmatch(text):
                markers = ", ".join(sorted(OEIS_MARKERS))
                self.fault(item, ("oeis", index), f"{text[:40]!r} is neither an A-number nor one of {markers}")
            elif text in kept:
                dropped["repeated"] += 1
            else:
                kept[text] = None
        return list(kept)

    def tags(self, node: Node) -> list[str]:
        kept: dict[str, None] = {}
        for index, item, text in self.items(node, "tags"):
            if text in kept:
                self.fault(item, ("tags", index), f"the tag {text[:60]!r} appears twice")
            kept[text] = None
        return list(kept)

    def compare(self, number: str, expected: str, derived: Mapping[str, str]) -> None:
        state = derived.get("state")
        if state is not None and state != expected:
            self.warnings.append(
                f"erdos:{number}: the derived status says {state!r}, but its sources give {expected!r}"
            )

    def later(self, number: str, days: Mapping[str, str | None]) -> None:
        for name, day in days.items():
            if day is not None and day > self.as_of:
                self.warnings.append(f"erdos:{number}: {name} was updated on {day}, after the as-of day {self.as_of}")


def _kind(node: Node) -> str:
    names = {dict: "a mapping", list: "a list", type(None): "nothing", bool: "true or false", str: "an empty string"}
    return names.get(type(node.value), "a number without quotes")


def _near(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word[:80], list(words), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
