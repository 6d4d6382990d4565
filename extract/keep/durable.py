"""Files that are there whole or not at all, whatever happens: written beside their place, flushed to the disk, renamed.

A file that is being written is named `.<name>.<process>.part` and locked, so that what a process left behind when it died can
be told from what another one is writing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: there nothing is swept.
    fcntl = None  # type: ignore[assignment]

PART = ".part"
# What SQLite keeps beside a database that it works at.
BESIDE = ("-journal", "-wal", "-shm")


def write(path: Path, data: bytes) -> None:
    """Put bytes into a file."""
    with written(path) as part:
        part.write_bytes(data)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A file to fill. When nothing was raised it takes the place of `path`, and lasts; otherwise it is gone."""
    make(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    handle = _locked(part)
    try:
        yield part
        _flush(part)
        part.replace(path)
        sync(path.parent)
    finally:
        remove(part)
        os.close(handle)


def remove(part: Path) -> None:
    """Take a file away, and what SQLite keeps beside it."""
    for end in (*BESIDE, ""):
        part.with_name(part.name + end).unlink(missing_ok=True)


def make(folder: Path) -> None:
    """A folder that lasts, with those above it."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(folder: Path) -> None:
    """Make what was renamed, made or removed in a folder last."""
    if fcntl:  # elsewhere folders cannot be opened
        _flush(folder)


def sweep(folder: Path, name: str = "*") -> None:
    """Remove what dead processes left half-written in a folder; what a living one is writing stays."""
    for part in folder.glob(f".{name}.*{PART}") if fcntl else ():
        with suppress(OSError):
            handle = _lock(part, os.O_RDONLY, "LOCK_EX", "LOCK_NB")
            try:
                remove(part)
            finally:
                if handle is not None:
                    os.close(handle)


def share(path: Path) -> int | None:
    """Hold a lock that others may hold too until the handle is closed; the file is made. None where there are no locks."""
    return _lock(path, os.O_RDWR | os.O_CREAT, "LOCK_SH")


def shared(path: Path) -> bool:
    """Whether a living process holds such a lock; nothing is written."""
    try:
        handle = _lock(path, os.O_RDONLY, "LOCK_EX", "LOCK_NB")
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    if handle is not None:
        os.close(handle)
    return False


def claim(path: Path) -> int | None:
    """Hold a file alone until the handle is closed; BlockingIOError where another process does. None where there are no locks."""
    return _lock(path, os.O_RDONLY, "LOCK_EX", "LOCK_NB")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """A folder, made if it is not there, in which nobody else works meanwhile; others wait."""
    make(folder)
    handle = _lock(folder, os.O_RDONLY, "LOCK_EX")
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(path: Path, how: int, *kinds: str) -> int | None:
    if fcntl is None:
        return None
    handle = os.open(path, how, 0o666)
    try:
        fcntl.flock(handle, sum(getattr(fcntl, kind) for kind in kinds))
    except BaseException:
        os.close(handle)
        raise
    return handle


def _locked(part: Path) -> int:
    """A new file that is locked; once more where a sweeper came between."""
    while True:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        if fcntl is None:
            return handle
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if part.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
