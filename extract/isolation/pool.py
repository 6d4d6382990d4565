"""Processes that read files. A file that hangs, swells or kills its process costs that process only.

A worker gets a `Task` and sends back a `Reply`, which is checked against the types of `model` when it is unpacked: what a
damaged reader sends can be wrong, but never anything else than a `Reply`. Each worker has a keeper, a private folder
and no network (`extract.isolation`).
"""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from extract.isolation import POSIX, folder, processes
from extract.isolation.keeper import STEP, Work, keep
from extract.isolation.message import LARGEST, PATIENCE, Inbox, Member, Reply, Task, pack, unpack
from extract.model import Refusal

# A file's process may start others, such as an office program; no more than this at a time.
MOST_PROCESSES = 32
# A process that dies without an answer and held this share of what it may is taken to have died of it.
NEARLY = 0.75
# Seconds between two looks at what the processes hold.
LOOK = 1.0
# Seconds that a keeper may take to clean up before it is ended too.
GRACE = 10

T = TypeVar("T")
# How processes are started.
CONTEXT: Any = get_context("forkserver" if POSIX else "spawn")
# What the forkserver imports once, so that each process starts with it.
_PRELOAD = ["extract.isolation.warm"]


@dataclass(slots=True)
class _Worker:
    """One reading process (by its keeper), the pipes to both, its folder, and the task that it is at."""

    process: Any
    pipe: Connection
    life: Connection
    folder: Path
    inbox: Inbox = field(default_factory=Inbox)
    name: Any = None
    task: Task | None = None
    since: float = 0.0
    worn: bool = False


@dataclass(slots=True)
class Pool:
    """Some reading processes, started as they are needed.

    `work` is what each runs: a function of its end of the pipe and its folder (see `extract.isolation.worker`). `patience` is how many
    seconds a file may take; a task with text recognition has them again for each page. `folders` are what this process would
    leave behind if it were killed.
    """

    jobs: int
    work: Work
    patience: float = PATIENCE
    folders: tuple[Path, ...] = ()
    workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *exception: object) -> None:
        while self.workers:
            _stop(self.workers.pop())

    def map(self, tasks: Iterable[tuple[T, Task]]) -> Iterator[tuple[T, Reply]]:
        """Do tasks; (name, reply) comes back as each is done. No more tasks are under way than there are processes.

        Whoever was done has its next task by the time that its reply comes back, so that it reads while that is taken in.
        An iterator that has no more is asked again after each reply: what comes back may lead to further tasks.
        Members that a reply names lie where it says until the next reply is asked for: take them with `folder.take`.
        """
        waiting = iter(tasks)
        while True:
            self._feed(waiting)
            busy = [worker for worker in self.workers if worker.task is not None]
            if not busy:
                return
            for name, reply in self._answers(busy):
                # Members lie in the folder of the process that unpacked them.
                if not reply.members:
                    self._feed(waiting)
                yield name, reply

    def _feed(self, waiting: Iterator[tuple[Any, Task]]) -> None:
        """Give tasks to all processes that have none, as long as there are tasks."""
        while sum(worker.task is not None for worker in self.workers) < self.jobs and (item := next(waiting, None)):
            self._give(*item)

    def _give(self, name: Any, task: Task) -> None:
        """Give a task to a process that has none. One that ended or spoke while it waited is replaced; no file is to blame."""
        task = replace(task, paths=tuple(path.absolute() for path in task.paths))
        for idle in [worker for worker in self.workers if worker.task is None]:
            if idle.worn or idle.pipe.poll() or not _send(idle, task):
                self._drop(idle)
            else:
                break
        else:
            idle = _start(self.work, self.folders)
            self.workers.append(idle)
            _send(idle, task)
        idle.name, idle.task, idle.since = name, task, time.monotonic()

    def _answers(self, busy: list[_Worker]) -> Iterator[tuple[Any, Reply]]:
        """Wait for the next answers, for the next process to run out of time, or for the next look at them."""
        left = min(LOOK, *(self._left(worker) for worker in busy)) if busy else 0.0
        wait([worker.pipe for worker in busy], timeout=max(0.0, left))
        for worker in busy:
            reply = self._answer(worker)
            if reply is not None:
                name, worker.task = worker.name, None
                yield name, reply

    def _left(self, worker: _Worker) -> float:
        """Seconds that a process still has."""
        return worker.since + self.patience * (worker.task or Task(())).shares - time.monotonic()

    def _answer(self, worker: _Worker) -> Reply | None:
        """What a busy process says, or what is to be said of it; None while it may go on."""
        # Asked again for each: whoever takes the answers may have been busy for longer than a file may take.
        while worker.pipe.poll():
            try:
                reply = _receive(worker)
            except (EOFError, OSError, ValueError, msgspec.MsgspecError):
                return self._end(worker, None)
            if reply is not None:
                worker.worn = reply.spent or len(list(processes.below(worker.process.pid))) > 1
                return reply
            if self._left(worker) <= 0:
                break
        refusal = self._excess(worker)
        return self._end(worker, refusal) if refusal else None

    def _excess(self, worker: _Worker) -> Refusal | None:
        """What a process and those that it started take too much of."""
        assert worker.task is not None
        if self._left(worker) <= 0:
            seconds = self.patience * worker.task.shares
            return Refusal("timeout", f"reading took longer than {seconds:g} seconds and was ended")
        running = list(processes.below(worker.process.pid))
        if len(running) > MOST_PROCESSES:
            return Refusal("crashed", f"reading started more than {MOST_PROCESSES} processes and was ended")
        if processes.held(running) > worker.task.memory:
            return _swollen(worker.task)
        return None

    def _end(self, worker: _Worker, refusal: Refusal | None) -> Reply:
        """End a process that took too much, or one that died or sent nonsense, and say so in its place."""
        held = self._drop(worker)
        assert worker.task is not None
        swollen = held >= worker.task.memory * NEARLY
        return Reply("", refusal=refusal or (_swollen(worker.task) if swollen else _CRASHED))

    def _drop(self, worker: _Worker) -> int:
        """End a process; the most memory that it held."""
        self.workers = [other for other in self.workers if other is not worker]
        return _stop(worker)


_CRASHED = Refusal("crashed", "the process that read the file ended without an answer, or answered nonsense")


def _swollen(task: Task) -> Refusal:
    return Refusal("memory", f"reading took more than {task.memory >> 30} GiB of memory and was ended")


def _start(work: Work, folders: tuple[Path, ...] = ()) -> _Worker:
    """A new process, waiting for its first task."""
    prepare()
    ours, theirs = CONTEXT.Pipe()
    held, life = CONTEXT.Pipe()
    own = folder.make()
    # The socket of the forkserver lies in multiprocessing's own folder.
    owners = (*folders, Path(get_temp_dir()))
    process = CONTEXT.Process(target=keep if POSIX else _plainly, args=(work, theirs, life, own, owners), daemon=True)
    try:
        process.start()
    except BaseException:
        folder.remove(own)
        raise
    theirs.close()
    life.close()
    return _Worker(process, ours, held, own)


def _plainly(work: Work, pipe: Connection, life: Connection, own: Path, owners: tuple[Path, ...]) -> None:
    """Where there is no keeper: the process reads, without more ado."""
    work(pipe, own)


def prepare() -> None:
    """Start the process that workers are forked from, deaf to Ctrl-C as they are: an interrupt is this process's affair.

    What it imports it imports while others go on; whoever knows that work will come may call this early.
    """
    if not POSIX:
        return
    CONTEXT.set_forkserver_preload(_PRELOAD)
    # The tracker unblocks the signal when it starts; so it has to be there before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(worker: _Worker, task: Task) -> bool:
    """Whether a process takes a task; its folder is empty then."""
    folder.empty(worker.folder)
    try:
        worker.pipe.send_bytes(pack(task))
    except OSError:
        return False
    return True


def _receive(worker: _Worker) -> Reply | None:
    """A worker's answer, or None while some of it is still to come; raises what is wrong with it."""
    if POSIX:
        piece = os.read(worker.pipe.fileno(), 2**20)
        if not piece:
            raise EOFError
        data = worker.inbox.take(piece)
    else:
        data = worker.pipe.recv_bytes(LARGEST)
    if data is None:
        return None
    reply = unpack(data, Reply)
    if not reply.whole:
        raise ValueError("a reply says one thing")
    return replace(reply, members=tuple(_found(worker.folder, member) for member in reply.members))


def _found(own: Path, member: Member) -> Member:
    """A member with the whole path of its file; raises `OSError` where it is no plain file in the folder."""
    folder.plain(own, member.file)
    return replace(member, file=str(own / member.file))


def _stop(worker: _Worker) -> int:
    """End a process and all that it started, and remove its folder; the most memory that it held."""
    worker.pipe.close()
    with suppress(OSError):
        worker.life.send_bytes(b".")
    worker.life.close()
    if not POSIX:
        worker.process.kill()
    worker.process.join(GRACE)
    worker.process.kill()
    worker.process.join()
    held = max(0, worker.process.exitcode or 0) * STEP
    worker.process.close()
    folder.remove(worker.folder)
    return held
