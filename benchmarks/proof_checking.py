"""Checking one DRAT proof: dratify, our LRAT writers and the verified checker, against CaDiCaL's time to find it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, fastest
from problems.claim import Claim, Goal
from verification.encode import encode
from verification.proofs import acl2, native
from verification.proofs.cadical import SOLVER, solve
from verification.proofs.drat import write_drat
from verification.proofs.drat_checker import check_drat
from verification.proofs.lrat import lrat_lines


def figures() -> Iterator[Figure]:
    """One figure for each checker that is installed."""
    encoding = encode(Claim(family="sidon_golomb", params={"N": 24, "k": 7}, goal=Goal.NONE))
    answer = solve(encoding.clauses, seconds=120)
    found = fastest(lambda: solve(encoding.clauses, seconds=120))
    peer = f"{SOLVER} finding it"
    with tempfile.TemporaryDirectory() as folder:
        cnf, drat, lrat = (Path(folder, name) for name in ("f.cnf", "f.drat", "f.lrat"))
        cnf.write_bytes(encoding.dimacs())
        drat.write_text("".join(write_drat(answer.proof)), encoding="ascii")
        what = f"proof of {len(answer.proof)} steps"
        yield Figure(f"{what}, dratify", fastest(lambda: check_drat(cnf, drat)), peer, found)
        hints = fastest(lambda: lrat.write_text("".join(lrat_lines(encoding.clauses, answer.proof))))
        yield Figure(f"{what}, LRAT hints in Python", hints, peer, found)
        if native.compiler():
            native.write_lrat(cnf, drat, lrat)
            yield Figure(f"{what}, LRAT hints in C++", fastest(lambda: native.write_lrat(cnf, drat, lrat)), peer, found)
        if acl2.available().available:
            seconds = fastest(lambda: acl2.check_lrat(cnf, lrat, seconds=120))
            yield Figure(f"{what}, verified ACL2 checker", seconds, peer, found)
