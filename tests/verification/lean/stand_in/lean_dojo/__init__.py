"""Stands in for LeanDojo: the same names, over a calculus of counters in place of Lean.

Goals are `⊢ n`; `add k` and `halve` change n, `done` closes `⊢ 0`. Tactics with a name of their own misbehave.
"""

import os
import sys
import time
from dataclasses import dataclass
from itertools import count

sys.stdout.write("chatter of a library on standard output\n")


class DojoCrashError(Exception):
    pass


class DojoInitError(Exception):
    pass


class DojoTacticTimeoutError(Exception):
    pass


@dataclass(frozen=True)
class TacticState:
    pp: str
    id: int


@dataclass(frozen=True)
class ProofFinished:
    tactic_state_id: int


@dataclass(frozen=True)
class ProofGivenUp:
    pass


@dataclass(frozen=True)
class LeanError:
    error: str


@dataclass(frozen=True)
class LeanGitRepo:
    url: str

    @classmethod
    def from_path(cls, path):
        return cls(str(path))


@dataclass(frozen=True)
class Theorem:
    repo: LeanGitRepo
    file_path: object
    full_name: str


class Dojo:
    def __init__(self, entry, timeout, build_deps):
        self.entry = entry
        self.ids = count(1)

    def __enter__(self):
        if self.entry.full_name == "missing":
            raise DojoInitError("Failed to locate the theorem")
        return self, TacticState("⊢ 3", 0)

    def __exit__(self, *words):
        return None

    def run_tac(self, state, tactic):
        n = int(state.pp.removeprefix("⊢ "))
        word, _, rest = tactic.partition(" ")
        if word == "add":
            return TacticState(f"⊢ {n + int(rest)}", next(self.ids))
        if word == "halve" and n % 2 == 0:
            return TacticState(f"⊢ {n // 2}", next(self.ids))
        if word == "done" and n == 0:
            return ProofFinished(next(self.ids))
        if word == "sorry":
            return ProofGivenUp()
        if word == "crash":
            raise DojoCrashError("OOM")
        if word == "exit":
            sys.stderr.write("last words\n")
            sys.stderr.flush()
            os._exit(3)
        if word == "sleep":
            time.sleep(60)
        if word == "flood":
            return TacticState("⊢ " + "x" * (2 << 20), next(self.ids))
        if word == "environment":
            return LeanError(",".join(sorted(os.environ)))
        return LeanError(f"{tactic} does not apply to {state.pp}")
