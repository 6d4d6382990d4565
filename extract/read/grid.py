"""What Word and the web have in common in their tables: declared spans, and tables that only lay out a page."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Cell

SPAN_LIMIT = 512
# A cell with this many characters and sentences is running text: the page is laid out with a table.
LONG, SENTENCES = 200, 3


def span(printed: str | None) -> int:
    """A span attribute as browsers read it: 0 for the rest of the table, 1 for what is no number."""
    digits = re.match(r"\s*(\d{1,9})", printed or "1")
    return min(int(digits.group(1)), SPAN_LIMIT) if digits else 1


def is_prose(text: str) -> bool:
    """Whether a cell's text is too long for a figure or a label."""
    return len(text) > LONG and text.count("。") >= SENTENCES


def narrowed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells without grid columns in which none of them starts: a declared span can be wider than its table.

    >>> narrowed([Cell(0, 0, "a", colspan=100), Cell(1, 0, "b"), Cell(1, 1, "c", colspan=3)])[0].colspan
    2
    """
    starts = sorted({cell.col for cell in cells})
    if len(starts) == max((cell.col + cell.colspan for cell in cells), default=0):
        return tuple(cells)
    place = {col: number for number, col in enumerate(starts)}
    return tuple(
        replace(cell, col=place[cell.col], colspan=bisect_left(starts, cell.col + cell.colspan) - place[cell.col])
        for cell in cells
    )
