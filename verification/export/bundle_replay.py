"""`replay.sh`: what public tools can check in a bundle without any software of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from problems.claim import Goal
from verification.export.bundle_item import Item
from verification.export.bundle_lean import LEAN, SOLUTION
from verification.verdict import Outcome

__all__ = ["replay"]


def replay(items: Sequence[Item], files: Mapping[str, Sequence[str]]) -> bytes:
    """`replay.sh`: public tools over the files of the bundle; nothing in the bundle is executed."""
    calls = []
    for item in items:
        there, folder = set(files[item.name]), f"items/{item.name}"
        none = item.candidate.claim.goal is Goal.NONE
        if item.standing.outcome is not Outcome.VERIFIED:
            calls.append(f"skip '{folder}' 'its outcome is {item.standing.short}, there is nothing to replay'")
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
        project = f"{LEAN}Solution.lean" in there
        if project:
            calls.append(f"theorem {folder}/{LEAN.rstrip('/')}")
        elif item.candidate.payload.kind == "lean":
            calls.append(f"skip {folder}/candidate.json 'Lean source by others runs code while it is read'")
        if SOLUTION in there:
            calls.append(f"kernel {folder}/{SOLUTION}")
        if not project and not there & {"claim.cnf", "claim.smt2", SOLUTION}:
            calls.append(f"skip '{folder}' 'no file for a public tool; use workbench reproduce'")
    return _SCRIPT.replace("@CALLS@", "\n".join(calls)).encode()


_SCRIPT = r"""#!/bin/sh
# Replays this bundle with the public tools that are here: sha256sum or shasum, drat-trim, lrat-check or cake_lpr,
# cadical, kissat, glucose, minisat or picosat, cvc5, z3, lean, leanchecker. Each reads files of the bundle as data;
# nothing in the bundle is executed. Lean, though, does what a file says while it reads it: `workbench reproduce` tells
# whether the Lean projects here are what follows from the claims; REPLAY_LEAN=no leaves them out. Where `lean` is
# elan's, it may fetch the release that `lean-toolchain` names. Each check ends after REPLAY_SECONDS (600).
# Exit status: 0 nothing contradicts, 1 something does, 3 no tool was found.
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

# That the theorem is the one asked for is not for the kernel to say: `workbench reproduce` compares.
kernel() {
    if ! have leanchecker; then skip "$1" "leanchecker is not here"; return; fi
    said=$(limited leanchecker --from-export "$1" 2>/dev/null)
    status=$?
    case $status:$said in
        "0:Lean "*" kernel accepts the solution") good "$1 (leanchecker)" ;;
        "1:Lean "*" kernel rejects the solution"*) bad "$1 (leanchecker)" ;;
        *) skip "$1" "leanchecker came to no answer" ;;
    esac
}

# Compiles a module after those of the project that it imports.
build() {
    for name in $(sed -n 's/^import \([A-Za-z0-9_.]*\)$/\1/p' "$1.lean" | tr . /); do
        if [ -f "$name.lean" ] && ! [ -f "$name.olean" ]; then build "$name" || return; fi
    done
    limited lean -o "$1.olean" "$1.lean"
}

# The project is copied, so that what Lean writes does not come to lie in the bundle.
theorem() {
    if [ "${REPLAY_LEAN:-yes}" = no ]; then skip "$1" "REPLAY_LEAN=no"; return; fi
    if ! have lean; then skip "$1" "lean is not here"; return; fi
    work=$(mktemp -d) || { skip "$1" "no temporary folder"; return; }
    cp -R "$1/." "$work"
    wanted=$(sed -n 's/.*:v//p' "$1/lean-toolchain")
    release=$(cd "$work" && limited lean --version 2>&1 | head -n 1)
    said=$(cd "$work" && LEAN_PATH=$work && export LEAN_PATH && build Solution 2>&1)
    status=$?
    if [ "$status" -eq 0 ]; then
        said=$(cd "$work" && LEAN_PATH=$work && export LEAN_PATH && limited lean Axioms.lean 2>&1)
        status=$?
    fi
    rm -rf "$work"
    if [ "$status" -eq 0 ] && [ "$said" = "'Claim.holds' does not depend on any axioms" ]; then good "$1 (lean)"
    elif [ "$status" -eq 124 ]; then skip "$1" "lean did not end within $LIMIT s"
    else
        case $release in
            *"version $wanted,"* | *"version $wanted)"*) bad "$1 (lean): $(echo "$said" | head -n 1)" ;;
            *) skip "$1" "not accepted, but this is no Lean $wanted: $release" ;;
        esac
    fi
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
