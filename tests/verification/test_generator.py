"""Programs that write a witness: what they print is judged, and nothing that they or their authors say."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.canonical import MAX_BYTES
from problems.errors import InputError
from problems.family import BUILTIN, get_family
from tests.workbench import Workbench
from verification import generator
from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.evidence import GeneratedCheck
from verification.generator import count_elements
from verification.sandbox import SandboxResult, bubblewrap, capabilities
from verification.verdict import Assurance, Outcome, UnknownReason
from verification.verifier import Verifier, judge, verify

needs_bwrap = pytest.mark.needs("bwrap")
GOOD = "print('{\"set\": [1, 2, 5, 10, 12]}')"
FALSE = "print('{\"set\": [1, 2, 5, 10, 11]}')"


def candidate(program: str, *, family: str = "sidon_golomb", params: Any = None, **payload: Any) -> Candidate:
    body = {"kind": "generator", "language": "python", "program": program, "bound": {"elements": 100, "seconds": 20}}
    claim = {"family": family, "params": params or {"N": 12, "k": 5}, "goal": "exists"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {**body, **payload}})


def judged(program: str, tmp_path: Path, *, limits: Limits | None = None, **payload: Any) -> Any:
    return judge("generator", candidate(program, **payload), limits or Limits(seconds=20), str(tmp_path))


@needs_bwrap
def test_a_program_that_writes_a_witness_is_verified_with_evidence(tmp_path: Path) -> None:
    program = f"# searched for by hand\n{GOOD}"
    verdict = judged(program, tmp_path)
    assert verdict.outcome is Outcome.VERIFIED
    evidence = verdict.evidence
    assert isinstance(evidence, GeneratedCheck)
    output = b'{"set": [1, 2, 5, 10, 12]}\n'
    assert evidence.program_sha256 == hashlib.sha256(program.encode()).hexdigest()
    assert evidence.output_sha256 == hashlib.sha256(output).hexdigest()
    assert (evidence.output_bytes, evidence.elements) == (len(output), 5)
    assert evidence.bound == {"elements": 100, "seconds": 20}
    assert evidence.sandbox == capabilities().in_force
    assert {"no network", "unprivileged user", "limits"} <= set(evidence.sandbox)
    (file,) = verdict.files
    assert file.role == "output"
    assert Path(file.path).read_bytes() == output
    report = verify(candidate(program), limits=Limits(seconds=20))
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A1)
    assert json.loads(json.dumps(report.dump()))["verdicts"][0]["evidence"]["check"]["holds"] is True


@needs_bwrap
def test_a_false_witness_is_refuted_whatever_is_claimed(tmp_path: Path) -> None:
    verdict = judged(FALSE, tmp_path, claims={"holds": True, "verdict": "verified", "assurance": "A4"})
    assert verdict.outcome is Outcome.REFUTED
    assert "10 - 1 = 11 - 2" in verdict.evidence.sentence
    assert "A4" not in json.dumps(verdict.dump())


UNKNOWN = {
    "silence": ("pass", UnknownReason.INCONCLUSIVE, "not JSON"),
    "words": ("print('a Sidon set')", UnknownReason.INCONCLUSIVE, "not JSON"),
    "two objects": (f"{GOOD}\n{GOOD}", UnknownReason.INCONCLUSIVE, "not JSON"),
    "a list": ("print([1, 2, 5, 10, 12])", UnknownReason.INCONCLUSIVE, "not a JSON object"),
    "a verdict": ('print(\'{"outcome": "verified"}\')', UnknownReason.INCONCLUSIVE, "witness"),
    "another field": ('print(\'{"set": [1, 2], "holds": true}\')', UnknownReason.INCONCLUSIVE, "holds"),
    "a float": ("print('{\"set\": [1.0, 2, 5, 10, 12]}')", UnknownReason.INCONCLUSIVE, "floating-point"),
    "a key twice": ('print(\'{"set": [1], "set": [1, 2, 5, 10, 12]}\')', UnknownReason.INCONCLUSIVE, "twice"),
    "no text": ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", UnknownReason.INCONCLUSIVE, "UTF-8"),
    "deep": ("print('[' * 10**5)", UnknownReason.INCONCLUSIVE, "nested"),
    "an exception": (f"{GOOD}\n1 / 0", UnknownReason.INCONCLUSIVE, "ZeroDivisionError"),
    "a status": (f"{GOOD}\nraise SystemExit(1)", UnknownReason.INCONCLUSIVE, "status 1"),
    "a crash": (f"{GOOD}\nimport os; os.abort()", UnknownReason.INCONCLUSIVE, "SIGABRT"),
    "no syntax": ("print(", UnknownReason.INCONCLUSIVE, "SyntaxError"),
    "memory": ("x = bytearray(1 << 40)", UnknownReason.MEMORY, "memory"),
    "a flood": ("while True: print('x' * 10**6)", UnknownReason.INCONCLUSIVE, "output"),
    "the network": ("import urllib.request as u; u.urlopen('http://1.1.1.1')", UnknownReason.INCONCLUSIVE, "URLError"),
}


@needs_bwrap
@pytest.mark.parametrize("name", UNKNOWN)
def test_everything_else_is_unknown_with_the_reason(name: str, tmp_path: Path) -> None:
    program, why, words = UNKNOWN[name]
    verdict = judged(program, tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is why
    assert words in verdict.evidence.detail
    assert verdict.files == ()


@needs_bwrap
def test_bounds_hold_and_are_no_refutation(tmp_path: Path) -> None:
    late = judged(f"import time; time.sleep(30); {FALSE}", tmp_path, bound={"seconds": 1})
    assert late.evidence.why is UnknownReason.TIMEOUT
    assert 1 <= late.seconds < 8
    hurried = judged("while True: pass", tmp_path, limits=Limits(seconds=1.5), bound={"seconds": 100})
    assert hurried.evidence.why is UnknownReason.TIMEOUT
    assert "its bound is 100 s" in hurried.evidence.detail
    many = judged(FALSE, tmp_path, bound={"elements": 4})
    assert many.evidence.why is UnknownReason.INCONCLUSIVE
    assert "5 elements, above the bound of 4" in many.evidence.detail
    assert judged(GOOD, tmp_path, bound={"elements": 5}).outcome is Outcome.VERIFIED
    assert judged(GOOD, tmp_path, bound={}).outcome is Outcome.VERIFIED


@needs_bwrap
@pytest.mark.parametrize("other", ["[1, 3, 8, 11, 12]", "[1, 2, 3, 11, 12]"], ids=["two witnesses", "one is false"])
def test_a_program_that_writes_something_else_each_time_is_unknown(other: str, tmp_path: Path) -> None:
    """Blanks are drawn as well, so that two runs hardly ever write the same by chance."""
    program = (
        "import json, os\n"
        "blanks = ' ' * int.from_bytes(os.urandom(2), 'big')\n"
        f"print(json.dumps({{'set': [1, 2, 5, 10, 12] if os.urandom(1)[0] % 2 else {other}}}), blanks)"
    )
    verdict = judged(program, tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is UnknownReason.INCONCLUSIVE
    assert "does not write the same thing twice" in verdict.evidence.detail
    assert verdict.files == ()


TWICE = SandboxResult(0, None, b'{"set": [1, 2, 5, 10, 12]}', b"", "", 0.1, ("stub",))


@pytest.mark.parametrize(
    ("second", "why", "words"),
    [
        (TWICE, None, "5 elements"),
        (replace(TWICE, stdout=b'{"set": [1, 3, 8, 11, 12]}'), UnknownReason.INCONCLUSIVE, "the same thing twice"),
        (replace(TWICE, stdout=b'{"set": [1, 2, 3, 11, 12]}'), UnknownReason.INCONCLUSIVE, "the same thing twice"),
        (replace(TWICE, stdout=b'{"set": [1, 2, 5, 10, 12]} '), UnknownReason.INCONCLUSIVE, "the same thing twice"),
        (replace(TWICE, exit=1), UnknownReason.INCONCLUSIVE, "the same thing twice"),
        (replace(TWICE, exit=None, limit="seconds"), UnknownReason.TIMEOUT, "run a second time"),
        (replace(TWICE, exit=None, limit="memory"), UnknownReason.MEMORY, "run a second time"),
    ],
    ids=["the same", "another witness", "no witness", "another blank", "a crash", "late", "too much memory"],
)
def test_the_second_run_must_write_what_the_first_one_wrote(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, second: SandboxResult, why: UnknownReason | None, words: str
) -> None:
    given_seconds: list[float] = []
    answers = iter((TWICE, second))

    def ran(*_: Any, limits: Any, **__: Any) -> SandboxResult:
        given_seconds.append(limits.seconds)
        return next(answers)

    monkeypatch.setattr(generator, "run_python", ran)
    verdict = judged("pass", tmp_path, limits=Limits(seconds=10), bound={"seconds": 100})
    assert verdict.outcome is (Outcome.UNKNOWN if why else Outcome.VERIFIED)
    assert getattr(verdict.evidence, "why", None) is why
    assert words in verdict.evidence.sentence
    assert getattr(verdict.evidence, "runs", 2) == 2
    assert given_seconds[0] == pytest.approx(4.5)
    assert 4.5 < given_seconds[1] < 9, "what the first run left is the second one's"


@needs_bwrap
def test_the_program_is_told_the_claim_and_nothing_else(tmp_path: Path) -> None:
    program = (
        "import json, os, sys\n"
        "claim = json.load(open('/files/claim.json'))\n"
        "assert claim['family'] == 'sidon_golomb' and claim['goal'] == 'exists', claim\n"
        "assert sorted(os.listdir('/files')) == ['claim.json', 'main.py'], os.listdir('/files')\n"
        "assert sys.stdin.read() == '' and os.listdir('.') == []\n"
        "print(json.dumps({'set': [1, 2, 5, 10, claim['params']['N']]}))"
    )
    assert judged(program, tmp_path).outcome is Outcome.VERIFIED


@needs_bwrap
@pytest.mark.parametrize("family", BUILTIN)
def test_every_family_can_be_written_by_a_program(family: str, tmp_path: Path) -> None:
    params, witness = get_family(family).examples()[0]
    program = f"print({json.dumps(json.dumps(dict(witness)))})"
    body = candidate(program, family=family, params=dict(params), bound={"elements": 10**6, "seconds": 20})
    verdict = judge("generator", body, Limits(seconds=30), str(tmp_path))
    assert verdict.outcome is Outcome.VERIFIED, verdict.evidence.sentence
    assert verdict.evidence.elements == count_elements(witness)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.lists(st.integers(-5, 15), max_size=8).map(lambda numbers: json.dumps({"set": numbers}).encode()),
        st.recursive(st.integers() | st.text(max_size=5) | st.none(), lambda x: st.lists(x, max_size=3)).map(
            lambda value: json.dumps({"set": value}).encode()
        ),
    )
)
def test_no_output_is_verified_that_is_not_a_witness(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: bytes
) -> None:
    def ran(*_: Any, **__: Any) -> SandboxResult:
        return SandboxResult(0, None, output, b"", "", 0.1, ("stub",))

    monkeypatch.setattr(generator, "run_python", ran)
    verdict = judged("pass", tmp_path)
    try:
        numbers = json.loads(output)["set"]
        differences = [b - a for i, a in enumerate(numbers) for b in numbers[i + 1 :]]
        true = len(numbers) == 5 and min(numbers) > 0 and max(numbers) <= 12
        true = true and len(set(map(abs, differences))) == 10 and 0 not in differences
    except (ValueError, TypeError, KeyError, RecursionError):
        true = False
        assert verdict.outcome is Outcome.UNKNOWN
    assert true or verdict.outcome is not Outcome.VERIFIED


def test_without_the_sandbox_it_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bubblewrap, "bubblewrap", lambda: None)
    monkeypatch.setattr(generator, "bubblewrap", lambda: None)
    capabilities.cache_clear()
    try:
        verdict = judged(GOOD, tmp_path)
    finally:
        capabilities.cache_clear()
    assert verdict.evidence.why is not UnknownReason.OUR_FAULT
    assert verdict.outcome is Outcome.UNKNOWN
    with Verifier() as verifier:
        report = verifier.verify(candidate(GOOD))
    assert report.outcome is Outcome.UNKNOWN
    assert report.unknown is UnknownReason.BACKEND_MISSING
    assert "bubblewrap" in report.reason or "Linux" in report.reason


def test_a_generator_is_for_goal_exists() -> None:
    with pytest.raises(InputError, match="cannot show goal none"):
        parse_candidate(
            {
                "schema": 1,
                "claim": {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "none"},
                "payload": {"kind": "generator", "language": "python", "program": GOOD, "bound": {}},
            }
        )
    with pytest.raises(InputError):
        candidate(GOOD, language="perl")
    with pytest.raises(InputError):
        candidate(GOOD, bound={"seconds": 0})


def test_elements_are_leaves() -> None:
    assert count_elements({"a": [[1, 2], [3]], "b": {"c": "x", "d": []}, "e": None}) == 5
    assert MAX_BYTES == 16 << 20, "as the protocol says"


@needs_bwrap
def test_the_command_judges_generators_and_says_what_it_used(workbench: Workbench, tmp_path: Path) -> None:
    lines = [json.dumps(candidate(program).dump()) for program in (GOOD, FALSE, "while True: pass")]
    file = tmp_path / "candidates.jsonl"
    file.write_text("\n".join(lines))
    started = time.monotonic()
    answer = workbench.run("verify", str(file), "--json", "--seconds", "4", "--workers", "2")
    assert time.monotonic() - started < 25
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [line["outcome"] for line in told] == ["verified", "refuted", "unknown"]
    assert answer.returncode == 1
    assert told[0]["verdicts"][0]["backend"] == "generator"
    assert "no network" in told[0]["verdicts"][0]["evidence"]["sandbox"]
    assert [path.name for path in workbench.temporary.iterdir()] == []
