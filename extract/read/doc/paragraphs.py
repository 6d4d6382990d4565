"""The text of a binary Word file with what is printed of it, cut into paragraphs that know their properties."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.read.doc import runs, sprm
from extract.read.doc.runs import Piece, Run
from extract.read.doc.word97 import Streams, u16

PRINTED, HIDDEN, DELETED, RAISED = 1, 0, 3, 2
CELL_END = "\x07"
_FIELD_BEGIN, _FIELD_SEPARATOR = "\x13", "\x14"
_FIELD, _END = re.compile("[\x13\x14\x15]"), re.compile("[\r\x07\x0c]")
# Lists in the Data stream may be shared, but a file that reads it more often than this only wants to take time.
_OVERLAP = 8
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Signs that the format keeps for itself, and what they print; all other controls print nothing.
_SIGNS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x07": "\n", "\r": "\n"})


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph: its printed text, the characters that it covers (its mark last), and its properties."""

    text: str
    start: int
    end: int
    mark: str
    pap: sprm.Pap
    style: int
    deleted: bool = False

    @property
    def depth(self) -> int:
        """In how many tables it stands; a cell's mark stands in one, whatever is said of it."""
        return max(1, self.pap.nesting) if self.mark == CELL_END else self.pap.nesting

    @property
    def ends_row(self) -> bool:
        """Whether it is the mark behind the last cell of a row."""
        return self.depth > 0 and (self.pap.row_end or self.pap.inner_row)

    @property
    def ends_cell(self) -> bool:
        """Whether it is the last of a cell."""
        return not self.ends_row and (self.mark == CELL_END or self.pap.inner_cell and self.depth > 1)


@dataclass(frozen=True, slots=True)
class Text:
    """All text of a file; `mask` tells of each character whether it is printed; `runs` are the paragraphs' properties."""

    streams: Streams
    pieces: tuple[Piece, ...]
    chars: str
    mask: bytes
    runs: tuple[Run, ...]
    starts: tuple[int, ...]
    known: dict[bytes, sprm.Pap] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=lambda: [0])

    def paragraphs(self, start: int, end: int) -> Iterator[Para]:
        """The paragraphs between two characters; one whose mark is deleted is one with the next."""
        begun, first = "", start
        for at, mark in self._cuts(start, end):
            printed = begun + self.printed(start, at)
            run = self._run(min(at, end - 1))
            pap, deleted = self._pap(at, run), at < end and self.mask[at] == DELETED
            start, begun = at + 1, ""
            if deleted and mark == "\r" and not pap.nesting:
                begun = printed
                continue
            yield Para(printed, first, at + 1, mark, pap, run.style if run else 0, deleted)
            first = start
        if begun:
            yield Para(begun, first, end, "", sprm.Pap(), 0)

    def printed(self, start: int, end: int) -> str:
        """What is printed between two characters; raised digits are the characters for them, 22 with the note 1 is not 221."""
        chars, mask = self.chars[start:end], self.mask[start:end]
        if mask.count(PRINTED) != len(mask):
            pairs = zip(chars, mask, strict=True)
            kept = (
                char.translate(_DIGITS) if kind == RAISED else char for char, kind in pairs if kind in (PRINTED, RAISED)
            )
            chars = "".join(kept)
        chars = chars.translate(_SIGNS)
        return chars.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _cuts(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Where paragraphs end; text without a mark at the end is one too."""
        last = start
        for match in _END.finditer(self.chars, start, end):
            last = match.end()
            yield match.start(), match.group()
        if last < end:
            yield end, ""

    def _run(self, at: int) -> Run | None:
        """The properties of the paragraph that a character belongs to."""
        piece = _piece(self.pieces, at)
        if piece is None:
            return None
        byte = piece.offset + (at - piece.start) * piece.width
        found = bisect_right(self.starts, byte) - 1
        return self.runs[found] if found >= 0 and byte < self.runs[found].end else None

    def _pap(self, at: int, run: Run | None) -> sprm.Pap:
        piece = _piece(self.pieces, at)
        grpprl = (run.grpprl if run else b"") + (piece.grpprl if piece else b"")
        if grpprl not in self.known:
            self.known[grpprl] = sprm.paragraph(grpprl, self._elsewhere)
        return self.known[grpprl]

    def _elsewhere(self, at: int) -> bytes:
        """A list of sprms in the Data stream (PrcData), each of which belongs to one paragraph."""
        data = self.streams.data
        size = u16(data, at)
        self.fetched[0] += size
        if self.fetched[0] > _OVERLAP * len(data):
            raise ValueError("properties are fetched over and over")
        return data[at + 2 : at + 2 + size]


def of(streams: Streams) -> Text:
    """The text of a file; raises what Python raises where the structures point nowhere."""
    pieces = runs.pieces(streams)
    chars = runs.text(streams, pieces)
    found = runs.paragraph_runs(streams)
    mask = bytearray([PRINTED]) * len(chars)
    _mark_runs(mask, pieces, runs.character_runs(streams))
    for start, end in streams.stories().values():
        _mark_fields(mask, chars, start, end)
    return Text(streams, tuple(pieces), chars, bytes(mask), tuple(found), tuple(run.start for run in found))


def _piece(pieces: Sequence[Piece], at: int) -> Piece | None:
    found = bisect_right(pieces, at, key=lambda piece: piece.start) - 1
    return pieces[found] if found >= 0 and at < pieces[found].end else None


def _mark_runs(mask: bytearray, pieces: Sequence[Piece], found: Sequence[Run]) -> None:
    """Mark characters that are hidden, deleted or raised."""
    marked = [(run, kind) for run in found if (kind := _kind(run.grpprl)) != PRINTED]
    starts = [run.start for run, _ in marked]
    for piece in pieces:
        size = (piece.end - piece.start) * piece.width
        first = max(0, bisect_right(starts, piece.offset) - 1)
        last = bisect_right(starts, piece.offset + size)
        shared = _kind(piece.grpprl)
        if shared != PRINTED:
            mask[piece.start : piece.end] = bytes([shared]) * (piece.end - piece.start)
        for run, kind in marked[first:last]:
            start = max(0, run.start - piece.offset) // piece.width
            end = min(size, run.end - piece.offset) // piece.width
            if end > start:
                mask[piece.start + start : piece.start + end] = bytes([kind]) * (end - start)


def _kind(grpprl: bytes) -> int:
    found = sprm.characters(grpprl)
    return DELETED if found.deleted else HIDDEN if found.hidden else RAISED if found.raised else PRINTED


def _mark_fields(mask: bytearray, chars: str, start: int, end: int) -> None:
    """Hide the codes of fields, from the begin mark to the separator, or to the end of a field without a result.

    A mark without its counterpart hides nothing; the marks of paragraphs and cells keep what they are.
    """
    open_at: list[int | None] = []
    for match in _FIELD.finditer(chars, start, end):
        at, sign = match.start(), match.group()
        if sign == _FIELD_BEGIN:
            open_at.append(at)
            continue
        begun = open_at.pop() if open_at else None
        # Codes inside codes go with the outer ones.
        if begun is not None and not any(outer is not None for outer in open_at):
            mask[begun:at] = bytes(kind if kind == DELETED else HIDDEN for kind in mask[begun:at])
        if sign == _FIELD_SEPARATOR:
            open_at.append(None)
