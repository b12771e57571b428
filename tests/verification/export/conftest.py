"""What the tests of bundles share: one ledger of mixed results, and bundles of it to read or to forge."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.verification.export.material import Store, refutation, witness, write
from verification.candidate import Candidate

RESULTS = int(os.environ.get("WORKBENCH_TEST_BUNDLE_RESULTS", "12"))
"""Mixed results in one bundle; acceptance takes 50."""


@dataclass(frozen=True)
class Made:
    """A ledger and what was exported from it."""

    store: Store
    candidates: list[Candidate]
    """The verified ones."""
    bundle: Path
    """A bundle of those."""
    digest: str
    whole: Path
    """The same with candidates that are not verified."""


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    store = Store(tmp_path_factory.mktemp("store"))
    candidates = store.add(RESULTS)
    out = tmp_path_factory.mktemp("out") / "bundle"
    written = write(store.subjects(*candidates), out)
    assert {item.candidate for item in written} == {item.id for item in candidates}
    whole = out.with_name("whole")
    write(store.subjects(*candidates, *store.add_unverified()), whole)
    return Made(store, candidates, out, written[0].digest, whole)


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory, made: Made) -> Path:
    """One witness, which the Lean kernel judged too where it is here, and one refutation with its proofs."""
    out = tmp_path_factory.mktemp("out") / "bundle"
    chosen = [next(item for item in made.candidates if item.claim.goal == goal) for goal in ("exists", "none")]
    write(made.store.subjects(*chosen), out)
    return out


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A copy of the small bundle to do anything to."""
    return shutil.copytree(small, tmp_path / "copy")


@pytest.fixture(scope="package")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One witness and one refutation, small."""
    store = Store(tmp_path_factory.mktemp("store"))
    chosen = [
        witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        refutation("sidon_golomb", {"N": 11, "k": 5}),
    ]
    store.fill(chosen)
    out = tmp_path_factory.mktemp("out") / "bundle"
    write(store.subjects(*chosen), out)
    return out


@pytest.fixture
def forged(genuine: Path, tmp_path: Path) -> Path:
    return shutil.copytree(genuine, tmp_path / "forged")
