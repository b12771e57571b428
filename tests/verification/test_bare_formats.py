"""Witnesses in other programs' formats: what they say is read, and hostile files are refused in one line."""

from __future__ import annotations

import json
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
        ("1 2 --3", "sidon_golomb", {"N": 7, "k": 4}, "'--3' is no integer"),
        ("1 2 - 3", "sidon_golomb", {"N": 7, "k": 4}, "'-' stands alone"),
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


CLASSES_12 = list(range(11, -1, -1))
PAIRS = {"g": 2000, "k": 3, "m": 2}


@pytest.mark.parametrize(
    ("text", "family", "params", "witness"),
    [
        ("\n".join(map(str, CLASSES_12)), "schur_coloring", {"k": 12, "n": 12}, {"coloring": CLASSES_12}),
        ("10\n11\n", "schur_coloring", {"k": 12, "n": 2}, {"coloring": [10, 11]}),
        ("10\n11\n", "schur_coloring", {"k": 2, "n": 4}, {"coloring": [1, 0, 1, 1]}),
        ("011\n01\n", "schur_coloring", {"k": 2, "n": 5}, {"coloring": [0, 1, 1, 0, 1]}),
        ("{}\n0\n", "sunflower_free", {"g": 1, "k": 3, "m": 2}, {"sets": [[], [0]]}),
        ("[]\r\n(0, 1),\r\n", "sunflower_free", PAIRS, {"sets": [[], [0, 1]]}),
        ("\ufeff# pairs\n0 2\n\n0 3\n", "covering_system", {"m": 2}, {"classes": [[0, 2], [0, 3]]}),
        ("100,200\n300,400", "sunflower_free", PAIRS, {"sets": [[100, 200], [300, 400]]}),
        ("[100,200,300]", "sidon_golomb", {"N": 300, "k": 3}, {"set": [100, 200, 300]}),
        ("1, 2,\n5, 7,\n", "sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
    ],
)
def test_a_text_with_one_reading_is_read(text: str, family: str, params: dict[str, Any], witness: object) -> None:
    assert read(text, family, **params) == witness


@pytest.mark.parametrize(
    ("text", "family", "params", "what"),
    [
        ("10\n11\n10", "schur_coloring", {"k": 12, "n": 4}, "--format integers or --format digits"),
        ("11", "schur_coloring", {"k": 12, "n": 1}, "--format integers or --format digits"),
        ("0110 0110", "vdw_coloring", {"lengths": [3, 3], "n": 8}, "--format integers or --format digits"),
        ("0110\n1001", "vdw_coloring", {"lengths": [3, 3], "n": 4}, "--format integers or --format digits"),
        ("01,10,", "vdw_coloring", {"lengths": [3, 3], "n": 4}, "--format integers or --format digits"),
        ("1\n01", "ramsey_coloring", {"n": 3, "ks": [3, 3]}, "--format edges or --format digits"),
        ("011\n101\n110", "ramsey_coloring", {"n": 3, "ks": [3, 4]}, "--format edges or --format digits"),
        ("++-\n+-+", "discrepancy_sequence", {"C": 2, "n": 3}, "one witness a file"),
        ("0 1 1\n1 0 0", "schur_coloring", {"k": 2, "n": 3}, "one witness a file"),
        ("\n0\n", "sunflower_free", {"g": 1, "k": 3, "m": 2}, "line 1 is blank: write {}"),
        ("0\n\n", "sunflower_free", {"g": 1, "k": 3, "m": 2}, "line 2 is blank: write {}"),
        ("[]", "sunflower_free", {"g": 1, "k": 3, "m": 1}, "--format json or --format rows"),
        ("{0, 1}, {2}", "sunflower_free", {"g": 3, "k": 3, "m": 2}, "brackets inside a list"),
        ("0 1; 2", "sunflower_free", {"g": 3, "k": 3, "m": 2}, "a semicolon inside a line"),
        ("1,234 1,500\n3", "sunflower_free", PAIRS, "'1,234' is one number or several"),
        ("0 1\n1 2\n\n2 3", "ramsey_coloring", {"n": 4, "ks": [3, 4]}, "one graph"),
        ("1-2-5-10-12", "sidon_golomb", {"N": 12, "k": 5}, "'1-2-5-10-12' is no integer"),
        ("1-2\n", "covering_system", {"m": 2}, "'1-2' is no integer"),
        ("1+1-1", "discrepancy_sequence", {"C": 1, "n": 3}, "'1+1-1' is no integer"),
        ("1,024", "sidon_golomb", {"N": 1024, "k": 1}, "'1,024' is one number or several"),
        ("1 000", "sidon_golomb", {"N": 1000, "k": 1}, "'000' is a number or a string of digits"),
        ("1,,5", "sidon_golomb", {"N": 7, "k": 3}, "a number is missing"),
        ("1,5;2,7", "sidon_golomb", {"N": 7, "k": 2}, "commas and semicolons"),
        ("1) 5\n2) 7", "sidon_golomb", {"N": 7, "k": 2}, "brackets inside a list"),
        ("(1, 5]", "sidon_golomb", {"N": 7, "k": 2}, "brackets inside a list"),
        ("{1, 2}\n{5, 7}", "sidon_golomb", {"N": 7, "k": 2}, "brackets inside a list"),
        ("1..5", "sidon_golomb", {"N": 7, "k": 5}, "part of no format"),
        ("1 2 -3 4 0", "sidon_golomb", {"N": 4, "k": 3}, "--format integers or --format dimacs"),
        ("p cnf 2 1\n1 2 0\n", "sidon_golomb", {"N": 2, "k": 2}, "a formula, no assignment"),
        ("v 1 2 0\nv 1 -2 0\n", "sidon_golomb", {"N": 2, "k": 2}, "one assignment a file"),
    ],
)
def test_a_text_with_two_readings_is_read_in_neither(text: str, family: str, params: dict[str, Any], what: str) -> None:
    assert what in refusal(text, family, **params)


def test_a_format_that_is_named_leaves_no_doubt() -> None:
    digits = {"coloring": [1, 0, 1, 1, 1, 0]}
    assert read("10\n11\n10", "schur_coloring", form="digits", k=12, n=4) == digits
    assert read("10\n11\n10", "schur_coloring", form="integers", k=12, n=4) == {"coloring": [10, 11, 10]}
    assert read("1,024", "sidon_golomb", form="integers", N=1024, k=2) == {"set": [1, 24]}


SEPARATORS, BRACKETS = (" ", ",", ", ", ";", "\n", ",\n", "-", "\t"), ("", "", "()", "[]", "{}")


@st.composite
def plain_lists(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any, str]:
    numbers = st.one_of(st.integers(0, 12), st.integers(0, 2000))
    found = draw(st.lists(numbers, min_size=1, max_size=12))
    family, params, field = draw(
        st.sampled_from(
            [
                ("sidon_golomb", {"N": 2000, "k": len(found)}, "set"),
                ("schur_coloring", {"k": 2001, "n": len(found)}, "coloring"),
            ]
        )
    )
    left, right = draw(st.sampled_from(BRACKETS)) or ("", "")
    separator = draw(st.sampled_from(SEPARATORS))
    text = left + separator.join(map(str, found)) + draw(st.sampled_from(("", ",", ";"))) + right
    return family, params, {field: found}, text


@st.composite
def strings(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any, str]:
    kind = draw(st.sampled_from(("schur", "vdw", "ramsey", "discrepancy")))
    width = draw(st.integers(1, 8))
    if kind == "discrepancy":
        word = draw(st.text("+-", min_size=1, max_size=20))
        family, params, witness = "discrepancy_sequence", {"C": 1, "n": len(word)}, {"s": word}
    elif kind == "ramsey":
        n = draw(st.integers(2, 6))
        word = draw(st.text("01", min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2))
        family, params, witness = "ramsey_coloring", {"n": n, "ks": [3, 3]}, {"matrix": word}
        rows = [[word[_place(n, i, j)] for j in range(n) if j != i] for i in range(n)]
        matrix = "\n".join("".join((*row[:i], "0", *row[i:])) for i, row in enumerate(rows))
        triangle = "\n".join("".join(row[:i]) for i, row in enumerate(rows) if i)
        if draw(st.booleans()):
            return family, params, witness, draw(st.sampled_from((matrix, triangle)))
    else:
        word = draw(st.text("012", min_size=1, max_size=20))
        if kind == "schur":
            family, params, witness = "schur_coloring", {"k": 3, "n": len(word)}, {"coloring": list(map(int, word))}
        else:
            family, params, witness = "vdw_coloring", {"lengths": [3, 3, 3], "n": len(word)}, {"coloring": word}
    between = draw(st.sampled_from(("\n", " ", ",")))
    return family, params, witness, between.join(word[at : at + width] for at in range(0, len(word), width))


def _place(n: int, i: int, j: int) -> int:
    return list(combinations(range(n), 2)).index((min(i, j), max(i, j)))


@st.composite
def families_of_sets(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any, str]:
    sets = draw(st.lists(st.lists(st.integers(0, 1999), max_size=3, unique=True).map(sorted), min_size=1, max_size=4))
    between, separator = draw(st.sampled_from(("\n", "\n", "\n\n", ", "))), draw(st.sampled_from((" ", ",", ", ", ";")))
    empty = draw(st.sampled_from(("", "{}"))) if between == "\n" else "{}"
    left, right = draw(st.sampled_from(BRACKETS[2:] if between == ", " else BRACKETS)) or ("", "")
    text = between.join(left + separator.join(map(str, row)) + right if row else empty for row in sets)
    text += "" if sets[-1] or empty else "\n"  # a line without characters is one only when it ends
    return "sunflower_free", {"g": 2000, "k": 3, "m": len(sets)}, {"sets": sets}, text


@st.composite
def lists_of_edges(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any, str]:
    n = draw(st.integers(2, 6))
    pairs = list(combinations(range(n), 2))
    chosen = draw(st.sets(st.sampled_from(pairs), min_size=1))
    separator, end = draw(st.sampled_from((" ", ",", "-", "; "))), draw(st.sampled_from(("\n", "\n", ", ", "\n\n")))
    word = "".join(str(int(pair not in chosen)) for pair in pairs)
    text = end.join(f"{u}{separator}{v}" for u, v in sorted(chosen))
    return "ramsey_coloring", {"n": n, "ks": [3, 3]}, {"matrix": word}, text


@given(
    st.one_of(plain_lists(), strings(), families_of_sets(), lists_of_edges()),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "\n", "\n\n")),
)
@settings(max_examples=600, deadline=None)
def test_what_somebody_writes_is_never_read_as_another_witness(
    written: tuple[str, dict[str, Any], Any, str], end: str, mark: bool, comment: bool, tail: str
) -> None:
    family, params, witness, text = written
    text = ("\ufeff" if mark else "") + ("# found by hand\n" if comment else "") + text + tail
    try:
        found = read(text.replace("\n", end), family, **params)
    except InputError:
        return
    assert found == read(json.dumps(witness), family, "json", **params)
