"""The `workbench` command as tests run it: a process of its own, in a project of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from verification.ledger import Ledger

__all__ = ["PLUGIN", "REPOSITORY", "Answer", "Inside", "Workbench", "claim", "problem", "ruler"]

REPOSITORY = Path(__file__).parents[1]

PLUGIN = REPOSITORY / "tests" / "provers" / "plugin"
"""Folder of the third-party family `faulty`; it belongs on the module path."""

_START = """
import sys
from pathlib import Path
import problems.catalog
shipped = problems.catalog.data_folder
problems.catalog.data_folder = lambda name: shipped(name) if name.startswith("lean") else Path({empty!r})
from ui.cli import main
main()
"""
"""The catalogue that ships is replaced by an empty folder: tests do not depend on it. Lean statements stay."""


def claim(family: str, goal: str = "exists", /, **params: Any) -> dict[str, Any]:
    """A claim record."""
    return {
        "family": family,
        "params": params,
        "goal": goal,
        "scope": {"kind": "instance"},
        "meaning": f"One case, goal {goal}, for a test.",
    }


def ruler(n: int, k: int, goal: str = "exists") -> dict[str, Any]:
    """A claim record about Golomb rulers with k marks in 1..n."""
    return claim("sidon_golomb", goal, N=n, k=k)


def problem(number: int, claims: Iterable[Mapping[str, Any]], **fields: Any) -> dict[str, Any]:
    """A problem file's content."""
    return {
        "schema": 1,
        "id": f"mine:{number}",
        "title": f"Problem {number}",
        "statement": "Is there a ruler with $k$ marks?",
        "status": {"state": "open", "as_of": "2026-08-08"},
        "claims": [dict(item) for item in claims],
        **fields,
    }


class Workbench:
    """A project folder with `workbench.toml`, an overlay `catalog` and a ledger, and the command in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = folder / "catalog"
        self.ledger = folder / "store" / "ledger.sqlite"
        self.blobs = folder / "store" / "blobs"
        self.empty = folder / "empty"
        self.temporary = folder / "tmp"
        for path in (self.catalog, self.empty, self.temporary):
            path.mkdir(parents=True)
        self.configure()

    def configure(self, **settings: Any) -> None:
        """Write `workbench.toml`; two workers unless said otherwise."""
        values = {"ledger": "store/ledger.sqlite", "overlays": ["catalog"], "workers": 2, **settings}
        text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
        (self.folder / "workbench.toml").write_text(text)

    def add(self, *problems: Mapping[str, Any]) -> None:
        """Put problems into the overlay (JSON is YAML)."""
        for item in problems:
            path = self.catalog / f"{item['id'].replace(':', '-')}.yaml"
            path.write_text(json.dumps(item, indent=1))

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", _START.format(empty=str(self.empty)), *arguments]

    def environment(self, **variables: str) -> dict[str, str]:
        """The caller's without its settings of the workbench; a temporary folder of its own shows what is left."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}
        path = os.pathsep.join(filter(None, (variables.pop("PYTHONPATH", ""), str(REPOSITORY))))
        own = {"WORKBENCH_USER_CONFIG": "/nonexistent", "PYTHONPATH": path, "TMPDIR": str(self.temporary)}
        return {**kept, **own, **variables}

    def run(self, *arguments: str, timeout: float = 120, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run to the end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start and hand back the process, its output in pipes."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def records(self, *arguments: str, status: int = 0, **variables: str) -> list[dict[str, Any]]:
        """Run with `--json`, expect the exit status, and read the lines."""
        answer = self.run(*arguments, "--json", **variables)
        assert answer.returncode == status, answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def attempts(self) -> list[dict[str, Any]]:
        """What the ledger holds."""
        with Ledger.open(self.ledger, read_only=True) as ledger:
            return list(ledger.attempts())

    def processes(self) -> list[int]:
        """Processes that still run with this project's temporary folder in their environment (Linux)."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                mine = f"TMPDIR={self.temporary}".encode() in path.read_bytes().split(b"\0")
                if mine and path.with_name("cmdline").read_bytes():
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str


class Inside:
    """The command in the process of the test: quick, for everything but signals and crashes."""

    def __init__(self, project: Workbench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self._monkeypatch, self._capsys = monkeypatch, capsys
        for name in [name for name in os.environ if name.startswith("WORKBENCH_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("WORKBENCH_USER_CONFIG", "/nonexistent")
        monkeypatch.chdir(project.folder)
        monkeypatch.setattr("problems.catalog.data_folder", lambda _name: project.empty)

    def __call__(self, *arguments: str) -> Answer:
        from ui.cli import main

        self._monkeypatch.setattr("sys.argv", ["workbench", *arguments])
        before = signal.getsignal(signal.SIGTERM)
        self._capsys.readouterr()
        try:
            main()
        except SystemExit as stop:
            status = stop.code
        finally:
            signal.signal(signal.SIGTERM, before)
        out, err = self._capsys.readouterr()
        assert isinstance(status, int)
        return Answer(status, out, err)

    def records(self, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
        """Run with `--json`, expect the exit status, and read the lines."""
        answer = self(*arguments, "--json")
        assert answer.status == status, answer.err
        return [json.loads(line) for line in answer.out.splitlines()]
