"""What holds between the numbers of several rows chooses between the ways to cut each of them. Bounded on any input."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

Key = tuple[str, str]
Cut = tuple[str, ...]

# What is printed for no number, one for each cell. A hyphen may belong to a number.
SIGNS = frozenset("—–/")

# More combinations of the ways to cut some rows are not looked at, nor more in all: these rows keep all their ways.
COMBINATIONS = 20_000
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of the left cells is `op` that of the right ones; `whole` where it says nothing of some of them alone."""

    left: tuple[Key, ...]
    right: tuple[Key, ...]
    op: str
    whole: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """The cells of both sides."""
        return self.left + self.right


def holds(relation: Relation, pieces: Mapping[Key, str]) -> bool:
    """Whether some pieces satisfy a relation; what has decimals or a sign speaks against none, a dash counts as 0."""
    sides = [["0" if pieces[key] in SIGNS else pieces[key] for key in side] for side in (relation.left, relation.right)]
    if not all(piece.isdecimal() and len(piece) < 20 for side in sides for piece in side):
        return True
    left, right = (sum(map(int, side)) for side in sides)
    return {"=": left == right, "<=": left <= right, ">=": left >= right}[relation.op]


def choose(
    rows: Sequence[Mapping[Key, int]], ways: Sequence[Sequence[Cut]], relations: Sequence[Relation]
) -> list[list[Cut]]:
    """The ways to cut each row that some combination shares in which every relation holds, all ways where none does.

    `rows` says which piece of each row is which cell. Relations with a row that cannot be cut say nothing.
    """
    homes = {key: no for no, row in enumerate(rows) for key in row if ways[no]}
    usable = [relation for relation in relations if all(key in homes for key in relation.keys)]
    left, budget = [list(found) for found in ways], ALL
    for group, own in _groups(ways, usable, homes):
        number = prod(len(ways[row]) for row in group)
        if own and number <= min(COMBINATIONS, budget):
            budget -= number
            for row, found in _kept(group, own, rows, ways, homes).items():
                left[row] = found
    return left


def _groups(
    ways: Sequence[Sequence[Cut]], relations: Sequence[Relation], homes: Mapping[Key, int]
) -> Iterator[tuple[list[int], list[Relation]]]:
    """The undecided rows that relations bind together, and those relations."""
    first = {row: row for row, found in enumerate(ways) if len(found) > 1}

    def root(row: int) -> int:
        while first[row] != row:
            first[row] = row = first[first[row]]
        return row

    bound = [
        (relation, [row for row in {homes[key] for key in relation.keys} if row in first]) for relation in relations
    ]
    for _, rows in bound:
        for row in rows[1:]:
            first[root(row)] = root(rows[0])
    groups: dict[int, list[int]] = defaultdict(list)
    for row in first:
        groups[root(row)].append(row)
    for start, group in groups.items():
        yield group, [relation for relation, rows in bound if rows and root(rows[0]) == start]


def _kept(
    group: Sequence[int],
    relations: Sequence[Relation],
    rows: Sequence[Mapping[Key, int]],
    ways: Sequence[Sequence[Cut]],
    homes: Mapping[Key, int],
) -> dict[int, list[Cut]]:
    """The ways of each row of a group that are left; nothing where no combination is right."""
    cells = {key for relation in relations for key in relation.keys}
    fixed = {key: ways[homes[key]][0][rows[homes[key]][key]] for key in cells if homes[key] not in group}
    kept: dict[int, dict[Cut, None]] = {row: {} for row in group}
    for combination in product(*(ways[row] for row in group)):
        pieces = fixed | {
            key: cut[at]
            for row, cut in zip(group, combination, strict=True)
            for key, at in rows[row].items()
            if key in cells
        }
        if all(holds(relation, pieces) for relation in relations):
            for row, cut in zip(group, combination, strict=True):
                kept[row][cut] = None
    return {row: list(found) for row, found in kept.items()} if all(kept.values()) else {}
