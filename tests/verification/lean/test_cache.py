"""Kept judgements: used only as they were written, by whoever wrote them, for exactly the same case."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.claim import Goal
from tests.verification.lean.shelved import GOOD, GOOD_NEGATION, Shelved, pinned_folder
from tests.verification.lean_material import needs_kernel
from tests.verification.test_pinned_proof import evidence, word
from verification.lean import cache as caching
from verification.lean import pipeline
from verification.lean.cache import MOST_EXPORT_BYTES, MOST_FILES, Verdicts, judge_code, key
from verification.lean.pipeline import Judged, Tools, judge_submission
from verification.lean.submission import Shelf
from verification.lean.watch import Watch
from verification.outcome import Outcome
from verification.pinned_proof import PinnedProof
from verification.sandbox.bubblewrap import bubblewrap

EXPORT = b'{"meta":{}}\nsome lines\n'
NAME = key({"source": "x"})
caged = pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap")


def decided(**facts: Any) -> PinnedProof:
    body = {"solution_sha256": hashlib.sha256(EXPORT).hexdigest(), "judge": judge_code(), **facts}
    return evidence(**body)


@pytest.fixture
def kept(tmp_path: Path) -> Verdicts:
    """A cache with one entry."""
    made = Verdicts(tmp_path / "cache")
    made.put(NAME, decided(), EXPORT, Outcome.VERIFIED)
    assert made.get(NAME) == (decided(), EXPORT)
    assert made.notices == []
    return made


def passed_over(cache: Verdicts, why: str) -> None:
    fresh = Verdicts(cache.folder)
    assert fresh.get(NAME) is None
    assert why in " ".join(fresh.notices)


def test_what_is_not_there_is_no_notice(tmp_path: Path) -> None:
    cache = Verdicts(tmp_path / "none")
    assert cache.get(NAME) is None
    assert cache.notices == []
    assert not cache.folder.exists()


@pytest.mark.parametrize("facts", [
    {"kernels": (word("timeout"),)}, {"kernels": (word(), word("rejected"))}, {"kernels": ()},
])  # fmt: skip
def test_what_is_unknown_is_not_kept(tmp_path: Path, facts: dict[str, Any]) -> None:
    cache, made = Verdicts(tmp_path / "cache"), decided(**facts)
    cache.put(NAME, made, EXPORT, made.outcome(Goal.EXISTS))
    assert cache.get(NAME) is None


def test_what_is_long_is_not_kept(tmp_path: Path) -> None:
    cache = Verdicts(tmp_path / "cache")
    cache.put(NAME, decided(), b"x" * (MOST_EXPORT_BYTES + 1), Outcome.VERIFIED)
    assert not cache.folder.exists()


def test_others_who_can_write_the_folder_are_not_believed(kept: Verdicts) -> None:
    for mode in (0o720, 0o702, 0o777):
        kept.folder.chmod(mode)
        passed_over(kept, "others can write there")
        kept.put(key({"source": "y"}), decided(), EXPORT, Outcome.VERIFIED)
        assert [item.name for item in kept.folder.iterdir()] == [NAME]


def test_a_link_in_place_of_the_folder_is_not_followed(kept: Verdicts, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(kept.folder)
    passed_over(Verdicts(tmp_path / "link"), "others can write there")


def test_an_entry_that_others_can_write_is_not_believed(kept: Verdicts) -> None:
    (kept.folder / NAME).chmod(0o666)
    passed_over(kept, "others could have written it")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_an_entry_of_another_user_is_not_believed(kept: Verdicts) -> None:
    os.chown(kept.folder / NAME, 4242, 4242)
    passed_over(kept, "others could have written it")
    os.chown(kept.folder, 4242, 4242)
    passed_over(kept, "others can write there")


def test_links_pipes_and_folders_are_not_read(kept: Verdicts) -> None:
    place, elsewhere = kept.folder / NAME, kept.folder / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    passed_over(kept, "cache")
    place.unlink()
    os.mkfifo(place, 0o600)
    passed_over(kept, "others could have written it")
    place.unlink()
    place.mkdir()
    passed_over(kept, "cache")


def test_an_entry_under_another_key_is_not_believed(kept: Verdicts) -> None:
    other = key({"source": "y"})
    (kept.folder / NAME).rename(kept.folder / other)
    assert kept.get(other) is None
    assert "no entry of this key" in kept.notices[-1]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_is_noticed(kept: Verdicts, data: st.DataObject) -> None:
    place = kept.folder / NAME
    whole = place.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(
        st.sampled_from(
            [whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole + b"\0", whole[at:], b""]
        )
    )
    place.write_bytes(changed)
    cache = Verdicts(kept.folder)
    found = cache.get(NAME)
    place.write_bytes(whole)
    assert (found is None) == (changed != whole)
    assert bool(cache.notices) == (changed != whole)


def test_a_rehashed_forgery_needs_the_right_export_and_judge(kept: Verdicts) -> None:
    """Whoever can write the user's own files can forge anything; what is half forged is still found."""
    for made in (decided(judge="0" * 64), decided(solution_sha256="1" * 64)):
        kept.put(NAME, made, EXPORT, Outcome.VERIFIED)
        passed_over(kept, "its export or its judge is another one")


def test_old_entries_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_FILES > 100
    monkeypatch.setattr(caching, "MOST_FILES", 3)
    cache = Verdicts(tmp_path / "cache")
    names = [key({"source": str(number)}) for number in range(5)]
    for place, name in enumerate(names):
        cache.put(name, decided(), EXPORT, Outcome.VERIFIED)
        os.utime(cache.folder / name, (1e9 + place, 1e9 + place))
    assert {item.name for item in cache.folder.iterdir()} == set(names[-3:])


# In the pipeline.


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Shelved:
    return pinned_folder(tmp_path_factory.mktemp("records"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Verdicts, "of_user", classmethod(lambda cls: cls(tmp_path / "verdicts")))
    return tmp_path / "verdicts"


def judge(shelved: Shelved, source: str = GOOD, *, fresh: bool = False, name: str = "Sample.goal") -> Judged:
    limits = shelved.limits()
    limits = replace(limits, lean=replace(limits.lean, fresh=fresh))
    return judge_submission(shelved.proof(name, source), shelved.claim(name), limits)


@needs_kernel
@caged
def test_a_judgement_is_kept_and_told_again(shelved: Shelved, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, source in (("Sample.goal", GOOD), ("Sample.tied", GOOD_NEGATION)):
        first = judge(shelved, source, name=name)
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "build", None)
            again = judge(shelved, source, name=name)
            with pytest.raises(TypeError):
                judge(shelved, source, name=name, fresh=True)
        assert again == first
    for entry in cache.iterdir():
        entry.write_bytes(entry.read_bytes()[:-1])
    damaged = judge(shelved)
    assert isinstance(damaged.evidence, PinnedProof)
    assert damaged.evidence.outcome(Goal.EXISTS) is Outcome.VERIFIED
    assert "not those that were written" in " ".join(damaged.evidence.notes)


@needs_kernel
@caged
def test_everything_that_matters_is_in_the_key(shelved: Shelved, cache: Path) -> None:
    record, limits = shelved.record("Sample.goal"), shelved.limits()
    tools = Tools.find(limits, record)
    shelf = Shelf.load(limits.lean.statements)
    proof = shelved.proof("Sample.goal", GOOD)

    def name_of(**changes: Any) -> str:
        facts: dict[str, Any] = {
            "proof": proof, "named": record, "record": record, "shelf": shelf, "shows": "claim", "tools": tools,
            "watch": Watch(60, 4096), "sources": cache, **changes,
        }  # fmt: skip
        return key(pipeline._Case(**facts).identity())

    first, *rest = tools.kernels
    changed: dict[str, dict[str, Any]] = {
        "source": {"proof": shelved.proof("Sample.goal", f"{GOOD}\n")},
        "record": {"record": shelved.record("Sample.conditional")},
        "reading": {"record": record.model_copy(update={"reading": "Another reading of the same statement."})},
        "named": {"named": shelved.record("Sample.conditional")},
        "shows": {"shows": "opposite"},
        "builder": {"tools": replace(tools, builder=replace(tools.builder, said="Lean 4.36.0"))},
        "kernel": {"tools": replace(tools, kernels=(replace(first, version="2"), *rest))},
        "advisory": {"tools": replace(tools, kernels=(replace(first, objection="has a known fault"), *rest))},
        "fewer kernels": {"tools": replace(tools, kernels=())},
    }
    names = {about: name_of(**facts) for about, facts in changed.items()}
    assert len({name_of(), *names.values()}) == len(changed) + 1
    assert name_of() == name_of()


def test_the_code_of_the_judge_is_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key({"source": "x"})
    monkeypatch.setattr(caching, "judge_code", lambda: "0" * 64)
    assert key({"source": "x"}) != before
