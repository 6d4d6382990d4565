"""Which pairs of sections are worth an exact comparison, as their sketches tell; a bounded number of sketches is in memory."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from extract.overlap import sketch

# Below this part of common shingles, as the sketches tell it, a half in common is out of the question.
LIKELY = 0.22
# Sketches that are kept at hand, and pairs whose sketches are in memory at a time.
AT_HAND = 1 << 14
_PAIRS = 1 << 13

_THESE = "select section, sketch from sketches where section in (select value from json_each(?)) order by section"
_LOWEST = "select section, sketch from sketches order by section limit ?"


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """Sketches of sections, in the order of the sections' numbers."""

    sections: np.ndarray
    rows: np.ndarray

    @classmethod
    def of(cls, found: Iterable[tuple[int, bytes]]) -> "Sketches":
        """Of rows as the archive keeps them."""
        sections, kept = list(zip(*found, strict=True)) or ((), ())
        rows = np.frombuffer(b"".join(kept), dtype="<u4").reshape(-1, sketch.BANDS * sketch.ROWS)
        return cls(np.array(sections, dtype=np.int64), rows)

    @classmethod
    def lowest(cls, connection: sqlite3.Connection) -> "Sketches":
        """Of the sections with the lowest numbers: they stand for more buckets than any others."""
        return cls.of(connection.execute(_LOWEST, [AT_HAND]))

    def with_these(self, connection: sqlite3.Connection, sections: np.ndarray) -> "Sketches":
        """Those of these sections that are at hand, and the others from the archive."""
        at = np.searchsorted(self.sections, sections)
        at[at == len(self.sections)] = 0
        here = self.sections[at] == sections if len(self.sections) else np.zeros(len(sections), dtype=bool)
        read = Sketches.of(connection.execute(_THESE, [json.dumps(sections[~here].tolist())]))
        rows = np.empty((len(sections), sketch.BANDS * sketch.ROWS), dtype="<u4")
        rows[here], rows[~here] = self.rows[at[here]], read.rows
        return Sketches(sections, rows)

    def places(self, column: np.ndarray) -> np.ndarray:
        """Where the sections of a column stand."""
        return np.searchsorted(self.sections, column)


NONE = Sketches.of(())


def likely(connection: sqlite3.Connection, pairs: np.ndarray, at_hand: Sketches = NONE) -> np.ndarray:
    """Those of some pairs of sections that may share enough, each once."""
    pairs = _distinct(pairs)
    # Pairs with the same other section follow each other, so that few sketches are read twice.
    pairs = pairs[np.argsort(pairs.max(axis=1), kind="stable")]
    parts = (pairs[at : at + _PAIRS] for at in range(0, len(pairs), _PAIRS))
    return np.concatenate([pairs[:0], *(_alike(connection, part, at_hand) for part in parts)])


def _distinct(pairs: np.ndarray) -> np.ndarray:
    """Each pair once, in order; numbers that are counted through make one of two, which sorts much faster."""
    known, which = np.unique(pairs, return_inverse=True)
    ones, others = which.reshape(pairs.shape).T
    both = np.unique(ones * len(known) + others)
    return known[np.stack(np.divmod(both, max(len(known), 1)), axis=1)]


def _alike(connection: sqlite3.Connection, pairs: np.ndarray, at_hand: Sketches) -> np.ndarray:
    known = at_hand.with_these(connection, np.unique(pairs))
    ones, others = (known.rows[known.places(column)] for column in pairs.T)
    return pairs[sketch.alike(ones, others) >= LIKELY]
