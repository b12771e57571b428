"""Alterations after which the bytes are no export, whatever the rest says."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.verification.lean import tampering

__all__ = ["MALFORMED"]


def text(old: bytes, new: bytes) -> Callable[[bytes, random.Random], bytes]:
    """A change of the bytes, at one of the places where `old` stands."""

    def change(data: bytes, source: random.Random) -> bytes:
        places = [at for at in range(len(data)) if data.startswith(old, at)]
        at = source.choice(places)
        return data[:at] + new + data[at + len(old) :]

    return change


def line(name: str) -> Callable[[bytes, random.Random], bytes]:
    """A tampering with one line."""
    return lambda data, source: tampering.tampered(data, name, source)


MALFORMED: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "key twice": text(b'"ie":', b'"ie":0,"ie":'),
    "float": text(b'"arg":', b'"arg":1e'),
    "fraction": text(b'"arg":', b'"arg":0.'),
    "negative": text(b'"arg":', b'"arg":-'),
    "leading zero": text(b'"fn":', b'"fn":00'),
    "huge": text(b'"fn":', b'"fn":9999999999999999999'),
    "not a number": text(b'"fn":', b'"fn":NaN,"x":'),
    "newline in a name": text(b'"pre":0,"str":"', b'"pre":0,"str":"\\n'),
    "newline in the bytes of a name": text(b'"pre":0,"str":"', b'"pre":0,"str":"\n'),
    "nothing in a name": text(b'"pre":0,"str":"', b'"pre":0,"str":"\\u0000'),
    "half a pair": text(b'"pre":0,"str":"', b'"pre":0,"str":"\\ud83d'),
    "not UTF-8": text(b'"pre":0,"str":"', b'"pre":0,"str":"\xff'),
    "not UTF-8, too long": text(b'"pre":0,"str":"', b'"pre":0,"str":"\xc0\x80'),
    "blank line": text(b'{"app"', b'\n{"app"'),
    "two values": text(b'{"app"', b'{"app":{"arg":0,"fn":0},"ie":1}{"app"'),
    "another key": text(b'{"const"', b'{"note":0,"const"'),
    "a second beginning": text(b'{"app"', b'{"meta":{"format":{"version":"3.1.0"}}}\n{"app"'),
    "another format": text(b'"3.1.0"', b'"4.0.0"'),
    "leading zero in a literal": text(b'"natVal":"', b'"natVal":"0'),
    "digits of another script": text(b'"natVal":"', b'"natVal":"\xd9\xa3'),
    **{
        name: line(name)
        for name in (
            "an_index_forward",
            "an_index_out_of_order",
            "a_declaration_twice",
            "a_value_of_another_kind",
            "a_key_too_many_or_too_few",
            "home_of_a_constructor",
            "block_of_a_type",
        )
    },
}
