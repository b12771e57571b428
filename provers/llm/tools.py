"""What an agent can do: each tool has a schema, a cap, and a refusal that says what to do instead.

A tool returns text to the model and nothing else: only `submit_candidate` leaves something behind, a candidate
that passed the same validation as a stranger's file and goes to the same judges.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import InputError, WorkbenchError
from problems.family import get_family
from provers.llm import compute
from provers.llm.config import LLMConfig
from provers.llm.lean_seam import LeanChecker, VerifierLean
from provers.llm.library import oeis_values, search_catalogue
from provers.prover import BudgetSpent, Task, candidate_for
from verification.candidate import Candidate
from verification.process import Crashed, Limited, Overrun, ProcessPool
from verification.verdict import Outcome

__all__ = ["SUBMISSIONS", "Answer", "Toolbox", "definitions"]

LONGEST_ANSWER = 12_000
"""Characters of one answer to the model."""
LONGEST_PROGRAM = 60_000
LONGEST_LEMMA = 1500
SOLVE_SECONDS = 30.0
CHECK_SECONDS = 15.0
PROGRAM_SECONDS = 20.0
LEAN_SECONDS = 60.0
MEMORY_MB = 2048

SUBMISSIONS = ("witness", "identity", "refutation", "counterexample", "lean", "informal")
"""Kinds that an agent may submit."""
_FILES = ("proof", "certificate", "document", "symmetry")
"""Fields that would name files of this machine or proofs that the agent has not got."""


@dataclass(frozen=True)
class Answer:
    """What a tool says to the model."""

    text: str
    refused: bool = False
    candidate: Candidate | None = None
    lemma: str = ""
    """What is to be told to the others."""


def _tool(name: str, description: str, required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return {"name": name, "description": description, "input_schema": schema}


_TEXT = {"type": "string"}
_OBJECT = {"type": "object"}


def definitions(config: LLMConfig, shared: bool = False) -> list[dict[str, Any]]:
    """The tools as the model sees them, always in the same order; `shared` for one of several agents."""
    tools = [
        _tool(
            "check_witness",
            "Check a witness exactly against the claim, or against the same family with other parameters.",
            ("witness",),
            witness={**_OBJECT, "description": "in the family's witness form"},
            params={**_OBJECT, "description": "other parameters than the claim's; left out for the claim itself"},
        ),
        _tool(
            "solve",
            f"Run a SAT solver over the family's finite model, at most {SOLVE_SECONDS:g} seconds.",
            (),
            params={**_OBJECT, "description": "other parameters than the claim's; left out for the claim itself"},
            goal={"type": "string", "enum": ["exists", "none"]},
            seconds={"type": "number"},
        ),
        _tool(
            "evaluate",
            "Exact value of an expression: integers, fractions, symbols, lists, functions of SymPy and FLINT (det, "
            "rank, factorint, partitions, …). No floats: enclose(sqrt(2) - log(3), 30) gives a rigorous interval.",
            ("expression",),
            expression=_TEXT,
        ),
        _tool(
            "run_python",
            f"Run a Python program (standard library) without network for at most {PROGRAM_SECONDS:g} seconds; "
            "returns what it prints.",
            ("source",),
            source=_TEXT,
        ),
        _tool(
            "lean_check",
            f"Let Lean check, at most {LEAN_SECONDS:g} seconds, either a witness as a theorem of core Lean, or Lean "
            "text for a pinned statement. Refused where there is no Lean.",
            (),
            witness={**_OBJECT, "description": "in the family's witness form"},
            source={**_TEXT, "description": "Lean text, instead of a witness"},
            statement={**_TEXT, "description": "with source: repository@commit:declaration"},
        ),
        _tool(
            "submit_candidate",
            "Submit the answer; it is then judged, and the attempt ends. Kinds: " + ", ".join(SUBMISSIONS) + ".",
            ("payload",),
            payload={
                **_OBJECT,
                "description": '{"kind": "witness", "witness": {…}} | {"kind": "identity", "identity": {…}} | '
                '{"kind": "refutation"} | '
                '{"kind": "lean", "statement": "…", "source": "…"} | '
                '{"kind": "informal", "steps": [{"claim": "…", "because": "…"}]}',
            },
        ),
    ]
    if not config.frozen:
        tools += [
            _tool("search_catalogue", "Search problems of the catalogue, such as `sidon`.", ("query",), query=_TEXT),
            _tool("oeis_values", "What the shipped facts say of an OEIS sequence.", ("sequence",), sequence=_TEXT),
        ]
    if shared:
        tools.append(
            _tool(
                "share_lemma",
                "Tell the agents that work on the same claim by other strategies what you found, in one short text.",
                ("lemma",),
                lemma=_TEXT,
            )
        )
    return tools


class Toolbox:
    """The tools of one attempt."""

    def __init__(
        self, task: Task, config: LLMConfig, seconds_left: Callable[[], float], *, lean: LeanChecker | None = None
    ) -> None:
        self.task, self.config, self._seconds_left = task, config, seconds_left
        self._lean: LeanChecker = lean or VerifierLean(config.lean)
        self._own: ProcessPool | None = None
        self._schemas = {tool["name"]: tool["input_schema"] for tool in definitions(config, bool(task.strategy))}
        self._answered: dict[str, Answer] = {}

    def close(self) -> None:
        """Kill worker processes of its own."""
        if self._own is not None:
            self._own.kill()

    def call(self, name: str, given: Any) -> Answer:
        """Answer a call; whatever is wrong with it is a refusal in words. Raises BudgetSpent when time is over."""
        key = json.dumps([name, given], sort_keys=True, default=str)
        if key in self._answered:
            earlier = self._answered[key]
            return Answer(f"(asked before, with the same answer) {earlier.text}"[:LONGEST_ANSWER], earlier.refused)
        try:
            answer = self._answer(name, self._valid(name, given))
        except WorkbenchError as error:
            answer = Answer(str(error), refused=True)
        except RecursionError:
            answer = Answer("nested too deeply; send a flatter object", refused=True)
        if len(answer.text) > LONGEST_ANSWER:
            cut = f"{answer.text[:LONGEST_ANSWER]}… (cut; ask for less)"
            answer = Answer(cut, answer.refused, answer.candidate)
        self._answered[key] = answer
        return answer

    def _valid(self, name: str, given: Any) -> dict[str, Any]:
        if name not in self._schemas:
            raise InputError(f"there is no tool {str(name)[:40]!r}: use {', '.join(self._schemas)}")
        schema = self._schemas[name]
        if not isinstance(given, Mapping):
            raise InputError(f"{name} takes a JSON object with {', '.join(schema['properties'])}")
        for field in given:
            if field not in schema["properties"]:
                raise InputError(f"{name} has no field {str(field)[:40]!r}: use {', '.join(schema['properties'])}")
        for field in schema["required"]:
            if field not in given:
                raise InputError(f"{name} needs {field!r}")
        kinds: dict[str, Any] = {"object": Mapping, "string": str, "number": (int, float), "array": list}
        for field, value in given.items():
            rule = schema["properties"][field]
            if not isinstance(value, kinds[rule["type"]]) or isinstance(value, bool):
                raise InputError(f"{name}: {field} is to be of JSON type {rule['type']}")
            if value not in rule.get("enum", [value]):
                raise InputError(f"{name}: {field} is to be one of {', '.join(rule['enum'])}")
        return dict(given)

    def _answer(self, name: str, given: dict[str, Any]) -> Answer:
        match name:
            case "check_witness":
                return self._check(given["witness"], self._claim(given.get("params"), Goal.EXISTS))
            case "solve":
                goal = Goal(given.get("goal", self.task.claim.goal))
                return self._solve(self._claim(given.get("params"), goal), float(given.get("seconds", 10)))
            case "evaluate":
                return Answer(self._compute(CHECK_SECONDS, compute.evaluate, given["expression"]))
            case "run_python":
                return self._run(given["source"])
            case "lean_check":
                return self._lean_check(given)
            case "search_catalogue":
                return Answer(search_catalogue(given["query"], self.config))
            case "share_lemma":
                lemma = " ".join(given["lemma"].split())[:LONGEST_LEMMA]
                return Answer("Noted for the others.", lemma=lemma)
            case "oeis_values":
                return Answer(oeis_values(given["sequence"], self.config))
            case _:
                return self._submit(given["payload"])

    def _claim(self, params: Mapping[str, Any] | None, goal: Goal) -> Claim:
        claim = self.task.claim
        if params is None:
            return claim.model_copy(update={"goal": goal})
        family = get_family(claim.family)
        canonical = family.parse_params(params).model_dump(mode="json", exclude_none=True)
        return Claim(family=claim.family, params=canonical, goal=goal)

    def _check(self, witness: Mapping[str, Any], claim: Claim) -> Answer:
        holds, reason = self._compute(CHECK_SECONDS, compute.check, claim, dict(witness))
        if self.config.gated:
            reason = ""
        return Answer(("It holds. " if holds else "It does not hold. ") + reason)

    def _solve(self, claim: Claim, seconds: float) -> Answer:
        if not 0 < seconds <= SOLVE_SECONDS:
            raise InputError(f"solve: seconds is to be above 0 and at most {SOLVE_SECONDS:g}")
        found = self._compute(seconds + CHECK_SECONDS, compute.solve, claim, seconds, self.task.seed)
        match found["answer"]:
            case "witness":
                return Answer(f"The solver found a witness: {json.dumps(found['witness'])}")
            case "there is one":
                return Answer("The solver found a witness, so there is no refutation; ask with goal exists to see it.")
            case "none":
                return Answer("The solver says that there is no witness. A refutation can be submitted.")
            case "open":
                return Answer(f"No answer in {seconds:g} s, which proves nothing ({found['reason']}). Try less.")
        raise InputError(f"{found['reason']}; use run_python or evaluate")

    def _run(self, source: str) -> Answer:
        if len(source) > LONGEST_PROGRAM:
            raise InputError(f"the program is longer than {LONGEST_PROGRAM} characters; send a shorter one")
        from verification.sandbox import SandboxLimits, run_python

        seconds = max(0.1, min(PROGRAM_SECONDS, self._seconds_left()))
        limits = SandboxLimits(seconds=seconds, output_bytes=200_000)
        try:
            result = run_python(source, limits=limits, allow_unsandboxed=self.config.allow_unsandboxed)
        except WorkbenchError as error:
            raise InputError(f"programs cannot be run here ({error}); use evaluate and solve") from None
        told = result.stdout.decode("utf-8", "replace")
        return Answer(f"{result.sentence}\n{told}" if not result.done else told or "(it printed nothing)")

    def _lean_check(self, given: Mapping[str, Any]) -> Answer:
        if ("witness" in given) == ("source" in given) or ("statement" in given) != ("source" in given):
            raise InputError("lean_check takes either witness, or source together with statement")
        missing = self._lean.missing()
        if missing:
            raise InputError(f"there is no Lean here ({missing}); use check_witness, solve and evaluate instead")
        if "witness" in given:
            kind = get_family(self.task.claim.family).payload
            payload = {"kind": kind, kind: dict(given["witness"])}
        else:
            payload = {"kind": "lean", "source": given["source"], "statement": given["statement"]}
        seconds = max(0.1, min(LEAN_SECONDS, self._seconds_left()))
        told = self._lean.check(self.task, payload, seconds=seconds, pool=self._pool(), wait=self._wait)
        words = {
            Outcome.VERIFIED: "Lean accepts it.",
            Outcome.REFUTED: "Lean shows that it is false.",
            Outcome.UNKNOWN: "Lean did not accept it, which proves nothing.",
        }[told.outcome]
        return Answer(words if self.config.gated else f"{words} {told.reason}".strip())

    def _submit(self, payload: Mapping[str, Any]) -> Answer:
        if payload.get("kind") not in SUBMISSIONS:
            raise InputError(f"kind is to be one of {', '.join(SUBMISSIONS)}")
        given = [name for name in _FILES if payload.get(name)]
        if given:
            raise InputError(
                f"{given[0]} cannot be submitted here; leave it out, the verifier looks for a proof itself"
            )
        candidate = candidate_for(self.task, payload)
        return Answer("Submitted; it is now with the judges.", candidate=candidate)

    def _compute(self, seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run in a worker process under limits; an overrun is a refusal."""
        future = self._pool().submit(Limited(function, seconds, MEMORY_MB), *arguments)
        try:
            return self._wait(future).result()
        except Overrun as error:
            raise InputError(f"this takes too long or too much memory ({error}); try something smaller") from None
        except Crashed as error:
            raise InputError(f"the computation broke ({str(error)[:200]}); try another way") from None

    def _pool(self) -> Executor:
        if self.task.pool is not None:
            return self.task.pool
        self._own = self._own or ProcessPool(1)
        return self._own

    def _wait(self, future: Future[Any]) -> Future[Any]:
        """The future when it is done; BudgetSpent when the attempt's time is over before."""
        while not wait([future], timeout=0.25).done:
            if self._seconds_left() <= 0:
                future.cancel()
                raise BudgetSpent("seconds")
        return future
