"""The words of a bundle: its README."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from problems.claim import Goal, ScopeKind
from problems.family import get_family
from verification.export.bundle_document import WORDS
from verification.export.bundle_item import OUTPUT, Item, brought
from verification.export.bundle_lean import SOLUTION, STATEMENT, accepted_proof
from verification.verdict import Assurance, Outcome

__all__ = ["LADDER", "code", "made_by", "made_by_bodies", "readme"]

LADDER = {
    Assurance.A0: "nothing was established by machine",
    Assurance.A1: "one exact check, one complete search, two solvers on one and the same model, or a search and "
    "solvers that rest on one and the same lemma",
    Assurance.A2: "two independently stated checks agree, or an independent checker accepted a proof of the CNF "
    "that is regenerated from the claim",
    Assurance.A3: "the Lean kernel accepted a statement generated from the claim, or pinned by the user",
    Assurance.A4: "the Lean kernel accepted the catalogue's own formal statement",
}
"""The assurance ladder in words."""

ENCODER_TRUST = "That the CNF says what the claim says rests on the encoder and its tests."

SCOPES = {
    ScopeKind.SETTLES: "would settle the problem as it is read here",
    ScopeKind.PART: "answers a part of the problem",
    ScopeKind.VARIANT: "answers a variant of the problem, not the problem",
    ScopeKind.INSTANCE: "answers one finite instance and says nothing about the other ones",
    ScopeKind.RECORD: "is a bound; the problem stays what it was",
}


def readme(
    items: Sequence[Item], environment: Mapping[str, Any], head: str, files: Mapping[str, Sequence[str]]
) -> bytes:
    """`README.md`: what was shown, at what assurance, modulo what, and what it does not say.

    `files` holds the names of the files in each item's folder.
    """
    lines = [
        "# Evidence bundle",
        "",
        f"Written by conjecture-workbench {environment['versions'].get('conjecture-workbench', '')}. {len(items)} "
        f"candidate{'s' if len(items) != 1 else ''}, recorded up to {environment['recorded'][:10]}.",
        "",
        "Re-check everything from this folder alone, with none of our records:",
        "",
        "    workbench reproduce .",
        "",
        "or as much as the public tools on your machine can do, without our software:",
        "",
        "    sh replay.sh",
        "",
        "`manifest-sha256.txt` holds the SHA-256 of every other file; its own SHA-256 is the digest of the bundle.",
        "Have its digest told to you by another way, and pin it: `workbench reproduce . --expect DIGEST`.",
        "",
        "`ledger.json` holds the entries of the ledger that speak of these candidates, chained by their hashes to the",
        f"head `{head}`. `environment.json` holds the versions of everything that took part.",
    ]
    if any(document.file for item in items for document in item.documents):
        lines += [
            "",
            "**Documents by others.** The files named `document-…` in `items` came with the candidates, from the",
            "authors and addresses given below, and are carried as they came. The rights in them stay with their",
            "authors: whether you may pass them on is for you to find out, and `workbench export --no-documents`",
            "writes a bundle without them. Nobody has checked them; open, unpack or build them only as you would any",
            "file of a stranger.",
        ]
    for item in items:
        lines += ["", *_item(item, files[item.name])]
    return ("\n".join(lines) + "\n").encode()


def _item(item: Item, files: Sequence[str]) -> Iterator[str]:
    claim, family = item.candidate.claim, get_family(item.candidate.claim.family)
    check = item.standing
    yield f"## {item.name}"
    yield ""
    yield family.statement(family.parse_params(claim.params), claim.goal)
    yield ""
    yield f"- Claim: family `{claim.family}`, goal `{claim.goal}`, SHA-256 `{claim.digest}`"
    yield f"- Candidate: `{item.candidate.id}` (`items/{item.name}/candidate.json`)"
    yield f"- Made by: {made_by(item)}"
    yield f"- Machine check: **{check.short}**, {check.assurance}: {LADDER[check.assurance]}"
    if proof := _proof(item, files):
        review = code(str(proof.get("review")))
        yield f"- Formal statement: {code(str(proof.get('record')))}; is it the problem that was meant? {review}"
    yield f"- Found, by the ledger: {code(check.reason)}"
    yield f"- Files: {', '.join(f'`{name}`' for name in files)}"
    for document in item.documents:
        handed_in = [
            f"{code(said.name)} by {code(said.author)}, found at {code(said.link)}, handed in {code(said.date[:10])}"
            for said in document.handed_in
        ]
        whence = "; ".join(handed_in) or "the ledger does not say where it is from"
        where = f"`{document.file}`" if document.file else "not in this bundle"
        why = f"; {WORDS[document.absent]}" if document.absent else ""
        yield f"- Document: {where}{why} (`{document.media_type}`, SHA-256 `{document.sha256}`): {whence}"
    yield ""
    yield f"**What was shown.** {_shown(item, files)}"
    yield ""
    yield f"**Modulo.** {_modulo(item, files)}"
    yield ""
    yield f"**What it does not say.** {_not_said(item, check.outcome)}"
    yield ""
    yield from _reviews(item)


def _proof(item: Item, files: Sequence[str]) -> Mapping[str, Any] | None:
    """Evidence that the Lean text of the candidate proves its claim, where the bundle holds what was looked at."""
    whole = item.candidate.payload.kind == "lean" and {STATEMENT, SOLUTION} <= set(files)
    return accepted_proof(item.verdicts) if whole else None


def _shown(item: Item, files: Sequence[str]) -> str:
    outcome = item.standing.outcome
    exists = item.candidate.claim.goal is Goal.EXISTS
    if outcome is Outcome.REFUTED:
        return "The candidate fails: it does not show the claim. That says nothing against the claim itself."
    if item.standing.conflict:
        return "Nothing: those who checked contradict each other, and a person must look."
    if outcome is Outcome.UNKNOWN:
        return "Nothing: the checks came to no answer."
    if _proof(item, files):
        return (
            "The formal statement in `statement.json` says what this claim says, and the theorem in `solution.ndjson` "
            "proves it: comparator and kernels looked at those bytes."
        )
    kind = item.candidate.payload.kind
    if kind == "lean":
        return "A theorem, by the checks listed in `verdicts.json`; what they looked at is not in this bundle."
    if kind == "generator":
        where = f"the object in `{OUTPUT}`" if OUTPUT in files else "an object that is not in this bundle"
        return (
            f"The program in `candidate.json`, run in a sandbox, wrote {where}. That object has every property that "
            "the claim asks for."
        )
    if exists:
        return "The object in `candidate.json` has every property that the claim asks for."
    if "claim.cnf" in files and ("proof.drat" in files or brought(item.candidate)):
        return (
            "There is no such object: the CNF made from the claim (`claim.cnf`, variables in `variables.json`) is "
            "unsatisfiable, by the proof beside it."
        )
    return "There is no such object, by the checks listed in `verdicts.json`."


def _modulo(item: Item, files: Sequence[str]) -> str:
    broken = item.symmetry
    if proof := _proof(item, files):
        axioms = ", ".join(".".join(map(str, name)) for name in proof.get("axioms", ())) or "none"
        hypotheses = "; ".join(map(str, proof.get("hypotheses", ()))) or "none"
        return f"Axioms: {code(axioms)}. Hypotheses of the statement: {code(hypotheses)}."
    if item.candidate.payload.kind == "generator":
        return "The object was looked at as it is. That the program writes it rests on the interpreter that ran it."
    if item.candidate.claim.goal is Goal.EXISTS:
        return "Nothing: the object was looked at as it is."
    if not broken:
        return f"No symmetry was broken, and nothing was left out. {ENCODER_TRUST}"
    lemmas = "; ".join(f"`{name}`: {argument}" for name, argument in sorted(broken.items()))
    return f"The check relies on lemmas that no proof checker has seen: {lemmas}. {ENCODER_TRUST}"


def _not_said(item: Item, outcome: Outcome) -> str:
    parts = []
    if item.problem is None or item.record is None:
        parts.append("Nothing links this claim to an open problem: no catalogue record stands behind it.")
    else:
        record, problem = item.record, item.problem
        parts.append(
            f"For problem {problem.id}, by the catalogue that this bundle was made from, this "
            f"{SCOPES[record.scope.kind]}. Its meaning by that catalogue: {code(record.meaning)}"
        )
        if record.reading:
            parts.append(f"The problem is read so: {code(record.reading)}")
        source = f"{record.source.kind} {record.source.detail} {record.source.date or ''}"
        parts.append(f"The statement's source: {code(source)}.")
        parts.append(f"Status upstream: {problem.status.state} as of {problem.status.as_of}.")
    if outcome is not Outcome.VERIFIED:
        parts.append("A candidate that was not verified shows nothing about the problem.")
    if any(document.file for document in item.documents):
        parts.append("The documents that came with the candidate are carried unread: no machine has checked them.")
    parts.append(
        "A machine check does not say that the claim is the question that was meant, that the result is new, or that "
        "anybody has understood it: those are the reviews, and a blank one means not assessed."
    )
    return " ".join(parts)


def _reviews(item: Item) -> Iterator[str]:
    reviews = item.bodies.get("review", ())
    if not reviews:
        yield "**Reviews.** None: fidelity, scope, novelty and digestion have not been assessed."
        return
    yield "**Reviews.**"
    yield ""
    for body in reviews:
        grade = code(f"{body.get('axis', '')}: {body.get('grade', '')}")
        who, why = code(str(body.get("reviewer", ""))), code(str(body.get("reason", "")))
        corrects = ", correcting an earlier grade" if body.get("supersedes") else ""
        yield f"- {grade} by {who} on {code(str(body.get('date', ''))[:10])}{corrects}: {why}"


def made_by(item: Item) -> str:
    """Prover, model and prompt of the attempts behind an item."""
    return made_by_bodies(item.bodies.get("attempt", ()), item.bodies.get("candidate", ()))


def made_by_bodies(attempts: Sequence[Mapping[str, Any]], candidates: Sequence[Mapping[str, Any]]) -> str:
    """Prover, model and prompt of attempts, labelled as what they are; who contributed a candidate."""
    made = []
    for body in attempts:
        config = body.get("config") or {}
        if config.get("author"):
            named = [f"contributed by {config['author']}", *([str(config["link"])] if config.get("link") else [])]
        else:
            labels = ("model", "prompt_sha256", "prompt")
            named = [f"{label.replace('_', ' ')} {config[label]}" for label in labels if config.get(label)]
            named = [f"prover {body.get('prover')}", f"seed {body.get('seed')}", *named]
        made.append(code(f"{', '.join(named)}, {str(body.get('started'))[:10]}"))
    made += [code(f"contributed by {body['author']}") for body in candidates if body.get("author")]
    return "; ".join(dict.fromkeys(made)) or "not recorded"


def code(text: str) -> str:
    """Foreign text as a Markdown code span: nothing in it is a link, an image or HTML.

    >>> code("a `b`")
    '``a `b` ``'
    """
    text = " ".join(text.split())[:2000]
    if not text:
        return "(none)"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence}{' ' if text.startswith('`') else ''}{text}{' ' if text.endswith('`') else ''}{fence}"
