"""Sketch and compare sections in processes beside the one that writes: they read the texts as they are committed."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from extract import readonly
from extract.isolation.ahead import processes, together
from extract.overlap import compare, entries
from extract.overlap.compare import Chunk, Row, Texts
from extract.overlap.entries import Entries
from extract.overlap.words import Words

# What waits for each process, so that it has something to do while rows are put in.
_WAITING = 4
# More processes would have nothing to do: the one that writes takes about as long for a chunk as another for comparing it.
_MOST = 3

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Reader:
    """What a process reads texts with."""

    connection: sqlite3.Connection
    taken: Words
    texts: Texts

    @classmethod
    def of(cls, connection: sqlite3.Connection, taken: Words) -> "Reader":
        """Of the archive that is open."""
        return cls(connection, taken, compare.texts(connection, taken))

    def entries(self, reports: Sequence[str]) -> Entries:
        """Entries made of the sections of some reports."""
        return entries.read(self.connection, reports, self.taken)

    def rows(self, chunk: Chunk) -> list[Row]:
        """How much the sections of some pairs share."""
        return list(compare.rows(chunk, self.texts))


@dataclass(frozen=True, slots=True)
class Readers:
    """One reader or several, each in its process; results come in the order of what was asked."""

    own: Reader
    executor: Executor | None = None
    most: int = 0

    def entries(self, parts: Iterable[Sequence[str]]) -> Iterator[Entries]:
        """Entries of the reports of each part."""
        return self._each(Reader.entries, parts)

    def rows(self, chunks: Iterable[Chunk]) -> Iterator[list[Row]]:
        """Rows of the pairs of each chunk."""
        return self._each(Reader.rows, chunks)

    def _each(self, work: Callable[[Reader, T], U], items: Iterable[T]) -> Iterator[U]:
        here = partial(work, self.own)
        if self.executor is None:
            return map(here, items)
        return together(partial(_elsewhere, work), here, items, self.most, self.executor)


@contextmanager
def readers(connection: sqlite3.Connection, taken: Words, jobs: int) -> Iterator[Readers]:
    """As many as so many processes, this one among them; this one alone where the archive is no file that others could open."""
    own = Reader.of(connection, taken)
    (file,) = connection.execute("select file from pragma_database_list where name = 'main'").fetchone()
    others = min(jobs - 1, _MOST) if file else 0
    if not others:
        yield Readers(own)
        return
    with processes(others, _ready, Path(file), taken) as executor:
        yield Readers(own, executor, _WAITING * others)


# The reader of a process beside.
_reader: Reader


def _ready(archive: Path, taken: Words) -> None:
    global _reader
    _reader = Reader.of(readonly.connect(archive), taken)


def _elsewhere(work: Callable[[Reader, T], U], item: T) -> U:
    return work(_reader, item)
