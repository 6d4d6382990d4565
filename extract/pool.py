"""Worker processes that read files. A file that hangs or kills its process costs that process only.

A worker gets a path and sends back msgpack, which is checked against the types of `model.py` when it is unpacked: what a
damaged reader sends can be wrong, but never anything else than a `Reply`.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from extract.model import Reading, Refusal

# Seconds that one file may take, and the most bytes that a reply may have.
PATIENCE = 120.0
LARGEST_REPLY = 256 * 2**20

_CONTEXT = get_context("forkserver" if os.name == "posix" else "spawn")
_CONTEXT_READY = "extract.worker"


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one file: the sha256 of the bytes that were read, and either a reading or a refusal."""

    sha256: str
    reading: Reading | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Worker:
    """One reading process, the pipe to it, and the task that it is at."""

    process: object
    pipe: Connection
    task: object = None
    since: float = 0.0


@dataclass(slots=True)
class Pool:
    """Some reading processes. `work` is what each runs: a function of its end of the pipe (see `extract.worker`)."""

    jobs: int
    work: Callable[[Connection], None]
    patience: float = PATIENCE
    workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> "Pool":
        _CONTEXT.set_forkserver_preload([_CONTEXT_READY]) if _CONTEXT.get_start_method() == "forkserver" else None
        self.workers = [self._start() for _ in range(self.jobs)]
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self.workers:
            _stop(worker)

    def map(self, tasks: Iterable[tuple[object, Path]]) -> Iterator[tuple[object, Reply]]:
        """Read files; (name, reply) comes back as each is done. No more tasks are drawn than there are processes."""
        waiting = iter(tasks)
        open_tasks = True
        while True:
            for worker in self.workers:
                if worker.task is None and open_tasks:
                    open_tasks = self._give(worker, waiting)
            busy = [worker for worker in self.workers if worker.task is not None]
            if not busy:
                return
            yield from self._answers(busy)

    def _give(self, worker: _Worker, waiting: Iterator[tuple[object, Path]]) -> bool:
        """Give a process its next file; False when there is none."""
        item = next(waiting, None)
        if item is None:
            return False
        worker.task, path = item[0], item[1]
        worker.since = time.monotonic()
        try:
            worker.pipe.send_bytes(str(path).encode())
        except OSError:
            pass  # The process is gone; reading its answer will say so.
        return True

    def _answers(self, busy: list[_Worker]) -> Iterator[tuple[object, Reply]]:
        """Wait for the next answers, or for the next process to run out of time."""
        left = min(worker.since for worker in busy) + self.patience - time.monotonic()
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, left))
        for worker in busy:
            if worker.pipe in ready:
                reply = _receive(worker.pipe)
            elif time.monotonic() - worker.since >= self.patience:
                reply = None
            else:
                continue
            task, worker.task = worker.task, None
            yield task, reply or self._replace(worker, timed_out=worker.pipe not in ready)

    def _replace(self, worker: _Worker, timed_out: bool) -> Reply:
        """End a process that hung, died or sent nonsense, start another in its place, and say what happened."""
        _stop(worker)
        fresh = self._start()
        worker.process, worker.pipe = fresh.process, fresh.pipe
        if timed_out:
            return Reply("", refusal=Refusal("timeout", f"reading took longer than {self.patience:g} seconds and was ended"))
        return Reply("", refusal=Refusal("crashed", "the process that read the file ended without an answer"))

    def _start(self) -> _Worker:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=self.work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _receive(pipe: Connection) -> Reply | None:
    """A worker's answer, or None where it is no answer."""
    try:
        return msgspec.msgpack.decode(pipe.recv_bytes(LARGEST_REPLY), type=Reply)
    except (EOFError, OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()  # type: ignore[attr-defined]
    worker.process.join()  # type: ignore[attr-defined]
