"""Every error that a user can meet, in one tree.

    WorkbenchError
    ├── InputError          what was given cannot be read: names file, line or field   (exit 2)
    ├── CatalogError        faults in catalogue files, all of them at once             (exit 2)
    ├── UnsupportedError    the thing is meaningful, but not for these parameters      (exit 3)
    ├── TooLargeError       it would be possible, but not within the caps              (exit 3)
    ├── MissingBackendError a solver or checker is not installed; says how to get it   (exit 4)
    └── LedgerError         the store is locked, newer, damaged or not writable        (exit 2)
        └── StaleError      somebody else wrote since the writer looked: look again    (exit 2)

A message says what happened and what to do about it, in one line.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "CatalogError",
    "InputError",
    "LedgerError",
    "MissingBackendError",
    "StaleError",
    "TooLargeError",
    "UnsupportedError",
    "WorkbenchError",
]


class WorkbenchError(Exception):
    """Root of all errors that the workbench raises on purpose."""

    exit_status = 2


class InputError(WorkbenchError):
    """Something read from outside is malformed; the message names the file, line or field."""


class CatalogError(WorkbenchError):
    """One or more faults in catalogue files; `faults` lists each as `file: field: what`."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))

    def __reduce__(self) -> tuple[type[CatalogError], tuple[tuple[str, ...]]]:
        """By its faults, not by its message, when it comes from another process."""
        return type(self), (self.faults,)


class UnsupportedError(WorkbenchError):
    """The request is well-formed, but nothing here can treat it."""

    exit_status = 3


class TooLargeError(UnsupportedError):
    """The parameters pass the schema but would need more than the stated cap."""


class MissingBackendError(WorkbenchError):
    """An optional solver or checker is absent; the message holds the command that installs it."""

    exit_status = 4


class LedgerError(WorkbenchError):
    """The ledger cannot be opened, written or trusted."""


class StaleError(LedgerError):
    """What is to be written answers a state that has changed since; nothing was written."""
