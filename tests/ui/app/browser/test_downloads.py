"""What the browser downloads holds outside the desk: Lean's kernel accepts the theorem, a bundle is reproduced."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.ui.app.browser.stage import Stage, Visitor
from tests.verification.lean_material import needs_kernel
from tests.workbench import Workbench
from verification.lean import kernel
from verification.ledger import Ledger

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

PATIENCE = 300_000
"""Milliseconds for an export, which judges before it writes."""

CLEAN = "'Claim.holds' does not depend on any axioms"


def ruler_candidate(project: Workbench) -> str:
    """A verified ruler with five marks."""
    with Ledger.open(project.ledger, read_only=True) as ledger:
        rows: Any = ledger.frame("candidates")
    rows = rows.to_dict("records")
    found = [
        row["id"]
        for row in rows
        if (row["candidate.claim"]["params"], row["outcome"]) == ({"N": 12, "k": 5}, "verified")
    ]
    return str(found[0]).removeprefix("sha256:")[:16]


def downloaded(visitor: Visitor, address: str, candidate: str, form: str, out: Path) -> Path:
    """Press the buttons that a reader presses; the folder into which the archive was unpacked."""
    page = visitor.goes(f"{address}/candidate?id={candidate}&tab=Export").page
    page.get_by_role("radio", name=form).click()
    page.wait_for_function(f"{str(form == 'bundle').lower()} || location.search.includes('form={form}')")
    visitor.settles()
    page.get_by_role("button", name="Prepare the download").click()
    button = page.get_by_role("button", name="Download", exact=True)
    button.wait_for(timeout=PATIENCE)
    with page.expect_download() as waiting:
        button.click()
    name = waiting.value.suggested_filename
    assert re.fullmatch(form + r"-[0-9a-f]{12}\.zip", name)
    archive = out / name
    waiting.value.save_as(archive)
    folder = out / "unpacked"
    with zipfile.ZipFile(archive) as content:
        assert all(not Path(entry).is_absolute() and ".." not in Path(entry).parts for entry in content.namelist())
        content.extractall(folder)
    return folder


def kernel_says(project: Path, scratch: Path) -> tuple[str, list[str]]:
    """The first file of a Lake project that Lean refuses, or the last one, and what was said of it.

    Lean's library is not here, so each file begins with `prelude`, and the first stands on our core.
    """
    modules = [f"Claim/{path.stem}" for path in (project / "Claim").glob("*.lean") if path.stem != "Predicate"]
    assert modules == ["Claim/Workbench"]
    for module in (*modules, "Claim/Predicate", "Claim", "Solution", "Axioms"):
        text = (project / f"{module}.lean").read_text("utf-8")
        first = "" if text.startswith("import ") else "import Core\n"
        target = scratch / f"{module}.lean"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"prelude\n{first}{text}", "utf-8")
        path, arguments = [scratch, kernel.compiled_library()], ["-o", f"{module}.olean", f"{module}.lean"]
        done = kernel.run(arguments, scratch, path=path, seconds=240, memory_mb=4096)
        said = [str(message.get("data")) for message in done.messages]
        if done.status != 0 or done.errors:
            break
    return module, said


def with_mark(project: Path, out: Path, old: int, new: int) -> Path:
    """The project with one mark of its ruler moved."""
    shutil.copytree(project, out)
    path = out / "Solution.lean"
    text, count = re.subn(
        rf"(Witness\.A : List Nat := .*?)\(List\.cons {old} ", rf"\g<1>(List.cons {new} ", path.read_text("utf-8")
    )
    assert count == 1
    path.write_text(text, "utf-8")
    return out


def denied(solution: str) -> str:
    """Solution.lean with the opposite of what is evaluated there, and nothing after it."""
    head, found, _ = solution.partition("theorem Solution.checked :")
    check = "Eq (Workbench.kernel ("
    assert found
    assert head.count(check) == 1
    return head.replace(check, "Eq (Workbench.kernel (not (").replace(")) Bool.true", "))) Bool.true") + "end\n"


@needs_kernel
def test_a_lean_export_is_checked_outside(visitor: Visitor, address: str, project: Workbench, tmp_path: Path) -> None:
    lake = downloaded(visitor, address, ruler_candidate(project), "lean", tmp_path)
    solution, challenge = ((lake / f"{name}.lean").read_text("utf-8") for name in ("Solution", "Challenge"))
    stated = re.search(r"theorem Claim\.holds : (.*) := sorry", challenge, re.DOTALL)
    assert stated is not None
    assert f"theorem Claim.holds : {stated[1]} :=" in solution
    assert kernel_says(lake, tmp_path / "checked") == ("Axioms", [CLEAN])
    moved = with_mark(lake, tmp_path / "moved", 12, 11)  # 11 - 3 = 9 - 1
    module, said = kernel_says(moved, tmp_path / "refused")
    assert module == "Solution"
    assert said[0].startswith("(kernel) declaration type mismatch, 'Solution.checked_by_kernel'"), said
    (moved / "Solution.lean").write_text(denied((moved / "Solution.lean").read_text("utf-8")), "utf-8")
    module, said = kernel_says(moved, tmp_path / "denied")
    assert module == "Axioms", f"Lean evaluates the checker to false: {said}"


def test_a_bundle_is_reproduced(visitor: Visitor, address: str, project: Workbench, tmp_path: Path) -> None:
    bundle = downloaded(visitor, address, ruler_candidate(project), "bundle", tmp_path)
    assert visitor.page.get_by_text("documents by others").count() == 0
    again = project.run("reproduce", str(bundle))
    assert again.returncode == 0, again.stdout + again.stderr
    assert "1 of 1 reproduced, 0 faults" in again.stdout
    (path,) = bundle.glob("items/*/candidate.json")
    text = path.read_text("utf-8")
    assert text.count("12") > 1
    path.write_text(text.replace("12", "11"), "utf-8")
    forged = project.run("reproduce", str(bundle))
    assert forged.returncode == 2, forged.stdout + forged.stderr
    assert "candidate.json" in forged.stdout


def test_a_bundle_with_documents_by_others_says_so(
    visitor: Visitor, stage: Stage, project: Workbench, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("A proof, in words.")
    (taken,) = project.records("intake", str(paper), "--problem", "mine:3", "--author", "A. Stranger", "--note", "see")
    candidate = taken["candidate"].removeprefix("sha256:")[:16]
    bundle = downloaded(visitor, stage.show(project), candidate, "bundle", tmp_path)
    visitor.sees("This carries documents by others: read its README before you pass it on")
    visitor.sees("--no-documents")
    assert list(bundle.glob("items/*/document-*"))
    assert "Documents by others" in (bundle / "README.md").read_text("utf-8")
