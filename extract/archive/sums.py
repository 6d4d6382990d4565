"""A checksum of every page of an archive's file, beside it: for bytes that SQLite and the seals of reports do not look at.

They hold for one state: the one whose mark stands in the archive. The first transaction of whoever writes changes the mark, so
that a state that was cut off has no checksums, and is not taken for a damaged one.
"""

import hashlib
import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from extract.errors import ArchiveError
from extract.keep import durable

END = ".pages"
# Bytes of a checksum; of 1.5 million pages (6 GB) they take 12 MB.
SIZE = 8
MARK = "pages"
# So many pages are read at a time.
_AT_A_TIME = 256


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of an archive's file from another: SQLite counts the changes of its first page, we mark ours."""

    page: int
    counter: int
    # The two places where SQLite keeps the counter say the same.
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Sums:
    """The checksums of the pages of an archive in one state."""

    mark: str
    state: State
    sums: bytes

    def __len__(self) -> int:
        return len(self.sums) // SIZE

    def __getitem__(self, number: int) -> bytes:
        """Of one page, counted from 0."""
        return self.sums[number * SIZE : (number + 1) * SIZE]


def beside(archive: Path) -> Path:
    """Where the checksums of an archive are."""
    return archive.with_name(archive.name + END)


def read(archive: Path) -> Sums | None:
    """The checksums beside an archive, of whatever state; None where there are none, ArchiveError where they are damaged."""
    path = beside(archive)
    if not path.is_file():
        return None
    digest, content = (data := path.read_bytes())[:32], data[32:]
    if hashlib.sha256(content).digest() != digest:
        raise ArchiveError(f"{path}: is damaged; delete it, and the next `nianbao load` makes it anew")
    told, _, sums = content.partition(b"\n")
    said = json.loads(told)
    return Sums(said["mark"], State(said["page"], said["counter"]), sums)


def write(archive: Path, sums: Sums) -> None:
    """Put the checksums beside an archive; they are there whole or not at all."""
    durable.sweep(archive.parent, beside(archive).name)
    told = {"mark": sums.mark, "page": sums.state.page, "counter": sums.state.counter}
    content = json.dumps(told).encode() + b"\n" + sums.sums
    durable.write(beside(archive), hashlib.sha256(content).digest() + content)


def mark(connection: sqlite3.Connection) -> str:
    """Inside a transaction: give the archive a new mark."""
    made = _checked(secrets.token_hex(8))
    connection.execute("insert or replace into meta values (?, ?)", [MARK, made])
    return made


def marked(connection: sqlite3.Connection) -> str | None:
    """The mark of the archive; None where it has none, or a damaged one."""
    row = connection.execute("select value from meta where name = ?", [MARK]).fetchone()
    return row[0] if row and row[0] == _checked(str(row[0]).partition("-")[0]) else None


def state(file: BinaryIO) -> State:
    """The state that the header of an archive's file tells."""
    file.seek(0)
    header = file.read(100)
    # SQLite writes 1 for 65536, which does not fit.
    page = int.from_bytes(header[16:18], "big")
    return State(65536 if page == 1 else page, int.from_bytes(header[24:28], "big"), header[24:28] == header[92:96])


def hold(sums: Sums, marked_as: str | None, now: State) -> bool:
    """Whether checksums are of the state that an archive is in. A damaged mark or counter is no reason to doubt them."""
    other = marked_as is not None and marked_as != sums.mark
    return not other and (now.counter == sums.state.counter or not now.sure)


def of_all(file: BinaryIO, page: int) -> bytes:
    """The checksums of all pages of a file."""
    sums = bytearray()
    for each in of_each(file, page):
        sums += each
    return bytes(sums)


def of_each(file: BinaryIO, page: int) -> Iterator[bytes]:
    """The checksum of each page of a file, in order."""
    file.seek(0)
    while some := file.read(page * _AT_A_TIME):
        for start in range(0, len(some), page):
            yield _sum(some[start : start + page])


def of_some(file: BinaryIO, page: int, known: bytes, changed: Iterable[int]) -> bytes:
    """The checksums of all pages, where only some (counted from 0) are not as `known` says; pages that came since count too."""
    count = file.seek(0, 2) // page
    sums = bytearray(known[: count * SIZE].ljust(count * SIZE, b"\0"))
    came = range(len(known) // SIZE, count)
    for number in chain(changed, came):
        if number < count:
            file.seek(number * page)
            sums[number * SIZE : (number + 1) * SIZE] = _sum(file.read(page))
    return bytes(sums)


def _sum(page: bytes) -> bytes:
    return hashlib.sha256(page).digest()[:SIZE]


def _checked(token: str) -> str:
    return f"{token}-{zlib.crc32(token.encode()):08x}"
