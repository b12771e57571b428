"""Declarations of an export, each through the kernel, and what the kernel makes beside them against the export."""

from __future__ import annotations

from typing import Any

from verification.lean.replayer.objects import Declined, Kernel, Malformed, Rejected, box
from verification.lean.replayer.terms import NAT, STRING, Terms, keys, number, truth

__all__ = ["Declarations"]

SAFETY = {"unsafe": 0, "safe": 1, "partial": 2}
NATURALS = (["Nat"], ["Nat", "zero"], ["Nat", "succ"])
NOT_NATURAL = "Nat is not the type of natural numbers, with which the kernel calculates"
QUOTIENT = {"type": 0, "ctor": 1, "lift": 2, "ind": 3}
CONSTANT = {"name", "levelParams", "type"}
INDUCTIVE = CONSTANT | {
    "all", "ctors", "isRec", "isReflexive", "isUnsafe", "numIndices", "numNested", "numParams",
}  # fmt: skip
CONSTRUCTOR = CONSTANT | {"cidx", "induct", "isUnsafe", "numFields", "numParams"}
RECURSOR = CONSTANT | {
    "all", "isUnsafe", "k", "numIndices", "numMinors", "numMotives", "numParams", "rules",
}  # fmt: skip


class Declarations(Terms):
    """The reader of all lines."""

    def __init__(self, kernel: Kernel) -> None:
        super().__init__(kernel)
        self.constants = 0
        self.axioms: list[list[Any]] = []
        self.declared: set[int] = set()
        self.grounded = 0
        """Types of literals that are declared as they must be."""
        self.quotient = False
        self.kinds = {
            "axiom": self.axiom,
            "def": self.definition,
            "thm": self.theorem,
            "opaque": self.opaque,
            "quot": self.quot,
            "inductive": self.inductive,
        }

    def declare(self, key: str, value: Any) -> None:
        """A line with no index."""
        self.kinds.get(key, lambda value: super(Declarations, self).declare(key, value))(value)

    def constant(self, value: dict[str, Any], *terms: Any, block: bool = False) -> tuple[int, int, int]:
        """Name, level parameters and type; from here on the constant is the one at hand.

        `block` says that it belongs to inductive types.
        """
        name = self.entry(self.names, value["name"])
        self.current = self.spell(value["name"])
        same = self.canonical(value["name"])
        if same in self.declared:
            raise Rejected("already declared")
        self.declared.add(same)
        if not block and self.current in NATURALS:
            raise Rejected(NOT_NATURAL)
        self.constants += 1
        made = self.entry(self.terms, value["type"])
        inside = self.literals[value["type"]]
        for index in terms:
            self.entry(self.terms, index)
            inside |= self.literals[index]
        if inside & ~self.grounded:
            which = "Nat" if inside & ~self.grounded & NAT else "String"
            raise Rejected(f"a literal of {which}, which is not declared before as Lean has it")
        return name, self.name_list(value["levelParams"]), made

    def one(self, value: Any, wanted: set[str]) -> list[dict[str, Any]]:
        """The constants of a line: one, or an array of them in format 3.0."""
        return [keys(item, wanted) for item in (value if type(value) is list else [value])]

    def axiom(self, value: Any) -> None:
        """Something assumed: the kernel checks its type alone."""
        for item in self.one(value, CONSTANT | {"isUnsafe"}):
            self.kernel.add(self.kernel.node(0, self.kernel.axiom_val(*self.constant(item), truth(item["isUnsafe"]))))
            self.axioms.append(self.current)

    def definition(self, value: Any) -> None:
        """A definition; unsafe and partial ones of one line belong together."""
        kernel, made, kinds = self.kernel, [], set()
        for item in self.one(value, CONSTANT | {"value", "hints", "safety", "all"}):
            head = self.constant(item, item["value"])
            hints, safety = item["hints"], item["safety"]
            if type(safety) is not str or safety not in SAFETY:
                raise Malformed("no such safety")
            if hints in ("opaque", "abbrev"):
                hint = box(0 if hints == "opaque" else 1)
            else:
                hint = kernel.regular(number(keys(hints, {"regular"})["regular"], (1 << 32) - 1))
            body, whole = self.terms[item["value"]], self.name_list(item["all"])
            kinds.add(safety)
            made.append(kernel.definition_val(*head, body, hint, SAFETY[safety], whole))
            if safety == "safe":
                kernel.add(kernel.node(1, made[-1]))
        if kinds - {"safe"}:
            if len(kinds) > 1:
                raise Declined("definitions of different safety in one line")
            # Alone, too: only a block may mention itself.
            kernel.add(kernel.node(5, kernel.linked(made)))

    def theorem(self, value: Any) -> None:
        """A theorem."""
        for item in self.one(value, CONSTANT | {"value", "all"}):
            head, whole = self.constant(item, item["value"]), self.name_list(item["all"])
            self.kernel.add(self.kernel.node(2, self.kernel.theorem_val(*head, self.terms[item["value"]], whole)))

    def opaque(self, value: Any) -> None:
        """A definition that is never unfolded."""
        for item in self.one(value, CONSTANT | {"value", "isUnsafe", "all"}):
            head, whole = self.constant(item, item["value"]), self.name_list(item["all"])
            body, unsafe = self.terms[item["value"]], truth(item["isUnsafe"])
            self.kernel.add(self.kernel.node(3, self.kernel.opaque_val(*head, body, unsafe, whole)))

    def quot(self, value: Any) -> None:
        """Quotients: the kernel makes all four constants at once, and each must be the one exported."""
        for item in self.one(value, CONSTANT | {"kind"}):
            head = self.constant(item)
            if type(item["kind"]) is not str or item["kind"] not in QUOTIENT:
                raise Malformed("no such kind of quotient")
            if not self.quotient:
                self.kernel.add(box(4))
                self.quotient = True
            content, _ = self.generated("quot", head, 1)
            if self.kernel.flags(content, 1, 1) != [QUOTIENT[item["kind"]]]:
                raise Rejected("another kind of quotient than the kernel makes")

    def inductive(self, value: Any) -> None:
        """A block of inductive types; constructors and recursors are compared with what the kernel makes."""
        kernel = self.kernel
        form = ("types", "ctors", "recs") if "types" in value else ("inductiveVals", "constructorVals", "recursorVals")
        keys(value, set(form))
        wanted = (INDUCTIVE, CONSTRUCTOR, RECURSOR)
        types, ctors, recs = (
            [keys(each, k) for each in self.array(value[f])] for f, k in zip(form, wanted, strict=True)
        )
        heads = [[self.constant(item, block=True) for item in items] for items in (types, ctors, recs)]
        own = {self.same[item["name"]]: head for item, head in zip(ctors, heads[1], strict=True)}
        made = []
        for item, head in zip(types, heads[0], strict=True):
            self.current = self.spell(item["name"])
            names = [self.canonical(index) for index in self.array(item["ctors"])]
            if not own.keys() >= set(names):
                raise Rejected("a constructor is listed that is not in the block")
            listed = [own[name] for name in names]
            made.append(kernel.node(0, head[0], head[2], kernel.linked([kernel.node(0, c[0], c[2]) for c in listed])))
        if not made:
            raise Malformed("a block without types")
        parameters = kernel.nat(number(types[0]["numParams"]))
        kernel.add(kernel.inductive(heads[0][0][1], parameters, kernel.linked(made), truth(types[0]["isUnsafe"])))
        compared = (types, self.type), (ctors, self.constructor), (recs, self.recursor)
        for (items, compare), each in zip(compared, heads, strict=True):
            for item, head in zip(items, each, strict=True):
                self.current = self.spell(item["name"])
                compare(item, head)
        self.current = self.spell(types[0]["name"])
        expected = [[*self.spell(item["name"]), "rec"] for item in types]
        expected += [[*self.current, f"rec_{place + 1}"] for place in range(number(types[0]["numNested"]))]
        if len(ctors) != sum(len(item["ctors"]) for item in types) or len(recs) != len(expected):
            raise Rejected("constructors or recursors of the block are missing or in excess")
        if [name for name in expected if name not in [self.spell(item["name"]) for item in recs]]:
            raise Rejected("the recursors are not those that the kernel makes")
        self.ground(types, heads)

    def ground(self, types: list[dict[str, Any]], heads: list[list[tuple[int, int, int]]]) -> None:
        """Note that literals have their types; `Nat` in another shape would make the kernel calculate wrongly."""
        kernel, spelled = self.kernel, [self.spell(item["name"]) for item in types]
        if ["String"] in spelled:
            self.grounded |= STRING
        if ["Nat"] in spelled:
            nat = kernel.const(heads[0][0][0], box(0))
            wanted = [kernel.sort(kernel.succ(self.levels[0])), nat, kernel.forall(box(0), nat, nat, 0)]
            found = [head[2] for head in heads[0] + heads[1]]
            names = [self.spell(index) for index in types[0]["ctors"]]
            if names != [["Nat", "zero"], ["Nat", "succ"]] or len(found) != 3:
                raise Rejected(NOT_NATURAL)
            if types[0]["levelParams"] or not all(map(kernel.same_term, found, wanted)):
                raise Rejected(NOT_NATURAL)
            self.grounded |= NAT

    def generated(self, kind: str, head: tuple[int, int, int], count: int) -> tuple[int, list[int]]:
        """What the kernel has under this name: kind, name, level parameters and type must be those exported."""
        kernel = self.kernel
        found = kernel.find(head[0])
        if found is None or found[0] != kind:
            raise Rejected(f"the kernel makes no {kind} of this name")
        fields = kernel.fields(found[1], 0, count)
        name, parameters, type_ = kernel.fields(fields[0], 0, 3)
        if not kernel.same_name(name, head[0]) or not self.same_names(parameters, kernel.items(head[1])):
            raise Rejected(f"the {kind} has other level parameters than the kernel's")
        if not kernel.same_term(type_, head[2]):
            raise Rejected(f"the {kind} has another type than the kernel's")
        return found[1], fields

    def same_names(self, found: int, exported: list[int]) -> bool:
        """Whether a `List Name` of the kernel holds these names."""
        names = self.kernel.items(found)
        return len(names) == len(exported) and all(map(self.kernel.same_name, names, exported))

    def agree(self, what: bool) -> None:
        """Reject where the kernel's constant differs."""
        if not what:
            raise Rejected("other numbers, names or flags than the kernel's")

    def type(self, item: dict[str, Any], head: tuple[int, int, int]) -> None:
        """An inductive type beside the kernel's."""
        found, (_, parameters, indices, whole, ctors, nested) = self.generated("inductive", head, 6)
        numbers = [box(number(item[key])) for key in ("numParams", "numIndices", "numNested")]
        flags = [int(truth(item[key])) for key in ("isRec", "isUnsafe", "isReflexive")]
        self.agree([parameters, indices, nested] == numbers and self.kernel.flags(found, 6, 3) == flags)
        self.agree(self.same_names(whole, self.pointers(item["all"])))
        self.agree(self.same_names(ctors, self.pointers(item["ctors"])))

    def constructor(self, item: dict[str, Any], head: tuple[int, int, int]) -> None:
        """A constructor beside the kernel's."""
        found, (_, inductive, *numbers) = self.generated("constructor", head, 5)
        self.agree(numbers == [box(number(item[key])) for key in ("cidx", "numParams", "numFields")])
        self.agree(self.kernel.flags(found, 5, 1) == [int(truth(item["isUnsafe"]))])
        self.agree(self.kernel.same_name(inductive, self.entry(self.names, item["induct"])))

    def recursor(self, item: dict[str, Any], head: tuple[int, int, int]) -> None:
        """A recursor beside the kernel's, with the rules by which it computes."""
        found, (_, whole, *numbers, rules) = self.generated("recursor", head, 7)
        wanted = [box(number(item[key])) for key in ("numParams", "numIndices", "numMotives", "numMinors")]
        flags = [int(truth(item[key])) for key in ("k", "isUnsafe")]
        self.agree(numbers == wanted and self.kernel.flags(found, 7, 2) == flags)
        self.agree(self.same_names(whole, self.pointers(item["all"])))
        made = [self.kernel.fields(rule, 0, 3) for rule in self.kernel.items(rules)]
        exported = [keys(rule, {"ctor", "nfields", "rhs"}) for rule in self.array(item["rules"])]
        self.agree(len(made) == len(exported))
        for (ctor, fields, rhs), rule in zip(made, exported, strict=True):
            self.agree(fields == box(number(rule["nfields"])))
            self.agree(self.kernel.same_name(ctor, self.entry(self.names, rule["ctor"])))
            if not self.kernel.same_term(rhs, self.entry(self.terms, rule["rhs"])):
                raise Rejected("the recursor computes by another rule than the kernel's")
