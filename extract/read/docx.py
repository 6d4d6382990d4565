"""Word documents (.docx): python-docx opens the package, its elements are walked as they stand in the body."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from io import BytesIO
from itertools import chain
from zipfile import BadZipFile
from zlib import error as ZlibError

import docx
from docx.oxml.ns import qn
from lxml import etree

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Remark, Table
from extract.read import encoding, grid, strict, symbols, wordpictures
from extract.read.numbering import Numbering
from extract.read.parts import Parts, checked, plain, xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

W = {
    name: qn(f"w:{name}")
    for name in ["p", "tbl", "tr", "tc", "t", "r", "tab", "ptab", "br", "cr", "sdt", "sdtContent", "txbxContent", "val"]
}
# Elements whose text is not printed: deleted runs, field codes, comments' anchors, the second copy of a drawing.
_SILENT = {
    qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "rt")
}
_SILENT.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_TEXTS = (W["t"], "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_SYMBOL = qn("w:sym")
_SIGNS = {W["br"]: "\n", W["cr"]: "\n", W["tab"]: "\t", W["ptab"]: "\t", qn("w:noBreakHyphen"): "-"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OFF = ("0", "false", "off")
# Parts whose text belongs to the report, and those that stand around it on every page, by the kind that they declare.
_NOTES = ("footnotes+xml", "endnotes+xml")
_FURNITURE = ("header+xml", "footer+xml")
# What a document can hold that is not text of its own: marks in its parts, and kinds of further parts.
_MARKS = (
    (r"<w:altChunk", Remark("embedded", "another file is embedded as part of the text; it is not read")),
    (
        r"<o:OLEObject",
        Remark("embedded", "an object of another program is embedded; what is printed in it is not read"),
    ),
    (r"<a:t>[^<]", Remark("unread", "a drawing holds text; it is not read")),
    (
        r"<w:vanish/>(?:(?!</w:r>).)*?<w:t[ >]",
        Remark("hidden", "text of the file is marked as hidden; it is not printed and not read"),
    ),
)
_KINDS = (
    ("diagramData+xml", b"<a:t>", Remark("unread", "a diagram holds text; it is not read")),
    ("drawingml.chart+xml", b"<c:v>", Remark("unread", "a chart holds text or figures; they are not read")),
    ("comments+xml", b"<w:t", Remark("unread", "the file has comments of its authors; they are not read")),
)
_MAIN = "document.main+xml"
# A part: the kind that it declares, and its bytes.
Part = tuple[str, bytes]


def read(data: bytes) -> Document:
    """Read a Word document; raises `UnreadableFile` where the package or its XML is damaged or protected."""
    data = _loosened(data)
    parts = Parts(data, MEDIA_TYPE)
    document, body, title = _opened(data)
    try:
        walk = _Walk(Numbering.of(document))
        blocks = tuple(walk.blocks(body))
        told = list(_declared(parts))
        notes, around = _other_parts(told, walk)
        runs, warnings = witness(told), _embedded(told)
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error
    main = _texts_of([part for part in told if part[0].endswith(_MAIN)])
    pictures = chain.from_iterable(map(wordpictures.sizes, main))
    warnings += wordpictures.told(pictures, blocks + notes, MEDIA_TYPE)
    return Document(
        media_type=MEDIA_TYPE,
        reader="docx",
        blocks=blocks + notes + around,
        witness=tuple(runs),
        title=normal.line(title),
        warnings=tuple(warnings),
    )


def _loosened(data: bytes) -> bytes:
    try:
        return strict.loosened(data)
    except (BadZipFile, KeyError, ValueError, OSError, ZlibError) as error:
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error


def _opened(data: bytes):
    """The document of python-docx, its body and its title."""
    try:
        document = docx.Document(BytesIO(data))
        return document, document.element.body, document.core_properties.title or ""
    except Exception as error:  # python-docx answers a damaged package with whatever Python raises
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error


def witness(parts: Sequence[Part]) -> list[str]:
    """The digit runs of a document by taking the markup of its parts away as text, without any parser."""
    return [run for text in _texts_of(parts) for run in normal.digits(_stripped(text))]


def _declared(parts: Parts) -> Iterator[Part]:
    """The parts that this reader looks at, by the kinds that the package declares; their names are anybody's choice."""
    declared = parts.xml("[Content_Types].xml")
    for node in sorted(declared.iterfind("{*}Override"), key=lambda node: node.get("PartName", "")):
        kind, name = node.get("ContentType", ""), node.get("PartName", "").lstrip("/")
        if name in parts and kind.endswith((_MAIN, *_NOTES, *_FURNITURE, *(end for end, _, _ in _KINDS))):
            yield kind, checked(parts.read(name), MEDIA_TYPE)


def _texts_of(parts: Sequence[Part]) -> Iterator[str]:
    """The XML of the parts that are printed."""
    for kind, blob in parts:
        if kind.endswith((_MAIN, *_NOTES, *_FURNITURE)):
            wide = blob[:2] in (b"\xff\xfe", b"\xfe\xff")
            yield plain(encoding.decode(blob).text if wide else blob.decode("utf-8", "replace"))


def _embedded(parts: Sequence[Part]) -> list[Remark]:
    """What a maintainer must know: content that this reader cannot see into."""
    printed = list(_texts_of(parts))
    found = [warning for mark, warning in _MARKS if any(re.search(mark, xml) for xml in printed)]
    return found + [
        told for end, mark, told in _KINDS if any(kind.endswith(end) and mark in xml for kind, xml in parts)
    ]


def _stripped(xml: str) -> str:
    xml = re.sub(r"(?s)<(mc:Fallback|w:del|w:moveFrom)\b[^>]*(?<!/)>.*?</\1>", "", xml)
    xml = re.sub(r"(?s)<w:tr\b(?:(?!</w:tr>|<w:tr\b).)*?<w:trPr>(?:(?!</w:trPr>).)*?<w:del\b.*?</w:tr>", "", xml)
    xml = re.sub(r"(?s)<w:r\b(?:(?!</w:r>).)*?<w:vanish/>.*?</w:r>", "", xml)
    xml = re.sub(r"<w:(?:tab|br|cr|ptab|noBreakHyphen)\b[^>]*>|</w:p>|<w:p\b[^>]*>", "\n", xml)
    texts = re.sub(r"(?s)<([wm]:t)(?:\s[^>]*)?(?<!/)>(.*?)</\1>|(\n)|<[^>]*>|[^<\n]+", r"\2\3", xml)
    return unescape(texts)


class _Walk:
    """Turns body elements into blocks; lists count on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering):
        self.numbering = numbering
        self.begun = ""

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
        if _joins_next(node):
            self.begun += _text(node)
        else:
            printed = self.begun + _text(node)
            self.begun = ""
            for text in (_numbered(self.numbering.next(node), printed)).split("\n"):
                if bare := normal.line(text):
                    yield Paragraph(bare)
        for box in _boxes(node):
            yield from self.blocks(box)

    def table(self, node) -> Iterator[Block]:
        """A table, then the tables inside its cells; one that only frames or lays out paragraphs yields those."""
        rows = [list(_within(row, W["tc"])) for row in _within(node, W["tr"]) if not _is_deleted(row)]
        if _is_layout(rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        inner: list[Table] = []
        yield Table(grid.narrowed(self.cells(rows, inner)))
        yield from inner

    def cells(self, rows: list[list], inner: list[Table]) -> list[Cell]:
        """The cells with their spans: gridSpan and hMerge across, a vMerge chain down."""
        found: list[Cell] = []
        open_at: dict[int, int] = {}
        for number, row in enumerate(rows):
            col = _skipped(row)
            for node in row:
                span, text = _grid_span(node), self.cell_text(node, inner)
                above = open_at.get(col)
                if _continues(node, "hMerge") and found and found[-1].row == number:
                    found[-1] = _merged(found[-1], text, colspan=found[-1].colspan + span)
                elif _continues(node, "vMerge") and above is not None and found[above].colspan == span:
                    found[above] = _merged(found[above], text, rowspan=number - found[above].row + 1)
                else:
                    open_at[col] = len(found)
                    found.append(Cell(number, col, text, 1, span))
                col += span
        return found

    def cell_text(self, node, inner: list[Table]) -> str:
        """The paragraphs of a cell, one a line; tables inside it are added to `inner`."""
        blocks = list(self.blocks(node))
        inner += [block for block in blocks if isinstance(block, Table)]
        return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _numbered(number: str, text: str) -> str:
    """A paragraph behind its automatic number: `1.` and `2023年` are not 1.2023."""
    close = number and number[-1].isascii() and text.lstrip()[:1].isdigit()
    return f"{number} {text}" if close else number + text


def _merged(cell: Cell, text: str, rowspan: int = 1, colspan: int | None = None) -> Cell:
    """A cell with the text and the place of one that it is merged with."""
    text = "\n".join(part for part in (cell.text, text) if part)
    return replace(cell, text=text, rowspan=rowspan, colspan=colspan or cell.colspan)


def _is_layout(rows: list[list]) -> bool:
    """Whether a table frames paragraphs: a single column, or most of its text in cells of running text or with tables."""
    if all(len(row) < 2 for row in rows):
        return True
    texts = [(_plain(cell), cell.find(f".//{W['tbl']}") is not None) for row in rows for cell in row]
    return sum(len(text) for text, holds in texts if holds or grid.is_prose(text)) > sum(len(t) for t, _ in texts) / 2


def _plain(node) -> str:
    return "".join(text.text or "" for text in node.iter(W["t"]))


def _joins_next(node) -> bool:
    """Whether a paragraph's end has been deleted, as a tracked change: it goes on with the next one."""
    return node.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _is_deleted(row) -> bool:
    """Whether a row has been deleted, as a tracked change."""
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


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
        if child.tag in _TEXTS:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == _SYMBOL:
            parts.append(symbols.sign(child.get(qn("w:font"), ""), child.get(qn("w:char"), "")))
        elif child.tag == W["r"]:
            parts.append(_run(child))
        elif child.tag not in _SILENT and child.tag != W["txbxContent"]:
            parts.append(_text(child))
    return "".join(parts)


def _run(node) -> str:
    """The text of a run: none if it is hidden; raised digits are the characters for them, 22 with the note 1 is not 221."""
    properties = node.find(qn("w:rPr"))
    if properties is None or not len(properties):
        return _text(node)
    hidden, height = properties.find(qn("w:vanish")), properties.find(qn("w:vertAlign"))
    if hidden is not None and hidden.get(W["val"]) not in _OFF:
        return ""
    raised = height is not None and height.get(W["val"]) == "superscript"
    return _text(node).translate(_RAISED) if raised else _text(node)


def _boxes(node) -> Iterator:
    for child in node:
        if child.tag == W["txbxContent"]:
            yield child
        elif child.tag not in _SILENT:
            yield from _boxes(child)


def _grid_span(node) -> int:
    found = node.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = found.get(W["val"], "1") if found is not None else "1"
    if not value.isdigit() or int(value) > grid.SPAN_LIMIT:
        raise UnreadableFile("damaged", f"a table cell claims to span {value[:12]} columns", MEDIA_TYPE)
    return max(1, int(value))


def _continues(node, merge: str) -> bool:
    """Whether a cell goes on with the one above (vMerge) or before (hMerge): the element without `restart`."""
    found = node.find(f"{qn('w:tcPr')}/{qn(f'w:{merge}')}")
    return found is not None and found.get(W["val"], "continue") != "restart"


def _skipped(row: list) -> int:
    """Grid columns that a row leaves out before its first cell."""
    node = row[0].getparent().find(f"{qn('w:trPr')}/{qn('w:gridBefore')}") if row else None
    value = node.get(W["val"], "0") if node is not None else "0"
    return min(int(value), grid.SPAN_LIMIT) if value.isdigit() else 0


def _other_parts(parts: Sequence[Part], walk: _Walk) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Foot- and endnotes, which are text of the report, and headers and footers, which are furniture."""
    notes: list[Block] = []
    around: list[Block] = []
    for kind, blob in parts:
        if not kind.endswith((*_NOTES, *_FURNITURE)):
            continue
        root = xml(blob, MEDIA_TYPE)
        if kind.endswith(_NOTES):
            notes += walk.blocks(root)
        else:
            around += [Paragraph(text, furniture=True) for block in walk.blocks(root) for text in _rows(block)]
    return tuple(notes), tuple(around)


def _rows(block: Block) -> list[str]:
    """The text of a block, a table's row by row."""
    if isinstance(block, Paragraph):
        return [block.text]
    rows = [" ".join(cell.text for cell in block.cells if cell.row == number) for number in range(block.height)]
    return [bare for row in rows if (bare := normal.line(row))]
