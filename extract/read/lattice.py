"""Ruling lines and characters to tables. Pure geometry: it serves digital pages and recognised images alike.

Coordinates are points from the top left corner of the page.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

NEAR = 3.0
# Grid lines that stand closer than this leave no room for text between them: they are one line drawn double.
DOUBLE = 5.0
# Word sets text this far from a cell's two sides together; a number wraps when no further digit fits beside it.
PADDING = 12.0
_LEFT, _BASE = itemgetter(1), itemgetter(5)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Char(NamedTuple):
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


def lines(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters to lines by their baseline, top down, each from left to right; a character drawn twice counts once."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=_BASE):
        if rows and _same_line(rows[-1][-1], char):
            rows[-1].append(char)
        elif rows and _raises(rows[-1], char):
            rows[-1] = [*(_raised(small) for small in rows[-1]), char]
        else:
            rows.append([char])
    for row in rows:
        row.sort(key=_LEFT)
        yield _once(row)


def _same_line(before: Char, char: Char) -> bool:
    """Whether two baselines are one: nearer than a third of the smaller character, and than a point and a half always."""
    step = char.base - before.base
    return step < 1.4 or step < 0.35 * min(before.size, char.size)


def _raises(row: list[Char], char: Char) -> bool:
    """Whether a row above a character is no line but raised signs beside it: small, and on its upper half."""
    return all(0 < char.base - small.base < 0.6 * char.size and small.size < 0.75 * char.size for small in row)


def _raised(char: Char) -> Char:
    """A raised digit as the character for it: 22 with the note ¹ is not 221."""
    return char._replace(text=char.text.translate(_RAISED))


def spell(row: Sequence[Char]) -> str:
    """The text of a line: a blank where ASCII characters or digits stand apart, or where anything stands far apart."""
    parts: list[str] = []
    before: Char | None = None
    for char in row:
        if before is not None:
            gap = char.x0 - before.x1
            if (
                gap > 0
                and gap > 0.2 * char.size
                and (gap > 1.6 * char.size or (_narrow(before.text) and _narrow(char.text)))
            ):
                parts.append(" ")
        parts.append(char.text)
        before = char
    return "".join(parts)


def _narrow(text: str) -> bool:
    return text.isascii() or text.isdigit()


def text(chars: list[Char], width: float) -> str:
    """The lines of a cell, one a line; a number that the cell's width has wrapped is one number."""
    whole = ""
    above: list[Char] = []
    for row in lines(chars):
        whole += ("\n" if above and not _wrapped(above, row, width) else "") + spell(row)
        above = row
    return whole


def _wrapped(above: list[Char], row: list[Char], width: float) -> bool:
    """Whether a digit stands on the next line only because the cell has no room for it."""
    digits = above[-1].text.isdigit() and row[0].text.isdigit()
    return digits and above[-1].x1 - above[0].x0 + row[0].x1 - row[0].x0 > width - PADDING


def _once(row: list[Char]) -> list[Char]:
    """Bold type is often faked by drawing a character twice, a hair apart."""
    kept: list[Char] = []
    for char in row:
        near = 0.25 * (char.x1 - char.x0) or 0.25
        crowded = kept and char.x0 - kept[-1].x0 < near
        if not crowded or all(char.text != other.text or char.x0 - other.x0 >= near for other in kept[-3:]):
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
        if not found or value - found[-1] > DOUBLE:
            found.append(value)
    return found


def _owners(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each grid place the place that its cell starts at: places with no line between them are one cell."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    below = [[rule for rule in across if 0 <= rule.at - y <= DOUBLE] for y in ys]
    beside = [[rule for rule in down if 0 <= rule.at - x <= DOUBLE] for x in xs]
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
    """The cell that covers a rectangle of places."""
    (top, left), (last, end) = min(places), max(places)
    return Region(top, left, last + 1 - top, end + 1 - left, (xs[left], ys[top], xs[end + 1], ys[last + 1]))


def _covered(region: Region) -> Iterator[tuple[int, int]]:
    for row in range(region.row, region.row + region.rowspan):
        for col in range(region.col, region.col + region.colspan):
            yield row, col
