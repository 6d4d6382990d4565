"""The folder of originals: every file once, under the sha256 of its content, with a sidecar that says where it came from.

What has its final name is whole and lasts (extract/keep/durable.py). Several loaders may use one folder at the same time.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extract.errors import OriginalError
from extract.keep import durable

# Who loads into the folder holds this file; nothing is written to it.
USED = ".used"
_DIGEST = re.compile("[0-9a-f]{64}")
# The sha256 of all else that a sidecar says.
_CHECK = "check"


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of originals: `ab/abcd….` holds the bytes, `ab/abcd….json` the sidecar."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where the file with that sha256 lies, or would lie."""
        return self.folder / digest[:2] / digest

    def kept(self) -> set[str]:
        """The sha256 of every original that is there."""
        return {path.name for path in self.folder.glob("??/*") if _DIGEST.fullmatch(path.name)}

    @contextmanager
    def used(self) -> Iterator[None]:
        """While it is loaded into: others can tell, and what dead loaders left half-written is removed."""
        durable.make(self.folder)
        handle = durable.share(self.folder / USED)
        try:
            for folder in self.folder.glob("??"):
                durable.sweep(folder)
            yield
        finally:
            if handle is not None:
                os.close(handle)

    @property
    def is_used(self) -> bool:
        """Whether somebody loads into the folder."""
        return durable.shared(self.folder / USED)

    def keep(self, data: bytes, digest: str) -> Path:
        """Store the bytes; returns their place."""
        path = self.path(digest)
        # A claim is on the file itself: of two loaders the second must not put another in its place.
        with durable.alone(path.parent):
            if not path.is_file() or path.stat().st_size != len(data):
                durable.write(path, data)
        return path

    def claim(self, digest: str) -> int | None:
        """The right to read an original, as a handle to close; BlockingIOError while another loader has it."""
        return durable.claim(self.path(digest))

    def note(self, digest: str, facts: dict[str, str | None]) -> dict[str, list[str]]:
        """Add names, addresses and dates to a file's sidecar; returns all that it says now.

        They are sorted lists, so that the order of loading leaves no trace.
        """
        path = self.path(digest).with_suffix(".json")
        with durable.alone(path.parent):
            known = said(path) if path.is_file() else {}
            merged = {name: _merged(known.get(name, []), facts.get(name)) for name in sorted({*known, *facts})}
            if merged != known:
                durable.write(path, encoded(merged))
        return merged


def said(sidecar: Path) -> dict[str, list[str]]:
    """What a sidecar says; OriginalError where it is damaged."""
    data = sidecar.read_bytes()
    try:
        content = {name: [str(value) for value in values] for name, values in json.loads(data).items()}
    except (ValueError, AttributeError, TypeError):
        content = {}
    content.pop(_CHECK, None)
    # Before sidecars had a check they were written the same way without it.
    if data not in (encoded(content), _json(content)):
        raise OriginalError(f"{sidecar}: is damaged. Take it from a backup, or delete it and load its file once more")
    return content


def encoded(content: dict[str, list[str]]) -> bytes:
    """A sidecar as it is written."""
    return _json(content | {_CHECK: [_sum(content)]})


def _sum(content: dict[str, list[str]]) -> str:
    return digest(_json(content))


def _json(content: dict[str, list[str]]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def told(path: Path) -> dict[str, str]:
    """What the sidecar of an original says, the first of each; nothing for any other file."""
    if not is_original(path):
        return {}
    return {name: values[0] for name, values in said(path.with_suffix(".json")).items() if values}


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
