"""Cut digits that a copy has glued together into the cells of a row, where the form's own sums leave one way only.

Every cell of a flattened table is taken to hold a number, since zeros are printed in the tables that get flattened; a table
in which too few rows can be cut at all has blanks, and nothing of it is decided.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from extract.codebook import Codebook, FormTable, Rule, split
from extract.coding.relations import SIGNS, Cut, Key, Relation, choose, holds

# More ways than this to cut a row are not looked at, and no more than `TABLE` in all rows: they stay undecided.
WAYS = 20_000
TABLE = 100_000
_RUNS = re.compile(f"([{''.join(sorted(SIGNS))}])")
_DASHES = re.compile("[—–]+")
# No count has more digits.
LONGEST = 15
# At least this share of a table's rows must have some way to be cut; of a list of indicators, whose rows have no sum, all.
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Glued:
    """Digits as printed, blanks included, and the facts whose numbers they are, in order."""

    digits: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """What became of a string: its pieces, or None with the ways that are left; `sure` where more than likelihood decides."""

    cut: Cut | None
    ways: tuple[Cut, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Relations:
    """What holds between the numbers of a table: by definition or as printed (`must`), or in an orderly report."""

    must: tuple[Relation, ...]
    expected: tuple[Relation, ...]


def solve(strings: Sequence[Glued], book: Codebook, form: str, table: str) -> list[Solved]:
    """For each string of a table the only way to cut it, or the ways that are left.

    First every row by its own sums; where several ways are left, what holds between the rows of a column chooses. A column
    that adds up in no way is a matter for findings and decides nothing.
    """
    form_table = next(item for item in book.form(form).tables if item.code == table)
    rules = _relations(book, form, form_table, {key for string in strings for key in string.keys})
    every = list(_every(strings))
    share = 1.0 if form_table.listed else SHARE
    if sum(map(bool, every)) < share * len(every):
        return [_spaced(string, ways) for string, ways in zip(strings, every, strict=True)]
    kept = [_fitting(string, ways, rules.must) for string, ways in zip(strings, every, strict=True)]
    if sum(map(bool, kept)) < SHARE * len(kept):
        return [Solved(None, tuple(ways)) for ways in every]
    solved = _solved(strings, kept, rules)
    if form_table.listed:
        return [_certain(found, ways) for found, ways in zip(solved, every, strict=True)]
    return [_proved(string, found, rules) for string, found in zip(strings, solved, strict=True)]


def _spaced(string: Glued, ways: Sequence[Cut]) -> Solved:
    """In a table with blanks only those rows are known whose blanks part as many numbers as there are columns."""
    spaced = len(ways) == 1 and len(string.digits.split()) == len(string.keys) > 1
    return Solved(ways[0], sure=True) if spaced else Solved(None, tuple(ways))


def _certain(found: Solved, ways: Sequence[Cut]) -> Solved:
    """A row of a list is sure where its digits can be cut in one way."""
    return Solved(found.cut, found.ways, found.cut is not None and len(ways) == 1)


def _proved(string: Glued, found: Solved, rules: Relations) -> Solved:
    """A row of other tables is sure where a sum of its own speaks for its pieces, or where it is one piece, or zeros alone."""
    sums = any(set(relation.keys) <= set(string.keys) for relation in rules.must if relation.op == "=")
    cut = found.cut
    return Solved(cut, found.ways, cut is not None and (sums or len(cut) == 1 or set(cut) <= {"0", *SIGNS}))


def cuts(digits: str, count: int) -> Iterator[Cut]:
    """All ways to cut digits into `count` whole numbers without leading zeros; blanks are cuts already, a dash is a cell.

    >>> list(cuts("120", 2)), list(cuts("1 20", 2)), list(cuts("007", 3)), list(cuts("1—/1", 4))
    ([('1', '20'), ('12', '0')], [('1', '20')], [('0', '0', '7')], [('1', '—', '/', '1')])
    """
    runs = _RUNS.sub(r" \1 ", digits).split()
    if all(run.isdecimal() or run in SIGNS for run in runs) and sum(map(len, runs)) <= LONGEST * count:
        yield from _cut_runs(runs, count)


def _cut_runs(runs: Sequence[str], count: int) -> Iterator[Cut]:
    if not runs:
        if count == 0:
            yield ()
        return
    rest = sum(map(len, runs[1:]))
    for pieces in range(max(1, count - rest), min(len(runs[0]), count - len(runs) + 1) + 1):
        for head in _cut_run(runs[0], pieces):
            for tail in _cut_runs(runs[1:], count - pieces):
                yield head + tail


def _cut_run(run: str, count: int) -> Iterator[Cut]:
    if count == 1:
        if run in SIGNS or run == "0" or (not run.startswith("0") and len(run) <= LONGEST):
            yield (run,)
        return
    longest = min(len(run) - count + 1, LONGEST)
    for end in range(max(1, len(run) - LONGEST * (count - 1)), 2 if run.startswith("0") else longest + 1):
        for tail in _cut_run(run[end:], count - 1):
            yield (run[:end], *tail)


def _apart(strings: Iterable[Glued]) -> bool:
    """Whether each dash of a table is a cell of its own: where all stand in pairs, a pair may be one cell."""
    runs = [run for string in strings for run in _DASHES.findall(string.digits)]
    return not runs or any(len(run) % 2 for run in runs)


def _every(strings: Iterable[Glued]) -> Iterator[list[Cut]]:
    """The ways to cut each string; none where there are too many to look at."""
    left = TABLE
    strings = list(strings)
    apart = _apart(strings)
    for string in strings:
        if len(string.keys) == 1 and len(string.digits.split()) == 1:
            yield [(string.digits.strip(),)]
            continue
        most = min(WAYS, left)
        ways = list(islice(cuts(string.digits, len(string.keys)), most + 1)) if apart else []
        left -= min(len(ways), most)
        yield ways if len(ways) <= most else []


def _fitting(string: Glued, ways: Iterable[Cut], relations: Iterable[Relation]) -> list[Cut]:
    """The ways that satisfy a row's own sums."""
    own = [relation for relation in relations if set(relation.keys) <= set(string.keys)]
    return [cut for cut in ways if all(holds(relation, dict(zip(string.keys, cut, strict=True))) for relation in own)]


def _solved(strings: Sequence[Glued], ways: list[list[Cut]], rules: Relations) -> list[Solved]:
    """What the columns leave of the ways to cut each row."""
    rows: list[Mapping[Key, int]] = [{key: no for no, key in enumerate(string.keys)} for string in strings]
    left = choose(rows, ways, rules.must)
    left = choose(rows, left, rules.expected) if rules.expected else left
    return [Solved(found[0]) if len(found) == 1 else Solved(None, tuple(found)) for found in left]


def _relations(book: Codebook, form: str, table: FormTable, printed: set[Key]) -> Relations:
    """What a form states of the printed cells of one of its tables."""
    own = [rule for rule in book.rules if rule.form == form and rule.table in (table.code, None)]
    must = [rule for rule in own if rule.op == "=" and rule.severity == "must"]
    columns = sorted({column for _, column in printed})
    items = list(dict.fromkeys(item for item, _ in sorted(printed)))
    expected: list[Relation] = []
    if table.listed:
        expected += _within(table, columns)
        expected += [r for rule in own if rule.op and rule not in must for r in _stated(rule, items, columns)]
    stated = (relation for rule in must for relation in _stated(rule, items, columns))
    return Relations(tuple(_printed(stated, printed)), tuple(_printed(expected, printed)))


def _stated(rule: Rule, items: Sequence[str], columns: Sequence[str]) -> Iterator[Relation]:
    """The relations that a rule states, in every row or in every column."""
    if rule.kind == "row":
        for item in rule.items or items:
            left, right = (tuple((item, column) for column in side) for side in (rule.left, rule.right))
            yield Relation(left, right, rule.op, whole=True)
    elif rule.kind in ("sum", "each"):
        lefts = [(ref,) for ref in rule.left] if rule.kind == "each" else [rule.left]
        for column in columns:
            for refs in lefts:
                left, right = (tuple(_in_column(ref, column) for ref in side) for side in (refs, rule.right))
                yield Relation(left, right, rule.op)


def _in_column(ref: str, column: str) -> Key:
    return split(ref) if "@" in ref else (ref, column)


def _within(table: FormTable, columns: Sequence[str]) -> Iterator[Relation]:
    """Parts and subsets are not above what they are part of."""
    for row in (row for block in table.blocks for row in block.rows):
        if row.parent and row.relation in ("part", "subset"):
            yield from (Relation(((row.code, c),), ((row.parent, c),), "<=") for c in columns)


def _printed(relations: Iterable[Relation], printed: set[Key]) -> Iterator[Relation]:
    """The relations as far as their cells are printed, those that need every one of them only where it is."""
    for relation in relations:
        left, right = (tuple(key for key in side if key in printed) for side in (relation.left, relation.right))
        if left and right and (not relation.whole or set(relation.keys) <= printed):
            yield Relation(left, right, relation.op, relation.whole)
