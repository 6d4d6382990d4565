"""An archive opened for reading only."""

import sqlite3
from pathlib import Path

from extract.errors import ArchiveError

MISSING = "there is no such archive. Make one with `nianbao load`, or say with --archive where it is"


def connect(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; ArchiveError if the file is not there or is something else."""
    if not path.is_file():
        raise ArchiveError(f"{path}: {MISSING}.")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("select 1 from documents join reports join facts").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise ArchiveError(f"{path}: cannot be read as an archive: {error}. Is it another kind of file?") from error
    return connection
