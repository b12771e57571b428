"""Effective configuration: flag > environment WORKBENCH_* > workbench.toml > user file > default.

`Settings` holds the values, `origins` says where each came from; paths in a file are relative to it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from problems.errors import InputError
from problems.family import explain
from problems.problem import STATUS_DAYS
from problems.values import Frozen
from provers.prover import LARGEST_SHARE

__all__ = ["Config", "Settings", "load_config", "parse_seconds"]

PROJECT_FILE = "workbench.toml"
PREFIX = "WORKBENCH_"
USER_FILE = "WORKBENCH_USER_CONFIG"
"""Variable that names the user file."""

FOLDERS = ("overlays", "lean_statements")
"""Settings that list folders."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)?", re.ASCII)
_UNIT = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


class Settings(Frozen):
    """Every setting, with its default."""

    ledger: str = ".workbench/ledger.sqlite"
    """Ledger: a file, or a database URL."""
    blobs: str = ""
    """Folder of evidence files; empty for `blobs` beside the ledger file."""
    lock_seconds: Annotated[float, Field(gt=0, le=86400)] = 30.0
    """How long a command waits for its turn to write the ledger."""
    overlays: tuple[str, ...] = (".workbench/catalog",)
    """Folders with one's own problems and imported snapshots, later ones win; missing ones are skipped."""
    lean_statements: tuple[str, ...] = (".workbench/lean/statements",)
    """Folders with one's own records of Lean statements, beside the shipped ones; missing ones are skipped."""
    lean_toolchain: str = ""
    """The Lean that is taken first: a name of elan's, such as leanprover/lean4:v4.36.0, or a folder with bin/lean.
    Empty for what elan, PATH and the packages offer."""
    lean_project: str = ""
    """Lake project whose compiled library, such as Mathlib, submissions may import; empty for that of `lean setup`."""
    families: tuple[str, ...] = ()
    """Third-party families to load, by entry point name; none unless named here."""
    provers: tuple[str, ...] = ()
    """Provers that a scan uses, in order; empty for all."""
    workers: Annotated[int, Field(ge=1, le=1024)] = max(1, os.cpu_count() or 1)
    """Worker processes."""
    budget: str = "10s"
    """Wall-clock budget of one attempt: `30s`, `2m`, `500ms`."""
    work: Annotated[int, Field(ge=1)] | None = None
    """Work budget of one attempt (nodes, conflicts); absent for none."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Seed of all provers."""
    judge_seconds: Annotated[float, Field(gt=0, le=30 * 86400)] = 60.0
    """Wall-clock limit of one judgement."""
    judge_memory_mb: Annotated[int, Field(ge=256, le=2**30)] = 4096
    """Memory limit of one judgement or attempt, in MiB."""
    allow_unsandboxed: bool = False
    """Unsafe: lets programs that agents write run with one's own rights where the sandbox cannot be had. Verdicts never
    rest on such a run."""
    model: str = "claude-opus-5-5"
    """Language model of agents, as the server names it."""
    model_tokens: Annotated[int, Field(ge=64, le=128_000)] = 8192
    """Tokens that one reply may have, thinking included."""
    model_calls: Annotated[int, Field(ge=1, le=1000)] = 24
    """Calls of the model in one attempt."""
    model_effort: Literal["", "low", "medium", "high", "xhigh", "max"] = ""
    """How much the model thinks; empty leaves it to the server."""
    model_thinking: Literal["", "summarized", "disabled"] = ""
    """Whether transcripts show a summary of the model's reasoning; empty leaves it to the server."""
    model_retries: Annotated[int, Field(ge=0, le=20)] = 4
    """Further tries of a call that failed for the moment; each is reserved like the first."""
    model_silence: Annotated[float, Field(gt=0, le=3600)] = 90.0
    """Longest silence of the server inside a call, in seconds."""
    count_tokens: bool = True
    """Ask the server how many tokens a long prompt has; without, a byte counts as a token in every reservation."""
    agents: Annotated[int, Field(ge=1, le=256)] = 8
    """Attempts of agents at a time."""
    cap_problem: str = "1.00"
    """US dollars that agents may spend on one problem in one run."""
    cap_run: str = "5.00"
    """US dollars that one run may spend."""
    cap_day: str = "20.00"
    """US dollars that one day (UTC) may cost."""
    price_input: str = ""
    """US dollars per million prompt tokens, for models that the shipped table does not know; those that a cache keeps
    are reckoned a quarter dearer."""
    price_output: str = ""
    """US dollars per million tokens of replies, with `price_input`."""
    spending: str = ""
    """Spending book; empty for `spending.sqlite` beside the ledger file."""
    opposite_share: Annotated[float, Field(ge=0, le=LARGEST_SHARE)] = 0.0
    """Share of the budget of an attempt, in time, work and money, that goes to the opposite of its claim."""
    critic: bool = True
    """Arguments in words of agents are read by the critic before people see them."""
    gated: bool = False
    """Tools tell agents whether a witness holds, but not why not."""
    frozen: bool = False
    """Agents see no literature: no references, remarks, catalogue or sequences."""
    cutoff: str = ""
    """Month or day (2026-06) up to which the model knows the literature, noted in frozen attempts; empty for what its
    maker says."""
    reviewer: str = ""
    """Name under which reviews are recorded; empty for the login name."""
    status_days: Annotated[int, Field(ge=0, le=36500)] = STATUS_DAYS
    """Age in days up to which a status of upstream lets a result be said to settle its problem."""
    pending_per_prover: Annotated[int, Field(ge=1, le=10**6)] = 10
    """Ungraded items of one prover for one problem that the queue shows at a time."""
    read_only: bool = False
    """Whether the browser interface refuses to write: for visitors."""
    reviewers: tuple[str, ...] = ()
    """Logins that may grade in the browser interface where people log in."""
    admins: tuple[str, ...] = ()
    """Logins that may start scans and take claims in there, too."""


@dataclass(frozen=True)
class Config:
    """Settings with the origin of each value."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """One row a setting: name, value (passwords left out), origin."""
        from verification.ledger import without_password

        values = self.settings.model_dump(mode="json")
        if "://" in values["ledger"]:
            values["ledger"] = without_password(values["ledger"])
        return [{"name": name, "value": values[name], "origin": self.origins[name]} for name in values]


def load_config(flags: Mapping[str, Any] | None = None, *, cwd: Path | None = None) -> Config:
    """Read all layers; every fault is an InputError that names file or variable and field."""
    cwd = cwd or Path.cwd()
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for label, given in (*_file_layers(cwd), ("environment", _environment()), ("flag", dict(flags or {}))):
        layer = {name: value for name, value in given.items() if value is not None}
        try:
            Settings.model_validate(layer)
        except ValidationError as error:
            raise InputError(f"{label}: {explain(error)}") from None
        values.update(layer)
        for name in layer:
            origins[name] = label if label != "environment" else f"environment {PREFIX}{name.upper()}"
    settings = Settings.model_validate(values)
    parse_seconds(settings.budget)
    return Config(settings, origins)


def _file_layers(cwd: Path) -> list[tuple[str, dict[str, Any]]]:
    layers = []
    named = os.environ.get(USER_FILE)
    if named is None:
        from platformdirs import user_config_path

        user = user_config_path("conjecture-workbench") / "config.toml"
    else:
        user = Path(named)
    if user.is_file():
        layers.append((str(user), _read_toml(user)))
    for folder in (cwd, *cwd.parents):
        project = folder / PROJECT_FILE
        if project.is_file():
            layers.append((str(project), _read_toml(project)))
            break
    return layers


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}") from None
    for name in ("ledger", "blobs", "spending", "lean_project"):
        value = values.get(name)
        if isinstance(value, str) and value and "://" not in value and not value.startswith("~/"):
            values[name] = str(path.parent / value)
    for name in FOLDERS:
        if isinstance(values.get(name), list):
            values[name] = [str(path.parent / str(folder)) for folder in values[name]]
    return values


def _environment() -> dict[str, Any]:
    layer: dict[str, Any] = {}
    for variable, text in os.environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name not in Settings.model_fields or not text:
            continue
        default = Settings.model_fields[name].default
        layer[name] = tuple(part for part in text.split(os.pathsep if name in FOLDERS else ",") if part)
        if not isinstance(default, tuple):
            layer[name] = text
    return layer


def parse_seconds(text: str) -> float:
    """Seconds from `30s`, `2m`, `500ms`, `1h` or a bare number; zero and nonsense are an InputError.

    >>> parse_seconds("2m")
    120.0
    """
    match = _DURATION.fullmatch(text.strip())
    seconds = float(match[1]) * _UNIT[match[2]] if match else 0.0
    if not 0 < seconds <= 30 * 86400:
        raise InputError(f"budget {text[:40]!r}: give a time above zero, such as 30s, 2m or 500ms")
    return seconds
