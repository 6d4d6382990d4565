"""Ways in which figures of a table can have changed places: exchanges, runs that stand a row off, totals typed by hand."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from extract.check.grid import Changes, Grid
from extract.check.sides import Key

# More figures or rows than this are not tried: tables of the forms have fewer.
CELLS, ROWS = 120, 100
# A run of fewer figures that are not 0 says nothing.
MOVED = 2


def swaps(grid: Grid) -> Iterator[Changes]:
    """Each exchange of two figures with which all sums would hold."""
    suspects = grid.suspects()
    for one, other in combinations(suspects if len(suspects) <= CELLS else (), 2):
        delta = grid.values[other] - grid.values[one]
        if delta and grid.holds(changes := frozenset([(one, delta), (other, -delta)])):
            yield changes


def shifts(grid: Grid) -> Iterator[Changes]:
    """Each run of figures of one column, or of all columns alike, that would mend all sums one row further up or down."""
    groups: list[Sequence[tuple[Key, ...]]] = [(line,) for line in grid.lines.values()]
    if len(groups) > 1 and len({tuple(item for item, _ in line) for line in grid.lines.values()}) == 1:
        groups.append(tuple(grid.lines.values()))
    failing = [{fact.key for side in grid.sums[no][1:] for fact in side.facts} for no in grid.failing]
    for lines in groups:
        for start, stop in _runs(lines, failing):
            for step in (1, -1):
                changes = _rotated(grid, lines, start, stop, step)
                if changes and grid.holds(changes):
                    yield changes


def _runs(lines: Sequence[tuple[Key, ...]], failing: Sequence[set[Key]]) -> Iterator[tuple[int, int]]:
    """Runs of three rows or more that touch every sum that fails, from the shortest."""
    rows = len(lines[0])
    touched = [[row for row in range(rows) if any(line[row] in keys for line in lines)] for keys in failing]
    if rows > ROWS:
        return
    for length in range(3, rows + 1):
        for start in range(rows - length + 1):
            stop = start + length
            if all(any(start <= row < stop for row in hit) for hit in touched):
                yield start, stop


def _rotated(grid: Grid, lines: Sequence[tuple[Key, ...]], start: int, stop: int, step: int) -> Changes | None:
    """What moving a run by one row changes; None where it would push out a figure or moves next to nothing."""
    changes: list[tuple[Key, int | float]] = []
    moved = 0
    for line in lines:
        run = [grid.values[key] for key in line[start:stop]]
        if run[0 if step == 1 else -1]:
            return None
        turned = run[step:] + run[:step]
        moved += sum(bool(value) for value in run)
        changes += [(key, new - old) for key, old, new in zip(line[start:stop], run, turned, strict=True) if new != old]
    return frozenset(changes) if moved >= MOVED * len(lines) and changes else None


def totals(grid: Grid) -> Iterator[Changes]:
    """The sums of the rows in the column of totals, where two or more differ and a sum down that column fails too."""
    rows = [no for no in grid.failing if grid.sums[no][0].kind == "row"]
    down = [no for no in grid.failing if grid.sums[no][0].kind != "row"]
    if len(rows) < 2 or not down or any(len(grid.sums[no][1].facts) != 1 for no in rows):
        return
    changes = frozenset((grid.sums[no][1].facts[0].key, -grid.off[no]) for no in rows)
    if grid.holds(changes):
        yield changes
