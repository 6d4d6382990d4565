"""The archive of a public instance: every statement has its time, every answer its size, whoever asks."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from sqlite3 import Connection
from typing import Any, NamedTuple, TypeVar

from datasette.database import Database, QueryInterrupted, Results

from extract.serve import asked, bounds
from extract.serve.counted import Archive
from extract.serve.public import statements
from extract.serve.public.functions import LONGEST

T = TypeVar("T")


class Size(NamedTuple):
    """How many characters and how many values the rows of a statement may have together."""

    characters: int
    values: int


# Of our own pages and exports, of a stranger's data, and of one of Datasette's pages, where each value costs 0.1 ms.
OURS, DATA, SHOWN = Size(20_000_000, 2_000_000), Size(2_000_000, 200_000), Size(2_000_000, 10_000)
PLAIN = (".json", ".csv")
# Rows that are taken at a time before their size is looked at. Steps of SQLite before the clock is, a stranger's and ours: a
# step can take 0.1 s where somebody wants it to, and looking at the clock after every 20 makes all others half as slow again.
ROWS, STEPS, OUR_STEPS = 4, 20, 1_000
# Bytes of a text on our own pages: more than any chapter has.
OUR_LENGTH = 4_000_000
TOO_LARGE = "the answer is too large; ask for fewer rows, or for fewer columns"


class Bounded(Database):
    """The archive, read within bounds. What a statement does wrong is an error that Datasette shows as one of the visitor's."""

    async def execute_fn(self, fn: Callable[[Connection], T]) -> T:
        """What a function makes of a connection."""
        return await self._timed(fn, None)

    async def attached_databases(self) -> list[Any]:
        """There are none; what tells of them tells where the file lies."""
        return []

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """The rows of a statement."""
        rows = self.ds.max_returned_rows + (self.ds.max_returned_rows == (page_size or self.ds.page_size))
        most = rows if truncate else None
        stranger = SHOWN if truncate and not asked.now().path.endswith(PLAIN) else DATA
        size, checked = (OURS, nullcontext()) if bounds.ours() else (stranger, statements.strange(sql, params))

        def run(connection: Connection) -> Results:
            with checked:
                cursor = connection.execute(sql, params or {})
                found = _fetched(cursor, most, size)
                return Results(found[:most], len(found) > len(found[:most]), cursor.description)

        return await self._timed(run, custom_time_limit, sql, params)

    async def _timed(
        self, fn: Callable[[Connection], T], milliseconds: int | None, sql: str = "", params: Any = None
    ) -> T:
        left, ours = bounds.left(), bounds.ours()
        limits = (self.ds.sql_time_limit_ms / 1000, None if milliseconds is None else milliseconds / 1000, left)
        seconds = min(limit for limit in limits if limit is not None)

        def run(connection: Connection) -> T:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, OUR_LENGTH if ours else LONGEST)
            with _clock(connection, seconds, OUR_STEPS if ours else STEPS):
                try:
                    return fn(connection)
                except MemoryError:
                    raise statements.Refusal(TOO_LARGE) from None
                except sqlite3.DatabaseError as error:
                    if error.args == ("interrupted",):
                        raise QueryInterrupted(error, sql, params) from error
                    raise statements.Refusal(str(error)) from error

        found: T = await super().execute_fn(run)
        return found


class PublicArchive(Archive, Bounded):
    """The same with counts that give up soon."""


@contextmanager
def _clock(connection: Connection, seconds: float, steps: int) -> Iterator[None]:
    """Have what a connection does end in time."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() >= end, steps)
    try:
        yield
    finally:
        connection.set_progress_handler(None, steps)


def _fetched(cursor: sqlite3.Cursor, most: int | None, size: Size) -> list[Any]:
    """Rows, one more than `most` where there are more; raises when they grow too large."""
    rows: list[Any] = []
    characters = 0
    while (most is None or len(rows) <= most) and (some := cursor.fetchmany(ROWS)):
        rows += some
        characters += sum(len(value) for row in some for value in row if isinstance(value, str | bytes))
        if characters > size.characters or len(rows) * len(rows[0]) > size.values:
            raise statements.Refusal(TOO_LARGE)
    return rows
