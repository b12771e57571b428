"""Which versions of which kernels may decide: a table of known faults, with sources, and one rule to read it.

A kernel that is known to accept a false theorem may compile and export, but its word does not count. Nor does that of
a kernel whose version is not known. The table is `data/lean/advisories.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, total_ordering
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from problems.errors import CatalogError
from problems.problem import IsoDate
from problems.snapshot import model_faults
from problems.values import Frozen
from problems.yaml_lines import parse_yaml, read_bytes

__all__ = ["Advisories", "Advisory", "KernelRule", "LeanVersion", "advisories", "parse_advisories"]

_VERSION = re.compile(
    r"(?<![\w.])v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-(rc|m|beta|alpha)\.?(\d{1,4})|-([A-Za-z][\w.-]{0,40}))?(?![\w.-])",
    re.ASCII,
)


@total_ordering
@dataclass(frozen=True)
class LeanVersion:
    """A version of Lean or of another kernel; candidates and nightlies come before the release."""

    major: int
    minor: int
    patch: int
    stage: str = ""
    """`rc`, `nightly-2026-10-01` …; empty for a release."""
    number: int = 0
    """Of the candidate."""

    @classmethod
    def parse(cls, text: str) -> LeanVersion | None:
        """The first version in a text; None where there is none, as for a nightly that is named by its day alone.

        >>> LeanVersion.parse("Lean (version 4.35.0-rc2, x86_64-unknown-linux-gnu, commit 11acb17e)").spelled
        '4.35.0-rc2'
        >>> LeanVersion.parse("leanprover/lean4:v4.9.0") < LeanVersion.parse("v4.10.0-rc1") < LeanVersion(4, 10, 0)
        True
        """
        found = _VERSION.search(text[:1000])
        if found is None:
            return None
        major, minor, patch, stage, number, other = found.groups()
        return cls(int(major), int(minor), int(patch), stage or other or "", int(number or 0))

    @property
    def release(self) -> bool:
        """Whether it is neither a candidate nor a nightly."""
        return not self.stage

    @property
    def line(self) -> tuple[int, int]:
        """Major and minor number."""
        return self.major, self.minor

    @property
    def spelled(self) -> str:
        """As it is written, without `v`."""
        stage = f"-{self.stage}{self.number or ''}" if self.stage else ""
        return f"{self.major}.{self.minor}.{self.patch}{stage}"

    def __lt__(self, other: LeanVersion) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int, int, int, str]:
        # What is neither a release nor a numbered candidate is taken for the oldest of its version.
        rank = {"": 4, "rc": 3, "beta": 2, "alpha": 1, "m": 1}.get(self.stage, 0)
        return self.major, self.minor, self.patch, rank, self.number, self.stage


def _version(text: str) -> LeanVersion:
    version = LeanVersion.parse(text)
    if version is None or version.spelled != text:
        raise ValueError(f"{text[:40]!r} is not a version such as 4.34.1 or 4.35.0-rc3")
    return version


VersionText = Annotated[str, Field(max_length=40)]
Address = Annotated[str, Field(pattern=r"^https://[^\s]{5,300}$")]
KernelName = Literal["lean", "nanoda"]


class KernelRule(Frozen):
    """The simple rule for one kernel."""

    name: KernelName
    judge_from: VersionText
    """Older versions never decide."""
    recommended: VersionText
    """The one to install."""
    source: Address
    """Where the rule comes from."""

    @model_validator(mode="after")
    def _versions(self) -> KernelRule:
        if _version(self.judge_from) > _version(self.recommended):
            raise ValueError("the recommended version may not judge")
        return self


class Advisory(Frozen):
    """One known fault of a kernel."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,40}$")]
    kernel: KernelName
    what: Annotated[str, Field(min_length=20, max_length=300)]
    """What goes wrong."""
    fixed: Annotated[tuple[VersionText, ...], Field(min_length=1)]
    """The first version with the fix, for each line of releases."""
    sources: Annotated[tuple[Address, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _versions(self) -> Advisory:
        if not any(_version(text).release for text in self.fixed):
            raise ValueError("no release has the fix")
        return self

    def affects(self, version: LeanVersion) -> bool:
        """Whether the version has the fault, as far as is known: in doubt it has."""
        fixed = [_version(text) for text in self.fixed]
        if any(version.line == each.line and version >= each for each in fixed):
            return False
        newest = max(each for each in fixed if each.release)
        if version.release:
            return version < newest
        return version.line <= (newest.major, newest.minor + 1)


class Advisories(Frozen):
    """The whole table."""

    schema_: Literal[1] = Field(alias="schema")
    looked_through: IsoDate
    """The day up to which advisories are in it."""
    kernels: tuple[KernelRule, ...]
    advisories: tuple[Advisory, ...]

    @model_validator(mode="after")
    def _once_each(self) -> Advisories:
        names, ids = [rule.name for rule in self.kernels], [item.id for item in self.advisories]
        if len(set(names)) < len(names) or len(set(ids)) < len(ids) or {i.kernel for i in self.advisories} - {*names}:
            raise ValueError("kernels and advisories are listed once each, and every kernel has a rule")
        return self

    def rule(self, kernel: KernelName) -> KernelRule:
        """The rule for a kernel."""
        return next(rule for rule in self.kernels if rule.name == kernel)

    def against(self, kernel: KernelName, version: LeanVersion) -> tuple[Advisory, ...]:
        """Known faults of that version."""
        return tuple(item for item in self.advisories if item.kernel == kernel and item.affects(version))

    def objection(self, kernel: KernelName, version: LeanVersion | None) -> str:
        """Why that version may not decide, in one sentence; empty where it may.

        >>> advisories().objection("lean", LeanVersion(4, 36, 0))
        ''
        >>> advisories().objection("lean", LeanVersion(4, 32, 2))[:48]
        'lean 4.32.2 has known faults (lean4-14806, lean4'
        """
        rule = self.rule(kernel)
        remedy = f"judge with {rule.judge_from} or newer, such as {rule.recommended}"
        if version is None:
            return f"the version of {kernel} is not known; {remedy}"
        faults = self.against(kernel, version)
        if faults:
            return f"{kernel} {version.spelled} has known faults ({', '.join(item.id for item in faults)}); {remedy}"
        if version < _version(rule.judge_from):
            return f"{kernel} {version.spelled} is too old to decide; {remedy}"
        return ""


def parse_advisories(data: bytes, name: str) -> Advisories:
    """A table from its YAML; all faults are in one CatalogError."""
    node, faults = parse_yaml(data, name)
    if node is None or faults:
        raise CatalogError([str(fault) for fault in faults])
    try:
        return Advisories.model_validate(node.plain())
    except ValidationError as error:
        raise CatalogError([str(fault) for fault in model_faults(error, node, name, ())]) from None


@cache
def advisories() -> Advisories:
    """The shipped table."""
    file = files("data") / "lean" / "advisories.yaml"
    return parse_advisories(read_bytes(file), str(file))
