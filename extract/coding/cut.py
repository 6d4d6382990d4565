"""Cut digits that a copy has glued together into the cells of a row, where the form's own sums leave one way only.

Every cell of a flattened table is taken to hold a number, since zeros are printed in the tables that get flattened; a table
in which too few rows can be cut at all has blanks, and nothing of it is decided.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from extract.codebook import Codebook, Rule, split

Key = tuple[str, str]
Cut = tuple[str, ...]
# Which pieces add up to which others.
Equation = tuple[tuple[int, ...], tuple[int, ...]]

# More ways than this to cut a row, or to combine the cuts of all rows, are not looked at: the row stays undecided.
WAYS = 20_000
# At least this share of a table's rows must have some way to be cut.
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Glued:
    """Digits as printed, blanks included, and the facts whose numbers they are, in order."""

    digits: str
    keys: tuple[Key, ...]


def solve(strings: Sequence[Glued], book: Codebook, form: str, table: str) -> list[Cut | None]:
    """For each string of a table the only way to cut it, or None.

    First every row by its own sums; where several ways are left, the sums of the columns choose between them. A column
    that adds up in no way is a matter for findings and decides nothing.
    """
    rules = _rules(book, form, table)
    ways = [list(_ways(string, rules)) for string in strings]
    if sum(map(bool, ways)) < SHARE * len(ways):
        return [None] * len(strings)
    return _chosen(strings, ways, rules)


def proved(string: Glued, cut: Cut, book: Codebook, form: str, table: str) -> bool:
    """Whether more than their number speaks for a row's pieces: a sum of its own, one piece only, or zeros alone."""
    sums = any(list(_own(rule, string.keys)) for rule in _rules(book, form, table))
    return sums or len(cut) == 1 or set(cut) == {"0"}


def cuts(digits: str, count: int) -> Iterator[Cut]:
    """All ways to cut digits into `count` whole numbers without leading zeros; blanks are cuts already.

    >>> list(cuts("120", 2)), list(cuts("1 20", 2)), list(cuts("007", 3))
    ([('1', '20'), ('12', '0')], [('1', '20')], [('0', '0', '7')])
    """
    runs = digits.split()
    if not all(run.isdecimal() for run in runs):
        return
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
        if run == "0" or not run.startswith("0"):
            yield (run,)
        return
    for end in range(1, 2 if run.startswith("0") else len(run) - count + 2):
        for tail in _cut_run(run[end:], count - 1):
            yield (run[:end], *tail)


def _rules(book: Codebook, form: str, table: str) -> list[Rule]:
    """The equations that a form states of one of its tables."""
    own = (rule for rule in book.rules if rule.form == form and rule.table == table)
    return [rule for rule in own if rule.op == "=" and rule.severity == "must"]


def _ways(string: Glued, rules: Iterable[Rule]) -> Iterator[Cut]:
    """The cuts of a string that satisfy its own sums; none where there are too many to look at."""
    if len(string.keys) == 1 and len(string.digits.split()) == 1:
        yield (string.digits.strip(),)
        return
    found = list(islice(cuts(string.digits, len(string.keys)), WAYS + 1))
    if len(found) > WAYS:
        return
    own = [equation for rule in rules for equation in _own(rule, string.keys)]
    for cut in found:
        numbers = [int(piece) for piece in cut]
        if all(sum(numbers[i] for i in left) == sum(numbers[i] for i in right) for left, right in own):
            yield cut


def _own(rule: Rule, keys: Sequence[Key]) -> Iterator[Equation]:
    """The equations of a rule whose every term stands in one string."""
    places = {key: index for index, key in enumerate(keys)}
    if rule.kind == "row":
        terms = [[(keys[0][0], column) for column in side] for side in (rule.left, rule.right)]
    else:
        terms = [[split(ref) for ref in side] for side in (rule.left, rule.right)]
    if all(key in places for side in terms for key in side):
        left, right = (tuple(places[key] for key in side) for side in terms)
        yield left, right


def _chosen(strings: Sequence[Glued], ways: list[list[Cut]], rules: Sequence[Rule]) -> list[Cut | None]:
    """The cut of each row that all combinations share in which the columns add up."""
    chosen: list[Cut | None] = [found[0] if len(found) == 1 else None for found in ways]
    unsure = [row for row, found in enumerate(ways) if len(found) > 1]
    combinations = list(islice(product(*(ways[row] for row in unsure)), WAYS + 1))
    if not unsure or len(combinations) > WAYS:
        return chosen
    equations = list(_columns(strings, ways, rules))
    left = [c for c in combinations if _adds_up(_numbers(strings, chosen, unsure, c), equations)]
    for place, row in enumerate(unsure):
        kept = {combination[place] for combination in left}
        if len(kept) == 1:
            (chosen[row],) = kept
    return chosen


def _columns(
    strings: Sequence[Glued], ways: Sequence[list[Cut]], rules: Iterable[Rule]
) -> Iterator[tuple[list[Key], list[Key]]]:
    """The equations between rows, column by column, of items that are printed; none that needs a row without a cut."""
    printed = {key for string in strings for key in string.keys}
    known = {key for string, found in zip(strings, ways, strict=True) if found for key in string.keys}
    for rule in rules:
        if rule.kind != "sum":
            continue
        for column in sorted({column for _, column in printed}):
            sides = [[(ref, column) for ref in side if (ref, column) in printed] for side in (rule.left, rule.right)]
            if all(sides) and all(key in known for side in sides for key in side):
                yield sides[0], sides[1]


def _numbers(
    strings: Sequence[Glued], chosen: Sequence[Cut | None], unsure: Sequence[int], combination: Sequence[Cut]
) -> dict[Key, int]:
    cut_of = dict(enumerate(chosen)) | dict(zip(unsure, combination, strict=True))
    return {
        key: int(piece)
        for row, string in enumerate(strings)
        for key, piece in zip(string.keys, cut_of[row] or (), strict=False)
        if piece.isdecimal()
    }


def _adds_up(numbers: dict[Key, int], equations: Iterable[tuple[list[Key], list[Key]]]) -> bool:
    return all(
        sum(numbers.get(key, 0) for key in left) == sum(numbers.get(key, 0) for key in right)
        for left, right in equations
    )
