"""Worker processes that read files. A file that hangs or kills its process costs that process only.

A worker gets a `Task` and sends back msgpack, which is checked against the types of `model.py` when it is unpacked: what a
damaged reader sends can be wrong, but never anything else than a `Reply`. Each worker heads a session of its own, which is
killed whole, and lives in a private folder, which is emptied between two tasks and removed at the end.
"""

import os
import shutil
import signal
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from extract.confine import settle
from extract.model import PartRole, Reading, Refusal

# Seconds and bytes of memory that one file may take, and what a page that is recognised adds to that.
PATIENCE, MEMORY = 30.0, 2**30
PAGE_PATIENCE, PAGE_MEMORY = 30.0, 2**31
# More pages than this get no more time: no report is longer.
PAGES = 100
# The most bytes that a reply may have.
LARGEST_REPLY = 64 * 2**20
# The start of the names of private folders; the number of the process that made one stands behind it.
PREFIX = "nianbao-"
# Seconds without a byte after which a reply that has begun is given up.
STALLED = 10

T = TypeVar("T")
POSIX = os.name == "posix"
_CONTEXT: Any = get_context("forkserver" if POSIX else "spawn")
# What the forkserver imports once, so that each process starts with it.
_PRELOAD = ["extract.warm"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to read: the paths of the files of one report, the main one first, as the system has them.

    `roles` says what each further file is to the report, `pages` how many pages have to be recognised (0: none).
    """

    paths: tuple[bytes, ...]
    roles: tuple[PartRole, ...] = ()
    pages: int = 0

    @classmethod
    def of(cls, paths: Iterable[Path], roles: tuple[PartRole, ...] = (), pages: int = 0) -> "Task":
        """The task for some paths."""
        return cls(tuple(os.fsencode(path) for path in paths), roles, pages)

    @property
    def files(self) -> tuple[Path, ...]:
        """The paths as paths."""
        return tuple(Path(os.fsdecode(path)) for path in self.paths)

    @property
    def patience(self) -> float:
        """The seconds that it may take."""
        return PATIENCE + PAGE_PATIENCE * min(self.pages, PAGES)

    @property
    def memory(self) -> int:
        """The bytes of memory that it may take."""
        return PAGE_MEMORY if self.pages else MEMORY


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members of an archive of files: their names inside, and the names under which they lie in the private folder."""

    media_type: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one file: the sha256 of the bytes that were read, and one of a reading, a refusal, and members."""

    sha256: str
    reading: Reading | None = None
    refusal: Refusal | None = None
    unpacked: Unpacked | None = None

    @property
    def scanned(self) -> int:
        """How many pages text recognition could read that are not read."""
        said = self.reading or self.refusal
        return said.scanned if said else 0

    @property
    def whole(self) -> bool:
        """Whether exactly one thing became of the file."""
        return [self.reading, self.refusal, self.unpacked].count(None) == 2


@dataclass(slots=True)
class _Worker:
    """One reading process, the pipe to it, its private folder, and the task that it is at with whatever goes by its side.

    `wide` tells whether it has had the memory that recognition needs; it is not used for anything else again.
    """

    process: Any
    pipe: Connection
    folder: Path
    task: Task | None = None
    beside: Any = None
    since: float = 0.0
    wide: bool = False

    @property
    def left(self) -> float:
        """The seconds until its time is up."""
        return self.since + self.task.patience - time.monotonic() if self.task else float("inf")


@dataclass(slots=True)
class Pool:
    """Some reading processes, started as they are needed.

    `work` is what each runs: a function of its end of the pipe (see `extract.worker`).
    """

    jobs: int
    work: Callable[[Connection], None]
    workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> "Pool":
        sweep()
        return self

    def __exit__(self, *exception: object) -> None:
        while self.workers:
            _stop(self.workers.pop())

    def map(self, draw: Callable[[], tuple[T, Task] | None]) -> Iterator[tuple[T, "Answer"]]:
        """Read files; (name, answer) comes back as each is done.

        `draw` gives the next task with a name for it, or None where there is none for now; it is asked again after each
        answer, and no more often than there are processes without work.
        """
        while True:
            self._feed(draw)
            busy = [worker for worker in self.workers if worker.task is not None]
            if not busy:
                return
            yield from self._answers(busy)

    def _feed(self, draw: Callable[[], tuple[Any, Task] | None]) -> None:
        """Give tasks to all processes that have none."""
        while sum(worker.task is not None for worker in self.workers) < self.jobs and (item := draw()):
            self._give(*item)

    def _give(self, beside: Any, task: Task) -> None:
        """Give a task to a process that has none. One that ended while it waited is replaced; the file is not to blame."""
        for idle in [worker for worker in self.workers if worker.task is None]:
            if idle.wide == bool(task.pages) and _send(idle, task):
                break
            self._drop(idle)
        else:
            idle = _start(self.work)
            idle.wide = bool(task.pages)
            self.workers.append(idle)
            _send(idle, task)
        idle.beside, idle.task, idle.since = beside, task, time.monotonic()

    def _answers(self, busy: list[_Worker]) -> Iterator[tuple[Any, "Answer"]]:
        """Wait for the next answers, or for the next process to run out of time."""
        wait([worker.pipe for worker in busy], timeout=max(0.0, min(worker.left for worker in busy)))
        for worker in busy:
            # Asked again for each: whoever takes the answers may have been busy for longer than a file may take.
            if worker.pipe.poll():
                reply = _receive(worker.pipe) or self._end(worker, _CRASHED)
            elif worker.left <= 0:
                took = f"reading took longer than {worker.task.patience:g} seconds and was ended" if worker.task else ""
                reply = self._end(worker, Refusal("timeout", took))
            else:
                continue
            beside, worker.task, worker.beside = worker.beside, None, None
            yield beside, Answer(reply, worker.folder)
            _empty(worker.folder)

    def _end(self, worker: _Worker, refusal: Refusal) -> Reply:
        """End a process that hung, died or sent nonsense, and say so in its place."""
        self._drop(worker)
        return Reply("", refusal=refusal)

    def _drop(self, worker: _Worker) -> None:
        self.workers = [other for other in self.workers if other is not worker]
        _stop(worker)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and the private folder of the worker that gave it; what lies there is gone when the next answer is taken."""

    reply: Reply
    folder: Path

    def members(self) -> Iterator[tuple[str, Path]]:
        """The name inside and the place of each member of an archive of files; only what is a file in that folder."""
        for name, place in self.reply.unpacked.members if self.reply.unpacked else ():
            path = self.folder / Path(place).name
            if path.is_file() and not path.is_symlink():
                yield name, path


_CRASHED = Refusal("crashed", "the process that read the file ended without an answer, or answered nonsense")


def _start(work: Callable[[Connection], None]) -> _Worker:
    if POSIX:
        _start_server()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_begin, args=(work, theirs, folder), daemon=True)
    process.start()
    theirs.close()
    if POSIX:
        _limit_reads(ours)
    return _Worker(process, ours, folder)


def _begin(work: Callable[[Connection], None], pipe: Connection, folder: Path) -> None:
    """What a worker does first, before it sees any file."""
    if POSIX:
        settle(folder)
    work(pipe)


def sweep() -> None:
    """Remove the private folders of processes that are gone: they were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if POSIX and number.isdigit() and not _alive(int(number)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _empty(folder: Path) -> None:
    """Remove what lies in a private folder."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _start_server() -> None:
    """Start the process that workers are forked from, deaf to Ctrl-C as they are: an interrupt is this process's affair."""
    _CONTEXT.set_forkserver_preload(_PRELOAD)
    # The tracker unblocks the signal when it starts; so it has to be there before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit_reads(pipe: Connection) -> None:
    """Let a message that stops half-way be an error after a while: nobody waits for its end."""
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALLED, 0))


def _send(worker: _Worker, task: Task) -> bool:
    """Whether a process takes a task."""
    try:
        worker.pipe.send_bytes(msgspec.msgpack.encode(task))
    except OSError:
        return False
    return True


def _receive(pipe: Connection) -> Reply | None:
    """A worker's answer, or None where it is no answer."""
    try:
        reply = msgspec.msgpack.decode(pipe.recv_bytes(LARGEST_REPLY), type=Reply)
    except (EOFError, OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    return reply if reply.whole else None


def _stop(worker: _Worker) -> None:
    """End a worker and all that it has started."""
    worker.pipe.close()
    if POSIX:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.kill()
    worker.process.join()
    worker.process.close()
    shutil.rmtree(worker.folder, ignore_errors=True)
