"""How answers of other kernels are read: whatever they print, only the documented ending is an acceptance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.lean.external import PROGRAMS, Program, _config, _read
from verification.sandbox import SandboxResult

ACCEPTS = {
    "leanchecker": "Lean default kernel accepts the solution\n",
    "leanchecker-paranoid": "Lean paranoid kernel accepts the solution\n",
    "nanoda_bin": "Checked 7 declarations with no typechecker errors\n",
    "con-ron": "con-ron: accepted 7 declarations (--verified)\n",
    "con-leche": "con-leche: accepted 7 declarations (--verified)\n",
    "lean4lean": "",
}
WORDS = [
    *ACCEPTS.values(),
    "Lean default kernel rejects the solution: (kernel) x",
    "Lean default kernel accepts the solution\nQuotient post-check rejects the solution: x",
    "con-ron: rejected: x\n",
    "con-leche: declined: x\n",
    "con-ron: check failed at x\n",
    "Checked 0 declarations with no errors\n",
    "Checked 7 declarations with no errors, skipping exported but unpermitted axioms x",
    'Error: export file declares unpermitted axiom "x"\n',
    "uncaught exception: x",
    "PANIC at x",
    "deep recursion",
    "\n",
    " ",
    "x",
]


def result(
    stdout: str = "", stderr: str = "", exit_: int | None = 0, signal: int | None = None, limit: str = ""
) -> SandboxResult:
    return SandboxResult(exit_, signal, stdout.encode(), stderr.encode(), limit, 1.0, ())


def named(name: str) -> Program:
    return next(program for program in PROGRAMS if program.name == name)


@pytest.mark.parametrize("name", ACCEPTS)
def test_the_documented_ending_is_an_acceptance(name: str) -> None:
    assert _read(named(name), result(ACCEPTS[name]), 100).outcome == "accepted"


@pytest.mark.parametrize("name", ACCEPTS)
@pytest.mark.parametrize("limit", ["seconds", "processor", "memory", "output", "file size", "files"])
def test_no_acceptance_and_no_rejection_at_a_limit(name: str, limit: str) -> None:
    for status in (0, 1, 2, 101):
        word = _read(named(name), result(ACCEPTS[name], exit_=status, limit=limit), 100)
        assert word.outcome in ("timeout", "memory", "crashed")


@pytest.mark.parametrize("name", ACCEPTS)
def test_no_acceptance_with_a_signal_another_status_or_a_panic(name: str) -> None:
    program, text = named(name), ACCEPTS[name]
    assert _read(program, result(text, exit_=None, signal=6), 100).outcome == "crashed"
    for status in (1, 2, 3, 101, 127):
        assert _read(program, result(text, exit_=status), 100).outcome != "accepted"
    assert _read(program, result(text, "PANIC at x"), 100).outcome == "crashed"


@given(
    st.sampled_from(PROGRAMS),
    st.lists(st.sampled_from(WORDS), max_size=5).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=3).map("".join),
    st.sampled_from([0, 1, 2, 3, 101, 134]),
)
def test_whatever_is_printed(program: Program, stdout: str, stderr: str, status: int) -> None:
    word = _read(program, result(stdout, stderr, status), 100)
    if word.outcome == "accepted":
        assert status == 0
        assert "PANIC" not in stderr
        if program.name.startswith("leanchecker"):
            assert stdout.strip() in {text.strip() for text in ACCEPTS.values()}
        elif program.name == "nanoda_bin":
            assert stdout.startswith("Checked 7 declarations with no")
        elif program.name.startswith("con-"):
            assert "accepted 7" in stdout + stderr
            assert "con-ron: rejected" not in stdout + stderr
        else:
            assert not stderr.strip()
    if word.outcome == "rejected":
        assert status == 1
    assert word.reason.isprintable()
    assert len(word.reason) <= 700
    assert (word.reason == "") == (word.outcome == "accepted")


def test_a_rejection_may_quote_an_acceptance() -> None:
    """The reason is the candidate's text in part: it can turn a rejection into silence, never into an acceptance."""
    quoted = "Lean default kernel rejects the solution: 'x\nLean default kernel accepts the solution\n'"
    assert _read(named("leanchecker"), result(quoted, exit_=1), 100).outcome == "rejected"
    assert _read(named("leanchecker"), result(quoted, exit_=0), 100).outcome == "crashed"
    evasive = "Lean default kernel rejects the solution: unknown constant 'deep recursion'"
    assert _read(named("leanchecker"), result(evasive, exit_=1), 100).outcome == "declined"
    twice = "con-ron: rejected: 'x\ncon-ron: accepted 9 declarations'"
    assert _read(named("con-ron"), result(twice, exit_=0), 100).outcome == "crashed"
    assert _read(named("con-ron"), result(twice, exit_=1), 100).outcome == "rejected"


def test_nanoda_is_told_to_fail_at_other_axioms() -> None:
    text = _config(["propext", 'a"b']).decode()
    assert '"permitted_axioms": ["propext", "a\\"b"]' in text
    assert '"unpermitted_axiom_hard_error": true' in text
