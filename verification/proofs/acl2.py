"""The formally verified LRAT checker of Heule, Hunt and Kaufmann, as Debian packages it with ACL2.

The checker reads the CNF and LRAT files by itself; its parser and checking function are proved correct in
ACL2, so that "s VERIFIED" rests on that proof and on ACL2 alone.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from problems.errors import MissingBackendError
from verification.backend import Availability
from verification.child import run_child
from verification.verdict import CheckerAnswer

__all__ = ["available", "check_lrat"]

NAME = "acl2-lrat"
INSTALL = "apt-get install acl2 acl2-books acl2-books-certs"
BOOK = "projects/sat/lrat/stobj-based/run"


@cache
def _book() -> Path | None:
    found = sorted(Path("/usr/share").glob(f"acl2-*/books/{BOOK}.cert"))
    return found[-1] if found else None


def available() -> Availability:
    """Whether ACL2 and the certified checker are installed; starts nothing."""
    if shutil.which("acl2") is None:
        return Availability(False, reason="acl2 is not on the PATH", install=INSTALL)
    book = _book()
    if book is None:
        return Availability(False, reason=f"the certified book {BOOK} is not installed", install=INSTALL)
    version = re.search(r"acl2-([0-9.]+)", str(book))
    return Availability(True, version=f"ACL2 {version[1] if version else '?'}")


def check_lrat(cnf: Path, lrat: Path, *, seconds: float) -> CheckerAnswer:
    """What the verified checker says of the proof; raises MissingBackendError, or TimeoutError after `seconds`."""
    state = available()
    if not state.available:
        raise MissingBackendError(f"{state.reason}: {state.install}")
    for path in (cnf, lrat):
        if set(path.name) & set('"\\\n') or path.parent != cnf.parent:
            raise ValueError(f"{path}: ACL2 is given plain names of files in one folder")
    script = f'(include-book "{BOOK}" :dir :system)\n(lrat::lrat-check "{cnf.name}" "{lrat.name}")\n'
    try:
        answer = run_child(["acl2"], text=script, seconds=max(seconds, 1.0), cwd=cnf.parent)
    except TimeoutError:
        raise TimeoutError(f"the verified checker was stopped after {seconds:.0f} s") from None
    accepted = answer.returncode == 0 and re.search(r"^(ACL2 !>)?s VERIFIED$", answer.stdout, re.MULTILINE) is not None
    said = [line for line in answer.stdout.splitlines() if line.strip()]
    detail = "s VERIFIED" if accepted else " ".join(said[-3:])[:300]
    return CheckerAnswer(checker=NAME, version=state.version, accepted=accepted, detail=detail, verified_checker=True)
