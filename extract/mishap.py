"""What the machine did to us, in words for people: a full disk, a faulty one, a busy or a damaged archive."""

import errno
import sqlite3

WHOLE = "What is in the archive is whole; the same command goes on from there"
_FULL = f"the disk is full: make room. {WHOLE}"
_FAULTY = f"the disk or its connection failed: see to that first, then run `nianbao verify`. {WHOLE}"
_BUSY = f"another program has kept the archive busy for minutes: end it, or wait. {WHOLE}"
_FORBIDDEN = f"writing is not allowed there: look at the permissions. {WHOLE}"
_DAMAGED = (
    "the archive is damaged: run `nianbao verify`, and take it from a backup or load the originals into a new one"
)
_NUMBERS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EIO: _FAULTY,
    errno.EROFS: _FORBIDDEN,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
}
# What SQLite says; it gives no numbers of the system.
_SAYINGS = {
    "full": _FULL,
    "disk I/O error": _FAULTY,
    "unable to open": _FAULTY,
    "locked": _BUSY,
    "readonly": _FORBIDDEN,
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
}


def in_words(error: OSError | sqlite3.Error) -> str:
    """What happened, where, and what to do."""
    if isinstance(error, OSError):
        advice = _NUMBERS.get(error.errno or 0, WHOLE)
    else:
        advice = next((advice for saying, advice in _SAYINGS.items() if saying in str(error)), WHOLE)
    return f"{error}: {advice}."
