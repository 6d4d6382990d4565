"""What can be wrong with originals: their bytes, their sidecars, what is there without the archive, and the other way round."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from extract import durable
from extract.archive.rows import GIVEN
from extract.errors import OriginalError
from extract.originals import USED, Store, said
from extract.verify.problem import Problem

# What the archive says of a document that its sidecar says too.
Said = dict[str, str | None]
_NAME = re.compile(r"[0-9a-f]{64}(\.json)?")


def documents(connection: sqlite3.Connection) -> dict[str, Said]:
    """The documents that an archive knows."""
    names = ("file_name", *GIVEN)
    rows = connection.execute(f"select id, {', '.join(names)} from documents")
    return {name: dict(zip(names, values, strict=True)) for name, *values in rows}


def listed(store: Store) -> list[Path]:
    """The files that are in the folder now. What comes later belongs to a load that runs."""
    return sorted(path for path in store.folder.rglob("*") if not path.is_dir())


def problems(store: Store, found: list[Path], known: dict[str, Said] | None) -> Iterator[Problem]:
    """Everything that is wrong with the originals; `known` is None where the archive cannot be read."""
    there = set()
    for path in found:
        where = str(path.relative_to(store.folder))
        if _is_part(path) or path == store.folder / USED:
            continue
        if not _belongs(store, path):
            yield Problem("stray", where, "is no original and no sidecar")
        elif path.suffix:
            yield from _sidecar(path, where, {} if store.is_used else (known or {}).get(path.stem, {}))
        else:
            there.add(path.name)
            yield from _original(path, where)
            yield from _unloaded(store, path, where, known)
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
    if not path.with_suffix(".json").is_file():
        yield Problem("sidecar_missing", where, "nothing says where it came from")


def _unloaded(store: Store, path: Path, where: str, known: dict[str, Said] | None) -> Iterator[Problem]:
    # A load keeps a file first and reads it then.
    if known is not None and path.name not in known and not store.is_used:
        yield Problem("unloaded", where, "the archive has no such document")


def _missing(store: Store, name: str) -> Iterator[Problem]:
    if not store.path(name).is_file():
        yield Problem("missing", f"document {name}", f"{store.path(name)} is not there")


def _sidecar(path: Path, where: str, known: Said) -> Iterator[Problem]:
    if not path.with_suffix("").is_file():
        yield Problem("sidecar_alone", where, "there is no original beside it")
    try:
        content = said(path)
    except (OriginalError, OSError) as error:
        yield Problem("sidecar_damaged", where, str(error))
        return
    for name, value in known.items():
        first = next(iter(content.get(name, [])), None)
        # A page can say itself when and where it was published.
        if first is not None and value != first:
            yield Problem("sidecar_differs", where, f"{name} is {first!r} here, {value!r} in the archive")
