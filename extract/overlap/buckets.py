"""Sections that are likely to share text, by the bands of their sketches, in a table of the archive.

A bucket is all sections with one band. Its first `WIDTH` sections stand for it: every member is compared with these alone, so
that a template in thousands of reports costs each of them the same as one in eight. The first are told by a number that is
made of the section's id, so that the order of loading plays no part and a newcomer seldom takes the place of one of them.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from extract.overlap.entries import Entries

WIDTH = 8
# Rows of the table that are put in at a time, and that are Python's numbers at a time.
_ROWS = 1 << 18
_STEP = 10_000

_FIRSTS = f"""
select b.value, (
  select group_concat(section) from (
    select section from sketch_bands where band = b.value order by section limit {WIDTH}
  )
) found from json_each(?) b
where found is not null
"""
_PUT = "insert into sketch_bands values (?, ?)"
_MEMBERS = "select section from sketch_bands where band = ? order by section"

# A section, and another that it is to be compared with.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Pairs to be compared now, and sections that stand for fewer buckets than before."""

    wanted: set[Pair] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)


def change(connection: sqlite3.Connection, gone: Entries, new: Entries) -> Change:
    """Take sections out of their buckets and put others in; what that changes."""
    left, came = _rows(gone), _rows(new)
    leavers, comers = _by_band(left), _by_band(came)
    known = {
        band: [section for section in sections if section not in leavers.get(band, ())]
        for band, sections in firsts(connection, leavers.keys() | comers.keys()).items()
    }
    connection.executemany("delete from sketch_bands where band = ? and section = ?", left)
    connection.executemany(_PUT, came)
    found = Change()
    # Where nobody left, nobody but newcomers can have come forward; a newcomer that is alone in its bucket meets nobody.
    after = firsts(connection, leavers)
    for band, sections in comers.items():
        if band not in leavers and (band in known or len(sections) > 1):
            after[band] = sorted(known.get(band, []) + sections)[:WIDTH]
    for band, first in after.items():
        _compared(connection, band, comers.get(band, []), known.get(band, []), first, found)
    return found


def put(connection: sqlite3.Connection, new: Iterable[Entries]) -> None:
    """Put sections into their buckets, whatever follows from it; many at once, since some of them are all over the table."""
    waiting: list[np.ndarray] = []
    for entries in new:
        waiting.append(_columns(entries))
        if sum(map(len, waiting)) >= _ROWS:
            _enter(connection, waiting)
            waiting = []
    if waiting:
        _enter(connection, waiting)


def firsts(connection: sqlite3.Connection, bands: Iterable[int]) -> dict[int, list[int]]:
    """The sections that stand for each of some buckets, in order; empty buckets are left out."""
    found = connection.execute(_FIRSTS, [json.dumps(sorted(bands))])
    return {band: sorted(map(int, sections.split(","))) for band, sections in found}


def stands(connection: sqlite3.Connection, section: int, bands: Iterable[int]) -> list[int]:
    """Those of a section's bands whose buckets it stands for."""
    return [band for band, first in firsts(connection, bands).items() if section in first]


def meetings(connection: sqlite3.Connection, some: Entries) -> tuple[np.ndarray, np.ndarray]:
    """Sections with each that stands for one of their buckets, as two columns; some come again.

    Where two stand for the same bucket, the one with the larger number brings both directions, and the other neither.
    """
    bands, at = np.unique(some.bands, return_inverse=True)
    found = firsts(connection, bands.tolist())
    first = np.full((len(bands), WIDTH), -1, dtype=np.int64)
    for row, band in zip(first, bands.tolist(), strict=True):
        row[: len(found[band])] = found[band]
    others = first[at.ravel()]
    ones = np.repeat(some.sections, len(others) // max(len(some), 1))[:, None]
    stands = (others == ones).any(axis=1, keepdims=True)
    met = (others >= 0) & (others != ones) & ~(stands & (others > ones))
    ones, both = np.broadcast_to(ones, others.shape), (met & stands)
    return np.concatenate([ones[met], others[both]]), np.concatenate([others[met], ones[both]])


def _compared(
    connection: sqlite3.Connection, band: int, came: list[int], known: list[int], first: list[int], found: Change
) -> None:
    """Newcomers meet those that stand for their bucket, and everybody those that have come to stand for it."""
    found.wanted.update((section, other) for section in came for other in first)
    found.dropped.update(set(known).difference(first))
    if entered := set(first).difference(known):
        members = first
        if len(first) == WIDTH:
            members = [section for (section,) in connection.execute(_MEMBERS, [band])]
        found.wanted.update((section, other) for section in members for other in entered)


def _enter(connection: sqlite3.Connection, waiting: list[np.ndarray]) -> None:
    rows = _in_order(np.concatenate(waiting))
    connection.executemany(_PUT, (row for at in range(0, len(rows), _STEP) for row in rows[at : at + _STEP].tolist()))


def _rows(entries: Entries) -> list[tuple[int, int]]:
    """The bands of sections with the sections, in order."""
    return [(band, section) for band, section in _in_order(_columns(entries)).tolist()]


def _columns(entries: Entries) -> np.ndarray:
    """The bands of sections and the sections, as two columns."""
    bands = entries.bands
    return np.stack([bands.ravel(), np.repeat(entries.sections, bands.shape[1])], axis=1)


def _in_order(rows: np.ndarray) -> np.ndarray:
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def _by_band(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for band, section in rows:
        found[band].append(section)
    return found
