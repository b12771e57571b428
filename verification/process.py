"""Persistent worker processes that can be killed: the only safe way to run a solver.

Solvers hold the interpreter lock and ignore requests to stop, so a watchdog in the parent kills a
process that overruns its wall-clock limit and starts another. Only that one call is lost.

`ProcessPool` is a `concurrent.futures.Executor`; a call wrapped in `Limited` carries its own limits.
Workers talk over private pipes, import this package afresh (never the caller's `__main__`), and die
with their parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from problems.errors import WorkbenchError
from problems.family import enable_plugins, enabled_plugins

__all__ = ["Crashed", "Limited", "Overrun", "ProcessPool", "WorkerFailure"]

T = TypeVar("T")

GRACE_SECONDS = 2.0
"""Added to every limit, so that code which watches its own clock ends by itself."""

_BOOTSTRAP = (
    "import sys; sys.path[:] = {path!r}; from verification.process import serve; "
    "serve({request}, {reply}, {parent}, {plugins!r})"
)


class WorkerFailure(WorkbenchError):  # noqa: N818 - the end of a process, not a fault of the input
    """A call did not return; says how its process ended."""

    exit_status = 3


class Overrun(WorkerFailure):
    """The call was killed at a limit: `resource` is `seconds` or `memory`."""

    def __init__(self, resource_name: str, detail: str) -> None:
        self.resource = resource_name
        super().__init__(detail)


class Crashed(WorkerFailure):
    """The process died by itself: our fault, or the solver's, never a statement about the claim."""


@dataclass(frozen=True)
class Limited:
    """A function with limits; calling it directly runs it without them."""

    function: Callable[..., Any]
    seconds: float
    memory_mb: int = 4096

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)


class ProcessPool(Executor):
    """`size` killable worker processes behind the Executor interface."""

    def __init__(self, size: int) -> None:
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="worker")
        self._local = threading.local()
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run `fn(*args)` in a worker; the future raises Overrun, Crashed, or what `fn` raised."""
        if kwargs:
            raise TypeError("worker calls take positional arguments only")
        return self._threads.submit(self._run, fn, args)

    def _run(self, fn: Callable[..., T], args: tuple[Any, ...]) -> T:
        worker = getattr(self._local, "worker", None)
        if worker is None:
            worker = self._local.worker = _Worker()
            with self._lock:
                self._workers.append(worker)
        if self._closed:
            raise Crashed("the pool was closed")
        result: T = worker.call(fn, args)
        return result

    def kill(self) -> None:
        """Kill every worker at once and drop waiting calls; their futures fail or are cancelled."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for worker in self._workers:
                worker.stop()
        self.shutdown()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let running calls end (if `wait`), then stop the workers."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._closed = True
        with self._lock:
            for worker in self._workers:
                worker.stop()
                if wait:
                    worker.kill()


class _Worker:
    """One process, started on demand by the thread that uses it and restarted after a kill."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._send = self._receive = -1
        self._errors: Any = None
        self._stopped = False
        self._starting = threading.Lock()

    def call(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        limited = fn if isinstance(fn, Limited) else Limited(fn, seconds=86400.0)
        if self._process is None or self._process.poll() is not None:
            self._start()
        message = pickle.dumps((limited.function, args, limited.seconds, limited.memory_mb))
        try:
            _write(self._send, message)
        except OSError:
            self.kill()
            self._start()
            _write(self._send, message)
        ready, _, _ = select.select([self._receive], [], [], limited.seconds + GRACE_SECONDS)
        if not ready:
            self.kill()
            raise Overrun("seconds", f"killed after {limited.seconds:g} s")
        reply = _read(self._receive)
        if reply is None:
            raise self._post_mortem(limited)
        kind, value = pickle.loads(reply)  # noqa: S301 - written by our own worker process
        if kind == "memory":
            self.kill()
            raise Overrun("memory", f"needed more than {limited.memory_mb} MiB")
        if kind == "error":
            raise value
        return value

    def _post_mortem(self, limited: Limited) -> WorkerFailure:
        process = self._process
        status = process.wait() if process is not None else 0
        last = self._last_words()
        self.kill()
        if status == -signal.SIGXCPU:
            return Overrun("seconds", f"used more than {limited.seconds:g} s of processor time")
        if "bad_alloc" in last or "MemoryError" in last or "out of memory" in last:
            return Overrun("memory", f"needed more than {limited.memory_mb} MiB")
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        return Crashed(f"worker process died with {how}" + (f": {last}" if last else ""))

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, self._errors.tell() - 2000))
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            return lines[-1][:300] if lines else ""
        return ""

    def _start(self) -> None:
        with self._starting:
            if self._stopped:
                raise Crashed("the pool was closed")
            self._start_process()

    def _start_process(self) -> None:
        request_out, request_in = os.pipe()
        reply_out, reply_in = os.pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        code = _BOOTSTRAP.format(
            path=sys.path, request=request_out, reply=reply_in, parent=os.getpid(), plugins=enabled_plugins()
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=(request_out, reply_in),
            start_new_session=True,
            env=_environment(),
        )
        os.close(request_out)
        os.close(reply_in)
        self._send, self._receive = request_in, reply_out

    def stop(self) -> None:
        """Kill the process for good, from any thread; the thread that uses it sees its end and cleans up."""
        with self._starting:
            self._stopped = True
            process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kill the process and close its pipes; for the thread that uses it alone."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for descriptor in (self._send, self._receive):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._send = self._receive = -1
        if self._errors is not None:
            self._errors.close()
            self._errors = None


def _environment() -> dict[str, str]:
    """The caller's without keys of language models: what they propose is computed here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")}
    # What iterates over a set of strings does so in the same order in every worker.
    return {**kept, "PYTHONHASHSEED": "0"}


def _write(descriptor: int, message: bytes) -> None:
    view = memoryview(struct.pack("!Q", len(message)) + message)
    while view:
        view = view[os.write(descriptor, view) :]


def _read(descriptor: int) -> bytes | None:
    head = _read_exactly(descriptor, 8)
    return None if head is None else _read_exactly(descriptor, struct.unpack("!Q", head)[0])


def _read_exactly(descriptor: int, count: int) -> bytes | None:
    chunks = []
    while count:
        try:
            chunk = os.read(descriptor, min(count, 1 << 20))
        except OSError:
            return None
        if not chunk:
            return None
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def serve(request: int, reply: int, parent: int, plugins: Sequence[str] = ()) -> None:
    """The loop of a worker: read a call, run it under limits, answer; ends when the parent is gone."""
    _die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    enable_plugins(plugins)
    while (message := _read(request)) is not None:
        function, args, seconds, memory_mb = pickle.loads(message)  # noqa: S301 - written by our own parent
        answer = _answer(function, args, seconds, memory_mb)
        _write(reply, answer)


def _answer(function: Callable[..., Any], args: tuple[Any, ...], seconds: float, memory_mb: int) -> bytes:
    limits = resource.getrlimit(resource.RLIMIT_AS)
    try:
        _limit_processor(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024, limits[1]))
        outcome = ("value", function(*args))
    except MemoryError:
        outcome = ("memory", None)
    except Exception as error:  # noqa: BLE001 - carried to the parent, which decides
        outcome = ("error", error)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
    try:
        return pickle.dumps(outcome)
    except Exception as error:  # noqa: BLE001 - an answer that cannot travel is itself the answer
        return pickle.dumps(("error", Crashed(f"{type(error).__name__}: {error}; while answering {outcome[1]!r:.200}")))


def _limit_processor(seconds: float) -> None:
    """A second guard beside the watchdog, counted in processor time from now; kills by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime + 2 * seconds + GRACE_SECONDS) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard))


def _die_with_parent(parent: int) -> None:
    linux = sys.platform == "linux"
    if linux:
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
