"""The formal files of an item: CNF with variable map, SMT-LIB, both made from the claim alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import MissingBackendError, UnsupportedError
from problems.family import get_family
from problems.model import FiniteModel, load_cpmpy
from verification.encode import encode_model
from verification.proofs.drat import parse_drat
from verification.proofs.lrat import MAX_LEMMAS, NotRup, lrat_lines
from verification.provenance import distribution_version

__all__ = ["SMT_VERSIONS", "formal_files", "lrat_of", "plain_smtlib", "smt_versions"]

MAX_CLAUSES = 400_000
"""Larger formulas are left out of a bundle unless a proof rests on them."""

MAX_SMT_CHARACTERS = 256 * 1024 * 1024
"""Characters handled at most while shared terms are put in their places."""

_TOKEN = re.compile(r';[^\n]*|\|[^|]*\||"(?:[^"]|"")*"|[()]|[^\s();|"]+')

SMT_VERSIONS = ("cpmpy", "z3-solver")
"""Distributions whose versions decide the bytes of an SMT-LIB file."""


def formal_files(
    claim: Claim, witness: Mapping[str, Any] | None, symmetry: bool, needed: bool
) -> tuple[dict[str, bytes], list[str]]:
    """(name → content, what was left out and why) for a claim and, for goal `exists`, its witness.

    `claim.cnf` is the claim, `witness.cnf` the claim with the witness as unit clauses, `claim.smt2` the
    claim (with the witness where there is one). `needed` keeps even a large CNF. Meant for a worker process.
    """
    family = get_family(claim.family)
    if not family.has_model:
        return {}, [f"no CNF and no SMT-LIB: family {family.name} has no finite model"]
    try:
        load_cpmpy()
    except ImportError:
        raise MissingBackendError("cpmpy is not installed: pip install 'conjecture-workbench[sat,smt]'") from None
    try:
        finite = family.model(family.parse_params(claim.params), symmetry=symmetry)
    except UnsupportedError as error:
        return {}, [f"no CNF and no SMT-LIB: {error}"]
    values: Mapping[str, int] = {}
    left_out = []
    if witness is not None and claim.goal is Goal.EXISTS:
        try:
            values = finite.encode(family.parse_witness(witness))
        except (UnsupportedError, ValueError, KeyError, IndexError) as error:
            left_out.append(f"the witness is not put into the model: {error}")
    files: dict[str, bytes] = {}
    try:
        files.update(_cnf(finite, claim, values, needed))
    except UnsupportedError as error:
        left_out.append(f"no CNF: {error}")
    except ImportError:
        left_out.append("no CNF: pindakaas is not installed")
    try:
        files["claim.smt2"] = _smtlib(finite, values).encode()
    except ImportError:
        left_out.append("no SMT-LIB: z3 is not installed")
    except UnsupportedError as error:
        left_out.append(f"no SMT-LIB: {error}")
    except Exception as error:  # noqa: BLE001 - CPMpy refuses what z3 cannot say in many ways; the file is a service
        left_out.append(f"no SMT-LIB: {' '.join(str(error).split())[:200]}")
    return files, left_out


def _cnf(finite: FiniteModel, claim: Claim, values: Mapping[str, int], needed: bool) -> dict[str, bytes]:
    encoding = encode_model(finite, claim)
    if len(encoding.clauses) > MAX_CLAUSES and not needed:
        raise UnsupportedError(f"{len(encoding.clauses)} clauses are left out; no proof rests on them")
    cnf = encoding.dimacs()
    files = {"claim.cnf": cnf, "variables.json": encoding.variable_map()}
    if values and not finite.relaxation:
        numbers = {name: number for number, name in enumerate(encoding.names, start=1)}
        units = [f"{numbers[name] if value else -numbers[name]} 0" for name, value in values.items()]
        head, _, body = cnf.decode("ascii").partition("\n")
        clauses = int(head.split()[3]) + len(units)
        files["witness.cnf"] = f"p cnf {encoding.total} {clauses}\n{body}{chr(10).join(units)}\n".encode("ascii")
    return files


def _smtlib(finite: FiniteModel, values: Mapping[str, int]) -> str:
    import cpmpy as cp
    import z3  # noqa: F401 - an absent z3 is an ImportError here, whatever CPMpy makes of it

    fixed = [finite.variables[name] == value for name, value in values.items()]
    solver = cp.SolverLookup.get("z3", cp.Model([*finite.model.constraints, *fixed]))
    return plain_smtlib(f"(set-logic ALL)\n{solver.z3_solver.to_smt2()}")


def plain_smtlib(text: str) -> str:
    """SMT-LIB as z3 writes it, one command a line, without comments and with every `let` put in its place.

    Which terms z3 shares by `let`, and under which names, depends on whatever else lives in its memory; the
    terms themselves do not. Raises UnsupportedError where the result would be too long.

    >>> plain_smtlib("(assert (let (($x36 (not p))) (or $x36 q))) ; a note")
    '(assert (or (not p) q))\\n'
    """
    lines: list[str] = []
    frames: list[list[str]] = [[]]
    bound: dict[str, str] = {}
    size = 0
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word[0] == ";":
            continue
        if word == "(":
            frames.append([])
            continue
        # Inside `(let ((name term) …) body)`: a name that is being bound is not what it stood for before.
        binding = len(frames) > 3 and frames[-3] == ["let"]
        if word != ")":
            frames[-1].append(word if binding and not frames[-1] else bound.get(word, word))
            continue
        if len(frames) < 2:
            raise UnsupportedError("its parentheses do not match")
        parts = frames.pop()
        if binding and len(parts) == 2:
            bound[parts[0]] = parts[1]
            continue
        joined = parts[2] if parts[:1] == ["let"] and len(parts) == 3 else f"({' '.join(parts)})"
        size += len(joined)
        if size > MAX_SMT_CHARACTERS:
            raise UnsupportedError("without shared terms it would be too long")
        frames[-1].append(joined)
        if len(frames) == 1:
            lines.append(frames[0].pop())
    return "".join(f"{line}\n" for line in lines)


def lrat_of(cnf: bytes, drat: bytes) -> bytes | None:
    """LRAT for a DRAT proof by our own writer; None where the proof is long or needs more than RUP."""
    lines = cnf.decode("ascii").splitlines()[1:]
    clauses = [tuple(map(int, line.split()[:-1])) for line in lines]
    steps = parse_drat(drat.decode("ascii"))
    if len(steps) > MAX_LEMMAS or not all(clauses):
        return None
    try:
        return "".join(lrat_lines(clauses, steps)).encode("ascii")
    except NotRup:
        return None


def smt_versions() -> dict[str, str]:
    """Versions that decide the bytes of an SMT-LIB file."""
    return {name: distribution_version(name) for name in SMT_VERSIONS}
