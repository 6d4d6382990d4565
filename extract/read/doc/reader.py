"""Binary Word documents (.doc of Word 97 to 2003, .wps of WPS): the stories of the text become blocks.

An own reader, taken because no library of PyPI gives the cells of merged tables but one, doc2docx, at thirty times the cost;
LibreOffice is as right and costs twenty times as much in one call, eighty times file by file (measured by `make bench`, doc).
It stays the fallback for what is refused here.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Document, Paragraph, Remark
from extract.read.doc import lists, paragraphs, rows, word97
from extract.read.doc.lists import Lists
from extract.read.doc.paragraphs import Para, Text
from extract.read.doc.sprm import Pap
from extract.read.doc.word97 import MEDIA_TYPE, Streams

_SPA, _FTXBXS = 26, 22
_NOTES, _FURNITURE = ("footnotes", "endnotes"), ("headers", "header_boxes")
_WITNESSED = ("text", "boxes", *_NOTES, *_FURNITURE)
_DAMAGE = (struct.error, IndexError, KeyError, ValueError, OverflowError)
_ANCHOR = re.compile("\x08")
_EMBEDS = Remark("embedded", "an object of another program is embedded; what is printed in it is not read")
_NO_LISTS = Remark("numbering", "the list definitions of the file are damaged; automatic numbers may be missing")


def read(data: bytes) -> Document:
    """Read a binary Word document; raises `UnreadableFile` where it is damaged, protected, or of another kind."""
    streams = word97.load(data)
    try:
        found = paragraphs.of(streams)
        walk = _Walk(found, *_numbers(streams), _boxes(streams))
        blocks = tuple(walk.document())
        plain = witness(found)
    except _DAMAGE as error:
        raise UnreadableFile("damaged", f"the Word file does not hold what it says: {error}", MEDIA_TYPE) from error
    return Document(
        media_type=MEDIA_TYPE,
        reader="doc",
        blocks=blocks,
        witness=tuple(plain),
        title=normal.line(streams.title),
        warnings=tuple(walk.warnings()),
    )


def witness(found: Text) -> list[str]:
    """The digit runs of the stories' printed characters, a control a line end, whatever stands in tables."""
    stories = found.streams.stories()
    return [run for name in _WITNESSED for part in _plain(found, *stories[name]) for run in normal.digits(part)]


def _plain(found: Text, start: int, end: int) -> list[str]:
    return found.printed(start, end).replace("\t", "\n").split("\n")


def _numbers(streams: Streams) -> tuple[Lists | None, dict[int, Pap]]:
    """The lists, and what styles say of them; None where they cannot be read, which costs numbers but no text."""
    try:
        return lists.lists(streams), lists.styles(streams)
    except _DAMAGE:
        return None, {}


def _boxes(streams: Streams) -> dict[int, tuple[int, int]]:
    """The text of each text box, by the character to which its shape is anchored (PlcSpaMom, PlcftxbxTxt).

    What has no anchor of its own, such as a box in a group, has a negative key.
    """
    try:
        anchors = {word97.u32(spa, 0): at for at, spa in zip(*_plc(streams, word97.SHAPES, _SPA), strict=False)}
        places, boxes = word97.plc(streams.part(word97.BOXES), _FTXBXS)
        shapes = [word97.u32(box, 14) for box in boxes]
    except _DAMAGE:
        anchors, places, shapes = {}, [], []
    first, end = streams.stories()["boxes"]
    limits = sorted({0, end - first, *(place for place in places if place < end - first)})
    named = dict(zip(places, shapes, strict=False))
    return {
        anchors.get(named.get(start, 0), -1 - start): (first + start, first + stop)
        for start, stop in zip(limits, limits[1:], strict=False)
    }


def _plc(streams: Streams, part: int, size: int) -> tuple[list[int], list[bytes]]:
    return word97.plc(streams.part(part), size)


@dataclass(slots=True)
class _Walk:
    """Turns the stories into blocks; lists count on from paragraph to paragraph."""

    text: Text
    lists: Lists | None
    styles: dict[int, Pap]
    boxes: dict[int, tuple[int, int]]
    unplaced: int = field(default=0)

    def document(self) -> Iterator[Block]:
        """The body with its text boxes, the notes, and what stands around the pages."""
        stories = self.text.streams.stories()
        yield from self.blocks(*stories["text"])
        for at in list(self.boxes):
            yield from self.blocks(*self.boxes.pop(at))
        for name in _NOTES:
            yield from self.blocks(*stories[name])
        for name in _FURNITURE:
            for para in self.text.paragraphs(*stories[name]):
                yield from (Paragraph(line, furniture=True) for line in self.lines(para))

    def blocks(self, start: int, end: int) -> list[Block]:
        """Paragraphs and tables in order."""
        found: list[Block] = []
        levels: list[rows.Level] = []
        for para in self.text.paragraphs(start, end):
            self.enter(levels, para.depth, found)
            level = levels[-1] if levels else None
            if level and para.ends_row and para.deleted and level.is_blank():
                level.cells, level.blocks = [], []
                continue
            (level.blocks if level else found).extend(self.paragraph(para))
            if level and para.ends_row:
                self.unplaced += para.pap.shape is None or len(para.pap.shape.across) != len(level.cells)
                level.end_row(para.pap.shape)
            elif level and para.ends_cell:
                level.end_cell()
        self.enter(levels, 0, found)
        return found

    def enter(self, levels: list[rows.Level], depth: int, found: list[Block]) -> None:
        """Begin and end tables until a paragraph's depth is reached; a table that ends stands in the one around it."""
        levels.extend(rows.Level() for _ in range(depth - len(levels)))
        while len(levels) > depth:
            level = levels.pop()
            self.unplaced += bool(level.cells or level.blocks)
            level.end_row(None)
            if level.rows:
                (levels[-1].blocks if levels else found).extend(rows.blocks(level.rows))

    def paragraph(self, para: Para) -> Iterator[Block]:
        """One paragraph, a line break inside it ends one too; then what its text boxes hold."""
        yield from (Paragraph(line) for line in self.lines(para))
        for anchor in _ANCHOR.finditer(self.text.chars, para.start, para.end):
            if anchor.start() in self.boxes:
                yield from self.blocks(*self.boxes.pop(anchor.start()))

    def lines(self, para: Para) -> Iterator[str]:
        """The printed lines of a paragraph, behind its automatic number."""
        text = para.text
        if self.lists is not None and not para.ends_row and (text.strip() or para.mark != "\x0c"):
            text = _numbered(self.lists.next(lists.place(para.pap, self.styles.get(para.style))), text)
        yield from (bare for line in text.split("\n") if (bare := normal.line(line)))

    def warnings(self) -> Iterator[Remark]:
        """What a maintainer must know."""
        if self.unplaced:
            unplaced = f"{self.unplaced} table rows do not say where their cells are; their columns may be wrong"
            yield Remark("unplaced", unplaced)
        if self.text.streams.embeds:
            yield _EMBEDS
        if self.lists is None:
            yield _NO_LISTS


def _numbered(number: str, text: str) -> str:
    """A paragraph behind its automatic number: `1.` and `2023年` are not 1.2023."""
    close = number and number[-1].isascii() and text.lstrip()[:1].isdigit()
    return f"{number} {text}" if close else number + text
