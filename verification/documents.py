"""Other people's files as they come: a file, a folder with a Lean project, an address. Nothing in them is run.

A folder becomes one archive whose bytes depend on names and contents alone; links are refused, never followed.
"""

from __future__ import annotations

import io
import os
import re
import stat
import tarfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from problems.errors import InputError

__all__ = ["MAX_BYTES", "Source", "archive", "fetch", "is_address", "open_source"]

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a document, and of all files of a folder."""

MAX_FILES = 2000
"""Files of a folder."""

SECONDS = 30.0
"""How long an address may take to answer."""

LEFT_OUT = frozenset({".git", ".lake"})
"""Folders of a project that its files determine."""

TYPES = {
    ".pdf": "application/pdf",
    ".tex": "application/x-tex",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".lean": "text/x-lean",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
"""Ending → media type; anything else is plain text if it is text."""

ANY_ENCODING = frozenset({"application/x-tex", "text/html"})
"""Kinds of text that say themselves how they are encoded; all other text is UTF-8."""

TAKEN = (
    "taken are PDF, TeX, Markdown, HTML, plain text, Lean files, a folder with a Lean project, witnesses in text or "
    "JSON, and addresses"
)
"""What can be handed in, in words."""


@dataclass(frozen=True)
class Source:
    """What was handed in."""

    path: Path | None
    """The bytes; None for an address that was not fetched."""
    media_type: str
    """Such as `application/pdf`; `application/x-tar` for a folder."""
    name: str
    """File name without folders."""
    link: str = ""
    """The address, where it came by one."""
    fault: str = ""
    """Why the address was not fetched though it was asked for."""


def is_address(given: str) -> bool:
    """Whether this is an address and no path; other schemes than http and https are an InputError."""
    scheme, colon, _ = given.partition("://")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return False
    if scheme.lower() not in ("http", "https"):
        raise InputError(f"{given[:200]}: only addresses with http or https are taken")
    if not re.fullmatch(r"[!-~]{1,500}", given) or not urlsplit(given).hostname:
        raise InputError(f"{given[:200]!r}: no address (at most 500 characters, without blanks)")
    return True


def open_source(given: str, scratch: Path, *, fetch_it: bool = False) -> Source:
    """The source behind a path or address; what is made on the way lies in `scratch`.

    An address is fetched only with `fetch_it`; when that fails it is recorded as an address, with the reason.
    """
    if is_address(given):
        name = PurePosixPath(unquote(urlsplit(given).path)).name[:200] or "index.html"
        if not fetch_it:
            return Source(None, "text/uri-list", name, given)
        try:
            declared = fetch(given, scratch / "fetched")
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            reason = " ".join(str(getattr(error, "reason", None) or error).split())[:300]
            return Source(None, "text/uri-list", name, given, fault=reason)
        return Source(scratch / "fetched", _type(scratch / "fetched", name, declared), name, given)
    path = Path(given)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            target = scratch / "project.tar"
            archive(path, target)
            return Source(target, "application/x-tar", f"{path.resolve().name}.tar")
        if not stat.S_ISREG(mode):
            raise InputError(f"{given}: neither a file nor a folder")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{given}: larger than {MAX_BYTES} bytes")
        return Source(path, _type(path, path.name, ""), path.name[:255])
    except (OSError, ValueError) as error:
        raise InputError(f"{given[:200]}: {getattr(error, 'strerror', None) or error}") from None


def _type(path: Path, name: str, declared: str) -> str:
    """The media type by content, then by ending, then by what a server said; what nobody could read is refused."""
    data = path.read_bytes()
    if not data.strip():
        raise InputError(f"{name}: is empty; {TAKEN}")
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    known = TYPES.get(PurePosixPath(name).suffix.lower(), "")
    if known == "application/pdf":
        raise InputError(f"{name}: is called a PDF file, but is none")
    if not known and re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}", declared):
        known = declared
    known = known or "text/plain"
    if b"\0" in data or not (known in ANY_ENCODING or _is_utf8(data)):
        raise InputError(f"{name}: neither a PDF file nor text in UTF-8; {TAKEN}")
    return known


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def archive(folder: Path, target: Path) -> None:
    """A Lean project as a tar file: sorted names, no times, owners or modes; links and devices are an InputError."""
    names = list(_walk(folder))
    if not any(name.endswith(".lean") for name, _ in names):
        raise InputError(f"{folder}: no Lean project (no file *.lean in it); hand in files one by one")
    total = 0
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in sorted(names):
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise InputError(f"{name}: neither a file nor a folder")
                content = stream.read(MAX_BYTES - total + 1)
            total += len(content)
            if total > MAX_BYTES:
                raise InputError(f"{folder}: its files have more than {MAX_BYTES} bytes")
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    pending, count = [root], 0
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                name = Path(entry.path).relative_to(root).as_posix()
                if entry.is_symlink():
                    if entry.name in LEFT_OUT:
                        continue
                    raise InputError(f"{name}: is a link; links are not followed, put the file itself there")
                if entry.is_dir():
                    if entry.name not in LEFT_OUT:
                        pending.append(Path(entry.path))
                    continue
                if not entry.is_file():
                    raise InputError(f"{name}: neither a file nor a folder")
                if not name.isprintable():
                    raise InputError(f"{name!r}: a name that cannot be shown")
                count += 1
                if count > MAX_FILES or len(pending) > MAX_FILES:
                    raise InputError(f"{root}: more than {MAX_FILES} files")
                yield name, Path(entry.path)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https only."""

    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            raise urllib.error.URLError(f"is redirected to {newurl[:100]}, which is neither http nor https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, target: Path) -> str:
    """Write what an http or https address answers to `target`; the media type that the server names.

    Raises URLError, HTTPException, OSError or ValueError when there is no answer, or one of more than `MAX_BYTES`.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    # The opener knows http and https alone.
    request = urllib.request.Request(  # noqa: S310
        address, headers={"User-Agent": "conjecture-workbench", "Accept": "*/*"}
    )
    answer: Any = opener.open(request, timeout=SECONDS)
    with answer, target.open("wb") as out:
        total = 0
        while chunk := answer.read(1 << 16):
            total += len(chunk)
            if total > MAX_BYTES:
                raise ValueError(f"answers with more than {MAX_BYTES} bytes")
            out.write(chunk)
        return str(answer.headers.get_content_type())
