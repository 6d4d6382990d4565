"""Web pages as government sites publish them: the report's blocks, and what stands around it as furniture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract import text as normal
from extract.model import Cell, Document, Paragraph, Remark, Table
from extract.read import encoding, grid, pagehead, unseen
from extract.read.article import Part, sorted_out
from extract.read.elements import AROUND, BLOCKS, INSTEAD, LINED, SILENT, WEIGHTLESS
from extract.read.unmarked import witness

# What a form prints in the place of an input.
_TYPED = frozenset(["", "text", "number", "tel", "date"])
# Pictures that belong to the site, and the side in pixels below which a picture holds no text.
_SIGN = re.compile(r"icon|logo|filetype|ewm|qr|share|\.gif|spacer|blank", re.I)
_SMALL = 120
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_KEEPS_LINES = re.compile(r"white-space\s*:\s*pre", re.I)
# Authors break lines inside Han text; a browser shows a blank there that nobody meant.
_HAN_BREAK = re.compile(rf"(?<=[{normal.HAN}，。；：、）])\n(?=[{normal.HAN}（])")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Walk:
    """The blocks of a page in the making: text gathers in `line` until an element ends it.

    `page` is the length of the page's text and `lengths` that of each element's, by its id; neither is known inside a cell.
    `around`, `weightless` and `lined` count the open elements of each kind; `concealed` is the text of elements that a
    browser does not show at first, `pictures` says behind which part each picture stands.
    """

    page: int = 0
    lengths: dict[int, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    linked: int = 0
    path: tuple[int, ...] = ()
    around: int = 0
    weightless: int = 0
    lined: int = 0
    raised: int = 0
    concealed: list[str] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def flush(self) -> None:
        """End the paragraph that is being gathered."""
        text = normal.line("".join(self.line))
        if text:
            self._add(Paragraph(text), max(0, len(text) - self.linked))
        self.line, self.linked = [], 0

    def table(self, table: Table) -> None:
        """Add a table; its text weighs like that of a paragraph."""
        self._add(table, sum(len(cell.text) for cell in table.cells))

    def _add(self, block: Paragraph | Table, own: int) -> None:
        weight = 0 if self.around or self.weightless else own
        self.parts.append(Part(block, self.path, weight, linked=not own, around=bool(self.around)))


def read(data: bytes) -> Document:
    """Read a web page in any encoding; what it declares of itself is not believed."""
    decoded = encoding.decode(data)
    return page(decoded.text, decoded.warnings)


def page(text: str, warnings: tuple[Remark, ...] = ()) -> Document:
    """Read a web page that is decoded already."""
    text = unseen.opened(text)
    tree = LexborHTMLParser(text)
    walk = Walk()
    if tree.body is not None:
        walk.page = _measured(tree.body, walk.lengths)
        _visit(tree.body, walk)
        walk.flush()
    found = pagehead.read(tree, text, [part.text for part in walk.parts])
    return Document(
        media_type="text/html",
        reader="html",
        blocks=tuple(sorted_out(walk.parts)),
        witness=tuple(witness(text)),
        warnings=(*warnings, *_remarks(text, walk)),
        title=found.get("title", ""),
        publisher=found.get("publisher", ""),
        source_url=found.get("source_url"),
        published_at=found.get("published_at"),
        links=tuple(pagehead.links(tree)),
    )


def _remarks(text: str, walk: Walk) -> Iterator[Remark]:
    """What the page holds that is not read, or that a browser does not show at first."""
    shown = "".join(
        part.text if isinstance(part.block, Paragraph) else "".join(cell.text for cell in part.block.cells)
        for part in walk.parts
        if not part.around
    )
    yield from unseen.remarks(text, shown, walk.concealed)
    fixed = [number for number, part in enumerate(walk.parts) if part.heading]
    if fixed and any(fixed[0] < number <= fixed[-1] + 1 for number in walk.pictures):
        yield Remark("picture", "a picture stands amid the report; what is printed in it is not read")


def _visit(node: LexborNode, walk: Walk) -> None:
    """Walk one element: text gathers, blocks end lines, tables of figures become tables."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            _text(child.text_content or "", walk)
        elif tag == "br":
            walk.flush()
        elif tag == "input":
            walk.line.append(_typed(child))
        elif tag == "img":
            _picture(child, walk)
        elif tag in SILENT or tag.startswith(("-", "!", "_")):
            continue
        elif tag == "table" and _is_grid(child):
            walk.flush()
            _figures(child, walk)
        elif tag in BLOCKS or _is_hidden(child, walk):
            _block(child, tag, walk)
        else:
            _inline(child, tag, walk)


def _block(node: LexborNode, tag: str, walk: Walk) -> None:
    walk.flush()
    outer = walk.path
    around, lined = _is_around(node, tag, walk), tag in LINED or _keeps_lines(node)
    if around and tag not in AROUND and not walk.around:
        walk.concealed.append(node.text())
    walk.path = (*walk.path, node.mem_id)
    walk.around += around
    walk.weightless += tag in WEIGHTLESS
    walk.lined += lined
    _visit(node, walk)
    walk.flush()
    walk.lined -= lined
    walk.weightless -= tag in WEIGHTLESS
    walk.around -= around
    walk.path = outer


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""


def _keeps_lines(node: LexborNode) -> bool:
    return bool(_KEEPS_LINES.search(_style(node)))


def _is_hidden(node: LexborNode, walk: Walk) -> bool:
    """Whether a browser does not show an element; one that holds most of the page's text is shown later by a script."""
    hidden = "hidden" in node.attributes or _HIDDEN.search(_style(node))
    return bool(hidden) and _is_minor(node, walk)


def _is_minor(node: LexborNode, walk: Walk) -> bool:
    """Whether an element holds less than half of the page's text."""
    return walk.lengths.get(node.mem_id, 0) < walk.page / 2


def _measured(node: LexborNode, lengths: dict[int, int]) -> int:
    """The length of an element's text; asking each element for its text would take a page's length at every level."""
    length = sum(
        len(child.text_content or "") if child.tag == "-text" else _measured(child, lengths)
        for child in node.iter(include_text=True)
    )
    lengths[node.mem_id] = length
    return length


def _is_around(node: LexborNode, tag: str, walk: Walk) -> bool:
    """Whether an element stands around the report, and does not hold it."""
    if tag in AROUND or _is_hidden(node, walk):
        return True
    return tag in INSTEAD and _is_minor(node, walk)


def _typed(node: LexborNode) -> str:
    """What stands in an input of a form."""
    kind, value = node.attributes.get("type") or "", node.attributes.get("value") or ""
    return value if kind.lower() in _TYPED and "hidden" not in node.attributes else ""


def _picture(node: LexborNode, walk: Walk) -> None:
    """Note a picture that may hold text: one that does not say that it is small, and is no sign of the site."""
    place = node.attributes.get("src") or ""
    sizes = [int(size) for size in re.findall(r"\d+", " ".join(_sizes(node)))]
    if not walk.around and not _SIGN.search(place) and all(size >= _SMALL for size in sizes):
        walk.pictures.append(len(walk.parts))


def _sizes(node: LexborNode) -> Iterator[str]:
    yield from (node.attributes.get(name) or "" for name in ("width", "height"))
    yield from re.findall(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?(?:px|pt)", _style(node))


def _inline(node: LexborNode, tag: str, walk: Walk) -> None:
    before = sum(map(len, walk.line))
    parts = len(walk.parts)
    walk.raised += tag == "sup"
    _visit(node, walk)
    walk.raised -= tag == "sup"
    # An anchor without an address is a bookmark, which Word sets at every heading.
    if tag == "a" and node.attributes.get("href") and len(walk.parts) == parts:
        walk.linked += sum(map(len, walk.line)) - before


def _text(text: str, walk: Walk) -> None:
    if walk.raised:
        # 22 with the note 1 is not 221.
        text = text.translate(_RAISED)
    if not walk.lined:
        walk.line.append(_HAN_BREAK.sub("", re.sub(r"[ \t]*[\r\n]+[ \t]*", "\n", text)))
        return
    first, *others = text.replace("\r\n", "\n").split("\n")
    walk.line.append(first)
    for other in others:
        walk.flush()
        walk.line.append(other)


def _is_grid(node: LexborNode) -> bool:
    """Whether a table holds figures, and not the page's layout: cells side by side, and most text in short cells of its own."""
    rows = [row for section in _sections(node) for row in section]
    if not any(len(row) > 1 for row in rows):
        return False
    cells = [cell for row in rows for cell in row]
    loose = sum(len(cell.text()) for cell in cells if cell.css_first("table") or grid.is_prose(cell.text()))
    return loose <= sum(len(cell.text()) for cell in cells) / 2


def _sections(node: LexborNode) -> list[list[list[LexborNode]]]:
    """The cells of a table by section and row, as they are shown: the head first, the foot last."""
    order = {"thead": 0, "tbody": 1, "tfoot": 2}
    parts = sorted(
        (order[tag], number, child) for number, child in enumerate(node.iter()) if (tag := child.tag) in order
    )
    rows = [[child for child in part.iter() if child.tag == "tr"] for _, _, part in parts]
    return [[[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in part] for part in rows]


def _figures(node: LexborNode, walk: Walk) -> None:
    """Add a table, its caption before it, and the tables inside its cells after it."""
    for child in node.iter():
        if child.tag == "caption":
            _block(child, "caption", walk)
    inner: list[Table] = []
    walk.table(_table(node, inner))
    for table in inner:
        walk.table(table)


def _table(node: LexborNode, inner: list[Table]) -> Table:
    """A table with its spans, which end with their section; a cell that a rowspan covers is not repeated."""
    cells: list[Cell] = []
    start = 0
    for rows in _sections(node):
        covered: dict[int, int] = {}
        for number, row in enumerate(rows):
            col = 0
            for child in row:
                while covered.get(col, 0) > number:
                    col += 1
                rowspan, colspan = (
                    grid.span(child.attributes.get("rowspan")),
                    grid.span(child.attributes.get("colspan")),
                )
                rowspan, colspan = min(rowspan or len(rows), len(rows) - number), colspan or 1
                cells.append(Cell(start + number, col, _cell_text(child, inner), rowspan, colspan))
                covered |= dict.fromkeys(range(col, col + colspan), number + rowspan)
                col += colspan
        start += len(rows)
    return Table(grid.narrowed(cells))


def _cell_text(node: LexborNode, inner: list[Table]) -> str:
    walk = Walk()
    _visit(node, walk)
    walk.flush()
    inner += [part.block for part in walk.parts if isinstance(part.block, Table)]
    return "\n".join(part.block.text for part in walk.parts if isinstance(part.block, Paragraph))
