"""What all tests share.

Optional system programs: a test that needs one is marked `@pytest.mark.needs("acl2")` or calls
`tests.system.require("acl2")`. Where the program is absent the test is skipped and says why; where
`WORKBENCH_REQUIRE` names it (as in `WORKBENCH_REQUIRE=bwrap,acl2,postgres,chromium,nauty`) its absence is
a failure. `make system` installs the Debian packages of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from problems.family import enable_plugins
from tests.postgres import Database, Postgres, PostgresDatabase, SqliteDatabase
from tests.system import demanded, require
from tests.workbench import Inside, Workbench


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(name): an optional system program, see tests/system.py")
    demanded()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            require(name)


def pytest_report_header() -> str:
    return f"required system programs: {', '.join(sorted(demanded())) or 'none'} (WORKBENCH_REQUIRE)"


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    """The command in an empty project whose catalogue is the test's own."""
    return Workbench(tmp_path / "project")


@pytest.fixture
def inside(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Inside]:
    """The command in the test's own process."""
    yield Inside(workbench, monkeypatch, capsys)
    enable_plugins([])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, one for each process of the test run."""
    require("postgres")
    if "postgres" not in demanded():
        pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database for a ledger: the test runs once on each kind."""
    if request.param == "sqlite":
        return SqliteDatabase(str(tmp_path / "store" / "ledger.sqlite"))
    return PostgresDatabase(request.getfixturevalue("postgres"))
