"""Compare sections with each other, exactly, and keep those that share enough."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from extract.overlap import shared
from extract.overlap.shared import Runs
from extract.overlap.words import Words

# Less than this part of both texts is no overlap.
LEAST = 0.5
# Sections whose words are in memory at a time, in each process that compares.
_KEPT = 2_000
# So many pairs with one section are compared at a time.
_ABREAST = 64

# A row of the table: section, other one, similarity, shared letters.
Row = tuple[str, str, float, int]
# Sections by their ids, and pairs of them: the places of a section and of another that it is compared with.
Chunk = tuple[np.ndarray, np.ndarray]
# The words of a section, by its id.
Texts = Callable[[str], Runs]


def texts(connection: sqlite3.Connection, taken: Words) -> Texts:
    """Reads the words of sections; some of them stay at hand. One that is gone, which its neighbours are still to be told, has none."""

    @lru_cache(maxsize=_KEPT)
    def read(section: str) -> Runs:
        found = connection.execute("select text from sections where id = ?", [section]).fetchone()
        return shared.runs(taken.of(found[0]) if found else "")

    return read


def rows(chunk: Chunk, read: Texts) -> Iterator[Row]:
    """How much the sections of each pair share, where that is enough.

    A section is compared with many others at once, and the two directions of a pair are one.
    """
    names, pairs = chunk
    pairs = pairs[np.lexsort((pairs.min(axis=1), pairs.max(axis=1)))]
    for last, group in groupby(pairs.tolist(), max):
        found = list(group)
        for at in range(0, len(found), _ABREAST):
            yield from _rows_with(names, last, found[at : at + _ABREAST], read)


def _rows_with(names: np.ndarray, last: int, pairs: Sequence[Sequence[int]], read: Texts) -> Iterator[Row]:
    others = sorted({min(pair) for pair in pairs})
    yours, mine = read(names[last]), [read(names[other]) for other in others]
    counts = dict(zip(others, zip(mine, shared.shared(mine, yours, LEAST), strict=True), strict=True))
    for section, other in pairs:
        one, count = counts[min(section, other)]
        if (part := shared.similarity(one, yours, count)) >= LEAST:
            yield names[section], names[other], round(part, 4), count
