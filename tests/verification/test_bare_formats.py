"""Witnesses in other programs' formats: what they say is read, and hostile files are refused in one line."""

from __future__ import annotations

import shutil
import subprocess
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError, WorkbenchError
from problems.family import BUILTIN, get_family
from verification.bare_formats import FORMATS, bare_candidates, parse_parameter, stated_claim
from verification.bare_graphs import sparse6_edges
from verification.encode import encode

PENTAGON = "0110011010"
FIVE = [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12]]


def read(text: str | bytes, family: str, /, form: str = "", **params: Any) -> Any:
    data = text.encode() if isinstance(text, str) else text
    ((_, found),) = bare_candidates(data, stated_claim(family, params), form=form)
    assert not isinstance(found, str), found
    return found.payload.model_dump()["witness"]


def refusal(text: str | bytes, family: str, /, form: str = "", **params: Any) -> str:
    data = text.encode() if isinstance(text, str) else text
    try:
        ((_, found),) = bare_candidates(data, stated_claim(family, params), form=form)
    except InputError as error:
        found = str(error)
    assert isinstance(found, str)
    assert found
    assert "\n" not in found
    return found


@pytest.mark.parametrize(
    ("text", "family", "params", "witness"),
    [
        ("1 2 5 7\n", "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        ("# a ruler\n1, 2,\n5, 7", "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        ("{1, 2, 5, 7}", "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        ("[1, 2, 5, 7]", "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        ('{"set": [1, 2, 5, 7]}', "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        ("7 5 2 1", "sidon_golomb", {"N": 7, "k": 4}, {"set": [7, 5, 2, 1]}),
        ("00110011", "vdw_coloring", {"lengths": [3, 3], "n": 8}, {"coloring": "00110011"}),
        ("0011\n0011\n", "vdw_coloring", {"lengths": [3, 3], "n": 8}, {"coloring": "00110011"}),
        ("0 0 1 1 0 0 1 1", "vdw_coloring", {"lengths": [3, 3], "n": 8}, {"coloring": "00110011"}),
        ("0110", "schur_coloring", {"k": 2, "n": 4}, {"coloring": [0, 1, 1, 0]}),
        ("0\n1\n1\n0\n", "schur_coloring", {"k": 2, "n": 4}, {"coloring": [0, 1, 1, 0]}),
        ("+--+-++--+-", "discrepancy_sequence", {"C": 1, "n": 11}, {"s": "+--+-++--+-"}),
        ("1 -1 -1", "discrepancy_sequence", {"C": 1, "n": 3}, {"s": "+--"}),
        (
            "0 2\n0 3\n1 4\n5 6\n7 12",
            "covering_system",
            {"m": 2},
            {"classes": [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12]]},
        ),
        ("Dhc", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
        (">>graph6<<Dhc", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
        ("0 1\n1 2\n2 3\n3 4\n4 0", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
        ("1 2\n2 3\n3 4\n4 5\n5 1", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
        ("0 1 2\n0 2 1\n1 2 0", "ramsey_coloring", {"n": 3, "ks": [3, 3, 3]}, {"matrix": "210"}),
        (PENTAGON, "ramsey_coloring", {"n": 5, "ks": [3, 3]}, {"matrix": PENTAGON}),
        ("2 3 6", "egyptian_fraction_set", {"subtype": "gap", "g": 3}, {"D": [2, 3, 6]}),
        ("2 4 20", "erdos_straus_decomposition", {"a": 4, "n": 5}, {"xyz": [2, 4, 20]}),
    ],
)
def test_each_format_is_recognised(
    text: str, family: str, params: dict[str, Any], witness: dict[str, Any] | None
) -> None:
    if witness is None:
        assert "JSON" in refusal(text, family, **params)
        return
    found = read(text, family, **params)
    assert {key: value for key, value in found.items() if value is not None} == witness


def test_many_graphs_are_many_candidates_and_one_fault_spoils_no_other() -> None:
    claim = stated_claim("ramsey_coloring", {"n": 5, "ks": [3, 3]})
    found = list(bare_candidates(b"Dhc\n\nC~\nD??\n:DaG_\n", claim))
    assert [number for number, _ in found] == [1, 3, 4, 5]
    assert [isinstance(item, str) for _, item in found] == [False, True, False, False]


@given(st.integers(2, 17), st.data())
@settings(max_examples=60, deadline=None)
def test_sparse6_of_nauty_is_read(order: int, data: st.DataObject) -> None:
    if not shutil.which("nauty-copyg"):
        pytest.skip("nauty is not here: apt-get install nauty")
    edges = data.draw(st.sets(st.sampled_from(list(combinations(range(order), 2)))))
    bits = "".join(str(int((i, j) in edges)) for j in range(order) for i in range(j))
    bits += "0" * (-len(bits) % 6)
    graph6 = chr(63 + order) + "".join(chr(63 + int(bits[at : at + 6], 2)) for at in range(0, len(bits), 6))
    answer = subprocess.run(["nauty-copyg", "-qs"], input=graph6 + "\n", capture_output=True, text=True, check=True)
    assert {tuple(sorted(edge)) for edge in sparse6_edges(answer.stdout.strip(), order)} == edges


@pytest.mark.parametrize(
    ("family", "params"),
    [
        ("sidon_golomb", {"N": 7, "k": 4}),
        ("vdw_coloring", {"lengths": [3, 3], "n": 8}),
        ("ramsey_coloring", {"n": 5, "ks": [3, 3]}),
        ("schur_coloring", {"k": 3, "n": 13}),
    ],
)
def test_assignments_of_a_solver_on_our_formula_are_read(family: str, params: dict[str, Any]) -> None:
    solvers = pytest.importorskip("pysat.solvers")
    pytest.importorskip("cpmpy")
    claim = stated_claim(family, params)
    encoding = encode(claim)
    with solvers.Cadical153(bootstrap_with=[list(clause) for clause in encoding.clauses]) as solver:
        assert solver.solve()
        model = solver.get_model()
    text = f"c a solver\ns SATISFIABLE\nv {' '.join(map(str, model[:3]))}\nv {' '.join(map(str, model[3:]))} 0\n"
    witness = get_family(family).parse_witness({k: v for k, v in read(text, family, **params).items() if v is not None})
    assert get_family(family).check(get_family(family).parse_params(claim.params), witness).holds
    assert "no value to variable" in refusal("s SATISFIABLE\nv 1 0", family, **params)
    assert "both true and false" in refusal("v 1 -1 0", family, **params)
    assert "UNSATISFIABLE" in refusal("s UNSATISFIABLE\n", family, **params)


@pytest.mark.parametrize(
    ("text", "family", "params", "what"),
    [
        ("", "sidon_golomb", {"N": 7, "k": 4}, "holds no witness"),
        (b"\xff\xfe", "sidon_golomb", {"N": 7, "k": 4}, "not UTF-8"),
        (b"1 2\x003", "sidon_golomb", {"N": 7, "k": 4}, "zero byte"),
        (b"%PDF-1.7", "sidon_golomb", {"N": 7, "k": 4}, "part of no format"),
        ("1 2 x", "sidon_golomb", {"N": 7, "k": 4}, "'x' is part of no format"),
        ("1 2 --3", "sidon_golomb", {"N": 7, "k": 4}, "stands alone"),
        ("9" * 5000, "sidon_golomb", {"N": 7, "k": 4}, "more than 4000 digits"),
        (b"1 " * 9_000_000, "sidon_golomb", {"N": 7, "k": 4}, "at most"),
        (b"1 " * 1_000_001, "sidon_golomb", {"N": 7, "k": 4}, "more than 1000000 numbers"),
        ("[" * 100, "sidon_golomb", {"N": 7, "k": 4}, "integers"),
        ("Dhc", "sidon_golomb", {"N": 7, "k": 4}, "cannot be read from graph6"),
        ("Dhc", "unit_distance_graph", {"points": 5, "e": 5}, "cannot be read from graph6: it is read from json"),
        ("Dhc", "ramsey_coloring", {"n": 5, "ks": [3, 3, 3]}, "two colours"),
        ("0 1", "ramsey_coloring", {"n": 5, "ks": [3, 3, 3]}, "two colours"),
        ("0 1\n0 1", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, "line 2: 0 1 is listed twice"),
        ("0 0", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, "is a loop"),
        ("0 5", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, "outside 0..4"),
        ("0 1 2\n3", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, "line 2"),
        ("0 1 0", "ramsey_coloring", {"n": 3, "ks": [3, 3, 3]}, "the pair 0 2 has no colour"),
        ('{"claim": {}, "payload": {}}', "sidon_golomb", {"N": 7, "k": 4}, "leave out --family"),
        (":~~~", "ramsey_coloring", {"n": 5, "ks": [3, 3]}, "sparse6"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    text: str | bytes, family: str, params: dict[str, Any], what: str
) -> None:
    assert what in refusal(text, family, **params)


def test_graphs_that_are_too_large_are_refused_before_they_are_made() -> None:
    claim = stated_claim("ramsey_coloring", {"n": 10**9, "ks": [3, 3]})
    with pytest.raises(WorkbenchError, match="up to"):
        list(bare_candidates(b"0 1\n", claim))


def test_parameters_of_the_command_line() -> None:
    assert parse_parameter("N=12") == ("N", 12)
    assert parse_parameter("ks=[3, 5]") == ("ks", [3, 5])
    assert parse_parameter("weak=true") == ("weak", True)
    assert parse_parameter("target=1/2") == ("target", "1/2")
    assert parse_parameter("filter=odd") == ("filter", "odd")
    for wrong in ("N", "=3", ""):
        with pytest.raises(InputError, match="NAME=VALUE"):
            parse_parameter(wrong)
    with pytest.raises(InputError, match="exists or none"):
        stated_claim("sidon_golomb", {"N": 7, "k": 4}, "perhaps")
    with pytest.raises(InputError, match="did you mean sidon_golomb"):
        stated_claim("sidon_golom", {})
    with pytest.raises(InputError, match="goal exists"):
        list(bare_candidates(b"1", stated_claim("sidon_golomb", {"N": 7, "k": 4}, "none")))


@given(st.sampled_from(BUILTIN), st.one_of(st.binary(max_size=60), st.text(max_size=40).map(str.encode)), st.data())
@settings(max_examples=300, deadline=None)
def test_no_file_does_more_than_be_refused(name: str, data: bytes, draw: st.DataObject) -> None:
    params, _ = get_family(name).examples()[0]
    form = draw.draw(st.sampled_from(("", *FORMATS)))
    try:
        for _, found in bare_candidates(data, stated_claim(name, dict(params)), form=form):
            assert isinstance(found, str) or found.claim.family == name
    except WorkbenchError as error:
        message = str(error)
    else:
        return
    assert message.count("\n") == 0
