"""The system-call filter of the sandbox, as the bytes of a classic BPF program.

It refuses what no computation needs and kernels have been broken through: other namespaces, mounting, tracing,
keyrings, BPF, io_uring, memory that no limit counts, and every family of socket but AF_UNIX (AF_VSOCK would reach
the host of a virtual machine whatever the network namespace). Everything else is left to the namespaces.
"""

from __future__ import annotations

import errno
import platform
import struct

__all__ = ["CALLS", "seccomp_filter"]

CALLS: dict[str, tuple[int, int]] = {
    "acct": (163, 89), "add_key": (248, 217), "adjtimex": (159, 171), "bpf": (321, 280), "chroot": (161, 51),
    "clock_adjtime": (305, 266), "clock_settime": (227, 112), "delete_module": (176, 106),
    "fanotify_init": (300, 262), "finit_module": (313, 273), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fsopen": (430, 430), "fspick": (433, 433), "init_module": (175, 105), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "io_uring_setup": (425, 425), "ioperm": (173, -1), "iopl": (172, -1),
    "kcmp": (312, 272), "kexec_file_load": (320, 294), "kexec_load": (246, 104), "keyctl": (250, 219),
    "mbind": (237, 235), "memfd_create": (319, 279), "memfd_secret": (447, 447), "migrate_pages": (256, 238),
    "modify_ldt": (154, -1), "mount": (165, 40), "mount_setattr": (442, 442), "move_mount": (429, 429),
    "move_pages": (279, 239), "mq_open": (240, 180), "mq_unlink": (241, 181), "msgctl": (71, 187),
    "msgget": (68, 186), "msgrcv": (70, 188), "msgsnd": (69, 189), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "open_tree": (428, 428), "open_tree_attr": (467, 467),
    "perf_event_open": (298, 241), "personality": (135, 92), "pidfd_getfd": (438, 438), "pivot_root": (155, 41),
    "process_madvise": (440, 440), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "ptrace": (101, 117), "quotactl": (179, 60), "quotactl_fd": (443, 443), "reboot": (169, 142),
    "request_key": (249, 218), "semctl": (66, 191), "semget": (64, 190), "semop": (65, 193),
    "semtimedop": (220, 192), "set_mempolicy": (238, 237), "setdomainname": (171, 162), "sethostname": (170, 161),
    "setns": (308, 268), "settimeofday": (164, 170), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197),
    "shmget": (29, 194), "swapoff": (168, 225), "swapon": (167, 224), "syslog": (103, 116), "umount2": (166, 39),
    "unshare": (272, 97), "userfaultfd": (323, 282), "vhangup": (153, 58),
}  # fmt: skip
"""Refused with EPERM: name → number on x86-64, and on processors with the generic table (-1: not there)."""

_LOOKED_INTO = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "ioctl": (16, 29),
}
"""Calls whose arguments decide."""

_PROCESSORS = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1), "riscv64": (0xC00000F3, 1)}
"""Machine → its audit number, and its column in the tables."""

_NEW_NAMESPACE = 0x7E020000
"""Every CLONE_NEW… flag of `clone`."""
_AF_UNIX = 1
_TERMINAL_INJECTION = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX put characters into a terminal's input."""
_X32 = 0x40000000

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16


def seccomp_filter(machine: str | None = None) -> bytes:
    """The filter for this processor (or `machine`); empty where its table of calls is not known."""
    if (machine or platform.machine()) not in _PROCESSORS:
        return b""
    audit, column = _PROCESSORS[machine or platform.machine()]
    refuse = _step(_RETURN, _ERRNO | errno.EPERM)
    program = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, audit, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, _NUMBER)]
    if column == 0:
        # The x32 calls share the audit number of x86-64 and have numbers of their own.
        program += [_step(_AT_LEAST, _X32, 0, 1), refuse]
    for numbers in CALLS.values():
        if numbers[column] >= 0:
            program += [_step(_EQUAL, numbers[column], 0, 1), refuse]
    called = {name: numbers[column] for name, numbers in _LOOKED_INTO.items()}
    # Its flags lie behind a pointer; where it is said to be absent the C library uses `clone`.
    program += [_step(_EQUAL, called["clone3"], 0, 1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    program += _inspect(called["clone"], 0, [_step(_ANY_BIT, _NEW_NAMESPACE, 0, 1), refuse])
    for name in ("socket", "socketpair"):
        program += _inspect(called[name], 0, [_step(_EQUAL, _AF_UNIX, 1, 0), refuse])
    for request in _TERMINAL_INJECTION:
        program += _inspect(called["ioctl"], 1, [_step(_EQUAL, request, 0, 1), refuse])
    program.append(_step(_RETURN, _ALLOW))
    return b"".join(program)


def _inspect(number: int, argument: int, test: list[bytes]) -> list[bytes]:
    """`test` on the low half of an argument of call `number`; the number is loaded again behind it."""
    body = [_step(_LOAD, _ARGUMENT + 8 * argument), *test, _step(_LOAD, _NUMBER)]
    return [_step(_EQUAL, number, 0, len(body)), *body]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
