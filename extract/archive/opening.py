"""Make an archive ready for writing: pragmas, tables, views, and the codebook in its tables."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from inspect import getsource
from pathlib import Path

from sqlite_utils import Database

from extract import ARCHIVE_VERSION as VERSION
from extract import codetables, mishap
from extract.archive import indexing, migration, offices, panel, seals, sums
from extract.codebook import SCHEMA, Codebook
from extract.errors import ArchiveError

# A busy archive is waited for this long, in seconds: another loader may compare the words of many reports.
PATIENCE = 300
# Pages (4 KB) of the log that are written into the file at once: a report touches some 350 all over a large archive, and many of
# them again with the next one.
LOG = 32_000


def connect(path: Path, book: Codebook) -> tuple[sqlite3.Connection, Path | None]:
    """A connection to an archive, made if it is not there, and the copy that was kept of it where it was of an earlier version.

    ArchiveError if the file is something else.
    """
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        kept = _prepare(connection, book, path)
    except sqlite3.OperationalError as error:
        raise ArchiveError(f"{path}: cannot be opened as an archive: {mishap.in_words(error)}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: cannot be opened as an archive: {error}. Is it another kind of file?") from error
    return connection, kept


@contextmanager
def unchecked(connection: sqlite3.Connection) -> Iterator[None]:
    """Foreign keys are not looked up: for transactions whose rows are made of what is there, many of them. Outside of one only."""
    connection.execute("pragma foreign_keys = off")
    try:
        yield
    finally:
        connection.execute("pragma foreign_keys = on")


def _prepare(connection: sqlite3.Connection, book: Codebook, path: Path) -> Path | None:
    """Pragmas, tables, views, and the codebook; another program's database and a newer archive are left as they are."""
    version = _version(connection)
    if version > VERSION:
        raise ArchiveError(
            f"{path}: has schema version {version}, this program knows {VERSION}: install a newer nianbao"
        )
    db = Database(connection)
    if version == 0 and db.table_names() and not db["documents"].exists():
        raise ArchiveError(f"{path}: holds other tables; choose another file for the archive")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute(f"pragma wal_autocheckpoint = {LOG}")
    kept = migration.keep(path, version) if 0 < version < VERSION else None
    if version != VERSION or not _up_to_date(connection, book):
        _bring_up(connection, book, db)
    connection.execute("pragma foreign_keys = on")
    seals.watch(connection)
    offices.watch(connection)
    return kept


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("pragma user_version").fetchone()[0]


def _up_to_date(connection: sqlite3.Connection, book: Codebook) -> bool:
    known = dict(connection.execute("select name, value from meta where name in ('codebook', 'shape')").fetchall())
    as_now = known == {"codebook": codetables.fingerprint(book), "shape": _shape()}
    return as_now and indexing.is_current(connection) and seals.are_there(connection)


@cache
def _shape() -> str:
    """What tells two sets of indexes and views apart, which change without a new version."""
    told = [(SCHEMA / name).read_bytes() for name in ("archive.sql", "views.sql")]
    return hashlib.sha256(b"".join(told) + getsource(codetables.wide).encode()).hexdigest()


def _bring_up(connection: sqlite3.Connection, book: Codebook, db: Database) -> None:
    """Tables, codebook and views as they are today, all or nothing."""
    connection.execute("begin immediate")
    try:
        version = _version(connection)
        sealed = version == VERSION and seals.are_there(connection)
        if 0 < version < VERSION:
            migration.migrate(connection, version)
        for statement in _statements((SCHEMA / "archive.sql").read_text("utf-8")):
            connection.execute(statement)
        migration.reindex(connection)
        codetables.store(db, book)
        if not indexing.is_current(connection):
            indexing.renew(connection)
        # Views hold no data: they are made anew, so that a changed one takes effect.
        for name in db.view_names():
            connection.execute(f"drop view {name}")
        views = (SCHEMA / "views.sql").read_text("utf-8") + "".join(codetables.wide(db, book))
        for statement in _statements(views):
            connection.execute(statement)
        # The crosswalk may be another one than before.
        panel.fill(connection)
        marks = {"codebook": codetables.fingerprint(book), "shape": _shape()}
        db["meta"].upsert_all(({"name": name, "value": value} for name, value in marks.items()), pk="name")
        connection.execute(f"pragma user_version = {VERSION}")
        (seals.whole if sealed else seals.everything)(connection)
        sums.mark(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    connection.execute("commit")


def _statements(script: str) -> Iterator[str]:
    """The statements of an SQL script: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
