"""What a statement may be and do on a public instance: read, with bounded means, what the archive says.

The same holds for our own pages: whatever slips through one of them meets the same bounds.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from extract.serve.public.functions import ALLOWED, LONGEST, replace

# Of all connections together: SQLite counts by process. Nothing that is allowed comes near; it is what holds when all else fails.
HEAP = 192 * 2**20
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST,
    # The views of an edition with all its columns are statements of 40 kB.
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 1_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 50_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 60,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    # A pattern is tried at every place of a text in one step: 0.1 s for the longest of both.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 60,
    # Datasette asks for the names of all that a page leads to at once.
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 2_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
PRAGMAS = (f"hard_heap_limit={HEAP}", "trusted_schema=off", "cell_size_check=on", "query_only=on", "mmap_size=0")
# What Datasette and FTS5 ask; `data_version` is how we see that the archive has changed.
_READABLE = """
data_version encoding foreign_key_list function_list index_info index_list index_xinfo page_count page_size
 schema_version table_info table_list table_xinfo user_version
"""
READABLE = frozenset(_READABLE.split())
# The parts of our views that call themselves (schema/views.sql). A stranger can borrow such a name; the clock ends that as it
# ends any join.
RECURSIVE = frozenset({"earlier", "years"})
# A question to the index is one step. Not more words than on our own page, few beginnings of words, nothing put together.
INDEXES = frozenset({"sections_fts", "sections_fts_chars"})
STARS = 8
BUILDERS = frozenset(
    {
        "char",
        "concat",
        "concat_ws",
        "group_concat",
        "hex",
        "json_group_array",
        "json_group_object",
        "quote",
        "replace",
        "string_agg",
    }
)


NO_INDEX = (
    "this asks too much of the search index at once: at most 8 *, no || and none of the functions that put texts together."
    " Take zh_query('…') for the words, and put together outside"
)


def bound(connection: Connection) -> None:
    """Bound a connection for the rest of its life."""
    replace(connection)
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}").fetchall()
    for kind, most in LIMITS.items():
        connection.setlimit(kind, most)
    connection.set_authorizer(_decide)


class Refusal(sqlite3.OperationalError):
    """A statement that may not be; Datasette shows what it says."""


@contextmanager
def strange(sql: str, values: Any) -> Iterator[None]:
    """While a thread runs a stranger's statement, the index is asked within bounds only. Its words count with it."""
    given = values.values() if isinstance(values, Mapping) else values or ()
    _now.text, _now.asked, _now.built = (
        " ".join([sql, *(value for value in given if isinstance(value, str))]),
        False,
        False,
    )
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _now.asked and (_now.built or _large(_now.text)):
            raise Refusal(NO_INDEX) from error
        raise
    finally:
        _now.text = None


class _Now(threading.local):
    """A connection belongs to a thread, and so does what runs on it: its text, None for ours, and what it has asked for so far."""

    text: str | None = None
    asked: bool = False
    built: bool = False


_now = _Now()


def _decide(action: int, first: str | None, second: str | None, _database: str | None, within: str | None) -> int:
    """Whether SQLite may do what a statement asks of it."""
    choose = CHOICES.get(action)
    return sqlite3.SQLITE_OK if choose and choose(first or "", second or "", within or "") else sqlite3.SQLITE_DENY


def _reads(table: str, _column: str, _within: str) -> bool:
    if table.lower() in INDEXES:
        _now.asked = True
    return _fits()


def _calls(_none: str, function: str, _within: str) -> bool:
    if function.lower() in BUILDERS:
        _now.built = True
    return function.lower() in ALLOWED and _fits()


def _fits() -> bool:
    """Whether a stranger's statement leaves the index alone, or asks it little."""
    return _now.text is None or not _now.asked or not (_now.built or _large(_now.text))


def _large(text: str) -> bool:
    return text.count("*") > STARS or "||" in text


CHOICES = {
    sqlite3.SQLITE_SELECT: lambda *_: True,
    sqlite3.SQLITE_READ: _reads,
    sqlite3.SQLITE_FUNCTION: _calls,
    # SQLite asks this of itself when it opens a virtual table; nobody can do it: the file is open for reading.
    sqlite3.SQLITE_UPDATE: lambda table, *_: table in ("sqlite_master", "sqlite_schema"),
    sqlite3.SQLITE_PRAGMA: lambda name, *_: name.lower() in READABLE,
    sqlite3.SQLITE_RECURSIVE: lambda _first, _second, within: within in RECURSIVE,
}
