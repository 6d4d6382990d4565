"""A sample as plain text: tables as rows with tabs, or with every cell on a line of its own."""

from collections.abc import Callable

from .invent import Sample
from .printed import Grid


def write(sample: Sample) -> bytes:
    """UTF-8; a table of indicators has one cell a line, the others have tabs."""
    return _render(sample, stacked).encode("utf-8")


def write_gb18030(sample: Sample) -> bytes:
    """GB18030, with Windows line ends; all tables have tabs."""
    return _render(sample, rows).replace("\n", "\r\n").encode("gb18030")


def _render(sample: Sample, narrow: Callable[[Grid], str]) -> str:
    parts = []
    for style, block in sample.blocks():
        if isinstance(block, Grid):
            parts.append((narrow if len(block.widths) == 3 else rows)(block))
        else:
            parts.append(block + ("\n" if style != "caption" else ""))
    return "\n".join(parts) + "\n"


def rows(grid: Grid) -> str:
    """One line a row, a tab between the columns; what a merged cell covers is left empty."""
    texts = {(cell.row, cell.col): cell.text for cell in grid.table.cells}
    lines = (
        "\t".join(texts.get((row, col), "") for col in range(grid.table.width)) for row in range(grid.table.height)
    )
    return "\n".join(lines) + "\n"


def stacked(grid: Grid) -> str:
    """One line a cell behind a tab, a blank line after each row."""
    texts = {(cell.row, cell.col): cell.text for cell in grid.table.cells}
    found = ("".join(f"\t{texts[row, col]}\n" for col in range(grid.table.width)) for row in range(grid.table.height))
    return "\n".join(found) + "\n"
