"""Files, folders and addresses of other people: archived the same way each time, within caps, no links followed."""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from problems.errors import InputError
from verification import documents
from verification.documents import archive, is_address, open_source


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "Erdos").mkdir(parents=True)
    (folder / "lakefile.toml").write_text('name = "erdos"\n')
    (folder / "Erdos" / "Main.lean").write_text("theorem t : True := trivial\n")
    (folder / ".lake" / "build").mkdir(parents=True)
    (folder / ".lake" / "build" / "Main.olean").write_bytes(b"\0" * 100)
    (folder / ".git").mkdir()
    return folder


def test_an_archive_depends_on_names_and_contents_alone(project: Path, tmp_path: Path) -> None:
    archive(project, tmp_path / "one.tar")
    for path in sorted(project.rglob("*"), reverse=True):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    archive(project, tmp_path / "two.tar")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()
    with tarfile.open(tmp_path / "one.tar") as tar:
        assert tar.getnames() == ["Erdos/Main.lean", "lakefile.toml"]
        assert {(entry.mtime, entry.uid, entry.uname) for entry in tar} == {(0, 0, "")}
    (project / "Erdos" / "Main.lean").write_text("theorem t : True := by trivial\n")
    archive(project, tmp_path / "three.tar")
    assert (tmp_path / "one.tar").read_bytes() != (tmp_path / "three.tar").read_bytes()


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside", "lakefile.toml", "."])
def test_links_in_a_project_are_refused(project: Path, tmp_path: Path, target: str) -> None:
    (project / "Erdos" / "Link.lean").symlink_to(target)
    with pytest.raises(InputError, match=r"Erdos/Link\.lean: is a link"):
        open_source(str(project), tmp_path)


def test_devices_and_other_folders_are_refused(project: Path, tmp_path: Path) -> None:
    os.mkfifo(project / "Erdos" / "Pipe.lean")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        open_source(str(project), tmp_path)
    with pytest.raises(InputError, match="neither a file nor a folder"):
        open_source(str(project / "Erdos" / "Pipe.lean"), tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no Lean project"):
        open_source(str(tmp_path / "empty"), tmp_path)
    with pytest.raises(InputError, match="No such file"):
        open_source(str(tmp_path / "nothing"), tmp_path)


def test_caps_on_files_and_bytes(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_FILES", 1)
    with pytest.raises(InputError, match="more than 1 files"):
        open_source(str(project), tmp_path)
    monkeypatch.setattr(documents, "MAX_FILES", 2000)
    monkeypatch.setattr(documents, "MAX_BYTES", 20)
    with pytest.raises(InputError, match="more than 20 bytes"):
        open_source(str(project), tmp_path)
    with pytest.raises(InputError, match="larger than 20 bytes"):
        open_source(str(project / "Erdos" / "Main.lean"), tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("no-ending", b"%PDF-1.7", "application/pdf"),
        ("a.tex", b"\\documentclass{article}", "application/x-tex"),
        ("a.MD", b"# hi", "text/markdown"),
        ("a.lean", b"theorem", "text/x-lean"),
        ("a.g6", b"Dhc", "text/plain"),
        ("latin.tex", "Erdös".encode("latin-1"), "application/x-tex"),
        ("no-ending-either", b"1 2 5 7", "text/plain"),
    ],
)
def test_the_media_type_is_seen(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert open_source(str(tmp_path / name), tmp_path).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.zip", b"PK\3\4\0\0", "neither a PDF file nor text in UTF-8; taken are PDF, TeX"),
        ("a.docx", b"PK\3\4\xff", "neither a PDF file nor text in UTF-8"),
        ("a.txt", "hello".encode("utf-16"), "neither a PDF file nor text in UTF-8"),
        ("a.tex", "hello".encode("utf-16"), "neither a PDF file nor text in UTF-8"),
        ("a.lean", b"theorem \xff", "neither a PDF file nor text in UTF-8"),
        ("a.md", b"", "a.md: is empty"),
        ("empty", b" \n", "empty: is empty"),
    ],
)
def test_what_nobody_could_read_is_refused(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=what):
        open_source(str(tmp_path / name), tmp_path)


def test_a_file_called_pdf_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"<html>")
    with pytest.raises(InputError, match="is called a PDF file, but is none"):
        open_source(str(tmp_path / "a.pdf"), tmp_path)


@pytest.mark.parametrize("given", ["file:///etc/passwd", "ftp://example.org/a", "data://x", "javascript://x"])
def test_other_schemes_are_refused(given: str) -> None:
    with pytest.raises(InputError, match="only addresses with http or https"):
        is_address(given)


def test_what_is_no_address() -> None:
    assert not is_address("folder/file.tex")
    assert not is_address("C:/file.tex")
    for wrong in ("http://", "https:///path", "http://a b", "http://" + "a" * 600, "http://é"):
        with pytest.raises(InputError, match="no address"):
            is_address(wrong)


class _Answers(BaseHTTPRequestHandler):
    """What a test server says."""

    def do_GET(self) -> None:
        if self.path == "/paper.pdf":
            self._say(200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 a paper")
        elif self.path == "/moved":
            self._say(302, {"Location": "/paper.pdf"}, b"")
        elif self.path == "/astray":
            self._say(302, {"Location": "file:///etc/hostname"}, b"")
        elif self.path == "/away":
            self._say(302, {"Location": "ftp://127.0.0.1/x"}, b"")
        elif self.path == "/round":
            self._say(302, {"Location": "/round"}, b"")
        elif self.path == "/large":
            self._say(200, {}, b"x" * 5000)
        else:
            self._say(404, {}, b"")

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_addresses_are_recorded_and_fetched_only_when_asked(site: str, tmp_path: Path) -> None:
    recorded = open_source(f"{site}/paper.pdf", tmp_path)
    assert (recorded.path, recorded.media_type, recorded.link) == (None, "text/uri-list", f"{site}/paper.pdf")
    for place in ("paper.pdf", "moved"):
        fetched = open_source(f"{site}/{place}", tmp_path, fetch_it=True)
        assert fetched.path is not None
        assert fetched.path.read_bytes() == b"%PDF-1.7 a paper"
        assert (fetched.media_type, fetched.name) == ("application/pdf", place)


@pytest.mark.parametrize("place", ["astray", "away", "round", "missing", "large"])
def test_what_cannot_be_fetched_is_recorded_with_the_reason(
    site: str, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1000)
    found = open_source(f"{site}/{place}", tmp_path, fetch_it=True)
    assert found.path is None
    assert found.fault
    assert "\n" not in found.fault
    assert not any(b"localhost" in path.read_bytes() for path in tmp_path.glob("fetched"))


def test_a_host_that_is_not_there(tmp_path: Path) -> None:
    found = open_source("http://127.0.0.1:9/paper", tmp_path, fetch_it=True)
    assert found.path is None
    assert found.fault
