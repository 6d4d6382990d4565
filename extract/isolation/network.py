"""No network for a reading process: a namespace without one, else a filter of system calls; Python's own check always.

The best that the kernel allows is taken; where it allows neither (other systems than Linux), Python's check remains.
"""

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from pathlib import Path
from typing import Any

LINUX = sys.platform == "linux"
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
FILTER_MODE = 2
# What a socket can be used for that reaches beyond the process.
BARRED = frozenset(
    f"socket.{name}"
    for name in ("bind", "connect", "getaddrinfo", "gethostbyaddr", "gethostbyname", "sendmsg", "sendto")
)
# The processor's name in a filter, and the numbers of socket() and io_uring_setup(), which opens sockets as well.
CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
ALLOW, KILL, DENY = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
LOAD, EQUAL, LEAST, RETURN = 0x20, 0x15, 0x35, 0x06


def prctl(option: int, *arguments: Any) -> bool:
    """Whether the kernel does what is asked of it for this process."""
    return LINUX and ctypes.CDLL(None).prctl(option, *(arguments + (0, 0, 0, 0))[:4]) == 0


def part() -> bool:
    """Put this process into a network without any device, and its children to come among no other processes than theirs.

    Root needs no namespace of users for that, and would lose the right to read other people's files in one.
    """
    if not LINUX:
        return False
    user, group, root = os.geteuid(), os.getegid(), os.geteuid() == 0
    if ctypes.CDLL(None).unshare(NEWPID | NEWNET | (0 if root else NEWUSER)) != 0:
        return False
    if not root:
        # Whom this process is outside it is inside too; unmapped, files would seem to be nobody's.
        for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", file).write_text(text)
    return True


def bar() -> bool:
    """Let no socket be opened here any more but between processes of this machine; whether the kernel sees to it."""
    if platform.machine() not in CALLS or not prctl(PR_SET_NO_NEW_PRIVS, 1):
        return False
    code = b"".join(struct.pack("HBBI", *line) for line in _program(*CALLS[platform.machine()]))
    program = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: how many lines, and where they are.
    whole = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(program)))
    return prctl(PR_SET_SECCOMP, FILTER_MODE, whole)


def _program(machine: int, opening: int, ring: int) -> list[tuple[int, int, int, int]]:
    """Lines of (what, lines to skip if so, lines to skip if not, operand). Offsets are those of struct seccomp_data."""
    return [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 8, machine),
        (LOAD, 0, 0, 0),
        # The calls of the x32 interface have numbers of their own.
        (LEAST, 5, 0, 0x40000000),
        (EQUAL, 4, 0, ring),
        (EQUAL, 0, 2, opening),
        (LOAD, 0, 0, 16),
        (EQUAL, 0, 1, socket.AF_UNIX),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, DENY),
        (RETURN, 0, 0, KILL),
    ]


def refuse() -> None:
    """Have Python itself refuse every use of a socket from now on: a clear error, on any system."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple) -> None:
    if event in BARRED:
        raise PermissionError(errno.EACCES, f"a reading process has no network ({event})")
