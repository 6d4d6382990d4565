"""A sample as rich text, the way old word processors wrote it: GBK behind escapes, tables as rows of cell edges."""

from .invent import Sample
from .printed import Grid

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs24" + "\n"
STYLES = {"title": r"\pard\qc\b\fs36 ", "heading": r"\pard\b\fs28 ", "text": r"\pard ", "caption": r"\pard\qc "}
WIDTH = 9000


def write(sample: Sample) -> bytes:
    """One file; characters outside GBK stand as \\u with a substitute."""
    parts = [HEAD]
    for style, block in sample.blocks():
        if isinstance(block, Grid):
            parts.append(_table(block))
        else:
            parts.append(f"{STYLES[style]}{_escaped(block)}\\b0\\fs24\\par\n")
    return "".join([*parts, "}"]).encode("ascii")


def _table(grid: Grid) -> str:
    texts = {(cell.row, cell.col): cell for cell in grid.table.cells}
    rows = (_row(grid, row, texts) for row in range(grid.table.height))
    return "".join(rows) + "\\pard\n"


def _row(grid: Grid, row: int, texts: dict) -> str:
    """A row's definition, then its cells; what a taller cell covers is marked as merged with it."""
    edges, cells, col = [], [], 0
    while col < grid.table.width:
        cell = texts.get((row, col)) or next(c for c in texts.values() if row in c.rows and col in c.cols)
        col = cell.col + cell.colspan
        mark = "" if cell.rowspan == 1 else (r"\clvmgf" if cell.row == row else r"\clvmrg")
        edges.append(f"{mark}\\cellx{WIDTH * sum(grid.widths[:col]) // sum(grid.widths)}")
        cells.append(f"\\pard\\intbl {_escaped(cell.text) if cell.row == row else ''}\\cell\n")
    return "\\trowd" + "".join(edges) + "\n" + "".join(cells) + "\\row\n"


def _escaped(text: str) -> str:
    return "".join(map(_character, text))


def _character(char: str) -> str:
    if char in "\\{}":
        return "\\" + char
    if char.isascii():
        return char
    try:
        return "".join(f"\\'{byte:02x}" for byte in char.encode("gbk"))
    except UnicodeEncodeError:
        return f"\\u{ord(char)}?"
