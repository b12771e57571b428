"""Root's way into the sandbox: a user namespace of two ids, root's own for mounting and an unused one for the program.

The kernel does not count the processes of the real root, so a program must not run under that id even as a guest;
and an unprivileged bubblewrap could not read an interpreter that lies in root's home. Run as
`python outside.py UID INSIDE PARENT COMMAND…`: `UID` outside is `INSIDE` inside.
"""

import ctypes
import os
import signal
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Enter the namespace, forbid further ones, become the command."""
    uid, inside, parent = (int(word) for word in sys.argv[1:4])
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.setgroups([])
    wait, tell = os.pipe()
    me = os.getpid()
    helper = os.fork()
    if helper == 0:
        os.close(tell)
        status = 1
        if os.read(wait, 1) == b"m":
            for name in ("uid_map", "gid_map"):
                with open(f"/proc/{me}/{name}", "w", encoding="ascii") as table:
                    table.write(f"0 0 1\n{inside} {uid} 1\n")
            status = 0
        os._exit(status)
    os.close(wait)
    if libc.unshare(CLONE_NEWUSER):
        sys.exit(f"no user namespace can be made: {os.strerror(ctypes.get_errno())}")
    os.write(tell, b"m")
    os.close(tell)
    if os.waitpid(helper, 0)[1]:
        sys.exit("the ids of the user namespace cannot be set")
    with open("/proc/sys/user/max_user_namespaces", "w", encoding="ascii") as most:
        most.write("0")
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
