"""What can be wrong with the file of an archive byte by byte: pages that are not as they were when its last writer closed it."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from itertools import groupby, zip_longest
from pathlib import Path
from typing import BinaryIO

from extract import readonly
from extract.archive import sums
from extract.archive.sums import Sums
from extract.errors import ArchiveError
from extract.verify.problem import Problem

# So many stretches of changed pages are told.
MOST = 100


def compared(archive: Path) -> bool:
    """Whether there is something to compare every byte of an archive's file with; where that cannot be told it is told otherwise."""
    with ExitStack() as stack, suppress(ArchiveError, sqlite3.DatabaseError, OSError):
        file = stack.enter_context(archive.open("rb"))
        connection = stack.enter_context(closing(readonly.connect(archive)))
        return _held(archive, file, connection) is not None
    return True


def _held(archive: Path, file: BinaryIO, connection: sqlite3.Connection) -> Sums | None:
    """The checksums that hold for the state that a connection sees; None where there are none, ArchiveError where they are damaged."""
    known = sums.read(archive)
    return known if known and sums.hold(known, _marked(connection), sums.state(file)) else None


def problems(archive: Path, file: BinaryIO, connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every stretch of pages that has changed. The connection has a snapshot, so that nobody writes to the pages of its state."""
    try:
        known = _held(archive, file, connection)
    except ArchiveError as error:
        yield Problem("checksums", sums.beside(archive).name, str(error))
        return
    for number, (first, last) in enumerate(_stretches(known, file) if known else ()):
        if known and number < MOST:
            size = known.state.page
            where = f"page {first + 1}" if first == last else f"pages {first + 1} to {last + 1}"
            yield Problem(
                "page", where, f"the bytes {first * size} to {(last + 1) * size - 1} of the file have changed"
            )


def _stretches(known: Sums, file: BinaryIO) -> Iterator[tuple[int, int]]:
    """First and last page of each stretch that is not as it was."""
    now = sums.of_each(file, known.state.page)
    before = (known[number] for number in range(len(known)))
    changed = (number for number, pair in enumerate(zip_longest(before, now)) if pair[0] != pair[1])
    for _, some in groupby(enumerate(changed), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in some]
        yield numbers[0], numbers[-1]


def _marked(connection: sqlite3.Connection) -> str | None:
    try:
        return sums.marked(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        # What cannot be read has changed.
        return None
