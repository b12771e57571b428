"""Names, levels and terms of Lean for people: one line of plain text that cannot pass for another.

Nothing is decided by these texts. Names are compared by their components, terms by their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verification.lean.environment import Environment

__all__ = ["Name", "quoted", "show", "show_level", "spell"]

Name = tuple[str | int, ...]
"""Components of a name: `Nat.add` is `("Nat", "add")`."""

MOST_SHOWN = 400
"""Characters of a term, by default."""
PLAIN = "αβγδεζηθικλμξπρστυφχψωΓΔΘΛΞΠΣΦΨΩℕℤℚℝℂ₀₁₂₃₄₅₆₇₈₉ₐₑₒₓᵢⱼₖₗₘₙ∞∈∉⊆∀∃∧∨¬→↔≤≥≠×∘"
"""Characters beyond ASCII that are shown as they are: none of them looks like another."""
_SIMPLE = re.compile(rf"[A-Za-z_{PLAIN}][A-Za-z0-9_'!?{PLAIN}]*", re.ASCII)


def spell(name: Name) -> str:
    r"""A name on one line; different names are spelled differently.

    Components that would not read as an identifier stand in guillemets, with what does not print or looks like
    something else given by its number. A component that is a number stands as it is.

    >>> spell(("Nat", "add", 3)), spell(("Nat.add",)), spell(("3", "a\nb", "Νat"))
    ('Nat.add.3', '«Nat.add»', '«3».«a\\u{a}b».«\\u{39d}at»')
    """
    return ".".join(str(part) if isinstance(part, int) else _component(part) for part in name) or "[anonymous]"


def _component(part: str) -> str:
    return part if _SIMPLE.fullmatch(part) else f"«{quoted(part)}»"


def quoted(text: str) -> str:
    """The text with everything escaped that might mislead."""
    return "".join(
        char if (" " <= char <= "~" and char != "\\") or char in PLAIN else f"\\u{{{ord(char):x}}}" for char in text
    )


def show_level(environment: Environment, level: int, most: int = 80) -> str:
    """A universe level in a form close to Lean's, cut after `most` characters."""
    pieces: list[str] = []
    left, todo = most, [level]  # type: tuple[int, list[int | str]]
    while todo and left > 0:
        item = todo.pop()
        if isinstance(item, int):
            kind, first, second = environment.levels[item]
            if kind == "param":
                item = spell(environment.names[first])
            elif kind == "zero":
                item = "0"
            else:
                inside = [first] if kind == "succ" else [second, " ", first]
                todo += [")", *inside, f"({kind} "]
                continue
        pieces.append(item[:left])
        left -= len(item)
    return "".join(pieces) + ("…" if todo or left < 0 else "")


def show(environment: Environment, term: int, most: int = MOST_SHOWN, binders: Sequence[Name] = ()) -> str:
    """A term in a form close to Lean's, cut after `most` characters.

    `binders` are the names of those around the term, the outermost first; a variable beyond them is shown as `#` with
    its number.
    """
    from verification.lean import environment as kinds

    pieces: list[str] = []
    scope: _Scope = None
    for name in binders:
        scope = (name, scope)
    left, todo = most, [(term, scope)]  # type: tuple[int, list[_Piece]]
    while todo and left > 0:
        item = todo.pop()
        if not isinstance(item, str):
            at, scope = item
            kind, first = environment.kinds[at], environment.first[at]
            if kind == kinds.BVAR:
                item = _variable(first, scope)
            elif kind == kinds.SORT:
                item = "Prop" if environment.levels[first][0] == "zero" else f"Sort {show_level(environment, first)}"
            elif kind == kinds.CONST:
                levels = ", ".join(show_level(environment, each, 20) for each in environment.levels_of(at)[:9])
                item = spell(environment.names[first]) + (f".{{{levels}}}" if levels else "")
            elif kind == kinds.NAT:
                item = environment.literal_of(at)
            elif kind == kinds.TEXT:
                item = f'"{quoted(environment.literal_of(at)[:left])}"'
            else:
                todo += reversed(_inside(environment, at, scope))
                continue
        pieces.append(item[:left])
        left -= len(item)
    return "".join(pieces) + ("…" if todo or left < 0 else "")


_Scope = tuple[Name, Any] | None
_Piece = str | tuple[int, _Scope]


def _variable(index: int, scope: _Scope) -> str:
    at = scope
    for _ in range(min(index, 500)):
        at = at[1] if at else None
    return spell(at[0]) if at and at[0] and index < 500 else f"#{index}"


def _inside(environment: Environment, term: int, scope: _Scope) -> list[_Piece]:
    from verification.lean import environment as kinds

    kind = environment.kinds[term]
    first, second, third = environment.first[term], environment.second[term], environment.third[term]
    if kind == kinds.APP:
        return ["(", (first, scope), " ", (second, scope), ")"]
    if kind in (kinds.LAM, kinds.FORALL):
        name = environment.names[third]
        lead = f"{'fun' if kind == kinds.LAM else '∀'} {spell(name)} : "
        return ["(", lead, (first, scope), ", ", (second, (name, scope)), ")"]
    if kind == kinds.PROJ:
        return [(third, scope), f".[{spell(environment.names[first])} {second}]"]
    lead = "(let : " if kind == kinds.LET else "(have : "
    return [lead, (first, scope), " := ", (second, scope), "; ", (third, ((), scope)), ")"]
