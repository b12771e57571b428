"""Alterations of single lines of an export, each of which makes it wrong whatever the rest says.

An altered definition that is still well-typed would be accepted, and rightly so: whether it is the definition that was
meant is for the comparison with the reference. So every alteration here contradicts what the kernel computes itself
(constructors, recursors), what is provable (`False`), or the format.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["TAMPERINGS", "tampered"]

Json = Any
Items = list[Json]
Tampering = Callable[[Items, random.Random], None]
TAMPERINGS: dict[str, Tampering] = {}


def tampering(function: Tampering) -> Tampering:
    """Enter a function under its name."""
    TAMPERINGS[function.__name__] = function
    return function


def tampered(data: bytes, name: str, source: random.Random) -> bytes:
    """The export, altered."""
    items = [json.loads(line) for line in data.splitlines()]
    before = copy.deepcopy(items)
    TAMPERINGS[name](items, source)
    assert items != before
    return b"".join(json.dumps(item).encode() + b"\n" for item in items)


def records(items: Items, kind: str) -> Iterator[Json]:
    """Records of `types`, `ctors`, `recs`, `thm`, `def`, `opaque`."""
    for item in items:
        if kind in item:
            yield item[kind]
        elif "inductive" in item:
            yield from item["inductive"].get(kind, ())


def pick(items: Items, source: random.Random, kind: str, suits: Callable[[Json], bool] = bool) -> Json:
    """One of the records that suit."""
    return source.choice([record for record in records(items, kind) if suits(record)])


def term_of(items: Items, **body: Json) -> int:
    """Number of the term with this body."""
    (found,) = [item["ie"] for item in items if "ie" in item and body.items() <= item.items()]
    return int(found)


def constant(items: Items, *components: str) -> int:
    """Number of a constant without levels, as a term."""
    number = 0
    for part in components:
        (number,) = [item["in"] for item in items if item.get("str") == {"pre": number, "str": part}]
    return term_of(items, const={"name": number, "us": []})


def shift(record: Json, key: str, source: random.Random) -> None:
    """Another number near by."""
    record[key] = record[key] + source.choice((1, 2)) if record[key] == 0 else record[key] + source.choice((-1, 1))


def shape(items: Items, number: int) -> Json:
    """A term without names of binders and numbers, to compare by."""
    terms = {item["ie"]: item for item in items if "ie" in item}

    def of(number: int) -> Json:
        item = {key: value for key, value in terms[number].items() if key != "ie"}
        ((kind, value),) = item.items()
        if kind == "app":
            return kind, of(value["fn"]), of(value["arg"])
        if kind in ("lam", "forallE"):
            return kind, of(value["type"]), of(value["body"])
        return kind, json.dumps(value)

    return of(number)


def other_term(items: Items, record: Json, key: str, source: random.Random) -> None:
    """Another term of the same export, of another shape, that exists before the line at hand."""
    old = shape(items, record[key])
    while True:
        new = source.randrange(record[key])
        if shape(items, new) != old:
            record[key] = new
            return


@tampering
def number_of_a_type(items: Items, source: random.Random) -> None:
    shift(pick(items, source, "types"), source.choice(("numIndices", "numNested", "numParams")), source)


@tampering
def flag_of_a_type(items: Items, source: random.Random) -> None:
    record, key = pick(items, source, "types"), source.choice(("isRec", "isReflexive", "isUnsafe"))
    record[key] = not record[key]


@tampering
def constructors_of_a_type(items: Items, source: random.Random) -> None:
    record = pick(items, source, "types", lambda each: len(each["ctors"]) > 1)
    record["ctors"] = source.choice((record["ctors"][::-1], record["ctors"][1:], record["ctors"] + record["ctors"][:1]))


@tampering
def block_of_a_type(items: Items, source: random.Random) -> None:
    record = pick(items, source, "types")
    record["all"] = source.choice(([], [*record["all"], record["ctors"][0] if record["ctors"] else 1]))


@tampering
def number_of_a_constructor(items: Items, source: random.Random) -> None:
    shift(pick(items, source, "ctors"), source.choice(("cidx", "numFields", "numParams")), source)


@tampering
def type_of_a_constructor(items: Items, source: random.Random) -> None:
    # A constructor must end in its type; a term that does not, or not rightly, is refused; then the recursor differs.
    other_term(items, pick(items, source, "ctors"), "type", source)


@tampering
def home_of_a_constructor(items: Items, source: random.Random) -> None:
    record = pick(items, source, "ctors")
    record["induct"] = source.choice(
        [each["name"] for each in records(items, "types") if each["name"] != record["induct"]]
    )


@tampering
def number_of_a_recursor(items: Items, source: random.Random) -> None:
    keys = ("numParams", "numIndices", "numMotives", "numMinors")
    shift(pick(items, source, "recs"), source.choice(keys), source)


@tampering
def flag_of_a_recursor(items: Items, source: random.Random) -> None:
    record, key = pick(items, source, "recs"), source.choice(("k", "isUnsafe"))
    record[key] = not record[key]


@tampering
def type_of_a_recursor(items: Items, source: random.Random) -> None:
    other_term(items, pick(items, source, "recs"), "type", source)


@tampering
def rule_of_a_recursor(items: Items, source: random.Random) -> None:
    record = pick(items, source, "recs", lambda each: bool(each["rules"]))
    other_term(items, source.choice(record["rules"]), "rhs", source)


@tampering
def rules_of_a_recursor(items: Items, source: random.Random) -> None:
    record = pick(items, source, "recs", lambda each: len(each["rules"]) > 1)
    record["rules"] = source.choice(
        (record["rules"][::-1], record["rules"][:-1], record["rules"] + record["rules"][:1])
    )


@tampering
def fields_of_a_rule(items: Items, source: random.Random) -> None:
    record = pick(items, source, "recs", lambda each: bool(each["rules"]))
    shift(source.choice(record["rules"]), "nfields", source)


@tampering
def levels_of_a_recursor(items: Items, source: random.Random) -> None:
    record = pick(items, source, "recs", lambda each: bool(each["levelParams"]))
    record["levelParams"] = source.choice((record["levelParams"][1:], [*record["levelParams"], 1]))


@tampering
def a_recursor_left_out(items: Items, source: random.Random) -> None:
    blocks = [item["inductive"] for item in items if "inductive" in item]
    source.choice(blocks)["recs"].pop()


@tampering
def a_theorem_says_false(items: Items, source: random.Random) -> None:
    pick(items, source, "thm")["type"] = constant(items, "False")


@tampering
def a_theorem_by_true(items: Items, source: random.Random) -> None:
    pick(items, source, "thm")["value"] = constant(items, "True", "intro")


@tampering
def an_opaque_of_another_type(items: Items, source: random.Random) -> None:
    pick(items, source, "opaque")["type"] = constant(items, source.choice(("False", "Bool")))


@tampering
def a_definition_says_false(items: Items, source: random.Random) -> None:
    pick(items, source, "def")["type"] = constant(items, "False")


@tampering
def a_parameter_left_out(items: Items, source: random.Random) -> None:
    kind = source.choice(("def", "thm", "types"))
    record = pick(items, source, kind, lambda each: bool(each["levelParams"]))
    record["levelParams"] = record["levelParams"][1:]


@tampering
def a_parameter_twice(items: Items, source: random.Random) -> None:
    kind = source.choice(("def", "thm", "types"))
    record = pick(items, source, kind, lambda each: bool(each["levelParams"]))
    record["levelParams"] = record["levelParams"] + record["levelParams"][:1]


@tampering
def a_constant_with_a_level_too_many(items: Items, source: random.Random) -> None:
    item = source.choice([each for each in items if "const" in each])
    item["const"]["us"] = [*item["const"]["us"], 0]


@tampering
def a_declaration_left_out(items: Items, source: random.Random) -> None:
    used = {item["const"]["name"] for item in items if "const" in item}
    lines = [place for place, item in enumerate(items) if item.get("def", {}).get("name") in used]
    del items[source.choice(lines)]


@tampering
def a_declaration_twice(items: Items, source: random.Random) -> None:
    items.append(copy.deepcopy(source.choice([item for item in items if not item.keys() & {"in", "il", "ie", "meta"}])))


@tampering
def a_false_evaluation(items: Items, source: random.Random) -> None:
    item = source.choice([each for each in items if each.get("natVal") in ("16", str(2**64), str(2**128))])
    item["natVal"] = str(int(item["natVal"]) + source.choice((1, -1, 2**64)))


@tampering
def an_index_forward(items: Items, source: random.Random) -> None:
    item = source.choice([each for each in items if "app" in each])
    item["app"][source.choice(("fn", "arg"))] = item["ie"] + source.choice((0, 1, 50, 10**9))


@tampering
def an_index_out_of_order(items: Items, source: random.Random) -> None:
    key = source.choice(("in", "il", "ie"))
    item = source.choice([each for each in items if key in each])
    item[key] += source.choice((-1, 1))


@tampering
def a_value_of_another_kind(items: Items, source: random.Random) -> None:
    record = pick(items, source, source.choice(("thm", "def", "types", "ctors", "recs")))
    key = source.choice(sorted(record))
    record[key] = source.choice([value for value in (None, 1.5, -1, "1", True, {}, [[]]) if value != record[key]])
    if key in ("isRec", "isUnsafe", "isReflexive", "k") and record[key] is True:
        record[key] = 1


@tampering
def a_key_too_many_or_too_few(items: Items, source: random.Random) -> None:
    record = pick(items, source, source.choice(("thm", "def", "types", "ctors", "recs")))
    if source.random() < 0.5:
        record["note"] = 1
    else:
        del record[source.choice(sorted(record))]
