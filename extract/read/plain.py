"""Plain text: lines are paragraphs; tables stand in it with tabs, with bars, or one cell a line behind a tab."""

import re
from collections.abc import Iterator
from functools import partial

from extract import text as normal
from extract.model import Block, Cell, Document, Paragraph, Table
from extract.read import encoding
from extract.read.layout.lines import unwrap

_LINE_END = re.compile("\r\n|[\n\r\f\v\x85\u2028\u2029]")
# Lines that rule a table drawn with bars, and the signs that stand for a bar.
_RULE = re.compile(r"^[\s:|+─━═┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛-]*[-─━═]{2}[\s:|+─━═┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛-]*$")
# So many rules stand above the first row of a table at most.
_RULES = 3
_BARS = str.maketrans("│┃｜", "|||")
# A longer line, or a whole sentence, is no cell of a header.
_LONGEST_HEADER = 40
# No table has more columns; lines without end would be counted anew from each of them.
_WIDEST = 100
_FIELD = re.compile(r"^(标题|发布时间|发布机构|原文链接|文号|栏目|本地目录)\s*[:：]\s*(.*)$")


def read(data: bytes) -> Document:
    """Read a text file in UTF-8, GB18030 or UTF-16."""
    decoded = encoding.decode(data)
    lines = _LINE_END.split(decoded.text)
    head, body = header(lines)
    meta = {match[1]: match[2] for item in head if (match := _FIELD.match(item))}
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
    tabs = _tab_runs(lines)
    position = 0
    while position < len(lines):
        for take in (_cell_lines, partial(_tab_lines, tabs), _bar_lines):
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

    Lines without a tab inside a row go on with the cell above. A blank line before a cell ends the row.
    """
    width = 0
    while width <= _WIDEST and start + width < len(lines) and _heads(lines[start + width]):
        width += 1
    if not 2 <= width <= _WIDEST or (start + width < len(lines) and lines[start + width].strip()):
        return [], start
    rows: list[list[str]] = [[]]
    position = end = start
    while position < len(lines):
        item = lines[position]
        if _opens_cell(item):
            if len(rows[-1]) >= width or (rows[-1] and not lines[position - 1].strip(" \u3000")):
                rows.append([])
            rows[-1].append(item.strip("\t"))
            end = position + 1
        elif item.strip() and not _continues(lines, position, full=len(rows[-1]) >= width):
            break
        else:
            rows[-1][-1] += "\n" + item
        position += 1
    # Lines behind the last cell are its text only as far as its row goes on.
    rows[-1][-1] = rows[-1][-1].split("\n")[0]
    rows = list(_whole(rows, width))
    return (rows, end) if len(rows) > 1 else ([], start)


def _whole(rows: list[list[str]], width: int) -> Iterator[list[str]]:
    """The rows, two that follow each other and only together have all cells as one: a blank line can stand inside a row."""
    held: list[str] = []
    for row in rows:
        if held and len(held) + len(row) != width:
            yield held
            held = []
        held = held + row
        if len(held) == width:
            yield held
            held = []
    if held:
        yield held


def _opens_cell(item: str) -> bool:
    return item.startswith("\t") and "\t" not in item.strip("\t")


def _heads(item: str) -> bool:
    """Whether a line can be a cell of a header row."""
    return _opens_cell(item) and len(item.strip()) <= _LONGEST_HEADER and not item.rstrip().endswith("。")


def _continues(lines: list[str], position: int, full: bool) -> bool:
    """Whether a line goes on with the cell above it: another cell follows soon.

    Behind a full row no blank line may come between, behind any other no heading.
    """
    parted = not lines[position - 1].strip(" \u3000")
    if parted and (full or normal.numbered(lines[position])):
        return False
    return any(_opens_cell(item) for item in lines[position + 1 : position + 4])


def _tab_runs(lines: list[str]) -> list[tuple[int, int]]:
    """For each line where the lines with tabs that begin there end, and how many of them have a tab between cells."""
    runs = [(len(lines), 0)] * (len(lines) + 1)
    for number in range(len(lines) - 1, -1, -1):
        end, parted = runs[number + 1]
        item = lines[number]
        inside = "\t" in item and item.strip()
        runs[number] = (end, parted + ("\t" in inside)) if inside else (number, 0)
    return runs


def _tab_lines(runs: list[tuple[int, int]], lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """A table of lines with tabs between the cells; a tab that only indents a line makes no cell."""
    end, parted = runs[start]
    if end - start < 2 or parted <= (end - start) / 2:
        return [], start
    return [item.split("\t") for item in lines[start:end]], end


def _bar_lines(lines: list[str], start: int) -> tuple[list[list[str]], int]:
    """A table of lines with bars between the cells, as Markdown has it or drawn with box signs; its rules are no rows."""
    rows: list[list[str]] = []
    position = start
    while position < len(lines):
        item = lines[position].strip().translate(_BARS)
        if item.startswith("|") and not _RULE.match(item):
            rows.append([cell.strip() for cell in item.removeprefix("|").removesuffix("|").split("|")])
            if len(rows[0]) < 2:
                break
        elif not _RULE.match(item) or (not rows and position - start >= _RULES):
            break
        position += 1
    return (rows, position) if rows and len(rows[0]) > 1 else ([], start)
