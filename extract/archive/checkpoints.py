"""Write the log of an archive into its file from a thread beside: whoever waited for the disk himself would keep others waiting."""

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from extract.archive.pages import connected

# After so many transactions: before SQLite would do it at the end of one (`opening.LOG`).
EVERY = 64
# The second time is for what was committed during the first.
_TIMES = 2
_WRITE = "pragma wal_checkpoint(passive)"


class Checkpoints:
    """The checkpoints of an archive that one connection writes to. What the thread meets is raised at the next transaction."""

    def __init__(self, archive: Path, connection: sqlite3.Connection):
        self.archive = archive
        self.connection = connection
        self.thread = ThreadPoolExecutor(1, "checkpoint")
        self.since = 0
        self.under_way: Future[None] | None = None

    def committed(self) -> None:
        """After each transaction: have the log written where it has grown; little is left then, and after that it starts over."""
        self.since += 1
        if self.under_way is None:
            if self.since >= EVERY:
                self.since = 0
                self.under_way = self.thread.submit(_write, self.archive)
        elif self.under_way.done():
            self.under_way.result()
            self.under_way = None
            self.connection.execute(_WRITE)

    def close(self) -> None:
        """Wait for what is under way."""
        self.thread.shutdown()


def _write(archive: Path) -> None:
    with closing(connected(archive)) as connection:
        connection.execute("pragma synchronous = full")
        for _ in range(_TIMES):
            connection.execute(_WRITE)
