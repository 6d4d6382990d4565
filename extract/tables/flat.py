"""Tables that a copy has flattened into running text: labels in a form's order with the digits of their cells glued behind.

What is found becomes a table of two columns, label and glued digits; lists of indicators are found by `flatlist`. Which digits belong to which column is not decided
here: a row that can be cut in several ways stays unmapped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.codebook import Codebook, FormTable
from extract.model import Cell, Table
from extract.tables import flatlist
from extract.tables.squeezed import Squeezed, squeeze
from extract.text import strip_number

# How many characters may stand between the end of one row's digits and the next row's label: captions and headers.
REACH = 160
# How many rows of a form's table must follow each other, at least, and which share of them.
ROWS, SHARE = 3, 0.5

# Where a row's label starts, where it ends, and where the digits behind it end.
Row = tuple[int, int, int]

_GLUED = re.compile(r"[0-9.,/—–-]*[0-9]")
_NUMBER_BEFORE = re.compile(
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|其中[:：])+$"
)


@dataclass(frozen=True, slots=True)
class Flat:
    """A flattened table, and where its first label and its last digit stand in the text that it was found in."""

    table: Table
    start: int
    end: int


def find(text: str, book: Codebook) -> list[Flat]:
    """The flattened tables of a text: for every stretch of it the form's table that explains most rows."""
    tight = squeeze(text)
    found: list[Flat] = []
    taken: list[tuple[int, int]] = []
    for start, end, table in flatlist.find(text, tight, book):
        taken.append((start, end))
        found.append(Flat(table, tight.places[start], tight.places[end - 1] + 1))
    tables = [(form.form, table) for form in book.forms for table in form.tables if not table.listed]
    chains = (CHAINS[table.layout](tight.text, _labels(book, form, table)) for form, table in tables)
    for chain in sorted(filter(None, chains), key=_covered):
        start, end = chain[0][0], chain[-1][2]
        if not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
            found.append(_flat(text, tight, chain))
    return sorted(found, key=lambda item: item.end)


def _covered(chain: Sequence[Row]) -> tuple[int, int]:
    """Longer chains first; of two equal ones the one whose labels cover more of the text."""
    return -len(chain), -sum(label_end - start for start, label_end, _ in chain)


@lru_cache(maxsize=64)
def _labels(book: Codebook, form: str, table: FormTable) -> list[tuple[str, ...]]:
    """The spellings of a table's items in printed order, without their numbers, the longest first."""
    rows = (row for block in table.blocks for row in block.rows if row.valued)
    spellings = ({strip_number(label) for label in book.spellings(form, "row", row.code)} for row in rows)
    return [tuple(sorted(names, key=len, reverse=True)) for names in spellings]


def _chain(text: str, labels: Sequence[tuple[str, ...]]) -> list[Row]:
    """The longest run of rows in a form's order: for each the start of its label, the end of it, the end of its digits.

    Empty where too few rows follow each other, or too few of them carry digits.
    """
    best: list[Row] = []
    for first in range(max(1, len(labels) // 2)):
        for start in _places(text, labels[first]):
            chain = list(_follow(text, labels[first:], start))
            if len(chain) > len(best):
                best = chain
        if best and first > 2:
            break
    filled = sum(end > label_end for _, label_end, end in best)
    return best if filled >= max(ROWS, SHARE * len(labels)) else []


def _record(text: str, labels: Sequence[tuple[str, ...]]) -> list[Row]:
    """A table whose labels all stand before its one row of digits; empty where a label is missing or digits come between."""
    for start in _starts(text, labels[0]):
        chain = list(_follow(text, labels, start))
        if (
            len(chain) == len(labels)
            and chain[-1][2] > chain[-1][1]
            and all(end == label for _, label, end in chain[:-1])
        ):
            return [(chain[0][0], chain[-1][1], chain[-1][2])]
    return []


CHAINS = {"rows": _chain, "record": _record}


def _starts(text: str, names: tuple[str, ...]) -> list[int]:
    return [match.start() for name in names for match in re.finditer(re.escape(name), text)]


def _places(text: str, names: tuple[str, ...]) -> Iterator[int]:
    """Where a label stands with digits behind it."""
    for name in names[:1]:
        for match in re.finditer(re.escape(name), text):
            if text[match.end() : match.end() + 1].isdigit():
                yield match.start()


def _follow(text: str, labels: Sequence[tuple[str, ...]], start: int) -> Iterator[Row]:
    """Rows one after another from a place on, each within reach of the one before."""
    at, reach = start, 0
    for names in labels:
        hits = [(text.find(name, at, at + reach + len(name)), name) for name in names]
        hits = [(place, name) for place, name in hits if place >= 0]
        if not hits:
            continue
        place, name = min(hits, key=lambda hit: (hit[0], -len(hit[1])))
        label_end = place + len(name)
        digits = _GLUED.match(text, label_end)
        end = _before_number(text, digits.end()) if digits else label_end
        yield _label_start(text, place), label_end, max(end, label_end)
        at, reach = max(end, label_end), REACH


def _label_start(text: str, place: int) -> int:
    number = _NUMBER_BEFORE.search(text, max(0, place - 8), place)
    return place if number is None or number.group()[:1].isdigit() else number.start()


def _before_number(text: str, end: int) -> int:
    """The end of a row's digits where the next label's number follows: 0000000|2.其他 and not 00000002."""
    follows = re.compile(r"\d?\d[.、](?=\D)").match(text, end - 1) if end else None
    return end - 1 if follows else end


def _flat(text: str, tight: Squeezed, chain: Sequence[Row]) -> Flat:
    cells = []
    for row, (start, label_end, end) in enumerate(chain):
        cells.append(Cell(row, 0, tight.printed(text, start, label_end)))
        cells.append(Cell(row, 1, tight.printed(text, label_end, end).strip()))
    start, end = chain[0][0], chain[-1][2] - 1
    return Flat(Table(tuple(cells), flat=True), tight.places[start], tight.places[end] + 1)
