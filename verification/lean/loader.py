"""Runs Lean's own command line out of its shared libraries; a program of its own, started by `kernel.py` alone.

    python -I loader.py PARENT SECONDS MEMORY_MB FILE_MB FOLDER ARGUMENT…

FOLDER holds the libraries. Limits are set before any of Lean's code is loaded, and the process dies with PARENT.
"""

import ctypes
import os
import resource
import signal
import sys

LIBRARIES = ("libInit_shared", "libleanshared_2", "libleanshared_1", "libleanshared")
"""In the order in which they need each other."""


def limit(what: int, value: int) -> None:
    """Lower a limit, never above what is allowed."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def main() -> int:
    """Exit status of `lean`."""
    parent, seconds, memory_mb, file_mb = (int(text) for text in sys.argv[1:5])
    folder, arguments = sys.argv[5], sys.argv[6:]
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        return 1
    limit(resource.RLIMIT_CPU, seconds)
    limit(resource.RLIMIT_FSIZE, file_mb << 20)
    limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        limit(resource.RLIMIT_AS, memory_mb << 20)
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    for name in LIBRARIES:
        library = ctypes.CDLL(os.path.join(folder, name + suffix), mode=ctypes.RTLD_GLOBAL)
    words = [os.fsencode(word) for word in ("lean", *arguments)]
    status: int = library.lean_main(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None))
    return status


if __name__ == "__main__":
    sys.exit(main())
