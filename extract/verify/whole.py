"""All that is verified, in one go."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from extract import readonly
from extract.archive.content import snapshot
from extract.errors import ArchiveError
from extract.keep.originals import Store
from extract.verify import database, files, pages
from extract.verify.problem import Problem


def verify(archive: Path, store: Store | None, quick: bool = False) -> Iterator[Problem]:
    """Everything that is wrong with an archive and its originals; `store` is None where none are kept.

    `quick` leaves out what takes long in a large archive: the index of words, the accounting identity, and derived values.
    """
    found = files.Found.now(store) if store else None
    documents: dict[str, files.Said] | None = {}
    try:
        with ExitStack() as held:
            # Closed after the connection: it would take the locks away that SQLite has on the file in this process.
            file = held.enter_context(archive.open("rb")) if archive.is_file() else None
            connection = held.enter_context(closing(readonly.connect(archive)))
            held.enter_context(snapshot(connection))
            # Before a snapshot is read nothing is held.
            connection.execute("select count(*) from documents").fetchone()
            documents = files.documents(connection)
            yield from database.problems(connection, quick)
            if file:
                yield from pages.problems(archive, file, connection)
    except (sqlite3.DatabaseError, ArchiveError, ValueError) as error:
        if not archive.is_file():
            raise
        documents = documents or None
        yield Problem("database", str(archive), str(error))
    yield from database.length(archive)
    if store and found:
        yield from files.problems(store, found, documents)
