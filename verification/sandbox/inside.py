"""The first program inside the sandbox: takes on the limits, gives up what is left of its rights, becomes the command.

It runs from its text with nothing but the standard library:
`python -c TEXT SETTINGS COMMAND…`, where SETTINGS is JSON with `uid` (-1: keep it), `ready` and `go` (descriptors of
the handshake) and `limits` (name of an RLIMIT → value).
"""

import json
import os
import resource
import signal
import sys


def main() -> None:
    """Tell the parent that the scratch folder is there, wait for its word, become the command."""
    settings, command = json.loads(sys.argv[1]), sys.argv[2:]
    if settings["uid"] >= 0:
        os.setgroups([])
        os.setresgid(settings["uid"], settings["uid"], settings["uid"])
        os.setresuid(settings["uid"], settings["uid"], settings["uid"])
    os.umask(0o077)
    os.write(settings["ready"], b"r")
    if os.read(settings["go"], 1) != b"g":
        sys.exit(126)
    for name, value in settings["limits"].items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        hard = resource.getrlimit(which)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # Behind the soft limit on processor time comes a signal that may be ignored, behind the hard one the end.
        resource.setrlimit(which, (least, least + 1 if name == "RLIMIT_CPU" and least < hard else least))
    # The interpreter ignores these, and what is ignored stays so for the command.
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    os.closerange(3, 65536)
    try:
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        os._exit(127)


if __name__ == "__main__":
    main()
