"""The report page: right figures, the same bytes for the same ledger, and nothing foreign that could act."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.verification.export.material import Store, witness
from tests.workbench import Inside, Workbench, problem, ruler
from verification.ledger import Ledger
from verification.report import Report, gather_report
from verification.report_page import page

EVIL = "<script>alert(1)</script> \"'><img src=x onerror=y> ![a](http://evil) \u202e"
GOOD = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
FALSE = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})


def review(candidate: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    body = {"candidate": candidate, "problem": "mine:1", "reviewer": EVIL, "axis": "novelty", "grade": "known"}
    return "review", {"schema": 1, **body, "reason": EVIL, "date": "2026-09-01T10:00:00.000+00:00", **fields}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("store"))
    made.fill([GOOD, FALSE, GOOD])
    with Ledger.open(made.ledger) as ledger:
        (first,) = ledger.append([review(GOOD.id)])
        ledger.append([review(GOOD.id, grade="unknown", supersedes=first.hash)])
        body = {"id": "e" * 32, "problem": "mine:2", "prover": EVIL, "outcome": "nothing", "mechanism": EVIL}
        ledger.append([("attempt", {**body, "cost": {"seconds": 2.5, "usd": 0.25}, "environment": {EVIL: EVIL}})])
    return made


@pytest.fixture
def report(store: Store) -> Report:
    with Ledger.open(store.ledger, read_only=True) as ledger:
        return gather_report(ledger, store.catalog)


class Tags(HTMLParser):
    """Tags and attributes of a page, and whether it is well nested."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_figures(report: Report) -> None:
    assert report.funnel == {"problems": 2, "attempts": 4, "candidates": 2, "verified": 1, "graded": 1}
    assert list(report.funnel) == ["problems", "attempts", "candidates", "verified", "graded"]
    assert dict(report.candidate_outcomes) == {"verified": 1, "refuted": 1}
    assert dict(report.grades) == {"novelty: unknown": 1}, "a superseded grade does not count"
    assert report.provers["test"].verified == 2
    assert report.provers[EVIL].cost["usd"] == 0.25
    assert report.mechanisms["candidate refuted"] == 1
    assert [find.candidate for find in report.best] == [GOOD.id]
    assert (report.since[:10], report.until[:10]) == ("2025-10-09", "2026-09-01")


def test_the_page_is_one_file_in_which_nothing_can_act(report: Report) -> None:
    text = page(report)
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "iframe", "link", "object", "embed", "form", "a", "base"}
    for _, attributes in tags.found:
        assert not any(name.startswith("on") or name == "href" for name in attributes)
        source = attributes.get("src")
        assert source is None or source.startswith("data:image/svg+xml;base64,")
    assert "default-src 'none'" in text
    assert "\u202e" not in text
    assert not re.search(r"url\(|@import|https?://", text.replace("http://evil", ""))
    (picture,) = [attributes["src"] for tag, attributes in tags.found if tag == "img"]
    assert base64.b64decode(str(picture).partition(",")[2]).startswith(b"<svg")


def test_the_same_ledger_gives_the_same_page(store: Store, report: Report) -> None:
    with Ledger.open(store.ledger, read_only=True) as ledger:
        assert page(gather_report(ledger, store.catalog)) == page(report)
        assert gather_report(ledger, None, best=0).best == []


def test_an_empty_ledger_has_a_page(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        text = page(gather_report(ledger))
    assert "Nothing was verified yet." in text
    Tags().feed(text)


def test_the_command_writes_the_page(inside: Inside, workbench: Workbench) -> None:
    workbench.add(problem(1, [ruler(7, 4), ruler(6, 4)]))
    assert inside("report").status == 2, "there is no ledger yet"
    assert inside("scan", "--prover", "enumerate", "--budget", "2s").status == 0
    (figures,) = inside.records("report", "--out", "page.html")
    assert figures["funnel"] == {"problems": 1, "attempts": 2, "candidates": 1, "verified": 1, "graded": 0}
    assert (workbench.folder / "page.html").read_text().startswith("<!doctype html>")
    assert inside("report", "--out", "none/page.html").err.count("\n") == 1
