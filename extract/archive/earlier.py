"""Documents that an earlier version has read: chapters and what stands around a report cannot be told anew without the file.

Their `reader` says so, and loading their files reads them once more, as it does what it does not know.
"""

import sqlite3
from pathlib import Path

from extract.keep.originals import Store

_MARKED = "reader glob '*(version [0-9]*)'"


def mark(version: int) -> str:
    """What stands behind the name of the reader, or in its place where the file was refused."""
    return f"(version {version})"


def documents(connection: sqlite3.Connection) -> list[str]:
    """All of them."""
    found = connection.execute(f"select id from documents where {_MARKED} order by id")
    return [document for (document,) in found]


def is_one(connection: sqlite3.Connection, document: str) -> bool:
    """Whether a document is one of them."""
    found = connection.execute(f"select 1 from documents where id = ? and {_MARKED}", [document])
    return found.fetchone() is not None


def in_words(connection: sqlite3.Connection, originals: Path) -> tuple[str, ...]:
    """What to do about them, with the folder of originals at hand; nothing where there are none."""
    found = documents(connection)
    if not found:
        return ()
    kept = Store(originals).kept()
    without = sum(document not in kept for document in found)
    told = (
        f"{len(found)} files are as an earlier version has read them, their values coded anew: "
        f"`nianbao load {originals}` reads them once more"
    )
    elsewhere = f"{without} of these originals are not there: load those files from where they were published"
    return (told, elsewhere) if without else (told,)
