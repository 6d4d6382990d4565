"""The folder of originals: every file once, under the sha256 of its content, with a sidecar that says where it came from.

A file is written under another name, flushed to the disk and renamed, so what has its final name is whole.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of originals: `ab/abcd….` holds the bytes, `ab/abcd….json` the sidecar."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where the file with that sha256 lies, or would lie."""
        return self.folder / digest[:2] / digest

    def keep(self, data: bytes, digest: str) -> Path:
        """Store the bytes; returns their place."""
        path = self.path(digest)
        if not path.is_file() or path.stat().st_size != len(data):
            _write(path, data)
        return path

    def note(self, digest: str, facts: dict[str, str | None]) -> dict[str, list[str]]:
        """Add names, addresses and dates to a file's sidecar; returns all that it says now.

        They are sorted lists, so that the order of loading leaves no trace.
        """
        path = self.path(digest).with_suffix(".json")
        known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        merged = {name: _merged(known.get(name, []), facts.get(name)) for name in sorted({*known, *facts})}
        if merged != known:
            _write(path, json.dumps(merged, ensure_ascii=False, indent=1).encode())
        return merged


def told(path: Path) -> dict[str, str]:
    """What the sidecar of an original says, the first of each; nothing for any other file."""
    sidecar = path.with_suffix(".json")
    if not is_original(path):
        return {}
    return {name: values[0] for name, values in json.loads(sidecar.read_text("utf-8")).items() if values}


def is_original(path: Path) -> bool:
    """Whether a file is an original of a store, with a sidecar beside it."""
    return bool(_DIGEST.fullmatch(path.name)) and path.with_suffix(".json").is_file()


def is_sidecar(path: Path) -> bool:
    """Whether a file is the sidecar of an original that lies beside it."""
    return path.suffix == ".json" and bool(_DIGEST.fullmatch(path.stem)) and path.with_suffix("").is_file()


def digest(data: bytes) -> str:
    """The sha256 of a file's content, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _merged(known: Iterable[str], value: str | None) -> list[str]:
    return sorted({text for text in (*known, value) if text})


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make a rename in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
