"""From compiled files to an export: complete, in order, the same each time; and no bytes lead the reader astray."""

from __future__ import annotations

import json
import os
import random
import re
import struct
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.errors import InputError
from tests.verification.lean.lines import ZOO, declared, oleans, roots, zoo
from tests.verification.lean_material import needs_kernel
from verification.lean import kernel, olean
from verification.lean.exporter import export
from verification.lean.olean import HEADER, OleanError, Region
from verification.lean.olean_module import Module, Names
from verification.lean.olean_terms import digits

pytestmark = needs_kernel

ALTERED = int(os.environ.get("WORKBENCH_TEST_ALTERED_OLEANS", "150"))
"""Compiled files with altered bytes that are read."""

Exporter = Callable[..., bytes]


@pytest.fixture
def exporter(tmp_path: Path) -> Exporter:
    """Exports roots from modules given as bytes."""

    def run(modules: list[bytes], roots: list[tuple[str | int, ...]]) -> bytes:
        paths = [tmp_path / f"M{place}.olean" for place in range(len(modules))]
        for path, data in zip(paths, modules, strict=True):
            path.write_bytes(data)
        return export(paths, roots)

    return run


def core_and_zoo() -> list[bytes]:
    return [data for _, data in oleans()]


def items(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.splitlines()]


def constants(data: bytes) -> Iterator[tuple[str, Any]]:
    """Kind and record of every constant, in order."""
    for item in items(data):
        for key, value in item.items():
            if key == "inductive":
                for kind in ("types", "ctors", "recs"):
                    yield from ((kind, record) for record in value[kind])
            elif key in ("axiom", "def", "thm", "opaque", "quot"):
                yield key, value


def spelled(data: bytes) -> dict[int, tuple[str | int, ...]]:
    found: dict[int, tuple[str | int, ...]] = {0: ()}
    for item in items(data):
        for kind, part in (("str", "str"), ("num", "i")):
            if "in" in item and kind in item:
                found[item["in"]] = (*found[item[kind]["pre"]], item[kind][part])
    return found


def references(value: Any, seen: dict[str, int]) -> None:
    """Every index in a line points to an earlier line, whatever its kind."""
    kinds = {
        "pre": "in", "param": "in", "name": "in", "typeName": "in", "levelParams": "in", "all": "in", "ctors": "in",
        "induct": "in", "ctor": "in", "succ": "il", "max": "il", "imax": "il", "sort": "il", "us": "il",
        "type": "ie", "value": "ie", "body": "ie", "fn": "ie", "arg": "ie", "struct": "ie", "rhs": "ie",
    }  # fmt: skip
    for key, part in value.items():
        parts = part if isinstance(part, list) else [part]
        for each in parts:
            if isinstance(each, dict):
                references(each, seen)
            elif key in kinds and isinstance(each, int):
                assert 0 <= each < seen[kinds[key]], (value, seen)


def test_everything_is_declared_before_it_is_used_and_numbers_count_up() -> None:
    seen = {"in": 1, "il": 1, "ie": 0}
    first, *rest = items(zoo())
    assert first["meta"]["format"] == {"version": "3.1.0"}
    assert first["meta"]["lean"]["version"] == kernel.version().split()[1]
    mentioned, names, here = set(), spelled(zoo()), set()
    for item in rest:
        references(item, seen)
        for index in seen.keys() & item.keys():
            assert item[index] == seen[index]
            seen[index] += 1
        if "const" in item:
            mentioned.add(item["const"]["name"])
    for _, record in constants(zoo()):
        here.add(record["name"])
    assert mentioned <= here
    assert {("Zoo", "Twice", "rec_2"), ("Zoo", "swap_swap"), ("Nat", "rec"), ("Zoo", "secret")} <= {
        names[number] for number in here
    }
    assert len(here) == sum(1 for _ in constants(zoo()))


def test_lines_are_canonical_json() -> None:
    for line in zoo().decode().splitlines():
        assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert len(set(zoo().splitlines())) == len(zoo().splitlines())


def test_the_same_files_and_roots_give_the_same_bytes(exporter: Exporter) -> None:
    assert exporter(core_and_zoo(), roots()) == zoo()


def test_only_what_the_roots_rest_on_is_exported(exporter: Exporter) -> None:
    data = exporter(core_and_zoo(), [("Zoo", "not_false")])
    names = spelled(data)
    found = {names[record["name"]] for _, record in constants(data)}
    assert found == {("Zoo", "not_false"), ("False",), ("False", "rec"), ("Not",)}


def test_what_was_written_is_what_is_exported() -> None:
    """Facts of the source, read off the lines."""
    names = spelled(zoo())
    found = {names[record["name"]]: (kind, record) for kind, record in constants(zoo())}
    text = ZOO.read_text("utf-8")
    for name in ("swap_swap", "bound_two", "proof_irrelevance"):
        assert f"theorem {name} " in text
        assert found["Zoo", name][0] == "thm"
    assert found["Zoo", "secret"][0] == "opaque"
    twice = found["Zoo", "Twice"][1]
    assert (twice["numNested"], twice["isRec"], twice["numParams"], twice["isReflexive"]) == (2, True, 1, False)
    assert found["Zoo", "Wide"][1]["isReflexive"] is True
    assert [names[each] for each in found["Zoo", "Odd"][1]["all"]] == [("Zoo", "Even"), ("Zoo", "Odd")]
    assert [names[each] for each in found["Zoo", "swap"][1]["levelParams"]] == [("u",), ("v",)]
    assert found["Eq", "rec"][1]["k"] is True
    literals = {item["natVal"] for item in items(zoo()) if "natVal" in item}
    assert {"340282366920938463463374607431768211456", "18446744073709551616", "16"} <= literals


def test_what_is_missing_twice_there_or_of_another_lean_is_named(exporter: Exporter, tmp_path: Path) -> None:
    with pytest.raises(OleanError, match=r"\('Zoo', 'absent'\) is not declared"):
        exporter(core_and_zoo(), [("Zoo", "absent")])
    with pytest.raises(OleanError, match=r"\('\w+', ?.*\) is not declared"):
        exporter(core_and_zoo()[1:], [("Zoo", "bound_two")])
    with pytest.raises(OleanError, match=r"M0.olean and M2.olean both declare"):
        exporter([*core_and_zoo(), core_and_zoo()[0]], [("True",)])
    with pytest.raises(InputError, match="No such file"):
        export([tmp_path / "none.olean"], [("True",)])
    other = bytearray(core_and_zoo()[1])
    other[7:13] = b"4.36.0"
    with pytest.raises(OleanError, match="different versions of Lean"):
        exporter([core_and_zoo()[0], bytes(other)], [("True",)])


def test_the_objects_of_a_file_are_found_by_one_pass() -> None:
    data = core_and_zoo()[1]
    region = Region(data, "zoo")
    assert region.version == kernel.version().split()[1]
    assert len(region.commit) == 40
    text = ZOO.read_text("utf-8")
    assert set(re.findall(r"^(?:theorem|def) (\w+)", text, re.MULTILINE)) <= {name[-1] for name in declared(data)}


def test_numbers_of_any_length_are_exported(exporter: Exporter, tmp_path: Path) -> None:
    number = 7**9000
    text = f"prelude\nimport Core\nnoncomputable def huge : Nat := {Decimal(number):f}\n"
    (tmp_path / "Huge.lean").write_text(text)
    arguments = ["-o", "Huge.olean", "Huge.lean"]
    assert not kernel.run(arguments, tmp_path, path=[kernel.compiled_library()], seconds=60, memory_mb=4096).errors
    data = exporter([core_and_zoo()[0], (tmp_path / "Huge.olean").read_bytes()], [("huge",)])
    assert [Decimal(item["natVal"]) for item in items(data) if "natVal" in item] == [Decimal(number)]


def test_a_file_whose_reading_would_not_end_is_refused(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(olean, "MOST_STEPS", 5000)
    with pytest.raises(OleanError, match="more than 5000 steps"):
        exporter(core_and_zoo(), roots())


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(OleanError, match="not a file of at most"):
        export([Path("/dev/zero")], [("True",)])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OleanError, match="not a file of at most"):
        export([tmp_path / "pipe"], [("True",)])
    with pytest.raises(InputError, match="Is a directory"):
        export([tmp_path], [("True",)])


WRONG_HEADERS = [
    (0, b"O", "not a compiled Lean file"),
    (5, b"\x01", "not a compiled Lean file"),
    (6, b"\x00", "big numbers are kept in an unknown way"),
    (HEADER, b"\x03", "root is not an object|not that of an earlier object"),
    (80, b"\xff", "not that of an earlier object"),
]


@pytest.mark.parametrize(("offset", "new", "what"), WRONG_HEADERS)
def test_a_wrong_header_is_named(offset: int, new: bytes, what: str) -> None:
    data = bytearray(core_and_zoo()[1])
    data[offset : offset + len(new)] = new
    with pytest.raises(OleanError, match=what):
        Module(bytes(data), "zoo", Names())


def test_an_address_to_a_later_object_or_into_one_is_refused() -> None:
    data = core_and_zoo()[1]
    base = struct.unpack_from("<Q", data, 80)[0]
    region = Region(data, "zoo")
    array = region.constructor(region.root, 0, 5, 1)[2]
    assert isinstance(array, int)
    for address in (base + region.root, base + array, base + HEADER + 4, base - 8, base + len(data), 0, 1 << 63):
        altered = bytearray(data)
        struct.pack_into("<Q", altered, array + 24, address)
        with pytest.raises(OleanError):
            Module(bytes(altered), "zoo", Names())


def altered(data: bytes, source: random.Random) -> bytes:
    """A few bytes, words or addresses changed, or the end cut off."""
    out = bytearray(data)
    base = struct.unpack_from("<Q", data, 80)[0]
    words = range(HEADER, len(data) - 8, 8)
    for _ in range(source.choice((1, 1, 3, 20))):
        place = source.choice(words)
        match source.randrange(6):
            case 0:
                out[source.randrange(HEADER, len(out))] ^= 1 << source.randrange(8)
            case 1:
                struct.pack_into("<Q", out, place, base + source.choice(words))
            case 2:
                struct.pack_into("<Q", out, place, source.choice((0, 1, 3, 5, (1 << 64) - 1, 1 << 63, base)))
            case 3:
                out[place : place + 8] = out[(other := source.choice(words)) : other + 8]
            case 4:
                out[place + 4 : place + 8] = source.randbytes(4)
            case _:
                addresses = [each for each in words[:400] if data[each + 4 : each + 6] == data[84:86]]
                struct.pack_into("<Q", out, place, struct.unpack_from("<Q", data, source.choice(addresses or words))[0])
    return bytes(out[: source.choice((len(out), len(out), len(out), source.randrange(len(out))))])


def test_altered_files_are_refused_or_read_to_the_end(exporter: Exporter) -> None:
    core, whole = core_and_zoo()
    refused = 0
    for seed in range(ALTERED):
        started = time.monotonic()
        try:
            made = exporter([core, altered(whole, random.Random(seed))], roots())
        except OleanError:
            refused += 1
        else:
            seen = {"in": 1, "il": 1, "ie": 0}
            for item in items(made)[1:]:
                references(item, seen)
                for index in seen.keys() & item.keys():
                    seen[index] += 1
        assert time.monotonic() - started < 20
    assert refused > ALTERED // 10


@given(st.integers(0, 1 << 30_000))
def test_digits_are_those_of_the_number(number: int) -> None:
    assert Decimal(digits(number)) == Decimal(number)
    assert digits(number) == "0" or digits(number)[0] != "0"


@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_are_refused(tail: bytes, head: bool) -> None:
    start = b"olean\x02\x01" + bytes(73) + struct.pack("<Q", 0) if head else b""
    with pytest.raises(OleanError):
        Module(start + tail, "x", Names())
