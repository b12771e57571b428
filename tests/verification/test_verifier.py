"""Routing, conflicts, limits, order and malformed lines."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.errors import InputError
from problems.families.sidon_golomb import FAMILY
from problems.family import Finding
from verification import exact
from verification.backend import BACKENDS, Availability, LeanPlaces, Limits, get_backend
from verification.candidate import Candidate, parse_candidate
from verification.verdict import Assurance, Outcome, Report, UnknownReason
from verification.verifier import Malformed, Verifier, judge, route, verify

GOOD = [1, 2, 5, 10, 12]


def witness(elements: list[Any], n: int = 12, k: int = 5) -> Candidate:
    return parse_candidate(raw(elements, n, k))


def raw(elements: list[Any], n: int = 12, k: int = 5) -> dict[str, Any]:
    claim = {"family": "sidon_golomb", "params": {"N": n, "k": k}, "goal": "exists"}
    return {"schema": 1, "claim": claim, "payload": {"kind": "witness", "witness": {"set": elements}}}


def refutation(n: int, k: int) -> Candidate:
    claim = {"family": "sidon_golomb", "params": {"N": n, "k": k}, "goal": "none"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}})


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier(limits=Limits(seconds=60), workers=2) as verifier:
        yield verifier


def test_a_witness_is_judged_exactly(verifier: Verifier) -> None:
    report = verifier.verify(witness(GOOD))
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A1)
    assert report.verdicts[0].family_code.startswith("built-in:")
    refuted = verifier.verify(witness([1, 2, 3, 10, 12]))
    assert refuted.outcome is Outcome.REFUTED
    assert "repeated-difference" in refuted.reason


def test_thorough_asks_for_a_second_statement() -> None:
    pytest.importorskip("cpmpy", reason="the smt extra is not installed")
    report = verify(witness(GOOD), thorough=True)
    assert (report.assurance, report.label) == (Assurance.A2, "two statements agree")


def test_one_statement_alone_never_reaches_a2(verifier: Verifier) -> None:
    assert verifier.verify(witness(GOOD)).assurance is Assurance.A1


def test_a_checker_that_accepts_everything_is_a_conflict(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("cpmpy", reason="the smt extra is not installed")
    monkeypatch.setattr(type(FAMILY), "check", lambda *_: Finding.accept("nothing was looked at"))
    false = witness([1, 2, 3, 10, 12])
    from verification.verdict import combine

    report = combine(false.id, [judge(name, false, Limits(), str(tmp_path)) for name in ("exact", "smt")])
    assert report.outcome is Outcome.UNKNOWN
    assert report.unknown is UnknownReason.CONFLICT
    assert report.assurance is Assurance.A0


def test_the_time_limit_gives_unknown_and_the_next_candidate_is_judged() -> None:
    with Verifier(backends=["exact"], limits=Limits(seconds=0.3)) as verifier:
        started = time.monotonic()
        report = verifier.verify(refutation(200, 16))
        assert report.outcome is Outcome.UNKNOWN
        assert report.unknown is UnknownReason.TIMEOUT
        assert time.monotonic() - started < 20
        assert verifier.verify(witness(GOOD)).outcome is Outcome.VERIFIED


def test_the_work_limit_gives_unknown() -> None:
    report = verify(refutation(44, 9), backends=["exact"], limits=Limits(work=10))
    assert (report.outcome, report.unknown) == (Outcome.UNKNOWN, UnknownReason.TIMEOUT)


def test_complete_search_shows_none_and_finds_what_refutes_it() -> None:
    assert verify(refutation(11, 5), backends=["exact"]).outcome is Outcome.VERIFIED
    report = verify(refutation(12, 5), backends=["exact"])
    assert report.outcome is Outcome.REFUTED
    assert report.verdicts[0].evidence.witness["set"]


def test_a_missing_back_end_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    state = Availability(False, reason="not installed: z3-solver", install="pip install 'conjecture-workbench[smt]'")
    monkeypatch.setattr(type(get_backend("smt")), "available", lambda _self: state)
    report = verify(witness(GOOD), backends=["smt"])
    assert (report.outcome, report.unknown) == (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)
    assert "pip install" in report.reason


def test_a_back_end_that_breaks_is_our_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr(type(exact.BACKEND), "judge", broken)
    verdict = judge("exact", witness(GOOD), Limits(), str(tmp_path))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is UnknownReason.OUR_FAULT


def test_unknown_back_ends_are_named() -> None:
    with pytest.raises(InputError, match="unknown back-end 'magic'"):
        Verifier(backends=["magic"])
    for name in BACKENDS:
        assert get_backend(name).name == name


def test_lines_come_back_in_order(verifier: Verifier) -> None:
    lines = []
    for index in range(60):
        if index % 3 == 0:
            lines.append(json.dumps(raw(GOOD)))
        elif index % 3 == 1:
            lines.append(json.dumps(raw([1, 2, 3, 10, 12])))
        else:
            lines.append('{"schema": 1,')
    results = list(verifier.verify_lines([*lines[:30], "\n", *lines[30:]]))
    assert len(results) == 60
    for index, result in enumerate(results):
        if index % 3 == 2:
            assert isinstance(result, Malformed)
            assert result.line == index + 1 + (index >= 30)
        else:
            assert isinstance(result, Report)
            assert result.outcome is (Outcome.VERIFIED if index % 3 == 0 else Outcome.REFUTED)


def test_a_spelling_too_large_to_be_read_ends_its_own_line_only(verifier: Verifier) -> None:
    claim = {"family": "ramsey_coloring", "params": {"n": 2000, "ks": [3, 3]}, "goal": "exists"}
    large = {"schema": 1, "claim": claim, "payload": {"kind": "witness", "witness": {"graph6": "abc"}}}
    before, here, after = verifier.verify_lines([json.dumps(raw(GOOD)), json.dumps(large), json.dumps(raw(GOOD))])
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert isinstance(here, Malformed)
    assert "n = 1000" in here.message


def test_payloads_that_no_machine_judges_stay_unknown(verifier: Verifier) -> None:
    body = raw(GOOD)
    body["payload"] = {"kind": "informal", "text": "It is obvious.", "steps": []}
    report = verifier.verify(parse_candidate(body))
    assert (report.outcome, report.assurance) == (Outcome.UNKNOWN, Assurance.A0)
    body["payload"] = {"kind": "lean", "statement": "formal-conjectures@0:Erdos1.erdos_1", "source": "theorem"}
    report = verifier.verify(parse_candidate(body))
    assert report.unknown in (UnknownReason.BACKEND_MISSING, UnknownReason.UNSUPPORTED)
    assert "no record of the statement" in report.reason or "install" in report.reason


def test_routes_follow_the_payload() -> None:
    assert route(witness(GOOD)) == ("exact",)
    assert route(witness(GOOD), thorough=True) == ("exact", "smt")
    assert route(refutation(11, 5))[0] == "sat"
    assert route(lean_text()) == ("lean",)


def test_a_long_input_waits_where_it_is() -> None:
    """Of an endless input no more is read than four candidates a worker beyond what has been answered."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield json.dumps(raw(GOOD))

    with Verifier(limits=Limits(seconds=60), workers=1) as verifier:
        results = verifier.verify_lines(endless())
        for answered in range(1, 6):
            next(results)
            assert taken <= answered + 4


def lean_text() -> Candidate:
    body = raw(GOOD)
    body["payload"] = {"kind": "lean", "statement": "a@b:c", "source": "theorem"}
    return parse_candidate(body)


def test_a_toolchain_that_a_setting_names_is_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whether there is a Lean is then for the judge to find out: the back-end itself knows no settings."""
    nothing = Availability(False, reason="no kernel is installed", install="pip install …")
    monkeypatch.setattr(type(get_backend("lean")), "available", lambda _: nothing)
    found = {}
    for setting in ("", str(tmp_path)):
        limits = Limits(lean=LeanPlaces(toolchain=setting))
        found[setting] = verify(lean_text(), limits=limits)
    assert found[""].unknown is UnknownReason.BACKEND_MISSING
    assert found[str(tmp_path)].unknown is UnknownReason.UNSUPPORTED
    assert "no record of the statement" in found[str(tmp_path)].reason
