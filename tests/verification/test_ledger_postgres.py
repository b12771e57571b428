"""The ledger on PostgreSQL: the same promises as on SQLite, kept by an advisory lock.

A private server is started on a Unix socket; it refuses to run as root and then runs as `postgres`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.errors import LedgerError
from tests.system import require
from tests.verification.test_ledger_writers import Writer
from tests.workbench import PLUGIN, Workbench, claim, problem
from verification.ledger import Ledger


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The socket folder of a running server."""
    require("postgres")
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = programs[-1] if programs else Path(shutil.which("postgres") or "postgres").resolve()
    folder = Path(tempfile.mkdtemp(prefix="wbpg-"))
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = folder / "data"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **who}
    make = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C"]
    subprocess.run([found.with_name("initdb"), "-D", data, *make], check=True, timeout=60, **quiet)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = [found.with_name("pg_ctl"), "-D", data, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, timeout=60, **quiet)
    yield folder
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, timeout=60, **quiet)
    shutil.rmtree(folder)


@pytest.fixture
def url(server: Path, request: pytest.FixtureRequest) -> str:
    """A fresh database."""
    import psycopg

    name = f"test_{abs(hash(request.node.name))}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://postgres@/{name}?host={server}"


def test_a_chain_with_projections_that_finds_tampering(url: str) -> None:
    import psycopg

    with pytest.raises(LedgerError, match="holds no ledger"):
        Ledger.open(url)
    with Ledger.open(url, create=True) as ledger:
        for number in range(4):
            body = {"schema": 1, "id": f"{number:032x}", "key": f"k{number}", "outcome": "nothing", "text": "é"}
            ledger.append([("attempt", body), ("note", {"schema": 1, "number": 2**80})])
        head = "{}:{}".format(*ledger.head())
        assert ledger.check(head).faults == ()
        assert ledger.attempt_keys() == {"k0", "k1", "k2", "k3"}
        assert ledger.find("0" * 31 + "2")[1]["key"] == "k2"
    with Ledger.open(url, read_only=True) as ledger, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM entry WHERE seq > 6")
        connection.execute("DELETE FROM attempts WHERE seq > 6")
        assert ledger.check().ok
        assert "truncated or rewritten" in ledger.check(head).faults[0]
        connection.execute("UPDATE attempts SET outcome = 'found' WHERE seq = 1")
        assert "differs from the entries" in ledger.check().faults[0]
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(LedgerError, match="newer version"):
        Ledger.open(url)


def test_writers_share_one_chain(url: str) -> None:
    writers = [Writer(url, str(number), 1.0) for number in range(3)]
    for writer in writers:
        writer.wait_open()
    for writer in writers:
        writer.go()
    with Ledger.open(url, read_only=True) as ledger:
        assert ledger.check().faults == (), "a check in the middle sees one moment"
        counts = [writer.acknowledged() for writer in writers]
        assert ledger.check().ok
        bodies = [json.loads(entry.body) for entry in ledger.entries("note")]
    for writer, count in zip(writers, counts, strict=True):
        assert [body["number"] for body in bodies if body["writer"] == writer.name] == list(range(count))
    assert min(counts) > 0


def test_a_scan_writes_there_and_resumes(url: str, workbench: Workbench) -> None:
    workbench.configure(families=["faulty"], ledger=url, blobs="evidence")
    workbench.add(problem(1, [claim("faulty", mode="good", n=3), claim("faulty", mode="lost", n=3)]))
    words = ("scan", "--prover", "local", "--work", "300", "--resume")
    assert workbench.records(*words, PYTHONPATH=str(PLUGIN))[-1]["attempts"] == 2
    assert workbench.records(*words, PYTHONPATH=str(PLUGIN))[-1]["attempts"] == 0
    assert workbench.run("ledger", "check").returncode == 0
