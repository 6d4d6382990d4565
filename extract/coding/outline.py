"""A table of a form as one ordered list of labels, and how well a printed row fits each of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extract.codebook import Block, Codebook, FormTable
from extract.codebook import Row as FormRow
from extract.coding.align import ALIAS, likeness
from extract.coding.anatomy import Row, Said
from extract.model import Cell
from extract.text import key, tight

# What a group label that reaches down into a row counts, against the row's own label.
ABOVE = 0.6
# What it counts that a label also has the number that the form prints before it.
NUMBER = 0.005
# So many printed keys are remembered with what they are like.
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One label that a form's table prints: the heading or header of a block (then `row` is None), or one of its rows.

    `keys` are its spellings; a header also names the spellings of its block's columns.
    """

    block: Block
    row: FormRow | None
    keys: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...] = ()

    @property
    def label(self) -> str:
        """The label as the form prints it, with its number, in `tight` form; empty for a heading."""
        return tight(self.row.label) if self.row else ""

    @property
    def generic(self) -> bool:
        """Whether the label says so little (其他, 总计) that only its surroundings tell what it counts."""
        return len(self.keys[0]) <= 2

    @property
    def exact_only(self) -> bool:
        """Totals, headings and captions are never taken for a likeness."""
        return self.row is None or self.row.relation == "total" or self.row.code.endswith(".total")

    def fit(self, printed: str) -> float:
        """The likeness of a printed key, where a likeness may count at all."""
        found = likeness(printed, self.keys)
        return found if found >= ALIAS or not self.exact_only else 0.0

    def heads(self, printed: Sequence[str]) -> float:
        """How well the keys of a printed row fit a header: its corner and the share of its columns."""
        columns = sum(any(likeness(item, names) >= ALIAS for item in printed) for names in self.columns)
        return 0.5 * (self.keys[0] in printed) + 0.5 * columns / len(self.columns) if columns else 0.0


class Fit(NamedTuple):
    """How well a printed row fits each entry of an outline, and the best of them."""

    scores: tuple[float, ...]
    best: float


@dataclass(frozen=True, slots=True)
class Outline:
    """The entries of a form's table in printed order, and which of them each key names to the letter.

    `likes` remembers which entries a printed key is like, `known` the scores of whole rows: reports print the same few rows.
    """

    entries: tuple[Entry, ...]
    items: dict[str, tuple[int, ...]]
    captions: dict[str, tuple[int, ...]]
    headers: tuple[int, ...]
    likes: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict, compare=False)
    known: dict[Said, Fit] = field(default_factory=dict, compare=False)

    def fit(self, line: Row) -> Fit:
        """How well a printed row fits each entry; likenesses count only where no label of the row's own is known."""
        found = self.known.get(line.said)
        if found is None:
            if len(self.known) > REMEMBERED:
                self.known.clear()
            scores = self._scores(line)
            found = self.known[line.said] = Fit(tuple(scores), max(scores))
        return found

    def _scores(self, line: Row) -> list[float]:
        scores = [0.0] * len(self.entries)
        printed = [(key(cell.text), weight(cell, line)) for cell in line.labels]
        whole = key("".join(cell.text for cell in line.labels))
        numbered = {tight(cell.text) for cell in line.labels}
        for name, share in [*printed, (whole, 1.0)]:
            for j in self.items.get(name, ()):
                same = NUMBER if self.entries[j].label in numbered else 0.0
                scores[j] = max(scores[j], share * (self.entries[j].fit(name) + same))
        if max(scores) <= ABOVE * (1 + NUMBER):
            own = [(name, share) for name, share in printed if share > ABOVE]
            self._add_likenesses(scores, [*own, (whole, 1.0)])
        self._add_headings(scores, line)
        return scores

    def _add_likenesses(self, scores: list[float], printed: Sequence[tuple[str, float]]) -> None:
        for name, share in printed:
            for j, near in self._likes(name):
                scores[j] = max(scores[j], share * near)

    def _likes(self, name: str) -> Sequence[tuple[int, float]]:
        """The entries that a printed key is like at all, and how much."""
        # Rows of a long table print the same few labels again and again.
        if name not in self.likes:
            if len(self.likes) > REMEMBERED:
                self.likes.clear()
            fits = ((j, entry.fit(name)) for j, entry in enumerate(self.entries) if not entry.exact_only)
            self.likes[name] = tuple((j, near) for j, near in fits if near) if name else ()
        return self.likes[name]

    def _add_headings(self, scores: list[float], line: Row) -> None:
        """Captions stand alone in their row; headers stand in rows without numbers."""
        if line.numbers:
            return
        names = [key(cell.text) for cell in line.named]
        if len(names) == 1:
            for j in self.captions.get(names[0], ()):
                scores[j] = 1.0
        for j in self.headers:
            scores[j] = self.entries[j].heads(names)


def weight(cell: Cell, line: Row) -> float:
    """Group labels name a row less than its own label does."""
    if cell.row < line.no:
        return ABOVE
    return 1.0 if cell is line.labels[-1] else 0.9


@lru_cache(maxsize=64)
def outline(book: Codebook, form: str, table: FormTable) -> Outline:
    """The outline of a form's table, made once."""
    entries = tuple(_entries(book, form, table))
    return Outline(
        entries,
        _index((j, entry) for j, entry in enumerate(entries) if entry.row is not None),
        _index((j, entry) for j, entry in enumerate(entries) if entry.row is None and not entry.columns),
        tuple(j for j, entry in enumerate(entries) if entry.columns),
    )


def _entries(book: Codebook, form: str, table: FormTable) -> Iterator[Entry]:
    for block in table.blocks:
        columns = tuple(tuple(map(key, book.spellings(form, "column", column.code))) for column in block.columns)
        if block.heading:
            yield Entry(block, None, tuple(map(key, book.spellings(form, "heading", block.code))))
        if block.row_header:
            yield Entry(block, None, (key(block.row_header),), columns)
        for row in block.rows:
            yield Entry(block, row, tuple(map(key, book.spellings(form, "row", row.code))))


def _index(numbered: Iterator[tuple[int, Entry]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for j, entry in numbered:
        for name in dict.fromkeys(entry.keys):
            found[name].append(j)
    return {name: tuple(places) for name, places in found.items()}
