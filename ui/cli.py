"""The way in to the `workbench` command: data on stdout, talk on stderr, exit statuses that scripts can rely on.

0 done · 1 ran, something refuted · 2 usage, bad input or configuration · 3 inconclusive ·
4 back-end missing · 70 a fault of the workbench itself · 130 stopped

Little is imported here: what takes time is imported where Ctrl-C is already understood.
"""

from __future__ import annotations

import os
import signal
import sys

__all__ = ["main"]

SOFTWARE = 70
"""Exit status of a fault of our own, as in sysexits.h: 1 would say that something is refuted."""

STOPPED = 128 + signal.SIGINT


def main() -> None:
    """Run the command; whatever happens, the exit status says which kind of thing it was."""
    try:
        status = _run()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else SOFTWARE if stop.code else 0
    except BaseException as error:  # noqa: BLE001 - it is shown in full, and must not end as "refuted"
        from ui.output import say

        if _interrupted(error):
            say("workbench: stopped")
            status = STOPPED
        else:
            import traceback

            traceback.print_exception(error)
            say("workbench: this is a fault of the workbench itself; please report it with the lines above")
            status = SOFTWARE
    _empty_stdout()
    sys.exit(status)


def _run() -> int:
    early = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if early:
        # An exception out of the middle of an import can be swallowed or come out as another one.
        signal.signal(signal.SIGINT, _leave)
    try:
        from ui.output import say

        _hold_streams()
        if sys.stdout is None:
            say("workbench: standard output is closed: send it to a file, a pipe or /dev/null")
            return 2
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        from ui.commands.root import run
    finally:
        if early:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    return run()


def _leave(_number: int, _frame: object) -> None:
    """End at once: nothing has been begun yet."""
    os.write(2, b"workbench: stopped\n")
    os._exit(STOPPED)


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is the error or what it came from: libraries wrap what they do not know."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _hold_streams() -> None:
    """Put /dev/null where a standard stream is closed: the next file that is opened would take its number."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - as long as the process


def _empty_stdout() -> None:
    """Write what is left; where it cannot be, drop it, since the interpreter would try again and change the status."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
