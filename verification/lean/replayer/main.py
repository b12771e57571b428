"""The program: replay an export, and say in one line how it went.

    main.run(FOLDER, EXPORT, NONCE, STACK_MB)

FOLDER holds the libraries. The answer begins with NONCE and goes to the standard output as it was at the start;
whatever the libraries print there goes nowhere.
"""

from __future__ import annotations

import json
import os
import resource
import threading
import time
from typing import Any

from verification.lean.replayer.declarations import Declarations
from verification.lean.replayer.objects import Declined, Kernel, Malformed, Rejected

__all__ = ["run"]


def run(folder: str, export: str, nonce: str, stack_mb: int) -> None:
    """Replay in a thread with a stack of the given size, answer, end the process."""
    channel = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Lean asks for this limit to know when a recursion is too deep, and gives up instead of dying.
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    size = stack_mb << 20 if hard == resource.RLIM_INFINITY else min(stack_mb << 20, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (size, hard))
    threading.stack_size(size)
    answer: dict[str, Any] = {}
    thread = threading.Thread(target=lambda: answer.update(replay(folder, export)))
    thread.start()
    thread.join()
    if answer:
        os.write(channel, f"{nonce} {json.dumps(answer)}\n".encode())
    os._exit(0 if answer else 1)


def replay(folder: str, export: str) -> dict[str, Any]:
    """How it went: `outcome`, `reason`, the `constant` at hand, `constants` read, `axioms`, `seconds`."""
    reader = Declarations(Kernel(folder))
    started = time.monotonic()
    outcome, reason = "accepted", ""
    try:
        with open(export, "rb") as lines:
            reader.read(lines)
    except Rejected as error:
        outcome, reason = "rejected", str(error)
    except Declined as error:
        outcome, reason = "declined", str(error)
    except Malformed as error:
        outcome, reason = "declined", f"malformed export: line {reader.line}: {error}"
    return {
        "outcome": outcome,
        "reason": reason,
        "constant": reader.current,
        "constants": reader.constants,
        "axioms": reader.axioms,
        "seconds": time.monotonic() - started,
    }
