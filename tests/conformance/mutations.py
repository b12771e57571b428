"""Single-element mutations shared by the families' conformance files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.conformance.case import Json

__all__ = ["of_integers", "of_set", "of_string"]


def of_integers(values: Sequence[int]) -> Iterator[list[int]]:
    """Each entry moved by one either way, negated or zeroed, dropped, doubled, swapped with its right neighbour."""
    items = list(values)
    for index, value in enumerate(items):
        for other in {value - 1, value + 1, -value, 0, value + 10**20} - {value}:
            yield [*items[:index], other, *items[index + 1 :]]
        yield items[:index] + items[index + 1 :]
        yield [*items[: index + 1], value, *items[index + 1 :]]
        if index + 1 < len(items):
            yield [*items[:index], items[index + 1], value, *items[index + 2 :]]


def of_set(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of a witness whose one field is `set`."""
    for values in of_integers(witness["set"]):
        yield {"set": values}


def of_string(text: str, alphabet: str) -> Iterator[str]:
    """Each character replaced by each other letter, dropped, doubled; one letter appended."""
    for index, char in enumerate(text):
        for other in alphabet:
            if other != char:
                yield text[:index] + other + text[index + 1 :]
        yield text[:index] + text[index + 1 :]
        yield text[: index + 1] + char + text[index + 1 :]
    for other in alphabet:
        yield text + other
