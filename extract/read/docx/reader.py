"""Word documents (.docx): the elements of the main part are walked as they stand in the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from zipfile import BadZipFile
from zlib import error as ZlibError

from lxml import etree

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Cell, Document, Paragraph, Table
from extract.read import encoding, grid
from extract.read.docx import package, pictures, strict, symbols, witness
from extract.read.docx.numbering import Numbering
from extract.read.docx.package import name as qn
from extract.read.docx.witness import Part
from extract.read.parts import Parts, checked, plain, xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_NAMES = """p tbl tr tc t r tab ptab br cr sym sdt sdtContent txbxContent val pPr rPr trPr tcPr del gridSpan gridBefore hMerge
    vMerge vanish vertAlign font char noBreakHyphen"""
# To ask for a name at every element takes longer than to look at the element.
W = {name: qn(name) for name in _NAMES.split()}
# Elements whose text is not printed: deleted runs, field codes, comments' anchors, the second copy of a drawing.
_SILENT = {
    qn(name) for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "rt")
}
_SILENT.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_TEXTS = (W["t"], "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_SIGNS = {W["br"]: "\n", W["cr"]: "\n", W["tab"]: "\t", W["ptab"]: "\t", W["noBreakHyphen"]: "-"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Elements that few files hold: where there are none of them, nothing is asked of every run and paragraph.
_DRESSED = frozenset([W["vanish"], W["vertAlign"]])
_RARE = (*_DRESSED, W["del"], W["txbxContent"])
# What a cell says of its place in the grid, each with what that means without a value; the first of merged cells says `restart`.
_MERGING = {W["gridSpan"]: "1", W["hMerge"]: "continue", W["vMerge"]: "continue"}
_FIRST = "restart"
_OFF = ("0", "false", "off")
# Parts whose text belongs to the report, and those that stand around it on every page, by the kind that they declare.
_NOTES = ("footnotes+xml", "endnotes+xml")
_FURNITURE = ("header+xml", "footer+xml")
_MAIN = "document.main+xml"


def read(data: bytes) -> Document:
    """Read a Word document; raises `UnreadableFile` where the package or its XML is damaged or protected."""
    data = _loosened(data)
    parts = Parts(data, MEDIA_TYPE)
    opened = package.opened(parts, data)
    try:
        walk = _Walk(Numbering.of(opened.numbering, opened.styles))
        blocks = tuple(walk.part(opened.body))
        told = list(_declared(parts, opened.read))
        notes, around = _other_parts(told, walk)
        texts = [(kind, _text_of(blob)) for kind, blob in told if kind.endswith((_MAIN, *_NOTES, *_FURNITURE))]
        printed = [text for _, text in texts]
        runs, warnings = (
            [run for text in printed for run in normal.digits(witness.printed(text))],
            witness.remarks(told, printed),
        )
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error
    drawn = chain.from_iterable(pictures.sizes(text) for kind, text in texts if kind.endswith(_MAIN))
    warnings += pictures.told(drawn, blocks + notes, MEDIA_TYPE)
    return Document(
        media_type=MEDIA_TYPE,
        reader="docx",
        blocks=blocks + notes + around,
        witness=tuple(runs),
        title=normal.line(opened.title),
        warnings=tuple(warnings),
    )


def _loosened(data: bytes) -> bytes:
    try:
        return strict.loosened(data)
    except (BadZipFile, KeyError, ValueError, OSError, ZlibError) as error:
        raise UnreadableFile("damaged", f"the Word file cannot be opened: {error}", MEDIA_TYPE) from error


def _declared(parts: Parts, known: Mapping[str, bytes]) -> Iterator[Part]:
    """The parts that this reader looks at, by the kinds that the package declares; their names are anybody's choice."""
    declared = parts.xml("[Content_Types].xml")
    for node in sorted(declared.iterfind("{*}Override"), key=lambda node: node.get("PartName", "")):
        kind, name = node.get("ContentType", ""), node.get("PartName", "").lstrip("/")
        if name in parts and kind.endswith((_MAIN, *_NOTES, *_FURNITURE, *(end for end, _, _ in witness.KINDS))):
            yield kind, checked(known[name] if name in known else parts.read(name), MEDIA_TYPE)


def _text_of(blob: bytes) -> str:
    """The XML of a part."""
    wide = blob[:2] in (b"\xff\xfe", b"\xfe\xff")
    return plain(encoding.decode(blob).text if wide else blob.decode("utf-8", "replace"))


class _Walk:
    """Turns body elements into blocks; lists count on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering):
        self.numbering = numbering
        self.begun = ""
        # The rare elements that the part at hand holds.
        self.held: frozenset[str] = frozenset()

    def part(self, root) -> Iterator[Block]:
        """The blocks of one part."""
        self.held = frozenset(node.tag for node in root.iter(*_RARE))
        return self.blocks(root)

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
        for text in self.lines(node):
            yield Paragraph(text)
        if W["txbxContent"] in self.held:
            for box in _boxes(node):
                yield from self.blocks(box)

    def lines(self, node) -> list[str]:
        """The lines of one paragraph, none as long as it goes on with the next one."""
        printed = self.begun + self.text(node)
        if W["del"] in self.held and _joins_next(node):
            self.begun = printed
            return []
        self.begun = ""
        texts = _numbered(self.numbering.next(node), printed).split("\n")
        return [bare for text in texts if (bare := normal.line(text))]

    def text(self, node) -> str:
        """The printed text of a paragraph, without that of its text boxes."""
        parts: list[str] = []
        for child in node:
            tag = child.tag
            if tag in _TEXTS:
                parts.append(child.text or "")
            elif tag == W["r"]:
                parts.append(self.run(child))
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag])
            elif tag == W["sym"]:
                parts.append(symbols.sign(child.get(W["font"], ""), child.get(W["char"], "")))
            elif tag not in _SILENT and tag != W["txbxContent"]:
                parts.append(self.text(child))
        return parts[0] if len(parts) == 1 else "".join(parts)

    def run(self, node) -> str:
        """The text of a run: none if it is hidden; raised digits are the characters for them, 22 with the note 1 is not 221."""
        if self.held.isdisjoint(_DRESSED):
            return self.text(node)
        properties = _child(node, "rPr")
        hidden, height = _child(properties, "vanish"), _child(properties, "vertAlign")
        if hidden is not None and hidden.get(W["val"]) not in _OFF:
            return ""
        raised = height is not None and height.get(W["val"]) == "superscript"
        return self.text(node).translate(_RAISED) if raised else self.text(node)

    def table(self, node) -> Iterator[Block]:
        """A table, then the tables inside its cells; one that only frames or lays out paragraphs yields those."""
        rows = [list(_within(row, W["tc"])) for row in _within(node, W["tr"]) if not self.deleted(row)]
        if _is_layout(node, rows):
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
                span, across, down = _merging(node)
                text, above = self.cell_text(node, inner), open_at.get(col)
                if across and found and found[-1].row == number:
                    found[-1] = _merged(found[-1], text, colspan=found[-1].colspan + span)
                elif down and above is not None and found[above].colspan == span:
                    found[above] = _merged(found[above], text, rowspan=number - found[above].row + 1)
                else:
                    open_at[col] = len(found)
                    found.append(Cell(number, col, text, 1, span))
                col += span
        return found

    def cell_text(self, node, inner: list[Table]) -> str:
        """The paragraphs of a cell, one a line; tables inside it are added to `inner`."""
        lines: list[str] = []
        for child in node:
            if child.tag == W["p"] and W["txbxContent"] not in self.held:
                lines += self.lines(child)
            else:
                blocks = list(self.blocks([child]))
                inner += [block for block in blocks if isinstance(block, Table)]
                lines += [block.text for block in blocks if isinstance(block, Paragraph)]
        return lines[0] if len(lines) == 1 else "\n".join(lines)

    def deleted(self, row) -> bool:
        """Whether a row has been deleted, as a tracked change."""
        return W["del"] in self.held and _child(_child(row, "trPr"), "del") is not None


def _child(node, name: str):
    """The first child of that name, if there is the node and the child; `find` would take the name apart each time."""
    return next(node.iterchildren(W[name]), None) if node is not None else None


def _numbered(number: str, text: str) -> str:
    """A paragraph behind its automatic number: `1.` and `2023年` are not 1.2023."""
    close = number and number[-1].isascii() and text.lstrip()[:1].isdigit()
    return f"{number} {text}" if close else number + text


def _merged(cell: Cell, text: str, rowspan: int = 1, colspan: int | None = None) -> Cell:
    """A cell with the text and the place of one that it is merged with."""
    text = "\n".join(part for part in (cell.text, text) if part)
    return replace(cell, text=text, rowspan=rowspan, colspan=colspan or cell.colspan)


def _is_layout(table, rows: list[list]) -> bool:
    """Whether a table frames paragraphs: a single column, or most of its text in cells of running text or with tables."""
    if all(len(row) < 2 for row in rows):
        return True
    nested = _holds_table(table)
    # Nearly all tables print fewer sentences than one such cell has.
    if not nested and _plain(table).count("。") < grid.SENTENCES:
        return False
    texts = [(_plain(cell), nested and _holds_table(cell)) for row in rows for cell in row]
    return sum(len(text) for text, holds in texts if holds or grid.is_prose(text)) > sum(len(t) for t, _ in texts) / 2


def _holds_table(node) -> bool:
    return next(node.iterdescendants(W["tbl"]), None) is not None


def _plain(node) -> str:
    return "".join(node.itertext(W["t"], with_tail=False))


def _joins_next(node) -> bool:
    """Whether a paragraph's end has been deleted, as a tracked change: it goes on with the next one."""
    return _child(_child(_child(node, "pPr"), "rPr"), "del") is not None


def _within(node, tag: str) -> Iterator:
    """Children with a tag, also those inside content controls, but not those of inner tables."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in (W["sdt"], W["sdtContent"]) or child.tag.endswith(("}customXml", "}ins")):
            yield from _within(child, tag)


def _boxes(node) -> Iterator:
    for child in node:
        if child.tag == W["txbxContent"]:
            yield child
        elif child.tag not in _SILENT:
            yield from _boxes(child)


def _merging(cell) -> tuple[int, bool, bool]:
    """How many grid columns a cell spans, and whether it goes on with the one before (hMerge) and with the one above (vMerge): the
    element without `restart`. Of several the first counts."""
    said: dict[str, str] = {}
    properties = _child(cell, "tcPr")
    for child in properties if properties is not None else ():
        if child.tag in _MERGING:
            said.setdefault(child.tag, child.get(W["val"], _MERGING[child.tag]))
    if not said:
        return 1, False, False
    span = said.get(W["gridSpan"], "1")
    if not span.isdigit() or int(span) > grid.SPAN_LIMIT:
        raise UnreadableFile("damaged", f"a table cell claims to span {span[:12]} columns", MEDIA_TYPE)
    across, down = (said.get(W[name], _FIRST) != _FIRST for name in ("hMerge", "vMerge"))
    return max(1, int(span)), across, down


def _skipped(row: list) -> int:
    """Grid columns that a row leaves out before its first cell."""
    node = _child(_child(row[0].getparent(), "trPr"), "gridBefore") if row else None
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
            notes += walk.part(root)
        else:
            around += [Paragraph(text, furniture=True) for block in walk.part(root) for text in _rows(block)]
    return tuple(notes), tuple(around)


def _rows(block: Block) -> list[str]:
    """The text of a block, a table's row by row."""
    if isinstance(block, Paragraph):
        return [block.text]
    rows = [" ".join(cell.text for cell in block.cells if cell.row == number) for number in range(block.height)]
    return [bare for row in rows if (bare := normal.line(row))]
