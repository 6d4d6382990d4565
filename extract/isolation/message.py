"""What the writing process and the reading ones say to each other: msgpack that is checked when it is unpacked."""

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from extract.model import PartRole, Reading, Refusal
from extract.search import Cut

# Seconds and bytes of data that one file may take; with text recognition as many seconds again for each page.
PATIENCE = 30.0
MEMORY = 2**30
RECOGNITION = 2 * MEMORY
# A scan of more pages has to do with the time of this many.
MOST_PAGES = 100
LARGEST = 64 * 2**20
# Reasons that say nothing of a file's content: what an earlier reading said of it holds.
PASSING = frozenset(("timeout", "crashed", "memory", "changed", "unreachable", "defect"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """The files of one report, usually one file, else the main one first.

    `pages` of them (0: none) are read with text recognition; `roles` says what each further file is to the report.
    """

    paths: tuple[Path, ...]
    pages: int = 0
    roles: tuple[PartRole, ...] = ()

    @property
    def memory(self) -> int:
        """How many bytes of data a process may hold while it is at this."""
        return RECOGNITION if self.pages > 0 else MEMORY

    @property
    def shares(self) -> int:
        """How often the patience for a single file is granted."""
        return 1 + max(0, min(self.pages, MOST_PAGES))


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of another file: its name there, and the one that it has in the process's own folder (`folder.take`)."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a task: the sha256 of the bytes that were read, and either a reading, a refusal or what was unpacked.

    Unpacked `members` come with the media type of what they were in. `cut` is what the search indexes get of each chapter. `spent` is a process's wish to be replaced: it has grown, or loaded what only few files need.
    """

    sha256: str
    reading: Reading | None = None
    refusal: Refusal | None = None
    members: tuple[Member, ...] = ()
    media_type: str = ""
    cut: tuple[Cut, ...] = ()
    spent: bool = False

    @property
    def scanned(self) -> int:
        """How many pages only text recognition can read."""
        said = self.reading or self.refusal
        return said.scanned if said else 0

    @property
    def whole(self) -> bool:
        """Whether it says exactly one thing, and of each chapter what the indexes get."""
        chapters = len(self.reading.sections) if self.reading else 0
        said = [self.reading is not None, self.refusal is not None, bool(self.members)]
        return said.count(True) == 1 and len(self.cut) == chapters


def pack(message: Task | Reply) -> bytes:
    """A message as bytes. A path keeps its own bytes, whatever they are."""
    return msgspec.msgpack.encode(message, enc_hook=os.fsencode)


def unpack(data: bytes, kind: type[T]) -> T:
    """The message in some bytes; raises `msgspec.DecodeError` for anything else."""
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_path)


def _path(kind: type, value: Any) -> Path:
    return Path(os.fsdecode(value))


@dataclass(slots=True)
class Inbox:
    """Puts a message together from the pieces that come, so that nobody waits for the end of one that stops half-way."""

    held: bytearray = field(default_factory=bytearray)

    def take(self, piece: bytes) -> bytes | None:
        """The message, once it is there; raises `ValueError` for what is too long, or longer than it says.

        It starts with its length, as `multiprocessing.Connection` writes it.
        """
        self.held += piece
        if len(self.held) < 4:
            return None
        (length,) = struct.unpack_from("!i", self.held)
        if not 0 < length <= LARGEST or len(self.held) > 4 + length:
            raise ValueError("no message starts like this")
        if len(self.held) < 4 + length:
            return None
        whole = bytes(self.held[4:])
        self.held.clear()
        return whole
