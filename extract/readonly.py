"""An archive opened for reading only."""

import sqlite3
from collections.abc import Container
from pathlib import Path

from extract import ARCHIVE_VERSION
from extract.errors import ArchiveError

MISSING = "there is no such archive. Make one with `nianbao load`, or say with --archive where it is"
# Versions that can be read or brought up to today's.
KNOWN = range(1, ARCHIVE_VERSION + 1)
_ADVICE = {True: "Install a newer nianbao.", False: "Bring it up with `nianbao recode`; a copy of it is kept."}


def connect(path: Path, versions: Container[int] = (ARCHIVE_VERSION,)) -> sqlite3.Connection:
    """A connection that cannot write; ArchiveError if the file is not there, is something else, or of another version."""
    if not path.is_file():
        raise ArchiveError(f"{path}: {MISSING}.")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("select 1 from documents join reports join facts").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise ArchiveError(f"{path}: cannot be read as an archive: {error}. Is it another kind of file?") from error
    if version not in versions:
        connection.close()
        raise ArchiveError(
            f"{path}: has schema version {version}, this program reads {ARCHIVE_VERSION}. {_ADVICE[version > ARCHIVE_VERSION]}"
        )
    return connection
