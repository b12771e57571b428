"""LeanDojo in a process of its own: `python dojo_child.py IN OUT`, one JSON object a line on those descriptors.

Importing the library reads a `.env` file, takes over the log, and calls GitHub when a token is in the environment; it
starts `git`. All of that stays in this process, whose environment the parent chose; reading `.env` is turned off,
since it would bring in what the parent left out.
"""

import json
import os
import sys
from pathlib import Path


def _nothing(*words: object, **options: object) -> bool:
    return False


def main(source: int, target: int) -> None:
    """Open the theorem that the first line names, then run one tactic a line."""
    import dotenv

    dotenv.load_dotenv = _nothing
    from lean_dojo import (
        Dojo,
        DojoCrashError,
        DojoInitError,
        DojoTacticTimeoutError,
        LeanError,
        LeanGitRepo,
        ProofFinished,
        TacticState,
        Theorem,
    )

    with os.fdopen(source, "r", encoding="utf-8") as asked, os.fdopen(target, "w", encoding="utf-8") as answers:

        def say(answer: dict[str, object]) -> None:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

        request = json.loads(asked.readline())
        repository = LeanGitRepo.from_path(request["project"])
        theorem = Theorem(repository, Path(request["file"]), request["theorem"])
        # The project's packages were built by its owner; fetching them is not for a session of tactics.
        with Dojo(theorem, timeout=int(request["seconds"]), build_deps=False) as (dojo, first):
            states = {first.id: first}
            say({"state": first.id, "goals": first.pp})
            for line in asked:
                request = json.loads(line)
                try:
                    result = dojo.run_tac(states[request["state"]], request["tactic"])
                except (DojoCrashError, DojoTacticTimeoutError, DojoInitError) as error:
                    say({"fault": f"{type(error).__name__}: {error}"})
                    return
                if isinstance(result, TacticState):
                    states[result.id] = result
                    say({"state": result.id, "goals": result.pp})
                elif isinstance(result, ProofFinished):
                    say({"closed": True})
                else:
                    say({"refused": result.error if isinstance(result, LeanError) else "the proof contains sorry"})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
