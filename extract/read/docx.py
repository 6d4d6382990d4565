"""Word documents (.docx): python-docx opens the package, its elements are walked as they stand in the body."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Table
from extract.read.numbering import Numbering

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPAN_LIMIT = 512

W = {name: qn(f"w:{name}") for name in ["p", "tbl", "tr", "tc", "t", "tab", "br", "cr", "sdt", "sdtContent", "gridSpan", "vMerge", "txbxContent"]}
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Elements whose text is not printed: deleted runs, field codes, comments' anchors, the second copy of a drawing.
_SILENT = {qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr")} | {_CHOICE}
_BREAKS = {W["br"]: "\n", W["cr"]: "\n", W["tab"]: "\t"}
# Parts whose text belongs to the report, and those that stand around it on every page.
_NOTES = re.compile(r"word/(?:footnotes|endnotes)\.xml$")
_FURNITURE = re.compile(r"word/(?:header|footer)\d*\.xml$")


def read(data: bytes) -> Document:
    """Read a Word document; raises `UnreadableFile` where the package or its XML is damaged or protected."""
    try:
        document = docx.Document(BytesIO(data))
        walk = _Walk(Numbering.of(document))
        blocks = tuple(walk.blocks(document.element.body))
        notes, around = _other_parts(data, walk)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error
    properties = document.core_properties
    return Document(
        media_type=MEDIA_TYPE,
        reader="docx",
        blocks=blocks + notes + around,
        witness=tuple(witness(data)),
        title=normal.line(properties.title or ""),
    )


def witness(data: bytes) -> list[str]:
    """The digit runs of a document by taking the markup of its parts away as text, without any parser."""
    return [run for part in _parts(data) for run in normal.digits(_stripped(part))]


def _parts(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name == "word/document.xml" or _NOTES.search(name) or _FURNITURE.search(name):
                yield package.read(name).decode("utf-8", "replace")


def _stripped(xml: str) -> str:
    xml = re.sub(r"(?s)<(mc:Fallback|w:del|w:moveFrom)\b[^>]*(?<!/)>.*?</\1>", "", xml)
    xml = re.sub(r"<w:(?:tab|br|cr)\b[^>]*>|</w:p>|<w:p\b[^>]*>", "\n", xml)
    texts = re.sub(r"(?s)<w:t(?:\s[^>]*)?(?<!/)>(.*?)</w:t>|(\n)|<[^>]*>|[^<\n]+", r"\1\2", xml)
    return unescape(texts)


class _Walk:
    """Turns body elements into blocks; lists count on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering):
        self.numbering = numbering

    def blocks(self, parent) -> Iterator[Block]:
        """Paragraphs and tables in order, those inside content controls and text boxes too."""
        for child in parent:
            if child.tag == W["p"]:
                yield from self.paragraph(child)
            elif child.tag == W["tbl"]:
                yield from self.table(child)
            elif child.tag not in _SILENT and len(child):
                yield from self.blocks(child)

    def paragraph(self, node) -> Iterator[Block]:
        """One paragraph with its automatic number, a line break inside it ends one too; then what its text boxes hold."""
        for text in (self.numbering.next(node) + _text(node)).split("\n"):
            if bare := normal.line(text):
                yield Paragraph(bare)
        for box in _boxes(node):
            yield from self.blocks(box)

    def table(self, node) -> Iterator[Block]:
        """A table; one that has a single column is a frame around paragraphs, and tables inside its cells follow it."""
        rows = [[cell for cell in _within(row, W["tc"])] for row in _within(node, W["tr"])]
        if all(len(row) < 2 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        yield Table(tuple(self.cells(rows)))
        for row in rows:
            for cell in row:
                for inner in _within(cell, W["tbl"]):
                    yield from self.table(inner)

    def cells(self, rows: list[list]) -> list[Cell]:
        """The cells with their spans: gridSpan across, a vMerge chain down."""
        found: list[Cell] = []
        open_at: dict[int, int] = {}
        for number, row in enumerate(rows):
            col = _skipped(row)
            for node in row:
                span = _grid_span(node)
                above = open_at.get(col)
                if _continues(node) and above is not None and found[above].colspan == span:
                    text = "\n".join(part for part in (found[above].text, self.cell_text(node)) if part)
                    origin = found[above]
                    found[above] = Cell(origin.row, origin.col, text, number - origin.row + 1, span)
                else:
                    open_at[col] = len(found)
                    found.append(Cell(number, col, self.cell_text(node), 1, span))
                col += span
        return found

    def cell_text(self, node) -> str:
        """The paragraphs of a cell, one a line."""
        lines = (block.text for block in self.blocks(node) if isinstance(block, Paragraph))
        return "\n".join(lines)


def _within(node, tag: str) -> Iterator:
    """Children with a tag, also those inside content controls, but not those of inner tables."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in (W["sdt"], W["sdtContent"]) or child.tag.endswith(("}customXml", "}ins")):
            yield from _within(child, tag)


def _text(node) -> str:
    """The printed text of a paragraph, without that of its text boxes."""
    parts: list[str] = []
    for child in node:
        if child.tag == W["t"]:
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _SILENT and child.tag != W["txbxContent"]:
            parts.append(_text(child))
    return "".join(parts)


def _boxes(node) -> Iterator:
    for child in node:
        if child.tag == W["txbxContent"]:
            yield child
        elif child.tag not in _SILENT:
            yield from _boxes(child)


def _grid_span(node) -> int:
    found = node.find(f"{qn('w:tcPr')}/{W['gridSpan']}")
    value = found.get(qn("w:val"), "1") if found is not None else "1"
    if not value.isdigit() or int(value) > SPAN_LIMIT:
        raise UnreadableFile("damaged", f"a table cell claims to span {value[:12]} columns", MEDIA_TYPE)
    return max(1, int(value))


def _continues(node) -> bool:
    """Whether a cell goes on with the one above: vMerge without `restart`."""
    found = node.find(f"{qn('w:tcPr')}/{W['vMerge']}")
    return found is not None and found.get(qn("w:val"), "continue") != "restart"


def _skipped(row: list) -> int:
    """Grid columns that a row leaves out before its first cell."""
    node = row[0].getparent().find(f"{qn('w:trPr')}/{qn('w:gridBefore')}") if row else None
    value = node.get(qn("w:val"), "0") if node is not None else "0"
    return min(int(value), SPAN_LIMIT) if value.isdigit() else 0


def _other_parts(data: bytes, walk: _Walk) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Foot- and endnotes, which are text of the report, and headers and footers, which are furniture."""
    notes: list[Block] = []
    around: list[Block] = []
    with ZipFile(BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if not (_NOTES.search(name) or _FURNITURE.search(name)):
                continue
            root = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
            blocks = [block for block in walk.blocks(root) if isinstance(block, Paragraph)]
            if _NOTES.search(name):
                notes += blocks
            else:
                around += [Paragraph(block.text, furniture=True) for block in blocks]
    return tuple(notes), tuple(around)
