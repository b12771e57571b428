"""Worker processes are killed at their limits, and only the call that overran is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from verification.process import Crashed, Limited, Overrun, ProcessPool


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with ProcessPool(1) as pool:
        yield pool


def test_values_and_exceptions_travel(pool: ProcessPool) -> None:
    assert pool.submit(pow, 2, 100).result() == 2**100
    with pytest.raises(ValueError, match="invalid literal"):
        pool.submit(int, "x").result()


def test_a_call_that_overruns_is_killed_and_the_next_one_runs(pool: ProcessPool) -> None:
    started = time.monotonic()
    with pytest.raises(Overrun) as caught:
        pool.submit(Limited(time.sleep, seconds=0.3), 60).result()
    assert caught.value.resource == "seconds"
    assert time.monotonic() - started < 20
    assert pool.submit(pow, 2, 3).result() == 8


def test_a_call_that_holds_the_interpreter_lock_is_killed(pool: ProcessPool) -> None:
    with pytest.raises(Overrun):
        pool.submit(Limited(pow, seconds=0.3), 3, 10**9).result()
    assert pool.submit(pow, 2, 3).result() == 8


def test_memory_is_limited(pool: ProcessPool) -> None:
    with pytest.raises(Overrun) as caught:
        pool.submit(Limited(bytearray, seconds=30, memory_mb=512), 2**33).result()
    assert caught.value.resource == "memory"
    assert pool.submit(pow, 2, 3).result() == 8


@pytest.mark.parametrize(("function", "argument"), [(os._exit, 3), (signal.raise_signal, signal.SIGSEGV)])
def test_a_crash_is_our_fault_and_costs_one_call(pool: ProcessPool, function: object, argument: int) -> None:
    with pytest.raises(Crashed, match="died"):
        pool.submit(function, argument).result()  # type: ignore[arg-type]
    assert pool.submit(pow, 2, 3).result() == 8


def test_an_answer_that_cannot_travel_is_our_fault(pool: ProcessPool) -> None:
    with pytest.raises(Crashed, match="pickle"):
        pool.submit(eval, "(_ for _ in ())").result()


def test_kill_ends_running_calls() -> None:
    pool = ProcessPool(2)
    futures = [pool.submit(Limited(time.sleep, seconds=60), 60) for _ in range(4)]
    time.sleep(1.0)
    pool.kill()
    started = time.monotonic()
    for future in futures:
        assert future.cancelled() or isinstance(future.exception(timeout=10), Crashed)
    assert time.monotonic() - started < 10


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, os, time\n"
        f"sys.path[:] = {sys.path!r}\n"
        "from verification.process import ProcessPool\n"
        "pool = ProcessPool(1)\n"
        "print(pool.submit(os.getpid).result(), flush=True)\n"
        "pool.submit(pow, 3, 10**9).result()\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}/status").exists() and "zombie" not in Path(f"/proc/{worker}/status").read_text():
        assert time.monotonic() < deadline, "the worker outlived its parent"
        time.sleep(0.1)
