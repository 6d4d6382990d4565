"""How printed tables differ from every known edition, so that a new form shows itself on the day it appears. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract import report
from extract.codebook import Block, Codebook, FormTable
from extract.codebook import Row as FormRow
from extract.coding.align import ALIAS, likeness
from extract.coding.anatomy import Row, rows
from extract.coding.matching import Match, match, match_glued
from extract.model import Document, Table
from extract.tables.pieces import join
from extract.text import key

# A table that shares less than this with its nearest edition is near none.
NEAR = 0.5
# So many further editions are named.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One printed table held against one edition of a form's table: labels as printed, or as the form has them.

    `same` counts the rows and columns that both have; `renamed` pairs the form's label with a printed one that is like it.
    """

    form: str
    edition: str | None
    table: str
    same: int
    rows_gone: tuple[str, ...] = ()
    rows_new: tuple[str, ...] = ()
    rows_moved: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    columns_gone: tuple[str, ...] = ()
    columns_new: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Form, edition and table for people."""
        return f"{self.form}{f' {self.edition}' if self.edition else ''}, table {self.table}"

    @property
    def count(self) -> int:
        """How many things differ."""
        return sum(len(getattr(self, name)) for name in KINDS)

    @property
    def share(self) -> float:
        """The part of both that is the same."""
        return self.same / (self.same + self.count) if self.same else 0.0


KINDS = {
    "rows_gone": "row gone",
    "rows_new": "row new",
    "rows_moved": "row moved",
    "renamed": "row renamed",
    "columns_gone": "column gone",
    "columns_new": "column new",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One printed table: its rows' labels, and how it differs from every edition that shares anything with it, nearest first."""

    no: int
    labels: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def nearest(self) -> Difference | None:
        """The edition that the table is nearest to, None where it is near none."""
        first = next(iter(self.differences), None)
        return first if first and first.share >= NEAR else None


def compare_forms(tables: Iterable[Table], book: Codebook) -> tuple[Compared, ...]:
    """Every table held against every known edition."""
    return tuple(_compared(no, table, book) for no, table in enumerate(tables))


def printed(document: Document, book: Codebook) -> tuple[Table, ...]:
    """The tables of a document, joined over its pages, flattened ones too."""
    labels = {
        key(label) for form in book.forms for row in form.rows() for label in book.spellings(form.form, "row", row.code)
    }
    blocks = join(document.blocks, lambda label: key(label) in labels)
    return tuple(placed.table for placed in report.understand(document, blocks, book).tables)


def lines(compared: Sequence[Compared]) -> Iterator[str]:
    """What `nianbao forms` prints."""
    for table in compared:
        nearest = table.nearest
        if nearest is None:
            yield f"table {table.no}: near no known edition; its rows: {', '.join(table.labels) or '(no labels)'}"
        elif not nearest.count:
            yield f"table {table.no}: as in {nearest.name}"
        else:
            yield f"table {table.no}: nearest to {nearest.name}, {nearest.same} the same, {nearest.count} different"
            yield from (f"  {line}" for line in _details(nearest))
        others = [other for other in table.differences if other is not nearest][:SHOWN]
        yield from (f"  {other.name}: {other.same} the same, {other.count} different" for other in others)


def _details(difference: Difference) -> Iterator[str]:
    for name, words in KINDS.items():
        for label in getattr(difference, name):
            yield f"{words}: {label if isinstance(label, str) else ' → '.join(label)}"


def _compared(no: int, table: Table, book: Codebook) -> Compared:
    found = [
        difference
        for form in book.forms
        for form_table in form.tables
        for difference in _differences(table, form.form, tuple(form.editions), form_table, book)
    ]
    labels = tuple(label for row in rows(table) if row.numbers and (label := _label(row)))
    found = [difference for difference in found if difference.same]
    return Compared(no, labels, tuple(sorted(found, key=lambda item: _nearness(item, book))))


def _nearness(difference: Difference, book: Codebook) -> tuple[float, int, int, str]:
    """What comes first: the nearest, that which shares most, the latest form."""
    year = book.form(difference.form).first_year
    return -difference.share, -difference.same, -year, difference.edition or ""


def _differences(
    table: Table, form: str, editions: Sequence[str], form_table: FormTable, book: Codebook
) -> Iterator[Difference]:
    """A table against each edition of a form's table; nothing where they have no row in common."""
    lines = rows(table)
    found = (match_glued if table.flat else match)(book, form, form_table, lines)
    if not found.items:
        return
    blocks = _blocks(found)
    texts = {key(cell.text) for cell in table.cells}
    # A heading, or a row that others print as a group beside its rows, is no row that is gone.
    wanted = [row for block in blocks for row in block.rows if row.kind == "item" and not _beside(row, found, texts)]
    for edition in _telling(editions, wanted):
        own = [row for row in wanted if not row.editions or edition in row.editions]
        yield _difference(found, edition, own, _unknown(found, lines), blocks, book)


def _beside(row: FormRow, found: Match, texts: set[str]) -> bool:
    """Whether a row's label stands in the table, but not as a row."""
    codes = {item.code for _, item, _ in found.items.values()}
    return row.header_or_row and row.code not in codes and key(row.label) in texts


def _blocks(found: Match) -> list[Block]:
    """The blocks of which something is printed: a report splits a form's table as it likes."""
    printed = {id(block) for block, _, _ in found.items.values()}
    return [block for block in found.table.blocks if id(block) in printed]


def _telling(editions: Sequence[str], wanted: Sequence[FormRow]) -> list[str | None]:
    """The editions that differ in these rows; None where they all print the same ones."""
    return list(editions) if any(row.editions for row in wanted) else [None]


def _unknown(found: Match, lines: Sequence[Row]) -> list[str]:
    """The labels, or the items across, that were not recognised in their place."""
    if found.table.layout == "record":
        leaves = [leaf for leaf, _, _ in found.columns.get(0, [])]
        return [leaf.cell.text for index, leaf in enumerate(leaves) if index not in found.items]
    headers = {row.no for header in found.headers.values() for row in header} | found.captions
    rest = (line for line in lines if line.no not in found.items and line.no not in headers and line.numbers)
    return [label for line in rest if (label := _label(line))]


def _label(line: Row) -> str:
    return line.labels[-1].text.strip() if line.labels else ""


def _difference(
    found: Match,
    edition: str | None,
    own: Sequence[FormRow],
    unknown: Sequence[str],
    blocks: Sequence[Block],
    book: Codebook,
) -> Difference:
    known = {row.code: (no, named) for no, (_, row, named) in found.items.items()}
    codes = {row.code for row in own}
    missing = [row for row in own if row.code not in known]
    moved = {label: row for label in unknown if (row := _meant(label, missing, found.form, book))}
    gone = [row.label for row in missing if row not in moved.values()]
    foreign = [row.label for _, row, _ in found.items.values() if row.kind == "item" and row.code not in codes]
    renamed = [
        (row.label, found.labels[no].text.strip())
        for no, (_, row, named) in found.items.items()
        if named.method == "aligned" and row.code in codes and no in found.labels
    ]
    same_columns, columns_gone, columns_new = _columns(found, blocks)
    return Difference(
        form=found.form,
        edition=edition,
        table=found.table.code,
        same=len(codes & set(known)) - len(renamed) + same_columns,
        rows_gone=tuple(dict.fromkeys(gone)),
        rows_new=(*foreign, *(label for label in unknown if label not in moved)),
        rows_moved=tuple(moved),
        renamed=tuple(renamed),
        columns_gone=columns_gone,
        columns_new=columns_new,
    )


def _meant(label: str, missing: Iterable[FormRow], form: str, book: Codebook) -> FormRow | None:
    """The row of the form that a label out of its place names, if there is one."""
    for row in missing:
        spellings = tuple(map(key, book.spellings(form, "row", row.code)))
        if likeness(key(label), spellings) >= ALIAS:
            return row
    return None


def _columns(found: Match, blocks: Sequence[Block]) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many columns are the same, the form's that are not printed, and the printed ones that it has not."""
    if found.table.layout == "record":
        return 0, (), ()
    heads = [head for block in blocks for head in found.columns.get(id(block), [])]
    # A copy of running text has no header.
    blocks = [block for block in blocks if found.columns.get(id(block))]
    printed = {(id(block), column.code) for block in blocks for _, column, _ in found.columns[id(block)] if column}
    # A list of indicators prints the value, and of its other columns what it likes.
    wanted = [(id(b), c) for b in blocks for c in b.columns if not found.table.listed or c.code == "value"]
    gone = tuple(column.label for block, column in wanted if (block, column.code) not in printed)
    return len(printed), gone, tuple(leaf.cell.text.strip() for leaf, column, _ in heads if column is None)
