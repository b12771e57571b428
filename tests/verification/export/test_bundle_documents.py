"""Documents by others in bundles: carried as they came, listed with author and date, never opened."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.verification.export.material import PROBLEM, Store, check, faults, files_of, refutation, reseal, write
from verification.candidate import Candidate, parse_candidate
from verification.export import bundle_document
from verification.export.bundle_document import documents_of
from verification.intake import Stated

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("bundles")

PAPER = b"%PDF-1.7 a proof"
AUTHOR = "A. N. Other <b>`x`</b>"
LINK = "https://example.org/paper"
HOSTILE_NAME = "..\\evil `rm` <script>.pdf"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Candidate]]:
    """A paper, a Lean project, a compressed file and a file with a witness, each handed in."""
    store = Store(tmp_path_factory.mktemp("store"))
    folder = tmp_path_factory.mktemp("papers")
    (folder / HOSTILE_NAME).write_bytes(PAPER)
    (folder / "project").mkdir()
    (folder / "project" / "Main.lean").write_text("theorem t : True := trivial")
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (folder / "bomb.zip").write_bytes(b"PK\x03\x04" + bytes(1000))
    (folder / "ruler.txt").write_text("1 2 5 7\n")
    stated = Stated("sidon_golomb", {"N": 7, "k": 4})
    made = [store.hand_in(folder / HOSTILE_NAME, author=AUTHOR, link=LINK)]
    made += [store.hand_in(folder / name) for name in ("project", "page.html")]
    with pytest.MonkeyPatch.context() as patch:
        # Refused today, but a ledger may hold it.
        patch.setattr("verification.documents._type", lambda *_: "application/octet-stream")
        made.append(store.hand_in(folder / "bomb.zip"))
    made.append(store.hand_in(folder / "ruler.txt", stated=stated, author="Ada"))
    return store, made


@pytest.fixture(scope="module")
def carried(papers: tuple[Store, list[Candidate]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    store, made = papers
    out = tmp_path_factory.mktemp("out") / "bundle"
    write(store.subjects(*made), out)
    return out


@pytest.fixture
def copy(carried: Path, tmp_path: Path) -> Path:
    """A copy of the bundle of documents."""
    return shutil.copytree(carried, tmp_path / "copy")


def document_in(bundle: Path, content: bytes) -> Path:
    (found,) = [path for path in bundle.rglob("document-*") if path.read_bytes() == content]
    return found


def graph(bundle: Path) -> dict[str, Any]:
    return {item["@id"]: item for item in json.loads((bundle / "ro-crate-metadata.json").read_text())["@graph"]}


def test_documents_are_carried_under_names_of_ours(carried: Path) -> None:
    found = sorted(path.name for path in carried.rglob("document-*"))
    endings = sorted(name.rpartition(".")[2] for name in found)
    assert endings == ["bin", "pdf", "tar", "txt", "txt"], "a page of HTML is text, so that opening it runs nothing"
    assert document_in(carried, PAPER).name == f"document-{sha(PAPER)[:16]}.pdf"
    assert not any(path.stat().st_mode & 0o111 for path in carried.rglob("document-*"))
    result = check(carried)
    assert faults(result) == []
    assert all(item.reproduced for item in result.items)
    assert result.status == 3, "an argument in words is verified by nobody"


def test_whose_it_is_is_said_to_people_and_machines(carried: Path) -> None:
    text = (carried / "README.md").read_text()
    assert text.count("**Documents by others.**") == 1
    assert "The rights in them stay with their" in text
    assert "``A. N. Other <b>`x`</b>``" in text
    assert "``..\\evil `rm` <script>.pdf``" in text
    assert f"found at `{LINK}`, handed in `20" in text
    assert f"SHA-256 `{sha(PAPER)}`" in text
    entities = graph(carried)
    paper = entities[document_in(carried, PAPER).relative_to(carried).as_posix()]
    assert (paper["@type"], paper["encodingFormat"], paper["url"]) == ("File", "application/pdf", [LINK])
    assert paper["identifier"] == f"sha256:{sha(PAPER)}"
    assert [entities[person["@id"]]["name"] for person in paper["author"]] == [AUTHOR]
    assert paper["license"]["@id"] in entities
    (received,) = [item for item in entities.values() if item.get("object", {}).get("@id") == paper["@id"]]
    assert received["@type"] == "ReceiveAction"
    dates = [item["startTime"] for item in entities.values() if item["@type"] == "ReceiveAction"]
    assert len(dates) == 5
    assert all(date.startswith("20") for date in dates)


def test_without_documents_they_are_named_and_the_reason_is_given(
    papers: tuple[Store, list[Candidate]], tmp_path: Path
) -> None:
    store, made = papers
    write(store.subjects(*made), tmp_path / "bare", documents=False)
    bare = tmp_path / "bare"
    assert not list(bare.rglob("document-*"))
    text = (bare / "README.md").read_text()
    assert "**Documents by others.**" not in text
    assert text.count("not in this bundle; whoever exported the bundle left the documents out") == 5
    absent = [
        item for item in graph(bare).values() if str(item.get("description", "")).startswith("Not in this bundle")
    ]
    assert {item["@type"] for item in absent} == {"CreativeWork"}
    assert len(absent) == 5
    result = check(bare)
    assert (faults(result), result.status) == ([], 3)


@pytest.mark.parametrize(
    ("harm", "why"),
    [("gone", "gone from the store"), ("damaged", "was damaged"), ("too-large", "is longer than")],
)
def test_a_document_that_cannot_be_carried_is_said_to_be_missing(
    papers: tuple[Store, list[Candidate]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, why: str
) -> None:
    store, made = papers
    blob = store.blobs.path(sha(PAPER))
    kept = blob.read_bytes()
    if harm == "too-large":
        monkeypatch.setattr("verification.export.bundle.MAX_DOCUMENT_BYTES", len(PAPER) - 1)
    elif harm == "gone":
        blob.unlink()
    else:
        blob.write_bytes(store.blobs.path(sha(b"<script>alert(1)</script>")).read_bytes())
    try:
        (written,) = write(store.subjects(made[0]), tmp_path / "bundle")
    finally:
        blob.write_bytes(kept)
    assert why in written.summary
    assert why in (tmp_path / "bundle" / "README.md").read_text()
    assert not list((tmp_path / "bundle").rglob("document-*"))
    result = check(tmp_path / "bundle")
    assert faults(result) == []
    assert result.items[0].reproduced


def _other_content(bundle: Path) -> str:
    path = document_in(bundle, PAPER)
    path.write_bytes(PAPER + b"!")
    return path.relative_to(bundle).as_posix()


def _swapped(bundle: Path) -> str:
    first, second = sorted(path for path in bundle.rglob("document-*") if path.suffix == ".txt")
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(held)
    return min(path.relative_to(bundle).as_posix() for path in (first, second))


def _dropped(bundle: Path) -> str:
    path = document_in(bundle, PAPER)
    path.unlink()
    return path.relative_to(bundle).as_posix()


def _renamed(bundle: Path) -> str:
    path = document_in(bundle, PAPER)
    return path.rename(path.with_suffix(".html")).relative_to(bundle).as_posix()


def _one_more(bundle: Path) -> str:
    path = document_in(bundle, PAPER).with_name(f"document-{'0' * 16}.bin")
    path.write_bytes(b"PK\x03\x04 a bomb")
    return path.relative_to(bundle).as_posix()


def _said_to_be_absent(bundle: Path) -> str:
    path = document_in(bundle, PAPER)
    listing = json.loads((path.parent / "documents.json").read_text())
    listing["documents"][0].update(absent="gone", file=None)
    (path.parent / "documents.json").write_text(json.dumps(listing))
    return path.relative_to(bundle).as_posix()


def _other_author(bundle: Path) -> str:
    path = document_in(bundle, PAPER).with_name("documents.json")
    path.write_text(path.read_text().replace("A. N. Other", "Mallory"))
    return path.relative_to(bundle).as_posix()


def _no_listing(bundle: Path) -> str:
    path = document_in(bundle, PAPER).with_name("documents.json")
    path.unlink()
    return path.relative_to(bundle).as_posix()


def _strange_listing(bundle: Path) -> str:
    path = document_in(bundle, PAPER).with_name("documents.json")
    path.write_text('{"schema": 1, "documents": [{"sha256": "../../etc/passwd"}]}')
    return path.relative_to(bundle).as_posix()


def _absent_stranger(bundle: Path) -> str:
    path = document_in(bundle, PAPER).with_name("documents.json")
    listing = json.loads(path.read_text())
    other = {**listing["documents"][0], "sha256": "0" * 64, "absent": "gone", "file": None}
    listing["documents"].append(other)
    path.write_text(json.dumps(listing))
    return path.relative_to(bundle).as_posix()


FORGERIES = [
    _other_content, _swapped, _dropped, _renamed, _one_more, _said_to_be_absent, _other_author, _no_listing,
    _strange_listing, _absent_stranger,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__.strip("_"))
def test_a_forged_document_is_named_though_the_manifest_agrees(copy: Path, forge: Any) -> None:
    named = forge(copy)
    reseal(copy)
    result = check(copy)
    assert result.status == 2
    assert any(fault.startswith(f"{named}: ") for fault in faults(result)), (named, faults(result))


def test_a_document_beyond_the_cap_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verification.reproduce_content.MAX_DOCUMENT_BYTES", 10)
    assert "is longer than 10 bytes" in faults(check(copy))[0]


def test_compressed_data_passes_as_a_document_alone(carried: Path, copy: Path) -> None:
    bomb = next(path for path in copy.rglob("document-*") if path.read_bytes().startswith(b"PK"))
    assert check(carried).status == 3
    (bomb.parent / "claim.tex").write_bytes(bomb.read_bytes())
    reseal(copy)
    assert "holds zip data" in faults(check(copy))[0]


def test_one_document_handed_in_twice_is_carried_once() -> None:
    body = {"schema": 1, "claim": {"family": "problem_in_words", "params": {"problem": PROBLEM}, "goal": "exists"}}
    document = {"sha256": sha(PAPER), "media_type": "application/pdf", "name": "a.pdf"}
    candidate = parse_candidate({**body, "payload": {"kind": "informal", "document": document}})
    source = {"sha256": sha(PAPER), "media_type": "application/pdf"}
    attempts = [
        {"prover": "intake", "started": f"2026-01-0{day}", "config": {"author": who, "source": {**source, "name": who}}}
        for day, who in enumerate(("Ada", "Bob"), start=1)
    ]
    (found,) = documents_of(candidate, attempts, {})
    assert [said.author for said in found.handed_in] == ["Ada", "Bob"]
    none = refutation("sidon_golomb", {"N": 6, "k": 4})
    assert documents_of(none, [{"prover": "sat", "config": {"source": source}}], {}) == ()


def test_every_absence_has_its_words() -> None:
    assert set(bundle_document.WORDS) == set(bundle_document.Absence)


def test_paths_of_documents_are_admissible(carried: Path) -> None:
    assert not any("evil" in path or "<" in path for path in files_of(carried))
