"""The words of a bundle: its README, and the script that replays it with public tools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from problems.claim import Goal, ScopeKind
from problems.family import get_family
from verification.export.bundle_item import Item, brought
from verification.verdict import Assurance, Outcome

__all__ = ["LADDER", "code", "made_by", "made_by_bodies", "readme", "replay"]

LADDER = {
    Assurance.A0: "nothing was established by machine",
    Assurance.A1: "one exact check, one complete search, or two solvers on one and the same model",
    Assurance.A2: "two independently stated checks agree, or an independent checker accepted a proof of the CNF "
    "that is regenerated from the claim",
    Assurance.A3: "the Lean kernel accepted a statement generated from the claim",
    Assurance.A4: "the Lean kernel accepted the catalogue's own formal statement",
}
"""The assurance ladder in words."""

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
    for item in items:
        lines += ["", *_item(item, files[item.name])]
    return ("\n".join(lines) + "\n").encode()


def _item(item: Item, files: Sequence[str]) -> Iterator[str]:
    claim, family = item.candidate.claim, get_family(item.candidate.claim.family)
    outcome, assurance, reason = item.standing
    yield f"## {item.name}"
    yield ""
    yield family.statement(family.parse_params(claim.params), claim.goal)
    yield ""
    yield f"- Claim: family `{claim.family}`, goal `{claim.goal}`, SHA-256 `{claim.digest}`"
    yield f"- Candidate: `{item.candidate.id}` (`items/{item.name}/candidate.json`)"
    yield f"- Made by: {made_by(item)}"
    yield f"- Machine check: **{outcome}**, {assurance}: {LADDER[assurance]}"
    yield f"- Found: {code(reason)}"
    yield f"- Files: {', '.join(f'`{name}`' for name in files)}"
    yield ""
    yield f"**What was shown.** {_shown(item, outcome)}"
    yield ""
    yield f"**Modulo.** {_modulo(item)}"
    yield ""
    yield f"**What it does not say.** {_not_said(item, outcome)}"
    yield ""
    yield from _reviews(item)


def _shown(item: Item, outcome: Outcome) -> str:
    exists = item.candidate.claim.goal is Goal.EXISTS
    if outcome is Outcome.REFUTED:
        return "The candidate fails: it does not show the claim. That says nothing against the claim itself."
    if outcome is Outcome.UNKNOWN:
        return "Nothing: the checks came to no answer."
    if exists:
        return "The object in `candidate.json` has every property that the claim asks for."
    if brought(item.candidate) or any(body.get("evidence", {}).get("kind") == "proof-check" for body in item.verdicts):
        return (
            "There is no such object: the CNF made from the claim (`claim.cnf`, variables in `variables.json`) is "
            "unsatisfiable, by the proof beside it."
        )
    return "There is no such object, by the checks listed in `verdicts.json`."


def _modulo(item: Item) -> str:
    broken = item.symmetry
    if item.candidate.claim.goal is Goal.EXISTS:
        return "Nothing: the object was looked at as it is."
    if not broken:
        return "No symmetry was broken. That the CNF says what the claim says rests on the encoder and its tests."
    lemmas = "; ".join(f"`{name}`: {argument}" for name, argument in sorted(broken.items()))
    return (
        f"The check relies on symmetry breaking that no proof checker has seen: {lemmas}. "
        "That the CNF says what the claim says rests on the encoder and its tests."
    )


def _not_said(item: Item, outcome: Outcome) -> str:
    parts = []
    if item.problem is None or item.record is None:
        parts.append("Nothing links this claim to an open problem: no catalogue record stands behind it.")
    else:
        record, problem = item.record, item.problem
        parts.append(
            f"For problem {problem.id} this {SCOPES[record.scope.kind]}. Its meaning by the catalogue: {record.meaning}"
        )
        if record.reading:
            parts.append(f"The problem is read so: {record.reading}")
        parts.append(
            f"The statement's source: {record.source.kind} {record.source.detail} {record.source.date or ''}".strip()
            + "."
        )
        parts.append(f"Status upstream: {problem.status.state} as of {problem.status.as_of}.")
    if outcome is not Outcome.VERIFIED:
        parts.append("A candidate that was not verified shows nothing about the problem.")
    if getattr(item.candidate.payload, "document", None) is not None:
        parts.append("The document that the candidate names is not in the bundle: it belongs to its author.")
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


def replay(items: Sequence[Item], files: Mapping[str, Sequence[str]]) -> bytes:
    """`replay.sh`: public tools over the files of the bundle; nothing in the bundle is executed."""
    calls = []
    for item in items:
        there, folder = set(files[item.name]), f"items/{item.name}"
        none = item.candidate.claim.goal is Goal.NONE
        if item.standing[0] is not Outcome.VERIFIED:
            calls.append(f"skip '{folder}' 'its outcome is {item.standing[0]}, there is nothing to replay'")
            continue
        if none and "claim.cnf" in there:
            if "proof.drat" in there:
                calls.append(f"drat {folder}/claim.cnf {folder}/proof.drat")
            if "proof.lrat" in there:
                calls.append(f"lrat {folder}/claim.cnf {folder}/proof.lrat")
            calls.append(f"sat {folder}/claim.cnf 20")
        if not none and "witness.cnf" in there:
            calls.append(f"sat {folder}/witness.cnf 10")
        if "claim.smt2" in there:
            calls.append(f"smt {folder}/claim.smt2 {'unsat' if none else 'sat'}")
        if item.candidate.payload.kind == "lean":
            calls.append(
                f"skip {folder}/candidate.json 'Lean source runs code while it is read; export it with --format lean'"
            )
        if not there & {"claim.cnf", "claim.smt2"}:
            calls.append(f"skip '{folder}' 'no file for a public tool; use workbench reproduce'")
    return _SCRIPT.replace("@CALLS@", "\n".join(calls)).encode()


_SCRIPT = r"""#!/bin/sh
# Replays this bundle with the public tools that are here: sha256sum or shasum, drat-trim, lrat-check or cake_lpr,
# cadical, kissat, glucose, minisat or picosat, cvc5, z3. Each reads files of the bundle as data; nothing in the
# bundle is executed. Exit status: 0 nothing contradicts, 1 something does, 3 no tool was found.
cd "$(dirname "$0")" || exit 2
ran=0; failed=0; skipped=0
LIMIT=${REPLAY_SECONDS:-600}

good() { ran=$((ran + 1)); echo "ok       $1"; }
bad() { ran=$((ran + 1)); failed=$((failed + 1)); echo "FAILED   $1"; }
skip() { skipped=$((skipped + 1)); echo "skipped  $1: $2"; }
have() { command -v "$1" >/dev/null 2>&1; }
limited() { if have timeout; then timeout "$LIMIT" "$@"; else "$@"; fi; }
first() { for tool in "$@"; do if have "$tool"; then echo "$tool"; return; fi; done; }

drat() {
    if ! have drat-trim; then skip "$2" "drat-trim is not here"; return; fi
    said=$(limited drat-trim "$1" "$2" 2>&1)
    case $said in
        *"s VERIFIED"*) good "$2 (drat-trim)" ;;
        *"s NOT VERIFIED"*) bad "$2 (drat-trim)" ;;
        *) skip "$2" "drat-trim came to no answer" ;;
    esac
}

lrat() {
    tool=$(first cake_lpr lrat-check)
    if [ -z "$tool" ]; then skip "$2" "neither cake_lpr nor lrat-check is here"; return; fi
    said=$(limited "$tool" "$1" "$2" 2>&1)
    case $said in
        *"NOT VERIFIED"* | *FAILED*) bad "$2 ($tool)" ;;
        *VERIFIED*) good "$2 ($tool)" ;;
        *) skip "$2" "$tool came to no answer" ;;
    esac
}

sat() {
    tool=$(first cadical kissat glucose minisat picosat)
    if [ -z "$tool" ]; then skip "$1" "no SAT solver is here"; return; fi
    limited "$tool" "$1" >/dev/null 2>&1
    status=$?
    if [ "$status" -eq "$2" ]; then good "$1 ($tool, exit $2)"
    elif [ "$status" -eq 10 ] || [ "$status" -eq 20 ]; then bad "$1 ($tool, exit $status where $2 was expected)"
    else skip "$1" "$tool came to no answer"; fi
}

smt() {
    any=0
    for tool in cvc5 z3; do
        if ! have "$tool"; then continue; fi
        any=1
        said=$(limited "$tool" "$1" 2>/dev/null | head -n 1)
        case $said in
            "$2") good "$1 ($tool: $said)" ;;
            sat | unsat) bad "$1 ($tool: $said where $2 was expected)" ;;
            *) skip "$1" "$tool came to no answer" ;;
        esac
    done
    if [ "$any" -eq 0 ]; then skip "$1" "neither cvc5 nor z3 is here"; fi
}

if have sha256sum; then hasher="sha256sum"; elif have shasum; then hasher="shasum -a 256"; else hasher=""; fi
if [ -z "$hasher" ]; then skip manifest-sha256.txt "neither sha256sum nor shasum is here"
elif said=$(grep -v '^#' manifest-sha256.txt | $hasher -c - 2>&1); then good "manifest-sha256.txt ($hasher)"
else bad "manifest-sha256.txt"; echo "$said" | grep -v ': OK$'; fi

@CALLS@

echo "$ran checks ran, $failed failed, $skipped skipped"
if [ "$failed" -gt 0 ]; then exit 1; fi
if [ "$ran" -eq 0 ]; then exit 3; fi
exit 0
"""
