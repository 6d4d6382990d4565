"""A sum that fails is held against a second engine: either the page says so, or one of the two engines misreads it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extract.check import seconded
from extract.model import Cell, CodedTable, Coding, Document, Fact, Finding, Remark
from extract.read.pdf import plumber
from extract.text import tight

# The confidence of a value that the two engines read differently.
DOUBTED = 0.9
_NUMBER = re.compile(r"[-+]?[0-9][0-9.]*")


def opinion(
    data: bytes, document: Document, coded: Coding, findings: Iterable[Finding]
) -> tuple[Coding, Remark | None]:
    """The coding with a mark on every cell that a second engine was asked about, and a remark where the two read differently.

    Facts that they read differently are in doubt. Only what findings blame on the source is read again, so that a report without one costs nothing.
    """
    if document.reader != "pdf" or document.ocr:
        return coded, None
    blamed = {key for item in findings if item.verdict == "source" for key in item.left_facts + item.right_facts}
    cells = _cells(coded.tables, [fact for fact in coded.facts if fact.key in blamed])
    if not cells:
        return coded, None
    seen = plumber.texts(data, {cell.where for cell in cells.values()})
    asked = ((cell, seen.get(cell.where)) for cell in cells.values())
    said = {cell: _differs(cell.text, theirs) for cell, theirs in asked if theirs is not None}
    marked = doubted(replace(coded, tables=tuple(_marked(coded.tables, said))))
    differ = [cell for cell, other in said.items() if other]
    return marked, _remark(differ) if differ else None


def doubted(coded: Coding) -> Coding:
    """The coding with doubt on the facts of cells that the engines read differently."""
    cells = {(no, cell.row, cell.col) for no, cell in _printed(coded.tables) if cell.doubt}
    if not cells:
        return coded
    facts = (
        replace(fact, confidence=min(fact.confidence, DOUBTED)) if (fact.table, fact.row, fact.col) in cells else fact
        for fact in coded.facts
    )
    return replace(coded, facts=tuple(facts))


def judged(findings: Iterable[Finding], coded: Coding) -> list[Finding]:
    """The findings; those of which a second engine has read every figure alike rest on that too."""
    alike = {key for key, cell in _cells(coded.tables, coded.facts).items() if cell.doubt is False}
    return seconded(findings, alike)


def _marked(tables: Iterable[CodedTable], said: Mapping[Cell, bool]) -> Iterator[CodedTable]:
    """The tables with a mark on the cells that the second engine was asked about."""
    for table in tables:
        cells = (
            replace(item, cell=replace(item.cell, doubt=said[item.cell])) if item.cell in said else item
            for item in table.cells
        )
        yield replace(table, cells=tuple(cells))


def _printed(tables: Iterable[CodedTable]) -> Iterator[tuple[int, Cell]]:
    return ((table.no, item.cell) for table in tables for item in table.cells)


def _cells(tables: Iterable[CodedTable], facts: Iterable[Fact]) -> dict[tuple[str, str], Cell]:
    """The printed cell of each fact, by the fact's key."""
    printed = {(no, cell.row, cell.col): cell for no, cell in _printed(tables)}
    found = {fact.key: printed.get((fact.table, fact.row, fact.col)) for fact in facts if fact.table is not None}  # type: ignore[arg-type]
    return {key: cell for key, cell in found.items() if cell is not None and cell.where.x0 is not None}


def _differs(ours: str, theirs: str) -> bool:
    """Whether two engines read different numbers in a cell."""
    return _numbers(ours) != _numbers(theirs)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(tight(text))


def _remark(cells: list[Cell]) -> Remark:
    pages = ", ".join(map(str, sorted({cell.where.page for cell in cells if cell.where.page})))
    return Remark(
        "engines_differ",
        f"{len(cells)} figures on page {pages} are read differently by a second engine; look at the page",
    )
