"""Tables of figures cut from their markup in a few steps: nearly all of them are rows and cells, and nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.read import grid
from extract.read.html.text import JOINT, bare, keeps_lines, line, value

# The sections of a table in the order in which they are shown.
SECTIONS = ("thead", "tbody", "tfoot")

_SECTION = re.compile("<(thead|tbody|tfoot)(?=[ >])")
_COLUMNS = re.compile(r"[^<]*(?:</?col(?:group)?(?: [^>]*)?>[^<]*)*")
# What stands between a cell and the next one, but for blanks.
_BETWEEN = frozenset(["", "</tr>", *(f"</tr></{name}>" for name in SECTIONS)])
# Elements that do nothing to their text in a cell, where nothing counts as hidden.
_INLINE = re.compile(r"</?+(?:span|strong|b|font|em|i|u|o:p|big|small)(?:>| [^>]*+>)")
_LINE_END = re.compile(r"<(?:/?(?:p|div)|br)( [^>]*)?>")
# Cells whose markup is shorter are the same ones in many reports.
_SHORT = 200


class Written(NamedTuple):
    """A cell as a page writes it: its spans (0 for all rows that are left), its text, and its markup.

    The text is None where more than paragraphs stands in the cell.
    """

    rowspan: int
    colspan: int
    text: str | None
    markup: str = ""


Row = list[Written]


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells of a table by section and row; the sections in the order in which they are shown."""

    sections: list[list[Row]]


def cut(table: str) -> Rows | None:
    """The rows of a table by what stands in it; None where it only lays out the page, or more stands in it than cells."""
    table = table.replace("<th>", "<td>").replace("<th ", "<td ").replace("</th>", "</td>")
    columns, *parts = _SECTION.split(table)
    if not _COLUMNS.fullmatch(columns):
        return None
    named = sorted(zip(parts[::2], map(_rows, parts[1::2]), strict=True), key=lambda part: SECTIONS.index(part[0]))
    sections = [rows for _, rows in named if rows is not None]
    return Rows(sections) if len(sections) == len(named) and _is_grid(table, sections) else None


def _rows(section: str) -> list[Row] | None:
    start, *lines = section.split("<tr")
    if "<" in start:
        return None
    rows = []
    for head, *pieces in (each.split("<td") for each in lines):
        row = [cell for piece in pieces if (cell := _short(piece) if len(piece) < _SHORT else _cell(piece))]
        if "<" in head or len(row) < len(pieces):
            return None
        rows.append(row)
    return rows


def _is_grid(table: str, sections: list[list[Row]]) -> bool:
    """Whether cells stand side by side, and most text in short ones."""
    if not any(len(row) > 1 for rows in sections for row in rows):
        return False
    if table.count("。") < grid.SENTENCES:
        return True
    cells = [cell.markup for rows in sections for row in rows for cell in row]
    return 2 * _length(cell for cell in cells if grid.is_prose(bare(cell))) <= _length(cells)


def _length(cells: Iterable[str]) -> int:
    return sum(len(bare(cell)) for cell in cells)


def _cell(piece: str) -> Written | None:
    """A cell by its markup from behind `<td` as far as the next cell; None where anything else follows it."""
    values, _, inside = piece.partition(">")
    markup, end, behind = inside.partition("</td>")
    if not end or values[:1].strip() or "".join(behind.split()) not in _BETWEEN:
        return None
    return Written(*spans(values), _text(markup), markup)


_short = lru_cache(maxsize=8192)(_cell)


def _text(markup: str) -> str | None:
    """The lines of a cell that holds texts and paragraphs only."""
    if "<" not in markup:
        return line(markup)
    parts = _LINE_END.split(_INLINE.sub(JOINT, markup))
    texts = parts[::2]
    if "<" in "".join(texts) or any(map(keeps_lines, filter(None, parts[1::2]))):
        return None
    return "\n".join(filter(None, map(line, texts)))


def spans(values: str) -> tuple[int, int]:
    """How many rows, or 0, and columns a cell covers by the attributes of its tag."""
    if "span=" not in values:
        return 1, 1
    return grid.span(value(values, "rowspan")), grid.span(value(values, "colspan")) or 1
