"""Plain text: lines are paragraphs; tables stand in it with tabs, with bars, or one cell a line behind a tab."""

import re
from collections.abc import Iterator

from extract import text as normal
from extract.model import Block, Cell, Document, Paragraph, Table
from extract.read import encoding
from extract.read.lines import unwrap

_RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$")
_FIELD = re.compile(r"^(标题|发布时间|发布机构|原文链接|文号|栏目|本地目录)\s*[:：]\s*(.*)$")


def read(data: bytes) -> Document:
    """Read a text file in UTF-8, GB18030 or UTF-16."""
    decoded = encoding.decode(data)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    head, body = header(lines)
    meta = dict(match.groups() for item in head if (match := _FIELD.match(item)))
    furniture = tuple(Paragraph(normal.line(item), furniture=True) for item in head if item.strip())
    return Document(
        media_type="text/plain",
        reader="plain",
        blocks=furniture + tuple(blocks(body)),
        witness=tuple(normal.digits(decoded.text)),
        title=meta.get("标题", "").strip(),
        publisher=meta.get("发布机构", "").strip(),
        source_url=meta.get("原文链接", "").strip() or None,
        published_at=meta.get("发布时间", "").strip() or None,
        warnings=decoded.warnings,
    )


def header(lines: list[str]) -> tuple[list[str], list[str]]:
    """The record that crawlers put above a page's text, and the text: named fields up to a ruled line."""
    if not lines or not _FIELD.match(lines[0]):
        return [], lines
    for number, item in enumerate(lines[:40]):
        if re.match(r"^=+.*=+$|^-{5,}$", item.strip()):
            return lines[: number + 1], lines[number + 1 :]
    count = next((number for number, item in enumerate(lines) if not _FIELD.match(item)), len(lines))
    return lines[:count], lines[count:]


def blocks(lines: list[str]) -> Iterator[Block]:
    """Paragraphs and tables in order. A line belongs to the first kind of table that takes it."""
    plain: list[str] = []
    position = 0
    while position < len(lines):
        for take in (_cell_lines, _tab_lines, _bar_lines):
            rows, after = take(lines, position)
            if rows:
                yield from _paragraphs(plain)
                plain = []
                yield _table(rows)
                position = after
                break
        else:
            plain.append(lines[position])
            position += 1
    yield from _paragraphs(plain)


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    return (Paragraph(text) for item in unwrap(lines) if (text := normal.line(item)))


def _table(rows: list[list[str]]) -> Table:
    cells = (Cell(r, c, normal.clean(text).strip()) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(tuple(cells))


def _cell_lines(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """A table whose cells each stand on their own line behind a tab, rows parted by blank lines; the header row gives the width.

    Lines without a tab inside a row go on with the cell above, blank ones too.
    """
    width = 0
    while start + width < len(lines) and _opens_cell(lines[start + width]):
        width += 1
    if width < 2:
        return [], start
    cells: list[str] = []
    position = end = start
    while position < len(lines):
        item = lines[position]
        if _opens_cell(item):
            cells.append(item[1:])
        elif len(cells) % width:
            cells[-1] += "\n" + item
        elif item.strip():
            if not _continues(lines, position):
                break
            cells[-1] += "\n" + item
        position += 1
        if len(cells) % width == 0 and _opens_cell(item):
            end = position
    full = len(cells) // width * width
    rows = [cells[number : number + width] for number in range(0, full, width)]
    return (rows, end) if len(rows) > 1 else ([], start)


def _opens_cell(item: str) -> bool:
    return item.startswith("\t") and "\t" not in item[1:].rstrip("\t")


def _continues(lines: list[str], position: int) -> bool:
    """Whether a line goes on with the last cell of the row above it: no blank line between, and another row follows."""
    return bool(lines[position - 1].strip()) and any(_opens_cell(item) for item in lines[position + 1 : position + 3])


def _tab_lines(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """A table of lines with tabs between the cells."""
    rows: list[list[str]] = []
    position = start
    while position < len(lines) and "\t" in lines[position].strip(" \n"):
        rows.append(lines[position].split("\t"))
        position += 1
    return (rows, position) if len(rows) > 1 else ([], start)


def _bar_lines(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """A table of lines with bars between the cells, as Markdown has it; the rule under the header is no row."""
    rows: list[list[str]] = []
    position = start
    while position < len(lines) and lines[position].strip().startswith("|"):
        if not _RULE.match(lines[position]):
            rows.append([cell.strip() for cell in lines[position].strip().strip("|").split("|")])
        position += 1
    return (rows, position) if rows and len(rows[0]) > 1 else ([], start)
