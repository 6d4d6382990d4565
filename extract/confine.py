"""What a reading process may do: a session and a folder of its own, limits on what it takes, and no network."""

import ctypes
import os
import platform
import signal
import struct
import sys
import tempfile
from pathlib import Path

# Bytes that one process may write into one file, and how many files it may have open.
FILE_SIZE, FILES = 512 * 2**20, 256
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2

# Instructions of the kernel's packet filter: load a word of the call, compare, answer.
_LOAD, _EQUAL, _ABOVE, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
# Offsets in the call that a filter sees: number, architecture, first argument.
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
# Calls by architecture: its number for auditing, socket, and what would leave the process group or go round the filter
# (setsid, setpgid, io_uring_setup).
_CALLS = {"x86_64": (0xC000003E, 41, (112, 109, 425)), "aarch64": (0xC00000B7, 198, (157, 154, 425))}
_X32 = 0x40000000
# Families of sockets that stay on this machine: local ones, and the kernel's own.
_LOCAL = (1, 16)


def settle(folder: Path) -> None:
    """Make this process the head of its own session, at home in a folder, gone when its parent is, and without network."""
    os.setsid()
    os.chdir(folder)
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        os.environ[name] = str(folder)
    tempfile.tempdir = str(folder)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    shut_off()


def limit(memory: int, seconds: float) -> None:
    """Cap the memory, the processor time from now on, and the files: the parent may be gone and end nobody any more.

    RLIMIT_DATA counts the heap and private mappings, which is what a swelling file takes; RLIMIT_AS would count the
    address space too that libraries and threads reserve and never use.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + 10
    resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    for name, most in ((resource.RLIMIT_FSIZE, FILE_SIZE), (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(name, (min(most, resource.getrlimit(name)[1]),) * 2)


def shut_off() -> None:
    """Refuse the network: Python's sockets everywhere, on Linux every socket of this process and of those it starts."""
    sys.addaudithook(_hear)
    if sys.platform == "linux" and platform.machine() in _CALLS:
        filtered(program(platform.machine()))


def _hear(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        family = getattr(arguments[0], "family", None) if arguments else None
        if family not in _LOCAL:
            raise PermissionError(f"a file that is read has no business with the network ({event})")


def program(machine: str) -> bytes:
    """A filter of system calls: sockets are local, the process stays in its group; all else is allowed."""
    architecture, socket, refused = _CALLS[machine]
    # Each line jumps forward: to the refusal, to the question for the socket's family, or to the permission.
    lines: list[tuple[int, int, str, str]] = [
        (_LOAD, _ARCHITECTURE, "", ""),
        (_EQUAL, architecture, "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_ABOVE, _X32, "refuse", ""),
        *((_EQUAL, call, "refuse", "") for call in refused),
        (_EQUAL, socket, "", "allow"),
        (_LOAD, _FIRST, "", ""),
        *((_EQUAL, family, "allow", "") for family in _LOCAL),
        (_ANSWER, _REFUSE, "", ""),
        (_ANSWER, _ALLOW, "", ""),
    ]
    target = {"refuse": len(lines) - 2, "allow": len(lines) - 1}

    def jump(label: str, line: int) -> int:
        return target[label] - line - 1 if label else 0

    return b"".join(
        struct.pack("=HBBI", code, jump(yes, line), jump(no, line), value)
        for line, (code, value, yes, no) in enumerate(lines)
    )


class _Program(ctypes.Structure):
    """How the kernel takes a filter: the number of its lines, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def filtered(lines: bytes) -> bool:
    """Set a filter for this process and all it starts, for good; False where the kernel does not take it."""
    call = ctypes.CDLL(None).prctl
    if call(_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    given = _Program(len(lines) // 8, lines)
    return not call(_SECCOMP, _FILTER, ctypes.byref(given), 0, 0)
