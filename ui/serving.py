"""A desk that somebody else opens: started on a free port, waited for, ended with the block."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from problems.errors import WorkbenchError

__all__ = ["SETTLED", "free_port", "running", "served"]

SETTLED = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
"""What a browser finds true when the server has nothing more to say."""

PATIENCE = 200
"""Times that the server is asked whether it is up, a tenth of a second apart."""


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def served(folder: Path, environment: Mapping[str, str], *options: str, port: int = 0) -> Iterator[str]:
    """The address of `workbench ui` in a folder; a WorkbenchError holds its words where it does not come up.

    Port 0 is any free one.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "ui.cli", "ui", "--port", str(port), *options]
    with running(command, folder, environment, port) as address:
        yield address


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str], port: int) -> Iterator[str]:
    """The address of a Streamlit server that the command starts on the port; see `served`."""
    with tempfile.TemporaryFile() as words:
        server = subprocess.Popen(  # noqa: S603 - a command of ours
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        try:
            if not _up(server, port):
                words.seek(0)
                said = " ".join(words.read().decode("utf-8", "replace").split())[-500:]
                raise WorkbenchError(f"the server did not come up: {said or 'no answer'}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _up(server: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(PATIENCE):
        if server.poll() is not None:
            return False
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
            return True
        time.sleep(0.1)
    return False
