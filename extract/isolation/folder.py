"""The private folder of a reading process. What lies in it may be hostile: deep, closed, or a link to elsewhere."""

import contextlib
import os
import shutil
import stat
import tempfile
from itertools import count
from pathlib import Path

PREFIX = "nianbao-read-"


def make() -> Path:
    """A new folder that only its owner may look into."""
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it, if it is still there; nobody may write to it any more."""
    empty(folder)
    shutil.rmtree(folder, ignore_errors=True)


def empty(folder: Path) -> None:
    """Remove what is in a folder. Links are not followed, and no path is ever longer than two names.

    Inner folders are lifted to the top one by one: `shutil.rmtree` calls itself for each level, and a process can nest them
    deeper than that goes.
    """
    numbers = count()
    # What cannot be removed stays; a second time it would not go either.
    stuck: set[str] = set()
    with contextlib.suppress(OSError):
        while entries := [entry for entry in os.scandir(folder) if entry.name not in stuck]:
            for entry in entries:
                try:
                    _take_out(folder, entry, numbers)
                except OSError:
                    stuck.add(entry.name)


def _take_out(folder: Path, entry: os.DirEntry, numbers: count) -> None:
    """Remove one entry; of a folder, files are removed and inner folders lifted."""
    if not entry.is_dir(follow_symlinks=False):
        Path(entry.path).unlink()
        return
    Path(entry.path).chmod(0o700)
    for inner in list(os.scandir(entry.path)):
        if not inner.is_dir(follow_symlinks=False):
            Path(inner.path).unlink()
            continue
        # A folder is moved by who may write to it: its entry ".." changes.
        Path(inner.path).chmod(0o700)
        Path(inner.path).rename(_free(folder, numbers))
    Path(entry.path).rmdir()


def _free(folder: Path, numbers: count) -> Path:
    """A name in a folder that nothing has."""
    return next(path for number in numbers if not (path := folder / f".{number}").is_symlink() and not path.exists())


def plain(folder: Path, name: str) -> None:
    """Raise `OSError` unless a name is that of a plain file directly in a folder; a link elsewhere or a pipe is none."""
    if name in ("", ".", "..") or {"/", "\0", os.sep} & set(name):
        raise FileNotFoundError(f"{name!r} is no name of a file")
    _plain((folder / name).lstat(), name)


def take(file: Path, largest: int) -> bytes:
    """The bytes of a plain file; raises `OSError` where it is something else by now, or too large."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as source:
        _plain(os.fstat(handle), file.name)
        data = source.read(largest + 1)
    if len(data) > largest:
        raise FileNotFoundError(f"{file.name!r} is too large")
    return data


def _plain(found: os.stat_result, name: str) -> None:
    # A second name of a file elsewhere is as good as a link to it.
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        raise FileNotFoundError(f"{name!r} is no plain file")
