"""Compare sections with each other, exactly, and keep those that share enough."""

import sqlite3
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from extract.overlap import shared, sketch
from extract.overlap.entries import Entries
from extract.overlap.shared import Runs
from extract.overlap.words import Words

# Less than this part of both texts is no overlap.
LEAST = 0.5
# Below this part of common shingles, as the sketches tell it, a half in common is out of the question.
LIKELY = 0.22
# Pairs whose sketches, and sections whose words are in memory at a time.
_PAIRS = 50_000
_KEPT = 5_000

_INSERT = "insert or replace into overlaps (section_id, other_id, similarity, shared) values (?, ?, ?, ?)"


def likely(known: Entries, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Pairs that may share enough, each once, as rows of places: of those whose columns are given, the ones that face each
    other and have sketches that are alike."""
    both = np.unique(np.asarray(ones, np.int64) * len(known) + others)
    parts = [both[at : at + _PAIRS] for at in range(0, len(both), _PAIRS)]
    pairs = np.concatenate([_alike(known, np.stack(np.divmod(part, len(known)), axis=1)) for part in parts] or [_NONE])
    return pairs[known.facing(*pairs.T)]


def compare(connection: sqlite3.Connection, known: Entries, pairs: np.ndarray, taken: Words) -> None:
    """Write down how much the sections of each pair share; a pair is a section and another that it is compared with."""
    connection.executemany(_INSERT, _rows(connection, known.names, pairs, taken))


_NONE = np.empty((0, 2), dtype=np.int64)


def _alike(known: Entries, pairs: np.ndarray) -> np.ndarray:
    ones, others = (known.sketches[column] for column in pairs.T)
    return pairs[sketch.alike(ones, others) >= LIKELY]


def _rows(
    connection: sqlite3.Connection, names: np.ndarray, pairs: np.ndarray, taken: Words
) -> Iterator[tuple[str, str, float, int]]:
    """Rows of the table; the two directions of a pair follow each other and are compared once."""

    @lru_cache(maxsize=_KEPT)
    def words(section: str) -> Runs:
        (text,) = connection.execute("select text from sections where id = ?", [section]).fetchone()
        return shared.runs(taken.of(text))

    before, count, part = (-1, -1), 0, 0.0
    for one, other in pairs[np.lexsort((pairs.min(axis=1), pairs.max(axis=1)))].tolist():
        if before != (other, one):
            mine, yours = words(names[one]), words(names[other])
            count = shared.shared(mine, yours)
            part = shared.similarity(mine, yours, count)
        before = (one, other)
        if part >= LEAST:
            yield names[one], names[other], round(part, 4), count
