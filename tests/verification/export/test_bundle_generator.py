"""Bundles of programs that write a witness: what was written goes along, and is what the program writes here."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.verification.export.forger import agree, rechain, refresh, resealed
from tests.verification.export.material import Store, check, faults, reseal, write
from tests.verification.test_generator import candidate
from verification.export.bundle_item import OUTPUT, pretty
from verification.verdict import Outcome

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = [pytest.mark.needs("bwrap"), pytest.mark.xdist_group("bundle-generator")]

WRITTEN = b'{"set": [1, 2, 5, 10, 12]}\n'
OTHER = b'{"set": [1, 3, 8, 11, 12]}\n'
RULER = candidate("print('{\"set\": [1, 2, 5, 10, 12]}')")


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store, out = Store(tmp_path_factory.mktemp("store")), tmp_path_factory.mktemp("out") / "bundle"
    store.fill([RULER])
    write(store.subjects(RULER), out)
    return out


@pytest.fixture
def forged(honest: Path, tmp_path: Path) -> Path:
    return shutil.copytree(honest, tmp_path / "forged")


def output_of(bundle: Path) -> Path:
    (item,) = (bundle / "items").iterdir()
    return item / OUTPUT


def record(bundle: Path, output: bytes) -> None:
    """What a forger does who would have had the program write something else."""
    sha256 = hashlib.sha256(output).hexdigest()

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict":
            body["evidence"].update(output_sha256=sha256, output_bytes=len(output))
            body["files"] = [{"role": "output", "sha256": sha256}]

    rechain(bundle, change)
    output_of(bundle).write_bytes(output)


def test_what_the_program_wrote_goes_along(honest: Path) -> None:
    assert output_of(honest).read_bytes() == WRITTEN
    result = check(honest)
    assert (result.status, faults(result)) == (0, [])
    text = (honest / "README.md").read_text()
    assert "The program in `candidate.json`, run in a sandbox, wrote the object in `output.json`." in text
    assert "The object in `candidate.json`" not in text
    assert "rests on the interpreter that ran it" in text
    assert OUTPUT in (honest / "ro-crate-metadata.json").read_text()


def test_output_that_the_verdict_does_not_name_is_named(forged: Path) -> None:
    output_of(forged).write_bytes(OTHER)
    where = output_of(forged).relative_to(forged).as_posix()
    assert f"{where}: is not the file that the recorded verdict names by its SHA-256" in resealed(forged)
    output_of(forged).unlink()
    assert f"{where}: is missing" in faults(refresh(forged))


def test_output_that_the_program_does_not_write_here_is_named(forged: Path) -> None:
    """Another witness, as true as the first: all hashes agree, but it is not what this program writes."""
    record(forged, OTHER)
    result = refresh(forged)
    assert result.status == 2
    (fault,) = faults(result)
    assert fault.endswith(
        "verdict of generator: output_sha256: the program writes something else here than output.json, "
        "of which the ledger speaks"
    )


def test_output_is_named_by_the_verdict_and_the_program_is_the_candidates(forged: Path) -> None:
    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict":
            body["files"] = []
            body["evidence"]["program_sha256"] = "0" * 64

    rechain(forged, change)
    said = [fault.partition("verdict of generator: ")[2] for fault in resealed(forged)]
    assert "files: what the program wrote is not among them" in said
    assert "evidence.program_sha256: is not that of the candidate's program" in said


def test_a_program_that_draws_lots_is_not_reproduced(forged: Path, tmp_path: Path) -> None:
    """Whatever is on record for it, it stands for no object."""
    program = (
        "import json, os; print(json.dumps({'set': [1, 2, 5, 10, 12]}), ' ' * int.from_bytes(os.urandom(2), 'big'))"
    )
    lots = candidate(program)
    (old,) = (forged / "items").iterdir()

    def change(kind: str, body: dict[str, Any]) -> None:
        for key in ("id", "candidate"):
            if body.get(key) == RULER.id:
                body[key] = lots.id
        if kind == "candidate":
            body["candidate"] = lots.dump()
        if kind == "attempt":
            body["candidates"] = [lots.id]
        if kind == "verdict":
            body["evidence"]["program_sha256"] = hashlib.sha256(program.encode()).hexdigest()

    new = old.rename(old.with_name(f"sidon_golomb-{lots.id.removeprefix('sha256:')[:12]}"))
    (new / "candidate.json").write_bytes(pretty(lots.dump()))
    rechain(forged, change)
    agree(forged)
    result = refresh(forged)
    assert (result.status, faults(result)) == (3, [])
    (item,) = result.items
    assert (item.recorded, item.outcome, item.reproduced) == (Outcome.VERIFIED, Outcome.UNKNOWN, False)
    assert "does not write the same thing twice" in item.reason


def test_a_bundle_of_an_older_version_carries_no_output(forged: Path) -> None:
    """Its hash is compared all the same."""
    output_of(forged).unlink()
    path = forged / "environment.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, "writer": "0" * 64}))

    def older(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict":
            body["version"] = "1 (Python 3.11)"
            del body["evidence"]["runs"]

    rechain(forged, older)
    result = refresh(forged)
    assert (result.status, faults(result)) == (0, [])
    assert any(f"{OUTPUT}: is not carried" in note for note in result.items[0].notes)
    record(forged, OTHER)
    output_of(forged).unlink()
    refresh(forged)
    reseal(forged)
    assert any("writes something else here" in fault for fault in faults(check(forged)))
