"""Decided judgements, kept so that the same submission is not built twice.

An entry lies under the hash of everything that the judgement depends on: source, record, toolchain, kernels with their
advisories, and the judge itself (`key`). Only decided ones are kept: a limit, a crash or a missing tool says nothing
about the next time. The folder is the user's own; where others could write, nothing is read or kept. An entry that is
not exactly as it was written is passed over, with a notice. A re-check of a bundle never looks here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from problems.canonical import canonical, digest, read_json
from problems.errors import InputError
from verification.outcome import Outcome
from verification.pinned_proof import PinnedProof

__all__ = ["MOST_EXPORT_BYTES", "MOST_FILES", "Verdicts", "judge_code", "key"]

MOST_EXPORT_BYTES = 16 << 20
"""Exports longer than this are built again; the judgement is not kept."""
MOST_FILES = 2000
"""Entries kept; the oldest go first."""
FORMAT = b"lean-verdict 1\n"
HEAD = len(FORMAT) + 2 * 65
"""Bytes before the evidence: the format, the key and the hash of what follows, a line each."""
MOST_BYTES = 2 * MOST_EXPORT_BYTES

_CODE = ("verification.lean", "verification.sandbox", "problems.lean")
"""Packages whose text decides what is accepted, with the files below."""
_FILES = ("pinned_proof.py", "outcome.py", "process.py", "verdict.py", "evidence.py", "candidate.py")


@cache
def judge_code() -> str:
    """SHA-256 over the code, the Lean texts and the tables that decide what is accepted."""
    total = hashlib.sha256()
    roots = [resources.files(package) for package in _CODE]
    listed = [item for root in roots for item in _below(root, root.name)]
    listed += [(name, resources.files("verification") / name) for name in _FILES]
    table = resources.files("data") / "lean" / "advisories.yaml"
    listed += [("advisories.yaml", table)] if table.is_file() else []
    for name, file in sorted(listed, key=lambda item: item[0]):
        total.update(f"{name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _below(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _below(item, f"{name}/{item.name}") if not item.name.startswith(("_", ".")) else []
        elif item.name.endswith((".py", ".lean", ".yaml")):
            found.append((f"{name}/{item.name}", item))
    return found


def key(parts: Mapping[str, Any]) -> str:
    """The hash of everything that a judgement depends on, given as JSON values by name."""
    return digest({"judge": judge_code(), **parts})


class Verdicts:
    """The kept judgements in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        """What was passed over, and why."""

    @classmethod
    def of_user(cls) -> Verdicts:
        """Those in the user's cache."""
        import platformdirs

        return cls(Path(platformdirs.user_cache_dir("conjecture-workbench")) / "lean-verdicts")

    def get(self, name: str) -> tuple[PinnedProof, bytes] | None:
        """Evidence and export kept under a key; None where there are none that can be believed."""
        if not self._safe():
            return None
        try:
            # A link, a pipe or somebody else's file is not followed, waited for or believed.
            descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                state = os.fstat(file.fileno())
                if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o022:
                    raise InputError("others could have written it")
                return _read(name, file.read(MOST_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            self._notice(name, str(error.strerror))
        except (InputError, ValidationError) as error:
            self._notice(name, str(error).partition("\n")[0])
        return None

    def put(self, name: str, evidence: PinnedProof, export: bytes, outcome: Outcome) -> None:
        """Keep a decided judgement; where that fails nothing is kept."""
        if outcome is Outcome.UNKNOWN or len(export) > MOST_EXPORT_BYTES or not self._safe(make=True):
            return
        text = canonical(evidence.model_dump(mode="json", exclude_none=True))
        rest = text + b"\n" + export
        content = FORMAT + name.encode() + b"\n" + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
        temporary = ""
        try:
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / name)
            self._trim()
        except OSError as error:
            self._notice(name, f"not kept: {error.strerror}")
        finally:
            if temporary:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)

    def _safe(self, *, make: bool = False) -> bool:
        """Whether nobody else can write in the folder."""
        try:
            if make:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            state = self.folder.lstat()
        except FileNotFoundError:
            return False
        except OSError as error:
            self._notice("", str(error.strerror))
            return False
        safe = stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022
        if not safe:
            self._notice("", "others can write there, so nothing in it is believed; chmod 700 it")
        return safe

    def _trim(self) -> None:
        # What begins with a dot is being written by somebody else.
        listed = (item for item in self.folder.iterdir() if not item.name.startswith("."))
        entries = sorted(listed, key=lambda item: item.lstat().st_mtime)
        for item in entries[: max(0, len(entries) - MOST_FILES)]:
            item.unlink(missing_ok=True)

    def _notice(self, name: str, why: str) -> None:
        self.notices.append(f"cache {name[:12] or 'as a whole'} passed over: {why}")


def _read(name: str, data: bytes) -> tuple[PinnedProof, bytes]:
    """The entry in the bytes; an InputError or ValidationError where it is not as `put` wrote it."""
    head, rest = data[:HEAD], data[HEAD:]
    if not head.startswith(FORMAT + name.encode() + b"\n"):
        raise InputError("it is no entry of this key")
    if head[-65:] != hashlib.sha256(rest).hexdigest().encode() + b"\n":
        raise InputError("its bytes are not those that were written")
    text, _, export = rest.partition(b"\n")
    evidence = PinnedProof.model_validate(read_json(text, max_bytes=len(text) + 1))
    if hashlib.sha256(export).hexdigest() != evidence.solution_sha256 or evidence.judge != judge_code():
        raise InputError("its export or its judge is another one")
    return evidence, export
