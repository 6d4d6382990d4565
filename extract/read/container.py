"""Archives of files: what stands in a zip or a rar, written out one by one under names of our own.

The names that an archive gives its members are labels; they never become paths on this disk.
"""

import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from extract.errors import UnreadableFile
from extract.read.kinds import RAR, ZIP

# How many files one archive may hold, and how many bytes they may take together; an office's yearly files stay far below.
MEMBERS = 1_000
TOTAL = 256 * 2**20
# Bytes that are copied at a time.
PIECE = 2**20
_BESIDE = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))
# The flag of a zip member whose name is UTF-8, and the extra field that holds a UTF-8 name beside another one.
_UTF8, _UNICODE_PATH = 0x800, 0x7075
# What damaged archives make the libraries raise.
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, struct.error)
_NO_TOOL = "the rar archive cannot be unpacked here; install unar or unrar, or unpack it first"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name inside, with `/` between folders, and where it was written to."""

    name: str
    path: Path


def unpack(data: bytes, media_type: str, folder: Path) -> tuple[Member, ...]:
    """Write the files of an archive into a folder; raises `UnreadableFile` where they cannot all be had, within limits."""
    try:
        members = tuple(_members(OPENERS[media_type](data), folder, media_type))
    except _broken() as error:
        raise UnreadableFile("damaged", f"the archive cannot be unpacked whole: {error}", media_type) from error
    if not members:
        raise UnreadableFile("empty", "the archive holds no file", media_type)
    return members


def _members(files: Iterable[tuple[str, IO[bytes]]], folder: Path, media_type: str) -> Iterator[Member]:
    left = TOTAL
    for number, (name, file) in enumerate(item for item in files if not _beside(item[0])):
        if number >= MEMBERS:
            raise _too_large(f"more than {MEMBERS} files", media_type)
        path = folder / f"{number:04}"
        left -= _copy(file, path, left, media_type)
        yield Member(name, path)


def _beside(name: str) -> bool:
    """Whether a file is what systems and programs leave beside others: hidden, a lock, a preview."""
    return any(part.startswith((".", "~$")) or part in _BESIDE for part in name.split("/"))


def _copy(file: IO[bytes], path: Path, most: int, media_type: str) -> int:
    """Copy one member; returns how many bytes it has. What its header claims of them is not believed."""
    size = 0
    with file, path.open("wb") as out:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > most:
                raise _too_large(f"more than {TOTAL >> 20} MB", media_type)
            out.write(piece)
    return size


def _too_large(what: str, media_type: str) -> UnreadableFile:
    return UnreadableFile("too_large", f"the archive holds {what}; unpack it and load its files", media_type)


def _zip(data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    with ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                raise UnreadableFile("protected", "the archive asks for a password", ZIP)
            yield zip_name(info), archive.open(info)


def zip_name(info: ZipInfo) -> str:
    r"""The name of a zip's member. Chinese programs write it as GBK and say nothing of it; backslashes part folders too.

    >>> zip_name(ZipInfo("年报.doc".encode("gbk").decode("cp437")))
    '年报.doc'
    """
    if info.flag_bits & _UTF8:
        return _plain(info.filename)
    raw = info.orig_filename.encode("cp437", "replace")
    beside = _unicode_path(info.extra, raw)
    return _plain(beside if beside is not None else decoded(raw))


def decoded(raw: bytes) -> str:
    """A file name in the encoding that it is valid in: UTF-8, else GB18030, else Big5; signs for what is in none."""
    for name in ("utf-8", "gb18030", "big5hkscs"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The UTF-8 name in a zip's extra field, which holds only for the plain name that its checksum was made of."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return None


def _plain(name: str) -> str:
    """A name as a path inside the archive: without drive, root and steps upwards."""
    parts = PurePosixPath(name.replace("\\", "/").replace("\0", "")).parts
    return "/".join(part for part in parts if part not in ("/", "//", "..", ".") and not part.endswith(":"))


def _rar(data: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    import rarfile

    try:
        # Without "strict" what stands behind a damaged header would be left out without a word.
        with rarfile.RarFile(BytesIO(data), errors="strict") as archive:
            if archive.needs_password():
                raise UnreadableFile("protected", "the archive asks for a password", RAR)
            for info in archive.infolist():
                if info.is_file():
                    yield _plain(info.filename), archive.open(info)
    except rarfile.PasswordRequired as error:
        raise UnreadableFile("protected", "the archive asks for a password", RAR) from error
    except rarfile.RarCannotExec as error:
        raise UnreadableFile("unsupported", _NO_TOOL, RAR) from error


def _broken() -> tuple[type[Exception], ...]:
    """What damaged archives make the libraries raise that are in use."""
    module = sys.modules.get("rarfile")
    return (*_BROKEN, module.Error) if module else _BROKEN


OPENERS = {ZIP: _zip, RAR: _rar}
