"""The annexed table, whose rows carry the numbers of chapters: cut off as a table, or told in running text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extract import text as normal
from extract.chapters.headings import Heading
from extract.chapters.numbers import leading
from extract.chapters.wording import LONGEST
from extract.codebook import Codebook
from extract.model import Block, Paragraph, Placed, Table

# How many lines may stand between the line that announces a table and the table, and how many characters in running text.
LINES, REACH = 6, 120
# A line that is longer is text of the report.
SENTENCE = 120
# Behind so many chapters an annex may follow; before, the report may be one itself.
CHAPTERS = 2

_CHAPTER = ("part", "han")
_OPENS = re.compile(r"附(?:件|表)\d{0,2}[:：]?")
_TITLE = re.compile(r"[^。;!?]{0,60}?(?:统计表|统计数据|情况表)")


def cut(blocks: list[Block], book: Codebook) -> tuple[list[Placed], list[Block]]:
    """Cut off the annexed table: from the line that announces it, behind the last chapter, to the end of the document.

    Its rows carry the numbers of chapters; the lines around it belong to it. An annex without a table stays text.
    """
    tables = [index for index, block in enumerate(blocks) if isinstance(block, Table)]
    for start, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _announces(block.text, book):
            continue
        rest = blocks[start:]
        first = next((index for index in tables if index >= start), None)
        prose = [item for item in rest if isinstance(item, Paragraph)]
        if first is not None and first - start <= LINES and not any(_is_text(item.text) for item in prose):
            return annexed(rest), blocks[:start]
    return [], blocks


def annexed(blocks: Sequence[Block]) -> list[Placed]:
    """The tables of an annex with the lines above as captions and what follows the last one as notes."""
    found: list[Placed] = []
    lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(Placed(block, 0, 0, tuple(lines)))
            lines = []
        else:
            lines.append(block)
    if found:
        found[-1] = replace(found[-1], notes=tuple(lines))
    return found


def as_chapter(blocks: Sequence[Block], headings: Sequence[Heading], book: Codebook) -> list[Heading]:
    """The headings up to an annexed table that has become text, and the line that announces it."""
    first = headings[CHAPTERS - 1].index + 1 if len(headings) >= CHAPTERS else len(blocks)
    for index, block in enumerate(blocks[first:], first):
        if not isinstance(block, Paragraph):
            continue
        if _announces(block.text, book) and any(_has_corner(line, book) for line in _next(blocks, index)):
            before = [heading for heading in headings if heading.index < index]
            return [*before, Heading(index, "annex", block.text, None)]
    return list(headings)


def opening(text: str, tables: Sequence[tuple[int, int]], book: Codebook) -> tuple[int, int] | None:
    """Where an annex opens in a tight line, before one of its tables or the corner of one, and where its heading ends."""
    for match in _OPENS.finditer(text):
        corner = _corners(book).search(text, match.end(), match.end() + REACH + LONGEST)
        places = [start for start, _ in tables if start >= match.end()] + ([corner.start()] if corner else [])
        table = min(places, default=None)
        if table is None or table - match.end() > REACH or "。" in text[match.start() : table]:
            continue
        title = _TITLE.match(text, match.end(), table)
        return match.start(), title.end() if title else match.end()
    return None


def _next(blocks: Sequence[Block], index: int) -> Iterator[str]:
    return (block.text for block in blocks[index + 1 : index + 1 + LINES] if isinstance(block, Paragraph))


def _announces(text: str, book: Codebook) -> bool:
    tight = normal.tight(text)
    return len(tight) <= LONGEST and any(re.search(pattern, tight) for pattern in book.annex) and not _numbered(text)


def _is_text(text: str) -> bool:
    return _numbered(text) or len(text) > SENTENCE


def _numbered(text: str) -> bool:
    number = leading(normal.tight(text))
    return number is not None and number.style in _CHAPTER


def _has_corner(text: str, book: Codebook) -> bool:
    return bool(_corners(book).search(normal.tight(text[:REACH])))


@lru_cache(maxsize=8)
def _corners(book: Codebook) -> re.Pattern[str]:
    """What stands in the first corner of lists of indicators."""
    blocks = (block for form in book.forms for table in form.tables if table.listed for block in table.blocks)
    return re.compile("|".join(sorted({re.escape(normal.tight(b.row_header)) for b in blocks if b.row_header})))
