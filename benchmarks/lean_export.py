"""How long the Lean kernel takes for exported theorems: writes `docs/lean-export.md`.

    python -m benchmarks.lean_export [FAMILY…]

For each family its examples and some larger witnesses from constructions: the theorem is checked, then one place of
the witness is changed so that the family's checker refutes it, and the kernel is asked again.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from problems.errors import UnsupportedError, WorkbenchError
from problems.family import BUILTIN, Family, get_family
from problems.lean import LeanStatement
from verification.lean.kernel import KernelAnswer, check, version
from verification.lean.refutation import certificate, refute, with_certificate

__all__ = ["Row", "main", "rows"]

TARGET = Path(__file__).parent.parent / "docs" / "lean-export.md"
SECONDS = 600.0
MEMORY_MB = 4096

LARGER: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "ap_free_set": [{"k": 3, "N": 365, "m": 64}, {"k": 3, "N": 1094, "m": 128}],
    "convex_ngon_free_points": [{"n": 6, "N": 16}, {"n": 6, "N": 17, "empty": True}],
    "discrepancy_sequence": [{"C": 2, "n": 240, "multiplicative": True}, {"C": 2, "n": 246, "multiplicative": True}],
    "distinct_subset_sums": [{"n": 10, "N": 309}, {"n": 12, "N": 1164}],
    "ramsey_coloring": [{"n": 17, "ks": [4, 4]}, {"n": 37, "ks": [5, 5]}],
    "schur_coloring": [{"k": 4, "n": 44}, {"k": 5, "n": 121}],
    "sidon_golomb": [{"N": 178, "k": 16}, {"N": 1200, "k": 30}],
    "sunflower_free": [{"k": 3, "w": 3, "g": 12, "m": 20}, {"k": 3, "g": 8, "m": 20}],
    "unit_distance_graph": [{"points": 7, "e": 12}, {"points": 9, "e": 18}, {"points": 16, "e": 30}],
    "vdw_coloring": [{"lengths": [3, 3, 3], "n": 26}, {"lengths": [4, 4], "n": 34}, {"lengths": [5, 5], "n": 177}],
    "minimum_overlap": [{"n": 15, "M": 6}, {"n": 40, "M": 17}],
}
"""Params for which the family's constructions are tried."""


HEAD = """\
# Lean export

Written by `python -m benchmarks.lean_export`. `workbench export ID --format lean --out DIR` writes a Lake project in
which the claim is a theorem of core Lean with its witness. Each theorem below went through the genuine kernel
({kernel}), over a small core in place of Lean's library; then one place of the witness was changed so
that the claim fails (of a refutation: its first lemma), and the kernel was asked again. Seconds are processor
time of the whole check: elaboration, kernel, and an audit of statement and axioms in a second process. The literals are
those of the witness and of tables that help the checker.

Parameters after `none:` are those of claims that there is no witness. Where there are no literals, the kernel settles
them by a complete search. Where there are some, they are a refutation, found by a solver and trimmed: the kernel makes
the formula from the parameters and goes through every step.

{counts}

| family | parameters | literals, characters | seconds | kernel | one place changed |
|---|---|--:|--:|---|---|"""


NOTHING: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "discrepancy_sequence": [{"C": 1, "n": 12}],
    "ramsey_coloring": [{"ks": [3, 3], "n": 6}, {"ks": [3, 4], "n": 9}],
    "schur_coloring": [
        {"k": 2, "n": 5},
        {"k": 2, "n": 9, "weak": True},
        {"k": 3, "n": 14},
        {"k": 3, "n": 24, "weak": True},
    ],
    "vdw_coloring": [
        {"lengths": [3, 3], "n": 9},
        {"lengths": [3, 4], "n": 18},
        {"lengths": [3, 5], "n": 22},
        {"lengths": [3, 6], "n": 32},
        {"lengths": [4, 4], "n": 35},
        {"lengths": [3, 7], "n": 46},
        {"lengths": [3, 3, 3], "n": 27},
    ],
}
"""Params of claims of goal none that the kernel settles."""


@dataclass(frozen=True)
class Row:
    """One theorem."""

    family: str
    params: str
    size: int
    """Characters of the literals."""
    seconds: float
    """Processor time of Lean."""
    accepted: bool
    mutation: str
    """What the kernel said of the changed witness or refutation."""


def rows(names: Sequence[str]) -> Iterator[Row]:
    """Check everything, in order."""
    for name in names:
        family = get_family(name)
        stated = list(family.examples()) + [
            (params, witness) for params in LARGER.get(name, ()) for witness in _constructed(family, params)
        ]
        for params, witness in stated:
            try:
                yield _row(family, params, witness)
            except UnsupportedError:
                continue
        for params in NOTHING.get(name, ()):
            yield _nothing(family, params)


def _nothing(family: Family[Any, Any], raw: Mapping[str, Any]) -> Row:
    params = family.parse_params(raw)
    statement, told = family.lean(params, None), "nothing to change"
    if statement.graph is not None:
        good = certificate(statement.graph, refute(statement.graph))
        # The first lemma becomes the empty clause, which its hints do not show.
        bad = replace(good, table=(*good.table[: good.given], 1, *good.table[good.given + 1 :]))
        told = _told(with_certificate(statement, bad))
        statement = with_certificate(statement, good)
    answer, spent = _asked(statement)
    shown = f"none: {json.dumps(params.model_dump(mode='json', exclude_none=True))}"
    return Row(family.name, shown, statement.size, spent, answer.accepted, told)


def _asked(statement: LeanStatement) -> tuple[KernelAnswer, float]:
    """What the kernel says, and the processor time of Lean."""
    before = _lean_seconds()
    with tempfile.TemporaryDirectory() as folder:
        answer = check(statement, Path(folder), seconds=SECONDS, memory_mb=MEMORY_MB)
    return answer, _lean_seconds() - before


def _told(changed: LeanStatement) -> str:
    """What the kernel says of a changed witness or refutation."""
    answer, _ = _asked(changed)
    return "rejected" if answer.evaluates_to is False and not answer.accepted else "NOT REJECTED"


def _lean_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _constructed(family: Family[Any, Any], raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    params = family.parse_params(raw)
    try:
        for witness in islice(family.constructions(params, random.Random(1)), 200):
            made = family.parse_witness(family.fill_witness(raw, witness))
            if family.check(params, made).holds:
                yield witness
                return
    except UnsupportedError:
        return


def _row(family: Family[Any, Any], raw: Mapping[str, Any], witness: Mapping[str, Any]) -> Row:
    params = family.parse_params(raw)
    parsed = family.parse_witness(family.fill_witness(raw, witness))
    statement = family.lean(params, parsed)
    answer, spent = _asked(statement)
    changed = next(_mutated(family, params, parsed.model_dump(mode="json", exclude_none=True)), None)
    told = "none found that can be stated" if changed is None else _told(changed)
    shown = json.dumps(params.model_dump(mode="json", exclude_none=True))
    return Row(family.name, shown, statement.size, spent, answer.accepted, told)


def _mutated(family: Family[Any, Any], params: Any, witness: dict[str, Any]) -> Iterator[LeanStatement]:
    """Statements of witnesses with one changed place that the family's checker refutes."""
    for changed in islice(_changes(witness), 400):
        try:
            parsed = family.parse_witness(changed)
            if not family.check(params, parsed).holds:
                yield family.lean(params, parsed)
        except WorkbenchError:
            continue


def _changes(value: Any) -> Iterator[Any]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        yield from (value + 1, max(value - 1, 0))
    elif isinstance(value, str):
        for place, char in enumerate(value):
            swapped = {"0": "1", "1": "0", "+": "-", "-": "+"}.get(char)
            if swapped:
                yield value[:place] + swapped + value[place + 1 :]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from ({**value, key: changed} for changed in _changes(inner))
    else:
        for place in range(len(value) - 1, -1, -1):
            yield from ([*value[:place], changed, *value[place + 1 :]] for changed in _changes(value[place]))


def page(found: Sequence[Row]) -> str:
    """The Markdown page."""
    families = sorted({row.family for row in found})
    accepted = sum(row.accepted for row in found)
    rejected = sum(row.mutation == "rejected" for row in found)
    counts = f"{len(found)} theorems of {len(families)} families: {accepted} accepted, {rejected} changed rejected."
    lines = [HEAD.format(kernel=version(), counts=counts)]
    for row in found:
        kernel = "accepted" if row.accepted else "NOT ACCEPTED"
        lines.append(
            f"| {row.family} | `{row.params}` | {row.size:,} | {row.seconds:.2f} | {kernel} | {row.mutation} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write."""
    names = sys.argv[1:] or list(BUILTIN)
    found = []
    for row in rows(names):
        sys.stdout.write(f"{row.family} {row.params[:60]} {row.seconds:.2f} s {row.accepted} {row.mutation}\n")
        sys.stdout.flush()
        found.append(row)
    if not sys.argv[1:]:
        TARGET.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
