"""Bundles forged consistently, and proofs altered at random: no false word comes out as verified."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import normalise
from tests.verification.export.forger import folder, rechain, refresh, resealed
from tests.verification.export.material import LIMITS, check, refutation, reseal, witness
from verification.backend import Limits
from verification.encode import encode
from verification.export.bundle_folder import MANIFEST
from verification.export.bundle_item import pretty
from verification.proofs.cadical import solve
from verification.proofs.drat import parse_lrat, write_drat
from verification.proofs.drat_checker import check_drat
from verification.proofs.lrat import lrat_lines
from verification.verdict import Outcome
from verification.verifier import judge

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("bundles")

ALTERATIONS = int(os.environ.get("WORKBENCH_TEST_ALTERED_PROOFS", "150"))
"""Altered proofs; acceptance takes 2,000."""
FUZZ = int(os.environ.get("WORKBENCH_TEST_FORGED_RECORDS", "20"))
"""Records with a random value changed."""


def test_a_consistent_forgery_is_caught_by_the_digest(genuine: Path, forged: Path) -> None:
    digest = hashlib.sha256((genuine / MANIFEST).read_bytes()).hexdigest()
    rechain(forged, lambda kind, body: body.update(prover="somebody else") if kind == "attempt" else None)
    assert refresh(forged).status == 0, "nothing in it is false"
    result = check(forged, expect=digest)
    assert result.status == 2
    assert "not the expected" in result.faults[0]
    assert check(genuine, expect=f"sha256:{digest}").status == 0
    for nonsense in ("", "sha256:12", "x" * 64):
        with pytest.raises(InputError, match="is not a digest"):
            check(genuine, expect=nonsense)


@pytest.mark.parametrize(
    "name", ["README.md", "replay.sh", "ro-crate-metadata.json", "claim.tex", "claim.json", "verdicts.json",
             "reviews.json", "picture.svg", "claim.cnf", "variables.json", "witness.cnf"],
)  # fmt: skip
def test_files_that_follow_from_others_cannot_be_forged(forged: Path, name: str) -> None:
    (path,) = [path for path in forged.rglob(name) if path.parent.name == "forged" or "exists" in read_goal(path)]
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1) if b"e" in path.read_bytes() else b"p cnf 1 1\n1 0\n")
    where = path.relative_to(forged).as_posix()
    assert any(fault.startswith(f"{where}: is not what") for fault in resealed(forged)), resealed(forged)


def read_goal(path: Path) -> str:
    return str(json.loads((path.parent / "candidate.json").read_text())["claim"]["goal"])


def test_a_formula_of_another_claim_is_named(forged: Path) -> None:
    target = folder(forged, "none") / "claim.cnf"
    target.write_bytes(b"p cnf 1 2\n1 0\n-1 0\n")
    where = target.relative_to(forged).as_posix()
    assert resealed(forged)[0] == f"{where}: is not what is made from the claim"


@pytest.mark.parametrize("name", ["proof.drat", "proof.lrat"])
@pytest.mark.parametrize("content", ["0\n", "", "1 0\n0\n", "9999 0 0\n", "hello\n"])
def test_a_worthless_proof_is_named(forged: Path, name: str, content: str) -> None:
    target = folder(forged, "none") / name
    target.write_text(content)
    where = target.relative_to(forged).as_posix()
    assert any(fault.startswith(f"{where}: ") for fault in resealed(forged)), resealed(forged)


def test_a_broken_chain_is_named(forged: Path) -> None:
    path = forged / "ledger.json"
    text = path.read_text()
    for before, after in (("verified", "refuted"), ('"seq":3', '"seq":4'), ('"prev":"0', '"prev":"1'), ("A2", "A4")):
        path.write_text(text.replace(before, after, 1))
        assert resealed(forged)[0].startswith("ledger.json: ")


def test_a_false_witness_under_a_forged_ledger_is_refuted(forged: Path) -> None:
    """Everything is consistent and says verified; the verifier says refuted."""
    old = folder(forged, "exists")
    body = json.loads((old / "candidate.json").read_text())
    body["payload"]["witness"]["set"] = [1, 2, 3, 7]
    false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
    before = (
        "sha256:"
        + next(
            line["body"]
            for line in json.loads((forged / "ledger.json").read_text())["lines"]
            if "[1,2,5,7]" in line["body"]
        ).partition('"id":"sha256:')[2][:64]
    )

    def change(kind: str, entry: dict[str, Any]) -> None:
        for key in ("id", "candidate"):
            if entry.get(key) == before:
                entry[key] = false.id
        if kind == "candidate" and entry["id"] == false.id:
            entry["candidate"] = false.dump()
        if kind == "verdict" and entry["candidate"] == false.id:
            entry["files"] = []

    rechain(forged, change)
    new = old.with_name(f"sidon_golomb-{false.id.removeprefix('sha256:')[:12]}")
    old.rename(new)
    (new / "candidate.json").write_bytes(pretty(false.dump()))
    (new / "witness.cnf").unlink()
    (new / "claim.smt2").unlink()
    result = refresh(forged)
    (item,) = [item for item in result.items if item.candidate == false.id]
    assert (item.recorded, item.outcome, item.reproduced) == (Outcome.VERIFIED, Outcome.REFUTED, False)
    assert result.status == 1


def test_a_claim_of_higher_assurance_is_named(forged: Path) -> None:
    rechain(forged, lambda kind, body: body.update(assurance="A4") if kind == "candidate" else None)
    said = "assurance: says 'A4', but the verdicts recorded with it give 'A2'"
    assert [fault.rpartition("candidate: ")[2] for fault in resealed(forged)[:2]] == [said, said]


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    for key, item in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from places(item, (*at, key))


STRANGE = (
    None,
    True,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "../../etc/passwd",
    [],
    {},
    [[]],
    {"x": 1},
    "é" * 300,
    "\u202e",
    "0" * 64,
)


def change_somewhere(raw: Any, rng: random.Random) -> None:
    at = rng.choice(list(places(raw)))
    holder = raw
    for key in at[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and rng.random() < 0.3:
        del holder[at[-1]]
    else:
        holder[at[-1]] = rng.choice(STRANGE)


def test_strange_records_end_in_a_fault_or_a_true_word(genuine: Path, tmp_path: Path) -> None:
    """Any value anywhere, resealed: never a traceback, and nothing false is verified."""
    rng = random.Random(11)
    names = ["environment.json", "ledger.json", "candidate.json", "problem.json", "bodies"]
    for number in range(FUZZ):
        bundle = shutil.copytree(genuine, tmp_path / str(number))
        name = names[number % len(names)]
        if name == "bodies":
            rechain(bundle, lambda _, body: change_somewhere(body, rng) if rng.random() < 0.4 else None)
        else:
            path = next(iter(sorted(bundle.rglob(name))))
            raw = json.loads(path.read_text())
            change_somewhere(raw, rng)
            path.write_text(json.dumps(raw))
        reseal(bundle)
        result = check(bundle, limits=Limits(seconds=10))
        assert result.status in (0, 2, 3), result.dump()
        assert all("\n" not in fault for fault in result.dump()["faults"])
        shutil.rmtree(bundle)


def alterations(text: str, rng: random.Random) -> str:
    """One to four random changes of a proof."""
    for _ in range(rng.randint(1, 4)):
        lines = text.splitlines()
        at = rng.randrange(len(lines) + 1)
        kind = rng.randrange(8)
        if kind == 0 and lines:
            del lines[min(at, len(lines) - 1)]
        elif kind == 1:
            lines.insert(at, rng.choice(["0", "d 1 0", f"{rng.randint(-20, 20)} 0", "1 -1 0"]))
        elif kind == 2 and len(lines) > 1:
            first, second = rng.sample(range(len(lines)), 2)
            lines[first], lines[second] = lines[second], lines[first]
        elif kind == 3 and lines:
            place = min(at, len(lines) - 1)
            tokens = lines[place].split()
            tokens[rng.randrange(len(tokens))] = str(rng.randint(-30, 30))
            lines[place] = " ".join(tokens)
        elif kind == 4 and lines:
            place = min(at, len(lines) - 1)
            lines[place] = re.sub(r"[1-9]\d*", lambda match: f"-{match[0]}", lines[place], count=1).replace("--", "")
        elif kind == 5:
            lines = [line for line in lines if rng.random() < 0.8]
        elif kind == 6 and lines:
            lines = lines[: max(1, at)]
        else:
            lines.append("0")
        text = "".join(f"{line}\n" for line in lines)
    return text


def proof_and_formula() -> tuple[str, str, Any]:
    """DRAT and LRAT of an unsatisfiable formula, and the encoding of a satisfiable one beside it."""
    false, true = ({"N": 11, "k": 5}, {"N": 12, "k": 5})
    unsat, sat = (
        encode(normalise(Claim(family="sidon_golomb", params=params, goal=Goal.NONE)), symmetry=False)
        for params in (false, true)
    )
    answer = solve(unsat.clauses, seconds=60)
    assert answer.status == "unsat"
    assert solve(sat.clauses, seconds=60).status == "sat"
    return "".join(write_drat(answer.proof)), "".join(lrat_lines(unsat.clauses, answer.proof)), sat


def test_no_altered_proof_is_accepted_for_a_satisfiable_formula(tmp_path: Path) -> None:
    drat, lrat, sat = proof_and_formula()
    cnf, path = tmp_path / "claim.cnf", tmp_path / "proof.drat"
    cnf.write_bytes(sat.dimacs())
    rng = random.Random(17)
    seen = read = 0
    while seen < ALTERATIONS:
        text = alterations(drat if seen % 2 else lrat, rng)
        seen += 1
        with contextlib.suppress(InputError, ValueError):
            if not seen % 2:
                path.write_text(text)
            else:
                path.write_text("".join(write_drat(parse_lrat(text, len(sat.clauses)))))
            answer = check_drat(cnf, path)
            read += 1
            assert not answer.accepted, text
    assert read > ALTERATIONS // 3, "most alterations are proofs that can be read"


def test_the_verifier_refuses_altered_proofs_of_a_false_claim(tmp_path: Path) -> None:
    drat, lrat, _ = proof_and_formula()
    rng = random.Random(19)
    for number in range(6):
        form, text = ("drat", drat) if number % 2 else ("lrat", lrat)
        path = tmp_path / f"altered.{form}"
        path.write_text(alterations(text, rng) if number > 1 else text)
        named = {"format": form, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "path": str(path)}
        verdict = judge("sat", refutation("sidon_golomb", {"N": 12, "k": 5}, proof=named), LIMITS, str(tmp_path))
        assert verdict.outcome is not Outcome.VERIFIED
