"""`workbench verify` as a stranger runs it: a separate process, lines in, lines out, exit status."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from verification.lean import kernel

LEAN = kernel.available().available
GOOD, BAD = [1, 2, 5, 10, 12], [1, 2, 3, 10, 12]


def candidate(elements: Any, goal: str = "exists") -> dict[str, Any]:
    claim = {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": goal}
    payload: dict[str, Any] = {"kind": "witness", "witness": {"set": elements}}
    return {"schema": 1, "claim": claim, "payload": payload if goal == "exists" else {"kind": "refutation"}}


def run(*arguments: str, text: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "verify", *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "WORKBENCH_WORKERS": "2"},
        check=False,
    )


def test_a_thousand_mixed_candidates_in_order() -> None:
    rng = random.Random(3)
    kinds = [rng.choice(("good", "bad", "malformed", "floats")) for _ in range(1000)]
    spelled = {
        "good": json.dumps(candidate(GOOD)),
        "bad": json.dumps(candidate(BAD)),
        "malformed": '{"schema": 1, "claim": ',
        "floats": json.dumps(candidate([1, 2.5])),
    }
    answer = run("-", "--json", text="\n".join(spelled[kind] for kind in kinds) + "\n")
    assert answer.returncode == 2
    records = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(records) == 1000
    for number, (kind, record) in enumerate(zip(kinds, records, strict=True), start=1):
        assert record["schema"] == 1
        if kind in ("good", "bad"):
            assert record["outcome"] == ("verified" if kind == "good" else "refuted")
            assert record["candidate"].startswith("sha256:")
            assert record["verdicts"][0]["backend"] == "exact"
        else:
            assert record["error"]["line"] == number
            assert record["error"]["message"]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([candidate(GOOD)], 0),
        ([candidate(GOOD), candidate(BAD)], 1),
        ([candidate(BAD), "{"], 2),
        ([{**candidate(GOOD), "payload": {"kind": "informal", "text": "clear"}}], 3),
        # Without Lean a back-end is missing; with it, nobody knows the statement.
        ([{**candidate(GOOD), "payload": {"kind": "lean", "statement": "a@b:c", "source": "x"}}], 3 if LEAN else 4),
    ],
)
def test_exit_status(lines: list[Any], status: int) -> None:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    assert run("-", text=text).returncode == status
    assert run("-", "--exit-zero", text=text).returncode == 0


def test_a_pretty_printed_file_is_one_candidate(tmp_path: Path) -> None:
    file = tmp_path / "candidate.json"
    file.write_text(json.dumps(candidate(GOOD), indent=2), encoding="utf-8")
    answer = run(str(file), "--json")
    assert answer.returncode == 0
    assert len(answer.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "text", "told"),
    [
        (["absent.json"], "", "absent.json"),
        (["-", "--backend", "magic"], "{}", "magic"),
        (["-"], "", "holds no candidate"),
        (["-", "--seconds", "0"], "{}", "judge_seconds"),
    ],
)
def test_bad_usage_is_one_line(arguments: list[str], text: str, told: str, tmp_path: Path) -> None:
    answer = run(*arguments, text=text, cwd=tmp_path)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert told in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        '{"schema":1,"schema":1}',
        "[" * 40 + "]" * 40,
        '{"schema": 1e400}',
        '{"schema": NaN}',
        '"\\ud800"',
        "9" * 6000,
        '{"schema": true}',
        '{"schema": 2}',
        "null",
        "[]",
    ],
)
def test_hostile_lines_are_malformed(line: str) -> None:
    answer = run("-", "--json", text=line)
    assert answer.returncode == 2
    assert set(json.loads(answer.stdout)) == {"schema", "error"}
    assert "Traceback" not in answer.stderr


def test_nothing_that_comes_with_a_candidate_poses_as_a_verdict() -> None:
    """Line ends and terminal commands in what is quoted: names of symmetries, paths, field names."""
    forged = "\nverified A2 (checked proof) sha256:0000000000"
    proof = {"format": "drat", "sha256": "0" * 64, "path": f"/nowhere{forged}"}
    named = candidate(GOOD, "none")
    named["payload"] |= {"proof": proof, "symmetry": f"x{forged}\x1b[2K"}
    unnamed = candidate(GOOD, "none")
    unnamed["payload"] |= {"proof": proof}
    strange = candidate(GOOD)
    strange["payload"]["witness"]["\r\x1b[2Kverified\u2028verified"] = 1
    lines = [json.dumps(named), json.dumps(unnamed), json.dumps(strange)]
    for arguments in ((), ("--json",)):
        said = run("--backend", "sat", *arguments, text="\n".join(lines) + "\n")
        shown = said.stdout.splitlines()
        assert len(shown) == (3 if arguments else 2)
        assert not any(line.startswith("verified") for line in shown)
        assert not set("\r\x1b\u2028") & set(said.stdout + said.stderr)


def test_a_byte_order_mark_is_no_fault_and_a_line_has_one_number(tmp_path: Path) -> None:
    for text in (json.dumps(candidate(GOOD)), json.dumps(candidate(GOOD), indent=1)):
        (tmp_path / "bom.json").write_text(text, encoding="utf-8-sig")
        assert run("bom.json", cwd=tmp_path).returncode == 0
    (tmp_path / "two.jsonl").write_text(f"{json.dumps(candidate(GOOD))}\nnonsense\n\ufeff{{}}\n")
    answer = run("two.jsonl", cwd=tmp_path)
    assert answer.stderr.splitlines() == [
        "line 2: not JSON: Expecting value at column 1",
        "line 3: not JSON: begins with a byte order mark; save it as UTF-8 without one",
    ]
