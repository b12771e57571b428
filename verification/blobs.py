"""Evidence files too large for the ledger: zstd files named by the SHA-256 of their content.

A blob is written under a temporary name, flushed to the disk and renamed before any entry names it;
a file that no entry names is harmless and can be collected.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from problems.errors import LedgerError
from problems.regular import is_irregular

__all__ = ["Blobs", "file_sha256"]

CHUNK = 1 << 20
ORPHAN_SECONDS = 3600.0
"""Files younger than this are never collected: an attempt may be about to name them."""

MARK = ".ledger-"
"""Begins the name of an empty file for each ledger that keeps files in the folder."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Blobs:
    """A folder of blobs, `ab/abcd….zst`; created at the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the blob lies."""
        if not _SHA256.fullmatch(sha256):
            raise LedgerError(f"{sha256[:80]!r} is not a SHA-256")
        return self.folder / sha256[:2] / f"{sha256}.zst"

    def prepare(self) -> None:
        """Make the folder; a LedgerError when it cannot be made or written to."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"{self.folder}: this folder of evidence files cannot be made: {error.strerror}"
            ) from None
        if not os.access(self.folder, os.W_OK):
            raise LedgerError(f"{self.folder}: no permission to write evidence files here; choose another folder")

    def put(self, source: Path) -> str:
        """Store the content of a file and return its SHA-256; storing it again does nothing."""
        import zstandard

        digest = hashlib.sha256()
        temporary = ""
        try:
            self.prepare()
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
            with os.fdopen(handle, "wb") as raw, source.open("rb") as stream:
                with zstandard.ZstdCompressor(level=6).stream_writer(raw, closefd=False) as writer:
                    while chunk := stream.read(CHUNK):
                        digest.update(chunk)
                        writer.write(chunk)
                raw.flush()
                os.fsync(raw.fileno())
            target = self.path(digest.hexdigest())
            with contextlib.suppress(FileNotFoundError):
                # A blob that an entry is about to name must look young to `gc`.
                os.utime(target)
                return digest.hexdigest()
            target.parent.mkdir(exist_ok=True)
            os.replace(temporary, target)
            _sync_folder(target.parent)
            _sync_folder(self.folder)
        except OSError as error:
            raise LedgerError(f"{self.folder}: an evidence file cannot be stored: {error.strerror or error}") from None
        finally:
            if temporary:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
        return digest.hexdigest()

    def open(self, sha256: str) -> Iterator[bytes]:
        """The content in chunks; an absent or damaged blob is a LedgerError."""
        import zstandard

        path = self.path(sha256)
        if is_irregular(path):
            raise LedgerError(f"evidence file {sha256[:12]}… is no regular file in {self.folder}")
        try:
            with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as reader:
                while chunk := reader.read(CHUNK):
                    yield chunk
        except FileNotFoundError:
            raise LedgerError(f"evidence file {sha256[:12]}… is missing in {self.folder}") from None
        except (OSError, zstandard.ZstdError) as error:
            raise LedgerError(f"evidence file {sha256[:12]}… cannot be read: {error}") from None

    def fault(self, sha256: str) -> str:
        """What is wrong with a blob, empty when its content has the hash in its name."""
        digest = hashlib.sha256()
        try:
            for chunk in self.open(sha256):
                digest.update(chunk)
        except LedgerError as error:
            return str(error)
        return (
            "" if digest.hexdigest() == sha256 else f"evidence file {sha256[:12]}… has other content than its name says"
        )

    def names(self) -> Iterator[str]:
        """SHA-256 of every blob in the folder."""
        for path in sorted(self.folder.glob("??/*.zst")):
            if _SHA256.fullmatch(path.stem):
                yield path.stem

    def claim(self, ledger: str) -> None:
        """Note that a ledger, known by the hash of its first entry, keeps files here."""
        try:
            self._mark(ledger).touch()
        except OSError as error:
            raise LedgerError(f"{self.folder}: cannot be written to: {error.strerror}") from None

    def _mark(self, ledger: str) -> Path:
        return self.folder / f"{MARK}{ledger[:32]}"

    def gc(self, referenced: Collection[str], *, ledger: str = "", dry_run: bool = False) -> list[str]:
        """Remove blobs older than an hour that are not `referenced`, and stale temporary files; returns their names.

        Where another ledger than the one named keeps files too, what is an orphan cannot be known: a LedgerError.
        """
        others = [mark for mark in self.folder.glob(f"{MARK}*") if mark != self._mark(ledger)]
        if others:
            raise LedgerError(
                f"{self.folder} holds evidence files of another ledger too, nothing is removed: "
                f"give each its own folder, or delete {others[0]} if that ledger is gone"
            )
        now, gone = time.time(), []
        stale = [path for path in self.folder.glob(".incoming-*") if now - path.stat().st_mtime > ORPHAN_SECONDS]
        for name in self.names():
            path = self.path(name)
            if name not in referenced and now - path.stat().st_mtime > ORPHAN_SECONDS:
                gone.append(name)
                stale.append(path)
        if not dry_run:
            for path in stale:
                path.unlink(missing_ok=True)
        return gone


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
