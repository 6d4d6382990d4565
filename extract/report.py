"""Document → Report: chapters, the annex, and the tables in their places. Words only; no figure is read here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract import running, title
from extract import text as normal
from extract.codebook import Codebook, Heading
from extract.model import Block, Document, Paragraph, Placed, Report, Section, Table

# Headings are whole lines; a line longer than this is a sentence.
LONGEST_HEADING = 40
# Dots that lead to a page number, in the tight form of a line.
_LEADER = re.compile(r"[.·]{3,}\d{0,3}$|[.·]{2,}\d{1,3}$")
_TOP = re.compile(rf"^(?:第?({normal.NUMERAL}{{1,3}})(?:部分|章)?[、.,:]|第({normal.NUMERAL}{{1,3}})(?:部分|章))")


def understand(document: Document, blocks: Sequence[Block], book: Codebook) -> Report:
    """Find a document's report; what is not there stays empty: no title, one section `whole`, no tables."""
    body = [block for block in blocks if not (isinstance(block, Paragraph) and block.furniture)]
    annexed, main = _annex(body, book)
    front = title.front(document, [block for block in main if isinstance(block, Paragraph)], book)
    if not front.title:
        front = title.of_annex([line for item in annexed for line in item.captions])
    headings = dict(chapters(main, book))
    if not headings:
        main = running.split(main, book)
        headings = dict(chapters(main, book))
    sections, tables = _sections(main, headings)
    last = len(sections) - 1
    tables += [_at_end(item, last, len(sections[last].text)) for item in annexed]
    furniture = tuple(block.text for block in blocks if isinstance(block, Paragraph) and block.furniture)
    return Report(front.title, front.issuer, front.year, tuple(sections), tuple(tables), furniture)


def chapters(blocks: Sequence[Block], book: Codebook) -> Iterator[tuple[int, tuple[str, str]]]:
    """The headings: (index of the block, (code, heading as printed)), in order.

    A numbered line is one whatever it is called; a line without a number only if it is a known heading to the letter.
    """
    lines = [(index, block.text) for index, block in enumerate(blocks) if isinstance(block, Paragraph)]
    candidates = _without_contents([(index, text) for index, text in lines if _could_be_heading(text)])
    era = _era(candidates, book)
    seen: set[str] = set()
    for index, text in candidates:
        numbered = bool(_TOP.match(normal.tight(text)))
        code = _code(text, book, era, exact=not numbered)
        if code is None and numbered:
            code = "local"
        if code and (numbered or code not in seen):
            seen.add(code)
            yield index, (code, text)


def _could_be_heading(text: str) -> bool:
    tight = normal.tight(text)
    return 2 <= len(tight) <= LONGEST_HEADING and not tight.endswith(("。", ";", ",", "；", "，"))


def _without_contents(candidates: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines that are not in a table of contents: none leads to a page, or stands among others that come again."""
    keys = {index: normal.key(_LEADER.sub("", normal.tight(text))) for index, text in candidates}
    last = {key: index for index, key in keys.items()}
    again = {index for index, key in keys.items() if last[key] > index}
    listed = {index for index in again if index - 1 in again or index + 1 in again}
    return [
        (index, text) for index, text in candidates if index not in listed and not _LEADER.search(normal.tight(text))
    ]


def _era(candidates: Sequence[tuple[int, str]], book: Codebook) -> str | None:
    """The edition whose outline explains most of the numbered lines, and most exactly; of all lines where none is."""
    eras = sorted({heading.era for heading in book.headings}, reverse=True)
    numbered = [text for _, text in candidates if _TOP.match(normal.tight(text))]

    if not numbered:
        return max(
            eras, key=lambda era: sum(bool(_code(t, book, era, exact=True)) for _, t in candidates), default=None
        )

    def explained(era: str) -> int:
        return sum(2 * bool(_code(t, book, era, exact=True)) + bool(_code(t, book, era, exact=False)) for t in numbered)

    return max(eras, key=explained, default=None)


def _code(text: str, book: Codebook, era: str | None, exact: bool) -> str | None:
    """The section code of a heading: by its wording, or by the pattern of its era."""
    own = [heading for heading in book.headings if heading.era == era]
    bare = normal.key(text)
    for heading in own:
        if bare in _spellings(heading):
            return heading.code
    if exact:
        return None
    tight = normal.strip_number(text)
    return next((heading.code for heading in own if re.search(heading.re, tight)), None)


def _spellings(heading: Heading) -> set[str]:
    return {normal.key(spelling) for spelling in (heading.canonical, *heading.spellings)}


@dataclass(slots=True)
class _Chapter:
    """A section in the making."""

    code: str
    heading: str
    lines: list[str]
    page: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def _sections(blocks: Sequence[Block], headings: dict[int, tuple[str, str]]) -> tuple[list[Section], list[Placed]]:
    """Cut the blocks at the headings; what stands before the first is `front`, a report without any is `whole`."""
    open_chapter = _Chapter("front" if headings else "whole", "", [])
    chapters_found = [open_chapter]
    tables = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            tables.append(Placed(block, len(chapters_found) - 1, len(open_chapter.text)))
            continue
        if index in headings:
            code, heading = headings[index]
            open_chapter = _Chapter(code, heading, [])
            chapters_found.append(open_chapter)
        open_chapter.lines.append(block.text)
        open_chapter.page = open_chapter.page or block.where.page
    return [
        Section(ordinal, item.code, item.heading, item.text, item.page) for ordinal, item in enumerate(chapters_found)
    ], tables


def _annex(blocks: list[Block], book: Codebook) -> tuple[list[Placed], list[Block]]:
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
        if (
            first is None
            or first - start > 6
            or any(_TOP.match(normal.tight(item.text)) or len(item.text) > 120 for item in prose)
        ):
            continue
        return annexed(rest), blocks[:start]
    return [], blocks


def _announces(text: str, book: Codebook) -> bool:
    tight = normal.tight(text)
    return (
        len(tight) <= LONGEST_HEADING
        and any(re.search(pattern, tight) for pattern in book.annex)
        and not _TOP.match(tight)
    )


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


def _at_end(item: Placed, section: int, position: int) -> Placed:
    return Placed(item.table, section, position, item.captions, item.notes)
