"""Goal `none` by a checked proof: planted errors in the formula's proof, the solver, the model and the file."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cpmpy", reason="the sat extra is not installed")
pytest.importorskip("pysat", reason="the sat extra is not installed")

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import normalise
from verification import sat, verifier
from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.encode import encode
from verification.proofs import acl2
from verification.proofs.cadical import SatAnswer, solve
from verification.proofs.drat import Step, parse_drat, parse_lrat, write_drat
from verification.proofs.lrat import NotRup, lrat_lines
from verification.verdict import Outcome, ProofCheck, Undecided, UnknownReason, Verdict

LIMITS = Limits(seconds=60)


def claim(n: int, k: int, goal: Goal = Goal.NONE) -> Claim:
    return normalise(Claim(family="sidon_golomb", params={"N": n, "k": k}, goal=goal))


def refutation(n: int, k: int, **payload: Any) -> Candidate:
    body = {"kind": "refutation", **payload}
    return parse_candidate({"schema": 1, "claim": claim(n, k).model_dump(mode="json"), "payload": body})


def judge(candidate: Candidate, folder: Path, limits: Limits = LIMITS) -> Verdict:
    return sat.BACKEND.judge(candidate, limits, folder)


def with_proof(
    folder: Path, text: str, n: int = 11, k: int = 5, symmetry: str = "translation", fmt: str = "drat"
) -> Candidate:
    path = folder / "given.proof"
    path.write_text(text, encoding="ascii")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return refutation(n, k, proof={"format": fmt, "sha256": digest, "path": str(path)}, symmetry=symmetry)


@pytest.fixture(scope="module")
def proof_11_5() -> str:
    answer = solve(encode(claim(11, 5)).clauses, seconds=60)
    assert answer.status == "unsat"
    return "".join(write_drat(answer.proof))


def test_own_proof_is_checked_and_every_file_is_kept(tmp_path: Path) -> None:
    verdict = judge(refutation(11, 5), tmp_path)
    evidence = verdict.evidence
    assert verdict.outcome is Outcome.VERIFIED
    assert isinstance(evidence, ProofCheck)
    assert evidence.own_proof
    assert [item.name for item in evidence.symmetry] == ["translation"]
    assert {"dratify"} <= {answer.checker for answer in evidence.checkers}
    assert ("acl2-lrat" in {answer.checker for answer in evidence.checkers}) == acl2.available().available
    for item in verdict.files:
        assert hashlib.sha256(Path(item.path).read_bytes()).hexdigest() == item.sha256
    roles = {item.role for item in verdict.files}
    assert {"cnf", "variables", "drat"} <= roles
    cnf = next(Path(item.path) for item in verdict.files if item.role == "cnf")
    assert cnf.read_bytes() == encode(claim(11, 5)).dimacs()


@pytest.mark.parametrize("engine", ["installed", "python"])
def test_rat_lemmas_beside_deletions_refute_nothing(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Define w by a clause that makes it true, delete the clause, state the opposite: fits every formula.

    Each line passes on its own when a checker keeps w true and looks for the deleted clause in vain.
    """
    if engine == "python":
        import dratify

        monkeypatch.setattr(dratify.proof, "_native_module", lambda: None)
    free = encode(claim(7, 4), symmetry=False).total + 1
    text = f"{free} 0\n{free + 1} {-free} 0\nd {free + 1} {-free} 0\n{-free - 1} 0\n0\n"
    candidate = with_proof(tmp_path, text, n=7, k=4, symmetry="")
    verdict = verifier.judge("sat", candidate, LIMITS, str(tmp_path))
    assert isinstance(verdict.evidence, Undecided)
    assert verdict.evidence.why is UnknownReason.UNSUPPORTED


def test_rat_lemmas_without_deletions_are_accepted(tmp_path: Path) -> None:
    """A definition by fresh variables before a true proof, which needs no clause to go."""
    encoding = encode(claim(11, 5), symmetry=False)
    answer = solve(encoding.clauses, seconds=60)
    free = encoding.total + 1
    steps = [Step(False, (free, 1)), Step(False, (-free, -1)), *answer.proof]
    verdict = judge(with_proof(tmp_path, "".join(write_drat(steps)), symmetry=""), tmp_path)
    assert verdict.outcome is Outcome.VERIFIED


def test_a_formula_that_refutes_itself_needs_no_second_checker(tmp_path: Path) -> None:
    """More elements than numbers: the bound is an empty clause already in the encoding."""
    candidate = refutation(3, 5)
    assert not all(encode(candidate.claim).clauses)
    verdict = judge(candidate, tmp_path)
    assert verdict.outcome is Outcome.VERIFIED
    assert [answer.checker for answer in verdict.evidence.checkers] == ["dratify"]


@pytest.mark.needs("acl2")
def test_the_verified_checker_works_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / 'q"uo\\te é'
    folder.mkdir()
    verdict = judge(refutation(11, 5), folder)
    assert verdict.outcome is Outcome.VERIFIED
    assert [answer.checker for answer in verdict.evidence.checkers] == ["dratify", "acl2-lrat"]


def test_a_satisfiable_claim_is_refuted_by_a_checked_witness(tmp_path: Path) -> None:
    verdict = judge(refutation(12, 5), tmp_path)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.evidence.witness["set"]


def test_a_brought_proof_is_checked_against_the_regenerated_formula(tmp_path: Path, proof_11_5: str) -> None:
    assert judge(with_proof(tmp_path, proof_11_5), tmp_path).outcome is Outcome.VERIFIED


def test_a_true_proof_of_another_claim_proves_nothing(tmp_path: Path, proof_11_5: str) -> None:
    """The claim (12, 5) is false: no proof may make it true."""
    verdict = judge(with_proof(tmp_path, proof_11_5, n=12), tmp_path)
    assert verdict.outcome is not Outcome.VERIFIED


@pytest.mark.parametrize("text", ["0\n", "1 0\n0\n", "-1 0\n1 0\n0\n", "d 1 0\n0\n", "", "900 0\n-900 0\n0\n"])
def test_nothing_proves_a_false_claim(tmp_path: Path, text: str) -> None:
    for symmetry in ("translation", ""):
        verdict = judge(with_proof(tmp_path, text, n=12, symmetry=symmetry), tmp_path)
        assert verdict.outcome is not Outcome.VERIFIED


def test_a_proof_without_its_lemmas_is_rejected_and_the_claim_stays_open(tmp_path: Path) -> None:
    verdict = judge(with_proof(tmp_path, "0\n"), tmp_path)
    assert verdict.outcome is Outcome.REFUTED
    assert "the claim itself stays undecided" in verdict.evidence.sentence


def test_random_mutations_of_a_proof_never_prove_a_false_claim(tmp_path: Path, proof_11_5: str) -> None:
    rng = random.Random(5)
    lines = proof_11_5.splitlines()
    for _ in range(25):
        mutated = list(lines)
        for _ in range(rng.randint(1, 4)):
            index = rng.randrange(len(mutated))
            words = [word for word in mutated[index].split() if word != "d"]
            mutated[index] = " ".join(word if rng.random() < 0.7 else str(-int(word)) for word in words)
        text = "\n".join(line if line.endswith(" 0") or line == "0" else f"{line} 0" for line in mutated) + "\n"
        assert judge(with_proof(tmp_path, text, n=12), tmp_path).outcome is not Outcome.VERIFIED


def test_the_symmetry_that_a_proof_relies_on_must_be_the_family_s(tmp_path: Path, proof_11_5: str) -> None:
    verdict = judge(with_proof(tmp_path, proof_11_5, symmetry="reflection"), tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "translation" in verdict.evidence.detail


def test_a_changed_byte_of_the_proof_file_is_found(tmp_path: Path, proof_11_5: str) -> None:
    candidate = with_proof(tmp_path, proof_11_5)
    (tmp_path / "given.proof").write_text(proof_11_5.replace("1", "2", 1), encoding="ascii")
    verdict = judge(candidate, tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "SHA-256" in verdict.evidence.detail


@pytest.mark.parametrize(
    ("text", "told"),
    [("x 0\n", "not a literal"), ("1 2\n", "closing 0"), ("1 0 2 0\n", "closing 0"), ("99999999999 0\n", "literal")],
)
def test_malformed_proofs_name_their_line(tmp_path: Path, text: str, told: str) -> None:
    verdict = judge(with_proof(tmp_path, text), tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "line 1" in verdict.evidence.detail
    assert told in verdict.evidence.detail


def test_a_missing_proof_file_is_no_refutation(tmp_path: Path) -> None:
    absent = {"format": "drat", "sha256": "0" * 64, "path": str(tmp_path / "absent")}
    verdict = judge(refutation(11, 5, proof=absent), tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "absent" in verdict.evidence.detail


def test_a_tiny_conflict_budget_leaves_it_unknown(tmp_path: Path) -> None:
    verdict = judge(refutation(33, 8), tmp_path, Limits(seconds=60, work=1))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is UnknownReason.TIMEOUT


def test_a_solver_that_lies_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def liar(clauses: Any, **_: Any) -> SatAnswer:
        return SatAnswer("unsat", (), (Step(False, (1,)), Step(False, ())), 0, "answer")

    monkeypatch.setattr(sat, "solve", liar)
    verdict = judge(refutation(12, 5), tmp_path)
    assert isinstance(verdict.evidence, Undecided)
    assert verdict.evidence.why is UnknownReason.OUR_FAULT


def test_a_solver_that_invents_a_model_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sat, "solve", lambda *_, **__: SatAnswer("sat", (1, 2, 3, 4, 5), (), 0, "answer"))
    verdict = judge(refutation(11, 5), tmp_path)
    assert verdict.evidence.why is UnknownReason.OUR_FAULT


def test_encoding_is_deterministic_and_speaks_of_the_claim() -> None:
    first, second = encode(claim(11, 5)), encode(claim(11, 5))
    assert first.dimacs() == second.dimacs()
    variables = json.loads(first.variable_map())
    assert variables["claim"]["params"] == {"N": 11, "k": 5}
    assert variables["variables"][4] == {"dimacs": 5, "name": "x5", "meaning": "5 is in A"}
    assert encode(claim(11, 5), symmetry=False).dimacs() != first.dimacs()


@pytest.fixture(scope="module")
def random_formulas() -> list[list[list[int]]]:
    rng = random.Random(11)
    formulas = []
    for _ in range(120):
        variables = rng.randint(3, 9)
        formulas.append(
            [
                sorted({rng.choice((1, -1)) * rng.randint(1, variables) for _ in range(rng.randint(1, 3))})
                for _ in range(rng.randint(3, 45))
            ]
        )
    return formulas


def models(clauses: list[list[int]]) -> Iterator[int]:
    top = max(abs(literal) for clause in clauses for literal in clause)
    for bits in range(1 << top):
        if all(any((bits >> (abs(lit) - 1) & 1) == (lit > 0) for lit in clause) for clause in clauses):
            yield bits


def test_our_lrat_follows_hint_by_hint(random_formulas: list[list[list[int]]]) -> None:
    """Replay every LRAT line by the definition: each hint must become unit, the last one empty."""
    refuted = 0
    for clauses in random_formulas:
        satisfiable = next(models(clauses), None) is not None
        answer = solve(clauses, seconds=20)
        assert (answer.status == "sat") == satisfiable
        if satisfiable:
            with pytest.raises(NotRup):
                list(lrat_lines(clauses, [Step(False, ())]))
            continue
        refuted += 1
        replay(clauses, list(lrat_lines(clauses, answer.proof)))
    assert refuted > 20


def replay(clauses: list[list[int]], lines: list[str]) -> None:
    known = {number: set(clause) for number, clause in enumerate(clauses, start=1)}
    for line in lines:
        head, *rest = line.split()
        if rest[0] == "d":
            for gone in rest[1:-1]:
                del known[int(gone)]
            continue
        end = rest.index("0")
        lemma, hints = [int(token) for token in rest[:end]], [int(token) for token in rest[end + 1 : -1]]
        false = {-literal for literal in lemma}
        for position, hint in enumerate(hints):
            left = {literal for literal in known[hint] if -literal not in false}
            assert not left & false, "a satisfied clause was used as a hint"
            if position == len(hints) - 1:
                assert not left
            else:
                assert len(left) == 1
                false |= left
        known[int(head)] = set(lemma)
        if not lemma:
            return
    raise AssertionError("the proof does not reach the empty clause")


def test_the_compiled_lrat_writer_says_the_same(tmp_path: Path, random_formulas: list[list[list[int]]]) -> None:
    from verification.proofs import native

    if native.compiler() is None:
        pytest.skip("no C++ compiler for the LRAT writer")
    cnf, drat, lrat = (tmp_path / name for name in ("f.cnf", "f.drat", "f.lrat"))
    for clauses in random_formulas[:40]:
        answer = solve(clauses, seconds=20)
        top = max(abs(literal) for clause in clauses for literal in clause)
        body = [" ".join(map(str, (*clause, 0))) for clause in clauses]
        cnf.write_text("\n".join([f"p cnf {top} {len(clauses)}", *body, ""]))
        if answer.status == "sat":
            drat.write_text("0\n")
            with pytest.raises(NotRup):
                native.write_lrat(cnf, drat, lrat)
            continue
        drat.write_text("".join(write_drat(answer.proof)))
        native.write_lrat(cnf, drat, lrat)
        replay(clauses, lrat.read_text().splitlines(keepends=True))


def test_lrat_comes_in_as_a_proof_too(tmp_path: Path) -> None:
    encoding = encode(claim(11, 5))
    answer = solve(encoding.clauses, seconds=60)
    text = "".join(lrat_lines(encoding.clauses, answer.proof))
    assert judge(with_proof(tmp_path, text, fmt="lrat"), tmp_path).outcome is Outcome.VERIFIED
    assert parse_lrat(text, len(encoding.clauses))[-1] == Step(False, ())


def test_parsing_and_writing_drat_are_inverse(proof_11_5: str) -> None:
    assert "".join(write_drat(parse_drat(proof_11_5))) == proof_11_5


@pytest.mark.parametrize("token", ["00", "-0", "+1", "01", "-07", "1_0", "١"])
def test_a_literal_has_one_spelling(token: str) -> None:
    for text in (f"{token} 0\n", f"1 {token} 2 0\n", f"d {token} 0\n"):
        with pytest.raises(InputError, match=r"proof line 1: .* is not a literal"):
            parse_drat(text)
    for text in (f"9 {token} 0 1 0\n", f"{token} 1 0 1 0\n"):
        with pytest.raises(InputError, match=r"proof line 1: .* is not a literal"):
            parse_lrat(text, 3)


def test_the_verified_checker_rejects_a_wrong_hint(tmp_path: Path) -> None:
    from tests.conftest import require

    require("acl2")
    encoding = encode(claim(6, 4))
    answer = solve(encoding.clauses, seconds=60)
    cnf, lrat = tmp_path / "f.cnf", tmp_path / "f.lrat"
    cnf.write_bytes(encoding.dimacs())
    lines = list(lrat_lines(encoding.clauses, answer.proof))
    lrat.write_text("".join(lines))
    assert acl2.check_lrat(cnf, lrat, seconds=60).accepted
    head = lines[-1].split()[0]
    lrat.write_text("".join([*lines[:-1], f"{head} 0 1 0\n"]))
    assert not acl2.check_lrat(cnf, lrat, seconds=60).accepted
    lrat.write_text("")
    assert not acl2.check_lrat(cnf, lrat, seconds=60).accepted
