"""Witnesses in the formats that other programs write, read with the claim on the command line.

    json       a witness object, or a list for the family's list
    graph6     one graph a line (sparse6 too); for colourings with two colours, edges have colour 0
    edges      `u v` or `u v colour` a line, vertices from 0 (or from 1 where the last number occurs and 0 does not)
    dimacs     an assignment as SAT solvers print it, through the variables of the family's model
    rows       a list of integers a line; {} is the empty one, a blank line is none
    integers   a plain list, separated by blanks, commas or line ends
    digits     a string of digits; line ends do not count
    signs      a string of + and -

Nothing is repaired: an unsorted list stays unsorted, and is refuted. A text with two readings that differ is read in
neither until its format is named. Lines that begin with # are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from problems.canonical import MAX_BYTES, read_json
from problems.claim import Claim, Goal
from problems.errors import InputError, MissingBackendError
from problems.family import Family, get_family, normalise
from problems.model import load_cpmpy
from verification.bare_graphs import edge_colours, sparse6_edges
from verification.bare_numbers import integers, lines_of_integers
from verification.bare_recognition import FORMATS, recognised
from verification.candidate import Candidate, parse_candidate

__all__ = ["FORMATS", "bare_candidates", "parse_parameter", "parse_parameters", "stated_claim"]


def parse_parameter(text: str) -> tuple[str, Any]:
    """`k=v` of the command line: integers, lists, `true` and `false` as in JSON, `3,5` for a list, else a string.

    >>> parse_parameter("ks=3,5")
    ('ks', [3, 5])
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f"--param {text[:60]!r}: expected NAME=VALUE, such as N=12")
    value = value.strip()
    if re.fullmatch(r"-?[0-9]+(,-?[0-9]+)+", value, re.ASCII):
        value = f"[{value}]"
    if re.fullmatch(r"(-?[0-9]+|true|false|\[.*\])", value, re.ASCII | re.DOTALL):
        return name.strip(), read_json(value)
    return name.strip(), value


def parse_parameters(words: Iterable[str]) -> dict[str, Any]:
    """Every `k=v` under its name; a name that is given twice is an InputError."""
    found: dict[str, Any] = {}
    for name, value in map(parse_parameter, words):
        if name in found:
            raise InputError(f"--param {name[:60]} is given twice: leave one out")
        found[name] = value
    return found


def stated_claim(family: str, params: Mapping[str, Any], goal: str = "exists") -> Claim:
    """A claim in canonical form; unknown families and parameters that do not fit are an InputError."""
    try:
        wanted = Goal(goal)
    except ValueError:
        raise InputError(f"goal {goal[:40]!r}: exists or none") from None
    get_family(family)
    return normalise(Claim(family=family, params=dict(params), goal=wanted))


def bare_candidates(data: bytes, claim: Claim, *, form: str = "") -> Iterator[tuple[int, Candidate | str]]:
    """(line, candidate or what is wrong with it) for every witness in the file: one, or one a line for graphs.

    The format is seen from the content unless `form` names it. Raises InputError when the file as a whole cannot be
    read, UnsupportedError when the family has no model for a DIMACS assignment.
    """
    if claim.goal is not Goal.EXISTS:
        raise InputError("a witness shows goal exists; for goal none send a candidate in JSON")
    whole = _text(data)
    text = whole.strip()
    if not text:
        raise InputError("holds no witness")
    family = get_family(claim.family)
    form = form or recognised(text, family, family.parse_params(claim.params))
    if form not in FORMATS:
        raise InputError(f"format {form[:40]!r}: there are {', '.join(FORMATS)}")
    if form not in ("json", "dimacs", *family.bare):
        readable = ", ".join(("json", *family.bare))
        raise InputError(f"a witness of {family.name} cannot be read from {form}: it is read from {readable}")
    if form == "graph6":
        yield from _graphs(text, claim, family)
        return
    if form == "rows":
        yield 1, _candidate(claim, family, _rows(whole, family))
        return
    reader = {"json": _json, "dimacs": _assignment, "edges": _edges}.get(form)
    witness = reader(text, claim, family) if reader else _flat(text, form, family)
    yield 1, _candidate(claim, family, witness)


def _candidate(claim: Claim, family: Family[Any, Any], witness: Mapping[str, Any]) -> Candidate:
    return parse_candidate(
        {
            "schema": 1,
            "claim": claim.model_dump(mode="json"),
            "payload": {"kind": family.payload, family.payload: dict(witness)},
        }
    )


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise InputError(f"a witness file has at most {MAX_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"no text (byte {error.start} is not UTF-8): a witness is read from text") from None
    if "\0" in text:
        raise InputError("no text (it holds a zero byte): a witness is read from text")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _json(text: str, claim: Claim, family: Family[Any, Any]) -> Mapping[str, Any]:
    value = read_json(text)
    if isinstance(value, list):
        field = family.bare.get("integers") or family.bare.get("rows")
        if not field:
            raise InputError(f"a witness of {family.name} is a JSON object, not a list")
        return {field: value}
    if not isinstance(value, Mapping):
        raise InputError("a witness is a JSON object or list")
    if "claim" in value and "payload" in value:
        raise InputError("a candidate in JSON states its own claim: leave out --family and --param")
    return value


def _rows(text: str, family: Family[Any, Any]) -> Mapping[str, Any]:
    field = family.bare["rows"]
    lines = list(lines_of_integers(text))
    rows = [row for _, row in lines if row is not None]
    blank = next((number for number, row in lines if row is None), 0)
    if blank and _is_witness(family, {field: [row or [] for _, row in lines]}):
        raise InputError(f"line {blank} is blank: write {{}} for an empty set, or leave the line out")
    return {field: rows}


def _is_witness(family: Family[Any, Any], witness: Mapping[str, Any]) -> bool:
    try:
        family.parse_witness(witness)
    except InputError:
        return False
    return True


def _edges(text: str, claim: Claim, family: Family[Any, Any]) -> Mapping[str, Any]:
    params = family.parse_params(claim.params)
    rows = []
    for number, row in lines_of_integers(text):
        if row is None:
            raise InputError(f"line {number} is blank: a list of edges is one graph, give one a file")
        rows.append((number, row))
    return {family.bare["edges"]: edge_colours(rows, int(params.n), len(params.ks))}


def _flat(text: str, form: str, family: Family[Any, Any]) -> Mapping[str, Any]:
    field = family.bare[form]
    if form == "integers":
        return {field: integers(text)}
    word = "".join(text.split())
    allowed = "+-" if form == "signs" else "0123456789"
    if set(word) - set(allowed):
        raise InputError(f"expected a string of {form}")
    if form == "digits" and family.bare.get("integers") == field:
        return {field: [int(digit) for digit in word]}
    return {field: word}


def _graphs(text: str, claim: Claim, family: Family[Any, Any]) -> Iterator[tuple[int, Candidate | str]]:
    params = family.parse_params(claim.params)
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.strip()
        if not word:
            continue
        try:
            bare = word.removeprefix(">>sparse6<<")
            if bare.startswith(":"):
                edges = [(number, list(edge)) for edge in sparse6_edges(bare, int(params.n))]
                witness = {family.bare["edges"]: edge_colours(edges, int(params.n), len(params.ks))}
            else:
                witness = {family.bare["graph6"]: word.removeprefix(">>graph6<<")}
            yield number, _candidate(claim, family, witness)
        except InputError as error:
            yield number, str(error)


def _assignment(text: str, claim: Claim, family: Family[Any, Any]) -> Mapping[str, Any]:
    """Variable i of the model is DIMACS variable i, as in `verification.encode`; auxiliaries do not count."""
    try:
        load_cpmpy()
    except ImportError:
        raise MissingBackendError("cpmpy is not installed: pip install 'conjecture-workbench[sat]'") from None
    literals = _literals(text)
    finite = family.model(family.parse_params(claim.params))
    values = {}
    for number, name in enumerate(finite.variables, start=1):
        if number not in literals:
            raise InputError(f"the assignment gives no value to variable {number} ({name})")
        values[name] = int(literals[number])
    try:
        return finite.decode(values)
    except (ArithmeticError, AssertionError, LookupError, StopIteration, TypeError, ValueError):
        raise InputError(
            "the assignment is no solution of the family's model: no witness can be read from it"
        ) from None


def _literals(text: str) -> dict[int, bool]:
    lines = text.splitlines()
    if any(line.split()[:1] == ["UNSAT"] or line.startswith("s UNSAT") for line in lines):
        raise InputError("the solver's answer is UNSATISFIABLE: there is no assignment")
    marked = [line[1:] for line in lines if line.startswith("v")]
    if not marked and any(line.startswith("p") for line in lines):
        raise InputError("holds a formula, no assignment: expected the lines `v 1 -2 3 0` of a SAT solver")
    plain = [line for line in lines if line[:1] not in ("c", "s", "S")]
    found: dict[int, bool] = {}
    ended = False
    for number in integers("\n".join(marked or plain) or "0"):
        if ended:
            raise InputError("numbers after the 0 that ends the assignment: give one assignment a file")
        if number == 0:
            ended = True
        elif found.setdefault(abs(number), number > 0) is not (number > 0):
            raise InputError(f"the assignment makes variable {abs(number)} both true and false")
    if not found:
        raise InputError("holds no assignment: expected the lines `v 1 -2 3 0` of a SAT solver")
    return found
