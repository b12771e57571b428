"""`workbench families`: what kinds of claim there are, with the schemas of their parts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from problems.claim import Goal
from problems.errors import InputError
from problems.family import IN_WORDS, Family, family_names, get_family
from ui.config import load_config
from ui.output import emit, table, tell

__all__ = ["families_command"]


def families_command(
    name: Annotated[str | None, typer.Argument(help="one family; without it all are listed")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """List the claim families, or show one with its JSON schemas and the back-ends that support it."""
    from problems.family import enable_plugins

    enable_plugins(load_config().settings.families)
    if name == IN_WORDS:
        raise InputError(
            f"{IN_WORDS} is the claim of papers and notes that `workbench intake` takes: nothing to fill in"
        )
    if name is not None:
        record = _record(get_family(name))
        if as_json:
            emit(record)
        else:
            _print(record)
        return
    families = [get_family(each) for each in family_names()]
    if as_json:
        for family in families:
            emit(_record(family))
    else:
        rows = []
        for family in families:
            params = family.Params.model_json_schema()["properties"]
            rows.append((family.name, family.title, ", ".join(params), ", ".join(_backends(family))))
        table(("family", "what", "params", "back-ends"), rows)


def _backends(family: Family[Any, Any]) -> list[str]:
    names = ["exact"]
    if family.payload == "identity":
        names.append("symbolic")
    if family.has_model:
        names += ["smt", "sat"]
    if type(family).lean is not Family.lean:
        names.append("lean")
    return names


def _record(family: Family[Any, Any]) -> dict[str, Any]:
    import inspect

    module = inspect.getmodule(type(family))
    params, witness = family.examples()[0]
    parsed = family.parse_params(params)
    return {
        "schema": 1,
        "name": family.name,
        "title": family.title,
        "definition": inspect.cleandoc(module.__doc__ or "") if module else "",
        "payload": family.payload,
        "goals": ["exists", "none"] if family.has_model or family.has_exhaustion else ["exists"],
        "backends": _backends(family),
        "params_schema": family.Params.model_json_schema(),
        "witness_schema": family.Witness.model_json_schema(),
        "example": {
            "schema": 1,
            "claim": {"family": family.name, "params": dict(params), "goal": "exists"},
            "payload": {"kind": family.payload, family.payload: dict(witness)},
        },
        "statement": family.statement(parsed, Goal.EXISTS),
    }


def _print(record: dict[str, Any]) -> None:
    import json

    tell(f"{record['name']}: {record['title']}\n\n{record['definition']}\n")
    for part in ("params", "witness"):
        schema = record[f"{part}_schema"]
        required = set(schema.get("required", ()))
        rows = [
            (field, "required" if field in required else "optional", details.get("description", ""))
            for field, details in schema.get("properties", {}).items()
        ]
        table((part, "", "meaning"), rows)
    tell(f"payload: {record['payload']}; goals: {', '.join(record['goals'])}")
    tell(f"back-ends: {', '.join(record['backends'])}")
    tell(f"example candidate:\n{json.dumps(record['example'])}")
