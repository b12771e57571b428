"""Reference pages written from the code: `docs/commands.md` and `docs/schema/*.json` (`python -m ui.reference`)."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from ui.commands.root import app

__all__ = ["command_page", "main", "schemas"]

DOCS = Path(__file__).parent.parent / "docs"

HEAD = """\
# Commands

Written by `make docs` from the commands themselves. Data goes to stdout, talk to stderr. Exit status: 0 done, and
for `verify` everything verified · 1 ran, something refuted · 2 usage, bad input or configuration · 3 inconclusive ·
4 back-end missing · 70 a fault of the workbench itself · 130 stopped.
"""


def command_page() -> str:
    """Every command with its arguments and options."""
    root = typer.main.get_command(app)
    return "\n".join([HEAD, *(line for path, command in _walk(root, "workbench") for line in _section(path, command))])


def _walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children: Mapping[str, Any] = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name, child in children.items():
        yield from _walk(child, f"{path} {name}")


def _section(path: str, command: Any) -> Iterator[str]:
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    options = [item for item in command.params if item.param_type_name == "option"]
    spelled = " ".join(_argument(item) for item in arguments)
    yield f"## `{path}`\n"
    yield f"`{path} {spelled}".rstrip() + "`\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    if arguments or options:
        yield "| | meaning |\n|---|---|"
        for item in arguments:
            yield f"| `{_argument(item)}` | {item.help or ''} |"
        for item in options:
            yield f"| `{_option(item)}` | {item.help or ''} |"
        yield ""


def _argument(item: Any) -> str:
    name = (item.metavar or item.name).strip("{}[].").upper() + ("…" if item.nargs == -1 else "")
    return name if item.required else f"[{name}]"


def _option(item: Any) -> str:
    kind = "" if item.is_flag else f" {str(item.metavar or item.name).upper()}"
    return f"{', '.join((*item.opts, *item.secondary_opts))}{kind}" + (" …" if item.multiple else "")


def schemas() -> dict[str, dict[str, Any]]:
    """JSON schemas of the records that outsiders read or write, by file name."""
    from problems.problem import Problem
    from verification.attempt import Attempt
    from verification.candidate import Candidate
    from verification.novelty import Search
    from verification.review import Review

    return {
        "attempt.json": Attempt.model_json_schema(by_alias=True),
        "candidate.json": Candidate.model_json_schema(by_alias=True),
        "problem.json": Problem.model_json_schema(by_alias=True),
        "review.json": Review.model_json_schema(by_alias=True),
        "search.json": Search.model_json_schema(by_alias=True),
    }


def main() -> None:
    """Write the pages."""
    folder = DOCS / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    (DOCS / "commands.md").write_text(command_page(), encoding="utf-8")
    for name, schema in schemas().items():
        (folder / name).write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
