"""`docs/families.md`, written from the families themselves: `python -m problems.family_docs`.

A page that is generated cannot drift; a test compares it with the code.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from problems.claim import Goal
from problems.family import BUILTIN, Family, get_family

__all__ = ["family_page", "main"]

TARGET = Path(__file__).parent.parent / "docs" / "families.md"

HEAD = """\
# Claim families

Written by `make docs` from the code of `problems/families`; `workbench families NAME` prints the same with the JSON
schemas. Integers are JSON integers, or decimal strings beyond 2^53; rationals are `"p/q"`. Parameters are shown in
their one canonical form; other spellings that are accepted are named in the field's description. A witness that
is unsorted, repeats an element or leaves its range is refuted, never repaired.
"""


def family_page() -> str:
    """The whole page."""
    rows = [
        f"| [`{name}`](#{name}) | {family.title} | {_fields(family.Params)} | {_fields(family.Witness)} | "
        f"{', '.join(_ways(family))} |"
        for name, family in _families()
    ]
    table = ["| family | what | params | witness | goal `none` by |", "|---|---|---|---|---|", *rows]
    return "\n".join([HEAD, *table, "", *(_section(family) for _, family in _families())])


def _families() -> Iterator[tuple[str, Family[Any, Any]]]:
    for name in BUILTIN:
        yield name, get_family(name)


def _fields(model: Any) -> str:
    return ", ".join(f"`{name}`" for name in _names(model)) or "–"


def _names(model: Any) -> list[str]:
    """Field names as they stand in JSON, in order."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _ways(family: Family[Any, Any]) -> list[str]:
    found = ["finite model (SAT proof, SMT)"] if family.has_model else []
    if family.has_exhaustion:
        found.append("complete search")
    return found or ["–"]


def _section(family: Family[Any, Any]) -> str:
    module = inspect.getmodule(type(family))
    # A family in a folder keeps its definition in the package's docstring.
    name = type(family).__module__.partition(f".{family.name}")[0] + f".{family.name}"
    document = (sys.modules[name].__doc__ if name in sys.modules else "") or (module.__doc__ if module else "") or ""
    params, witness = family.examples()[0]
    parsed = family.parse_params(params)
    candidate = {
        "schema": 1,
        "claim": {"family": family.name, "params": parsed.model_dump(mode="json", exclude_none=True), "goal": "exists"},
        "payload": {"kind": family.payload, family.payload: dict(witness)},
    }
    lines = [f"## `{family.name}`", "", _markdown(inspect.cleandoc(document)), ""]
    for title, model in (("params", family.Params), ("witness", family.Witness)):
        lines += [f"| {title} | | type | meaning |", "|---|---|---|---|"]
        schema = model.model_json_schema()
        for field in _names(model):
            described = schema["properties"][field]
            need = "required" if field in schema.get("required", ()) else "optional"
            meaning = " ".join(str(described.get("description", "")).split()).replace("|", "\\|")
            lines.append(f"| `{field}` | {need} | {_type(described, schema)} | {meaning} |")
        lines.append("")
    lines += [
        f"- goal `exists`: {family.statement(parsed, Goal.EXISTS)}",
        f"- goal `none`: {family.statement(parsed, Goal.NONE)}",
        f"- shown by: {', '.join(_ways(family))}" if _ways(family) != ["–"] else "- goal `none` cannot be shown here",
        "",
        "```json",
        json.dumps(candidate),
        "```",
        "",
    ]
    return "\n".join(lines)


def _markdown(text: str) -> str:
    """Indented blocks of a docstring become code blocks; blank lines around them are there already."""
    return "\n".join(line.rstrip() for line in text.splitlines())


def _type(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """A JSON schema type in a word or two."""
    if "$ref" in field:
        return _type(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "anyOf" in field:
        options = [option for option in field["anyOf"] if option.get("type") != "null"]
        kinds = {str(option.get("type")) for option in options}
        if kinds == {"integer", "string"}:
            pattern = next(str(option.get("pattern", "")) for option in options if option["type"] == "string")
            return "rational" if "/" in pattern else "integer"
        return " or ".join(dict.fromkeys(_type(option, schema) for option in options))
    if field.get("type") == "array":
        items = field.get("items") or (field.get("prefixItems") or [{}])[0]
        return f"list of {_type(items, schema)}"
    return str(field.get("type", "value"))


def main() -> None:
    """Write the page."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(family_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
