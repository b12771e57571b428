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

MOST_BYTES = 1 << 30
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


_N = rb"(0|[1-9][0-9]{0,8})"
_BINDER = rb'\{"binderInfo":"(default|implicit|strictImplicit|instImplicit)","body":' + _N
_BINDER += rb',"name":' + _N + rb',"type":' + _N + rb"\}"
_APP = re.compile(rb'\{"app":\{"arg":' + _N + rb',"fn":' + _N + rb'\},"ie":' + _N + rb"\}\n")
_CONST = re.compile(rb'\{"const":\{"name":' + _N + rb',"us":\[((?:(?:0|[1-9][0-9]{0,8})(?:,(?=[0-9])|(?=\])))*)\]\},"ie":' + _N + rb"\}\n")  # fmt: skip  # noqa: E501
_FORALL = re.compile(rb'\{"forallE":' + _BINDER + rb',"ie":' + _N + rb"\}\n")
_LAM = re.compile(rb'\{"ie":' + _N + rb',"lam":' + _BINDER + rb"\}\n")
_BVAR = re.compile(rb'\{"bvar":' + _N + rb',"ie":' + _N + rb"\}\n")
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
    if len(text) > 18:
        raise FaultError(f"{text[:20]}… is larger than any number of an export")
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
        place, size = 0, len(data)
        fast = self._fast
        while place < size:
            self.line += 1
            if self.line > 1:
                place = fast(data, place)
                if place >= size:
                    break
            end = data.find(b"\n", place, place + MOST_LINE_BYTES + 1)
            if end < 0:
                if size - place > MOST_LINE_BYTES:
                    raise LimitError(f"more than {MOST_LINE_BYTES} bytes")
                end = size
            self._general(data[place:end])
            place = end + 1

    def _general(self, line: bytes) -> None:
        """A line of any shape."""
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

    def _fast(self, data: bytes, place: int) -> int:
        """Read lines of the common shapes; where the first of another shape begins."""
        app, const, forall, lam, bvar = _APP.match, _CONST.match, _FORALL.match, _LAM.match, _BVAR.match
        made, names, levels = self.environment, self.names, self.levels
        same, add, shapes = made.same, self.add, self.shapes
        count, known, line, size = len(made.kinds), len(names), self.line, len(data)
        applied, bound = shapes[APP], {LAM: shapes[LAM], FORALL: shapes[FORALL]}
        kinds, firsts, seconds, thirds = made.kinds.append, made.first.append, made.second.append, made.third.append
        infos, sames = made.binders.append, made.same.append
        # The general reader finds the words for what is wrong.
        while place < size and count < self.most_terms:
            if (found := app(data, place)) is not None:
                argument, function, own = map(int, found.groups())
                if own != count or argument >= count or function >= count:
                    break
                key = same[function] << 32 | same[argument]
                kinds(APP)
                firsts(function)
                seconds(argument)
                thirds(0)
                infos(0)
                sames(applied.setdefault(key, count))
            elif (found := forall(data, place)) is not None or (found := lam(data, place)) is not None:
                if found.re is _LAM:
                    own_, info, body_, name_, type_ = found.groups()
                    kind = LAM
                else:
                    info, body_, name_, type_, own_ = found.groups()
                    kind = FORALL
                body, name, domain = int(body_), int(name_), int(type_)
                if int(own_) != count or body >= count or domain >= count or name >= known:
                    break
                key = same[domain] << 32 | same[body]
                kinds(kind)
                firsts(domain)
                seconds(body)
                thirds(names[name])
                infos(_INFO[info])
                sames(bound[kind].setdefault(key, count))
            elif (found := const(data, place)) is not None:
                name, own = int(found[1]), int(found[3])
                us = tuple(map(int, found[2].split(b","))) if found[2] else ()
                if own != count or name >= known or (us and max(us) >= len(levels)):
                    break
                add(CONST, names[name], self.level_list(tuple(levels[each] for each in us)))
            elif (found := bvar(data, place)) is not None:
                if int(found[2]) != count or int(found[1]) > MOST_VARIABLE:
                    break
                add(BVAR, int(found[1]))
            else:
                break
            place, count, line = found.end(), count + 1, line + 1
        self.line = line
        return place
