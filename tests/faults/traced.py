"""The writing process under strace: the command `load` itself, in a fork of a lane, with readings that are there already.

Everything that writes is the command's own; only the processes that read are replaced, so that a run takes a fraction of a second.
A lane is a process with one thread: a fork of one with several may wait forever for a lock that another thread had.
"""

import ctypes
import faulthandler
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from extract import cli
from extract.archive import Archive, Source, opening
from extract.isolation.message import Reply
from extract.keep.originals import Store, digest
from extract.load import batch, progress
from extract.verify import verify

# Everything that changes what lies on a disk.
WRITES = (
    "write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate", "fsync", "fdatasync", "rename", "renameat",
    "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "link", "linkat",
)  # fmt: skip
# What a load that was cut off may leave: a file that was kept and not read yet.
LEFT_OVER = {"unloaded", "sidecar_missing"}
# So many seconds a command may take, which needs a few.
PATIENCE = 250
LANES = 2
STUCK = 255
# Lets any process trace the one that asks for it, where the kernel would let parents only.
_PR_SET_PTRACER = 0x59616D61


@dataclass(frozen=True)
class Run:
    """How a traced command ended: its status (negative: the signal), and what it said on stderr."""

    status: int
    said: str


class Replay:
    """In the place of the reading processes: what they have said before."""

    replies: dict = {}

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def map(self, tasks):
        waiting = iter(tasks)
        while item := next(waiting, None):
            name, task = item
            yield name, self.replies[digest(task.paths[0].read_bytes())]


@contextmanager
def acknowledged(total, file):
    """Say at once which file is done."""
    yield lambda name, *_: os.write(2, f"done {name}\n".encode())


@contextmanager
def lanes(files, understood):
    """Some lanes, which know what has been read of the files."""
    with ProcessPoolExecutor(LANES, get_context("spawn"), remember, (replies(files, understood),)) as pool:
        yield pool


def replies(files, understood):
    """What reading processes would say of files: sha256 -> `Reply`."""
    return {(name := digest(path.read_bytes())): Reply(name, understood(path)) for path in files}


@contextmanager
def replayed(files, understood):
    """Loads in this process find what has been read of the files, and start no reading process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Replay, "replies", replies(files, understood))
        patch.setattr("extract.load.batch.Pool", Replay)
        yield


def remember(replies):
    """What has been read: sha256 -> `Reply`. What the command imports and caches is found in the forks."""
    Replay.replies = dict(replies)
    with Archive(Path(":memory:")) as archive:
        for sha256, reply in replies.items():
            archive.put(Source(sha256, sha256, 1), reply.reading)
        archive.compare_words()


def run(folder, arguments, *strace, kill=None):
    """Run the command in a folder; with options for strace under its eyes; `kill` is after how many seconds."""
    # A child that is killed at once has written nothing.
    (folder / "stderr").touch()
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        _command(folder, arguments, ready)
    os.close(ready)
    tracer = _attach(child, strace) if strace else None
    os.write(go, b".")
    os.close(go)
    if kill is not None:
        time.sleep(kill)
        os.kill(child, signal.SIGKILL)
    status = _end(child)
    if tracer:
        tracer.communicate(timeout=PATIENCE)
    said = (folder / "stderr").read_text(errors="replace")
    return Run(STUCK if status is None else os.waitstatus_to_exitcode(status), said)


def _end(child):
    """The status of a child that ends; one that does not says on stderr where it is, and is killed."""
    for call in (signal.SIGUSR1, signal.SIGKILL):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return status if call == signal.SIGUSR1 else None
            time.sleep(0.001)
        os.kill(child, call)
    raise TimeoutError(Path(f"/proc/{child}/status").read_text())


def _attach(child, options):
    tracer = subprocess.Popen(["strace", "-p", str(child), *options], stderr=subprocess.PIPE, text=True)
    line = tracer.stderr.readline()
    if "attached" not in line:
        os.kill(child, signal.SIGKILL)
        raise RuntimeError(line)
    return tracer


def _command(folder, arguments, ready):
    """What the child does: wait, and be the command."""
    status = 70
    try:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, -1, 0, 0, 0)
        os.chdir(folder)
        out = os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        faulthandler.register(signal.SIGUSR1, file=2)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        batch.Pool, progress.shown = Replay, acknowledged
        # So that the log of a few reports is written into the file while more are loaded.
        opening.LOG = 1000
        os.read(ready, 1)
        cli.main([*map(str, arguments)], standalone_mode=False)
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        with suppress(OSError):
            traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stderr.flush()
        os._exit(status)


def can_trace(folder):
    """Skip loudly where processes may not be traced."""
    if not shutil.which("strace"):
        pytest.skip("NO KILL IS TESTED: there is no strace (Debian: strace)")
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"NO KILL IS TESTED: strace may not trace here ({done.stderr.strip()})")


def counted(folder, arguments):
    """How often each call that writes is made in an undisturbed run."""
    log = folder / "calls"
    done = run(folder, arguments, "-o", str(log), "-e", f"trace={','.join(WRITES)}")
    assert done.status == 0, done.said
    names = re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    return {name: names.count(name) for name in sorted(set(names))}


def wrong(folder, left_over=LEFT_OVER, quick=False):
    """What is wrong with an archive that was disturbed, or None where none was made yet."""
    archive = folder / "archive.db"
    if not is_made(archive):
        return []
    return [str(item) for item in verify(archive, Store(folder / "originals"), quick) if item.code not in left_over]


def is_made(archive: Path):
    """Whether the archive has tables yet: they are made in one transaction."""
    import sqlite3
    from contextlib import closing

    if not archive.exists():
        return False
    with closing(sqlite3.connect(archive)) as db:
        return db.execute("select count(*) from sqlite_master").fetchone()[0] > 0
