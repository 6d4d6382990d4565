"""Processes that do what a file could make them do: what each does, and what is to be said of it."""

import ctypes
import mmap
import os
import signal
import struct
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from extract.isolation import limits
from extract.isolation.message import LARGEST, Member, Reply, Task, pack, unpack
from extract.model import Refusal

GOOD = Reply("0" * 64, refusal=Refusal("empty", "as asked"))


def send(pipe, reply):
    pipe.send_bytes(msgspec.msgpack.encode(reply))


def names(*members):
    return Reply("0" * 64, members=tuple(Member("a", member) for member in members))


def forks(pipe, own):
    """A child that stays, in the group of its parent."""
    if os.fork() == 0:
        time.sleep(600)


def escapes(pipe, own):
    """A child that stays, in a session of its own, its parent gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, 32):
                with suppress(OSError):
                    signal.signal(number, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)
    os.wait()


def bomb(pipe, own):
    """More and more processes; a test must not take the whole machine."""
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)


def drip(pipe, own):
    """A reply that never stops and never ends."""
    os.write(pipe.fileno(), struct.pack("!i", LARGEST))
    while True:
        os.write(pipe.fileno(), b"x")
        time.sleep(0.01)


def flood(pipe, own):
    """Bytes without end."""
    while True:
        os.write(pipe.fileno(), struct.pack("!i", LARGEST) + b"\x91" * 2**20)


def swell(pipe, own):
    """Memory until there is no more."""
    held = []
    while True:
        held.append(bytearray(2**26))


def share(pipe, own):
    """Memory that the kernel does not count as data."""
    held = []
    for _ in range(17):
        held.append(mmap.mmap(-1, 2**26))
        held[-1].write(b"x" * 2**26)
    time.sleep(600)


def write(pipe, own):
    """A file without end."""
    with Path("big").open("wb") as file:
        while True:
            file.write(bytes(2**24))


def nest(pipe, own):
    """Folders deeper than a path can be long, closed ones, and links to elsewhere."""
    Path("link").symlink_to("/")
    Path("closed").mkdir()
    Path("closed", "file").write_text("x")
    Path("closed").chmod(0)
    for _ in range(1100):
        Path("a folder").mkdir()
        os.chdir("a folder")
    os.chdir(own)


def chatter(pipe, own):
    """An answer to what nobody has asked yet."""
    messages = [pack(reply) for reply in (GOOD, Reply("f" * 64, refusal=Refusal("empty", "a lie")))]
    os.write(pipe.fileno(), b"".join(struct.pack("!i", len(message)) + message for message in messages))


def noise(pipe, own):
    """Output that nobody wants."""
    os.write(1, b"x" * 10000)
    os.write(2, b"x" * 10000)


def pipe_in(pipe, own):
    os.mkfifo("fifo")
    send(pipe, names("fifo"))


def link_in(pipe, own):
    Path("link").symlink_to("/etc/passwd")
    send(pipe, names("link"))


def second_name(pipe, own):
    os.link(Path(__file__), "name")
    send(pipe, names("name"))


def say(reply):
    return lambda pipe, own: send(pipe, reply)


def write_raw(*data):
    return lambda pipe, own: (os.write(pipe.fileno(), b"".join(data)), time.sleep(600))


# What a process does that is given a file of this name, and what is to be said of it; None: it still answers well.
HOSTILE = {
    "hang": (lambda pipe, own: time.sleep(600), "timeout"),
    "spin": (lambda pipe, own: [None for _ in iter(int, 1)], "timeout"),
    "spin in C": (lambda pipe, own: 7**10**9, "timeout"),
    "ignore signals": (
        lambda pipe, own: (signal.signal(signal.SIGTERM, signal.SIG_IGN), time.sleep(600)),
        "timeout",
    ),
    "drip": (drip, "timeout"),
    "half a message": (write_raw(struct.pack("!i", 1000), b"half"), "timeout"),
    "a length only": (write_raw(b"\0\0"), "timeout"),
    "exit": (lambda pipe, own: os._exit(0), "crashed"),
    "segfault": (lambda pipe, own: ctypes.string_at(0), "crashed"),
    "abort": (lambda pipe, own: os.abort(), "crashed"),
    "raise": (lambda pipe, own: 1 / 0, "crashed"),
    "close": (lambda pipe, own: (pipe.close(), time.sleep(600)), "crashed"),
    "nonsense": (lambda pipe, own: pipe.send_bytes(b"\xc1nonsense\xff" * 50), "crashed"),
    "nothing": (lambda pipe, own: pipe.send_bytes(b""), "crashed"),
    "negative length": (write_raw(struct.pack("!i", -7), b"half"), "crashed"),
    "too long": (write_raw(struct.pack("!i", LARGEST + 1)), "crashed"),
    "flood": (flood, "crashed"),
    "a list": (say([1, 2, 3]), "crashed"),
    "another shape": (say({"sha256": 7, "reading": "all well"}), "crashed"),
    "a huge number": (lambda pipe, own: pipe.send_bytes(b"\xdf\xff\xff\xff\xff"), "crashed"),
    "neither": (say(Reply("0" * 64)), "crashed"),
    "both": (say(Reply("0" * 64, refusal=GOOD.refusal, members=(Member("a", "a"),))), "crashed"),
    "words of no chapter": (say(Reply("0" * 64, refusal=GOOD.refusal, cut=(("a", "b", "c"),))), "crashed"),
    "a path outside": (say(names("../../etc/passwd")), "crashed"),
    "a whole path": (say(names("/etc/passwd")), "crashed"),
    "the folder above": (say(names("..")), "crashed"),
    "a file that is not there": (say(names("none")), "crashed"),
    "a link": (link_in, "crashed"),
    "a pipe": (pipe_in, "crashed"),
    "another's file": (second_name, "crashed"),
    "swell": (swell, "memory"),
    "write": (write, "crashed"),
    "bomb": (bomb, "crashed"),
    "share": (share, "memory"),
    "fork": (forks, None),
    "escape": (escapes, None),
    "chatter": (chatter, "crashed"),
    "nest": (nest, None),
    "noise": (noise, None),
}
ON_LINUX = {"share", "bomb"}


def work(pipe, own):
    """Answer tasks as `HOSTILE` has it until the other end closes."""
    while True:
        try:
            task = unpack(pipe.recv_bytes(), Task)
        except (EOFError, OSError):
            return
        limits.limit(task)
        name = task.paths[0].name
        if name in HOSTILE:
            HOSTILE[name][0](pipe, own)
        if name != "chatter":
            send(pipe, GOOD)
