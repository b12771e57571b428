"""The objects of a compiled Lean file, in pure Python; nothing in the file is trusted.

A `.olean` file is an image of Lean's memory (layout of Lean 4.12 to 4.35, 64 bits, little-endian):

    offset 0   "olean", version 2, flags, Lean version (33 bytes), git hash (40 bytes), base address (8 bytes)
    offset 88  address of the root, then the objects, each after all objects that it refers to

    object     reference count (4), size (2), number of fields or element size (1), tag (1), then by tag:
      ≤ 244    constructor: addresses of its fields, then its scalars; `size` holds the bytes of all
      246      array: length, capacity, addresses          248  bytes: length, capacity, data
      249      string: bytes with the final NUL, capacity, characters, UTF-8
      250      big number: limbs allocated (4), signed length (4), address of the limbs, then the limbs
      250..    others occur in what extensions store: thunk, task, reference

An address is that of an object of the file, or an odd number that stands for (n - 1) / 2 or a constructor without
fields. `Region` finds all objects by one pass from front to back and accepts an address only where an object begins,
*before* the one that refers to it. So a walk ends, whatever the bytes are: no offset leads out of the file, into the
middle of an object, or round in a circle.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from dataclasses import dataclass

from problems.errors import InputError

__all__ = ["Box", "OleanError", "Region"]

HEADER = 88
MAGIC = b"olean\x02"
GMP = 1
"""Flag: big numbers as the library GMP keeps them."""
MOST_BYTES = 1 << 28
MOST_STEPS = 1 << 26
"""Fields read, with repetitions: a file whose objects share much could otherwise keep a reader busy for ever."""
MOST_BITS = 1 << 22
"""Of a number."""

ARRAY, STRUCTS, SCALARS, STRING, BIG, THUNK, TASK, REFERENCE = range(246, 254)
LAST_CONSTRUCTOR = 244
UNITS = {1: "B", 4: "I", 8: "Q"}


class OleanError(InputError):
    """The bytes are not a compiled file that this reader understands; names the offset."""


@dataclass(frozen=True)
class Box:
    """A number, or a constructor without fields, in place of an object."""

    value: int


class Region:
    """The objects of one file. An object is known by its offset."""

    def __init__(self, data: bytes, name: str = "olean") -> None:
        self.name = name
        self._data = data
        if len(data) < HEADER + 8 or data[:6] != MAGIC:
            raise OleanError(f"{name}: not a compiled Lean file of layout version 2")
        if len(data) > MOST_BYTES:
            raise OleanError(f"{name}: {len(data)} bytes are more than {MOST_BYTES}")
        if data[6] != GMP:
            raise OleanError(f"{name}: big numbers are kept in an unknown way (flags {data[6]})")
        self.version = data[7:40].split(b"\0")[0].decode("ascii", "replace")
        self.commit = data[40:80].split(b"\0")[0].decode("ascii", "replace")
        self._steps = 0
        self._base: int = struct.unpack_from("<Q", data, 80)[0]
        self._starts = self._scan()
        (root,) = struct.unpack_from("<Q", data, HEADER)
        found = self._object(root, len(data), HEADER)
        if isinstance(found, Box):
            raise OleanError(f"{name}: the root is not an object")
        self.root = found

    def fail(self, offset: int, what: str) -> OleanError:
        """The error for something at an offset."""
        return OleanError(f"{self.name}: offset {offset}: {what}")

    def _count(self, steps: int) -> None:
        self._steps += steps + 1
        if self._steps > MOST_STEPS:
            raise OleanError(f"{self.name}: its constants need more than {MOST_STEPS} steps to read")

    def tag(self, offset: int) -> int:
        """Number of the constructor, or 246 and above for other objects."""
        return self._data[offset + 7]

    def constructor(self, offset: int, tag: int, fields: int, scalars: int = 0) -> list[int | Box]:
        """Fields of the object, which must be this constructor with so many fields and bytes of scalars at least."""
        size, count, found = struct.unpack_from("<HBB", self._data, offset + 4)
        self._count(count)
        if found != tag or count != fields or size < 8 + 8 * count + scalars:
            what = f"constructor {found} with {count} fields and {size} bytes"
            raise self.fail(offset, f"{what} where {tag} with {fields} fields and {scalars} more bytes is expected")
        return [self._object(each, offset, offset) for each in struct.unpack_from(f"<{count}Q", self._data, offset + 8)]

    def scalars(self, offset: int, count: int, size: int = 1, skip: int = 0) -> tuple[int, ...]:
        """Integers of `size` bytes that follow the fields of a constructor; ask `constructor` for them first."""
        start = offset + 8 + 8 * self._data[offset + 6] + skip
        return struct.unpack_from(f"<{count}{UNITS[size]}", self._data, start)

    def elements(self, offset: int) -> list[int | Box]:
        """Elements of an array."""
        self._expect(offset, ARRAY, "an array")
        (count,) = struct.unpack_from("<Q", self._data, offset + 8)
        self._count(count)
        found = struct.unpack_from(f"<{count}Q", self._data, offset + 24)
        return [self._object(each, offset, offset) for each in found]

    def string(self, offset: int) -> str:
        """Text of a string object."""
        self._expect(offset, STRING, "a string")
        (size,) = struct.unpack_from("<Q", self._data, offset + 8)
        self._count(size >> 3)
        raw = self._data[offset + 32 : offset + 32 + size]
        if raw[-1:] != b"\0":
            raise self.fail(offset, "a string without its end")
        try:
            return raw[:-1].decode("utf-8")
        except UnicodeDecodeError:
            raise self.fail(offset, "a string that is not UTF-8") from None

    def natural(self, value: int | Box) -> int:
        """A natural number, small or big. Negative and needlessly big ones are not naturals of Lean."""
        if isinstance(value, Box):
            return value.value
        self._expect(value, BIG, "a number")
        length = struct.unpack_from("<i", self._data, value + 12)[0]
        self._count(16 * abs(length))
        if abs(length) * 64 > MOST_BITS:
            raise self.fail(value, f"a number of more than {MOST_BITS} bits")
        number = int.from_bytes(self._data[value + 24 : value + 24 + 8 * abs(length)], "little")
        if length < 0 or number < 1 << 63:
            raise self.fail(value, "a big number that is negative, or small enough to be kept without an object")
        return number

    def _expect(self, offset: int, tag: int, what: str) -> None:
        if self._data[offset + 7] != tag:
            raise self.fail(offset, f"object of kind {self._data[offset + 7]} where {what} is expected")

    def _object(self, address: int, before: int, at: int) -> int | Box:
        if address & 1:
            return Box(address >> 1)
        offset = address - self._base
        place = bisect_left(self._starts, offset)
        if offset >= before or place == len(self._starts) or self._starts[place] != offset:
            raise self.fail(at, f"address {address:#x} is not that of an earlier object")
        return offset

    def _scan(self) -> array[int]:
        """Where the objects begin: each right behind the one before, to the end of the file."""
        starts, offset, end = array("Q"), HEADER + 8, len(self._data)
        while offset < end:
            if end - offset < 8:
                raise self.fail(offset, "the file ends within an object")
            size = self._size(offset, end - offset)
            if size < 8 or size > end - offset:
                raise self.fail(offset, f"an object of {size} bytes does not fit")
            starts.append(offset)
            offset += size + -size % 8
        return starts

    def _size(self, offset: int, room: int) -> int:
        size, other, tag = struct.unpack_from("<HBB", self._data, offset + 4)
        if tag <= LAST_CONSTRUCTOR:
            if size < 8 + 8 * other:
                raise self.fail(offset, f"a constructor with {other} fields in {size} bytes")
            return int(size)
        if tag in (THUNK, TASK, REFERENCE):
            return 16 if tag == REFERENCE else 24
        if tag == BIG and room >= 24:
            return 24 + 8 * abs(int(struct.unpack_from("<i", self._data, offset + 12)[0]))
        head = {ARRAY: 24, SCALARS: 24, STRING: 32}.get(tag, 0)
        if not head or room < head:
            raise self.fail(offset, f"object of unknown kind {tag}")
        unit = {ARRAY: 8, SCALARS: max(1, int(other)), STRING: 1}[tag]
        return head + unit * int(struct.unpack_from("<Q", self._data, offset + 8)[0])
