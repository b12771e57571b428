"""Lean's libraries behind plain functions: objects of the kernel, and the environment that grows."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

__all__ = ["Declined", "Kernel", "Malformed", "Rejected", "box"]

LIBRARIES = ("libInit_shared", "libleanshared_2", "libleanshared_1", "libleanshared")
"""In the order in which they need each other."""
KINDS = ("axiom", "def", "thm", "opaque", "quot", "inductive", "constructor", "recursor")
"""Constants of an environment, by the tag of their objects."""
REASONS = (
    "unknown constant", "already declared", "declaration type mismatch", "declaration has metavariables",
    "declaration has free variables", "function expected", "type expected", "let type mismatch",
    "expression type mismatch", "application type mismatch", "invalid projection", "theorem type is not a proposition",
    "other",
)  # fmt: skip
"""What the kernel can object, by the tag of its exception; those without content follow."""
REFUSED = "refused to evaluate"
"""In the message about numbers that would be too large: the kernel gives up, as it does for these reasons."""
STOPS = ("deterministic timeout", "excessive memory", "deep recursion", "interrupted")


class Malformed(Exception):  # noqa: N818 - an answer, not a fault of the program
    """The export is not what its format promises."""


class Rejected(Exception):  # noqa: N818 - an answer, not a fault of the program
    """The kernel, or the comparison with what the kernel made, says no."""


class Declined(Exception):  # noqa: N818 - an answer, not a fault of the program
    """The kernel gave up, or does not treat such a thing."""


def box(value: int) -> int:
    """A number, or a constructor without fields, in place of a pointer."""
    return value << 1 | 1


class Kernel:
    """Objects of Lean, and the environment that grows.

    No object that is made here is ever freed: its count is set to zero, which Lean takes for "lives for ever", as it
    does with what it maps from a file. So no function can consume or change it, no count can overflow, and one
    pointer may stand in any number of terms. Only the environment is counted: `add` consumes it, `find` as well.
    """

    def __init__(self, folder: str) -> None:
        suffix = ".dylib" if sys.platform == "darwin" else ".so"
        for name in LIBRARIES:
            self.lean = ctypes.CDLL(os.path.join(folder, name + suffix), mode=ctypes.RTLD_GLOBAL)
        self.lean.lean_initialize()
        self.lean.lean_io_mark_end_initialization()
        # Where Lean's own code meets the impossible it would go on with a default value.
        self.lean.lean_set_exit_on_panic(ctypes.c_bool(True))
        self.kept: list[Any] = []
        p, u8, u32, size = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_size_t
        f = self.function
        self.string = f("lean_mk_string_from_bytes", ctypes.c_char_p, size)
        self.big = f("lean_cstr_to_nat", ctypes.c_char_p)
        self.name_str = f("lean_name_mk_string", p, p)
        self.name_num = f("lean_name_mk_numeral", p, p)
        self.zero = f("lean_level_mk_zero", p)
        self.succ = f("lean_level_mk_succ", p)
        self.max = f("lean_level_mk_max", p, p)
        self.imax = f("lean_level_mk_imax", p, p)
        self.param = f("lean_level_mk_param", p)
        self.bvar = f("lean_expr_mk_bvar", p)
        self.sort = f("lean_expr_mk_sort", p)
        self.const = f("lean_expr_mk_const", p, p)
        self.app = f("lean_expr_mk_app", p, p)
        self.lam = f("lean_expr_mk_lambda", p, p, p, u8)
        self.forall = f("lean_expr_mk_forall", p, p, p, u8)
        self.let = f("l_Lean_Expr_letE___override", p, p, p, p, u8)
        self.lit = f("lean_expr_mk_lit", p)
        self.proj = f("lean_expr_mk_proj", p, p, p)
        self.regular = f("lean_mk_reducibility_hints_regular", u32)
        self.axiom_val = f("lean_mk_axiom_val", p, p, p, u8)
        self.definition_val = f("lean_mk_definition_val", p, p, p, p, p, u8, p)
        self.theorem_val = f("lean_mk_theorem_val", p, p, p, p, p)
        self.opaque_val = f("lean_mk_opaque_val", p, p, p, p, u8, p)
        self.inductive = f("lean_mk_inductive_decl", p, p, p, u8)
        self.same_name = self.predicate("lean_name_eq")
        self.same_term = self.predicate("lean_expr_eqv")
        self._find = self.raw("lean_environment_find", p, p)
        self._add = self.raw("lean_add_decl", p, size, size, p, p)
        made = self.fields(self.raw("l_Lean_mkEmptyEnvironment", u32)(0), 0, 1)[0]
        self.environment = self.raw("lean_elab_environment_to_kernel_env", p)(made)

    def raw(self, name: str, *arguments: Any) -> Any:
        """A function of the libraries."""
        function = getattr(self.lean, name)
        function.argtypes, function.restype = arguments, ctypes.c_void_p
        return function

    def predicate(self, name: str) -> Any:
        """One that takes two objects, consumes neither, and says yes or no."""
        function = self.raw(name, ctypes.c_void_p, ctypes.c_void_p)
        function.restype = ctypes.c_uint8
        return function

    def function(self, name: str, *arguments: Any) -> Any:
        """A function that makes an object, which then lives for ever."""
        function, count = self.raw(name, *arguments), ctypes.c_int32.from_address

        def make(*values: Any) -> int:
            made: int = function(*values)
            if not made & 1:
                count(made).value = 0
            return made

        return make

    def node(self, tag: int, *fields: int) -> int:
        """A constructor with these fields, laid out in memory of ours."""
        size = 8 + 8 * len(fields)
        memory = (ctypes.c_uint64 * (size // 8))(size << 32 | len(fields) << 48 | tag << 56, *fields)
        self.kept.append(memory)
        return ctypes.addressof(memory)

    def linked(self, items: list[int]) -> int:
        """A `List`."""
        made = box(0)
        for item in reversed(items):
            made = self.node(1, item, made)
        return made

    def nat(self, value: int) -> int:
        """A `Nat` of any size."""
        made: int = box(value) if value < 1 << 63 else self.big(b"%d" % value)
        return made

    def text(self, value: str) -> int:
        """A `String`."""
        data = value.encode()
        made: int = self.string(data, len(data))
        return made

    def tag(self, pointer: int) -> int:
        """Which constructor an object is of."""
        return pointer >> 1 if pointer & 1 else ctypes.c_uint8.from_address(pointer + 7).value

    def fields(self, pointer: int, tag: int, count: int) -> list[int]:
        """Fields of a constructor that must be `tag` with `count` of them."""
        if pointer & 1 or (self.tag(pointer), ctypes.c_uint8.from_address(pointer + 6).value) != (tag, count):
            raise Declined(f"an object of Lean is not laid out as expected: constructor {tag} with {count} fields")
        return list((ctypes.c_uint64 * count).from_address(pointer + 8))

    def flags(self, pointer: int, objects: int, count: int) -> list[int]:
        """The Booleans and enumerations that follow the fields of a constructor."""
        return list(ctypes.string_at(pointer + 8 + 8 * objects, count))

    def items(self, pointer: int) -> list[int]:
        """Elements of a `List`."""
        found = []
        while pointer != box(0):
            head, pointer = self.fields(pointer, 1, 2)
            found.append(head)
        return found

    def add(self, declaration: int) -> None:
        """Have a declaration checked and added: no limit on heartbeats or depth but the stack's; nothing cancels."""
        answer = self._add(self.environment, 0, 0, declaration, box(0))
        self.environment = 0
        if not answer & 1 and self.tag(answer) == 1:
            self.environment = self.fields(answer, 1, 1)[0]
            return
        error = self.fields(answer, 0, 1)[0]
        tag = self.tag(error)
        if error & 1 or tag >= len(REASONS):
            stop = tag - len(REASONS)
            raise Declined(STOPS[stop] if 0 <= stop < len(STOPS) else f"exception {tag} of the kernel")
        reason = REASONS[tag]
        if reason == "other":
            said = self.fields(error, tag, 1)[0]
            size = ctypes.c_uint64.from_address(said + 8).value
            reason = ctypes.string_at(said + 32, size - 1).decode("utf-8", "replace")[:300]
            if REFUSED in reason:
                raise Declined(reason)
        raise Rejected(reason)

    def find(self, name: int) -> tuple[str, int] | None:
        """Kind and content of a constant."""
        count = ctypes.c_int32.from_address(self.environment)
        if count.value > 0:
            count.value += 1
        found = self._find(self.environment, name)
        if found == box(0):
            return None
        information = self.fields(found, 1, 1)[0]
        tag = self.tag(information)
        return KINDS[tag], self.fields(information, tag, 1)[0]
