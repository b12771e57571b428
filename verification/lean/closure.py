"""What a constant rests on: everything that its type, value or rules mention, and so on.

A mention is a constant in a term, the structure of a projection, and the type of a literal (with what the kernel may
bring in for it). With one constant of a block of inductive types come all of them, with one of the quotients all four.
Each term is looked at once, however often it is shared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from verification.lean.environment import (
    APP,
    CONST,
    FORALL,
    HAVE,
    LAM,
    LET,
    LITERALS,
    NAT,
    PROJ,
    TEXT,
    Constant,
    Environment,
    Name,
    spell,
)
from verification.lean.ndjson import ExportError

__all__ = ["QUOTIENTS", "MissingConstantError", "axioms", "mentions", "reached", "users"]

QUOTIENTS: tuple[Name, ...] = (("Quot",), ("Quot", "mk"), ("Quot", "lift"), ("Quot", "ind"))


class MissingConstantError(ExportError):
    """A constant is mentioned, or asked for, that the export does not declare."""

    def __init__(self, name: Name, user: Name | None = None) -> None:
        self.name = name
        """The constant."""
        self.user = user
        """The one that mentions it."""
        where = f"{spell(user)} mentions {spell(name)}, which" if user else spell(name)
        super().__init__(f"{where} is not declared")


def reached(environment: Environment, roots: Iterable[Name], *, signatures: Collection[Name] = ()) -> tuple[Name, ...]:
    """The roots with everything they rest on, each once, in the order in which they are met.

    Of constants in `signatures` only the type counts. Raises MissingConstantError where the export is not closed.
    """
    return tuple(users(environment, roots, signatures=signatures))


def users(
    environment: Environment, roots: Iterable[Name], *, signatures: Collection[Name] = ()
) -> dict[Name, Name | None]:
    """What is `reached`, each with a constant that mentions it or is declared with it; None for roots."""
    seen = bytearray(len(environment))
    todo: list[tuple[Name, Name | None]] = [(root, None) for root in reversed(tuple(roots))]
    found: dict[Name, Name | None] = {}
    while todo:
        name, user = todo.pop()
        if name in found:
            continue
        if (constant := environment.constants.get(name)) is None:
            raise MissingConstantError(name, user)
        found[name] = user
        whole = name not in signatures
        needed = list(companions(constant)) if whole else []
        needed += _mentions(environment, constant.terms(value=whole), seen)
        todo += [(each, name) for each in reversed(needed) if each not in found]
    return found


def companions(constant: Constant) -> tuple[Name, ...]:
    """What is declared in one step with a constant."""
    if constant.kind == "quot":
        return QUOTIENTS
    # A mutual definition that is not safe may mention the others of its block anyway.
    return constant.block


def axioms(environment: Environment, roots: Iterable[Name]) -> tuple[Name, ...]:
    """The axioms among what the roots rest on."""
    constants = environment.constants
    return tuple(name for name in reached(environment, roots) if constants[name].kind == "axiom")


def mentions(environment: Environment, terms: Iterable[int]) -> tuple[Name, ...]:
    """The constants that terms mention themselves, each once."""
    return tuple(dict.fromkeys(_mentions(environment, terms, bytearray(len(environment)))))


def _mentions(environment: Environment, terms: Iterable[int], seen: bytearray) -> Iterator[Name]:
    """Constants in terms that have not been `seen`; literals bring in what is declared of their kind."""
    kinds, same = environment.kinds, environment.same
    first, second, third = environment.first, environment.second, environment.third
    names = environment.names
    met: set[int] = set()
    literals = set()
    todo = list(terms)
    while todo:
        term = same[todo.pop()]
        if seen[term]:
            continue
        seen[term] = 1
        kind = kinds[term]
        if kind in (APP, LAM, FORALL):
            todo.append(second[term])
            todo.append(first[term])
        elif kind == CONST:
            if first[term] not in met:
                met.add(first[term])
                yield names[first[term]]
        elif kind == PROJ:
            if first[term] not in met:
                met.add(first[term])
                yield names[first[term]]
            todo.append(third[term])
        elif kind in (LET, HAVE):
            todo += (third[term], second[term], first[term])
        elif kind in (NAT, TEXT):
            literals.add(kind)
    for kind in sorted(literals):
        must, *may = LITERALS[kind]
        yield must
        yield from (name for name in may if name in environment.constants)
