"""Reading exports: exactly as they are written, or not at all, whatever the bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.lean.harmless import changed, dump, load
from tests.verification.lean.lines import Lines, roots, zoo
from tests.verification.lean.mutations import shapes
from tests.verification.lean.test_replay_lines import GARBAGE, GOOD, LINES, START
from tests.verification.lean.worlds import as_lean_writes, challenge, library, solution
from tests.verification.lean_material import needs_kernel
from verification.lean import ndjson, ndjson_declarations, ndjson_terms
from verification.lean.environment import FORALL, HAVE, LAM, Constant, Environment, spell
from verification.lean.ndjson import ExportError, ExportLimitError, read
from verification.lean.spelling import show, show_level

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "lean" / "Nat.add_succ.ndjson"
"""An export that another program wrote."""


def tables(environment: Environment) -> tuple[Any, ...]:
    return tuple(getattr(environment, name) for name in Environment.__slots__)


def test_every_kind_of_line_is_read() -> None:
    made = read(START + b"\n".join(GOOD) + b"\n")
    assert made.names == [(), ("x",), ("x", 3)]
    assert [show_level(made, level) for level in range(3)] == ["0", "(succ 0)", "(imax 0 (succ 0))"]
    assert [show(made, term) for term in (0, 2, 3, 6)] == [
        "Sort (succ 0)",
        "(Sort (succ 0) #0)",
        "(Sort (succ 0) #0)",
        "x.3.{(succ 0), (imax 0 (succ 0))}.[x.3 0]",
    ]
    assert (made.kinds[4], made.same[3], made.same[2]) == (HAVE, 2, 2)
    assert made.constants == {
        ("x", 3): Constant(("x", 3), "axiom", (("x",),), 6),
        ("x",): Constant(("x",), "thm", (), 0, value=6, all=(("x",),)),
    }


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample export is not beside the checkout")
def test_an_export_of_another_program_is_read() -> None:
    made = read(SAMPLE.read_bytes())
    assert (made.version, len(made), len(made.constants)) == ("4.27.0-rc1", 434, 32)
    recursor = made.constants["Nat", "rec"]
    assert [(rule.constructor, rule.fields) for rule in recursor.rules] == [(("Nat", "zero"), 0), (("Nat", "succ"), 1)]
    assert (recursor.fact("numMinors"), recursor.fact("k"), recursor.block[0]) == (2, 0, ("Nat",))
    assert show(made, made.constants["Nat", "add_succ"].type, 30) == "(∀ n : Nat, (∀ m : Nat, (((Eq.…"


@needs_kernel
def test_our_own_exports_are_read() -> None:
    made = read(zoo())
    assert set(made.constants) == set(roots())
    assert made.constants["Zoo", "Even"].block == made.constants["Zoo", "Odd", "rec"].block


@pytest.mark.parametrize("data", [*GARBAGE, *(START + line + b"\n" for line in LINES)])
def test_what_is_no_export_is_refused(data: bytes) -> None:
    with pytest.raises(ExportError, match=r"^export"):
        read(data)


MORE = [
    (b'{"in":1,"str":{"pre":0,"str":"a\\nb"}}', "control character"),
    (b'{"in":1,"str":{"pre":0,"str":"\\u0085"}}', "control character"),
    (b'{"ie":0,"natVal":"01"}', "natural"),
    (b'{"ie":0,"natVal":"-1"}', "natural"),
    (b'{"ie":0,"natVal":""}', "natural"),
    (b'{"ie":0,"strVal":"\\udc00"}', "UTF-8"),
    (b'{"ie":0,"bvar":1048575}', "from 0 to"),
    (b'{"ie":0,"sort":1}', "backwards"),
    (b'{"ie":1,"sort":0}', "expected"),
    (b'{"ie":00,"sort":0}', "JSON"),
    (b'{"il":1,"succ":true}', "backwards"),
    (b'{"ie":-0,"sort":0}', "no number"),
    (b'{"ie":0,"sort":-0}', "no number"),
    (b'{"il":1,"max":[0,0,0]}', "two levels"),
    (b'{"il":0,"succ":0}', "expected"),
    (b'{"thm":[]}', "no constant"),
    (b'{"inductive":{"types":[],"ctors":[],"recs":[]}}', "without types"),
    (b'{"inductive":[]}', "keys"),
    (b'{"in":1,"il":1}', "no kind"),
    (b'{"app":{"arg":0,"fn":0},"ie":0}', "backwards"),
    (b'{"const":{"name":1,"us":[]},"ie":0}', "backwards"),
    (b'{"const":{"name":0,"us":[1]},"ie":0}', "backwards"),
    (b'{"ie":0,"lam":{"binderInfo":"default","body":0,"name":0,"type":0}}', "backwards"),
    (b'{"ie":0,"mdata":{"data":[],"expr":0}}', "notes"),
]


@pytest.mark.parametrize(("line", "reason"), MORE)
def test_the_fault_and_its_line_are_named(line: bytes, reason: str) -> None:
    with pytest.raises(ExportError, match=rf"line 2: .*{reason}") as caught:
        read(START + line + b"\n")
    assert caught.value.line == 2


def test_names_are_equal_by_their_components() -> None:
    lines = [("str", 0, "A"), ("str", 1, "b"), ("str", 0, "A.b"), ("str", 1, "3"), ("num", 1, 3), ("str", 0, "A"), ("str", 6, "b")]  # fmt: skip  # noqa: E501
    text = [
        json.dumps({"in": at + 1, kind: {"pre": pre, "str" if kind == "str" else "i": last}})
        for at, (kind, pre, last) in enumerate(lines)
    ]
    uses = [json.dumps({"const": {"name": name, "us": []}, "ie": name}) for name in range(8)]
    made = read(START + "\n".join(text + uses).encode())
    found = [made.constant_of(term) for term in range(1, 8)]
    assert found == [("A",), ("A", "b"), ("A.b",), ("A", "3"), ("A", 3), ("A",), ("A", "b")]
    assert list(made.same) == [0, 1, 2, 3, 4, 5, 1, 2]


def test_the_least_equal_term_is_that_of_an_independent_reading() -> None:
    for seed in range(5):
        data = changed(solution(), "notes_and_repetitions", random.Random(seed))
        made, shape = read(data), shapes(load(data))
        first: dict[int, int] = {}
        assert list(made.same) == [first.setdefault(shape[term], term) for term in range(len(made))]


def test_both_readers_read_the_same() -> None:
    """Lines in another order of keys go past the patterns."""
    lines = [json.dumps(json.loads(line), indent=None) for line in solution().splitlines()]
    assert tables(read("\n".join(lines).encode())) == tables(read(solution()))
    reversed_ = [json.dumps(dict(reversed(json.loads(line).items()))) for line in solution().splitlines()]
    assert tables(read("\n".join(reversed_).encode())) == tables(read(solution()))


@given(st.sampled_from(solution().splitlines()), st.data())
@settings(max_examples=300, deadline=None)
def test_both_readers_agree_on_altered_lines(line: bytes, data: st.DataObject) -> None:
    """A line that the patterns take is read as its JSON, one that they leave as well."""
    at = data.draw(st.integers(0, len(line)))
    new = data.draw(st.sampled_from([b"", b"0", b"1", b"9", b",", b"]", b" ", b'"', b"-", b"_", b"e", b"99999999999"]))
    changed_ = line[:at] + new + line[at + data.draw(st.integers(0, 2)) :]
    head, tail = solution().split(line + b"\n", 1)
    answers = [outcome(head + each + b"\n" + tail) for each in (changed_, changed_ + b" ")]
    assert answers[0] == answers[1]


def outcome(data: bytes) -> Any:
    try:
        return tables(read(data))
    except ExportError as error:
        return error.line


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    for start in (b"", START):
        if start + data != START:
            with pytest.raises(ExportError):
                read(start + data)


def flipped(data: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << source.randrange(8)]) + data[at + 1 :]


def swapped(data: bytes, source: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, two = source.randrange(len(lines)), source.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def cut(data: bytes, source: random.Random) -> bytes:
    one, two = sorted((source.randrange(len(data)), source.randrange(len(data))))
    return source.choice((data[:one] + data[two:], data[:two] + data[one:], data[one:two]))


@given(st.sampled_from([flipped, swapped, cut]), st.integers(0, 2**32), st.integers(1, 4))
@settings(max_examples=400, deadline=None)
def test_damage_never_crashes_the_reader(
    damage: Callable[[bytes, random.Random], bytes], seed: int, times: int
) -> None:
    source, data = random.Random(seed), solution()
    for _ in range(times):
        data = damage(data, source) or b"x"
    try:
        made = read(data)
    except ExportError:
        return
    assert len(made.same) == len(made.first) == len(made)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 8) | st.integers() | st.text(max_size=3) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(range(1, len(load(solution())))), st.data())
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_place_is_read_or_refused(place: int, data: st.DataObject) -> None:
    items = load(solution())
    here: Any = items[place]
    while True:
        key = data.draw(st.sampled_from(sorted(here))) if isinstance(here, dict) else 0
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):
            break
        here = here[key]
    here[key] = data.draw(values)
    try:
        made = read(dump(items))
    except ExportError:
        return
    assert len(made.constants) <= 40


CAPS = [
    (ndjson, "MOST_BYTES", 1000, "bytes"),
    (ndjson, "MOST_LINE_BYTES", 100, "bytes"),
    (ndjson_terms, "MOST_TERMS", 10, "terms"),
    (ndjson_terms, "MOST_NAMES", 10, "names"),
    (ndjson_terms, "MOST_NAME_PARTS", 10, "components"),
    (ndjson_terms, "MOST_COMPONENTS", 1, "components"),
    (ndjson_terms, "MOST_LEVELS", 1, "levels"),
    (ndjson_terms, "MOST_DIGITS", 1, "digits"),
    (ndjson_declarations, "MOST_CONSTANTS", 10, "constants"),
    (ndjson_declarations, "MOST_LISTED", 10, "lists"),
]


@pytest.mark.parametrize(("module", "cap", "most", "what"), CAPS)
def test_caps_are_kept(module: Any, cap: str, most: int, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read(challenge())
    monkeypatch.setattr(module, cap, most)
    with pytest.raises(ExportLimitError, match=what):
        read(challenge())


def test_a_number_of_many_digits_is_never_calculated_with() -> None:
    made = read(START + b'{"ie":0,"natVal":"' + b"7" * 5_000_000 + b'"}\n')
    assert len(made.literal_of(0)) == 5_000_000
    assert show(made, 0, 10) == "7777777777…"


def test_binders_keep_their_own_names_and_explicitness() -> None:
    """What the audit of hypotheses shows does not depend on an equal term elsewhere."""
    lines = [
        b'{"in":1,"str":{"pre":0,"str":"h"}}',
        b'{"ie":0,"sort":0}',
        b'{"forallE":{"binderInfo":"instImplicit","body":0,"name":0,"type":0},"ie":1}',
        b'{"forallE":{"binderInfo":"default","body":0,"name":1,"type":0},"ie":2}',
        b'{"ie":3,"lam":{"binderInfo":"implicit","body":0,"name":1,"type":0}}',
    ]
    made = read(START + b"\n".join(lines) + b"\n")
    assert list(made.same) == [0, 1, 1, 3]
    assert [made.kinds[term] for term in (1, 2, 3)] == [FORALL, FORALL, LAM]
    assert [(made.binders[term], made.names[made.third[term]]) for term in (1, 2, 3)] == [(3, ()), (0, ("h",)), (1, ("h",))]  # fmt: skip  # noqa: E501


names = st.lists(st.text(max_size=4) | st.sampled_from(["Nat", "a.b", "»", "\\u{a}", "3"]) | st.integers(0, 9), max_size=4)  # fmt: skip  # noqa: E501


@given(names, names)
@settings(max_examples=300)
def test_different_names_are_spelled_differently(one: list[str | int], two: list[str | int]) -> None:
    assert (spell(tuple(one)) == spell(tuple(two))) == (one == two)
    assert spell(tuple(one)).isprintable()


def test_format_three_alone() -> None:
    to = Lines()
    library(to)
    for version, right in {"3.0.0": True, "3.1": True, "3.2.7": True, "3": False, "2.0.0": False, "30.1.0": False}.items():  # fmt: skip  # noqa: E501
        to.items[0]["meta"]["format"]["version"] = version
        if right:
            assert len(read(as_lean_writes(to)).constants) == 32
        else:
            with pytest.raises(ExportError, match="version 3"):
                read(as_lean_writes(to))
