"""Attempts to take more than is allowed from the sandbox, to outlive it, or to leave traps behind in it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.verification.caged import BRIEF, CAPS, achieved, alive, program
from verification.sandbox import SandboxResult

pytestmark = pytest.mark.needs("bwrap")


def test_no_fork_bomb(token: str) -> None:
    started = time.monotonic()
    bomb = "while True:\n  try: os.fork()\n  except OSError: pass"
    result = program(bomb, token, limits=BRIEF)
    assert result.limit == "seconds"
    assert alive(token) == []
    assert time.monotonic() - started < 10
    count = """
import threading
for number in range(100):
    attempt(f"fork {number}", lambda: os.fork() or time.sleep(10) or os._exit(0))
for number in range(100):
    attempt(f"thread {number}", lambda: threading.Thread(target=time.sleep, args=(10,), daemon=True).start())
"""
    counted = program(count + "\nprint(len(got)); sys.stdout.flush(); os._exit(0)", token)
    assert int(counted.stdout) <= CAPS.processes
    assert alive(token) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = bytearray(1 << 30)",
        "x = []\nwhile True: x.append(bytes(1 << 20))",
        "for _ in range(6):\n  if os.fork() == 0: break\nx = b'x' * (100 << 20)\ntime.sleep(20)",
        "import mmap\nfor _ in range(6):\n  if os.fork() == 0: break\n"
        "m = mmap.mmap(-1, 100 << 20)\nfor i in range(0, len(m), 4096): m[i] = 1\ntime.sleep(20)",
    ],
    ids=["one object", "many objects", "many processes", "shared memory"],
)
def test_no_memory_bomb(source: str) -> None:
    result = program(source)
    assert result.limit == "memory"
    assert result.seconds < 10


def test_address_space_may_be_reserved_beyond_the_memory_and_not_used() -> None:
    wide = replace(CAPS, address_mb=4096)
    reserve = "import mmap\nm = mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)\n"
    assert program(f"{reserve}print(len(m))").exit == 1, "not within 256 MiB"
    assert program(f"{reserve}print(len(m))", limits=wide).stdout == b"2147483648\n"
    used = program(f"{reserve}for i in range(0, len(m), 4096): m[i] = 1", limits=wide)
    assert used.limit == "memory"
    assert program("x = bytearray(5 << 30)", limits=wide).limit == "memory"


def test_memory_that_a_file_in_scratch_holds_is_counted_by_the_cap_on_scratch() -> None:
    mapped = """
import mmap
with open("big", "wb+") as file:
    file.truncate(200 << 20)
    m = mmap.mmap(file.fileno(), 200 << 20)
    for i in range(0, len(m), 4096):
        m[i] = 1
print("full")
"""
    result = program(mapped)
    assert result.stdout == b""
    assert result.signal in (7, 25) or b"File too large" in result.stderr


def test_no_memory_that_no_limit_counts() -> None:
    source = """
attempt("memfd", os.memfd_create, "x")
attempt("secret memory", system, 447, 0)
attempt("System V memory", system, 29, 0, 1 << 30, 0o1600)
attempt("queue", system, 68, 0, 0o1600)
attempt("POSIX queue", system, 240, b"q", 0o102, 0o600, 0)
attempt("locked", lambda: libc.mlockall(3) == 0 or 1 / 0)
"""
    assert achieved(source) == []


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_no_output_flood(stream: str, token: str) -> None:
    result = program(f"while True: sys.{stream}.write('x' * 5000)", token)
    assert result.limit == "output"
    assert result.seconds < 10
    assert alive(token) == []


def test_no_disk_flood() -> None:
    one = program("with open('big', 'wb') as f:\n  while True: f.write(bytes(1 << 20))")
    assert b"File too large" in one.stderr or b"No space left" in one.stderr
    sparse = program("os.truncate(os.open('sparse', os.O_CREAT | os.O_RDWR), 1 << 40)")
    assert sparse.exit == 1
    many = program("for i in range(100):\n  with open(f'f{i}', 'wb') as f: f.write(bytes(1 << 20))")
    assert b"No space left" in many.stderr
    empty = program("i = 0\nwhile True:\n  i += 1\n  open(f'f{i}', 'w').close()")
    assert empty.limit == "files"
    assert len(empty.files) <= CAPS.result_files
    assert empty.left_out


def test_no_daemon_survives(token: str) -> None:
    source = """
for number in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for which in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(which, signal.SIG_IGN)
            for descriptor in range(3):
                os.close(descriptor) if number else None
            time.sleep(60)
        os._exit(0)
print("done")
"""
    result = program(source, token)
    assert result.done
    assert result.stdout == b"done\n"
    assert result.seconds < 10, "the parent does not wait for a daemon that holds its pipes"
    assert alive(token) == []


def test_links_in_scratch_are_not_followed(secret: Path) -> None:
    source = """
os.symlink(sys.argv[1], "link")
os.symlink("/etc/passwd", "passwd")
os.symlink("/", "root")
os.symlink(".", "here")
os.symlink("../../../../../" + sys.argv[1], "up")
os.mkfifo("pipe")
socket.socket(socket.AF_UNIX).bind("socket")
open("real", "w").write("text")
os.link("real", "second")
os.makedirs("a/" * 12)
open("a/in", "w").write("deep")
open("closed", "w").write("x"); os.chmod("closed", 0)
open("new\\nline", "w").write("x")
open(b"not-utf8-\\xff", "w").write("x")
"""
    result = program(source, str(secret))
    assert result.done, result.stderr
    assert {"real": b"text", "second": b"text", "a/in": b"deep"}.items() <= result.files.items()
    assert set(result.files) <= {"real", "second", "a/in", "closed"}
    assert b"SECRET" not in b"".join(result.files.values())
    text = "\n".join(result.left_out)
    assert all(name in text for name in ("link", "passwd", "root", "here", "up", "pipe", "socket", "new", "not-utf8"))
    assert len(text.splitlines()) == len(result.left_out)


def test_time_is_up_for_sleepers_and_for_those_who_close_everything(token: str) -> None:
    stubborn = """
for which in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(which, signal.SIG_IGN)
for descriptor in range(3):
    os.close(descriptor)
time.sleep(60)
"""
    for source in ("time.sleep(60)", stubborn, "while True: pass", "os.kill(os.getpid(), signal.SIGSTOP)"):
        result = program(source, token, limits=BRIEF)
        assert result.limit == "seconds"
        assert BRIEF.seconds <= result.seconds < BRIEF.seconds + 5
        assert alive(token) == []


def outcomes(result: SandboxResult) -> dict[str, Any]:
    return {"exit": result.exit, "signal": result.signal, "limit": result.limit}


def test_a_crash_is_told_as_it_was() -> None:
    assert outcomes(program("sys.exit(7)")) == {"exit": 7, "signal": None, "limit": ""}
    assert outcomes(program("os.kill(os.getpid(), signal.SIGSEGV)")) == {"exit": None, "signal": 11, "limit": ""}
