"""Sections that are likely to share text, by the bands of their sketches, in a table of the archive.

A bucket is all sections with one band. Its first `WIDTH` sections stand for it: every member is compared with these alone, so
that a template in thousands of reports costs each of them the same as one in eight. The first are told by a number that is
made of the section's id, so that the order of loading plays no part and a newcomer seldom takes the place of one of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

WIDTH = 8

_FIRST = f"select section from sketch_bands where band = ? order by section limit {WIDTH}"
# The same for many bands at a time.
_FIRSTS = f"""
select b.value, (
  select json_group_array(section) from (
    select section from sketch_bands where band = b.value order by section limit {WIDTH}
  )
) from json_each(?) b
"""
_MEMBERS = "select section from sketch_bands where band = ?"

# A section, and another that it is to be compared with.
Pair = tuple[int, int]
# A section and its bands.
Banded = tuple[int, list[int]]


@dataclass(frozen=True, slots=True)
class Change:
    """Pairs to be compared now, and sections that stand for fewer buckets than before."""

    wanted: set[Pair] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Buckets:
    """The buckets that a change touches. `left` and `came` are the sections that left and joined each."""

    connection: sqlite3.Connection
    left: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    came: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def change(self, gone: Iterable[Banded], new: Iterable[Banded]) -> Change:
        """Take sections out and put others in, each with its bands; what that changes."""
        left, came = _rows(gone), _rows(new)
        for found, rows in ((self.left, left), (self.came, came)):
            for band, section in rows:
                found[band].add(section)
        touched = self.left.keys() | self.came.keys()
        before = {band: set(known) - self.left.get(band, set()) for band, known in self.firsts(touched).items()}
        self.connection.executemany("delete from sketch_bands where band = ? and section = ?", left)
        self.connection.executemany("insert into sketch_bands values (?, ?)", came)
        return self._compared(before)

    def first(self, band: int) -> list[int]:
        """The sections that stand for a bucket."""
        return [section for (section,) in self.connection.execute(_FIRST, [band])]

    def firsts(self, bands: Iterable[int]) -> dict[int, list[int]]:
        """The sections that stand for each of some buckets, in order."""
        found = self.connection.execute(_FIRSTS, [json.dumps(sorted(bands))])
        return {band: json.loads(sections) for band, sections in found}

    def _compared(self, before: dict[int, set[int]]) -> Change:
        """Newcomers meet those that stand for their buckets, and everybody those that have come to stand for one."""
        change = Change()
        # A newcomer that is alone in its bucket meets nobody.
        met = [band for band, known in before.items() if known or band in self.left or len(self.came.get(band, ())) > 1]
        for band, after in self.firsts(met).items():
            came, known = self.came.get(band, ()), before[band]
            change.wanted.update((section, other) for section in came for other in after)
            change.dropped.update(known.difference(after))
            if entered := set(after) - known:
                members = self.members(band) if len(after) == WIDTH else after
                change.wanted.update((section, other) for section in members for other in entered)
        return change

    def members(self, band: int) -> list[int]:
        """All sections of a bucket."""
        return [section for (section,) in self.connection.execute(_MEMBERS, [band])]


def _rows(sections: Iterable[Banded]) -> list[tuple[int, int]]:
    return sorted((band, section) for section, bands in sections for band in bands)
