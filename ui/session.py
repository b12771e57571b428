"""Who sits at the desk and what is asked in the address: settings, reviewer, rights, query parameters."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import streamlit as st

from problems.errors import InputError
from ui.config import Settings, load_config

__all__ = ["LOGIN", "Person", "given", "person", "settings"]

LOGIN = "WORKBENCH_UI_LOGIN"
"""Environment variable by which `workbench ui` says that people log in."""

PATTERNS = {
    "problem": r"[a-z][a-z0-9-]{0,31}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "candidate": r"(sha256:)?[0-9a-f]{6,64}",
    "family": r"[a-z][a-z0-9_]{1,63}",
}
"""What the kinds of query parameter look like."""


def settings() -> Settings:
    """The effective configuration."""
    return load_config().settings


@dataclass(frozen=True)
class Person:
    """Who reads."""

    name: str
    """Under which reviews are recorded."""
    may_review: bool
    """Whether he may grade."""
    may_run: bool
    """Whether he may start scans and take claims in."""
    why_not: str = ""
    """Why he may not, with what to do about it."""


def person() -> Person:
    """The reader: from the configuration on one's own machine, from the login elsewhere."""
    current = settings()
    if os.environ.get(LOGIN):
        name = _login()
        admin = bool(name) and name in current.admins
        reviewer = admin or (bool(name) and name in current.reviewers)
        who = name or "A login without a confirmed e-mail address"
        why = "" if reviewer else f"{who} is not on the list `reviewers` in workbench.toml: reading only"
    else:
        name, admin, reviewer, why = st.session_state.get("reviewer") or _own_name(current), True, True, ""
        if not name:
            reviewer, why = False, "No reviewer's name: set `reviewer` in workbench.toml or type it at the left"
    if current.read_only:
        admin, reviewer, why = False, False, "This desk is open for reading only (`read_only` in workbench.toml)"
    return Person(name, reviewer, admin, why)


def _login() -> str:
    """The e-mail address of who logged in; empty where the provider says that it is not confirmed.

    Nothing else counts: people choose the other names by themselves, and could choose somebody's address.
    """
    user = st.user.to_dict()
    confirmed = user.get("email_verified") not in (False, "false")
    return str(user.get("email") or "") if confirmed and user.get("is_logged_in") else ""


def _own_name(current: Settings) -> str:
    from ui.commands.review import reviewer_name

    try:
        return reviewer_name(current)
    except InputError:
        return ""


def given(name: str, kind: str) -> str:
    """A query parameter of the address, empty when absent; one that cannot be right is an InputError."""
    value = str(st.query_params.get(name, ""))
    if value and not re.fullmatch(PATTERNS[kind], value):
        raise InputError(f"the address says {name}={value[:60]!r}, which is no {kind}: start from the catalogue")
    return value
