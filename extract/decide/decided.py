"""Apply what people have decided to what was understood of a report. What is printed stays beside it: cells and raw texts are kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extract.codebook import Codebook
from extract.decide.decisions import IGNORED, Decision
from extract.model import CodedCell, CodedTable, Coding, Fact
from extract.tables.units import normalise
from extract.tables.values import parse


@dataclass(frozen=True, slots=True)
class Applied:
    """A decision and what stood there before; `before` is None where there was nothing to decide."""

    decision: Decision
    before: str | None


def correct(coding: Coding, decisions: Iterable[Decision], book: Codebook) -> tuple[Coding, list[Applied]]:
    """The coding with what people say of cells and values: cells first, since they make facts."""
    applied = []
    for kind, change in CORRECTIONS.items():
        for decision in decisions:
            if decision.kind == kind:
                coding, before = change(coding, decision, book)
                applied.append(Applied(decision, before))
    return coding, applied


def _cell(coding: Coding, decision: Decision, book: Codebook) -> tuple[Coding, str | None]:
    """What a cell is that was not understood: a fact, or a number that carries none."""
    found = next(_cells(coding, decision.subject or ""), None)
    if found is None:
        return coding, None
    table, coded = found
    place = (table.no, coded.cell.row, coded.cell.col)
    facts = [fact for fact in coding.facts if (fact.table, fact.row, fact.col) != place]
    if decision.value == IGNORED:
        right = replace(coded, role="value", item=None, column=None, ignored=decision.reason)
    else:
        fact = _fact(coding, decision, place, coded, book)
        if fact is None:
            return coding, None
        facts = [other for other in facts if other.key != fact.key] + [fact]
        right = replace(coded, role="value", item=fact.item, column=fact.column, ignored=None)
    tables = tuple(_with(other, coded, right) if other is table else other for other in coding.tables)
    before = f"{coded.item}@{coded.column}" if coded.item else coded.ignored or "unmapped"
    return replace(coding, tables=tables, facts=tuple(facts)), before


def _cells(coding: Coding, subject: str) -> Iterator[tuple[CodedTable, CodedCell]]:
    """The cell that a decision names, and its table."""
    return (
        (table, coded)
        for table in coding.tables
        for coded in table.cells
        if f"t{table.no}:{coded.cell.row}:{coded.cell.col}" == subject
    )


def _with(table: CodedTable, old: CodedCell, new: CodedCell) -> CodedTable:
    return replace(table, cells=tuple(new if coded is old else coded for coded in table.cells))


def _fact(
    coding: Coding, decision: Decision, place: tuple[int, int, int], coded: CodedCell, book: Codebook
) -> Fact | None:
    """The fact that people see in a cell; None where it holds no value, or the codebook has no such code."""
    item, _, column = decision.value.partition("@")
    value = parse(coded.cell.text)
    if not value.is_value or item not in book.items() or column not in book.columns():
        return None
    amount = normalise(value, book.unit(coding.form, item, column) if coding.form else None, None, "")
    table, row, col = place
    return Fact(
        item,
        column,
        amount.number,
        coded.cell.text,
        amount.unit,
        value.missing,
        "aligned",
        table=table,
        row=row,
        col=col,
    )


def _value(coding: Coding, decision: Decision, _book: Codebook) -> tuple[Coding, str | None]:
    """Another value of a fact, or the same one, which is then no longer doubted."""
    fact = next((fact for fact in coding.facts if f"{fact.item}@{fact.column}" == decision.subject), None)
    if fact is None:
        return coding, None
    number = parse(decision.value).number
    missing = decision.value if number is None else None
    right = replace(fact, value=number, missing=missing, confidence=1.0)  # type: ignore[arg-type]
    facts = tuple(right if other is fact else other for other in coding.facts)
    return replace(coding, facts=facts), fact.missing or f"{fact.value}"


CORRECTIONS = {"cell": _cell, "value": _value}
