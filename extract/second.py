"""A sum that fails is held against a second engine: either the page says so, or one of the two engines misreads it."""

import re
from collections.abc import Iterable
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
    doubted = (
        replace(fact, confidence=min(fact.confidence, DOUBTED)) if fact.key in differ else fact for fact in coded.facts
    )
    return replace(coded, facts=tuple(doubted)), _remark(list(differ.values()))


def _cells(tables: Iterable[CodedTable], facts: Iterable[Fact]) -> dict[tuple[str, str], Cell]:
    """The printed cell of each fact, by the fact's key."""
    printed = {(table.no, cell.cell.row, cell.cell.col): cell.cell for table in tables for cell in table.cells}
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
