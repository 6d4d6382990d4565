"""Compare sections with each other, exactly, and keep those that share enough."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from extract.overlap import entries, shared, sketch
from extract.overlap.buckets import Pair
from extract.overlap.entries import Entry
from extract.overlap.shared import Runs
from extract.overlap.words import Words

# Less than this part of both texts is no overlap.
LEAST = 0.5
# Below this part of common shingles, as the sketches tell it, a half in common is out of the question.
LIKELY = 0.22
# Pairs whose sketches, and sections whose words are in memory at a time.
_PAIRS = 20_000
_KEPT = 5_000

_INSERT = "insert or replace into overlaps (section_id, other_id, similarity, shared) values (?, ?, ?, ?)"


@dataclass(slots=True)
class Texts:
    """The words of sections, those read lately."""

    connection: sqlite3.Connection
    taken: Words
    kept: dict[str, Runs] = field(default_factory=dict)

    def of(self, section: str) -> Runs:
        """The words of one section."""
        if section not in self.kept:
            if len(self.kept) >= _KEPT:
                del self.kept[next(iter(self.kept))]
            (text,) = self.connection.execute("select text from sections where id = ?", [section]).fetchone()
            self.kept[section] = shared.runs(self.taken.of(text))
        return self.kept[section]


def compare(connection: sqlite3.Connection, pairs: Iterable[Pair], taken: Words) -> None:
    """Write down how much the sections of each pair share; a pair is a section and another that it is compared with."""
    texts = Texts(connection, taken)
    ordered = sorted(pairs, key=lambda pair: (max(pair), min(pair)))
    for at in range(0, len(ordered), _PAIRS):
        part = ordered[at : at + _PAIRS]
        known = entries.of_sections(connection, {section for pair in part for section in pair})
        facing = [(known[one], known[other]) for one, other in part if _met(known[one], known[other])]
        connection.executemany(_INSERT, list(_rows(_likely(facing), texts)))


def _met(one: Entry, other: Entry) -> bool:
    return one.report_id != other.report_id and one.faces(other)


def _likely(pairs: list[tuple[Entry, Entry]]) -> list[tuple[Entry, Entry]]:
    """The pairs whose sketches are alike."""
    if not pairs:
        return []
    ones, others = (np.stack([pair[side].sketch for pair in pairs]) for side in (0, 1))
    return [pairs[at] for at in np.flatnonzero(sketch.alike(ones, others) >= LIKELY)]


def _rows(pairs: list[tuple[Entry, Entry]], texts: Texts) -> Iterator[tuple[str, str, float, int]]:
    """Rows of the table; the two directions of a pair follow each other and are compared once."""
    before, count, part = (frozenset[str](), 0, 0.0)
    for one, other in pairs:
        both = frozenset((one.section_id, other.section_id))
        if both != before:
            mine, yours = texts.of(one.section_id), texts.of(other.section_id)
            count = shared.shared(mine, yours)
            before, part = both, shared.similarity(mine, yours, count)
        if part >= LEAST:
            yield one.section_id, other.section_id, round(part, 4), count
