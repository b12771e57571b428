"""The exact back-end: a family's own checker, and complete search of its tree."""

from __future__ import annotations

import time
from pathlib import Path

from problems.family import get_family
from verification.backend import Availability, Limits
from verification.candidate import Candidate, Counterexample, Identity, Refutation, WitnessPayload
from verification.provenance import family_code
from verification.verdict import ExactCheck, Exhaustion, Undecided, UnknownReason, Verdict, issue

__all__ = ["BACKEND", "Exact"]

VERSION = "1"


class Exact:
    """Witnesses by `Family.check`, goal `none` by visiting every node of `Family.tree`."""

    name = "exact"
    summary = "witnesses by the family's exact checker; finite non-existence by complete search"

    def available(self) -> Availability:
        """Always there."""
        return Availability(True, version=VERSION)

    def unsupported(self, candidate: Candidate) -> str:
        """Witness-like payloads always; refutations where the family has a tree."""
        payload = candidate.payload
        if isinstance(payload, (WitnessPayload, Identity, Counterexample)):
            return ""
        if isinstance(payload, Refutation):
            family = get_family(candidate.claim.family)
            return "" if family.has_exhaustion else f"family {family.name} has no exhaustive search"
        return f"the exact back-end does not judge payload {payload.kind}"

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Check the witness, or search completely within `limits.work` nodes."""
        started = time.perf_counter()
        family = get_family(candidate.claim.family)
        params = family.parse_params(candidate.claim.params)
        payload = candidate.payload
        evidence: ExactCheck | Exhaustion | Undecided
        if isinstance(payload, Refutation):
            evidence = self._exhaust(candidate, limits)
        else:
            raw = payload.witness if isinstance(payload, WitnessPayload) else None
            raw = payload.identity if isinstance(payload, Identity) else raw
            raw = payload.object if isinstance(payload, Counterexample) else raw
            evidence = ExactCheck.of(family.check(params, family.parse_witness(raw or {})))
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=VERSION,
            evidence=evidence,
            seconds=time.perf_counter() - started,
            family_code=family_code(family.name),
        )

    def _exhaust(self, candidate: Candidate, limits: Limits) -> Exhaustion | Undecided:
        family = get_family(candidate.claim.family)
        params = family.parse_params(candidate.claim.params)
        tree = family.tree(params)
        nodes = 0
        deadline = time.monotonic() + limits.seconds
        stack = [iter((tree.root,))]
        while stack:
            node = next(stack[-1], _END)
            if node is _END:
                stack.pop()
                continue
            nodes += 1
            found = tree.witness(node)
            if found is not None and family.check(params, family.parse_witness(found)).holds:
                return Exhaustion(nodes=nodes, symmetry=tree.symmetry, shared=tree.shared, witness=dict(found))
            if nodes >= limits.work:
                return Undecided(why=UnknownReason.TIMEOUT, detail=f"complete search stopped after {nodes} nodes")
            if nodes % 1024 == 0 and time.monotonic() > deadline:
                detail = f"complete search stopped after {limits.seconds:g} s and {nodes} nodes"
                return Undecided(why=UnknownReason.TIMEOUT, detail=detail)
            stack.append(iter(tree.children(node)))
        return Exhaustion(nodes=nodes, symmetry=tree.symmetry, shared=tree.shared)


_END = object()

BACKEND = Exact()
