"""One item of a bundle, made and judged anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from problems.errors import InputError, MissingBackendError, UnsupportedError
from problems.family import explain
from verification.backend import BACKENDS, get_backend
from verification.candidate import Candidate, ProofFile, Refutation
from verification.export.bundle import evidence_files, making
from verification.export.bundle_crate import writer_code
from verification.export.bundle_document import DOCUMENTS
from verification.export.bundle_folder import MAX_FILE_BYTES, Folder
from verification.export.bundle_formal import formal_files, plain_smtlib, smt_versions
from verification.export.bundle_item import OUTPUT, Item, brought, derived, symmetry_of, witness_of
from verification.export.bundle_lean import LEAN, SOLUTION, STATEMENT, accepted_statement, lean_code, lean_files
from verification.process import WorkerFailure
from verification.reproduce_content import Environment
from verification.reproduce_verdicts import compare_found
from verification.verdict import Assurance, Outcome, PinnedProof, Report, UnknownReason, Verdict, combine
from verification.verifier import Job, Verifier

__all__ = ["ItemResult", "judge_item"]

PROOFS = ("proof.drat", "proof.lrat", "brought.drat", "brought.lrat")
OTHER_FILES = ("candidate.json", "problem.json", OUTPUT, STATEMENT, SOLUTION, *PROOFS)
"""Files of an item that are not compared with something made anew: they are read, judged or checked as proofs."""

FROM_LEDGER = ("verdicts.json", "reviews.json", DOCUMENTS)
"""Files that follow from the ledger alone: whatever the code of the family, they are the same."""


@dataclass
class ItemResult:
    """What became of one item."""

    name: str
    candidate: str
    recorded: Outcome
    recorded_assurance: Assurance
    outcome: Outcome = Outcome.UNKNOWN
    """What the verifier finds here."""
    assurance: Assurance = Assurance.A0
    reason: str = ""
    unknown: UnknownReason | None = None
    missing: tuple[str, ...] = ()
    """Back-ends that judged then and are not to be had here."""
    unsaid: tuple[str, ...] = ()
    """Symmetry breaking on which the check here relies, and of which the bundle says nothing."""
    faults: list[str] = field(default_factory=list)
    """Files that are not what they should be."""
    notes: list[str] = field(default_factory=list)
    verdicts: tuple[Verdict, ...] = ()

    @property
    def reproduced(self) -> bool:
        """Whether outcome and assurance came out again, modulo nothing more, and no file is at fault."""
        same = self.outcome is self.recorded and self.assurance >= self.recorded_assurance
        return same and not self.faults and not self.unsaid

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "item": self.name,
            "candidate": self.candidate,
            "recorded": {"outcome": str(self.recorded), "assurance": str(self.recorded_assurance)},
            "outcome": str(self.outcome),
            "assurance": str(self.assurance),
            "reproduced": self.reproduced,
            "reason": self.reason,
            "missing": list(self.missing),
            "faults": self.faults,
            "notes": self.notes,
            "verdicts": [verdict.dump() for verdict in self.verdicts],
        }


def judge_item(item: Item, folder: Folder, facts: Environment, verifier: Verifier) -> ItemResult:
    """Make the item's files anew, judge its candidate, and compare both with what the bundle says."""
    said = item.standing
    result = ItemResult(item.name, item.candidate.id, said.outcome, said.assurance)
    try:
        expected = derived(item)
        _compare_derived(result, item, folder, facts, expected)
        _compare_formal(result, item, folder, facts, verifier, expected.keys())
        _compare_lean(result, item, folder, facts, verifier)
        _compare_evidence(result, item, folder, facts)
        if not result.faults:
            _judge(result, item, folder, verifier)
            _compare_reasons(result, item, facts)
    except InputError as error:
        result.faults.append(str(error))
    return result


def _compare_derived(
    result: ItemResult, item: Item, folder: Folder, facts: Environment, expected: Mapping[str, bytes]
) -> None:
    family = item.candidate.claim.family
    strict = facts.same_family(family)
    if not strict:
        result.notes.append(f"the code of family {family} is not the one of the bundle: words and picture not compared")
    made_for = {body.get("record_digest") for body in item.bodies.get("attempt", ())}
    if item.record is not None and item.record.digest not in made_for:
        result.notes.append(f"items/{item.name}/problem.json: its claim record is not the one that the attempt was for")
    for name, content in expected.items():
        path = f"items/{item.name}/{name}"
        if path not in folder.hashes:
            result.faults.append(f"{path}: is missing")
        elif (strict or name in FROM_LEDGER) and _sha256(content) != folder.hashes[path]:
            result.faults.append(f"{path}: is not what follows from the candidate and the ledger")


def _compare_formal(
    result: ItemResult,
    item: Item,
    folder: Folder,
    facts: Environment,
    verifier: Verifier,
    compared: Collection[str],
) -> None:
    """What nothing else accounts for (`compared` was looked at already) is a formula made from the claim."""
    prefix = f"items/{item.name}/"
    there = folder.below(f"items/{item.name}")
    known = {*compared, *OTHER_FILES, *(str(document.file) for document in item.documents)}
    rest = {name: sha256 for name, sha256 in there.items() if name not in known and not name.startswith(LEAN)}
    if not rest:
        return
    call = making(_formal_hashes, verifier.limits)
    arguments = (item.candidate.claim, witness_of(item.candidate), item.breaks_symmetry, "claim.cnf" in rest)
    try:
        made = verifier.pool.submit(call, *arguments).result()
    except (WorkerFailure, MissingBackendError) as error:
        result.notes.append(f"CNF and SMT-LIB could not be made anew: {error}")
        result.missing += ("sat",) if isinstance(error, MissingBackendError) else ()
        made = None
    for name, sha256 in rest.items():
        if name not in ("claim.cnf", "variables.json", "witness.cnf", "claim.smt2"):
            result.faults.append(f"{prefix}{name}: has no place in a bundle")
            continue
        if made is None:
            continue
        try:
            shown = _stable(folder, prefix + name) or sha256
            same = made.get(name) == shown
            if not same and name == "claim.smt2" and not item.breaks_symmetry:
                # A proof may be of the formula without symmetry breaking where the solvers were asked the one with it.
                same = verifier.pool.submit(call, *arguments[:2], True, False).result().get(name) == shown
        except (UnsupportedError, WorkerFailure) as error:
            result.notes.append(f"{prefix}{name}: not compared: {error}")
            continue
        if not same:
            _differs(result, f"{prefix}{name}", name in made, facts.versions)


def _differs(result: ItemResult, path: str, made: bool, versions: Mapping[str, str]) -> None:
    solver = "smt" if path.endswith(".smt2") else "sat"
    if not made and not get_backend(solver).available().available:
        result.notes.append(f"{path}: cannot be made anew without the {solver} back-end: not compared")
    elif solver == "smt" and any(versions.get(name) != version for name, version in smt_versions().items()):
        result.notes.append(f"{path}: written by other versions of CPMpy or z3: not compared")
    else:
        result.faults.append(f"{path}: is not what is made from the claim")


def _stable(folder: Folder, path: str) -> str:
    """Hash of an SMT-LIB file with its shared terms put in their places; empty for other files."""
    if not path.endswith(".smt2"):
        return ""
    text = folder.read(path, max_bytes=MAX_FILE_BYTES).decode("utf-8", "replace")
    return _sha256(plain_smtlib(text).encode())


def _formal_hashes(*arguments: Any) -> dict[str, str]:
    """Hashes of the files of `formal_files`; runs in a worker, so that no large file travels."""
    files, _ = formal_files(*arguments)
    return {name: _sha256(content) for name, content in files.items()}


def _compare_evidence(result: ItemResult, item: Item, folder: Folder, facts: Environment) -> None:
    """The files that the deciding verdicts name are there, and no proof of which nothing speaks."""
    prefix = f"items/{item.name}/"
    recorded = evidence_files(item)
    named = brought(item.candidate)
    allowed = {str(named[1].path)} if named else set()
    allowed |= {"proof.drat", "proof.lrat"} if "proof.drat" in recorded else set()
    found = {}
    for name, sha256 in recorded.items():
        if prefix + name not in folder.hashes and name == OUTPUT and facts.writer != writer_code():
            result.notes.append(f"{prefix}{name}: is not carried, as other versions did not; only its hash is compared")
        elif prefix + name not in folder.hashes:
            found[name] = "is missing"
        elif folder.hashes[prefix + name] != sha256:
            found[name] = "is not the file that the recorded verdict names by its SHA-256"
    allowed |= {OUTPUT, STATEMENT, SOLUTION} & recorded.keys()
    for name in (*PROOFS, OUTPUT, STATEMENT, SOLUTION):
        if prefix + name in folder.hashes and name not in allowed:
            found[name] = "has no place in a bundle: nothing in it speaks of such a file"
    known = {fault.partition(": ")[0] for fault in result.faults}
    result.faults += [f"{prefix}{name}: {why}" for name, why in sorted(found.items()) if prefix + name not in known]


def _compare_lean(result: ItemResult, item: Item, folder: Folder, facts: Environment, verifier: Verifier) -> None:
    """The Lean project is what the claim is stated as here, or is said not to have been compared."""
    prefix = f"items/{item.name}/"
    there = {path: sha256 for path, sha256 in folder.below(f"items/{item.name}").items() if path.startswith(LEAN)}
    if not there:
        return
    accepted = accepted_statement(item.verdicts)
    if accepted is None:
        result.faults.append(f"{prefix}{LEAN}: no recorded verdict is about a Lean project")
        return
    if facts.lean != lean_code() or not facts.same_family(item.candidate.claim.family):
        result.notes.append(
            f"{prefix}{LEAN}: written by other code than is here: not compared; Lean runs what its source says, so "
            "build it only as far as you trust who gave you the bundle"
        )
        return
    call = making(lean_files, verifier.limits)
    try:
        files = verifier.pool.submit(call, item.candidate, accepted).result()
    except (WorkerFailure, MissingBackendError) as error:
        result.notes.append(f"{prefix}{LEAN}: could not be made anew, so it was not compared: {error}")
        return
    except UnsupportedError as error:
        result.faults.append(f"{prefix}{LEAN}: {error}")
        return
    for path in sorted(files.keys() | there.keys()):
        if path not in there:
            result.faults.append(f"{prefix}{path}: is missing")
        elif path not in files:
            result.faults.append(f"{prefix}{path}: has no place in a bundle")
        elif _sha256(files[path]) != there[path]:
            result.faults.append(f"{prefix}{path}: is not what is made from the claim")


def _judge(result: ItemResult, item: Item, folder: Folder, verifier: Verifier) -> None:
    decided = {
        str(body.get("backend")) for body in item.bodies.get("verdict", ()) if body.get("outcome") != Outcome.UNKNOWN
    }
    asked = [name for name in BACKENDS if name in decided]
    result.missing += tuple(sorted(decided - set(BACKENDS)))
    candidate = _located(item, folder)
    verdicts: list[Verdict] = []
    if "sat" in asked:
        proofs = _bundled_proofs(result, item, folder, verifier)
        if result.faults:
            return
        if proofs and brought(candidate) is None:
            asked.remove("sat")
            verdicts += proofs
    if asked or not verdicts:
        statement = f"items/{item.name}/{STATEMENT}"
        brought_record = str(folder.root.absolute() / statement) if statement in folder.hashes else ""
        verdicts += _ask(verifier, candidate, asked, brought_record)
    report: Report = combine(item.candidate.id, verdicts)
    result.verdicts, result.outcome, result.assurance = report.verdicts, report.outcome, report.assurance
    result.reason, result.unknown = report.reason, report.unknown
    for verdict in verdicts:
        if getattr(verdict.evidence, "why", None) is UnknownReason.BACKEND_MISSING and verdict.backend in decided:
            result.missing += (verdict.backend,)
    wrong, notes = compare_found(item, result.verdicts)
    result.faults += wrong
    result.notes += notes
    _compare_exports(result, item, folder)
    if not result.reproduced:
        result.notes.append(
            f"recorded {result.recorded} {result.recorded_assurance}, here {result.outcome} {result.assurance}"
        )


def _compare_exports(result: ItemResult, item: Item, folder: Folder) -> None:
    """Whether the export made here is the one in the bundle; another Lean may write other bytes."""
    kept = folder.hashes.get(f"items/{item.name}/{SOLUTION}")
    for verdict in result.verdicts:
        made = verdict.evidence
        if isinstance(made, PinnedProof) and kept is not None and made.solution_sha256 != kept:
            said = "the export of the submission, built anew, is another one: that one was judged here"
            result.notes.append(f"items/{item.name}/{SOLUTION}: {said}")
        if isinstance(made, PinnedProof) and made.origin == "brought":
            said = "the statement is pinned by nobody here: read what it says before you believe what was proved"
            result.notes.append(f"items/{item.name}/{STATEMENT}: {said}")


def _compare_reasons(result: ItemResult, item: Item, facts: Environment) -> None:
    """What the check relies on here against what the bundle says that it relied on, and the checkers likewise."""
    strict = facts.same_family(item.candidate.claim.family)
    relied: dict[str, str] = {}
    checkers = set()
    for verdict in result.verdicts:
        if verdict.outcome is result.outcome:
            evidence = verdict.evidence.model_dump(mode="json")
            relied.update(symmetry_of(evidence))
            checkers |= {str(answer["checker"]) for answer in evidence.get("checkers", ())}
    for name, argument in sorted(relied.items()):
        if name not in item.symmetry:
            result.unsaid += (name,)
        elif strict and item.symmetry[name] != argument:
            path = f"items/{item.name}/verdicts.json"
            result.faults.append(f"{path}: gives another argument for {name} than the family does")
    if result.unsaid:
        result.notes.append(f"relies here on {', '.join(result.unsaid)}, of which the bundle says nothing")
    then = {
        str(answer["checker"])
        for body in item.verdicts
        for answer in body["evidence"].get("checkers", ())
        if body.get("outcome") == item.standing.outcome
    }
    if then - checkers and result.reproduced:
        result.notes.append(f"not asked here, though recorded: {', '.join(sorted(then - checkers))[:200]}")


def _located(item: Item, folder: Folder) -> Candidate:
    """The candidate with the place of its proof on this machine; its hash is checked where it is read."""
    named = brought(item.candidate)
    if named is None:
        return item.candidate
    name, proof = named
    path = str(folder.root.absolute() / "items" / item.name / str(proof.path))
    payload = item.candidate.payload.model_copy(update={name: proof.model_copy(update={"path": path})})
    return item.candidate.model_copy(update={"payload": payload})


def _bundled_proofs(result: ItemResult, item: Item, folder: Folder, verifier: Verifier) -> list[Verdict]:
    """Verdicts on the proofs that lie in the bundle, each checked against the CNF made here."""
    verdicts: list[Verdict] = []
    for form in ("lrat", "drat"):
        path = f"items/{item.name}/proof.{form}"
        if path not in folder.hashes or folder.hashes[path] == folder.hashes.get(f"items/{item.name}/brought.{form}"):
            continue
        proof = ProofFile.model_validate(
            {"format": form, "sha256": folder.hashes[path], "path": str(folder.root.absolute() / path)}
        )
        try:
            payload = Refutation(kind="refutation", proof=proof, symmetry=", ".join(symmetry_of(item.proof_check)))
        except ValidationError as error:
            raise InputError(f"items/{item.name}/verdicts.json: {explain(error)}") from None
        (verdict,) = _ask(verifier, item.candidate.model_copy(update={"payload": payload}), ["sat"])
        if verdict.outcome is Outcome.REFUTED or _unreadable(verdict):
            result.faults.append(f"{path}: {verdict.evidence.sentence}")
            return []
        if form == "drat":
            verdicts.append(verdict)
        elif verdict.outcome is not Outcome.VERIFIED:
            result.notes.append(f"{path}: {verdict.evidence.sentence}")
    return verdicts


def _unreadable(verdict: Verdict) -> bool:
    return getattr(verdict.evidence, "why", None) is UnknownReason.INCONCLUSIVE


def _ask(verifier: Verifier, candidate: Candidate, backends: list[str], record: str = "") -> list[Verdict]:
    """Every named back-end's verdict, or those of the usual route; nothing that was kept from earlier ones is used.

    `record` is the file with the bundle's statement record, for a Lean submission.
    """
    job: Job = verifier.job(candidate)
    job.limits = replace(job.limits, lean=replace(job.limits.lean, brought=record, fresh=True))
    if backends:
        job = replace(job, asked=backends, explicit=True)
    future: Future[Verdict] | None
    while (future := job.step(verifier.pool)) is not None:
        job.take(future)
    return list(job.report().verdicts)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
