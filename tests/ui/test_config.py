"""Configuration: flag > environment > project file > user file > default, each value with its origin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from problems.errors import InputError
from tests.workbench import Inside
from ui.config import Settings, load_config, parse_seconds


def origins(inside: Inside) -> dict[str, tuple[Any, str]]:
    return {row["name"]: (row["value"], row["origin"]) for row in inside.records("config", "show")}


def test_layers_and_origins(inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    user = tmp_path / "user.toml"
    user.write_text('seed = 1\nwork = 11\nreviewer = "A. Person"\nledger = "mine.sqlite"\n')
    monkeypatch.setenv("WORKBENCH_USER_CONFIG", str(user))
    inside.project.configure(seed=2, work=22)
    monkeypatch.setenv("WORKBENCH_SEED", "3")
    monkeypatch.setenv("WORKBENCH_PROVERS", "sat,local")
    monkeypatch.setenv("WORKBENCH_NOT_A_SETTING", "1")
    project = str(inside.project.folder / "workbench.toml")
    rows = origins(inside)
    assert set(rows) == set(Settings.model_fields)
    assert rows["seed"] == (3, "environment WORKBENCH_SEED")
    assert rows["work"] == (22, project)
    assert rows["reviewer"] == ("A. Person", str(user))
    assert rows["provers"] == (["sat", "local"], "environment WORKBENCH_PROVERS")
    assert rows["budget"] == ("10s", "default")
    assert rows["ledger"] == (str(inside.project.ledger), project), "paths are relative to their file"
    config = load_config({"seed": 4, "work": None})
    assert (config.settings.seed, config.origins["seed"]) == (4, "flag")
    assert (config.settings.work, config.origins["work"]) == (22, project)
    assert "environment WORKBENCH_SEED" in inside("config", "show").out


def test_the_project_file_is_found_from_a_folder_below(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    below = inside.project.folder / "notes" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert origins(inside)["ledger"][0] == str(inside.project.ledger)


def test_passwords_are_not_shown(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_LEDGER", "postgresql://someone:secret@example.org/ledger")
    for arguments in (("config", "show"), ("config", "show", "--json"), ("ledger", "head"), ("scan",)):
        answer = inside(*arguments)
        assert "secret" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("seeed = 1", "seeed"),
        ("seed = 'x'", "seed"),
        ("workers = 0", "workers"),
        ("workers = 1e9", "workers"),
        ("judge_seconds = nan", "judge_seconds"),
        ("judge_seconds = inf", "judge_seconds"),
        ("lock_seconds = -1", "lock_seconds"),
        ("budget = '0s'", "budget"),
        ("overlays = 3", "overlays"),
        ("= broken", "workbench.toml"),
    ],
)
def test_a_faulty_project_file_is_one_line_that_names_it(inside: Inside, text: str, what: str) -> None:
    (inside.project.folder / "workbench.toml").write_text(text)
    for arguments in (("config", "show"), ("scan",), ("ledger", "head")):
        answer = inside(*arguments)
        assert answer.status == 2
        assert answer.out == ""
        assert answer.err.count("\n") == 1
        assert what in answer.err
    assert not inside.project.ledger.exists()


def test_a_faulty_variable_is_named(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_WORKERS", "many")
    answer = inside("config", "show")
    assert answer.status == 2
    assert "environment: workers" in answer.err


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("2m", 120), ("500ms", 0.5), ("1h", 3600), ("7", 7), ("1.5s", 1.5), (" 3s ", 3)]
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "0s", "0.0h", "-3s", "3 s", "s", "1e3", "nan", "inf", "²s", "31d", "9999h"])
def test_bad_durations(text: str) -> None:
    with pytest.raises(InputError, match="budget"):
        parse_seconds(text)
