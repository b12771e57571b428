"""Strict reading, one canonical spelling, one hash."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.canonical import MAX_DEPTH, canonical, digest, read_json
from problems.errors import InputError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_canonical_form_is_a_fixed_point(value: object) -> None:
    text = canonical(value)
    assert read_json(text) == value
    assert canonical(read_json(text)) == text


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_key_order_does_not_matter(value: dict[str, int]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


def test_large_integers_become_decimal_strings() -> None:
    assert canonical([2**53 - 1, 2**53]) == b'[9007199254740991,"9007199254740992"]'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"a":1,"a":2}', "twice"),
        ("1.5", "floating"),
        ("1e400", "floating"),
        ("NaN", "not a JSON value"),
        ("-Infinity", "not a JSON value"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 50 + "1" + "}" * 50, "nested"),
        ("9" * 5000, "digits"),
        (r'"\ud800"', "surrogate"),
        (r'{"\udfff":1}', "surrogate"),
        ("", "not JSON"),
        ("{'a':1}", "not JSON"),
        ("[1,]", "not JSON"),
        ("1 2", "not JSON"),
        (b"\xff", "UTF-8"),
    ],
)
def test_disputed_json_is_refused_in_one_line(text: str | bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read_json(text)
    assert "\n" not in str(caught.value)


def test_brackets_inside_strings_do_not_count_as_nesting() -> None:
    value = {"text": "[" * 1000 + '\\"' + "{" * 1000}
    assert read_json(json.dumps(value)) == value


@given(st.text())
def test_reading_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(InputError):
        read_json(text)
