"""Changes of an export that mean nothing: whatever was proved before is proved after."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from tests.verification.lean.lines import Lines

__all__ = ["HARMLESS", "changed"]

Json = Any
Items = list[Json]
HARMLESS: dict[str, Callable[[bytes, random.Random], bytes]] = {}
TERMS = {"fn", "arg", "type", "value", "body", "struct", "expr", "rhs"}
NAMES = {"name", "typeName", "induct", "ctor", "pre", "param", "all", "levelParams"}
LEVELS = {"succ", "max", "imax", "sort", "us"}


def harmless(function: Callable[[bytes, random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """Enter a function under its name."""
    HARMLESS[function.__name__] = function
    return function


def changed(data: bytes, name: str, source: random.Random) -> bytes:
    """The export in another form."""
    made = HARMLESS[name](data, source)
    assert made != data
    return made


def load(data: bytes) -> Items:
    return [json.loads(line) for line in data.splitlines()]


def dump(items: Items) -> bytes:
    return b"".join(json.dumps(item, separators=(",", ":"), sort_keys=True).encode() + b"\n" for item in items)


def kind_of(key: str, value: Json) -> str | None:
    """Which table the numbers under a key point into."""
    if key in TERMS and not isinstance(value, dict):
        return "ie"
    if key in NAMES or (key == "ctors" and all(isinstance(each, int) for each in value)):
        return "in"
    return "il" if key in LEVELS else None


def uses(value: Json) -> set[tuple[str, int]]:
    """The numbers that a line points to."""
    found: set[tuple[str, int]] = set()
    if isinstance(value, list):
        return found.union(*map(uses, value))
    for key, part in value.items() if isinstance(value, dict) else ():
        if table := kind_of(key, part):
            found |= {(table, each) for each in (part if isinstance(part, list) else [part])}
        elif key not in ("meta", "data"):
            found |= uses(part)
    return found


def renumbered(value: Json, new: dict[tuple[str, int], int]) -> Json:
    """The line with other numbers."""
    if isinstance(value, list):
        return [renumbered(each, new) for each in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, part in value.items():
        if table := kind_of(key, part):
            made[key] = [new[table, each] for each in part] if isinstance(part, list) else new[table, part]
        elif key in ("in", "il", "ie"):
            made[key] = new[key, part]
        else:
            made[key] = part if key in ("meta", "data") else renumbered(part, new)
    return made


@harmless
def another_order(data: bytes, source: random.Random) -> bytes:
    """Any order in which each line stands after those it points to, numbered anew."""
    first, *items = load(data)
    done, ordered = {("in", 0), ("il", 0)}, []
    while items:
        free = [item for item in items if uses(item) <= done]
        for item in source.sample(free, max(1, len(free) // 2)):
            items.remove(item)
            ordered.append(item)
            done |= {(key, item[key]) for key in ("in", "il", "ie") if key in item}
    count, new = {"in": 1, "il": 1, "ie": 0}, {("in", 0): 0, ("il", 0): 0}
    for item in ordered:
        for key in count.keys() & item.keys():
            new[key, item[key]] = count[key]
            count[key] += 1
    return dump([first, *(renumbered(item, new) for item in ordered)])


@harmless
def other_binders(data: bytes, source: random.Random) -> bytes:
    items = load(data)
    names = [0] + [item["in"] for item in items if "in" in item]
    known = 1
    for item in items:
        known += "in" in item
        for kind in item.keys() & {"lam", "forallE", "letE"}:
            item[kind]["name"] = source.choice(names[:known])
            if kind != "letE":
                item[kind]["binderInfo"] = source.choice(("default", "implicit", "strictImplicit", "instImplicit"))
    return dump(items)


@harmless
def constants_of_its_own(data: bytes, source: random.Random) -> bytes:
    to = Lines(data)
    for place in range(source.randrange(1, 4)):
        name = source.choice((("Small.goal",), ("Other", "goal"), ("\u039dat",), ("My", 7), ("Small", "goal", "extra")))
        head = to.head((*name, place), to.sort(2))
        if source.random() < 0.5:
            to.items.append({"axiom": {**head, "isUnsafe": source.random() < 0.5}})
        else:
            to.definition((*name, place), head["type"], to.sort(1), safety=source.choice(("safe", "unsafe")))
    return to.bytes()


@harmless
def notes_and_repetitions(data: bytes, source: random.Random) -> bytes:
    """Every term written once more under another number, or with notes around it, and used from there."""
    made: Items = []
    new: dict[tuple[str, int], int] = {}
    count = 0
    for item in load(data):
        if "ie" not in item:
            made.append(renumbered(item, _Same(new)))
            continue
        old = item["ie"]
        term = renumbered({key: value for key, value in item.items() if key != "ie"}, _Same(new))
        made.append({**term, "ie": count})
        if source.random() < 0.5:
            count += 1
            note = {"mdata": {"expr": count - 1, "data": {"k": [True, {}, 1]}}}
            made.append({**(note if source.random() < 0.5 else term), "ie": count})
        new["ie", old] = count
        count += 1
    return dump(made)


class _Same(dict[tuple[str, int], int]):
    """Numbers that are not renamed stay."""

    def __missing__(self, key: tuple[str, int]) -> int:
        return key[1]


@harmless
def another_spelling(data: bytes, source: random.Random) -> bytes:
    """Other order of keys and blanks between them: still the same JSON."""
    lines = []
    for item in load(data):
        keys = list(item)
        source.shuffle(keys)
        text = json.dumps({key: item[key] for key in keys}, sort_keys=False, ensure_ascii=source.random() < 0.5)
        lines.append(text.encode() + source.choice((b"\n", b" \n", b"\r\n")))
    return b"".join(lines)


@harmless
def the_older_format(data: bytes, source: random.Random) -> bytes:
    items = load(data)
    items[0]["meta"]["format"]["version"] = "3.0.0"
    parts = {"types": "inductiveVals", "ctors": "constructorVals", "recs": "recursorVals"}
    for item in items:
        if "inductive" in item:
            item["inductive"] = {parts[key]: value for key, value in item["inductive"].items()}
        for kind in item.keys() & {"axiom", "def", "thm", "opaque", "quot"}:
            item[kind] = [item[kind]]
    return dump(items)


@harmless
def other_names_of_parameters(data: bytes, source: random.Random) -> bytes:
    return data.replace(b'"str":"u"', b'"str":"v_1"')
