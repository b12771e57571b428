"""How the lines of an export are read on their way to the kernel: exactly, or not at all.

A blank kernel, whose objects are all one number, stands in for Lean's: what is tested is what comes before it.
"""

from __future__ import annotations

import io
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.lean.replayer.declarations import Declarations
from verification.lean.replayer.objects import Declined, Kernel, Malformed, Rejected

START = b'{"meta":{"format":{"version":"3.1.0"}}}\n'


class Blank:
    """Every function makes the same object."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: 2

    def text(self, value: str) -> int:
        return 2 + 0 * len(value.encode())


def read(data: bytes) -> Declarations:
    reader = Declarations(cast(Kernel, Blank()))
    reader.read(io.BytesIO(data))
    return reader


GARBAGE = [
    b"",
    b"\n",
    b"{}\n",
    b"[]\n",
    b'{"meta":{}}\n',
    b'{"meta":{"format":{"version":"2.0.0"}}}\n',
    b'{"in":1,"str":{"pre":0,"str":"x"}}\n',
    b"\xff\xfe\n",
    b'\xef\xbb\xbf{"meta":{"format":{"version":"3.1.0"}}}\n',
    b"[" * 100_000,
    b'{"meta":' * 5000,
]
LINES = [
    b'{"in":1,"str":{"pre":0,"str":"\\ud800"}}',
    b'{"in":1,"str":{"pre":0,"str":"a","str":"b"}}',
    b'{"in":1,"in":1,"str":{"pre":0,"str":"a"}}',
    b'{"in":1,"str":{"pre":0,"str":"a"},"num":{"pre":0,"i":1}}',
    b'{"in":true,"str":{"pre":0,"str":"a"}}',
    b'{"in":1.0,"str":{"pre":0,"str":"a"}}',
    b'{"in":1,"num":{"pre":0,"i":-1}}',
    b'{"in":1,"num":{"pre":0,"i":' + b"9" * 5000 + b"}}",
    b'{"in":1,"str":{"pre":-1,"str":"a"}}',
    b'{"il":1,"succ":NaN}',
    b'{"il":1,"max":[0]}',
    b'{"il":1,"mvar":0}',
    b'{"ie":0,"fvar":0}',
    b'{"ie":0,"bvar":1e3}',
    b'{"ie":0,"sort":0,"x":0}',
    b'{"ie":0,"natVal":5}',
    b'{"meta":{"format":{"version":"3.1.0"}}}',
    b'{"deff":{}}',
    b'{"quot":[]}\x00',
]


@pytest.mark.parametrize("data", GARBAGE)
def test_garbage_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read(data)


@pytest.mark.parametrize("line", LINES)
def test_a_malformed_line_is_malformed(line: bytes) -> None:
    with pytest.raises(Malformed):
        read(START + line + b"\n")


GOOD = [
    b'{"in":1,"str":{"pre":0,"str":"x"}}',
    b'{"num":{"i":3,"pre":1},"in":2}',
    b'{"il":1,"succ":0}',
    b'{"il":2,"imax":[0,1]}',
    b'{"ie":0,"sort":1}',
    b'{"ie":1,"bvar":0}',
    b'{"ie":2,"app":{"fn":0,"arg":1}}',
    b'{"ie":3,"mdata":{"expr":2,"data":{"k":[1,{}]}}}',
    b'{"ie":4,"letE":{"name":0,"type":0,"value":1,"body":3,"nondep":true}}',
    b'{"ie":5,"const":{"name":2,"us":[1,2]}}',
    b'{"ie":6,"proj":{"typeName":2,"idx":0,"struct":5}}',
    b'{"axiom":{"name":2,"levelParams":[1],"type":6,"isUnsafe":false}}',
    b'{"thm":[{"name":1,"levelParams":[],"type":0,"value":6,"all":[1]}]}',
]
"""Lines of format 3.1, and the last as in 3.0."""


def test_good_lines_are_read() -> None:
    reader = read(START + b"\n".join(GOOD) + b"\n")
    assert (reader.line, reader.constants, reader.current) == (14, 2, ["x"])
    assert reader.axioms == [["x", 3]]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 8) | st.integers() | st.text(max_size=3) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.integers(0, len(GOOD) - 1), st.data())
def test_one_altered_value_is_read_or_malformed(place: int, data: st.DataObject) -> None:
    """Whatever stands in a line: no other exception comes out, so the program always answers."""
    item = json.loads(GOOD[place])
    key = data.draw(st.sampled_from(sorted(item)))
    inner = item[key][0] if isinstance(item[key], list) and isinstance(item[key][0], dict) else item[key]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(values)
    else:
        item[key] = data.draw(values)
    lines = [*GOOD[:place], json.dumps(item).encode(), *GOOD[place + 1 :]]
    try:
        read(START + b"\n".join(lines))
    except (Malformed, Rejected, Declined):
        return


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read(data)
