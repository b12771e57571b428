"""The catalogue's query language.

    query   = group *( "OR" group )          terms of a group hold together
    term    = ["-"] ( key ":" value | word )

| term | holds for problems |
|---|---|
| `status:open` | with this upstream state (`status:"not provable"`) |
| `tag:"sidon sets"` | with a tag that contains the text |
| `has:claims` | that have claims, prize, oeis, statement, references, or a `formal` statement or solution |
| `erdos:1-100`, `erdos:30` | of this catalogue with a number in the range; several in one group: in any of them |
| `family:`, `goal:`, `scope:` | with a claim of this family, goal or scope; in one group all three speak of one claim |
| `prize:>=500` | with a prize of that size in the prize's own currency (`>`, `>=`, `<`, `<=`, `=`) |
| `oeis:A003022` | linked to the sequence |
| `word` | that contain the word in id, title, statement, remarks or tags; case and accents are ignored |
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Sequence

from problems.claim import Goal, ScopeKind
from problems.errors import InputError
from problems.family import family_names
from problems.problem import Problem, State

__all__ = ["parse_query", "plain_text"]

Predicate = Callable[[Problem], bool]

_TERM = re.compile(r'(-?)(?:([a-z][a-z0-9-]*):)?(?:"([^"]*)"|([^\s"]*))(?=\s|$)', re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
_AMOUNT = re.compile(r"(>=|<=|>|<|=)?(\d{1,9})", re.ASCII)
_HAS: dict[str, Predicate] = {
    "claims": lambda problem: bool(problem.claims),
    "prize": lambda problem: bool(problem.prize),
    "oeis": lambda problem: bool(problem.oeis),
    "statement": lambda problem: bool(problem.statement.strip()),
    "formal": lambda problem: problem.formalized or problem.status.formal != "unformalized",
    "references": lambda problem: bool(problem.references),
}
_CLAIM_KEYS = ("family", "goal", "scope")
KEYS = ("status", "tag", "has", *_CLAIM_KEYS, "prize", "oeis")
MAX_LENGTH = 2000


def parse_query(text: str) -> Predicate:
    """The predicate that `text` spells; an empty query holds for every problem. Faults are InputErrors."""
    if len(text) > MAX_LENGTH:
        raise InputError(f"query: longer than {MAX_LENGTH} characters")
    groups: list[list[tuple[bool, str, str]]] = [[]]
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        if match is None or match.group().strip('-"') == "":
            raise InputError(f'query: cannot read {text[position:][:40]!r}; quote values with blanks: tag:"sidon sets"')
        negative, key, quoted, bare = match.groups()
        if match.group() == "OR":
            groups.append([])
        else:
            groups[-1].append((bool(negative), (key or "").lower(), quoted if quoted is not None else bare))
        position = match.end()
    if len(groups) > 1 and not all(groups):
        raise InputError("query: OR stands between two groups of terms")
    predicates = [_group(group) for group in groups]
    return lambda problem: any(holds(problem) for holds in predicates)


def _group(terms: Sequence[tuple[bool, str, str]]) -> Predicate:
    together = [(key, value) for negative, key, value in terms if key in _CLAIM_KEYS and not negative]
    predicates = [_claim(together)] if together else []
    numbers = [_term(key, value) for negative, key, value in terms if key and key not in KEYS and not negative]
    if numbers:
        predicates.append(lambda problem: any(holds(problem) for holds in numbers))
    for negative, key, value in terms:
        if not negative and key and (key in _CLAIM_KEYS or key not in KEYS):
            continue
        holds = _claim([(key, value)]) if key in _CLAIM_KEYS else _term(key, value)
        predicates.append(_negate(holds) if negative else holds)
    return lambda problem: all(holds(problem) for holds in predicates)


def _negate(holds: Predicate) -> Predicate:
    return lambda problem: not holds(problem)


def _term(key: str, value: str) -> Predicate:
    if not key:
        word = plain_text(value)
        return lambda problem: word in _searchable(problem)
    if not value:
        raise InputError(f"query: {key}: needs a value")
    if key == "status":
        state = _one_of(key, value, [str(state) for state in State])
        return lambda problem: str(problem.status.state) == state
    if key == "tag":
        tag = plain_text(value)
        return lambda problem: any(tag in plain_text(item) for item in problem.tags)
    if key == "has":
        return _HAS[_one_of(key, value, list(_HAS))]
    if key == "oeis":
        return lambda problem: value.upper() in problem.oeis
    if key == "prize":
        return _prize(value)
    return _numbers(key, value)


def _claim(terms: Sequence[tuple[str, str]]) -> Predicate:
    for key, value in terms:
        if not value:
            raise InputError(f"query: {key}: needs a value")
    allowed = {"goal": [str(goal) for goal in Goal], "scope": [str(kind) for kind in ScopeKind]}
    wanted = {key: _one_of(key, value, allowed[key]) if key in allowed else value for key, value in terms}
    if len(wanted) != len(terms):
        raise InputError(f"query: {terms[0][0]}: is given twice in one group; use OR")
    if "family" in wanted and wanted["family"] not in family_names():
        within = [name for name in family_names() if wanted["family"] in name]
        near = within[:2] or difflib.get_close_matches(wanted["family"], family_names(), n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else "`workbench families` lists them"
        raise InputError(f"query: family:{wanted['family'][:40]}: unknown family; {hint}")
    return lambda problem: any(
        wanted.get("family", record.family) == record.family
        and wanted.get("goal", str(record.goal)) == str(record.goal)
        and wanted.get("scope", str(record.scope.kind)) == str(record.scope.kind)
        for record in problem.claims
    )


def _prize(value: str) -> Predicate:
    match = _AMOUNT.fullmatch(value)
    if match is None:
        raise InputError(f"query: prize:{value[:40]}: expected an amount such as prize:>=500")
    relation, amount = match[1] or "=", int(match[2])

    def holds(problem: Problem) -> bool:
        digits = re.sub(r"\D", "", problem.prize)
        if not digits:
            return False
        size = int(digits)
        return {
            ">=": size >= amount,
            "<=": size <= amount,
            ">": size > amount,
            "<": size < amount,
            "=": size == amount,
        }[relation]

    return holds


def _numbers(catalogue: str, value: str) -> Predicate:
    match = _RANGE.fullmatch(value)
    if match is None:
        near = difflib.get_close_matches(catalogue, KEYS, n=1)
        hint = f"did you mean {near[0]}:? " if near else ""
        keys = f"{hint}keys are {', '.join(KEYS)}, or a catalogue with numbers (erdos:1-100)"
        raise InputError(f"query: {catalogue[:40]}:{value[:40]}: {keys}")
    low, high = int(match[1]), int(match[2] or match[1])
    if low > high:
        raise InputError(f"query: {catalogue}:{value}: the range is empty")

    def holds(problem: Problem) -> bool:
        first = problem.number.partition("-")[0]
        return problem.catalogue == catalogue and first.isdigit() and low <= int(first) <= high

    return holds


def _one_of(key: str, value: str, allowed: Sequence[str]) -> str:
    if value.lower() in allowed:
        return value.lower()
    raise InputError(f"query: {key}:{value[:40]}: expected one of {', '.join(allowed)}")


def plain_text(text: str) -> str:
    """Lower case without accents, for comparison.

    >>> plain_text("Erdős–Turán")
    'erdos–turan'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _searchable(problem: Problem) -> str:
    return plain_text(
        " ".join((problem.id, problem.title, problem.statement, problem.remarks, *problem.tags, problem.comments))
    )
