"""Web pages as government sites publish them: the report's blocks, and what stands around it as furniture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract import text as normal
from extract.model import Block, Cell, Document, Paragraph, Table
from extract.read import encoding

# Elements that start and end a line of text.
BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
)
# Elements whose content is no text of the page.
SILENT = frozenset(["head", "script", "style", "template", "noframes", "svg", "math", "object", "embed", "audio", "video", "canvas"])
# Elements that never hold the report.
AROUND = frozenset(["nav", "header", "footer", "aside", "form", "select", "button", "textarea"])
META = {"articletitle": "title", "pubdate": "published_at", "contentsource": "publisher", "url": "source_url"}
SPAN_LIMIT = 512

# Attributes may hold a bare ">" between quotes.
_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_HEADING = re.compile(rf"^(?:第?{normal.NUMERAL}{{1,3}}(?:部分)?[、.．]).{{2,40}}$")


@dataclass(slots=True)
class Part:
    """A block, the path of elements that it stands in, and how much of the page's running text it is."""

    block: Block
    path: tuple[int, ...]
    weight: float
    heading: bool


@dataclass(slots=True)
class Walk:
    """The blocks of a page in the making: text gathers in `line` until an element ends it."""

    parts: list[Part] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    linked: int = 0
    path: tuple[int, ...] = ()
    around: int = 0

    def flush(self) -> None:
        """End the paragraph that is being gathered."""
        text = normal.line("".join(self.line))
        if text:
            own = max(0, len(text) - self.linked)
            self._add(Paragraph(text), 0.0 if self.around else float(own), bool(_HEADING.match(normal.tight(text))))
        self.line, self.linked = [], 0

    def table(self, table: Table) -> None:
        """Add a table; its text weighs like that of a paragraph."""
        weight = sum(len(cell.text) for cell in table.cells)
        self._add(table, 0.0 if self.around else float(weight), any(cell.text[:1].isdigit() for cell in table.cells))

    def _add(self, block: Block, weight: float, heading: bool) -> None:
        self.parts.append(Part(block, self.path, weight, heading and not self.around and weight > 0))


def read(data: bytes) -> Document:
    """Read a web page in any encoding; what it declares of itself is not believed."""
    decoded = encoding.decode(data)
    return page(decoded.text, decoded.warnings)


def page(text: str, warnings: tuple[str, ...] = ()) -> Document:
    """Read a web page that is decoded already."""
    tree = LexborHTMLParser(text)
    walk = Walk()
    if tree.body is not None:
        _visit(tree.body, walk)
        walk.flush()
    found = _meta(tree)
    return Document(
        media_type="text/html",
        reader="html",
        blocks=tuple(_sorted_out(walk.parts)),
        witness=tuple(witness(text)),
        warnings=warnings,
        title=found.get("title", ""),
        publisher=found.get("publisher", ""),
        source_url=found.get("source_url"),
        published_at=found.get("published_at"),
    )


def witness(text: str) -> list[str]:
    """The digit runs of a page's body by taking the markup away as text, without any parser."""
    body = re.sub(r"(?is)^.*?<body\b[^>]*>", "", re.sub(r"(?s)<!--.*?-->", "", text), count=1)
    body = re.sub(rf"(?is)<({'|'.join(SILENT)})\b[^>]*>.*?</\1\s*>", "\n", body)
    body = re.sub(rf"(?i)</?(?:br|{'|'.join(BLOCKS)})\b{_ATTRIBUTES}>", "\n", body)
    return normal.digits(unescape(re.sub(rf"</?[a-zA-Z!?]{_ATTRIBUTES}>", "", body)))


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """What the page's head says of it: title, date, source and address."""
    found = {"title": normal.line(node.text()) for node in tree.css("title")[:1]}
    for node in tree.css("meta[name]"):
        name = META.get((node.attributes.get("name") or "").lower())
        content = normal.line(node.attributes.get("content") or "")
        if name and content:
            found[name] = content
    return found


def _visit(node: LexborNode, walk: Walk) -> None:
    """Walk one element: text gathers, blocks end lines, tables of figures become tables."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            _text(child, walk)
        elif tag == "br":
            walk.line.append("\n")
            walk.flush()
        elif tag in SILENT or tag.startswith(("-", "!", "_")):
            continue
        elif tag == "table" and _is_grid(child):
            walk.flush()
            walk.table(_table(child))
        elif tag in BLOCKS:
            _block(child, tag, walk)
        else:
            _inline(child, tag, walk)


def _block(node: LexborNode, tag: str, walk: Walk) -> None:
    walk.flush()
    outer, walk.path = walk.path, (*walk.path, node.mem_id)
    walk.around += tag in AROUND
    _visit(node, walk)
    walk.flush()
    walk.around -= tag in AROUND
    walk.path = outer


def _inline(node: LexborNode, tag: str, walk: Walk) -> None:
    before = sum(map(len, walk.line))
    parts = len(walk.parts)
    _visit(node, walk)
    if tag in ("a", "button") and len(walk.parts) == parts:
        walk.linked += sum(map(len, walk.line)) - before


def _text(node: LexborNode, walk: Walk) -> None:
    # Authors break lines inside Han text; a browser shows a blank there that nobody meant.
    text = re.sub(r"[ \t]*[\r\n]+[ \t]*", "\n", node.text_content or "")
    walk.line.append(re.sub(rf"(?<=[{normal.HAN}，。；：、）])\n(?=[{normal.HAN}（])", "", text))


def _is_grid(node: LexborNode) -> bool:
    """Whether a table holds figures and not the page's layout: no table inside it, and two cells side by side somewhere."""
    if len(node.css("table")) > 1:
        return False
    return any(sum(cell.tag in ("td", "th") for cell in row.iter()) > 1 for row in node.css("tr"))


def _table(node: LexborNode) -> Table:
    """A table with its spans; a cell that a rowspan covers is not repeated."""
    cells: list[Cell] = []
    covered: dict[int, int] = {}
    rows = node.css("tr")
    for number, row in enumerate(rows):
        col = 0
        for child in row.iter():
            if child.tag not in ("td", "th"):
                continue
            while covered.get(col, 0) > number:
                col += 1
            rowspan, colspan = (_span(child, name) for name in ("rowspan", "colspan"))
            rowspan = min(rowspan or len(rows), len(rows) - number)
            cells.append(Cell(number, col, _cell_text(child), rowspan, colspan or 1))
            covered |= dict.fromkeys(range(col, col + (colspan or 1)), number + rowspan)
            col += colspan or 1
    return Table(tuple(cells))


def _span(node: LexborNode, name: str) -> int:
    """A span attribute as browsers read it: 0 for the rest of the table, 1 for what is no number."""
    digits = re.match(r"\s*(\d{1,9})", node.attributes.get(name) or "1")
    return min(int(digits.group(1)), SPAN_LIMIT) if digits else 1


def _cell_text(node: LexborNode) -> str:
    walk = Walk()
    _visit(node, walk)
    walk.flush()
    return "\n".join(part.block.text for part in walk.parts if isinstance(part.block, Paragraph))


def _sorted_out(parts: list[Part]) -> Iterator[Block]:
    """The blocks in order, those outside the report marked as furniture."""
    inside = _container(parts)
    for part in parts:
        if part.path[: len(inside)] == inside or isinstance(part.block, Table):
            yield part.block
        else:
            yield Paragraph(part.block.text, part.block.where, furniture=True)


def _container(parts: list[Part]) -> tuple[int, ...]:
    """The innermost element that holds the report: go down while one child has most of the text and leaves no heading out."""
    path: tuple[int, ...] = ()
    inside = parts
    while True:
        weights: dict[int, float] = {}
        for part in inside:
            if len(part.path) > len(path):
                weights[part.path[len(path)]] = weights.get(part.path[len(path)], 0.0) + part.weight
        best = max(weights, key=weights.__getitem__, default=None)
        if best is None or weights[best] < 0.8 * sum(part.weight for part in inside):
            return path
        deeper = [part for part in inside if part.path[: len(path) + 1] == (*path, best)]
        left_out = [part for part in inside if part.heading and part.path[: len(path) + 1] != (*path, best)]
        if left_out or len(deeper) < 2:
            return path
        path, inside = (*path, best), deeper
