"""The sections that are compared, with their sketches, as the archive keeps them: columns side by side, one place a section."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from extract.overlap import sketch
from extract.overlap.words import Words

# Letters that are left of a shorter section say too little: that there was nothing to report is said alike everywhere.
SHORTEST = 60

_FIELDS = "section, section_id, report_id, issuer_id, year, code, sketch"
_TEXTS = """
select s.id, s.report_id, r.issuer_id, r.year, s.code, s.text from reports r join sections s on s.report_id = r.id
where r.id in (select value from json_each(?)) and r.is_current = 1 and r.issuer_id is not null
order by r.issuer_id, r.year, s.id
"""

# The same chapter of an office in two years, the later one first, where one of the two is given.
_YEARS = """
select later.section, earlier.section from sketches later join sketches earlier
on earlier.issuer_id = later.issuer_id and earlier.code = later.code and earlier.year < later.year
where {given}.section in (select value from json_each(?))
"""

Row = tuple[int, str, str, str, int | None, str, bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Sections: a number made of its id, its id, whose it is, and its sketch. A year that is not known is NaN."""

    sections: np.ndarray
    names: np.ndarray
    reports: np.ndarray
    issuers: np.ndarray
    years: np.ndarray
    codes: np.ndarray
    sketches: np.ndarray

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Entries":
        """Entries of rows as the table `sketches` has them."""
        columns = list(zip(*rows, strict=True)) or [()] * 7
        texts = (np.array(column, dtype=object) for column in (*columns[1:4], columns[5]))
        names, reports, issuers, codes = texts
        years = np.array(columns[4], dtype=float)
        kept = np.frombuffer(b"".join(columns[6]), dtype="<u4").reshape(-1, sketch.BANDS * sketch.ROWS)
        return cls(np.array(columns[0], dtype=np.int64), names, reports, issuers, years, codes, kept)

    def __len__(self) -> int:
        return len(self.sections)

    @property
    def bands(self) -> np.ndarray:
        """The bands of each, a row an entry."""
        return sketch.bands(self.sketches)

    def places(self, *columns: np.ndarray) -> list[np.ndarray]:
        """Numbers of sections as places of entries."""
        order = np.argsort(self.sections)
        return [order[np.searchsorted(self.sections, column, sorter=order)] for column in columns]

    def facing(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """Whether the one of each pair is compared with the other: one of another office, or of an earlier year of the same.

        Pairs are given as two columns of places. Sections of one report never face each other.
        """
        apart = self.reports[ones] != self.reports[others]
        foreign = self.issuers[ones] != self.issuers[others]
        return apart & (foreign | (self.years[others] < self.years[ones]))


def read(connection: sqlite3.Connection, reports: Collection[str], taken: Words) -> Entries:
    """Entries made of the sections that reports have now. Only current reports of known offices have any."""
    return Entries.of(_made(connection, reports, taken))


def number(section_id: str) -> int:
    """A number made of a section's id alone."""
    return int.from_bytes(blake2b(section_id.encode(), digest_size=8).digest(), "big") >> 1


def put(connection: sqlite3.Connection, entries: Entries) -> None:
    """Keep entries."""
    years = [None if year != year else int(year) for year in entries.years.tolist()]
    kept = map(bytes, entries.sketches)
    rows = zip(
        entries.sections.tolist(),
        entries.names,
        entries.reports,
        entries.issuers,
        years,
        entries.codes,
        kept,
        strict=True,
    )
    connection.executemany(f"insert into sketches ({_FIELDS}) values (?, ?, ?, ?, ?, ?, ?)", rows)


def of_reports(connection: sqlite3.Connection, reports: Collection[str]) -> Entries:
    """The entries that are kept of reports."""
    return _kept(connection, "report_id in (select value from json_each(?))", json.dumps(list(reports)))


def of_sections(connection: sqlite3.Connection, sections: np.ndarray) -> Entries:
    """The entries with these numbers, in the order of the numbers."""
    which = "section in (select value from json_each(?)) order by section"
    return _kept(connection, which, json.dumps(sections.tolist()))


def copiers(connection: sqlite3.Connection, section_id: str) -> Entries:
    """The entries of the sections whose overlaps name a section as the other."""
    return _kept(connection, "section_id in (select section_id from overlaps where other_id = ?)", section_id)


def before(connection: sqlite3.Connection, sections: np.ndarray) -> np.ndarray:
    """These sections, each with the same chapter of earlier years of its office, as two columns."""
    return _pairs(connection, "later", sections)


def after(connection: sqlite3.Connection, sections: np.ndarray) -> np.ndarray:
    """The same chapters of later years of the offices, each with the one of these sections, as two columns."""
    return _pairs(connection, "earlier", sections)


def alike(connection: sqlite3.Connection) -> np.ndarray:
    """All sections, so that those with the same words follow each other for the most part: in the order of their sketches."""
    found = connection.execute("select section from sketches order by substr(sketch, 1, 16), section")
    return np.fromiter((section for (section,) in found), dtype=np.int64)


def _made(connection: sqlite3.Connection, reports: Collection[str], taken: Words) -> Iterator[Row]:
    for name, report, issuer, year, code, text in connection.execute(_TEXTS, [json.dumps(list(reports))]):
        if code not in taken.apart and len(words := taken.of(text)) >= SHORTEST:
            yield number(name), name, report, issuer, year, code, sketch.sketch(words).astype("<u4").tobytes()


def _pairs(connection: sqlite3.Connection, given: str, sections: np.ndarray) -> np.ndarray:
    found = connection.execute(_YEARS.format(given=given), [json.dumps(sections.tolist())]).fetchall()
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _kept(connection: sqlite3.Connection, which: str, *given: str) -> Entries:
    return Entries.of(connection.execute(f"select {_FIELDS} from sketches where {which}", given))
