"""LeanInteract in a process of its own: `python interact_child.py IN OUT`, JSON lines on those descriptors."""

import json
import os
import sys
from pathlib import Path


def main(source: int, target: int) -> None:
    """Open the theorem that the first line names, then run one tactic a line."""
    from lean_interact import Command, LeanREPLConfig, LeanServer, LocalProject, ProofStep
    from lean_interact.interface import LeanError

    with os.fdopen(source, "r", encoding="utf-8") as asked, os.fdopen(target, "w", encoding="utf-8") as answers:

        def say(answer: dict[str, object]) -> None:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()

        request = json.loads(asked.readline())
        config = LeanREPLConfig(project=LocalProject(directory=request["project"], auto_build=False))
        server = LeanServer(config)
        head = Path(request["project"], request["file"]).read_text(encoding="utf-8")
        imports = "\n".join(line for line in head.splitlines() if line.startswith("import "))
        opened = server.run(Command(cmd=f"{imports}\n{request['statement']} := by sorry"), timeout=request["seconds"])
        if isinstance(opened, LeanError) or len(opened.sorries) != 1:
            say({"fault": f"Lean did not open the theorem: {opened}"})
            return
        first = opened.sorries[0]
        say({"state": first.proof_state, "goals": first.goal})
        for line in asked:
            request = json.loads(line)
            result = server.run(ProofStep(tactic=request["tactic"], proof_state=request["state"]))
            if isinstance(result, LeanError):
                say({"refused": result.message})
            elif any(message.severity == "error" for message in result.messages):
                say({"refused": " ".join(message.data for message in result.messages)})
            elif result.proof_status == "Completed":
                say({"closed": True})
            elif not result.goals:
                say({"refused": f"no goals, but {result.proof_status}"})
            else:
                say({"state": result.proof_state, "goals": "\n\n".join(result.goals)})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
