"""Reads an export of lean4export 3 (NDJSON) into an `Environment`, exactly or not at all.

Numbers of names, levels and terms are dense, count up and point backwards; each object has exactly its keys, each
once; numbers are natural and in their shortest form; text is UTF-8 that can be written again; names of constants are
unique. Everything has a cap. Whatever the bytes, the only exception is `ExportError`.

Most lines of an export are of a few shapes, as Lean writes them. Those are recognised by patterns, which accept
nothing that the general reader would not read in the same way; the general reader takes the rest.
"""

from __future__ import annotations

import json
import re
from typing import Any

from problems.errors import InputError
from verification.lean.environment import APP, BINDERS, BVAR, CONST, FORALL, LAM, Environment
from verification.lean.ndjson_declarations import Declarations
from verification.lean.ndjson_terms import MOST_VARIABLE, FaultError, LimitError

__all__ = ["MOST_BYTES", "MOST_LINE_BYTES", "ExportError", "ExportLimitError", "read"]

MOST_BYTES = 1 << 29
"""Of the whole export."""
MOST_LINE_BYTES = 1 << 25
"""Of one line."""


class ExportError(InputError):
    """The bytes are no export of format 3; the message names the line."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.line = line
        """Counted from 1; 0 where the fault is not in one line."""
        super().__init__(f"export, line {line}: {reason}" if line else f"export: {reason}")


class ExportLimitError(ExportError):
    """The export is larger than the reader allows, which says nothing against what is in it."""


_N = rb"0|[1-9][0-9]{0,8}"
_OWN = rb'"ie":(?P<own>' + _N + rb")"
_BINDER = rb'\{"binderInfo":"(?P<info>default|implicit|strictImplicit|instImplicit)","body":(?P<body>' + _N
_BINDER += rb'),"name":(?P<name>' + _N + rb'),"type":(?P<type>' + _N + rb")\}"
_APP = re.compile(rb'\{"app":\{"arg":(' + _N + rb'),"fn":(' + _N + rb")\}," + _OWN + rb"\}\n")
_US = rb"((?:(?:" + _N + rb")(?:,(?=[0-9])|(?=\])))*)"
_CONST = re.compile(rb'\{"const":\{"name":(' + _N + rb'),"us":\[' + _US + rb"\]\}," + _OWN + rb"\}\n")
_FORALL = re.compile(rb'\{"forallE":' + _BINDER + rb"," + _OWN + rb"\}\n")
_LAM = re.compile(rb"\{" + _OWN + rb',"lam":' + _BINDER + rb"\}\n")
_BVAR = re.compile(rb'\{"bvar":(' + _N + rb")," + _OWN + rb"\}\n")
_INFO = {name.encode(): place for place, name in enumerate(BINDERS)}
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def read(data: bytes) -> Environment:
    r"""The environment that an export describes.

    >>> meta = b'{"meta":{"exporter":{},"format":{"version":"3.1.0"},"lean":{}}}\n'
    >>> read(meta + b'{"ie":0,"sort":0}\n{"axiom":{"isUnsafe":false,"levelParams":[],"name":0,"type":0}}\n')
    Traceback (most recent call last):
        ...
    verification.lean.ndjson.ExportError: export, line 3: a constant without a name

    Raises ExportError at the first thing that is not as it must be, and its kind ExportLimitError at a cap.
    """
    if len(data) > MOST_BYTES:
        raise ExportLimitError(f"{len(data)} bytes are more than {MOST_BYTES}")
    if not data:
        raise ExportError("empty")
    reader = _Reader()
    try:
        reader.read(data)
    except LimitError as error:
        raise ExportLimitError(str(error)[:300], reader.line) from None
    except FaultError as error:
        raise ExportError(str(error)[:300], reader.line) from None
    except UnicodeError:
        raise ExportError("text that is not UTF-8", reader.line) from None
    except (ValueError, RecursionError) as error:
        raise ExportError(f"not JSON as exports have it: {error}"[:300], reader.line) from None
    return reader.environment


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise FaultError("a key occurs twice")
    return made


def _integer(text: str) -> int:
    if len(text) > 18 or text[0] == "-":
        raise FaultError(f"{text[:20]} is no number of an export")
    return int(text)


def _no_number(text: str) -> Any:
    raise FaultError(f"{text[:40]} is not an integer")


_DECODE = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
).decode


class _Reader(Declarations):
    """All lines."""

    line = 0

    def read(self, data: bytes) -> None:
        """Each line by the pattern of its shape, or else by the general reader, which also finds words for faults."""
        app, const, forall, lam, bvar = _APP.match, _CONST.match, _FORALL.match, _LAM.match, _BVAR.match
        made, names, levels = self.environment, self.names, self.levels
        same, add, shapes = made.same, self.add, self.shapes
        applied, bound = shapes[APP], {LAM: shapes[LAM], FORALL: shapes[FORALL]}
        kinds, firsts, seconds, thirds = made.kinds.append, made.first.append, made.second.append, made.third.append
        infos, sames = made.binders.append, made.same.append
        place = self._general(data, 0)
        count, known, size = len(made.kinds), len(names), len(data)
        while place < size:
            if (found := app(data, place)) is not None:
                argument, function, own = map(int, found.groups())
                if own == count < self.most_terms and argument < count and function < count:
                    kinds(APP)
                    firsts(function)
                    seconds(argument)
                    thirds(0)
                    infos(0)
                    sames(applied.setdefault(same[function] << 32 | same[argument], count))
                    place, count, self.line = found.end(), count + 1, self.line + 1
                    continue
            elif (found := forall(data, place)) is not None or (found := lam(data, place)) is not None:
                kind = LAM if found.re is _LAM else FORALL
                own_, info, body_, name_, type_ = found.group("own", "info", "body", "name", "type")
                own, body, name, domain = int(own_), int(body_), int(name_), int(type_)
                if own == count < self.most_terms and body < count and domain < count and name < known:
                    kinds(kind)
                    firsts(domain)
                    seconds(body)
                    thirds(names[name])
                    infos(_INFO[info])
                    sames(bound[kind].setdefault(same[domain] << 32 | same[body], count))
                    place, count, self.line = found.end(), count + 1, self.line + 1
                    continue
            elif (found := const(data, place)) is not None:
                name, own = int(found[1]), int(found[3])
                us = tuple(map(int, found[2].split(b","))) if found[2] else ()
                if own == count < self.most_terms and name < known and (not us or max(us) < len(levels)):
                    add(CONST, names[name], self.level_list(tuple(levels[each] for each in us)))
                    place, count, self.line = found.end(), count + 1, self.line + 1
                    continue
            elif (found := bvar(data, place)) is not None:
                index, own = map(int, found.groups())
                if own == count < self.most_terms and index <= MOST_VARIABLE:
                    add(BVAR, index)
                    place, count, self.line = found.end(), count + 1, self.line + 1
                    continue
            place = self._general(data, place)
            count, known = len(made.kinds), len(names)

    def _general(self, data: bytes, place: int) -> int:
        """Read a line of any shape; where the next one begins."""
        self.line += 1
        end = data.find(b"\n", place, place + MOST_LINE_BYTES + 1)
        if end < 0:
            if len(data) - place > MOST_LINE_BYTES:
                raise LimitError(f"more than {MOST_LINE_BYTES} bytes")
            end = len(data)
        self._value(data[place:end])
        return end + 1

    def _value(self, line: bytes) -> None:
        item = _DECODE(line.decode("utf-8"))
        if _SURROGATE.search(line):
            # Half of a pair can be written in JSON, but it is no text.
            json.dumps(item, ensure_ascii=False).encode("utf-8")
        if type(item) is not dict:
            raise FaultError("not an object")
        if (self.line == 1) != ("meta" in item):
            raise FaultError("the first line, and only the first, is about the export itself")
        if "ie" in item:
            self.term(item)
        elif "in" in item:
            self.name(item)
        elif "il" in item:
            self.level(item)
        elif len(item) == 1:
            ((key, value),) = item.items()
            self.declare(key, value)
        else:
            raise FaultError(f"the keys {sorted(item)} belong to no line")
