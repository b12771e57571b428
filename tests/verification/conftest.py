"""What tests of the sandbox share."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def token() -> str:
    """A word by which the processes of a program are found from outside."""
    return f"token-{secrets.token_hex(12)}"


@pytest.fixture
def secret() -> Iterator[Path]:
    """A file of the host that everybody may read."""
    with tempfile.NamedTemporaryFile(dir="/tmp", prefix="secret-", suffix=".txt") as file:
        file.write(b"SECRET")
        file.flush()
        os.chmod(file.name, 0o666)  # noqa: S103 - everybody may read and write it
        yield Path(file.name)
