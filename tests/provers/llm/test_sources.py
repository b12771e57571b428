"""Sources that a model names are found, and ordinary mathematics is not taken for one."""

from __future__ import annotations

import time

import pytest

from provers.llm.config import LLMConfig
from provers.llm.pricing import cutoff_of
from provers.llm.sources import quoted_sources


def found(text: str) -> list[str]:
    content = [{"type": "text", "text": text}, {"type": "tool_use", "name": "t", "input": {"deep": [{"er": text}]}}]
    return quoted_sources([{"event": "reply", "body": {"content": content}}])


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("See https://example.org/paper?x=1) now", ["https://example.org/paper?x=1"]),
        ("in arXiv:2401.01234v2, and math/0501234, and arXiv:math.CO/0501234",
         ["arXiv:2401.01234v2", "math/0501234", "arXiv:math.CO/0501234"]),
        ("(2401.01234)", ["2401.01234"]),
        ("doi 10.1007/s00493-021-1234-5; OEIS A003022", ["10.1007/s00493-021-1234-5", "A003022"]),
        ("as is known.\nSinger (1938) and\nErdős and Turán 1941", ["Singer (1938)", "Erdős and Turán 1941"]),
        ("Heule, Kullmann & Marek, 2016; Tao et al. [2010a]", ["Heule, Kullmann & Marek, 2016", "Tao et al. [2010a]"]),
    ],
)  # fmt: skip
def test_sources_are_found(text: str, sources: list[str]) -> None:
    assert found(text) == sources


@pytest.mark.parametrize("text", [
    "The set {1, 3, 8, 9, 12} has 10 differences.",
    "N = 1938 and k = 2010", "1.12345 + 3.1416", "In 1938 cases; For 2000 of 2010", "a 10 percent gain",
])  # fmt: skip
def test_mathematics_is_no_source(text: str) -> None:
    assert found(text) == []


def test_hostile_text_takes_no_time() -> None:
    began = time.process_time()
    found("Aa, " * 50_000 + "A" * 200_000 + "10.1234/" * 20_000)
    assert time.process_time() - began < 5


def test_a_frozen_attempt_notes_the_day_to_which_its_model_knows() -> None:
    assert LLMConfig(frozen=True).outcome()["cutoff"] == cutoff_of("claude-opus-5-5") == "2026-06"
    assert LLMConfig(frozen=True, model="claude-haiku-4-5-20251001").outcome()["cutoff"] == "2025-02"
    assert LLMConfig(frozen=True, model="other").outcome()["cutoff"] == "unknown"
    assert LLMConfig(frozen=True, cutoff="2024-01-31").outcome()["cutoff"] == "2024-01-31"
    assert "cutoff" not in LLMConfig().outcome()
