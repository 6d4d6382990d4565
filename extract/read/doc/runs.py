"""Where the text of a binary Word file is stored: its pieces, and the runs of bytes that share their properties."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.read.doc.word97 import CHPX, CLX, PAPX, Streams, plc, u8, u16, u32

# The bit of an Fc that says one byte a character, the bits of a page's number, the size of a page.
_COMPRESSED, _PAGE_NUMBER = 0x40000000, 0x3FFFFF
_PAGE = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text (Pcd): characters `start` to `end` stand at byte `offset`, `width` bytes each, and share sprms."""

    start: int
    end: int
    offset: int
    width: int
    grpprl: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes `start` to `end` of the stream whose text has one list of sprms (`grpprl`); `style` is a paragraph's istd."""

    start: int
    end: int
    grpprl: bytes
    style: int = 0


def pieces(streams: Streams) -> list[Piece]:
    """The pieces of the text in order (Clx: RgPrc, then the piece table)."""
    clx, prcs, at = streams.part(CLX), [], 0
    while u8(clx, at) == 1:
        size = u16(clx, at + 1)
        prcs.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if u8(clx, at) != 2:
        raise ValueError("there is no piece table")
    places, pcds = plc(clx[at + 5 : at + 5 + u32(clx, at + 1)], 8)
    found = [_piece(*span, pcd, prcs) for span, pcd in zip(zip(places, places[1:], strict=False), pcds, strict=True)]
    _bound(found, streams)
    return found


def _piece(start: int, end: int, pcd: bytes, prcs: Sequence[bytes]) -> Piece:
    fc, prm = u32(pcd, 2), u16(pcd, 6)
    # Prm1 names a list of sprms in the Clx; what a Prm0 can say of text (one old sprm) does not matter here.
    grpprl = prcs[prm >> 1] if prm & 1 and prm >> 1 < len(prcs) else b""
    if fc & _COMPRESSED:
        return Piece(start, end, (fc & ~_COMPRESSED) // 2, 1, grpprl)
    return Piece(start, end, fc, 2, grpprl)


def _bound(found: Sequence[Piece], streams: Streams) -> None:
    """Raise where pieces claim more text than there are bytes, so that all later work is bounded by the file's size."""
    ascending = all(piece.start <= piece.end for piece in found)
    inside = all(piece.offset + (piece.end - piece.start) * piece.width <= len(streams.main) for piece in found)
    end = found[-1].end if found else 0
    if not (ascending and inside) or found[:1] and found[0].start or end > len(streams.main):
        raise ValueError("the piece table points outside the file")
    if sum(streams.lengths) > end:
        raise ValueError("the text is shorter than the file says")


def text(streams: Streams, found: Sequence[Piece]) -> str:
    """All text of a file, one character a code unit, so that positions in it are character positions of the format."""
    return "".join(_decoded(streams.main, piece) for piece in found)


def _decoded(main: bytes, piece: Piece) -> str:
    raw = main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    if piece.width == 1:
        return raw.decode("cp1252", "replace")
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def paragraph_runs(streams: Streams) -> list[Run]:
    """The properties of paragraphs (PapxFkp), in the order of the stream."""
    return _apart(run for page in _pages(streams, PAPX) for run in _papx(page))


def character_runs(streams: Streams) -> list[Run]:
    """The properties of characters (ChpxFkp), in the order of the stream."""
    return _apart(run for page in _pages(streams, CHPX) for run in _chpx(page))


def _apart(runs: Iterable[Run]) -> list[Run]:
    """The runs in order, none over another; what overlaps, which no writer does, would make later work endless."""
    found: list[Run] = []
    for run in sorted(runs, key=lambda run: run.start):
        if found and run.start < found[-1].end:
            run = replace(run, start=found[-1].end)
        if run.start < run.end:
            found.append(run)
    return found


def _pages(streams: Streams, part: int) -> Iterator[bytes]:
    """The formatted disk pages that a PlcfBte names."""
    _, numbers = plc(streams.part(part), 4)
    if len(numbers) > len(streams.main) // _PAGE + 1:
        raise ValueError("there are more pages of properties than the file can hold")
    for number in numbers:
        start = (u32(number, 0) & _PAGE_NUMBER) * _PAGE
        if start + _PAGE > len(streams.main):
            raise ValueError("a page of properties lies behind the end of the file")
        yield streams.main[start : start + _PAGE]


def _papx(page: bytes) -> Iterator[Run]:
    count = page[-1]
    for start, end, at in _entries(page, count, 13):
        # A size of 0 says that the size stands in the next byte, in words without the half word.
        size = 2 * page[at] - 1 if at and page[at] else 2 * page[at + 1] if at else 0
        at += 1 if at and page[at] else 2
        yield Run(start, end, page[at + 2 : at + size], u16(page, at)) if size >= 2 else Run(start, end, b"")


def _chpx(page: bytes) -> Iterator[Run]:
    for start, end, at in _entries(page, page[-1], 1):
        yield Run(start, end, page[at + 1 : at + 1 + page[at]] if at else b"")


def _entries(page: bytes, count: int, size: int) -> Iterator[tuple[int, int, int]]:
    """First and last byte of each run on a page, and where its sprms stand there (0: nowhere)."""
    limits = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        yield limits[number], limits[number + 1], 2 * page[4 * (count + 1) + size * number]
