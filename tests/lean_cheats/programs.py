"""What elaboration would do to the machine, done by programs in the sandbox.

Lean's `IO` is not at hand, so Python stands in for it: the sandbox does not know which it is. One sample does run code
of its own in Lean; what it does is looked for here.
"""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.verification.caged import BRIEF, achieved, alive, program

__all__ = ["PLANTED", "PROGRAMS"]

PLANTED = Path("/tmp/planted_by_a_submission")  # noqa: S108 - where the sample writes
PROGRAMS: dict[str, Callable[[], str]] = {}
"""Name of the sample → runs it; what it got out of the sandbox, empty if it was contained."""


def entered(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Enter a function under the name of a sample."""

    def enter(function: Callable[[], str]) -> Callable[[], str]:
        PROGRAMS[name] = function
        return function

    return enter


@entered("43_files_and_network")
def files_and_network() -> str:
    """Plants files, reads a key, and connects to a server that does listen."""
    token = secrets.token_hex(16)
    with TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as server:
        folder = Path(name)
        folder.chmod(0o777)
        key = folder / "key"
        key.write_text(token)
        got = achieved(
            """
port, folder, token, home = int(sys.argv[1]), *sys.argv[2:]
attempt("plant", write, folder + "/reward.txt")
for place in ("/tmp/", "/scratch/"):
    try:
        write(place + token)
    except OSError:
        continue
attempt("read", read, folder + "/key")
attempt("credentials", os.listdir, home + "/.ssh")
attempt("connect", socket.create_connection, ("127.0.0.1", port), 2)
attempt("resolve", socket.getaddrinfo, "example.org", 80)
""",
            str(server.getsockname()[1]),
            name,
            token,
            str(Path.home()),
        )
        planted = [item for item in folder.iterdir() if item != key] + list(Path("/tmp").glob(token))  # noqa: S108
        return "; ".join([*got, *map(str, planted)])


@entered("47_tampering_with_the_judge")
def tampering_with_the_judge() -> str:
    """Leaves a process of a session of its own behind, and looks for other processes to write to."""
    token = f"daemon{secrets.token_hex(8)}"
    source = """
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(3):
        os.close(number)
    while True:
        time.sleep(0.05)
        try:
            write("/scratch/" + sys.argv[1])
        except OSError:
            pass
time.sleep(0.2)
own = {os.getpid()}
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in own:
        attempt(f"memory of {name}", write, f"/proc/{name}/mem")
        attempt(f"trace {name}", lambda name=name: read(f"/proc/{name}/environ") and sys.argv[1] not in
                read(f"/proc/{name}/cmdline").decode())
attempt("parent", os.kill, os.getppid(), signal.SIGKILL) if os.getppid() > 1 else None
"""
    result = program(source + "\nprint(json.dumps(got))", token)
    if not result.done:
        return f"the program {result.sentence}"
    got = [item for item in json.loads(result.stdout) if not item.endswith(": False")]
    time.sleep(0.2)
    return "; ".join([*got, *(f"process {number} is alive" for number in alive(token))])


@entered("49_endless_evaluation")
def endless_evaluation() -> str:
    """Runs for ever."""
    result = program("while True: pass", limits=BRIEF)
    return "" if result.limit in ("seconds", "processor") else f"it {result.sentence}"


@entered("50_flood_of_output")
def flood_of_output() -> str:
    """Prints without end."""
    result = program("while True: print('x' * 10000)", limits=BRIEF)
    return "" if result.limit == "output" else f"it {result.sentence}"


@entered("43_code_in_a_macro")
def code_in_a_macro() -> str:
    """Nothing more to run: the build has been run, and what it would have written is looked for."""
    return str(PLANTED) if PLANTED.exists() else ""
