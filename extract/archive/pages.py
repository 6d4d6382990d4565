"""What a loader keeps of the pages that it writes, so that their checksums cost what was written, not what is there."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from extract.archive import sums, wal
from extract.archive.sums import State, Sums
from extract.errors import ArchiveError

# Seconds in which readers let the log be written into the file.
PATIENCE = 3.0


class Pages:
    """The pages of one archive, from its opening to its closing.

    `before` are the checksums that held when it was opened. They are dropped, and at the end all pages are read, where somebody
    else wrote meanwhile or a transaction failed.
    """

    def __init__(self, archive: Path):
        """Before a connection is made: closing a file takes away the locks that SQLite has on it in this process."""
        self.archive = archive
        self.mark: str | None = None
        self.before = _usable(archive)
        self.changed = bytearray(len(self.before) if self.before else 0)
        self.place = wal.Place()

    def stamp(self, connection: sqlite3.Connection) -> None:
        """Before a transaction is committed: the archive has our mark."""
        found = sums.marked(connection)
        if found is not None and found == self.mark:
            return
        if self.mark is not None or (self.before and found != self.before.mark):
            self.before = None
        self.mark = sums.mark(connection)

    def note(self) -> None:
        """After each transaction: which pages it wrote."""
        if self.before is None:
            return
        found, self.place = wal.since(self.archive, self.place)
        for number in found:
            if number >= len(self.changed):
                self.changed.extend(bytes(number + 1 - len(self.changed)))
            self.changed[number] = 1

    def doubt(self) -> None:
        """After a transaction that failed: what it left in the log is no guide any more."""
        self.before = None

    def settle(self, connection: sqlite3.Connection) -> str | None:
        """Before the connection is closed: write the log into the file; the mark of the archive, None where readers kept us from it."""
        end = time.monotonic() + PATIENCE
        while True:
            _, log, written = connection.execute("pragma wal_checkpoint(passive)").fetchone()
            if log == written:
                return sums.marked(connection)
            if time.monotonic() > end:
                return None
            time.sleep(0.1)

    def close(self, mark: str | None) -> None:
        """After the connection is closed: put the checksums beside the archive, unless others write or nothing has changed."""
        if mark is None or (self.mark or mark) != mark or not self.archive.is_file():
            return
        if self.before and self.mark is None and self.before.mark != mark:
            self.before = None
        with self.archive.open("rb") as file:
            now = sums.state(file)
            if self.before and self.mark is None and self.before.state == now:
                return
            made = self._made(file, now)
        # Whoever came in between has changed the mark before anything else.
        with closing(connected(self.archive)) as connection:
            if sums.marked(connection) == mark:
                sums.write(self.archive, Sums(mark, now, made))

    def _made(self, file: BinaryIO, now: State) -> bytes:
        if self.before is None or self.before.state.page != now.page:
            return sums.of_all(file, now.page)
        # SQLite changes the header outside of the log when a copy becomes an archive that is written to.
        wrote = (number for number, is_changed in enumerate(self.changed) if is_changed or not number)
        return sums.of_some(file, now.page, self.before.sums, wrote)


def seal(archive: Path) -> None:
    """Put checksums beside an archive that nobody writes to."""
    pages = Pages(archive)
    with closing(connected(archive)) as connection:
        mark = pages.settle(connection)
    pages.close(mark)


def _usable(archive: Path) -> Sums | None:
    """The checksums beside an archive where its file has not been written by another program since."""
    try:
        known = sums.read(archive)
    except ArchiveError:
        return None
    if known is None or not archive.is_file():
        return None
    with archive.open("rb") as file:
        return known if sums.state(file).counter == known.state.counter else None


def connected(archive: Path) -> sqlite3.Connection:
    """One more connection to an archive that is there."""
    return sqlite3.connect(f"{archive.absolute().as_uri()}?mode=rw", uri=True)
