"""Samples and what is expected of them, as they lie in the folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["FOLDER", "KINDS", "LAYERS", "PASSING", "VERDICTS", "Sample", "honest", "samples", "titles"]

FOLDER = Path(__file__).parent

KINDS = 54
"""Known ways to cheat."""

PASSING: Mapping[str, str] = {
    "ordinary": "passes",
    "policy": "passes",
    "build": "built",
    "comparator": "matches",
    "kernel": "accepted",
    "semantics": "clean",
}
"""Layer → what it says of a submission that goes on. Only all of them together are a verification."""

LAYERS = (*PASSING, "sandbox", "cache")
"""`ordinary` and `policy` are the same layer on the two texts of a sample; the last two say what they contained."""

VERDICTS = ("verdict", "unguarded")
"""What the judge itself says, and what it would say had its policy found nothing."""

FIELDS = {"title", "layer", "theorem", "holes", "axioms", "mode", "seconds", "expect", "why_not"}


@dataclass(frozen=True, eq=False)
class Sample:
    """One submission with its statement."""

    folder: Path
    title: str
    layer: str
    """The layer that is relied on to catch it; empty for honest ones."""
    theorem: tuple[str, ...]
    """Components of the theorem's name."""
    holes: Mapping[tuple[str, ...], Mapping[str, Any]]
    """Definitions to be filled in → what may stand there."""
    axioms: tuple[tuple[str, ...], ...]
    """What may be assumed."""
    mode: str
    """What the policy lets it declare."""
    seconds: float
    """For its build."""
    expect: Mapping[str, str]
    """Layer → what it has to say."""
    why_not: Mapping[str, str]
    """Layer, or `*` for all that are left → why it cannot say anything here."""

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.folder.name

    @property
    def number(self) -> int:
        """Number of the cheat; of an honest sample, its own."""
        return int(self.name.partition("_")[0])

    @property
    def honest(self) -> bool:
        """Whether it must not be rejected."""
        return self.folder.parent.name == "honest"

    def text(self, part: str) -> str | None:
        """Text of `PART.lean`, None where there is none."""
        path = self.folder / f"{part}.lean"
        return path.read_text(encoding="utf-8") if path.exists() else None

    @property
    def in_product(self) -> bool:
        """Whether a record can state what it is about: over the core, none may allow an axiom."""
        return not self.axioms and self.text("Challenge") is not None

    @property
    def submitted(self) -> str | None:
        """What is compiled: with or without a header of its own."""
        return self.text("Solution") if self.text("Solution") is not None else self.text("Whole")


def read(folder: Path) -> Sample:
    """The sample in a folder; a ValueError for a field that is not known."""
    raw: dict[str, Any] = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    if unknown := set(raw) - FIELDS:
        raise ValueError(f"{folder.name}: unknown {sorted(unknown)}")
    for key in ("expect", "why_not"):
        if wrong := set(raw.get(key, ())) - {*LAYERS, *VERDICTS, "*"}:
            raise ValueError(f"{folder.name}: {key}: unknown layers {sorted(wrong)}")
        if not all(isinstance(word, str) for word in raw.get(key, {}).values()):
            raise ValueError(f"{folder.name}: {key}: something is no text")
    return Sample(
        folder=folder,
        title=raw["title"],
        layer=raw.get("layer", ""),
        theorem=tuple(raw.get("theorem", ("goal",))),
        holes={(name,): policy for name, policy in raw.get("holes", {}).items()},
        axioms=tuple(tuple(name.split(".")) for name in raw.get("axioms", ())),
        mode=raw.get("mode", "proof"),
        seconds=raw.get("seconds", 60.0),
        expect=raw.get("expect", {}),
        why_not=raw.get("why_not", {}),
    )


@cache
def samples() -> tuple[Sample, ...]:
    """The cheats, in order."""
    return tuple(map(read, sorted(FOLDER.glob("[0-9]*_*"))))


@cache
def honest() -> tuple[Sample, ...]:
    """The honest submissions, in order."""
    return tuple(map(read, sorted((FOLDER / "honest").glob("[0-9]*_*"))))


@cache
def titles() -> Mapping[int, str]:
    """What each of the known ways to cheat is."""
    found: dict[int, str] = yaml.safe_load((FOLDER / "titles.yaml").read_text("utf-8"))
    return found
