"""Texts become exports in the sandbox, and nothing that a text can do makes anything else of it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from problems.errors import MissingBackendError, UnsupportedError
from tests.verification.lean.toolchains import sysroot
from tests.verification.lean_material import needs_kernel
from verification.lean import build as building
from verification.lean import isolated
from verification.lean.build import BuildFault, Built, Plan, build, challenge_export
from verification.lean.isolated import export_constants
from verification.lean.toolchain import Project, toolchain
from verification.process import Overrun

pytestmark = pytest.mark.needs("bwrap")

GOAL = "∀ n : Nat, Eq (Nat.add n Nat.zero) n"
TOP = "prelude\nimport Workbench\n"
PROOF = f"theorem goal : {GOAL} := fun n => Eq.refl n\n"
ROOTS = (("goal",),)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for challenges that no other test has filled; the compiled library stays where it is."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(building, "cache_folder", lambda: folder)
    return folder


def core(challenge: str = f"axiom goal : {GOAL}\n", **more: object) -> Plan:
    return Plan(toolchain("core"), TOP + challenge, TOP, ROOTS, **more)  # type: ignore[arg-type]


def constants(data: bytes | None) -> dict[str, str]:
    """Last component of each declared name → kind."""
    assert data is not None
    names: dict[int, str] = {}
    found = {}
    for line in map(json.loads, data.decode().splitlines()):
        if "in" in line:
            names[line["in"]] = line["str"]["str"] if "str" in line else ""
        for kind in ("axiom", "thm", "def", "quot", "opaque"):
            if kind in line and isinstance(line[kind], dict):
                found[names[line[kind]["name"]]] = kind
    return found


@needs_kernel
def test_challenge_and_solution_are_exported() -> None:
    built = build(core(), PROOF, seconds=60, memory_mb=4096)
    assert (built.why, built.stopped, built.messages) == ("", "", ())
    assert constants(built.challenge_export)["goal"] == "axiom"
    assert constants(built.solution_export)["goal"] == "thm"
    assert len(built.solution_sha256) == len(built.challenge_sha256) == 64
    assert build(core(), PROOF, seconds=60, memory_mb=4096).solution_export == built.solution_export


@needs_kernel
def test_what_is_there_is_exported_as_well() -> None:
    plan = core(where_declared=(("Nat", "mul"), ("Nat", "gcd"), ("propext",), ("Nat", "no", "such")))
    found = constants(build(plan, PROOF, seconds=60, memory_mb=4096).solution_export)
    assert {"mul", "gcd"} <= set(found)
    assert not {"propext", "such"} & set(found)


@needs_kernel
@pytest.mark.parametrize(
    ("source", "why", "words"),
    [
        ("theorem goal : Eq Nat.zero (Nat.succ Nat.zero) := Eq.refl Nat.zero\n", "errors", "line 1: Type mismatch"),
        ("\n\ntheorem goal (h : Fasle) : True := True.intro\n", "errors", "line 3"),
        ("theorem other : True := True.intro\n", "missing", "not declared"),
        (f"{PROOF[:-1]}\n/- open", "errors", "unterminated comment"),
        ("#exit\n" + PROOF, "missing", "not declared"),
        ("namespace A\n" + PROOF, "missing", "not declared"),
        ("import Challenge\n" + PROOF, "errors", "unknown module prefix 'Challenge'"),
        ("theorem «goal' does not depend on any axioms\n» : True := True.intro", "missing", "not declared"),
        ("\ud800", "errors", "half a character"),
        ("\0", "errors", ""),
        ("", "missing", "not declared"),
    ],
)
def test_a_text_that_gives_no_export(source: str, why: str, words: str) -> None:
    built = build(core(), source, seconds=60, memory_mb=4096)
    assert (built.why, built.solution_export) == (why, None)
    assert words in built.stopped
    assert "\n" not in built.stopped
    assert built.challenge_export


@needs_kernel
def test_places_are_those_of_the_submission() -> None:
    built = build(core(), "\n\ntheorem goal : True := False.elim\n", seconds=60, memory_mb=4096)
    assert built.messages[0].line == 3
    assert built.messages[0].severity == "error"


@needs_kernel
def test_a_faulty_challenge_is_not_the_submissions_fault() -> None:
    with pytest.raises(BuildFault, match="challenge"):
        build(core("axiom goal : Nonsense\n"), PROOF, seconds=60, memory_mb=4096)
    with pytest.raises(BuildFault, match="not declared"):
        build(core("axiom other : True\n"), PROOF, seconds=60, memory_mb=4096)
    with pytest.raises(Overrun):
        build(core(), PROOF, seconds=0.01, memory_mb=4096)


@needs_kernel
def test_challenges_are_kept_and_damaged_ones_made_again(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = challenge_export(core(), seconds=60, memory_mb=4096)
    (kept,) = (own_cache / "challenges").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert challenge_export(core(), seconds=0.01, memory_mb=4096) == first, "from the cache"
    kept.write_bytes(kept.read_bytes()[:-10])
    assert challenge_export(core(), seconds=60, memory_mb=4096) == first
    other = challenge_export(core(f"axiom goal : {GOAL}\naxiom more : True\n"), seconds=60, memory_mb=4096)
    assert other == first, "what is not asked for is not in it"
    assert len(list((own_cache / "challenges").iterdir())) == 2
    keys = {core().key, core(where_declared=(("Nat",),)).key, core("axiom goal : True\n").key}
    assert len(keys) == 3


@needs_kernel
def test_a_compiled_file_that_nobody_should_believe(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = core()
    beside = building.library_of(plan)
    for planted in (b"", b"olean", b"\0" * 4096, beside["Core.olean"], beside["Core.olean"][:-100]):
        answer = export_constants(
            plan.toolchain,
            None,
            "Solution",
            {**beside, "Solution.olean": planted},
            ROOTS,
            seconds=30,
            memory_mb=2048,
        )
        assert answer.data is None
        assert answer.why in ("malformed", "missing"), answer
        assert answer.stopped.isprintable()


@needs_kernel
def test_an_export_has_limits_too() -> None:
    plan = core()
    beside = building.library_of(plan)
    for seconds, memory_mb, why in ((0.01, 2048, "timeout"), (30, 4, "memory")):
        answer = export_constants(
            plan.toolchain, None, "Core", beside, [("Nat",)], seconds=seconds, memory_mb=memory_mb
        )
        assert (answer.data, answer.why) == (None, why)


def lake(folder: Path, *, behaviour: dict[str, str] | None = None, project: Project | None = None) -> Plan:
    exports = {"challenge": b'{"meta":{}}\n', "good": b'{"meta":{"x":1}}\n'}
    place = sysroot(folder / "lean", behaviour=behaviour, exports=exports)
    top = "import Mathlib\n\n"
    return Plan(toolchain(str(place)), f"{top}-- export: challenge\n", top, ROOTS, (("propext",),), project)


def ask(plan: Plan, *lines: str, seconds: float = 20, memory_mb: int = 512) -> Built:
    return build(plan, "\n".join((*lines, "-- export: good")), seconds=seconds, memory_mb=memory_mb)


def test_an_ordinary_toolchain_builds_and_exports(tmp_path: Path) -> None:
    built = ask(lake(tmp_path))
    assert (built.why, built.messages) == ("", ())
    assert built.challenge_export == b'{"meta":{}}\n'
    assert built.solution_export == b'{"meta":{"x":1}}\n'


@pytest.mark.parametrize(
    ("line", "why", "words"),
    [
        ("error", "errors", "line 2: unknown identifier"),
        ("sleep", "timeout", "limit on seconds"),
        ("memory", "memory", "MiB"),
        ("flood", "output", "limit on output"),
        ("crash", "crashed", "stack"),
        ("no memory", "crashed", "SIGABRT"),
        ("forged", "errors", "line -2: None"),
        ("status 0 without a file", "errors", "no compiled file"),
        ("a link", "errors", "not a regular file"),
    ],
)
def test_every_way_to_end_without_a_file(tmp_path: Path, line: str, why: str, words: str) -> None:
    plan = lake(tmp_path)
    challenge_export(plan, seconds=20, memory_mb=512)
    started = time.monotonic()
    built = ask(plan, "", f"-- stand-in: {line}", seconds=2 if line == "sleep" else 15, memory_mb=200)
    assert time.monotonic() - started < 30
    assert (built.why, built.solution_export) == (why, None)
    assert words in built.stopped
    assert built.stopped.isprintable()


def test_messages_are_kept_within_caps_and_decide_nothing(tmp_path: Path) -> None:
    built = ask(lake(tmp_path), "-- stand-in: forged")
    assert [message.severity for message in built.messages] == ["information", "error"]
    assert built.messages[0].text == "'goal' does not depend on any axioms"
    assert built.messages[1].line == -2
    assert (built.solution_export, built.why) == (None, "errors")


@pytest.mark.parametrize(
    ("how", "why"), [("crash", "crashed"), ("panic", "crashed"), ("sleep", "timeout"), ("memory", "memory")]
)
def test_an_exporter_that_fails(tmp_path: Path, how: str, why: str) -> None:
    plan = lake(tmp_path)
    challenge_export(plan, seconds=20, memory_mb=512)
    (plan.toolchain.folder / "behaviour.json").write_text(json.dumps({"leanexport": how}))
    built = ask(plan, seconds=2 if how == "sleep" else 15, memory_mb=200)
    assert (built.why, built.solution_export) == (why, None)


def test_an_export_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "MOST_EXPORT_BYTES", 1 << 20)
    built = ask(lake(tmp_path), "-- export flood")
    assert (built.why, built.solution_export) == ("output", None)


def test_an_empty_export_is_none(tmp_path: Path) -> None:
    built = build(lake(tmp_path), "theorem goal", seconds=20, memory_mb=512)
    assert (built.why, built.stopped) == ("crashed", "the export is empty")


def test_names_reach_the_exporter_component_by_component(tmp_path: Path) -> None:
    plan = lake(tmp_path, behaviour={"leanexport": "names"})
    roots = (("A", "b"), ("A.b",), ("x y", "z₁"), ("--flag",))
    answer = export_constants(
        plan.toolchain, None, "M", {"M.olean": b"x"}, roots, where_declared=[("Nat",)], seconds=20, memory_mb=512
    )
    assert answer.data is not None
    assert json.loads(answer.data) == ["--ignore-missing", "M", "--", "A.b", "«A.b»", "«x y».«z₁»", "«--flag»", "Nat"]
    for name in (("a»b",), ("«",), ("a\nb",), ("",), ("A", 1)):
        with pytest.raises(UnsupportedError, match="cannot be given"):
            export_constants(plan.toolchain, None, "M", {"M.olean": b"x"}, [name], seconds=20, memory_mb=512)


def test_a_toolchain_without_an_exporter_is_missing_something(tmp_path: Path) -> None:
    place = sysroot(tmp_path / "old", tools=("lean", "lake"), behaviour={"version": "4.27.0"})
    plan = Plan(toolchain(str(place)), "-- export: challenge\n", "", ROOTS)
    with pytest.raises(MissingBackendError, match="no leanexport"):
        build(plan, "x", seconds=20, memory_mb=512)
    # One that was built for it elsewhere takes its place.
    other = sysroot(tmp_path / "other", exports={"challenge": b'{"meta":{}}\n'})
    (place / "exports/challenge.ndjson").write_bytes(b'{"meta":{}}\n')
    exporter = tmp_path / "lean4export"
    shown = (
        (other / "bin/leanexport")
        .read_text()
        .replace("BIN = os.path.dirname(os.path.abspath(__file__))", "BIN = '/toolchain/bin'")
    )
    exporter.write_text(shown)
    exporter.chmod(0o755)
    library = Project(tmp_path, "leanprover/lean4:v4.27.0", exporter=exporter)
    built = build(replace(plan, project=library), "-- export: challenge\n", seconds=20, memory_mb=512)
    assert built.solution_export == b'{"meta":{}}\n'


def test_the_library_is_shown_read_only(tmp_path: Path) -> None:
    library = tmp_path / "lib"
    library.mkdir()
    (library / "Elsewhere.olean").write_text("-- export: good\n")
    plan = lake(tmp_path, project=Project(tmp_path, "x", {"mathlib": "1"}, (library,)))
    answer = export_constants(plan.toolchain, plan.project, "Elsewhere", {}, ROOTS, seconds=20, memory_mb=512)
    assert answer.data == b'{"meta":{"x":1}}\n'
    other = lake(tmp_path / "2", project=Project(tmp_path, "x", {"mathlib": "2"}, (library,)))
    assert plan.key != other.key
