"""Document → Report: title, chapters with their parts, and the tables in their places. Words only; no figure is read here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract import title
from extract.chapters import annex, closing, parts, running
from extract.chapters.annex import annexed
from extract.chapters.headings import Heading, find
from extract.chapters.wording import wording
from extract.codebook import Codebook
from extract.model import Block, Document, Paragraph, Placed, Report, Section, Table

__all__ = ["annexed", "understand"]


def understand(document: Document, blocks: Sequence[Block], book: Codebook) -> Report:
    """Find a document's report; what is not there stays empty: no title, one section `whole`, no tables."""
    body = [block for block in blocks if not (isinstance(block, Paragraph) and block.furniture)]
    behind, main = annex.cut(body, book)
    front = title.front(document, [block for block in main if isinstance(block, Paragraph)], book)
    if not front.title:
        front = title.of_annex([line for item in behind for line in item.captions])
    words = wording(book)
    main = running.split(main, words, book)
    headings = annex.as_chapter(main, find(main, words), book)
    ends = [heading.index for heading in headings if heading.code == "annex"]
    main, apart = closing.part(main, [*ends, len(main)], front.issuer, book)
    sections, tables = _sections(main, headings)
    last = sections[-1]
    tables += [replace(item, section=last.ordinal, position=len(last.text)) for item in behind]
    furniture = [block.text for block in blocks if isinstance(block, Paragraph) and block.furniture]
    whole = tuple(replace(section, subsections=parts.find(section, book)) for section in sections)
    return Report(front.title, front.issuer, front.year, whole, tuple(tables), (*furniture, *apart))


@dataclass(slots=True)
class _Chapter:
    """A section in the making."""

    code: str
    heading: str = ""
    lines: list[str] = field(default_factory=list)
    page: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def _sections(blocks: Sequence[Block], headings: Sequence[Heading]) -> tuple[list[Section], list[Placed]]:
    """Cut the blocks at the headings; what stands before the first is `front`, a report without any is `whole`."""
    opened = {heading.index: heading for heading in headings}
    chapters = [_Chapter("front" if headings else "whole")]
    tables = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            tables.append(Placed(block, len(chapters) - 1, len(chapters[-1].text)))
            continue
        if heading := opened.get(index):
            chapters.append(_Chapter(heading.code, heading.text))
        if block.text:
            chapters[-1].lines.append(block.text)
            chapters[-1].page = chapters[-1].page or block.where.page
    sections = [Section(no, item.code, item.heading, item.text, item.page) for no, item in enumerate(chapters)]
    return sections, tables
