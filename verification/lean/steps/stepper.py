"""What a library that runs tactics offers, whichever it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from problems.errors import InputError
from verification.backend import Availability

__all__ = ["Closed", "Place", "Refused", "Session", "State", "Step", "Stepper", "get_stepper"]


@dataclass(frozen=True)
class Place:
    """A theorem of a Lean project."""

    project: str
    """Folder of the project, a Git checkout."""
    file: str
    """Path of the file inside the project."""
    theorem: str
    """Fully qualified name."""
    statement: str = ""
    """For LeanInteract: the theorem up to and without `:=`; LeanDojo reads it from its trace."""

    def __post_init__(self) -> None:
        path = Path(self.file)
        if path.is_absolute() or ".." in path.parts or path.suffix != ".lean":
            raise InputError(f"file: {self.file[:80]!r} is not a path of a .lean file inside the project")
        if not Path(self.project).is_dir():
            raise InputError(f"project: {self.project[:200]} is not a folder")
        if not self.theorem.strip():
            raise InputError("theorem: the name of a theorem is missing")


@dataclass(frozen=True)
class State:
    """Goals that are left; any state stays good for further tactics."""

    id: int
    goals: str
    """As Lean prints them."""


@dataclass(frozen=True)
class Closed:
    """No goals are left, says the library."""


@dataclass(frozen=True)
class Refused:
    """The tactic did not apply; the state before it is still good."""

    why: str


Step = State | Closed | Refused


class Session(Protocol):
    """A theorem that is open."""

    start: State
    """The state in which nothing was tried."""

    def run(self, state: int, tactic: str) -> Step:
        """Run one tactic on a state that this session gave out.

        InputError for a state that it did not, StepFault when Lean died or the time is over.
        """
        ...


class Stepper(Protocol):
    """A library that opens theorems."""

    @property
    def name(self) -> str:
        """What `get_stepper` calls it."""
        ...

    def available(self) -> Availability:
        """Whether the library and what it needs are here; imports nothing."""
        ...

    def open(self, place: Place, *, seconds: float, allow_unsandboxed: bool) -> AbstractContextManager[Session]:
        """Open the theorem; the whole session may take `seconds`.

        A tactic can run programs, and the library needs to write beside the project, so there is no sandbox around it:
        UnsupportedError unless the user allowed that.
        """
        ...


def get_stepper(name: str) -> Stepper:
    """The library of that name; an unknown one is an InputError that lists them."""
    from verification.lean.steps.libraries import LEAN_DOJO, LEAN_INTERACT

    steppers: dict[str, Stepper] = {each.name: each for each in (LEAN_DOJO, LEAN_INTERACT)}
    if name not in steppers:
        raise InputError(f"stepper {name[:40]!r}: there are {', '.join(steppers)}")
    return steppers[name]
