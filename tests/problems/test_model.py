"""CPMpy without pandas: quick, and the same for everybody."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_pandas_is_left_alone_until_somebody_needs_it() -> None:
    pytest.importorskip("pandas")
    answer = run(
        "import sys\n"
        "from problems.model import load_cpmpy\n"
        "load_cpmpy()\n"
        "import cpmpy as cp\n"
        "x = cp.intvar(1, 3, shape=3)\n"
        "count = cp.Model([cp.AllDifferent(x)]).solveAll(solver='ortools', display=lambda: None)\n"
        "print(count, 'pandas' in sys.modules)\n"
        "held = [name for name, module in list(sys.modules.items()) for value in vars(module).values()\n"
        "        if type(value).__name__ == '_Placeholder']\n"
        "print(held)\n"
        "import pandas\n"
        "from ortools.sat.python import cp_model\n"
        "made = cp_model.CpModel().new_bool_var_series('x', pandas.Index([1, 2]))\n"
        "print(type(made) is pandas.Series, len(made), cp_model.pd.Series is pandas.Series)\n"
    )
    assert answer.splitlines() == ["6 False", "[]", "True 2 True"]


def test_what_was_imported_before_stays() -> None:
    pytest.importorskip("pandas")
    answer = run(
        "import pandas\n"
        "from problems.model import load_cpmpy\n"
        "load_cpmpy(); load_cpmpy()\n"
        "from ortools.sat.python import cp_model\n"
        "print(cp_model.pd is pandas, pandas.DataFrame({'a': [1]}).shape)\n"
    )
    assert answer == "True (1, 1)\n"


def test_a_missing_package_is_an_import_error_and_leaves_no_trace() -> None:
    answer = run(
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'cpmpy':\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from problems.model import load_cpmpy\n"
        "try:\n"
        "    load_cpmpy()\n"
        "except ImportError:\n"
        "    print('pandas' in sys.modules)\n"
    )
    assert answer == "False\n"
