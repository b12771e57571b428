"""DRAT to LRAT: find, for every lemma, the clauses whose unit propagation refutes its negation.

Forward, in Python, with two watched literals; for proofs up to `MAX_LEMMAS` lemmas. Only RUP lemmas are
treated: a lemma that needs resolution asymmetry is reported, not guessed at. Deletions are applied
unless the clause is the reason of a top-level literal (as drat-trim does).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verification.proofs.drat import Step

__all__ = ["MAX_LEMMAS", "NotRup", "lrat_lines"]

MAX_LEMMAS = 50_000
"""Beyond this the C++ writer is used."""


class NotRup(Exception):  # noqa: N818 - an answer about a proof
    """A lemma does not follow by unit propagation; `step` is its position in the proof, from 1."""

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(f"step {step} is not a RUP lemma")


class _Propagator:
    """Clauses by id with watches, a persistent top-level trail, and reasons."""

    def __init__(self) -> None:
        self.clauses: dict[int, list[int]] = {}
        self.watches: dict[int, list[int]] = {}
        self.values: dict[int, bool] = {}
        self.reasons: dict[int, int] = {}
        self.places: dict[int, int] = {}
        self.trail: list[int] = []
        self.done = 0
        self.conflict = 0

    def true(self, literal: int) -> bool | None:
        value = self.values.get(abs(literal))
        return None if value is None else value is (literal > 0)

    def assign(self, literal: int, reason: int) -> None:
        self.values[abs(literal)] = literal > 0
        self.reasons[abs(literal)] = reason
        self.places[abs(literal)] = len(self.trail)
        self.trail.append(literal)

    def add(self, identity: int, clause: Sequence[int]) -> None:
        """Add a clause at top level and propagate; sets `conflict` when the formula is refuted."""
        # Literals that are not false at top level come first, so that the watches are sound.
        literals = sorted(clause, key=lambda literal: self.true(literal) is False)
        self.clauses[identity] = literals
        if self.conflict:
            return
        for literal in literals[:2] if len(literals) > 1 else ():
            self.watches.setdefault(literal, []).append(identity)
        if not literals or self.true(literals[0]) is False:
            self.conflict = identity
        elif self.true(literals[0]) is None and (len(literals) == 1 or self.true(literals[1]) is False):
            self.assign(literals[0], identity)
            self.conflict = self.propagate()

    def delete(self, identity: int) -> bool:
        """Forget a clause; False when a top-level literal rests on it."""
        literals = self.clauses[identity]
        if any(self.reasons.get(abs(literal)) == identity for literal in literals[:2]):
            return False
        for literal in literals[:2] if len(literals) > 1 else ():
            self.watches[literal].remove(identity)
        del self.clauses[identity]
        return True

    def propagate(self) -> int:
        """Unit propagation from the trail; the id of a falsified clause, or 0."""
        while self.done < len(self.trail):
            false = -self.trail[self.done]
            self.done += 1
            watching = self.watches.get(false, [])
            kept = []
            for position, identity in enumerate(watching):
                clause = self.clauses[identity]
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                if self.true(clause[0]) is True:
                    kept.append(identity)
                    continue
                for index in range(2, len(clause)):
                    if self.true(clause[index]) is not False:
                        clause[1], clause[index] = clause[index], false
                        self.watches.setdefault(clause[1], []).append(identity)
                        break
                else:
                    kept.append(identity)
                    if self.true(clause[0]) is False:
                        kept.extend(watching[position + 1 :])
                        self.watches[false] = kept
                        return identity
                    self.assign(clause[0], identity)
            self.watches[false] = kept
        return 0

    def hints(self, lemma: Sequence[int], step: int) -> list[int]:
        """Ids in propagation order whose last one is falsified when every literal of the lemma is false."""
        if self.conflict:
            return self._explain(self.conflict, set())
        mark, done = len(self.trail), self.done
        assumed = {abs(literal) for literal in lemma}
        holding = [literal for literal in lemma if self.true(literal) is True]
        if holding:
            # The earliest one: what made it true cannot rest on another literal of the lemma.
            first = min(holding, key=lambda literal: self.places[abs(literal)])
            return self._explain(self.reasons[abs(first)], assumed)
        for literal in lemma:
            if self.true(literal) is None:
                self.assign(-literal, 0)
        conflict = self.propagate()
        found = self._explain(conflict, assumed) if conflict else []
        self._undo(mark, done)
        if not conflict:
            raise NotRup(step)
        return found

    def _undo(self, mark: int, done: int) -> None:
        for literal in self.trail[mark:]:
            del self.values[abs(literal)]
            del self.reasons[abs(literal)]
        del self.trail[mark:]
        self.done = done

    def _explain(self, conflict: int, assumed: set[int]) -> list[int]:
        needed = {abs(literal) for literal in self.clauses[conflict]} - assumed
        order = [conflict]
        for literal in reversed(self.trail):
            variable = abs(literal)
            reason = self.reasons[variable]
            if variable in needed and reason:
                order.append(reason)
                needed.update({abs(other) for other in self.clauses[reason]} - assumed)
        return order[::-1]


def lrat_lines(clauses: Sequence[Sequence[int]], steps: Sequence[Step]) -> Iterator[str]:
    """Lines of an LRAT proof up to the empty clause; raises NotRup at a lemma that does not follow."""
    state = _Propagator()
    ids: dict[tuple[int, ...], list[int]] = {}
    for identity, clause in enumerate(clauses, start=1):
        key = tuple(sorted(set(clause)))
        state.add(identity, key)
        ids.setdefault(key, []).append(identity)
    last = len(clauses)
    for number, step in enumerate(steps, start=1):
        if state.conflict:
            break
        key = tuple(sorted(set(step.clause)))
        if step.delete:
            known = ids.get(key, [])
            if known and state.delete(known[-1]):
                yield f"{last} d {known.pop()} 0\n"
            continue
        if any(-literal in key for literal in key):
            # A tautology takes part in no propagation, and LRAT cannot express how it follows.
            continue
        hints = state.hints(key, number)
        last += 1
        yield f"{last} {' '.join(map(str, (*key, 0)))} {' '.join(map(str, (*hints, 0)))}\n"
        if not key:
            return
        state.add(last, key)
        ids.setdefault(key, []).append(last)
    if not state.conflict:
        raise NotRup(len(steps) + 1)
    yield f"{last + 1} 0 {' '.join(map(str, (*state.hints((), 0), 0)))}\n"
