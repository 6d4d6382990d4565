"""Web pages as government sites publish them: the report's blocks, and what stands around it as furniture."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from extract import text as normal
from extract.model import Document, Paragraph, Remark, Table
from extract.read import encoding
from extract.read.html import pagehead, tables, unseen
from extract.read.html.article import Part, sorted_out
from extract.read.html.elements import AROUND, BLOCKS, INSTEAD, LINED, SILENT, WEIGHTLESS
from extract.read.html.markup import VOID, Tags
from extract.read.html.tables import Places
from extract.read.html.text import JOINT, coded, hides, keeps_lines, line, shown, value
from extract.read.html.unmarked import witness

# What a form prints in the place of an input.
_TYPED = frozenset(["", "text", "number", "tel", "date"])
# Pictures that belong to the site, and the side in pixels below which a picture holds no text.
_SIGN = re.compile(r"icon|logo|filetype|ewm|qr|share|\.gif|spacer|blank", re.I)
_SMALL = 120
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Open(NamedTuple):
    """An element whose end has to be seen: where that is, and what holds again behind it.

    `link` is how much text its paragraph had where a link starts, and how many parts there were.
    """

    end: int
    block: bool
    path: tuple[int, ...]
    around: int
    weightless: int
    lined: int
    raised: int
    link: tuple[int, int] | None


@dataclass(slots=True)
class Walk:
    """The blocks of a page in the making: text gathers in `line` until an element ends it.

    `around`, `weightless`, `lined` and `raised` count the open elements of each kind; `concealed` is the text of elements that a
    browser does not show at first, `pictures` says behind which part each picture stands. In a `cell` nothing counts as hidden.
    """

    page: Tags
    cell: bool = False
    parts: list[Part] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    linked: int = 0
    path: tuple[int, ...] = ()
    around: int = 0
    weightless: int = 0
    lined: int = 0
    raised: int = 0
    open: list[Open] = field(default_factory=list)
    concealed: list[str] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def run(self, at: int, end: int) -> None:
        """Go through the tags from a place to another: text gathers, blocks end lines, tables of figures become tables."""
        tags = self.page.tags
        while at < end:
            name, values, text = tags[at]
            if action := ACTIONS.get(name):
                if (behind := action(self, at)) != at:
                    at, text = behind, tags[behind][2] if behind < end else ""
            elif name[:1] == "/":
                if self.open and self.open[-1].end == at:
                    self.close()
            elif values and hides(values) and _is_minor(self, at):
                block(self, at)
            if text:
                self.add(text)
            at += 1

    def add(self, text: str) -> None:
        """Add a text to the paragraph that is being gathered; in elements that keep line ends, one ends the paragraph."""
        if self.raised:
            # 22 with the note 1 is not 221.
            text = text.translate(_RAISED)
        if not self.lined:
            self.line.append(text)
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self.line.append(first)
        for other in others:
            self.flush()
            self.line.append(other)

    def flush(self) -> None:
        """End the paragraph that is being gathered."""
        blank = not self.line or (len(self.line) == 1 and self.line[0].isspace())
        if not blank and (text := normal.line(shown(self.line))):
            self._add(Paragraph(text), max(0, len(text) - self.linked))
        self.line, self.linked = [], 0

    def table(self, table: Table) -> None:
        """Add a table; its text weighs like that of a paragraph."""
        self._add(table, sum(len(cell.text) for cell in table.cells))

    def _add(self, block: Paragraph | Table, own: int) -> None:
        weight = 0 if self.around or self.weightless else own
        self.parts.append(Part(block, self.path, weight, linked=not own, around=bool(self.around)))

    def enter(self, at: int, block: bool = False, link: tuple[int, int] | None = None) -> None:
        """Remember what holds outside of an element, until its end."""
        state = (self.path, self.around, self.weightless, self.lined, self.raised)
        self.open.append(Open(self.page.ends[at], block, *state, link))

    def close(self) -> None:
        """Leave the innermost element whose end has to be seen."""
        left = self.open.pop()
        if left.block:
            self.flush()
        elif left.link and len(self.parts) == left.link[1]:
            self.linked += len(shown(self.line)) - left.link[0]
        self.path, self.around, self.weightless, self.lined, self.raised = left[2:7]


def read(data: bytes) -> Document:
    """Read a web page in any encoding; what it declares of itself is not believed."""
    decoded = encoding.decode(data)
    return page(decoded.text, decoded.warnings)


def page(text: str, warnings: tuple[Remark, ...] = ()) -> Document:
    """Read a web page that is decoded already."""
    text = unseen.opened(text)
    tree = LexborHTMLParser(text)
    walk = Walk(Tags((tree.body.html or "") if tree.body is not None else ""))
    walk.add(walk.page.tags[0][2])
    walk.run(1, len(walk.page.tags))
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
    fixed = [number for number, part in enumerate(walk.parts) if part.heading] if walk.pictures else []
    if fixed and any(fixed[0] < number <= fixed[-1] + 1 for number in walk.pictures):
        yield Remark("picture", "a picture stands amid the report; what is printed in it is not read")


def block(walk: Walk, at: int) -> int:
    """An element that starts and ends a line of text."""
    walk.flush()
    name, values, _ = walk.page.tags[at]
    end = walk.page.ends[at]
    if name in VOID:
        return at
    walk.enter(at, block=True)
    around = _is_around(walk, at)
    if around and name not in AROUND and not walk.around:
        walk.concealed.append(walk.page.text(at, end))
    walk.path = (*walk.path, at)
    walk.around += around
    walk.weightless += name in WEIGHTLESS
    walk.lined += name in LINED or (bool(values) and keeps_lines(values))
    return at


def _is_hidden(walk: Walk, at: int) -> bool:
    """Whether a browser does not show an element; one that holds most of the page's text is shown later by a script."""
    return hides(walk.page.tags[at][1]) and _is_minor(walk, at)


def _is_minor(walk: Walk, at: int) -> bool:
    """Whether an element holds less than half of the page's text."""
    page = walk.page
    return not walk.cell and page.length(at, page.ends[at]) < page.length(0, len(page.tags)) / 2


def _is_around(walk: Walk, at: int) -> bool:
    """Whether an element stands around the report, and does not hold it."""
    name, values, _ = walk.page.tags[at]
    if name in AROUND or (values and _is_hidden(walk, at)):
        return True
    return name in INSTEAD and _is_minor(walk, at)


def _line_end(walk: Walk, at: int) -> int:
    walk.flush()
    return at


def _silent(walk: Walk, at: int) -> int:
    return walk.page.ends[at]


def _typed(walk: Walk, at: int) -> int:
    """What stands in an input of a form."""
    values = walk.page.tags[at][1]
    if (value(values, "type") or "").lower() in _TYPED and ' hidden="' not in values:
        walk.line.append(JOINT + coded(value(values, "value") or "") + JOINT)
    return at


def _picture(walk: Walk, at: int) -> int:
    """Note a picture that may hold text: one that does not say that it is small, and is no sign of the site."""
    values = walk.page.tags[at][1]
    sizes = [int(size) for size in re.findall(r"\d+", " ".join(_sizes(values)))]
    if not walk.around and not _SIGN.search(value(values, "src") or "") and all(size >= _SMALL for size in sizes):
        walk.pictures.append(len(walk.parts))
    return at


def _sizes(values: str) -> Iterator[str]:
    yield from (value(values, name) or "" for name in ("width", "height"))
    style = value(values, "style") or ""
    yield from re.findall(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?(?:px|pt)", style)


def _link(walk: Walk, at: int) -> int:
    """An anchor with an address; one without is a bookmark, which Word sets at every heading."""
    values = walk.page.tags[at][1]
    if _is_hidden(walk, at):
        return block(walk, at)
    if value(values, "href"):
        walk.enter(at, link=(len(shown(walk.line)), len(walk.parts)))
    return at


def _note(walk: Walk, at: int) -> int:
    if _is_hidden(walk, at):
        return block(walk, at)
    walk.enter(at)
    walk.raised += 1
    return at


def _table(walk: Walk, at: int) -> int:
    """A table, its caption before it, and the tables inside its cells after it; one that only lays out the page is a block."""
    page = walk.page
    if rows := page.grids.get(at):
        walk.flush()
        walk.table(tables.table(rows, _inside))
        return page.ends[at]
    places = Places.of(page, at)
    if not places.is_grid(page):
        return block(walk, at)
    walk.flush()
    for start, end in places.captions:
        walk.run(start, end + 1)
        walk.flush()
    inner: list[Table] = []
    walk.table(tables.table(places.rows(page, partial(_cell_text, page, inner)), _inside))
    for table in inner:
        walk.table(table)
    return page.ends[at]


def _inside(markup: str) -> str:
    """The lines of a cell by its markup."""
    page = Tags(f"<td>{markup}")
    return _cell_text(page, [], 0, len(page.tags))


def _cell_text(page: Tags, inner: list[Table], start: int, end: int) -> str:
    """The lines of a cell; tables inside it are added to `inner`."""
    if end == start + 1:
        return line(page.tags[start][2])
    walk = Walk(page, cell=True)
    walk.add(page.tags[start][2])
    walk.run(start + 1, end)
    walk.flush()
    inner += [part.block for part in walk.parts if isinstance(part.block, Table)]
    return "\n".join(part.block.text for part in walk.parts if isinstance(part.block, Paragraph))


Action = Callable[[Walk, int], int]
# What a tag does; the text behind the tag at the place that comes back goes on. Others do nothing where they are not hidden.
ACTIONS: dict[str, Action] = {
    **dict.fromkeys(BLOCKS, block),
    **dict.fromkeys(SILENT, _silent),
    "br": _line_end,
    "input": _typed,
    "img": _picture,
    "table": _table,
    "a": _link,
    "sup": _note,
}
