"""Threads of a public instance share their memory."""

import subprocess
import sys

import pytest

# Each thread holds a little at the same time as all others, and so has an arena, its own where there are enough.
ARENAS = """
import ctypes, sys, threading
from extract.serve.public import memory
if sys.argv[1] == "shared":
    assert memory.share()
allocate = ctypes.CDLL(None).malloc
gate = threading.Barrier(33)
def hold():
    allocate(1000)
    gate.wait()
    gate.wait()
threads = [threading.Thread(target=hold) for _ in range(32)]
for thread in threads:
    thread.start()
gate.wait()
gate.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fclose(ctypes.c_void_p(out))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="arenas are of the C library of Linux")
def test_threads_share_two_arenas():
    assert _arenas("shared") == 2
    assert _arenas("each") > 2


def _arenas(how):
    done = subprocess.run([sys.executable, "-c", ARENAS, how], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.count("<heap nr=")
