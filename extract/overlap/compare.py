"""Compare sections with each other, exactly, and keep those that share enough."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from extract.overlap import shared
from extract.overlap.entries import Entries
from extract.overlap.shared import Runs
from extract.overlap.words import Words

# Less than this part of both texts is no overlap.
LEAST = 0.5
# Sections whose words are in memory at a time.
_KEPT = 1_000

_INSERT = "insert or replace into overlaps (section_id, other_id, similarity, shared) values (?, ?, ?, ?)"

# The words of a section, by its id.
Texts = Callable[[str], Runs]


def texts(connection: sqlite3.Connection, taken: Words) -> Texts:
    """Reads the words of sections; some of them stay at hand."""

    @lru_cache(maxsize=_KEPT)
    def read(section: str) -> Runs:
        (text,) = connection.execute("select text from sections where id = ?", [section]).fetchone()
        return shared.runs(taken.of(text))

    return read


def compare(connection: sqlite3.Connection, known: Entries, pairs: np.ndarray, read: Texts) -> None:
    """Write down how much the sections of each pair share; a pair is the places of a section and of another that it is
    compared with."""
    connection.executemany(_INSERT, _rows(known.names, pairs[known.facing(*pairs.T)], read))


def _rows(names: np.ndarray, pairs: np.ndarray, read: Texts) -> Iterator[tuple[str, str, float, int]]:
    """Rows of the table; the two directions of a pair follow each other and are compared once."""
    before, count, part = (-1, -1), 0, 0.0
    for one, other in pairs[np.lexsort((pairs.min(axis=1), pairs.max(axis=1)))].tolist():
        if before != (other, one):
            mine, yours = read(names[one]), read(names[other])
            count = shared.shared(mine, yours, LEAST)
            part = shared.similarity(mine, yours, count)
        before = (one, other)
        if part >= LEAST:
            yield names[one], names[other], round(part, 4), count
