"""Of all editions the one that explains most of what a report's tables print. Those that cannot win are not held against them."""

from collections.abc import Mapping, Sequence

from extract.codebook import Codebook, FormTable
from extract.coding.anatomy import Row
from extract.coding.matching import Match, match, match_glued, most
from extract.model import Table
from extract.tables.values import parse

# What is asked of a table before a form explains it: this much of it is recognised.
SHARE = 0.5
ROWS = 3
# Sums of the same numbers in another order differ by less.
DUST = 1e-6

# A printed table with its rows.
Printed = tuple[Table, Sequence[Row]]
# The tables of a form, each with the most that it could score for one printed table.
Hopes = Mapping[FormTable, float]


def choose(
    tables: Sequence[Printed], book: Codebook, forms: Sequence[str], year: int | None = None
) -> tuple[str | None, list[Match | None]]:
    """Of some editions the one whose tables explain most of what is printed; for each printed table the form's, or None."""
    hopes = {form: [_hopes(book, form, lines) for _, lines in tables] for form in forms}
    bounds = {form: sum(max(hope.values(), default=0.0) for hope in found) for form, found in hopes.items()}
    scores: dict[str, float] = {}
    held: dict[str, list[Match | None]] = {}
    for form in sorted(forms, key=bounds.__getitem__, reverse=True):
        if bounds[form] + DUST < max(scores.values(), default=0.0):
            break
        held[form] = [_best(*item, form, hope, book, year) for item, hope in zip(tables, hopes[form], strict=True)]
        scores[form] = sum(found.score for found in held[form] if found)
    best = max((form for form in forms if scores.get(form)), key=scores.__getitem__, default=None)
    return best, held[best] if best else [None] * len(tables)


def _hopes(book: Codebook, form: str, lines: Sequence[Row]) -> Hopes:
    return {table: most(book, form, table, lines) for table in book.form(form).tables}


def _best(
    table: Table, lines: Sequence[Row], form: str, hopes: Hopes, book: Codebook, year: int | None
) -> Match | None:
    """The form's table with the highest score, the first of several, if it explains the printed one."""
    hold = match_glued if table.flat else match
    found: dict[str, Match] = {}
    for own in sorted(hopes, key=hopes.__getitem__, reverse=True):
        if hopes[own] + DUST < max((other.score for other in found.values()), default=0.0):
            break
        found[own.code] = hold(book, form, own, lines, year)
    best = max((found[own.code] for own in hopes if own.code in found), key=lambda item: item.score, default=None)
    return best if best and (_names(best) if table.flat else _explains(best, table)) else None


def _names(found: Match) -> bool:
    """Whether a flattened table prints labels of a form; what its digits say is for `cut`."""
    return found.score >= ROWS and found.found >= ROWS and (not found.table.listed or _headed(found))


def _headed(found: Match) -> bool:
    """Whether a column is known, or no header is printed at all."""
    return any(not group or any(column for _, column, _ in group) for group in found.columns.values())


def _explains(found: Match, table: Table) -> bool:
    """Whether enough of a table is recognised: its columns, and most rows that hold numbers (or most items across)."""
    if found.table.layout == "record":
        return found.found >= SHARE * len(found.table.blocks[0].rows)
    few = min(len(block.rows) for block in found.table.blocks)
    if not _headed(found) or found.score < 2 or found.found < min(ROWS, few):
        return False
    numbered = {cell.row for cell in table.cells if cell.row not in table.repeated and parse(cell.text).is_number}
    return len(numbered & set(found.items)) >= SHARE * len(numbered)
