"""Families: parametrised kinds of claim, and the registry that finds them by name.

A family states its mathematics twice, independently: as an exact checker (`check`) and as a
finite-domain model (`model`). Conformance tests hold the two against each other on every small case.
"""

from __future__ import annotations

import importlib
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from pydantic import ValidationError

from problems.claim import Claim, Goal
from problems.errors import InputError, UnsupportedError
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape, SearchTree
from problems.values import Frozen

__all__ = [
    "BUILTIN",
    "FORMAL",
    "IN_WORDS",
    "UNLISTED",
    "Family",
    "Finding",
    "Params",
    "Score",
    "Witness",
    "enable_plugins",
    "enabled_plugins",
    "explain",
    "family_names",
    "get_family",
    "normalise",
]

BUILTIN: tuple[str, ...] = (
    "ap_free_set",
    "convex_ngon_free_points",
    "covering_system",
    "discrepancy_sequence",
    "distinct_subset_sums",
    "egyptian_fraction_set",
    "erdos_straus_decomposition",
    "minimum_overlap",
    "ramsey_coloring",
    "schur_coloring",
    "sidon_golomb",
    "sunflower_free",
    "unit_distance_graph",
    "unit_fraction_identity",
    "vdw_coloring",
)
"""Built-in families: `problems.families.NAME` holds an instance called `FAMILY`."""

IN_WORDS = "problem_in_words"
"""The claim that a problem as a whole is answered, for papers and notes; no machine judges it and no list shows it."""

FORMAL = "formal_statement"
"""The claim that a pinned formal statement holds, for Lean proofs; it stands in no list, since it has no objects."""

UNLISTED = (IN_WORDS, FORMAL)
"""Built-in families that `get_family` knows and `family_names` leaves out."""

ENTRY_POINTS = "conjecture_workbench.families"
"""Entry point group of third-party families; they load only when the configuration names them."""


class Params(Frozen):
    """Base of every family's parameters; the field order is the canonical one."""


class Witness(Frozen):
    """Base of every family's witness; fields that repeat a parameter are left out."""


@dataclass(frozen=True)
class Finding:
    """What the exact checker found: whether the witness satisfies the claim, and why (not)."""

    holds: bool
    """True exactly when every condition was checked and holds."""
    reason: str
    """One sentence with the numbers in it."""
    code: str = ""
    """Machine-readable kind of fault, such as `repeated-difference`; empty when it holds."""
    offending: Mapping[str, Any] = field(default_factory=dict)
    """The offending items in JSON form: the pair, the cycle, the progression."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What was checked, with counts, in JSON form."""

    @classmethod
    def accept(cls, reason: str, **facts: Any) -> Finding:
        """The witness satisfies the claim; `facts` says what was counted."""
        return cls(holds=True, reason=reason, facts=facts)

    @classmethod
    def refute(cls, code: str, reason: str, **offending: Any) -> Finding:
        """The witness fails in the way `code`, shown by `offending`."""
        return cls(holds=False, reason=reason, code=code, offending=offending)


@dataclass(frozen=True)
class Score:
    """A figure of merit of a verified witness, for comparison with records."""

    name: str
    """What is measured, such as `N/2^n`."""
    value: Fraction
    """Exact value."""
    better: str
    """`less` or `greater`."""


P = TypeVar("P", bound=Params)
W = TypeVar("W", bound=Witness)


class Family(ABC, Generic[P, W]):
    """One kind of claim. Subclasses are stateless; everything depends on the parameters alone.

    `check` uses integers, rationals or exact algebraic numbers, never floats, and must not rely on
    the model. Whatever is impossible for the given parameters raises UnsupportedError or TooLargeError
    with the reason.
    """

    name: ClassVar[str]
    """Identifier, such as `sidon_golomb`."""
    title: ClassVar[str]
    """A few words for people."""
    Params: ClassVar[type[Params]]
    """Parameter model."""
    Witness: ClassVar[type[Witness]]
    """Witness model."""
    payload: ClassVar[str] = "witness"
    """Payload kind of goal `exists`: `witness` or `identity`."""
    has_model: ClassVar[bool] = False
    """Whether `model` is offered (for some parameters)."""
    has_exhaustion: ClassVar[bool] = False
    """Whether `tree` is offered, so that an exhaustive search can settle goal `none`."""
    bare: ClassVar[Mapping[str, str]] = {}
    """Bare format → witness field that it fills: `integers` (a plain list), `rows` (a list of integers a line),
    `digits` and `signs` (a string of them), `graph6`, `edges` (the matrix of a graph or colouring, by pairs)."""
    inner_claim: ClassVar[str] = ""
    """For families whose witness carries a non-existence (payload `counterexample`): what the inner claim says."""

    @abstractmethod
    def check(self, params: P, witness: W) -> Finding:
        """Decide exactly whether the witness satisfies the claim, and say why not."""

    @abstractmethod
    def statement(self, params: P, goal: Goal = Goal.EXISTS) -> str:
        """The claim as one LaTeX sentence with `$…$` mathematics."""

    @abstractmethod
    def draw(self, params: P, witness: W) -> str:
        """A picture as deterministic SVG text; an unverified witness draws too, faults highlighted where they are."""

    @abstractmethod
    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """At least one (params, witness) in JSON form that verifies, for documentation and tests."""

    def model(self, params: P, *, symmetry: bool = True) -> FiniteModel:
        """The claim as a finite-domain model, with or without symmetry breaking."""
        raise UnsupportedError(f"{self.name} has no finite-domain model")

    def tree(self, params: P) -> SearchTree[Any]:
        """A finite search tree whose leaves are the witnesses."""
        raise UnsupportedError(f"{self.name} has no exhaustive search")

    def landscape(self, params: P) -> Landscape[Any]:
        """A space of faulty objects for local search."""
        raise UnsupportedError(f"{self.name} has no local search")

    def constructions(self, params: P, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Witnesses in JSON form from constructions of the literature; they may fail the check."""
        return iter(())

    def lean(self, params: P, witness: W | None) -> LeanStatement:
        """The claim with its witness as a theorem of core Lean; without a witness, that there is none."""
        if witness is None:
            raise UnsupportedError(
                f"{self.name} has no Lean statement for goal none: those are for colourings and sign sequences, where "
                "the kernel goes through a search or a refutation; for other families verify with --backend sat"
            )
        raise UnsupportedError(f"{self.name} has no Lean statement")

    def score(self, params: P, witness: W) -> Score | None:
        """Figure of merit where records are kept."""
        return None

    def canonical_witness(self, params: P, witness: W) -> Any:
        """The same JSON value for exactly the witnesses that symmetries of the claim map to each other.

        None where it cannot be found within caps, and for witnesses of the wrong shape: these are then compared as
        they are given. Families without known symmetries keep the witness itself.
        """
        return witness.model_dump(mode="json", exclude_none=True)

    def representative(self, params: P) -> P:
        """One set of parameters for all whose claims differ in names alone, such as the order of the colours.

        Witnesses for either correspond to each other, so what is known of one is known of all.
        """
        return params

    def parse_params(self, raw: Mapping[str, Any]) -> P:
        """Validated parameters, or an InputError that names the field."""
        return cast(P, _validate(self.Params, raw, f"{self.name} params"))

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The witness without fields that repeat a parameter; a repetition that disagrees is an InputError.

        Families whose witness is parsed differently for different parameters may also rewrite accepted
        spellings into the canonical one here.
        """
        rest = dict(raw)
        for key in raw:
            repeated = key in params and key not in self.Witness.model_fields
            if repeated and str(rest.pop(key)) != str(params[key]):
                raise InputError(f"{self.name} witness: {key} disagrees with the parameter {key} = {params[key]}")
        return rest

    def parse_witness(self, raw: Mapping[str, Any]) -> W:
        """Validated witness, or an InputError that names the field."""
        return cast(W, _validate(self.Witness, raw, f"{self.name} witness"))


def _validate(model: type[Frozen], raw: Any, where: str) -> Frozen:
    if not isinstance(raw, Mapping):
        raise InputError(f"{where}: expected a JSON object")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise InputError(f"{where}: {explain(error)}") from None
    except RecursionError:
        raise InputError(f"{where}: nested too deeply") from None


def explain(error: ValidationError) -> str:
    """The first three faults of a pydantic error in one line: `field: what`, the rest counted."""
    faults = []
    details = error.errors(include_url=False, include_context=False, include_input=False)
    for detail in details[:3]:
        place = ".".join(str(part)[:60] for part in detail["loc"][:6]) or "object"
        message = detail["msg"].removeprefix("Value error, ")
        faults.append(f"{place}: {message[:300]}")
    if len(details) > 3:
        faults.append(f"and {len(details) - 3} more")
    return "; ".join(faults).replace("\n", " ")


def family_names() -> tuple[str, ...]:
    """Names of all families that `get_family` knows, sorted."""
    return tuple(sorted((*BUILTIN, *_plugins())))


@cache
def get_family(name: str) -> Family[Any, Any]:
    """The family called `name`; an unknown name is an InputError that offers the nearest ones."""
    if name in BUILTIN or name in UNLISTED:
        module = importlib.import_module(f"problems.families.{name}")
        return cast("Family[Any, Any]", module.FAMILY)
    if name in _plugins():
        return _plugins()[name]
    import difflib

    near = difflib.get_close_matches(name, family_names(), n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else "`workbench families` lists them"
    raise InputError(f"unknown family {name[:80]!r}: {hint}")


_enabled_plugins: list[str] = []


def enable_plugins(names: Sequence[str]) -> None:
    """Admit third-party families by entry point name; called once with what the configuration says."""
    _enabled_plugins[:] = list(names)
    _plugins.cache_clear()
    get_family.cache_clear()


def enabled_plugins() -> tuple[str, ...]:
    """What `enable_plugins` admitted; worker processes are told."""
    return tuple(_enabled_plugins)


@cache
def _plugins() -> dict[str, Family[Any, Any]]:
    if not _enabled_plugins:
        return {}
    from importlib.metadata import entry_points

    found: dict[str, Family[Any, Any]] = {}
    for point in entry_points(group=ENTRY_POINTS):
        if point.name in _enabled_plugins and point.name not in (*BUILTIN, *UNLISTED):
            found[point.name] = point.load()
    missing = [name for name in _enabled_plugins if name not in found]
    if missing:
        raise InputError(f"the configuration names families that are not installed: {', '.join(missing)}")
    return found


def normalise(claim: Claim) -> Claim:
    """The claim with its parameters in the family's canonical form."""
    family = get_family(claim.family)
    params = family.parse_params(claim.params)
    return Claim(family=claim.family, params=params.model_dump(mode="json", exclude_none=True), goal=claim.goal)
