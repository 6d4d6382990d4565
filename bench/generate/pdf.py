"""A sample as a PDF with a text layer: ruled tables that go on over the page, cutting rows of merged labels in two."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.subset import Options, Subsetter, load_font, save_font
from fpdf import FPDF

from extract.model import Cell

from .invent import Sample
from .kinds import Missing
from .printed import Grid

# Licensed under Apache 2.0, TrueType outlines, free to embed: Debian's fonts-wqy-microhei.
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LEFT, RIGHT, TOP, BOTTOM = 72, 523, 72, 770
FOOT = 800
# Hard and ideographic blanks, and radicals, which stand in no file as they are printed.
OTHERS = (0xA0, 0x3000, *range(0x2E80, 0x2FE0))
# Size, distance of lines, first line's indent in ems, space that must be left below.
STYLES = {"title": (18, 30, 0, 0), "heading": (14, 26, 2, 60), "text": (12, 22, 2, 0), "caption": (12, 22, 0, 60)}
SMALL, LEADING, PAD, ROW = 8, 11, 3, 26
CENTRED = ("title", "caption")


def write(sample: Sample) -> bytes:
    """The header rows of a table stand on each of its pages."""
    return _Paper(sample, repeat=True).output()


def write_plain(sample: Sample) -> bytes:
    """The header rows of a table stand on its first page only."""
    return _Paper(sample, repeat=False).output()


class _Paper:
    """A PDF in the making, written from top to bottom; `y` is how far it has come on its page."""

    def __init__(self, sample: Sample, *, repeat: bool):
        self.pdf = _blank(sample)
        self.repeat = repeat
        self.y: float = BOTTOM
        self.widths: dict[str, float] = {}
        for style, block in sample.blocks():
            if isinstance(block, Grid):
                self.table(block)
            else:
                self.paragraph(style, block)

    def output(self) -> bytes:
        """The finished file."""
        return bytes(self.pdf.output())

    def room(self, height: float) -> None:
        """Turn the page unless so much is left on it."""
        if self.y + height > BOTTOM:
            self.pdf.add_page()
            self.y = TOP
            number = f"– {self.pdf.page_no()} –"
            self.draw((LEFT + RIGHT - self.width(number, 10)) / 2, FOOT, number, 10)

    def draw(self, x: float, y: float, text: str, size: float) -> None:
        """A text on one line."""
        self.pdf.set_font_size(size)
        self.pdf.text(x, y, text)

    def paragraph(self, style: str, text: str) -> None:
        """Lines of running text, broken over pages wherever one ends."""
        size, leading, indent, below = STYLES[style]
        self.room(leading + below)
        for number, line in enumerate(self.wrap(text, size, RIGHT - LEFT, indent * size)):
            self.room(leading)
            shift = 0.0 if number else indent * size
            if style in CENTRED:
                shift = (RIGHT - LEFT - self.width(line, size)) / 2
            self.draw(LEFT + shift, self.y + leading - size / 2, line, size)
            self.y += leading

    def table(self, grid: Grid) -> None:
        """A table, a piece on each page that it needs."""
        layout = _Layout(self, grid)
        header = sum(layout.heights[: grid.header])
        self.room(header + 2 * ROW)
        start = 0
        while start < len(layout.heights):
            if start:
                self.room(BOTTOM)
                if self.repeat:
                    self.piece(layout, 0, grid.header)
            end = layout.fitting(start, BOTTOM - self.y)
            self.piece(layout, start, end)
            start = end
        self.y += LEADING

    def piece(self, layout: "_Layout", start: int, end: int) -> None:
        """Some rows of a table, with what falls on them of the cells that begin above or go on below."""
        for cell in layout.grid.table.cells:
            rows = range(max(cell.row, start), min(cell.row + cell.rowspan, end))
            if rows:
                self.cell(layout, cell, rows, self.y + sum(layout.heights[start : rows[0]]))
        self.y += sum(layout.heights[start:end])

    def cell(self, layout: "_Layout", cell: Cell, rows: range, top: float) -> None:
        """A cell's box on these rows and the lines of its text that belong there."""
        x0, x1 = layout.edges[cell.col], layout.edges[cell.col + cell.colspan]
        height = sum(layout.heights[row] for row in rows)
        lines = layout.share(cell, rows)
        self.pdf.rect(x0, top, x1 - x0, height)
        centred = cell.row < layout.grid.header or cell.rowspan > 1 or cell.col >= layout.grid.labels
        base = top + (height - len(lines) * LEADING) / 2 + SMALL
        for number, line in enumerate(lines):
            shift = (x1 - x0 - self.width(line, SMALL)) / 2 if centred else PAD
            self.draw(x0 + shift, base + number * LEADING, line, SMALL)

    def width(self, text: str, size: float) -> float:
        """How wide a text is."""
        for char in text:
            if char not in self.widths:
                self.pdf.set_font_size(100)
                self.widths[char] = self.pdf.get_string_width(char) / 100
        return size * sum(self.widths[char] for char in text)

    def wrap(self, text: str, size: float, width: float, indent: float = 0) -> Iterator[str]:
        """The lines of a text; a number is never broken."""
        line, left = "", width - indent
        for token in re.findall(r"[0-9.%+-]+|.", text):
            wide = self.width(token, size)
            if line and wide > left:
                yield line
                line, left = "", width
            line, left = line + token, left - wide
        if line:
            yield line


class _Layout:
    """Where the columns of a table stand, how high its rows are and how the texts break into lines."""

    def __init__(self, paper: _Paper, grid: Grid):
        self.grid = grid
        scale = (RIGHT - LEFT) / sum(grid.widths)
        self.edges = [LEFT + scale * sum(grid.widths[:count]) for count in range(len(grid.widths) + 1)]
        self.lines = {(cell.row, cell.col): list(self._wrapped(paper, cell)) for cell in grid.table.cells}
        self.heights = [float(ROW)] * grid.table.height
        for cell in grid.table.cells:
            if cell.rowspan == 1:
                needed = len(self.lines[cell.row, cell.col]) * LEADING + 2 * PAD
                self.heights[cell.row] = max(self.heights[cell.row], needed)

    def _wrapped(self, paper: _Paper, cell: Cell) -> Iterator[str]:
        width = self.edges[cell.col + cell.colspan] - self.edges[cell.col] - 2 * PAD
        return paper.wrap(cell.text, SMALL, width)

    def fitting(self, start: int, room: float) -> int:
        """The row before which the page must be turned; always at least one further."""
        end = start + 1
        while end < len(self.heights) and sum(self.heights[start : end + 1]) <= room:
            end += 1
        return next((row for row in (end, end - 1) if start < row < len(self.heights) and self._cuts(row)), end)

    def _cuts(self, row: int) -> bool:
        """Whether a page turned before a row cuts two labels, a group's and that around it: the hardest to read."""
        merged = [cell for cell in self.grid.table.cells if cell.rowspan > 1 and row in cell.rows[1:]]
        return len(merged) > 1 and row > self.grid.header

    def share(self, cell: Cell, rows: range) -> list[str]:
        """The lines of a cell that fall on some of its rows; where a page cuts it, some stand on either side."""
        lines = self.lines[cell.row, cell.col]
        return lines[self._before(cell, rows[0], len(lines)) : self._before(cell, rows[-1] + 1, len(lines))]

    def _before(self, cell: Cell, row: int, count: int) -> int:
        """How many of a cell's lines stand above a row."""
        if row in (cell.row, cell.row + cell.rowspan):
            return 0 if row == cell.row else count
        share = sum(self.heights[cell.row : row]) / sum(self.heights[row] for row in cell.rows)
        return min(max(1, round(count * share)), max(1, count - 1))


@cache
def _font() -> Path:
    """The font with those of its characters that this package prints: it opens ten times as fast as the whole of it."""
    options = Options()
    options.recalc_timestamp, options.font_number, options.hinting = False, 0, False
    whole = load_font(FONT, options)
    subsetter = Subsetter(options)
    options.drop_tables += ["FFTM"]
    subsetter.populate(unicodes=[*map(ord, _printed()), *OTHERS])
    subsetter.subset(whole)
    small = Path(_kept().name, "report.ttf")
    save_font(whole, small, options)
    return small


@cache
def _kept() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="nianbao-font-")


@cache
def _printed() -> frozenset[str]:
    """Every character that stands in the files of this package: all that a report is made of, and more."""
    files = (path for path in Path(__file__).parent.rglob("*.*") if path.suffix in (".py", ".yml", ".csv"))
    return frozenset(char for path in files for char in path.read_text("utf-8") if char.isprintable())


def _blank(sample: Sample) -> FPDF:
    """An empty file with its font and properties; the dates are the report's, so that two runs write the same bytes."""
    if not FONT.exists():
        raise Missing(f"the font {FONT} is not installed; it is in Debian's package fonts-wqy-microhei")
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(datetime.fromisoformat(sample.published).replace(tzinfo=UTC))
    pdf.set_title(sample.title)
    pdf.set_author(sample.office.name)
    pdf.set_subject("本报告为虚构示例")
    pdf.add_font("report", fname=_font())
    pdf.set_font("report", size=12)
    pdf.set_line_width(0.5)
    return pdf
