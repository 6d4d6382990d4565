"""Load a batch: read in worker processes, put files together that make one report, write in this one."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, Self, TypeVar

from extract import gather
from extract.archive import Archive
from extract.isolation.ahead import ahead, processes
from extract.isolation.message import PASSING, Reply, Task
from extract.isolation.pool import Pool
from extract.isolation.worker import work
from extract.keep.originals import Store
from extract.load.candidates import Candidate
from extract.load.intake import Box, Fetched, File, Intake, fetch
from extract.load.outcome import Outcome
from extract.model import PartRole, Reading, Refusal
from extract.search import Cut

# Archives inside archives are opened this deep.
DEPTH = 3
# Seconds between two looks at files that another loader reads.
WAIT = 0.1
# What SQLite and Python raise where a reading breaks a rule of the archive; a full disk or a busy archive is not among them.
MISFITS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """What a reading process is asked for: one file, or the files of one report with what each further one is to it.

    `pages` is how many pages have to be recognised; `before` is what the file has said without that.
    """

    files: tuple[File, ...]
    roles: tuple[PartRole, ...] = ()
    pages: int = 0
    before: Reply | None = None

    @property
    def task(self) -> Task:
        """The job as the pool takes it."""
        return Task(tuple(file.place for file in self.files), self.pages, self.roles)


class Readers(Protocol):
    """Reads files: (name, reply) of a task comes back as it is done, and no more tasks are drawn than can be under way."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...

    def map(self, tasks: Iterable[tuple[T, Task]], /) -> Iterator[tuple[T, Reply]]:
        """Do tasks. An iterator that has no more is asked again after each reply."""
        ...


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs that `draw` gives, each with its task; at the end more may come, so that it can be asked again."""

    draw: Callable[[], Job | None]

    def __iter__(self) -> "Jobs":
        return self

    def __next__(self) -> tuple[Job, Task]:
        if job := self.draw():
            return job, job.task
        raise StopIteration


@dataclass(slots=True)
class Batch:
    """One run of loading. `store` is None where originals are not kept; `again` reads files that are there already.

    `scheduler` is the address of a Dask cluster whose workers read in the place of `jobs` processes here.
    `recognise` reads scanned pages too, where that is installed. `told` is called with the name of each file when it is done.
    `held` are new readings of files that make one report with others: written by themselves they would tear it apart.
    """

    archive: Archive
    store: Store | None
    jobs: int = 1
    again: bool = False
    told: Callable[[str], None] = lambda name: None
    recognise: bool = True
    scheduler: str | None = None
    outcome: Outcome = field(default_factory=Outcome)
    queue: deque[Job] = field(default_factory=deque)
    scans: deque[Job] = field(default_factory=deque)
    held: dict[str, tuple[File, Reply]] = field(default_factory=dict)
    under_way: int = 0

    def run(self, files: Iterable[Candidate]) -> Outcome:
        """Load files; what became of them."""
        with (
            TemporaryDirectory(prefix="nianbao-") as spool,
            self.store.used() if self.store else nullcontext(),
            closing(Intake(self.archive, self.store, self.again, Path(spool), self.outcome)) as intake,
            processes(1) if self.jobs > 1 else nullcontext() as keeper,
            self.archive.checkpoints_beside() if self.jobs > 1 else nullcontext(),
            closing(ahead(partial(fetch, self.store), files, self.jobs - 1, keeper)) as waiting,
            self._readers(Path(spool)) as pool,
        ):
            for job, reply in pool.map(Jobs(lambda: self._draw(intake, waiting))):
                self.under_way -= 1
                self._answer(intake, job, reply)
        self.archive.compare_words(self.jobs)
        return self.outcome

    def _readers(self, spool: Path) -> Readers:
        """Who reads: processes here, or the workers of a cluster."""
        if self.scheduler is None:
            return Pool(self.jobs, work, folders=(spool,))
        # Dask is an extra, and takes its time to import.
        from extract.cluster.scheduler import Cluster

        return Cluster(self.scheduler)

    def _draw(self, intake: Intake, waiting: Iterator[Fetched]) -> Job | None:
        """The next job: files that were found, then the files still to be taken in, at last the reports in several files."""
        while not self.queue:
            fetched = next(waiting, None)
            if fetched is None:
                if not self._last(intake):
                    return None
                continue
            files = list(intake.take(fetched))
            self.queue.extend(Job((file,)) for file in files)
            if not files:
                self.told(fetched.name)
        self.under_way += 1
        return self.queue.popleft()

    def _last(self, intake: Intake) -> bool:
        """Whether there is something left when all files are taken in: scans, then the reports in several files."""
        if self.scans:
            self.queue.append(self.scans.popleft())
            return True
        # Which files make one report is known when all have been read.
        if self.under_way:
            return False
        if intake.elsewhere:
            time.sleep(WAIT)
            self.queue.extend(Job((file,)) for file in intake.returned())
            return True
        if not intake.folders:
            return False
        if not self._fetch(intake):
            self.queue.extend(self._joins(intake))
        return True

    def _fetch(self, intake: Intake) -> bool:
        """Whether further files have to be read of reports that are read again; where one is not at hand, nothing changes."""
        for sha256, (file, _) in list(self.held.items()):
            for other in self.archive.kin(sha256):
                if other in self.held:
                    continue
                if path := intake.original(other):
                    self.queue.extend(
                        Job((kin,)) for kin in intake.take(fetch(self.store, Candidate.original(path, file.folder)))
                    )
                elif self.held.pop(sha256, None):
                    self.outcome.know(file.source.file_name)
        return bool(self.queue)

    def _answer(self, intake: Intake, job: Job, reply: Reply) -> None:
        """Store what came back, or ask further: for the members of a box, for the text of scanned pages."""
        if reply.members:
            self._open(intake, job.files[0], reply)
        elif not job.pages and self.recognise and reply.scanned:
            self.scans.append(Job(job.files, job.roles, reply.scanned, reply))
        elif job.roles:
            self._join(job, reply)
        else:
            if job.before and reply.refusal and reply.refusal.reason in PASSING:
                reply = job.before
            file = job.files[0]
            if self.archive.kin(file.source.id):
                self.held[file.source.id] = file, reply
            else:
                self._write(file, reply)
            self._settle(intake, file)

    def _open(self, intake: Intake, file: File, reply: Reply) -> None:
        """Take in the members of a box; the box itself is stored when they all are."""
        box = Box(file.source, reply.media_type)
        if file.depth >= DEPTH:
            message = f"archives lie inside archives more than {DEPTH} deep; unpack it and load its files"
            self._refuse(file, Refusal("too_large", message, reply.media_type))
        else:
            box.left = 1
            for member in reply.members:
                self.queue.extend(Job((inner,)) for inner in intake.member(box, file.depth + 1, member))
            self._shut(box)
        self._settle(intake, file)

    def _shut(self, box: Box) -> None:
        """One thing less is open in a box: when nothing is left, all its members are in the archive."""
        box.left -= 1
        if not box.left:
            self.archive.put_box(box.source, box.media_type, box.members)
            self.outcome.read(box.source.id, box.source.file_name)

    def _settle(self, intake: Intake, file: File) -> None:
        """A file is done with: its other names are noted, its box has one less to wait for."""
        for name in intake.leave(file.source.id):
            self.archive.rename(name)
        if file.box:
            self._shut(file.box)
        if file.named:
            self.told(file.named)

    def _write(self, file: File, reply: Reply) -> None:
        """Store a reading or the reason why there is none."""
        source, refusal = file.source, reply.refusal
        if refusal is None and reply.sha256 != source.id:
            refusal = Refusal("changed", "the file changed while it was loaded; load it again")
        if refusal is None and reply.reading is not None:
            refusal = self._put((file,), reply.reading, reply.cut)
        if refusal is not None:
            self._refuse(file, refusal)
        elif reply.reading is not None:
            self.outcome.read(source.id, source.file_name, reply.reading.warnings)

    def _put(self, files: tuple[File, ...], reading: Reading, cut: Sequence[Cut]) -> Refusal | None:
        """Store a reading; a refusal where it breaks a rule of the archive."""
        try:
            self.archive.put(files[0].source, reading, [file.source for file in files[1:]], cut)
        except MISFITS as error:
            what = f"{type(error).__name__}: {error}"[:300]
            return Refusal(
                "defect", f"what was read cannot be stored ({what}); please report this file", reading.media_type
            )
        return None

    def _refuse(self, file: File, refusal: Refusal) -> None:
        source, message = file.source, refusal.message
        ended = self.archive.ended(source.id)
        if refusal.reason in PASSING and ended and ended[0] != "refused":
            message += "; the earlier reading stays in the archive"
        else:
            self.archive.refuse(source, refusal)
        self.outcome.refuse(source.id, source.file_name, Refusal(refusal.reason, message, refusal.media_type))

    def _joins(self, intake: Intake) -> Iterator[Job]:
        """The reports in several files that the folders of this run hold."""
        folders = list(intake.folders.values())
        intake.folders.clear()
        held = dict(self.held)
        for files in folders:
            for group in gather.groups(self._looks(files, held)):
                parts = [files[part.sha256] for part, _ in group.parts]
                for sha256 in (group.main.sha256, *(part.sha256 for part, _ in group.parts)):
                    self.held.pop(sha256, None)
                yield Job((files[group.main.sha256], *parts), tuple(role for _, role in group.parts))
        # What has been one report and is none any more.
        for file, reply in self.held.values():
            self._write(file, reply)

    def _looks(self, files: Collection[str], held: Mapping[str, tuple[File, Reply]]) -> list[gather.Seen]:
        """The files of a folder, unless all are reports of their own, as most are: many of them take their time and room."""
        if not any(look.kind != "report" for look in self._look(files, held)):
            return []
        return list(self._look(files, held))

    def _look(self, files: Collection[str], held: Mapping[str, tuple[File, Reply]]) -> Iterator[gather.Seen]:
        """What is known of each file: as it was read anew, else as the archive has it."""
        for sha256 in files if len(files) > 1 else ():
            if look := _look_at(*held[sha256]) if sha256 in held else self.archive.look(sha256):
                yield look

    def _join(self, job: Job, reply: Reply) -> None:
        """Store a report in several files in the place of what each has said by itself; a mishap leaves them as they are."""
        reading = reply.reading
        if reading is None or [part.sha256 for part in reading.parts] != [file.source.id for file in job.files[1:]]:
            return
        if self._put(job.files, reading, reply.cut) is None:
            main = job.files[0].source.id
            warnings = (reading.warnings, *(part.warnings for part in reading.parts))
            for file, said in zip(job.files, warnings, strict=True):
                self.outcome.joined(file.source.id, file.source.file_name, said)
                if self.store:
                    self.store.note(file.source.id, {"main": main})


def _look_at(file: File, reply: Reply) -> gather.Seen | None:
    said = (file.source.id, file.source.file_name)
    if reply.reading:
        return gather.look(*said, reply.reading)
    return gather.look_at_refused(*said, reply.refusal) if reply.refusal else None
