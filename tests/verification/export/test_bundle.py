"""Bundles: they reproduce from nothing but themselves, and nothing in them can be changed unnoticed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from problems.errors import InputError, LedgerError, UnsupportedError
from tests.verification.export.material import Store, check, faults, files_of, refutation, reseal, witness, write
from verification.backend import Availability, Limits
from verification.candidate import Candidate
from verification.export.bundle_folder import MANIFEST, REPLAY

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")

RESULTS = int(os.environ.get("WORKBENCH_TEST_BUNDLE_RESULTS", "12"))
"""Mixed results in one bundle; acceptance takes 50."""
FLIPS = int(os.environ.get("WORKBENCH_TEST_BUNDLE_FLIPS", "2"))
"""Bytes flipped in every file."""


@dataclass(frozen=True)
class Made:
    store: Store
    candidates: list[Candidate]
    bundle: Path
    digest: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    store = Store(tmp_path_factory.mktemp("store"))
    candidates = store.add(RESULTS)
    out = tmp_path_factory.mktemp("out") / "bundle"
    written = write(store.subjects(*candidates), out)
    assert {item.candidate for item in written} == {item.id for item in candidates}
    return Made(store, candidates, out, written[0].digest)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, made: Made) -> Path:
    """One witness and one refutation with its proofs, with a problem behind it."""
    out = tmp_path_factory.mktemp("out") / "bundle"
    chosen = [next(item for item in made.candidates if item.claim.goal == goal) for goal in ("exists", "none")]
    write(made.store.subjects(*chosen), out)
    return out


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small, tmp_path / "copy")


def item_folder(bundle: Path, goal: str) -> Path:
    for folder in sorted((bundle / "items").iterdir()):
        if json.loads((folder / "candidate.json").read_text())["claim"]["goal"] == goal:
            return folder
    raise AssertionError(goal)


def test_mixed_results_reproduce(made: Made) -> None:
    result = check(made.bundle, expect=made.digest)
    assert faults(result) == []
    assert all(item.reproduced for item in result.items), [item.dump() for item in result.items]
    assert (result.status, len(result.items), result.digest) == (0, RESULTS, made.digest)


def test_the_same_ledger_gives_the_same_bytes_in_any_order(made: Made, tmp_path: Path) -> None:
    chosen = made.candidates[:2]
    first = write(made.store.subjects(*chosen), tmp_path / "first")
    second = write(made.store.subjects(*reversed(chosen)), tmp_path / "second")
    assert first[0].digest == second[0].digest


def test_a_bundle_holds_what_it_promises(small: Path) -> None:
    none, exists = item_folder(small, "none"), item_folder(small, "exists")
    assert {"claim.cnf", "variables.json", "claim.smt2", "proof.drat", "proof.lrat", "claim.tex"} <= {
        path.name for path in none.iterdir()
    }
    assert {"candidate.json", "claim.json", "verdicts.json", "reviews.json", "picture.svg"} <= {
        path.name for path in exists.iterdir()
    }
    graph = json.loads((small / "ro-crate-metadata.json").read_text())["@graph"]
    described = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    assert described == set(files_of(small)) - {"ro-crate-metadata.json"}
    known = {entity["@id"] for entity in graph}
    parts = {part["@id"] for entity in graph for part in entity.get("hasPart", ())}
    assert parts <= known
    readme = (small / "README.md").read_text()
    for phrase in ("**What was shown.**", "**Modulo.**", "**What it does not say.**", "**Reviews.** None"):
        assert readme.count(phrase) == 2
    assert [path for path in files_of(small) if os.access(small / path, os.X_OK)] == [REPLAY]


def test_any_changed_byte_is_found_and_its_file_named(made: Made, tmp_path: Path) -> None:
    rng = random.Random(3)
    copy = shutil.copytree(made.bundle, tmp_path / "copy")
    for path in files_of(made.bundle):
        original = (copy / path).read_bytes()
        for position in {0, len(original) - 1, *(rng.randrange(len(original)) for _ in range(FLIPS))}:
            changed = bytearray(original)
            changed[position] ^= 1 << rng.randrange(8)
            (copy / path).write_bytes(changed)
            result = check(copy)
            assert result.status == 2
            assert all(fault.startswith(f"{path}: ") for fault in faults(result)), (path, position, faults(result))
            assert len(faults(result)) == 1
        (copy / path).write_bytes(original)
    assert check(copy, expect=made.digest, limits=Limits(seconds=0.001)).faults == []


def test_missing_longer_and_extra_files_are_named(small: Path, copy: Path) -> None:
    for path in files_of(small):
        content = (copy / path).read_bytes()
        (copy / path).unlink()
        assert faults(check(copy))[0].startswith(f"{path}: is missing")
        (copy / path).write_bytes(content + b"\n")
        assert faults(check(copy))[0].startswith(f"{path}: ")
        (copy / path).write_bytes(content)
    (copy / "items" / "more.txt").write_text("x")
    assert faults(check(copy)) == ["items/more.txt: is not in the manifest"]


def _symlink(bundle: Path) -> str:
    (bundle / "items" / "link").symlink_to("/etc/passwd")
    return "items/link"


def _linked_file(bundle: Path) -> str:
    target = bundle.parent / "ledger.json"
    shutil.move(bundle / "ledger.json", target)
    (bundle / "ledger.json").symlink_to(target)
    return "ledger.json"


def _hard_link(bundle: Path) -> str:
    os.link(bundle / "ledger.json", bundle.parent / "elsewhere")
    return "ledger.json"


def _linked_folder(bundle: Path) -> str:
    shutil.move(bundle / "items", bundle.parent / "items")
    (bundle / "items").symlink_to(bundle.parent / "items")
    return "items"


def _fifo(bundle: Path) -> str:
    os.mkfifo(bundle / "pipe")
    return "pipe"


def _socket(bundle: Path) -> str:
    before = Path.cwd()
    os.chdir(bundle)
    try:
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind("plug")
    finally:
        os.chdir(before)
    return "plug"


def _executable(bundle: Path) -> str:
    (bundle / "ledger.json").chmod(0o755)
    return "ledger.json"


def _set_id(bundle: Path) -> str:
    (bundle / REPLAY).chmod(0o4755)
    return REPLAY


def _hidden(bundle: Path) -> str:
    (bundle / ".hidden").write_text("x")
    return ".hidden"


def _odd_name(bundle: Path) -> str:
    (bundle / "a\nb").write_text("x")
    return "a\\nb"


def _reserved_name(bundle: Path) -> str:
    (bundle / "NUL.txt").write_text("x")
    return "NUL.txt"


def _case(bundle: Path) -> str:
    (bundle / "readme.md").write_text("x")
    return "readme.md"


def _deep(bundle: Path) -> str:
    (bundle / "a/b/c/d/e").mkdir(parents=True)
    (bundle / "a/b/c/d/e/f").write_text("x")
    return "a/b/c/d/e"


def _empty_folder(bundle: Path) -> str:
    (bundle / "empty").mkdir()
    return "empty"


def _sparse(bundle: Path) -> str:
    with (bundle / "ledger.json").open("r+b") as stream:
        stream.truncate(1 << 40)
    return "ledger.json"


def _zip_bomb(bundle: Path) -> str:
    (bundle / "ledger.json").write_bytes(b"PK\x03\x04" + bytes(1000))
    reseal(bundle)
    return "ledger.json"


def _zstd(bundle: Path) -> str:
    import zstandard

    (bundle / "ledger.json").write_bytes(zstandard.ZstdCompressor().compress(bytes(10**7)))
    reseal(bundle)
    return "ledger.json"


def _dots(bundle: Path) -> str:
    lines = (bundle / MANIFEST).read_text().splitlines()[:-1]
    body = "".join(f"{line}\n" for line in sorted([*lines, f"{'0' * 64}  ../../etc/passwd"], key=lambda x: x[66:]))
    tail = f"# SHA-256 of the lines above: {hashlib.sha256(body.encode()).hexdigest()}\n"
    (bundle / MANIFEST).write_text(body + tail)
    return MANIFEST


def _stray(bundle: Path) -> str:
    (bundle / "more.txt").write_text("x")
    reseal(bundle)
    return "more.txt"


TRICKS = [
    _symlink, _linked_file, _hard_link, _linked_folder, _fifo, _socket, _executable, _set_id, _hidden, _odd_name,
    _reserved_name, _case, _deep, _empty_folder, _sparse, _zip_bomb, _zstd, _dots, _stray,
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__.strip("_"))
def test_what_no_bundle_holds_is_refused_and_named(copy: Path, trick: Callable[[Path], str]) -> None:
    named = trick(copy)
    result = check(copy)
    assert result.status == 2
    assert any(fault.startswith(f"{named}: ") for fault in faults(result)), faults(result)
    assert not result.items, "nothing of it was judged"


def test_archives_and_absent_folders_are_refused(copy: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", copy)
    for path, said in ((Path(archive), "unpacked by yourself"), (tmp_path / "none", "no such folder")):
        with pytest.raises(InputError, match=said):
            check(path)
    (tmp_path / "bare").mkdir()
    assert "is missing" in faults(check(tmp_path / "bare"))[0]


def test_evidence_that_is_gone_or_made_by_other_code_is_no_bundle(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven = next(item for item in made.candidates if item.claim.goal == "none")
    (subject,) = made.store.subjects(proven)
    gone = Store(tmp_path / "elsewhere")
    lost: Any = type(subject)(subject.candidate, subject.entries, subject.chain, gone.blobs)
    with pytest.raises(LedgerError, match="is missing"):
        write([lost], tmp_path / "out")
    body = json.loads(subject.entries[-1].body)
    assert body["files"]
    monkeypatch.setattr("verification.export.bundle.formal_files", _other_formula)
    with pytest.raises(UnsupportedError, match="verify the candidate again"):
        write([subject], tmp_path / "out")
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def _other_formula(*_: object) -> tuple[dict[str, bytes], list[str]]:
    return {"claim.cnf": b"p cnf 1 1\n1 0\n", "variables.json": b"{}"}, []


def test_a_missing_backend_is_no_success_and_no_refutation(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Availability(False, reason="not installed: cpmpy", install="pip install x")
    monkeypatch.setattr("verification.sat.Sat.available", lambda _: gone)
    result = check(small)
    assert (result.status, faults(result)) == (4, [])
    (lost,) = [item for item in result.items if not item.reproduced]
    assert (str(lost.outcome), lost.missing) == ("unknown", ("sat",))


def test_other_code_is_said_to_be_other_code(copy: Path) -> None:
    """What other code wrote is not compared, and that is said; the judgement is made all the same."""
    path = copy / "environment.json"
    facts = json.loads(path.read_text())
    facts["families"] = dict.fromkeys(facts["families"], "built-in:other")
    facts["writer"] = "0" * 64
    path.write_text(json.dumps(facts))
    reseal(copy)
    result = check(copy)
    assert (result.status, faults(result)) == (0, [])
    assert "not compared" in result.notes[0]
    assert all("not compared" in item.notes[0] for item in result.items)


def test_refuted_and_open_candidates_reproduce_as_such(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
    store.fill([false])
    hard = refutation("sidon_golomb", {"N": 20, "k": 7})
    store.fill([hard], limits=Limits(seconds=1, work=10))
    for candidate, outcome, status in ((false, "refuted", 1), (hard, "unknown", 3)):
        out = tmp_path / outcome
        write(store.subjects(candidate), out)
        result = check(out, limits=Limits(seconds=2, work=100))
        assert (result.status, result.dump()["items"][0]["outcome"]) == (status, outcome), result.dump()
        assert result.items[0].reproduced
