"""Alterations of the solution in `worlds`, each of which the comparison must find.

Each leaves an export that can be read and says something else than the challenge, in a part that counts: nothing here
asks the comparison which parts those are.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.verification.lean.lines import Lines
from tests.verification.lean.worlds import ANSWER, THEOREM, axiom

__all__ = ["SEMANTIC", "mutated", "shapes"]

Json = Any
Items = list[Json]
Mutation = Callable[[Items, random.Random], None]
SEMANTIC: dict[str, Mutation] = {}
FREE = (("Small", "helper"), ("Quot", "sound"))
"""Constants of the solution's own, and one that nothing rests on."""
TABLES = ("meta", "in", "il", "ie")
HALF_FREE = (THEOREM, ANSWER)
"""Their values are the solution's own."""
RECORDS = ("axiom", "def", "thm", "opaque", "quot", "types", "ctors", "recs")


def semantic(function: Mutation) -> Mutation:
    """Enter a function under its name."""
    SEMANTIC[function.__name__] = function
    return function


def mutated(data: bytes, mutation: Mutation, source: random.Random) -> bytes:
    """The export, altered; names, levels, terms and declarations in this order, so that they may mention more."""
    items = [json.loads(line) for line in data.splitlines()]
    before = written(items)
    mutation(items, source)
    made = written(items)
    assert made != before
    return made


def written(items: Items) -> bytes:
    """The lines, by what they are."""
    ordered = sorted(items, key=lambda item: next((at for at, key in enumerate(TABLES) if key in item), len(TABLES)))
    return b"".join(json.dumps(item, separators=(",", ":"), sort_keys=True).encode() + b"\n" for item in ordered)


def spelled(items: Items, number: int) -> tuple[str | int, ...]:
    """Components of a name."""
    return names(items)[number]


def names(items: Items) -> dict[int, tuple[str | int, ...]]:
    """Components of all names."""
    made: dict[int, tuple[str | int, ...]] = {0: ()}
    for item in items:
        if "str" in item:
            made[item["in"]] = (*made[item["str"]["pre"]], item["str"]["str"])
        elif "num" in item:
            made[item["in"]] = (*made[item["num"]["pre"]], item["num"]["i"])
    return made


def shapes(items: Items) -> dict[int, int]:
    """For each term the number of its shape: binders' names and explicitness left out, notes looked through."""
    seen: dict[str, int] = {}
    made: dict[int, int] = {}
    for item in items:
        if "ie" not in item:
            continue
        ((kind, value),) = [(key, value) for key, value in item.items() if key != "ie"]
        if kind == "mdata":
            made[item["ie"]] = made[value["expr"]]
            continue
        if isinstance(value, dict):
            terms = {key: made[value[key]] for key in children(kind)}
            left_out = () if kind == "const" else ("name", "binderInfo")
            value = {key: part for key, part in value.items() if key not in left_out} | terms
        made[item["ie"]] = seen.setdefault(json.dumps([kind, value], sort_keys=True), len(seen))
    return made


def children(kind: str) -> tuple[str, ...]:
    """Keys of the terms inside a term."""
    known = {"app": ("fn", "arg"), "lam": ("type", "body"), "forallE": ("type", "body")}
    return {**known, "letE": ("type", "value", "body"), "proj": ("struct",)}.get(kind, ())


def records(items: Items) -> Iterator[tuple[str, Json]]:
    """Kinds and records of the constants that count."""
    known = names(items)
    for item in items:
        if item.keys() & {"in", "il", "ie", "meta"}:
            continue
        ((kind, value),) = item.items()
        found = [(part, each) for part in value for each in value[part]] if kind == "inductive" else [(kind, value)]
        yield from (pair for pair in found if known[pair[1]["name"]] not in FREE)


def pick(items: Items, source: random.Random, *kinds: str, key: str | None = None) -> Json:
    """A record that counts, for a change of `key`."""
    known = names(items)
    suits = [
        record
        for kind, record in records(items)
        if kind in kinds
        and (key is None or key in record)
        and not (key in ("value", "hints", "all") and known[record["name"]] in HALF_FREE)
    ]
    return source.choice(suits)


def other(items: Items, number: int, before: int, source: random.Random) -> int:
    """Another term of another shape, among those before one."""
    shape = shapes(items)
    return source.choice([each for each in shape if each < before and shape[each] != shape[number]])


def counting(items: Items) -> list[Json]:
    """Lines of terms that count."""
    terms = {item["ie"]: item for item in items if "ie" in item}
    known = names(items)
    todo, seen = [], set()
    for _, record in records(items):
        todo.append(record["type"])
        todo += [rule["rhs"] for rule in record.get("rules", ())]
        if "value" in record and known[record["name"]] not in HALF_FREE:
            todo.append(record["value"])
    while todo:
        number = todo.pop()
        if number not in seen:
            seen.add(number)
            ((kind, value),) = [(key, value) for key, value in terms[number].items() if key != "ie"]
            todo += [value[key] for key in children(kind)]
    return [terms[number] for number in sorted(seen)]


@semantic
def part_of_a_term(items: Items, source: random.Random) -> None:
    kinds = ("app", "lam", "forallE", "letE", "proj")
    line = source.choice([each for each in counting(items) if each.keys() & {*kinds} and each["ie"] > 3])
    (kind,) = line.keys() - {"ie"}
    key = source.choice(children(kind))
    line[kind][key] = other(items, line[kind][key], line["ie"], source)


@semantic
def head_of_a_term(items: Items, source: random.Random) -> None:
    """Variables, universes, constants, projections and literals, two definitions down or wherever."""
    kinds = ("bvar", "sort", "const", "proj", "natVal", "letE", "lam", "forallE")
    kind = source.choice(kinds)
    line = source.choice([each for each in counting(items) if kind in each])
    levels = [item["il"] for item in items if "il" in item] + [0]
    if kind == "bvar":
        line[kind] += 1 if line[kind] == 0 else source.choice((-1, 1))
    elif kind == "sort":
        line[kind] = source.choice([level for level in levels if level != line[kind]])
    elif kind == "natVal":
        line[kind] = str(int(line[kind]) + source.choice((1, 2**64)))
    elif kind == "letE":
        line[kind]["nondep"] = True
    elif kind in ("lam", "forallE"):
        line["forallE" if kind == "lam" else "lam"] = line.pop(kind)
    elif kind == "proj" and source.random() < 0.5:
        line[kind]["idx"] = 1
    else:
        key, names = ("typeName", ["types"]) if kind == "proj" else ("name", [*RECORDS])
        declared = [record["name"] for part, record in records(items) if part in names]
        line[kind][key] = source.choice([name for name in declared if name != line[kind][key]])


@semantic
def universe_of_a_constant(items: Items, source: random.Random) -> None:
    line = source.choice([each for each in counting(items) if "const" in each])
    levels, place = line["const"]["us"], source.randrange(3)
    if not levels or place == 0:
        line["const"]["us"] = [*levels, 0]
    elif place == 1:
        line["const"]["us"] = levels[1:]
    else:
        known = [item["il"] for item in items if "il" in item] + [0]
        line["const"]["us"] = [source.choice([each for each in known if each != levels[0]]), *levels[1:]]


@semantic
def level(items: Items, source: random.Random) -> None:
    line = source.choice([each for each in items if "il" in each])
    (kind,) = line.keys() - {"il"}
    new = source.choice(["param", "imax"] if kind == "succ" else ["succ", "max"])
    del line[kind]
    line[new] = {"param": 1, "succ": 0}.get(new, [0, 0])


@semantic
def type_of_a_constant(items: Items, source: random.Random) -> None:
    record = pick(items, source, *RECORDS)
    record["type"] = other(items, record["type"], 10**6, source)


@semantic
def value_of_a_constant(items: Items, source: random.Random) -> None:
    record = pick(items, source, "def", "opaque", "thm", key="value")
    record["value"] = other(items, record["value"], 10**6, source)


@semantic
def type_of_an_axiom(items: Items, source: random.Random) -> None:
    record = pick(items, source, "axiom")
    record["type"] = other(items, record["type"], 10**6, source)


@semantic
def kind_of_the_theorem(items: Items, source: random.Random) -> None:
    (item,) = [each for each in items if "thm" in each and spelled(items, each["thm"]["name"]) == THEOREM]
    _another_kind(item, source.choice(("axiom", "opaque", "def")))


@semantic
def kind_of_a_constant(items: Items, source: random.Random) -> None:
    known = names(items)
    suits = [each for each in items if each.keys() & {"def", "opaque", "thm", "axiom"}]
    item = source.choice([each for each in suits if known[next(iter(each.values()))["name"]] not in FREE])
    (old,) = item.keys()
    _another_kind(item, source.choice([kind for kind in ("axiom", "opaque", "def", "thm") if kind != old]))


def _another_kind(item: Json, kind: str) -> None:
    ((old, record),) = item.items()
    head = {key: record[key] for key in ("name", "levelParams", "type")}
    full = {**head, "value": record.get("value", 0), "all": record.get("all", [record["name"]])}
    del item[old]
    item[kind] = {
        "axiom": {**head, "isUnsafe": False},
        "opaque": {**full, "isUnsafe": False},
        "def": {**full, "hints": "abbrev", "safety": "safe"},
        "thm": full,
    }[kind]


@semantic
def parameters_of_a_constant(items: Items, source: random.Random) -> None:
    record = pick(items, source, *RECORDS)
    params = record["levelParams"]
    if len(params) > 1 and source.random() < 0.7:
        record["levelParams"] = params[::-1]
    else:
        record["levelParams"] = source.choice(([*params, record["name"]], params[1:] if params else [record["name"]]))


@semantic
def number_or_flag(items: Items, source: random.Random) -> None:
    record = pick(items, source, "types", "ctors", "recs", "axiom", "opaque")
    flags = ("isRec", "isReflexive", "isUnsafe", "k")
    key = source.choice([each for each in record if each.startswith("num") or each == "cidx" or each in flags])
    record[key] = not record[key] if key in flags else record[key] + source.choice((1, 2))


@semantic
def rule_of_a_recursor(items: Items, source: random.Random) -> None:
    record = source.choice([each for _, each in records(items) if each.get("rules")])
    rule = source.choice(record["rules"])
    way = source.randrange(4)
    if way == 0:
        rule["rhs"] = other(items, rule["rhs"], 10**6, source)
    elif way == 1:
        rule["nfields"] += 1
    elif way == 2:
        rule["ctor"] = record["name"]
    else:
        record["rules"] = source.choice((record["rules"][1:], [*record["rules"], rule]))


@semantic
def order_of_constructors(items: Items, source: random.Random) -> None:
    record = source.choice([each for _, each in records(items) if len(each.get("ctors", ())) > 1])
    record["ctors"].reverse()


@semantic
def way_of_a_definition(items: Items, source: random.Random) -> None:
    record = pick(items, source, "def", key="hints")
    if source.random() < 0.5:
        record["hints"] = source.choice(("opaque", {"regular": 3}))
    else:
        record["safety"] = source.choice(("unsafe", "partial"))


@semantic
def kind_of_a_quotient(items: Items, source: random.Random) -> None:
    record = pick(items, source, "quot")
    record["kind"] = source.choice([kind for kind in ("type", "ctor", "lift", "ind") if kind != record["kind"]])


@semantic
def declaration_left_out(items: Items, source: random.Random) -> None:
    suits = [each for each in items if not each.keys() & {"in", "il", "ie", "meta", "inductive"}]
    known = names(items)
    line = source.choice([each for each in suits if known[next(iter(each.values()))["name"]] not in FREE])
    items.remove(line)


@semantic
def name_of_a_constant(items: Items, source: random.Random) -> None:
    """Component games: everything that a name could be mistaken for."""
    record = pick(items, source, "def", "thm", "opaque", "axiom", "quot")
    known = names(items)
    parts = known[record["name"]]
    text = ".".join(map(str, parts))
    games: list[tuple[str | int, ...]] = [(text,), ("_root_", *parts), (*parts, 0), (*parts, "0"), (*parts, "")]
    games += [(text.replace("o", "\u043e") + "\u200b",), (*parts[:-1], f"«{parts[-1]}»"), ("Other", *parts), parts[:-1]]
    games = [name for name in games if name and name not in {known[each["name"]] for _, each in records(items)}]
    to = _writer(items)
    record = next(each for _, each in records(items) if spelled(items, each["name"]) == parts)
    record["name"] = to.name(*source.choice(games))


def _writer(items: Items) -> Lines:
    to = Lines(b"".join(json.dumps(item).encode() + b"\n" for item in items))
    items[:] = to.items
    to.items = items
    return to


@semantic
def primitive_of_its_own(items: Items, source: random.Random) -> None:
    to = _writer(items)
    name = source.choice((("Nat", "gcd"), ("Nat", "land"), ("Char", "ofNat"), ("String",), ("eagerReduce",)))
    to.definition(name, to.const("Nat"), to.nat(0))


@semantic
def proof_from_an_axiom(items: Items, source: random.Random) -> None:
    to = _writer(items)
    name: tuple[str | int, ...] = source.choice(
        (("sorryAx",), ("propext", 0), ("Classical.choice",), (*THEOREM, "_native", "native_decide", "ax_1_1"), ("Ax",))
    )
    proved = {record["name"]: record for _, record in records(items)}[to.name(*THEOREM)]
    axiom(to, name, proved["type"])
    where = [item["thm"] for item in items if "thm" in item and item["thm"]["name"] == to.name("Small", "helper")]
    where += [proved] + [record for _, record in records(items) if record["name"] == to.name(*ANSWER)]
    source.choice(where)["value"] = to.const(*name)


@semantic
def proof_from_what_is_not_safe(items: Items, source: random.Random) -> None:
    to = _writer(items)
    name = source.choice((("Lean", "reduceBool"), ("Loop",)))
    safety = "safe" if name[0] == "Lean" else source.choice(("unsafe", "partial"))
    to.definition(name, to.const("Nat"), to.const("Nat"), safety=safety)
    (proof,) = [item["thm"] for item in items if "thm" in item and item["thm"]["name"] == to.name(*THEOREM)]
    proof["value"] = to.const(*name)
