"""The codebook applied again to what is kept of a report: its cells and its chapters. No file is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract import coding, second
from extract.check import check, prose
from extract.codebook import Codebook
from extract.confirm import confirm
from extract.model import CodedTable, Coding, Finding, Paragraph, Placed, Prose, Section, Table
from extract.tables import flat

# A longer line above a table is a paragraph of the chapter.
LONGEST_LINE = 40


def understand(
    placed: Sequence[Placed],
    sections: Sequence[Section],
    book: Codebook,
    ocr: bool,
    year: int | None,
    form: str | None = None,
) -> tuple[Coding, list[Finding]]:
    """Facts and findings of a report's tables. `ocr`: text of its files was recognised; `form`: people have said which it is."""
    tables = [replace(item, above=_above(item, sections)) for item in placed]
    coded = second.doubted(confirm(coding.code(tables, book, year, form), book, ocr))
    return coded, second.judged(check(book, coded.form, coded.facts), coded)


def again(
    coded: Coding, sections: Sequence[Section], book: Codebook, ocr: bool, year: int | None, form: str | None = None
) -> tuple[Coding, list[Finding]]:
    """The same for a report that was coded before, from its tables as they were printed."""
    return understand([*_grids(coded.tables), *flattened(sections, book)], sections, book, ocr, year, form)


def _above(item: Placed, sections: Sequence[Section]) -> str:
    """The line of its chapter that a table stands under."""
    text = next((section.text for section in sections if section.ordinal == item.section), "")
    line = text[: item.position].rstrip("\n").rpartition("\n")[2]
    return line if len(line) <= LONGEST_LINE else ""


def read_prose(
    sections: Sequence[Section], coded: Coding, book: Codebook, year: int | None
) -> tuple[Coding, Prose, list[Finding]]:
    """What a report's chapters say, and what does not fit together there; facts from prose where no table gives any."""
    # spaCy takes a second to load; whoever reads no report does without.
    from extract import narrative

    found = narrative.understand(sections, year, coded.form, book)
    form = coded.form or narrative.era(book, year)
    if said := narrative.facts(book, form, found.mentions, year, has_table=bool(coded.facts)):
        coded = replace(coded, form=form, facts=(*coded.facts, *said))
    return coded, *hold_against(found, coded, book, year)


def hold_against(found: Prose, coded: Coding, book: Codebook, year: int | None) -> tuple[Prose, list[Finding]]:
    """The figures of prose with what the tables say to them, and the findings."""
    mentions, findings = prose.compare(book, coded.form, found.mentions, coded.facts, year)
    return replace(found, mentions=mentions), findings


def flattened(sections: Iterable[Section], book: Codebook) -> Iterator[Placed]:
    """The flattened tables in the text of chapters; they come behind all others."""
    for section in sections:
        yield from (Placed(item.table, section.ordinal, item.end) for item in flat.find(section.text, book))


def _grids(tables: Sequence[CodedTable]) -> Iterator[Placed]:
    return (_placed(table) for table in tables if not table.flat)


def _placed(table: CodedTable) -> Placed:
    """A table without its codes, and the lines around it as paragraphs again."""
    cells = [item for item in table.cells if item.cell.row < table.height]
    around = [item for item in table.cells if item.cell.row >= table.height]
    captions, notes = (
        tuple(Paragraph(item.cell.text, item.cell.where) for item in around if item.role == role)
        for role in ("caption", "note")
    )
    repeated = frozenset(item.cell.row for item in cells if item.role == "furniture")
    grid = Table(tuple(item.cell for item in cells), repeated=repeated)
    return Placed(grid, table.section, table.position, captions, notes, table.part)
