"""Have the workers of a Dask cluster read: the same as `extract.isolation.pool`, for files that are sent there as bytes.

What is under way is bounded, in number and in bytes. A worker that is lost costs nothing: its tasks are done by others. A task
whose workers died again and again is done once more when nothing else is under way, and refused if they die then too.
"""

import asyncio
import gc
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

import msgspec

from extract.cluster import reader
from extract.cluster.reader import Answer, Kind
from extract.errors import ClusterError, MissingTool
from extract.isolation.message import Member, Reply, Task, unpack
from extract.model import Refusal

try:
    import dask
    from distributed import Client, Future, KilledWorker
except ImportError as error:
    raise MissingTool(f"--scheduler needs Dask: pip install 'nianbao[dask]' ({error})") from error

# Tasks under way for each thread of a worker: one that is done and one that waits.
AHEAD = 2
# Bytes of files under way; one that is larger goes alone.
AFOOT = 64 * 2**20
# Seconds between two looks at the cluster, and for which it may be without a worker or give no answer.
LOOK = 2.0
PATIENCE = 30.0
# How often a task is tried again that fails for a reason of its worker.
RETRIES = 2

# What Dask raises where the scheduler is lost: what waits for it is cancelled, what asks it gets no answer.
_CANCELLED = (asyncio.CancelledError, futures.CancelledError)
_LOST = (*_CANCELLED, OSError, RuntimeError)

T = TypeVar("T")
GO_ON = "What is in the archive is whole; the same command goes on from there."


@dataclass(frozen=True, slots=True)
class _Flight:
    """A task that is under way: whose it is, how many bytes it sent; `alone` when nothing else was."""

    name: Any
    task: Task
    size: int
    future: Future
    alone: bool


@dataclass(slots=True)
class Cluster:
    """A connection to a scheduler at an address such as `tcp://10.0.0.1:8786`; `read` is what workers run, `ask` what they are."""

    address: str
    read: Callable[..., Answer] = reader.read
    ask: Callable[[], Kind] = reader.kind
    patience: float = PATIENCE
    client: Client = field(init=False)
    kind: Kind = field(init=False)
    flights: dict[str, _Flight] = field(default_factory=dict)
    landed: SimpleQueue = field(default_factory=SimpleQueue)
    suspects: deque[tuple[Any, Task]] = field(default_factory=deque)
    threads: int = 0
    looked: float = 0.0
    seen: float = 0.0
    _keys: Iterator[str] = field(default_factory=lambda: (f"nianbao-{uuid4()}-{number}" for number in count()))

    def __enter__(self) -> "Cluster":
        # What happens to workers is told in our words; and files go with the tasks, so that these can be large.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
        try:
            self.client = self._client()
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"{self.address}: no Dask scheduler answers ({error}); start one with `dask scheduler`"
            ) from None
        try:
            self._meet()
        except BaseException:
            self.client.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.close()

    def map(self, tasks: Iterable[tuple[T, Task]]) -> Iterator[tuple[T, Reply]]:
        """Do tasks; (name, reply) comes back as each is done, as from `Pool.map`."""
        waiting = iter(tasks)
        while True:
            yield from self._send_all(waiting)
            if not self.flights:
                return
            for flight in self._wait():
                yield from self._replies(flight)

    def _client(self) -> Client:
        # Dask holds a lock while it waits ten seconds for a thread to start, and closing a client that failed before waits for that lock:
        # were that one collected by the new thread, each would wait for the other.
        collects = gc.isenabled()
        gc.disable()
        try:
            return Client(self.address, timeout=self.patience, set_as_default=False)
        finally:
            if collects:
                gc.enable()

    def _meet(self) -> None:
        """Wait for a first worker, and see that all are of one kind, with our program and codebook."""
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
            kinds: dict[str, Kind] = self.client.run(self.ask)
        except TimeoutError:
            raise ClusterError(f"{self.address}: the cluster has no worker; start some with `dask worker`") from None
        except Exception as error:
            raise ClusterError(
                f"{self.address}: a worker cannot run nianbao ({error}); install the same nianbao on all"
            ) from None
        own = reader.kind()
        first = min(kinds.items())[1]
        for worker, found in sorted(kinds.items()):
            if (found.program, found.codes) != (own.program, own.codes):
                raise ClusterError(f"worker {worker} is {found}; this is {own}: install the same nianbao on all")
            if found != first:
                raise ClusterError(f"worker {worker} has {found.tools}, another has {first.tools}: make them alike")
        self.kind = first
        self._look()

    def _look(self) -> None:
        """See how many threads the cluster has now; raises `ClusterError` where it is gone, or long without any."""
        now = monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        try:
            self.threads = sum(self.client.nthreads().values())
        except _LOST:
            raise self._gone() from None
        if self.threads:
            self.seen = now
        elif now - self.seen > self.patience:
            raise ClusterError(f"{self.address}: no worker is left; start some with `dask worker`. {GO_ON}")

    def _gone(self) -> ClusterError:
        return ClusterError(f"{self.address}: the scheduler is gone. {GO_ON}")

    def _send_all(self, waiting: Iterator[tuple[Any, Task]]) -> Iterator[tuple[Any, Reply]]:
        """Send tasks as long as there is room; yields the answer to one whose file cannot be opened."""
        while self._has_room() and (item := next(waiting, None)):
            yield from self._send(*item)
        if not self.flights and self.suspects:
            yield from self._send(*self.suspects.popleft(), alone=True)

    def _has_room(self) -> bool:
        held = sum(flight.size for flight in self.flights.values())
        return len(self.flights) < max(1, AHEAD * self.threads) and held < AFOOT

    def _send(self, name: Any, task: Task, alone: bool = False) -> Iterator[tuple[Any, Reply]]:
        try:
            files = [path.read_bytes() for path in task.paths]
        except OSError as error:
            refusal = Refusal("unreachable", f"the file cannot be opened: {error.strerror}")
            yield name, Reply("", refusal=refusal)
            return
        key = next(self._keys)
        future = self.client.submit(
            self.read, self.kind, files, list(task.roles), task.pages, key=key, pure=False, retries=RETRIES
        )
        self.flights[key] = _Flight(name, task, sum(map(len, files)), future, alone)
        future.add_done_callback(self.landed.put)

    def _wait(self) -> list[_Flight]:
        """The next tasks that are done; none where the next look at the cluster is due."""
        self._look()
        try:
            done = [self.landed.get(timeout=LOOK)]
            while not self.landed.empty():
                done.append(self.landed.get())
        except Empty:
            return []
        return [self.flights.pop(future.key) for future in done]

    def _replies(self, flight: _Flight) -> Iterator[tuple[Any, Reply]]:
        """The answer to a task; none where it is under way again."""
        try:
            data, members = flight.future.result(timeout=LOOK)
        except TimeoutError:
            # The worker was lost with its answer, and another is at it.
            self.flights[flight.future.key] = flight
            flight.future.add_done_callback(self.landed.put)
        except KilledWorker:
            if flight.alone:
                yield flight.name, Reply("", refusal=_DEADLY)
            else:
                self.suspects.append((flight.name, flight.task))
        except _CANCELLED:
            raise self._gone() from None
        except (ClusterError, ImportError, AttributeError) as error:
            raise ClusterError(f"{self.address}: {error}. {GO_ON}") from None
        except Exception as error:
            # The client notices later than the transfer of a result that the scheduler is gone: no file is to blame for that.
            transfer = isinstance(error, OSError) and flight.future.status != "error"
            if transfer or self.client.status != "running":
                raise self._gone() from None
            yield flight.name, Reply("", refusal=_failed(error))
        else:
            with TemporaryDirectory(prefix="nianbao-") as folder:
                yield flight.name, _reply(data, members, Path(folder))


_DEADLY = Refusal("crashed", "the workers that were given the file died, one after the other")


def _failed(error: Exception) -> Refusal:
    return Refusal("crashed", f"the worker could not read the file ({type(error).__name__}: {error})"[:300])


def _reply(data: bytes, members: list[bytes], folder: Path) -> Reply:
    """A reply as it was sent, its members in a folder here."""
    try:
        reply = unpack(data, Reply)
    except msgspec.MsgspecError as error:
        return Reply("", refusal=_failed(error))
    found = []
    for number, (member, inner) in enumerate(zip(reply.members, members, strict=True)):
        path = folder / str(number)
        path.write_bytes(inner)
        found.append(Member(member.name, str(path)))
    return replace(reply, members=tuple(found))
