"""A sum that fails is held against a second engine: either the page says so, or one of the two engines misreads it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.model import Cell, CodedTable, Coding, Document, Fact, Finding, Remark
from extract.read import plumber
from extract.text import tight

# The confidence of a value that the two engines read differently.
DOUBTED = 0.9
_NUMBER = re.compile(r"[-+]?[0-9][0-9.]*")


def opinion(
    data: bytes, document: Document, coded: Coding, findings: Iterable[Finding]
) -> tuple[Coding, Remark | None]:
    """The coding with doubt on the facts that the engines read differently, and a remark where there are any.

    Only what findings blame on the source is read again, so that a report without one costs nothing.
    """
    if document.reader != "pdf" or document.ocr:
        return coded, None
    blamed = {key for item in findings if item.verdict == "source" for key in item.left_facts + item.right_facts}
    cells = _cells(coded.tables, [fact for fact in coded.facts if fact.key in blamed])
    if not cells:
        return coded, None
    seen = plumber.texts(data, {cell.where for cell in cells.values()})
    differ = {key: cell for key, cell in cells.items() if _differs(cell.text, seen.get(cell.where))}
    if not differ:
        return coded, None
    return doubted(replace(coded, tables=tuple(_marked(coded.tables, differ.values())))), _remark(list(differ.values()))


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


def _marked(tables: Iterable[CodedTable], differ: Iterable[Cell]) -> Iterator[CodedTable]:
    """The tables with a mark on the cells that differ."""
    doubtful = set(differ)
    for table in tables:
        cells = (
            replace(item, cell=replace(item.cell, doubt=True)) if item.cell in doubtful else item
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


def _differs(ours: str, theirs: str | None) -> bool:
    """Whether two engines read different numbers in a cell; what one cannot say is no contradiction."""
    return theirs is not None and _numbers(ours) != _numbers(theirs)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(tight(text))


def _remark(cells: list[Cell]) -> Remark:
    pages = ", ".join(map(str, sorted({cell.where.page for cell in cells if cell.where.page})))
    return Remark(
        "engines_differ",
        f"{len(cells)} figures on page {pages} are read differently by a second engine; look at the page",
    )
