"""One key for all candidates that a symmetry of their claim maps to each other, kept beside the ledger's tables.

Keys hold the whole canonical form's hash, so that equal keys mean equivalent candidates; where a form cannot be had
within its caps the candidate's own id is the key, and nothing is merged with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from problems.errors import WorkbenchError
from problems.family import get_family
from verification.entry import body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, SYMMETRY_KEYS, TABLES

__all__ = ["ALGORITHM", "kept_keys", "keys_of", "seal_of", "symmetry_key"]

ALGORITHM = "1"
"""Version of all canonical forms together; keys of another version are computed anew."""

BATCH = 500
"""Candidates read at once."""


def symmetry_key(body: Mapping[str, Any]) -> str:
    """The key of a candidate in JSON form, as an entry of kind `candidate` holds it under `candidate`."""
    payload, claim = body["payload"], body["claim"]
    item = payload.get("witness") or payload.get("identity") or payload.get("object")
    form = None
    if isinstance(item, Mapping) and payload["kind"] in ("witness", "identity", "counterexample"):
        try:
            family = get_family(claim["family"])
            form = family.canonical_witness(family.parse_params(claim["params"]), family.parse_witness(item))
        except (WorkbenchError, ValueError, ArithmeticError, LookupError, RecursionError, MemoryError):
            # A family that fails here, or is not installed, merges nothing.
            form = None
    if form is None:
        return f"{ALGORITHM}:as given:{_hash({key: value for key, value in body.items() if key != 'problem'})}"
    return f"{ALGORITHM}:form:{_hash({'claim': claim, 'kind': payload['kind'], 'form': form})}"


def _hash(value: Any) -> str:
    # Forms are long lists of integers, on which RFC 8785 takes longer than finding them.
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_of(candidate: str, key: str) -> str:
    """What a row is recognised by as unharmed."""
    return _hash([candidate, key])


def kept_keys(connection: sa.Connection, wanted: Iterable[str] | None = None) -> dict[str, str]:
    """Candidate → key, as far as kept and of this version; all of them or those `wanted`."""
    table = SYMMETRY_KEYS.c
    query = sa.select(table.candidate, table.key).where(table.key.startswith(f"{ALGORITHM}:"))
    if wanted is None:
        return {str(row[0]): str(row[1]) for row in connection.execute(query)}
    return {
        name: key for page in _pages(wanted) for name, key in connection.execute(query.where(table.candidate.in_(page)))
    }


def _pages(items: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(items)
    for at in range(0, len(listed), BATCH):
        yield listed[at : at + BATCH]


def keys_of(ledger: Ledger, wanted: Iterable[str] | None = None) -> dict[str, str]:
    """Keys of all candidates (or of those `wanted`); what had to be computed is kept unless the ledger is read-only."""
    table = TABLES["candidate"]
    known = sa.select(sa.func.min(table.c.seq), table.c.id).group_by(table.c.id)
    with ledger.reading() as connection:
        if wanted is None:
            keys = kept_keys(connection)
            missing = [(seq, name) for seq, name in connection.execute(known) if name not in keys]
        else:
            chosen = set(wanted)
            keys = kept_keys(connection, chosen)
            left = _pages(chosen - keys.keys())
            missing = [tuple(row) for page in left for row in connection.execute(known.where(table.c.id.in_(page)))]
        fresh: dict[str, str] = {}
        for at in range(0, len(missing), BATCH):
            names = dict(missing[at : at + BATCH])
            bodies = sa.select(ENTRY.c.seq, ENTRY.c.body).where(ENTRY.c.seq.in_(names))
            for seq, text in connection.execute(bodies):
                fresh[names[seq]] = symmetry_key(body_of(seq, text)["candidate"])
    new = list(fresh) if not ledger.read_only else []
    for at in range(0, len(new), BATCH):
        ledger.keep_keys({name: (fresh[name], seal_of(name, fresh[name])) for name in new[at : at + BATCH]})
    return {**keys, **fresh}
