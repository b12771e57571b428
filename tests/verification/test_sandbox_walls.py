"""The walls of the sandbox one by one, what is handed in and out, and the refusal where a wall is missing."""

from __future__ import annotations

import errno
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.errors import InputError, MissingBackendError, UnsupportedError
from tests.verification.caged import BRIEF, alive, program
from verification.sandbox import SandboxLimits, bubblewrap, capabilities, run, run_python
from verification.sandbox.collect import collect
from verification.sandbox.seccomp import CALLS, seccomp_filter

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
REFUSED, ABSENT = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "riscv64": 0xC00000F3}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Capabilities are tried anew, in the test and after it."""
    capabilities.cache_clear()
    yield
    capabilities.cache_clear()


def verdict(filter_: bytes, number: int, arguments: Mapping[int, int], audit: int) -> int:
    """What the filter says of a system call: the few instructions of classic BPF that it uses."""
    words = {0: number, 4: audit} | {16 + 8 * place: value & 0xFFFFFFFF for place, value in arguments.items()}
    program = list(struct.iter_unpack("=HBBI", filter_))
    at = held = 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            held = words.get(value, 0)
        else:
            true = {0x15: held == value, 0x45: bool(held & value), 0x35: held >= value}[code]
            at += if_true if true else if_false


@pytest.mark.parametrize("machine", AUDIT)
def test_the_filter_refuses_what_it_names_and_nothing_else(machine: str) -> None:
    filter_, audit, generic = seccomp_filter(machine), AUDIT[machine], machine != "x86_64"
    refused = {numbers[generic] for numbers in CALLS.values() if numbers[generic] >= 0}
    clone, socket, pair, ioctl = (220, 198, 199, 29) if generic else (56, 41, 53, 16)
    for number in range(500):
        expected = REFUSED if number in refused or number in (socket, pair) else ALLOWED
        assert verdict(filter_, number, {}, audit) == (ABSENT if number == 435 else expected), number
    for family in (*range(50), 1 << 31):
        assert verdict(filter_, socket, {0: family}, audit) == (ALLOWED if family == 1 else REFUSED)
    for bit in range(32):
        space = bit == 17 or 25 <= bit <= 30
        assert verdict(filter_, clone, {0: 1 << bit | 17}, audit) == (REFUSED if space else ALLOWED), bit
    for request in (0x5401, 0x5412, 0x5413, 0x541C):
        told = REFUSED if request in (0x5412, 0x541C) else ALLOWED
        assert verdict(filter_, ioctl, {1: request}, audit) == told
    for other in {*AUDIT.values(), 0x40000003, 0} - {audit}:
        assert verdict(filter_, 0, {}, other) == KILLED


def test_the_filter_refuses_calls_of_the_x32_kind() -> None:
    assert verdict(seccomp_filter("x86_64"), 0x40000000, {}, AUDIT["x86_64"]) == REFUSED
    assert seccomp_filter("vax") == b""


@pytest.mark.needs("bwrap")
def test_every_part_is_in_force_here(fresh: None) -> None:
    found = capabilities()
    assert found.available, found.reason
    assert [part.name for part in found.parts if not part.in_force] == []
    assert len(found.in_force) == len(found.parts) == 12
    assert program("pass").parts == found.in_force


@pytest.mark.needs("bwrap")
def test_without_the_filter_the_namespaces_hold_and_the_sandbox_refuses(
    fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bubblewrap, "seccomp_filter", lambda: struct.pack("=HBBI", 0x06, 0, 0, ALLOWED))
    found = capabilities()
    assert not found.available
    lacking = {part.name for part in found.parts if not part.in_force}
    assert lacking == {"system-call filter"}, "no network and no further namespaces without it too"
    with pytest.raises(UnsupportedError, match=r"refused.*system-call filter"):
        run_python("print(1)")


@pytest.mark.needs("bwrap")
def test_a_missing_wall_is_a_refusal(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = bubblewrap.rlimits
    monkeypatch.setattr(
        bubblewrap, "rlimits", lambda *args, **kw: {k: v for k, v in genuine(*args, **kw).items() if "PROC" not in k}
    )
    with pytest.raises(UnsupportedError, match="process limit"):
        run_python("print(1)")


@pytest.mark.needs("bwrap")
def test_a_bubblewrap_that_fails_is_a_refusal_with_its_words(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub = tmp_path / "bwrap"
    stub.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "bubblewrap", lambda: str(stub))
    with pytest.raises(UnsupportedError, match="uid map: Permission denied"):
        run_python("print(1)")


def test_without_bubblewrap_programs_are_refused(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems are refused for what they are")
    monkeypatch.setattr(bubblewrap, "bubblewrap", lambda: None)
    with pytest.raises(MissingBackendError, match="apt-get install bubblewrap"):
        run(["/bin/true"])
    with pytest.raises(MissingBackendError, match="bubblewrap"):
        run_python("print(1)")
    # Only those who say so run a program all the same, and the result tells that no wall was there.
    result = run_python("open('left', 'w').write('x'); print(1)", allow_unsandboxed=True)
    assert (result.stdout, result.files, result.parts) == (b"1\n", {"left": b"x"}, ())
    slow = run_python("import time; time.sleep(60)", limits=SandboxLimits(seconds=0.5), allow_unsandboxed=True)
    assert slow.limit == "seconds"


@pytest.mark.needs("bwrap")
def test_input_files_packages_and_results() -> None:
    text = bytes(range(256)) * 2000
    answer = run_python(
        "import sys, hashlib, mpmath, helper\n"
        "data = sys.stdin.buffer.read()\n"
        "open('copy', 'wb').write(data)\n"
        "print(len(data), open('/files/table.txt').read(), mpmath.mpf(2), helper.X)",
        files={"table.txt": b"seven", "helper.py": b"X = 5"},
        packages=["mpmath"],
        stdin=text,
    )
    assert answer.done, answer.stderr
    assert answer.stdout == b"512000 seven 2.0 5\n"
    assert answer.files == {"copy": text}
    # A program need not read what it is given.
    assert run_python("print('deaf')", stdin=text * 10).stdout == b"deaf\n"


@pytest.mark.needs("bwrap")
def test_runs_do_not_see_each_other() -> None:
    assert run_python("open('/tmp/mark', 'w').write('x')").files == {"mark": b"x"}
    assert run_python("import os; print(os.listdir('/tmp'), os.listdir('/scratch'))").stdout == b"[] []\n"
    hashes = {run_python("print(hash('a'))").stdout for _ in range(2)}
    assert len(hashes) == 1, "what iterates over a set does so in the same order each time"


@pytest.mark.needs("bwrap")
def test_the_sandbox_ends_with_a_killed_parent(token: str) -> None:
    code = (
        "from tests.verification.caged import program\n"
        f'program(\'print(1); sys.stdout.flush(); open("started", "w"); time.sleep(100)\', {token!r})'
    )
    root = Path(__file__).parent.parent.parent
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=root)
    try:
        wait_until(lambda: len(alive(token)) >= 2)
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not alive(token))


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_arguments_that_cannot_be_are_refused() -> None:
    for name in ("../x", "a/b", "", ".hidden", "x\0", "é"):
        with pytest.raises((InputError, MissingBackendError, UnsupportedError)):
            run_python("print(1)", files={name: b""})
    for command in ([], ["true"], ["/bin/true", "a\0b"]):
        with pytest.raises((InputError, MissingBackendError, UnsupportedError)):
            run(command)
    for place in ("/proc/x", "/", "relative", "/scratch/x", "/files", "/a/../b"):
        with pytest.raises((InputError, MissingBackendError, UnsupportedError)):
            run(["/bin/true"], read_only={place: "/usr"})
    with pytest.raises(MissingBackendError, match="not installed"):
        run_python("print(1)", packages=["no_such_package"])
    for wrong in (0, -1, float("nan"), float("inf"), 10**13):
        with pytest.raises(InputError, match="seconds"):
            SandboxLimits(seconds=wrong)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.binary(max_size=300), max_size=8))
def test_collected_files_are_those_within_the_caps(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("scratch")
    for name, data in content.items():
        (folder / name).write_bytes(data)
    limits = SandboxLimits(result_files=4, result_bytes=500)
    opened = os.open(folder, os.O_RDONLY)
    try:
        files, left_out = collect(opened, limits)
    finally:
        os.close(opened)
    assert files.items() <= content.items()
    assert list(files) == sorted(files)
    assert len(files) <= 4
    assert sum(map(len, files.values())) <= 500
    assert len(files) + len(left_out) == len(content)


@pytest.mark.needs("bwrap")
def test_sentences_say_how_it_ended() -> None:
    assert "limit on seconds" in program("time.sleep(9)", limits=BRIEF).sentence
    assert program("1 / 0").sentence == "ended with status 1: ZeroDivisionError: division by zero"
    assert program("os.abort()").sentence.startswith("ended by signal SIGABRT")
    assert program("sys.stderr.write('\\x1b[2J\\x07' * 9); sys.exit(3)").sentence.isprintable()
