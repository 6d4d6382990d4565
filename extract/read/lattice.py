"""Ruling lines and characters to tables. Pure geometry: it serves digital pages and recognised images alike.

Coordinates are points from the top left corner of the page.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

NEAR = 3.0


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character: its box and the baseline that it stands on."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float

    @property
    def size(self) -> float:
        """The height of the box."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: `at` is its fixed coordinate, `start` to `end` the other one."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Region:
    """A cell of a lattice: where it stands in the grid, and its box (x0, top, x1, bottom)."""

    row: int
    col: int
    rowspan: int
    colspan: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class Lattice:
    """A ruled table: the grid's x and y coordinates, its regions, and which one owns each grid place."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    owner: dict[tuple[int, int], int]
    chars: dict[int, list[Char]] = field(default_factory=lambda: defaultdict(list))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The outer box."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def place(self, char: Char) -> bool:
        """Give a character to the cell that its centre lies in; False if it lies outside the table."""
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return False
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        col = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        self.chars[self.owner[row, col]].append(char)
        return True


def find(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[Lattice]:
    """The tables that two sets of ruling lines draw, from the top of the page down."""
    across, down = merge(horizontals), merge(verticals)
    tables = (_lattice(rows, cols) for rows, cols in _components(across, down))
    return sorted((table for table in tables if table), key=lambda table: table.ys[0])


def merge(rules: Sequence[Rule], near: float = 2.0, gap: float = NEAR) -> list[Rule]:
    """Join the pieces of lines that were drawn in parts: same coordinate within `near`, ends within `gap`."""
    merged: list[Rule] = []
    for group in _groups(sorted(rules, key=lambda rule: rule.at), near):
        at = sum(rule.at for rule in group) / len(group)
        pieces = sorted((rule.start, rule.end) for rule in group)
        start, end = pieces[0]
        for left, right in pieces[1:]:
            if left > end + gap:
                merged.append(Rule(at, start, end))
                start = left
                end = right
            end = max(end, right)
        merged.append(Rule(at, start, end))
    return merged


def lines(chars: list[Char]) -> Iterator[list[Char]]:
    """Characters to lines by their baseline, top down, each from left to right; a character drawn twice counts once."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.base):
        if rows and char.base - rows[-1][-1].base < 0.35 * max(4.0, min(rows[-1][-1].size, char.size)):
            rows[-1].append(char)
        else:
            rows.append([char])
    for row in rows:
        row.sort(key=lambda char: char.x0)
        yield _once(row)


def spell(row: Sequence[Char]) -> str:
    """The text of a line: a blank where ASCII characters stand apart, or where anything stands far apart."""
    parts: list[str] = []
    before: Char | None = None
    for char in row:
        if before is not None:
            gap = char.x0 - before.x1
            both = before.text.isascii() and char.text.isascii()
            if gap > (0.2 if both else 1.6) * char.size:
                parts.append(" ")
        parts.append(char.text)
        before = char
    return "".join(parts)


def text(chars: list[Char]) -> str:
    """The lines of a cell, one a line."""
    return "\n".join(spell(row) for row in lines(chars))


def _once(row: list[Char]) -> list[Char]:
    """Bold type is often faked by drawing a character twice, a hair apart."""
    kept: list[Char] = []
    for char in row:
        recent = kept[-3:]
        if not any(
            char.text == other.text and abs(char.x0 - other.x0) < 0.25 * max(char.x1 - char.x0, 1.0) for other in recent
        ):
            kept.append(char)
    return kept


def _groups(rules: list[Rule], near: float) -> Iterator[list[Rule]]:
    """Rules whose coordinates follow each other within `near`, and none further than twice that from the first."""
    group: list[Rule] = []
    for rule in rules:
        if group and (rule.at - group[-1].at > near or rule.at - group[0].at > 2 * near):
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _components(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that touch each other, directly or through others: each set draws one table."""
    parent = list(range(len(across) + len(down)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, row in enumerate(across):
        for j, col in enumerate(down):
            if row.start - NEAR <= col.at <= row.end + NEAR and col.start - NEAR <= row.at <= col.end + NEAR:
                parent[root(i)] = root(len(across) + j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(across):
        found[root(i)][0].append(row)
    for j, col in enumerate(down):
        found[root(len(across) + j)][1].append(col)
    return list(found.values())


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """The grid of one set of lines. Tables whose outer sides are not drawn end where their other lines end."""
    if len(across) < 2 or not down:
        return None
    xs = _distinct([rule.at for rule in down] + [min(r.start for r in across), max(r.end for r in across)])
    ys = _distinct([rule.at for rule in across] + [min(r.start for r in down), max(r.end for r in down)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    owner = _owners(xs, ys, across, down)
    regions = [_region(places, xs, ys) for places in _places(owner).values()]
    index = {region_place: number for number, region in enumerate(regions) for region_place in _covered(region)}
    return Lattice(xs, ys, regions, index)


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _owners(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> dict[tuple[int, int], tuple[int, int]]:
    """For each grid place the place that its cell starts at: places with no line between them are one cell."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    below = [[rule for rule in across if abs(rule.at - y) <= NEAR] for y in ys]
    beside = [[rule for rule in down if abs(rule.at - x) <= NEAR] for x in xs]
    for row in range(len(ys) - 1):
        middle_y = (ys[row] + ys[row + 1]) / 2
        for col in range(len(xs) - 1):
            middle_x = (xs[col] + xs[col + 1]) / 2
            owner[row, col] = (row, col)
            if row and not _ruled(below[row], middle_x):
                owner[row, col] = owner[row - 1, col]
            elif col and not _ruled(beside[col], middle_y):
                owner[row, col] = owner[row, col - 1]
    return owner


def _ruled(rules: list[Rule], at: float) -> bool:
    return any(rule.start <= at <= rule.end for rule in rules)


def _places(owner: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The places of each cell. What is no rectangle (a line is missing) is cut into its rows, so that no text is swallowed."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, start in owner.items():
        found[start].append(place)
    cut: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, places in found.items():
        rows, cols = {row for row, _ in places}, {col for _, col in places}
        if len(places) == len(rows) * len(cols) and start == min(places):
            cut[start] = places
        else:
            for place in sorted(places):
                cut.setdefault((place[0], min(col for row, col in places if row == place[0])), []).append(place)
    return dict(sorted(cut.items()))


def _region(places: list[tuple[int, int]], xs: list[float], ys: list[float]) -> Region:
    top, left = min(row for row, _ in places), min(col for _, col in places)
    bottom, right = max(row for row, _ in places) + 1, max(col for _, col in places) + 1
    return Region(top, left, bottom - top, right - left, (xs[left], ys[top], xs[right], ys[bottom]))


def _covered(region: Region) -> Iterator[tuple[int, int]]:
    for row in range(region.row, region.row + region.rowspan):
        for col in range(region.col, region.col + region.colspan):
            yield row, col
