"""Known values: best known sizes and exact values, each with its source, in `data/known_values`.

One entry speaks of one integer parameter `vary` with the others `fixed`:

    monotone up     a witness at one value gives witnesses at every larger value
    monotone down   … at every smaller value
    monotone none   the entry speaks of its own values alone

`exists` is a value at which a witness is known, `none` one at which it is known that there is none. A bound named in
`no_record` is true and no more than that: the literature goes further, or it was computed here and nobody looked
whether the literature does; a claim past it beats nothing. Entries serve every spelling of their parameters that
`Family.representative` says to be one claim up to names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from problems.catalog import Catalog, data_folder
from problems.claim import Claim, FamilyName, Goal
from problems.errors import CatalogError
from problems.family import Params, get_family
from problems.snapshot import model_faults
from problems.values import Frozen
from problems.yaml_lines import Fault, parse_yaml, read_bytes, yaml_files

__all__ = ["KnownValue", "contradictions", "known_lines", "known_truth", "known_values", "parse_known_values"]


class KnownValue(Frozen):
    """What the literature says about one line of parameters."""

    fixed: dict[str, Any]
    """The parameters that stay."""
    vary: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]{1,32}$")]
    """The integer parameter that moves."""
    monotone: Literal["up", "down", "none"]
    """In which direction existence is inherited."""
    exists: Annotated[int, Field(strict=True)] | None = None
    """A value with a witness; the best known one."""
    none: Annotated[int, Field(strict=True)] | None = None
    """A value known to have none."""
    no_record: tuple[Literal["exists", "none"], ...] = ()
    """The bounds that are no record; every other one is the best that the sources know."""
    sources: Annotated[tuple[Annotated[str, StringConstraints(min_length=3, max_length=300)], ...], Field(min_length=1)]
    """Where the numbers come from."""
    note: Annotated[str, StringConstraints(max_length=600)] = ""
    """Conventions, doubts."""
    witness: dict[str, Any] | None = None
    """A witness at `exists`, where it is short."""

    @model_validator(mode="after")
    def _consistent(self) -> KnownValue:
        if self.exists is None and self.none is None:
            raise ValueError("an entry says exists, none or both")
        if self.witness is not None and self.exists is None:
            raise ValueError("a witness belongs to a value of exists")
        for bound in self.no_record:
            if getattr(self, bound) is None:
                raise ValueError(f"no_record: no value of {bound} is given")
        if self.no_record and self.settled:
            raise ValueError("no_record: nothing lies between exists and none, so neither can be passed")
        if self.exists is not None and self.none is not None:
            ordered = {"up": self.none < self.exists, "down": self.exists < self.none, "none": self.exists != self.none}
            if not ordered[self.monotone]:
                raise ValueError(f"exists {self.exists} and none {self.none} contradict each other")
        return self

    @property
    def settled(self) -> bool:
        """Whether both answers are known with no value in between."""
        return self.exists is not None and self.none is not None and abs(self.exists - self.none) == 1

    def params(self, value: int) -> dict[str, Any]:
        """All parameters at one value."""
        return {**self.fixed, self.vary: value}

    def truth(self, value: int) -> bool | None:
        """Whether there is a witness at `value`; None when this entry does not say."""
        sign = {"up": 1, "down": -1, "none": 0}[self.monotone]
        if self.exists is not None and (value == self.exists or sign * (value - self.exists) > 0):
            return True
        if self.none is not None and (value == self.none or sign * (value - self.none) < 0):
            return False
        return None


def parse_known_values(data: bytes, name: str) -> tuple[str, tuple[KnownValue, ...]]:
    """Family and values of one file; all faults are in one CatalogError."""
    node, faults = parse_yaml(data, name)
    if node is None or faults:
        raise CatalogError([str(fault) for fault in faults])
    raw = node.plain()
    if (
        not isinstance(raw, dict)
        or set(raw) != {"schema", "family", "values"}
        or type(raw["schema"]) is not int
        or raw["schema"] != 1
    ):
        raise CatalogError([f"{name}: expected schema: 1, family and values"])
    found: list[str] = []
    values = []
    for index, item in enumerate(raw["values"] if isinstance(raw["values"], list) else ()):
        try:
            values.append(KnownValue.model_validate(item))
        except ValidationError as error:
            found.extend(map(str, model_faults(error, node, name, ("values", index))))
    if not isinstance(raw["values"], list) or not isinstance(raw["family"], str):
        found.append(str(Fault(name, 1, ("values",), "expected a list, and family a name")))
    if found:
        raise CatalogError(found)
    return raw["family"], tuple(values)


@cache
def known_values() -> Mapping[FamilyName, tuple[KnownValue, ...]]:
    """All shipped known values by family."""
    found: dict[str, tuple[KnownValue, ...]] = {}
    for path in yaml_files(data_folder("known_values")):
        family, values = parse_known_values(read_bytes(path), str(path))
        found[family] = (*found.get(family, ()), *values)
    return found


@cache
def _indexed(family: str) -> Mapping[str, tuple[KnownValue, ...]]:
    """Known values by varying parameter and canonical form of the fixed ones."""
    index: dict[str, tuple[KnownValue, ...]] = {}
    for value in known_values().get(family, ()):
        sample = value.exists if value.exists is not None else value.none
        assert sample is not None  # noqa: S101 - the model demands one of them
        key = _key(_representative(Claim(family=family, params=value.params(sample), goal=Goal.EXISTS)), value.vary)
        index[key] = (*index.get(key, ()), value)
    return index


def _representative(claim: Claim) -> Mapping[str, Any]:
    """The parameters that stand for all spellings of the claim."""
    family = get_family(claim.family)
    params: Params = family.representative(family.parse_params(claim.params))
    return params.model_dump(mode="json", exclude_none=True)


def _key(params: Mapping[str, Any], vary: str) -> str:
    rest = {name: item for name, item in params.items() if name != vary}
    return f"{vary}|{json.dumps(rest, sort_keys=True)}"


def known_lines(claim: Claim) -> Iterator[tuple[KnownValue, int]]:
    """Every known value whose fixed parameters are those of the claim, with the claim's value of the varying one."""
    params = _representative(claim)
    for vary, value in params.items():
        if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).lstrip("-").isdigit():
            continue
        for known in _indexed(claim.family).get(_key(params, vary), ()):
            yield known, int(value)


def known_truth(claim: Claim) -> tuple[bool, KnownValue] | None:
    """Whether the claim (of either goal) is true by a known value, and that value; None when none speaks of it."""
    for known, number in known_lines(claim):
        exists = known.truth(number)
        if exists is not None:
            return exists is (claim.goal is Goal.EXISTS), known
    return None


def contradictions(catalog: Catalog) -> list[str]:
    """Claims of the catalogue that known values show to be false, one line each."""
    found = []
    for problem in catalog.problems:
        for record in problem.claims:
            known = known_truth(record.claim)
            if known is not None and not known[0]:
                found.append(
                    f"{problem.id}: claim {record.family} {record.params} with goal {record.goal} contradicts "
                    f"a known value ({'; '.join(known[1].sources)})"
                )
    return found
