"""What can be wrong with originals: their bytes, their sidecars, what is there without the archive, and the other way round."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.archive.rows import GIVEN
from extract.errors import OriginalError
from extract.keep import durable
from extract.keep.originals import USED, Store, said
from extract.verify.problem import Problem

# What the archive says of a document that its sidecar says too.
Said = dict[str, str | None]
_NAME = re.compile(r"[0-9a-f]{64}(\.json)?")


def documents(connection: sqlite3.Connection) -> dict[str, Said]:
    """The documents that an archive knows."""
    names = ("file_name", *GIVEN)
    rows = connection.execute(f"select id, {', '.join(names)} from documents")
    return {name: dict(zip(names, values, strict=True)) for name, *values in rows}


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a folder of originals, in order, each with the time of its last change; `used` when it was being loaded into.

    It is looked at before the archive. A load that has ended by then has told the archive all that it left in the folder; what
    comes or changes later belongs to another one.
    """

    times: dict[Path, int]
    used: bool

    @classmethod
    def now(cls, store: Store) -> "Found":
        """What is there now."""
        times = {}
        for path in sorted(store.folder.rglob("*")):
            if not path.is_dir():
                times[path] = _changed(path)
        # The other way round a load could begin, keep a file and end between the two looks.
        return cls(times, store.is_used)

    def is_as_it_was(self, path: Path) -> bool:
        """Whether nobody has changed a file since, or does so now."""
        return not self.used and _changed(path) == self.times[path]


def _changed(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


def problems(store: Store, found: Found, known: dict[str, Said] | None) -> Iterator[Problem]:
    """Everything that is wrong with the originals; `known` is None where the archive cannot be read."""
    there = set()
    for path in found.times:
        where = str(path.relative_to(store.folder))
        if _is_part(path) or path == store.folder / USED:
            continue
        if not _belongs(store, path):
            yield Problem("stray", where, "is no original and no sidecar")
        elif path.suffix:
            yield from _sidecar(path, where, (known or {}).get(path.stem, {}), found)
        else:
            there.add(path.name)
            yield from _original(path, where)
            # A load keeps a file first, notes then where it came from, and reads it at last.
            if not found.used:
                yield from _left(path, where, known)
    for name in sorted((known or {}).keys() - there):
        yield from _missing(store, name)


def _belongs(store: Store, path: Path) -> bool:
    named = _NAME.fullmatch(path.name) and path.parent == store.path(path.name).parent
    return bool(named) and not path.is_symlink()


def _is_part(path: Path) -> bool:
    """Whether a file is being written, or was when its process died; the next load sweeps it."""
    return path.name.startswith(".") and path.name.endswith(durable.PART)


def _original(path: Path, where: str) -> Iterator[Problem]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        yield Problem("unreadable", where, str(error.strerror))
        return
    if digest != path.name:
        yield Problem("changed", where, f"its content has the sha256 {digest}")


def _left(path: Path, where: str, known: dict[str, Said] | None) -> Iterator[Problem]:
    if not path.with_suffix(".json").is_file():
        yield Problem("sidecar_missing", where, "nothing says where it came from")
    if known is not None and path.name not in known:
        yield Problem("unloaded", where, "the archive has no such document")


def _missing(store: Store, name: str) -> Iterator[Problem]:
    if not store.path(name).is_file():
        yield Problem("missing", f"document {name}", f"{store.path(name)} is not there")


def _sidecar(path: Path, where: str, known: Said, found: Found) -> Iterator[Problem]:
    if not path.with_suffix("").is_file():
        yield Problem("sidecar_alone", where, "there is no original beside it")
    try:
        content = said(path)
    except (OriginalError, OSError) as error:
        yield Problem("sidecar_damaged", where, str(error))
        return
    for name, value in known.items() if found.is_as_it_was(path) else ():
        first = next(iter(content.get(name, [])), None)
        # A page can say itself when and where it was published.
        if first is not None and value != first:
            yield Problem("sidecar_differs", where, f"{name} is {first!r} here, {value!r} in the archive")
