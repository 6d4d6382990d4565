"""Report × codebook → facts, and a role for every cell: coded, ignored with a reason, or unmapped.

The edition is chosen by what the tables print, never by the year. Nothing is guessed: a number that two readings of its
place disagree about stays unmapped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from extract.codebook import Codebook, Column, Rule
from extract.codebook import Row as FormRow
from extract.coding import glued
from extract.coding.anatomy import Row, is_unit, rows, words
from extract.coding.choosing import choose
from extract.coding.columns import NOTED, adds_up, assign, by_order, fills, places, weaker
from extract.coding.matching import DOUBTFUL, Match, Named
from extract.model import Cell, CodedCell, CodedTable, Coding, Fact, Placed, Role, Table
from extract.tables import units
from extract.tables.values import Value, parse
from extract.text import key


def code(placed: Sequence[Placed], book: Codebook, year: int | None = None, form: str | None = None) -> Coding:
    """Code a report's tables under the one edition that explains them best; tables it does not explain stay as printed.

    The report's year, where it is known, tells which of several columns headed by years is the report's own; `form` names
    the edition where people have decided it.
    """
    printed = [(item.table, rows(item.table)) for item in placed]
    form, matches = choose(printed, book, [form] if form else [entry.form for entry in book.forms], year)
    known: dict[tuple[str, str], Fact] = {}
    coded = []
    for no, (item, (table, lines), found) in enumerate(zip(placed, printed, matches, strict=True)):
        captions = (*(line.text for line in item.captions), item.above)
        sheet = _Sheet(no, table, lines, found, book, known, captions)
        sheet.code()
        cells = (*sheet.cells(), *_around(item))
        names = (found.form, found.table.code) if found else (None, None)
        kept = item.table
        coded.append(
            CodedTable(no, item.section, item.position, *names, cells, kept.flat, item.part, kept.height)  # type: ignore[call-arg]
        )
    return Coding(form, tuple(coded), tuple(known.values()))


def _around(item: Placed) -> Iterator[CodedCell]:
    """The lines above and below an annexed table as cells of their own rows, numbered on from the printed ones."""
    lines = [("caption", line) for line in item.captions] + [("note", line) for line in item.notes]
    for row, (role, line) in enumerate(lines, item.table.height):
        yield CodedCell(Cell(row, 0, line.text, 1, max(1, item.table.width), line.where), cast(Role, role))


@dataclass(slots=True)
class _Sheet:
    """One table while it is coded: what is known of each of its cells so far."""

    no: int
    table: Table
    lines: Sequence[Row]
    found: Match | None
    book: Codebook
    known: dict[tuple[str, str], Fact]
    captions: tuple[str, ...] = ()
    coded: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    roles: dict[tuple[int, int], Role] = field(default_factory=dict)
    ignored: dict[tuple[int, int], str] = field(default_factory=dict)
    candidates: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def code(self) -> None:
        """Turn cells into facts."""
        if self.found is None:
            return
        if self.table.flat:
            self._glued(self.found)
        elif self.found.table.layout == "record":
            self._record()
        else:
            self._rows()

    def cells(self) -> Iterator[CodedCell]:
        """Every cell with its role."""
        headers = {row.no for header in self.found.headers.values() for row in header} if self.found else set()
        for cell in self.table.cells:
            place = (cell.row, cell.col)
            item, column = self.coded.get(place, (None, None))
            yield CodedCell(
                cell, self._role(cell, headers), item, column, self.ignored.get(place), self.candidates.get(place, ())
            )

    def _role(self, cell: Cell, headers: set[int]) -> Role:
        place = (cell.row, cell.col)
        if cell.row in self.table.repeated:
            self.ignored.setdefault(place, "repeated header") if parse(cell.text).is_number else None
            return "furniture"
        if place in self.roles:
            return self.roles[place]
        if cell.row in headers:
            return "header"
        if self.table.flat:
            return (
                "label"
                if cell.col == 0
                else _plain_role(cell)
                if parse(cell.text).missing or is_unit(cell)
                else "value"
            )
        if self.found and cell.row in self.found.captions:
            return "caption"
        return _plain_role(cell)

    def _glued(self, found: Match) -> None:
        """Facts of a flattened table where its digits can be cut in one way only."""
        for outcome in glued.read(found, self.table, self.no, self.book):
            place = (outcome.cell.row, outcome.cell.col)
            self.candidates[place] = outcome.candidates
            if not outcome.solved or any(fact.key in self.known for fact in outcome.facts):
                continue
            self.known |= {fact.key: fact for fact in outcome.facts}
            self.ignored[place] = "cut into facts"

    def _rows(self) -> None:
        found = self.found
        assert found is not None
        lines = {row.no: row for row in self.lines}
        sums = self._row_sums(found)
        for no, (block, item, named) in sorted(found.items.items()):
            values = [cell for cell in lines[no].right_of(found.start) if cell.col not in found.units]
            unit = next((cell.text for cell in lines[no].own if cell.col in found.units), None)
            self._mark_labels(lines[no], found)
            if item.kind == "heading" and not self._carries(item, values):
                continue
            label = found.labels.get(no)
            heads = found.columns[id(block)] or by_order(values, block)
            if not fills(lines[no], found.headers[id(block)], found.start):
                heads = []
            for cell, leaf, column, sure in assign(values, heads, adds_up(values, heads, sums)):
                if leaf and column is None:
                    self._ignore(cell, leaf.cell.text)
                spans = cell.rowspan > 1 and (label is None or not set(cell.rows) <= set(label.rows))
                self._cell(cell, item, None if spans else column, weaker(named, sure), unit)
        self._serials(lines)

    def _row_sums(self, found: Match) -> list[Rule]:
        """What the form demands of the columns of every row."""
        own = (rule for rule in self.book.rules if rule.form == found.form and rule.table == found.table.code)
        return [rule for rule in own if rule.kind == "row" and rule.op == "=" and rule.severity == "must"]

    def _carries(self, item: FormRow, values: Sequence[Cell]) -> bool:
        """Whether a heading row holds values itself, as some editions print it."""
        return item.header_or_row and any(parse(cell.text).is_number for cell in values)

    def _mark_labels(self, line: Row, found: Match) -> None:
        for cell in line.own:
            if cell.col < found.start or cell.col in found.units:
                self.roles[cell.row, cell.col] = (
                    "unit" if is_unit(cell) else "label" if words(cell) else _plain_role(cell)
                )

    def _record(self) -> None:
        found = self.found
        assert found is not None
        header = {row.no for row in found.headers[0]}
        body = [row for row in self.lines if row.no not in header and any(parse(c.text).is_value for c in row.own)]
        if len([row for row in body if any(parse(cell.text).is_number for cell in row.own)]) > 1 or not body:
            return
        line = next((row for row in body if any(parse(cell.text).is_number for cell in row.own)), body[0])
        column = found.table.blocks[0].columns[0]
        printed = [(leaf, column, named) for leaf, _, named in found.columns[0]]
        values = [cell for cell in line.own if not words(cell)]
        for cell, index, sure in places(values, printed if fills(line, found.headers[0], 0) else []):
            if index is None or index not in found.items:
                self.roles[cell.row, cell.col] = "value" if parse(cell.text).is_number else "empty"
                continue
            _, item, named = found.items[index]
            self._cell(cell, item, column, weaker(named, sure), None)

    def _cell(self, cell: Cell, item: FormRow, column: Column | None, named: Named | None, unit: str | None) -> None:
        """Code one cell, or leave it unmapped."""
        place = (cell.row, cell.col)
        value = parse(cell.text)
        if not value.is_value:
            self.roles[place] = "value" if any(char.isdigit() for char in cell.text) else "note"
            return
        self.roles[place] = "value" if value.is_number or column else "empty"
        if column is None or named is None:
            return
        if column.ignored:
            self.ignored |= {place: column.ignored} if value.is_number else {}
            return
        fact = self._fact(cell, item, column, value, named, unit)
        if fact.key in self.known:
            self._doubt(fact)
            return
        self.known[fact.key] = fact
        self.coded[place] = fact.key

    def _ignore(self, cell: Cell, header: str) -> None:
        """Ignore the numbers of a column that the codebook knows to carry no fact."""
        assert self.found is not None
        known = (
            e
            for e in self.book.ignored
            if e.form == self.found.form and e.axis == "column" and key(e.label) == key(header)
        )
        for entry in known:
            self.ignored[cell.row, cell.col] = entry.reason

    def _fact(self, cell: Cell, item: FormRow, column: Column, value: Value, named: Named, unit: str | None) -> Fact:
        assert self.found is not None
        wanted = self.book.unit(self.found.form, item.code, column.code)
        # Only money has several units; to look for one at every number would cost a tenth of all coding.
        headers = self._headers(cell, column) if wanted in units.MONEY else ()
        amount = units.normalise(value, wanted, unit, *headers)
        large = item.most is not None and units.too_large(amount.number, item.most)
        doubt = NOTED if value.note or not value.exact or amount.doubtful or large else 1.0
        return Fact(
            item=item.code,
            column=column.code,
            value=amount.number,
            raw=cell.text,
            unit=amount.unit,
            missing=value.missing,
            method=named.method,
            confidence=min(named.confidence, doubt),
            table=self.no,
            row=cell.row,
            col=cell.col,
        )

    def _headers(self, cell: Cell, column: Column) -> Iterator[str]:
        """Where a unit may stand, the nearest first: the row's label, the levels of the column's header, the captions."""
        assert self.found is not None
        if label := self.found.labels.get(cell.row):
            yield label.text
        for leaf in (leaf for group in self.found.columns.values() for leaf, own, _ in group if own is column):
            yield leaf.cell.text
            yield from reversed(leaf.path)
        first = min(self.found.items, default=0)
        above = [cell.text for cell in self.table.cells if cell.row < first]
        yield from filter(None, map(units.of_caption, (*above, *self.captions)))

    def _doubt(self, fact: Fact) -> None:
        """The same item printed twice: the second stays unmapped, and where they differ the first is doubtful."""
        first = self.known[fact.key]
        if fact.value is not None and first.value != fact.value and fact.confidence > DOUBTFUL:
            self.known[fact.key] = replace(first, confidence=min(first.confidence, 0.5))

    def _serials(self, lines: dict[int, Row]) -> None:
        """Numbers left of the labels count the rows; the codebook says so of columns like 序号, order says so of others."""
        assert self.found is not None
        first = min((cell.col for cell in self.found.labels.values()), default=0)
        columns: dict[int, list[Cell]] = {}
        for line in lines.values():
            for cell in line.own:
                if cell.col < first and parse(cell.text).is_number:
                    columns.setdefault(cell.col, []).append(cell)
        for cells in columns.values():
            numbers = [parse(cell.text).number for cell in cells]
            if numbers == sorted(numbers, key=lambda number: number or 0) and len(set(numbers)) == len(numbers) > 1:
                self.ignored |= dict.fromkeys(((cell.row, cell.col) for cell in cells), "serial number")
                self.roles |= dict.fromkeys(((cell.row, cell.col) for cell in cells), "label")


def _plain_role(cell: Cell) -> Role:
    """What a cell of a table that no form explains is, by what it holds."""
    value = parse(cell.text)
    if value.is_number:
        return "value"
    if value.missing:
        return "empty"
    return "unit" if is_unit(cell) else "label"
