"""The SMT back-end: z3 over the family's finite model, cvc5 on the same SMT-LIB text as a second opinion.

A witness is put into the model (without symmetry breaking) as fixed values: the model is a statement of
the mathematics independent of the exact checker. Where the witness fixes every variable of a large model there is
nothing left to find, and its constraints are evaluated instead of being given to z3. Goal `none` needs both solvers
to say unsat; that is two opinions on one model, not a proof, and is labelled `same model`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from problems.errors import MissingBackendError, UnsupportedError
from problems.family import get_family
from problems.model import FiniteModel, load_cpmpy
from verification.backend import Availability, Limits, packages
from verification.blobs import file_sha256
from verification.candidate import Candidate, Refutation, WitnessPayload
from verification.provenance import distribution_version as _version
from verification.provenance import family_code
from verification.solution import checked_solution
from verification.verdict import (
    EvidenceFile,
    ModelCheck,
    SolverAnswers,
    SymmetryRecord,
    Undecided,
    UnknownReason,
    Verdict,
    issue,
)

__all__ = ["BACKEND", "Smt"]

VERSION = "1"

SMALL = 1000
"""Constraints up to which z3 is asked about a witness in any case, so that an SMT-LIB file goes with it."""

LARGE = 30_000
"""Constraints beyond which z3 is not asked about a witness that leaves variables open."""

Answer = Literal["sat", "unsat", "unknown"]


class Smt:
    """Witnesses and refutations over finite models."""

    name = "smt"
    summary = "witnesses and finite non-existence by z3 over the finite model, cvc5 as second opinion"

    def available(self) -> Availability:
        """CPMpy and z3; cvc5 is asked where it is installed."""
        return packages(("cpmpy", "cpmpy"), ("z3", "z3-solver"), extra="smt")

    def unsupported(self, candidate: Candidate) -> str:
        """Witnesses and refutations of families with a finite model."""
        if not isinstance(candidate.payload, (WitnessPayload, Refutation)):
            return f"the smt back-end does not judge payload {candidate.payload.kind}"
        family = get_family(candidate.claim.family)
        return "" if family.has_model else f"family {family.name} has no finite model"

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Solve within the limits; the SMT-LIB file goes into `scratch`."""
        started = time.monotonic()
        path = scratch / f"{candidate.id.removeprefix('sha256:')[:16]}.smt2"
        evidence: ModelCheck | SolverAnswers | Undecided
        if isinstance(candidate.payload, WitnessPayload):
            evidence = _check_witness(candidate, candidate.payload, limits, path)
        else:
            evidence = _ask_both(candidate, limits, path)
        files: tuple[EvidenceFile, ...] = ()
        if path.exists():
            files = (EvidenceFile(role="smtlib", sha256=file_sha256(path), path=str(path)),)
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=f"{VERSION} (z3 {_version('z3-solver')}, cvc5 {_version('cvc5')})",
            evidence=evidence,
            seconds=time.monotonic() - started,
            family_code=family_code(candidate.claim.family),
            files=files,
        )


def _check_witness(candidate: Candidate, payload: WitnessPayload, limits: Limits, path: Path) -> ModelCheck | Undecided:
    family = get_family(candidate.claim.family)
    load_cpmpy()
    finite = family.model(family.parse_params(candidate.claim.params), symmetry=False)
    witness = family.parse_witness(payload.witness)
    if finite.relaxation:
        detail = "a relaxed model does not say whether the witness satisfies the claim"
        return Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)
    values = finite.encode(witness)
    size = len(finite.model.constraints)
    if size > SMALL and len(values) == len(finite.variables):
        satisfied, found, by = _evaluate(finite, values), dict(values), f"evaluation by CPMpy {_version('cpmpy')}"
    elif size > LARGE:
        detail = f"the model has {size} constraints, more than the {LARGE} that z3 is given beside a witness"
        return Undecided(why=UnknownReason.UNSUPPORTED, detail=detail)
    else:
        fixed = [finite.variables[name] == value for name, value in values.items()]
        answer, found, text = _z3(finite, fixed, limits)
        path.write_text(text, encoding="utf-8")
        if answer == "unknown":
            return Undecided(why=UnknownReason.TIMEOUT, detail="z3 came to no answer")
        satisfied, by = answer == "sat", f"z3 {_version('z3-solver')}"
    if satisfied and family.parse_witness(finite.decode(found)) != witness:
        # Something of the witness has no variable, so the model has judged another object.
        detail = "the finite model cannot express the whole witness"
        return Undecided(why=UnknownReason.UNSUPPORTED, detail=detail)
    return ModelCheck(
        satisfied=satisfied,
        solver=by,
        constraints=size,
        fixed=len(values),
        smtlib_sha256=file_sha256(path) if path.exists() else None,
    )


def _evaluate(finite: FiniteModel, values: Mapping[str, int]) -> bool:
    """Whether all constraints hold under values for all variables; nothing is solved."""
    for name, value in values.items():
        finite.variables[name]._value = value
    found = [item.value() if hasattr(item, "value") else bool(item) for item in finite.model.constraints]
    if None in found:
        raise UnsupportedError("a constraint of the finite model has a variable that the model does not list")
    return all(found)


def _ask_both(candidate: Candidate, limits: Limits, path: Path) -> SolverAnswers | Undecided:
    family = get_family(candidate.claim.family)
    started = time.monotonic()
    load_cpmpy()
    finite = family.model(family.parse_params(candidate.claim.params))
    answer, values, text = _z3(finite, [], limits)
    path.write_text(text, encoding="utf-8")
    answers: dict[str, Answer] = {f"z3 {_version('z3-solver')}": answer}
    witness = None
    if answer == "sat":
        solution = checked_solution(candidate.claim, finite, lambda: finite.decode(values))
        if isinstance(solution, Undecided):
            return solution
        witness = solution
    else:
        try:
            answers[f"cvc5 {_version('cvc5')}"] = _cvc5(text, limits.seconds - (time.monotonic() - started))
        except MissingBackendError as error:
            return Undecided(why=UnknownReason.BACKEND_MISSING, detail=f"z3 alone is no verdict: {error}")
    return SolverAnswers(
        answers=answers,
        symmetry=tuple(SymmetryRecord(name=item.name, argument=item.argument) for item in finite.symmetry),
        smtlib_sha256=file_sha256(path),
        witness=witness,
    )


def _z3(finite: FiniteModel, fixed: list[Any], limits: Limits) -> tuple[Answer, dict[str, int], str]:
    """z3's answer, the values where satisfiable, and the SMT-LIB text that it was asked."""
    import cpmpy as cp
    from cpmpy.solvers.solver_interface import ExitStatus

    solver = cp.SolverLookup.get("z3", cp.Model([*finite.model.constraints, *fixed]))
    text = f"(set-logic ALL)\n{solver.z3_solver.to_smt2()}"
    solver.solve(time_limit=max(limits.seconds / 2, 0.1))
    status = solver.status().exitstatus
    if status in (ExitStatus.FEASIBLE, ExitStatus.OPTIMAL):
        return "sat", {name: int(item.value() or 0) for name, item in finite.variables.items()}, text
    return ("unsat" if status is ExitStatus.UNSATISFIABLE else "unknown"), {}, text


def _cvc5(text: str, seconds: float) -> Answer:
    try:
        import cvc5
    except ImportError:
        raise MissingBackendError("cvc5 is not installed: pip install 'conjecture-workbench[smt]'") from None
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(max(int(seconds * 1000), 100)))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "claim.smt2")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, parser.getSymbolManager())).strip() or said
    if said == "sat":
        return "sat"
    return "unsat" if said == "unsat" else "unknown"


BACKEND = Smt()
