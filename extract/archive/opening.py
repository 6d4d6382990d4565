"""Make an archive ready for writing: pragmas, tables, views, and the codebook in its tables."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from extract import codetables
from extract.codebook import SCHEMA, Codebook
from extract.errors import ArchiveError

VERSION = 1
# A busy archive is waited for this long, in seconds.
PATIENCE = 30


def connect(path: Path, book: Codebook) -> sqlite3.Connection:
    """A connection to an archive, made if it is not there; ArchiveError if the file is something else."""
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        _prepare(connection, book, Database(connection), path)
    except sqlite3.OperationalError as error:
        raise ArchiveError(f"{path}: cannot be opened as an archive: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: cannot be opened as an archive: {error}. Is it another kind of file?") from error
    return connection


def _prepare(connection: sqlite3.Connection, book: Codebook, db: Database, path: Path) -> None:
    """Pragmas, tables, views, and the codebook; another program's database and a newer archive are left as they are."""
    version = connection.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise ArchiveError(
            f"{path}: has schema version {version}, this program knows {VERSION}: install a newer nianbao"
        )
    if version == 0 and db.table_names() and not db["documents"].exists():
        raise ArchiveError(f"{path}: holds other tables; choose another file for the archive")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    known = connection.execute("select value from meta where name = 'codebook'").fetchone() if version else None
    if known == (codetables.fingerprint(book),):
        return
    connection.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
    codetables.store(db, book)
    # Views hold no data: they are made anew, so that a changed one takes effect.
    connection.executescript("".join(f"drop view {name};" for name in db.view_names()))
    connection.executescript((SCHEMA / "views.sql").read_text("utf-8") + "".join(codetables.wide(db, book)))
    db["meta"].upsert({"name": "codebook", "value": codetables.fingerprint(book)}, pk="name")
    connection.execute(f"pragma user_version = {VERSION}")
