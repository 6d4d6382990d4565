"""Ruling lines to tables. Pure geometry: it serves digital pages and recognised images alike.

Coordinates are points from the top left corner of the page.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

NEAR = 3.0
# Grid lines that stand closer than this leave no room for text between them: they are one line drawn double.
DOUBLE = 5.0
# Lines across times lines down of a page: more are a drawing.
CROSSINGS = 4_000_000
Box = tuple[float, float, float, float]


class Rule(NamedTuple):
    """A ruling line: `at` is its fixed coordinate, `start` to `end` the other one; `times` is how often it is drawn."""

    at: float
    start: float
    end: float
    times: int = 1


class Region(NamedTuple):
    """A cell of a lattice: where it stands in the grid, and its box (x0, top, x1, bottom)."""

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: the grid's x and y coordinates, its regions in reading order, and the number of the one at each grid place."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    owners: np.ndarray

    @property
    def box(self) -> Box:
        """The outer box."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The number of the region that each point lies in; -1 for one outside the table."""
        left, top, right, bottom = self.box
        cols, rows = _between(self.xs, x), _between(self.ys, y)
        return np.where((x >= left) & (x <= right) & (y >= top) & (y <= bottom), self.owners[rows, cols], -1)


def _between(lines: list[float], points: np.ndarray) -> np.ndarray:
    return np.clip(np.searchsorted(lines, points, "right") - 1, 0, len(lines) - 2)


def find(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[Lattice]:
    """The tables that two sets of ruling lines draw, from the top of the page down."""
    return ruled(merge(horizontals), merge(verticals))


def ruled(across: list[Rule], down: list[Rule]) -> list[Lattice]:
    """The tables that merged lines draw; none where they are crowded."""
    if len(across) < 2 or not down or crowded(across, down):
        return []
    tables = (_lattice(rows, cols) for rows, cols in _components(across, down))
    return sorted((table for table in tables if table), key=lambda table: table.ys[0])


def crowded(across: list[Rule], down: list[Rule]) -> bool:
    """Whether merged lines cross more often than those of any table: they are a drawing."""
    return len(across) * len(down) > CROSSINGS


def merge(rules: Sequence[Rule], near: float = 2.0, gap: float = NEAR) -> list[Rule]:
    """Join the pieces of lines that were drawn in parts: same coordinate within `near`, ends within `gap`."""
    (merged,) = merged_on(np.reshape(np.array(rules, float), (-1, 4)), np.zeros(len(rules), int), 1, near, gap)
    return merged


def merged_on(
    rules: np.ndarray, pages: np.ndarray, count: int, near: float = 2.0, gap: float = NEAR
) -> list[list[Rule]]:
    """The same for the rules (a row each) of so many pages at once; `pages` says on which one each stands."""
    found: list[list[Rule]] = [[] for _ in range(count)]
    if not len(rules):
        return found
    order = np.lexsort((rules[:, 0], pages))
    pages, (at, start, end, times) = pages[order], rules[order].T
    groups = _groups(at, pages, near)
    middle = np.bincount(groups, at * times) / np.bincount(groups, times)
    order = np.lexsort((end, start, groups))
    start, end, groups = start[order], end[order], groups[order]
    reached = _reached(end, groups)
    begins = np.ones(len(at), bool)
    begins[1:] = (groups[1:] != groups[:-1]) | (start[1:] > reached[:-1] + gap)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(at)) - 1
    columns = pages[first], middle[groups[first]], start[first], reached[last]
    for page, *rule in zip(*(column.tolist() for column in columns), strict=True):
        found[page].append(Rule(*rule))
    return found


def _groups(at: np.ndarray, pages: np.ndarray, near: float) -> np.ndarray:
    """The number of the group of each of some coordinates, sorted page by page: in one they follow each other within `near`,
    and none is further than twice that from the first."""
    begins = np.ones(len(at), bool)
    begins[1:] = (at[1:] - at[:-1] > near) | (pages[1:] != pages[:-1])
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(at))
    wide = np.flatnonzero(at[ends - 1] - at[starts] > 2 * near)
    for first, end in zip(starts[wide].tolist(), ends[wide].tolist(), strict=True):
        for index in range(first, end):
            if at[index] - at[first] > 2 * near:
                first = index
                begins[index] = True
    return np.cumsum(begins) - 1


def _reached(ends: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """How far lines reach up to each of them in its group; groups stand one behind the other."""
    order = np.argsort(ends, kind="stable")
    ranks = np.empty(len(ends), int)
    ranks[order] = np.arange(len(ends))
    # A later group has higher numbers throughout, so that the highest one up to a line is one of its own group.
    highest = np.maximum.accumulate(groups * len(ends) + ranks)
    return ends[order[highest % len(ends)]]


def _components(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines that touch each other, directly or through others: each set draws one table."""
    at, start, end, _ = np.array(across).T[:, :, None]
    touching = (start - NEAR <= (other := np.array(down).T)[0]) & (other[0] <= end + NEAR)
    touching &= (other[1] - NEAR <= at) & (at <= other[2] + NEAR)
    left = np.ones(len(across), bool)
    while left.any():
        rows, before = np.zeros_like(left), 0
        rows[np.argmax(left)] = True
        while before < (before := int(np.count_nonzero(rows))):
            cols = touching[rows].any(axis=0)
            rows |= touching[:, cols].any(axis=1)
        left &= ~rows
        yield _chosen(across, rows), _chosen(down, cols)


def _chosen(rules: list[Rule], mask: np.ndarray) -> list[Rule]:
    return [rules[index] for index in np.flatnonzero(mask).tolist()]


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """The grid of one set of lines. Tables whose outer sides are not drawn end where their other lines end."""
    if len(across) < 2 or not down:
        return None
    xs = _distinct([rule.at for rule in down] + [min(r.start for r in across), max(r.end for r in across)])
    ys = _distinct([rule.at for rule in across] + [min(r.start for r in down), max(r.end for r in down)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    regions: list[Region] = []
    owners = np.zeros((len(ys) - 1, len(xs) - 1), int)
    for number, places in enumerate(_places(_owners(xs, ys, across, down))):
        regions.append(_region(places, xs, ys))
        if len(places) == 1:
            owners[places[0]] = number
        else:
            row, col, rowspan, colspan, _ = regions[-1]
            owners[row : row + rowspan, col : col + colspan] = number
    return Lattice(xs, ys, regions, owners)


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > DOUBLE:
            found.append(value)
    return found


def _owners(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each grid place the place that its cell starts at: places with no line between them are one cell."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    above, beside = _ruled(across, ys, xs), _ruled(down, xs, ys)
    for row in range(len(ys) - 1):
        for col in range(len(xs) - 1):
            if row and not above[row][col]:
                owner[row, col] = owner[row - 1, col]
            elif col and not beside[col][row]:
                owner[row, col] = owner[row, col - 1]
            else:
                owner[row, col] = (row, col)
    return owner


def _ruled(rules: list[Rule], lines: list[float], others: list[float]) -> list[list[bool]]:
    """For each grid line whether a rule is drawn on it in the middle between each two of the other lines."""
    at, start, end, _ = np.array(rules).T[:, :, None]
    away = at - np.array(lines)
    middles = (np.array(others[:-1]) + others[1:]) / 2
    on, over = (away >= 0) & (away <= DOUBLE), (start <= middles) & (middles <= end)
    return (on.T.astype(np.float32) @ over.astype(np.float32) > 0).tolist()


def _places(owner: dict[tuple[int, int], tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The places of each cell. What is no rectangle (a line is missing) is cut into its rows, so that no text is swallowed."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, start in owner.items():
        found[start].append(place)
    cut: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, places in found.items():
        if len(places) == 1 or _is_rectangle(start, places):
            cut[start] = places
        else:
            for place in sorted(places):
                cut.setdefault((place[0], min(col for row, col in places if row == place[0])), []).append(place)
    return [places for _, places in sorted(cut.items())]


def _is_rectangle(start: tuple[int, int], places: list[tuple[int, int]]) -> bool:
    rows, cols = {row for row, _ in places}, {col for _, col in places}
    return len(places) == len(rows) * len(cols) and start == min(places)


def _region(places: list[tuple[int, int]], xs: list[float], ys: list[float]) -> Region:
    """The cell that covers a rectangle of places."""
    (top, left), (last, end) = places[0], places[-1]
    return Region(top, left, last + 1 - top, end + 1 - left, (xs[left], ys[top], xs[end + 1], ys[last + 1]))
