"""Facts of a flattened table: its glued digits cut where one way is left, and the ways recorded where several are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.codebook import Codebook, Column
from extract.codebook import Row as FormRow
from extract.coding.anatomy import is_unit
from extract.coding.columns import NOTED, weaker
from extract.coding.cut import Glued, Solved, solve
from extract.coding.matching import DOUBTFUL, Match, Named
from extract.model import Cell, Fact, Table
from extract.tables import units
from extract.tables.values import parse

# A number that was cut out of glued digits in the only way that the form's sums allow.
SOLVED = 0.96
# No more ways to cut a row than these are kept for people to look at.
KEPT = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One number that a cell of digits holds: whose it is, and how sure its row and its column are known."""

    item: FormRow
    column: Column
    named: Named

    @property
    def key(self) -> tuple[str, str]:
        """Item and column."""
        return self.item.code, self.column.code


@dataclass(frozen=True, slots=True)
class Digits:
    """A cell of digits and the numbers that it holds, in order."""

    cell: Cell
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cell of digits became: facts (none for columns that carry none), or the ways that are left to cut it."""

    cell: Cell
    solved: bool
    facts: tuple[Fact, ...] = ()
    candidates: tuple[tuple[str, ...], ...] = ()


def read(found: Match, table: Table, no: int, book: Codebook) -> Iterator[Outcome]:
    """What becomes of each cell of digits whose row and columns are known."""
    digits = [item for item in _digits(found, table) if item.parts]
    if found.table.listed and all(len(item.parts) == 1 for item in digits):
        solved = [Solved((item.cell.text,), sure=True) for item in digits]
    else:
        strings = [Glued(item.cell.text, tuple(part.key for part in item.parts)) for item in digits]
        solved = solve(strings, book, found.form, found.table.code)
    money = {cell.row: cell.text for cell in table.cells if cell.col and is_unit(cell)}
    for item, cut in zip(digits, solved, strict=True):
        if cut.cut is not None:
            facts = _facts(item, cut, found, no, money.get(item.cell.row), book)
            yield Outcome(item.cell, True, tuple(facts))
        else:
            yield Outcome(item.cell, False, candidates=cut.ways if len(cut.ways) <= KEPT else ())


def _digits(found: Match, table: Table) -> Iterator[Digits]:
    """The cells of digits; of a list of indicators those without digits too, since they speak against cutting the others."""
    headed = {row.no for header in found.headers.values() for row in header}
    for cell in table.cells:
        if cell.col and cell.row not in headed and not is_unit(cell) and (cell.text or found.table.listed):
            yield Digits(cell, _parts(found, cell))


def _parts(found: Match, cell: Cell) -> tuple[Part, ...]:
    """The numbers whose digits a cell of a flattened table holds, in printed order."""
    if found.table.layout == "record":
        column = found.table.blocks[0].columns[0]
        return tuple(Part(item, column, named) for _, item, named in found.items.values())
    if cell.row not in found.items:
        return ()
    block, item, named = found.items[cell.row]
    if named.method == "aligned" or not item.valued or cell.col in found.units:
        return ()
    if not found.table.listed:
        return tuple(Part(item, column, named) for column in block.columns)
    return _headed(found, item, named, found.columns[id(block)])


def _headed(found: Match, item: FormRow, named: Named, heads: Sequence) -> tuple[Part, ...]:
    """The numbers of a row under a header; none where the header has a column that is not known."""
    parts = tuple(Part(item, column, weaker(named, sure) or named) for _, column, sure in heads if column)
    return parts if len(parts) == len(heads) else ()


def _facts(digits: Digits, solved: Solved, found: Match, no: int, unit: str | None, book: Codebook) -> Iterator[Fact]:
    assert solved.cut is not None
    alone = len(digits.parts) == 1 and found.table.listed
    for part, piece in zip(digits.parts, solved.cut, strict=True):
        value, wanted = parse(piece), book.unit(found.form, *part.key)
        if part.column.ignored or not value.is_value:
            continue
        amount = units.normalise(value, wanted, unit) if unit else units.Amount(value.number, wanted)
        doubt = [NOTED] if not value.exact or value.note or amount.doubtful else []
        sure = part.named.confidence if alone else SOLVED if solved.sure else DOUBTFUL
        yield Fact(
            item=part.item.code,
            column=part.column.code,
            value=amount.number,
            raw=piece,
            unit=amount.unit,
            missing=value.missing,
            method=part.named.method if alone else "solved",
            confidence=min([sure, part.named.confidence, *doubt]),
            table=no,
            row=digits.cell.row,
            col=digits.cell.col,
        )
