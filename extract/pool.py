"""Worker processes that read files. A file that hangs or kills its process costs that process only.

A worker gets a path and sends back msgpack, which is checked against the types of `model.py` when it is unpacked: what a
damaged reader sends can be wrong, but never anything else than a `Reply`.
"""

import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from extract.model import Reading, Refusal

# Seconds that one file may take, and the most bytes that a reply may have.
PATIENCE = 120.0
LARGEST_REPLY = 256 * 2**20
# Seconds without a byte after which a reply that has begun is given up.
STALLED = 10

T = TypeVar("T")
POSIX = os.name == "posix"
_CONTEXT: Any = get_context("forkserver" if POSIX else "spawn")
# What the forkserver imports once, so that each process starts with it.
_PRELOAD = ["extract.worker"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one file: the sha256 of the bytes that were read, and either a reading or a refusal."""

    sha256: str
    reading: Reading | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Worker:
    """One reading process, the pipe to it, and the task that it is at."""

    process: Any
    pipe: Connection
    task: Any = None
    since: float = 0.0


@dataclass(slots=True)
class Pool:
    """Some reading processes, started as they are needed.

    `work` is what each runs: a function of its end of the pipe (see `extract.worker`).
    """

    jobs: int
    work: Callable[[Connection], None]
    patience: float = PATIENCE
    workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *exception: object) -> None:
        while self.workers:
            _stop(self.workers.pop())

    def map(self, tasks: Iterable[tuple[T, Path]]) -> Iterator[tuple[T, Reply]]:
        """Read files; (name, reply) comes back as each is done. No more tasks are drawn than there are processes."""
        waiting = iter(tasks)
        more = True
        while True:
            more = more and self._feed(waiting)
            busy = [worker for worker in self.workers if worker.task is not None]
            if not busy:
                return
            yield from self._answers(busy)

    def _feed(self, waiting: Iterator[tuple[Any, Path]]) -> bool:
        """Give files to all processes that have none; False when there are no more files."""
        while sum(worker.task is not None for worker in self.workers) < self.jobs:
            item = next(waiting, None)
            if item is None:
                return False
            self._give(*item)
        return True

    def _give(self, task: Any, path: Path) -> None:
        """Give a file to a process that has none. One that ended while it waited is replaced; the file is not to blame."""
        idle = next((worker for worker in self.workers if worker.task is None), None)
        if idle and not _send(idle, path):
            self._drop(idle)
            idle = None
        if idle is None:
            idle = _start(self.work)
            self.workers.append(idle)
            _send(idle, path)
        idle.task, idle.since = task, time.monotonic()

    def _answers(self, busy: list[_Worker]) -> Iterator[tuple[Any, Reply]]:
        """Wait for the next answers, or for the next process to run out of time."""
        left = min(worker.since for worker in busy) + self.patience - time.monotonic()
        wait([worker.pipe for worker in busy], timeout=max(0.0, left))
        for worker in busy:
            # Asked again for each: whoever takes the answers may have been busy for longer than a file may take.
            if worker.pipe.poll():
                reply = _receive(worker.pipe) or self._end(worker, _CRASHED)
            elif time.monotonic() - worker.since >= self.patience:
                took = f"reading took longer than {self.patience:g} seconds and was ended"
                reply = self._end(worker, Refusal("timeout", took))
            else:
                continue
            task, worker.task = worker.task, None
            yield task, reply

    def _end(self, worker: _Worker, refusal: Refusal) -> Reply:
        """End a process that hung, died or sent nonsense, and say so in its place."""
        self._drop(worker)
        return Reply("", refusal=refusal)

    def _drop(self, worker: _Worker) -> None:
        self.workers = [other for other in self.workers if other is not worker]
        _stop(worker)


_CRASHED = Refusal("crashed", "the process that read the file ended without an answer, or answered nonsense")


def _start(work: Callable[[Connection], None]) -> _Worker:
    if POSIX:
        _start_server()
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    if POSIX:
        _limit_reads(ours)
    return _Worker(process, ours)


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


def _send(worker: _Worker, path: Path) -> bool:
    """Whether a process takes a path."""
    try:
        worker.pipe.send_bytes(os.fsencode(path))
    except OSError:
        return False
    return True


def _receive(pipe: Connection) -> Reply | None:
    """A worker's answer, or None where it is no answer."""
    try:
        reply = msgspec.msgpack.decode(pipe.recv_bytes(LARGEST_REPLY), type=Reply)
    except (EOFError, OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    return reply if (reply.reading is None) != (reply.refusal is None) else None


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()
