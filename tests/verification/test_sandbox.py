"""Attempts to reach out of the sandbox; each must be contained.

The programs say as JSON what they achieved: an empty answer is the best one.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.verification.caged import achieved, alive, program

pytestmark = pytest.mark.needs("bwrap")


def test_no_socket_of_any_family() -> None:
    source = """
for family in range(1, 64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for protocol in (0, 1, 6, 17, 132):
            if family != socket.AF_UNIX:
                attempt(f"family {family} kind {kind}", socket.socket, family, kind, protocol)
                attempt(f"pair {family} kind {kind}", socket.socketpair, family, kind)
attempt("io_uring", system, 425, 4, ctypes.create_string_buffer(200))
"""
    assert achieved(source) == []


def test_no_unix_socket_of_the_host(token: str) -> None:
    with socket.socket(socket.AF_UNIX) as abstract, socket.socket(socket.AF_UNIX) as named:
        path = f"/tmp/{token}"  # noqa: S108 - the place that a program would try
        abstract.bind(f"\0{token}")
        abstract.listen()
        named.bind(path)
        named.listen()
        try:
            os.chmod(path, 0o777)  # noqa: S103 - everybody may connect
            source = """
def connect(address):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)
for address in (chr(0) + sys.argv[1], "/tmp/" + sys.argv[1], "/run/dbus/system_bus_socket", "/var/run/docker.sock"):
    attempt(address, connect, address)
"""
            assert achieved(source, token) == []
        finally:
            os.unlink(path)


def test_nothing_is_written_outside_scratch(secret: Path) -> None:
    source = """
for folder in ("/", "/files", "/usr/lib", "/etc", "/dev", "/dev/shm", "/proc", "/root", "/home", "/var/tmp", "/run",
               "/sys", "/work", sys.prefix, os.path.dirname(os.__file__), os.path.dirname(sys.argv[1])):
    attempt(folder, write, folder + "/planted") if os.path.realpath(folder) != "/scratch" else None
    attempt(f"folder {folder}", os.mkdir, folder + "/made") if os.path.realpath(folder) != "/scratch" else None
attempt("files", write, "/files/main.py")
attempt("chmod", os.chmod, "/files/main.py", 0o777)
attempt("remove", os.remove, "/files/main.py")
attempt("library", write, os.__file__)
attempt("executable", write, os.path.realpath(sys.executable))
attempt("rename", os.rename, "/files", "/scratch/files")
attempt("node", os.mknod, "/scratch/sda", 0o60666, os.makedev(8, 0))
attempt("disk", os.mknod, "/scratch/mem", 0o20666, os.makedev(1, 1))
"""
    before = secret.read_bytes()
    assert achieved(source, str(secret)) == []
    assert secret.read_bytes() == before


def test_files_of_the_host_are_not_there(secret: Path) -> None:
    home = Path.home()
    known = [str(secret), str(home), str(home / ".ssh"), str(home / ".bashrc"), str(Path(__file__).resolve())]
    source = """
for path in sys.argv[1:]:
    attempt(path, read, path)
    # The interpreter may lie in somebody's home: its folders are there then, but nothing beside them.
    attempt(path, lambda: [] + [name for name in os.listdir(path) if name not in ("pyenv", ".pyenv", ".local")][0])
for path in ("/etc/shadow", "/etc/passwd", "/etc/hostname", "/etc/ssh", "/root/.ssh", "/var/log", "/sys/kernel",
             "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/tty", "/proc/kcore", "/proc/kmsg"):
    attempt(path, read, path)
    attempt(path, os.listdir, path)
for found in os.listdir("/tmp"):
    got.append("in /tmp: " + found)
attempt("by handle", system, 304, -100, ctypes.create_string_buffer(64), 0)
"""
    assert achieved(source, *known) == []


def test_the_environment_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "SECRET-KEY")
    source = """
allowed = {"HOME", "LANG", "PATH", "PWD", "TMPDIR", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"}
got += sorted(set(os.environ) - allowed)
for process in [name for name in os.listdir("/proc") if name.isdigit()] + ["self", "thread-self"]:
    for name in ("environ", "cmdline", "stack", "auxv"):
        try:
            if b"SECRET" in read(f"/proc/{process}/{name}"):
                got.append(f"{process} {name}")
        except OSError:
            pass
"""
    assert achieved(source) == []


def test_processes_of_the_host_are_not_there() -> None:
    source = """
me, host = os.getpid(), int(sys.argv[1])
seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
got += [f"process {number}" for number in seen if number not in (1, 2, 3, me, os.getppid())]
attempt("signal", os.kill, host, 0)
for name in ("mem", "root/etc/passwd", "cwd/pyproject.toml", "fd/0", "environ", "maps"):
    attempt(name, read, f"/proc/1/{name}") if name != "root/etc/passwd" else attempt(name, read, "/proc/1/" + name)
attempt("ptrace", system, 101, 16, 1, 0, 0)
attempt("ptrace parent", system, 101, 16, os.getppid(), 0, 0)
attempt("read memory", system, 310, 1, 0, 0, 0, 0, 0)
attempt("write memory", system, 311, 1, 0, 0, 0, 0, 0)
attempt("descriptor of another", system, 438, 1, 0, 0)
attempt("priority", os.setpriority, os.PRIO_USER, 0, -5)
"""
    found = [line for line in achieved(source, str(os.getpid())) if not line.endswith(": b''")]
    # Process 1 is bubblewrap, seen by a program of the same user: its map names files, nothing more.
    assert [line for line in found if not line.startswith("maps")] == []


def test_signals_reach_nobody_else(token: str) -> None:
    source = """
for number in (1, os.getppid()):
    for which in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
        try:
            os.kill(number, which)
        except OSError:
            pass
if os.fork() == 0:
    os.kill(-1, signal.SIGKILL)
time.sleep(30)
"""
    result = program(source, token)
    assert result.signal == 9
    assert result.seconds < 10
    assert alive(token) == []


def test_proc_cannot_be_tampered_with() -> None:
    source = """
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/user/max_user_namespaces",
             "/proc/sys/vm/drop_caches", "/proc/sys/net/ipv4/ip_forward", "/proc/sysrq-trigger", "/proc/1/mem",
             "/proc/1/oom_score_adj", "/proc/1/comm", "/proc/self/uid_map", "/proc/self/gid_map",
             "/proc/self/setgroups", "/proc/self/attr/exec", "/proc/bus/pci/devices"):
    attempt(path, write, path)
def braver():
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
attempt("oom", braver)
attempt("host name", socket.sethostname, "x")
attempt("clock", time.clock_settime, time.CLOCK_REALTIME, 0.0)
attempt("log", system, 103, 3, ctypes.create_string_buffer(100), 100)
"""
    assert achieved(source) == []


def test_no_way_to_other_users() -> None:
    source = """
import shutil
for name in (0, 1, 65534):
    attempt(f"uid {name}", os.setuid, name)
    attempt(f"gid {name}", os.setgid, name)
    attempt(f"uids {name}", os.setresuid, name, name, name)
attempt("groups", os.setgroups, [0])
attempt("chown", lambda: os.chown((open("own", "w").close(), "own")[1], 0, 0))
for path in ("/bin/su", "/usr/bin/su", "/usr/bin/sudo", "/usr/bin/mount", "/usr/bin/passwd", "/bin/sh"):
    attempt(path, os.stat, path)
shutil.copy(os.path.realpath(sys.executable), "python")
os.chmod("python", 0o6777)
pid = os.fork()
if pid == 0:
    os.execv("/scratch/python", ["python", "-c", "import os, sys; sys.exit(0 in os.getresuid() + os.getresgid())"])
if os.waitpid(pid, 0)[1] == 256:
    got.append("setuid")
if int([line for line in open("/proc/self/status") if line.startswith("CapEff")][0].split()[1], 16):
    got.append("capabilities")
"""
    assert achieved(source) == []


def test_no_mount_and_no_namespace() -> None:
    source = """
os.mkdir("m")
attempt("tmpfs", system, 165, b"tmpfs", b"/scratch/m", b"tmpfs", 0, 0)
attempt("bind", system, 165, b"/", b"/scratch/m", 0, 4096, 0)
attempt("writable again", system, 165, 0, b"/files", 0, 32 | 4096, 0)
attempt("unmount", system, 166, b"/proc", 2)
attempt("pivot", system, 155, b".", b".")
attempt("chroot", os.chroot, "m")
attempt("open tree", system, 428, -100, b"/", 1)
attempt("file system", system, 430, b"tmpfs", 0)
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x80):
    attempt(f"unshare {flag:x}", system, 272, flag)
    attempt(f"clone {flag:x}", lambda: system(56, flag | 17, 0, 0, 0, 0) or os._exit(0)) if flag != 0x80 else None
attempt("clone3", system, 435, (ctypes.c_uint64 * 11)(0x10000000), 88)
for name in os.listdir("/proc/self/ns"):
    attempt(f"join {name}", lambda: system(308, os.open(f"/proc/1/ns/{name}", os.O_RDONLY), 0))
attempt("key ring", system, 250, 0, -3, 1)
attempt("BPF", system, 321, 0, 0, 0)
attempt("module", system, 313, 0, b"", 0)
attempt("userfault", system, 323, 0)
attempt("tracing", system, 298, ctypes.create_string_buffer(120), 0, -1, -1, 0)
"""
    assert achieved(source) == []


def test_no_descriptor_is_inherited(secret: Path) -> None:
    opened = os.open(secret, os.O_RDWR)
    folder = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    try:
        for descriptor in (opened, folder):
            os.set_inheritable(descriptor, True)
        source = """
got += [name for name in os.listdir("/proc/self/fd") if int(name) > 2 and os.path.exists("/proc/self/fd/" + name)
        and os.readlink("/proc/self/fd/" + name) != f"/proc/{os.getpid()}/fd"]
for number in (*range(3, 40), int(sys.argv[1]), int(sys.argv[2])):
    attempt(f"read {number}", os.pread, number, 10, 0)
    attempt(f"list {number}", lambda: os.listdir(f"/proc/self/fd/{number}"))
"""
        assert achieved(source, str(opened), str(folder)) == []
    finally:
        os.close(opened)
        os.close(folder)


def test_no_tricks_with_terminals_keys_and_links(secret: Path) -> None:
    source = """
import fcntl
for request in (0x5412, 0x541C):
    for descriptor in range(3):
        attempt(f"terminal {request:x}", fcntl.ioctl, descriptor, request, b"x")
for path in ("/dev/ptmx", "/dev/pts/ptmx", "/dev/pts", "/dev/console", "/dev/tty0", "/dev/shm"):
    attempt(path, os.open, path, os.O_RDWR)
attempt("key", system, 248, b"user", b"x", b"secret", 6, -2)
attempt("key ring", system, 250, 0, -3, 1)
attempt("hard link", os.link, "/files/main.py", "/scratch/linked")
attempt("hard link to the host", os.link, sys.argv[1], "/scratch/linked")
attempt("through the root", read, "/proc/self/root" + sys.argv[1])
attempt("through the folder", read, "/proc/self/cwd/../" + sys.argv[1])
attempt("up and up", read, "../" * 40 + sys.argv[1])
attempt("the old root", os.listdir, "/oldroot")
attempt("another root", os.listdir, "/newroot")
os.symlink("/proc/self/root/../../../", "way")
attempt("by a link", read, "way" + sys.argv[1])
"""
    assert achieved(source, str(secret)) == []
    assert secret.read_bytes() == b"SECRET"
