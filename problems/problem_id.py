"""How people write the id of a problem: `erdos:30`, `Erdos:30`, or only 30."""

from __future__ import annotations

import re

__all__ = ["names_problem", "problem_id"]

HASH_DIGITS = 6
"""As many digits may begin a hash."""

_ID = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([A-Za-z0-9][A-Za-z0-9._-]*)")
_NUMBER = re.compile(r"[0-9]+")


def problem_id(given: str) -> str:
    """The id in its one spelling; what has not the form of an id stays.

    >>> problem_id("30"), problem_id("Erdos:30"), problem_id("ruler")
    ('erdos:30', 'erdos:30', 'ruler')
    """
    given = given.strip()
    if _NUMBER.fullmatch(given):
        return f"erdos:{given.lstrip('0') or '0'}"
    match = _ID.fullmatch(given)
    return f"{match[1].lower()}:{match[2]}" if match else given


def names_problem(given: str) -> bool:
    """Whether a problem is meant where the digits of a hash could be given as well.

    >>> names_problem("30"), names_problem("Erdos:30"), names_problem("123456"), names_problem("sha256:12ab34")
    (True, True, False, False)
    """
    given = given.strip()
    if _NUMBER.fullmatch(given):
        return len(given) < HASH_DIGITS
    match = _ID.fullmatch(given)
    return match is not None and match[1].lower() != "sha256"
