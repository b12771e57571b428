"""The SAT back-end: goal `none` by a checked proof of the CNF regenerated from the claim.

    claim → encode → CNF → CaDiCaL (or the candidate's own proof) → DRAT → dratify
                                                              → LRAT → the formally verified ACL2 checker

A proof speaks only of the CNF made here; a formula that somebody sends is never looked at. A satisfying
assignment is read back and checked exactly: then the claim is refuted by a witness.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from problems.errors import InputError, MissingBackendError
from problems.family import get_family
from verification.backend import Availability, Limits, packages
from verification.blobs import file_sha256
from verification.candidate import Candidate, ProofFile, Refutation
from verification.encode import Encoding, encode
from verification.proofs import acl2, native
from verification.proofs.cadical import SOLVER, solve
from verification.proofs.drat import Step, parse_drat, parse_lrat, write_drat
from verification.proofs.drat_checker import check_drat
from verification.proofs.lrat import MAX_LEMMAS, NotRup, lrat_lines
from verification.provenance import distribution_version, family_code
from verification.solution import checked_solution
from verification.verdict import (
    CheckerAnswer,
    EvidenceFile,
    ProofCheck,
    SolverAnswers,
    SymmetryRecord,
    Undecided,
    UnknownReason,
    Verdict,
    issue,
)

__all__ = ["BACKEND", "Sat"]

VERSION = "2"
MAX_PROOF_BYTES = 512 * 1024 * 1024
"""Longest proof file that is read."""


class Sat:
    """Refutations over finite models."""

    name = "sat"
    summary = "finite non-existence by a checked proof of the CNF regenerated from the claim"

    def available(self) -> Availability:
        """CPMpy with Pindakaas, PySAT, dratify."""
        needed = (
            ("cpmpy", "cpmpy"),
            ("pindakaas", "pindakaas"),
            ("pysat", "python-sat"),
            ("dratify", "dratify"),
            ("cdclkit", "cdclkit"),
        )
        return packages(*needed, extra="sat")

    def unsupported(self, candidate: Candidate) -> str:
        """Refutations of families with a finite model."""
        if not isinstance(candidate.payload, Refutation):
            return f"the sat back-end judges refutations, not payload {candidate.payload.kind}"
        family = get_family(candidate.claim.family)
        return "" if family.has_model else f"family {family.name} has no finite model"

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Regenerate the CNF, take or make a proof, and have it checked."""
        started = time.monotonic()
        run = _Run(candidate, limits, scratch, started)
        evidence = run.evidence()
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=f"{VERSION} ({SOLVER}, dratify {distribution_version('dratify')})",
            evidence=evidence,
            seconds=time.monotonic() - started,
            family_code=family_code(candidate.claim.family),
            files=run.files,
        )


class _Run:
    """One judgement with its files."""

    def __init__(self, candidate: Candidate, limits: Limits, scratch: Path, started: float) -> None:
        assert isinstance(candidate.payload, Refutation)  # noqa: S101 - narrows the type
        self.candidate, self.payload = candidate, candidate.payload
        self.limits, self.started = limits, started
        self.prefix = scratch / candidate.id.removeprefix("sha256:")[:16]
        self.files: list[EvidenceFile] = []

    def left(self) -> float:
        return self.limits.seconds - (time.monotonic() - self.started)

    def evidence(self) -> ProofCheck | SolverAnswers | Undecided:
        brought = self.payload.proof is not None and self.payload.proof.format != "none"
        encoding = self._encoding(brought)
        if isinstance(encoding, Undecided):
            return encoding
        steps = self._brought(encoding) if brought else self._made(encoding)
        if not isinstance(steps, list):
            return steps
        return self._check(encoding, steps, own=not brought)

    def _encoding(self, brought: bool) -> Encoding | Undecided:
        named = {name.strip() for name in self.payload.symmetry.split(",") if name.strip()}
        encoding = encode(self.candidate.claim, symmetry=bool(named) or not brought)
        offered = {item.name for item in encoding.symmetry}
        if named and named != offered:
            breaks = ", ".join(sorted(offered)) or "no symmetry"
            detail = f"the family breaks {breaks}, the proof relies on {self.payload.symmetry}"
            return Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)
        return encoding

    def _made(self, encoding: Encoding) -> list[Step] | SolverAnswers | Undecided:
        answer = solve(encoding.clauses, seconds=self.left(), conflicts=self.limits.work)
        if answer.status == "unsat":
            return list(answer.proof)
        if answer.status == "unknown":
            detail = f"{SOLVER} stopped by {answer.ended_by} after {answer.conflicts} conflicts"
            return Undecided(why=UnknownReason.TIMEOUT, detail=detail)
        witness = checked_solution(self.candidate.claim, encoding.finite, lambda: encoding.decode(answer.model))
        if isinstance(witness, Undecided):
            return witness
        return SolverAnswers(answers={SOLVER: "sat"}, witness=witness)

    def _brought(self, encoding: Encoding) -> list[Step] | Undecided:
        proof = self.payload.proof
        assert proof is not None  # noqa: S101 - narrows the type
        try:
            text = _read(proof)
            if proof.format == "lrat":
                return parse_lrat(text, len(encoding.clauses))
            if proof.format == "drat":
                return parse_drat(text)
        except InputError as error:
            return Undecided(why=UnknownReason.INCONCLUSIVE, detail=str(error))
        detail = f"proofs of format {proof.format} are not checked by this back-end"
        return Undecided(why=UnknownReason.UNSUPPORTED, detail=detail)

    def _check(self, encoding: Encoding, steps: list[Step], *, own: bool) -> ProofCheck | Undecided:
        cnf, drat = self.prefix.with_suffix(".cnf"), self.prefix.with_suffix(".drat")
        cnf.write_bytes(encoding.dimacs())
        with drat.open("w", encoding="ascii") as stream:
            stream.writelines(write_drat(steps))
        try:
            answers = [check_drat(cnf, drat)]
        except ValueError as error:
            why = UnknownReason.OUR_FAULT if own else UnknownReason.INCONCLUSIVE
            return Undecided(why=why, detail=f"dratify does not read the proof: {str(error)[:300]}")
        lrat = self.prefix.with_suffix(".lrat")
        if answers[0].accepted:
            second = self._verified_checker(encoding, steps, cnf, drat, lrat)
            if second is not None and not second.accepted:
                # dratify accepted the proof and the hints are ours: the fault lies here, not with the candidate.
                detail = f"{second.checker} rejected our LRAT: {second.detail}"
                return Undecided(why=UnknownReason.OUR_FAULT, detail=detail)
            answers.extend([second] if second else [])
        elif own:
            detail = f"dratify rejected the proof of {SOLVER}: {answers[0].detail}"
            return Undecided(why=UnknownReason.OUR_FAULT, detail=detail)
        variables = self.prefix.with_suffix(".variables.json")
        variables.write_bytes(encoding.variable_map())
        family = encoding.claim.family
        kept = self._keep(cnf=cnf, variables=variables, drat=drat, **({"lrat": lrat} if len(answers) > 1 else {}))
        return ProofCheck(
            cnf_sha256=kept["cnf"],
            variables=encoding.total,
            clauses=len(encoding.clauses),
            proof_format="drat",
            proof_sha256=kept["drat"],
            lemmas=sum(not step.delete for step in steps),
            solver=SOLVER if own else "",
            own_proof=own,
            checkers=tuple(answers),
            symmetry=tuple(SymmetryRecord(name=item.name, argument=item.argument) for item in encoding.symmetry),
            conformance=f"model against exact checker on all tiny params of tests/conformance/cases/{family}.py",
        )

    def _verified_checker(
        self, encoding: Encoding, steps: list[Step], cnf: Path, drat: Path, lrat: Path
    ) -> CheckerAnswer | None:
        """The ACL2 checker's answer, None where it is not to be had: the proof then rests on dratify alone."""
        if not acl2.available().available or not all(encoding.clauses):
            # A formula with an empty clause refutes itself; the verified checker does not read such files.
            return None
        try:
            _write_lrat(encoding.clauses, steps, cnf, drat, lrat)
            return acl2.check_lrat(cnf, lrat, seconds=self.left())
        except (NotRup, MissingBackendError, TimeoutError):
            # A RAT lemma, no compiler for a long proof, or no time left: nothing is known beyond dratify's word.
            return None

    def _keep(self, **paths: Path) -> dict[str, str]:
        """Name the files as evidence; role → SHA-256."""
        kept = {role: file_sha256(path) for role, path in paths.items()}
        for role, path in paths.items():
            self.files.append(EvidenceFile.model_validate({"role": role, "sha256": kept[role], "path": str(path)}))
        return kept


def _write_lrat(clauses: Sequence[Sequence[int]], steps: Sequence[Step], cnf: Path, drat: Path, lrat: Path) -> None:
    if len(steps) <= MAX_LEMMAS:
        with lrat.open("w", encoding="ascii") as stream:
            stream.writelines(lrat_lines(clauses, steps))
        return
    native.write_lrat(cnf, drat, lrat)


def _read(proof: ProofFile) -> str:
    if not proof.path or not proof.sha256:
        raise InputError("the candidate names no proof file: give its path and sha256")
    path = Path(proof.path)
    try:
        if path.stat().st_size > MAX_PROOF_BYTES:
            raise InputError(f"{path}: the proof is longer than {MAX_PROOF_BYTES} bytes")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{proof.path}: the proof cannot be read: {getattr(error, 'strerror', error)}") from None
    if hashlib.sha256(data).hexdigest() != proof.sha256:
        raise InputError(f"{path}: the file's SHA-256 is not the one that the candidate names")
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a textual proof") from None


BACKEND = Sat()
