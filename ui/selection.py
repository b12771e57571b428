"""Which problems a command is to work on: a query that has to lead to some."""

from __future__ import annotations

import re
from collections.abc import Sequence

from problems.catalog import Catalog
from problems.errors import InputError
from problems.problem_id import problem_id
from ui.output import join_terms

__all__ = ["selection"]

_NUMBER = re.compile(r"[0-9]{1,9}")
_LIKE_ID = re.compile(r"[A-Za-z][A-Za-z-]*:?[0-9][A-Za-z0-9._]*")


def selection(catalog: Catalog, terms: Sequence[str] | None) -> str:
    """The query that the words of a command spell; nothing but numbers are numbers of Erdős problems.

    A query that no problem fits is an InputError, since work on nothing would look like success.
    """
    query = join_terms(terms)
    words = query.split()
    if words and all(map(_NUMBER.fullmatch, words)):
        query = " ".join(map(problem_id, words))
    if words and not catalog.filter(query):
        if len(words) == 1 and _LIKE_ID.fullmatch(query):
            catalog[problem_id(query)]  # an InputError that offers the nearest
        raise InputError(f"no problem of the catalogue fits {query[:80]!r}: `workbench catalog list` tries queries")
    return query
