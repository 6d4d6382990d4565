"""What may be behind findings: one thing that would mend all that fails in a table. It is named, never repaired.

A single figure goes before any exchange of figures. Where two things would explain the same, or where only one sum fails, so
that nothing else confirms it, no cause is named. The causes are lines of schema/causes.csv.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from extract.check.grid import Changes, Grid, Sums
from extract.check.moves import shifts, swaps, totals
from extract.check.sides import Facts, Key
from extract.codebook import Codebook
from extract.model import Finding

# What would be found if some figures were others.
Again = Callable[[Facts], list[Finding]]
Number = int | float
# So many explanations are looked at closely.
LOOKED_AT = 8


def named(
    book: Codebook, form: str, known: Facts, states: Sums, found: Sequence[Finding], again: Again
) -> list[Finding]:
    """The findings, each with the cause that explains all findings of its table, where one does."""
    causes: dict[str | None, str | None] = {}
    tables = [_table(book, form, finding) for finding in found]
    for table in dict.fromkeys(tables):
        own = [finding for finding, other in zip(found, tables, strict=True) if other == table]
        grid = Grid.of(book, form, table, known, states)

        def mended(changes: Changes, table: str | None = table) -> bool:
            later = again(_changed(known, changes))
            return all(_table(book, form, finding) != table for finding in later)

        causes[table] = _stated(book, own) or _cause(grid, own, mended)
    return [replace(finding, cause=causes[table]) for finding, table in zip(found, tables, strict=True)]


def _table(book: Codebook, form: str, finding: Finding) -> str | None:
    """The table that a finding is about."""
    places = (book.place(form, *key) for key in (*finding.left_facts, *finding.right_facts))
    return next((place.table.code for place in places if place), None)


def _stated(book: Codebook, found: Sequence[Finding]) -> str | None:
    """The cause that all broken rules name themselves; one item alone may have been mistyped."""
    own = {rule.id: rule.cause for rule in book.rules}
    causes = {own.get(finding.rule) for finding in found}
    items = {item for finding in found for item in finding.items}
    return causes.pop() if len(causes) == 1 and len(items) > 1 else None


def _cause(grid: Grid, found: Sequence[Finding], mended: Callable[[Changes], bool]) -> str | None:
    if len(grid.failing) < 2:
        return None
    if single := grid.single():
        changes = single[0]
        return _slip(grid, changes) if len(single) == 1 and mended(changes) else None
    explained: dict[Changes, str] = {}
    for cause, candidates in (("swapped_cells", swaps), ("shifted_row", shifts), ("typed_total", totals)):
        for changes in candidates(grid):
            explained.setdefault(changes, cause)
    holding = [cause for changes, cause in list(explained.items())[:LOOKED_AT] if mended(changes)]
    if len(explained) <= LOOKED_AT and len(holding) == 1:
        return holding[0]
    return "offsetting_pair" if _offsetting(found) else None


def _slip(grid: Grid, changes: Changes) -> str | None:
    """The slip of the pen between a figure and the one that would mend all."""
    ((key, delta),) = changes
    return slip(grid.values[key], grid.values[key] + delta)


def slip(printed: Number, meant: Number) -> str | None:
    """How one number becomes another; None where no single slip does it."""
    if printed == -meant:
        return "sign_lost"
    if not (isinstance(printed, int) and isinstance(meant, int)) or printed < 0 or meant < 0:
        return None
    one, other = str(printed), str(meant)
    for cause, short, long in (("missing_digit", one, other), ("extra_digit", other, one)):
        if len(short) + 1 == len(long) and short in {long[:at] + long[at + 1 :] for at in range(len(long))}:
            return cause
    differ = [at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    exchanged = len(one) == len(other) and len(differ) == 2 and sorted(one) == sorted(other)
    return "transposed_digits" if exchanged else None


def _offsetting(found: Sequence[Finding]) -> bool:
    """Whether there are two findings of one rule, and what one lacks the other has too much."""
    if len(found) != 2 or found[0].rule != found[1].rule:
        return False
    one, other = (finding.delta for finding in found)
    return one is not None and other is not None and one == -other


def _changed(facts: Facts, changes: Changes) -> Facts:
    """The facts with other figures."""
    changed: dict[Key, Number] = {key: (facts[key].value or 0) + delta for key, delta in changes}
    return {
        key: replace(fact, value=changed[key], missing=None) if key in changed else fact for key, fact in facts.items()
    }
