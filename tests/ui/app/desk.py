"""A project whose ledger a real scan made, and the triage desk over it: in the test's process, or in a browser."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.workbench import REPOSITORY, Workbench, claim, problem, ruler
from ui import serving

__all__ = ["APP", "Desk", "served", "told", "world"]

APP = REPOSITORY / "ui" / "app.py"


def world(folder: Path) -> Workbench:
    """A catalogue of three problems; what provers find of it is in the ledger."""
    project = Workbench(folder)
    project.configure(workers=1, reviewer="A. Reader", pending_per_prover=50)
    project.add(
        problem(1, [ruler(12, 5), ruler(11, 5, "none"), ruler(18, 6), ruler(26, 7)], tags=["rulers"], prize="$100"),
        problem(
            2, [claim("vdw_coloring", lengths=[3, 3], n=8), claim("schur_coloring", k=2, n=4)], tags=["colourings"]
        ),
        problem(3, [claim("ramsey_coloring", n=5, ks=[3, 3])], status={"state": "proved", "as_of": "2026-08-08"}),
    )
    return project


class Desk:
    """The desk in the process of the test."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(APP), default_timeout=60).run()

    def open(self, page: str, **address: str) -> AppTest:
        """A page by its address."""
        self.app.query_params.clear()
        for name, value in address.items():
            self.app.query_params[name] = value
        self.app.switch_page(f"views/{page}.py").run()
        return self.app


def told(app: AppTest) -> str:
    """All sentences on the page, without the backslashes that keep them literal; a traceback fails the test."""
    assert not app.exception, app.exception[0].message
    parts = [*app.error, *app.warning, *app.info, *app.success, *app.caption, *app.markdown, *app.text, *app.code]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


@contextlib.contextmanager
def served(project: Workbench, **variables: str) -> Iterator[str]:
    """The address of a server over the project, which ends with the block."""
    own: dict[str, Any] = {**variables, "XDG_STATE_HOME": str(project.temporary / "state")}
    environment = {**project.environment(**own), "HOME": os.environ.get("HOME", "/")}
    with serving.served(project.folder, environment) as address:
        yield address
