"""The sections that are compared, with their sketches, as the archive keeps them."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from extract.overlap import sketch
from extract.overlap.words import Words

# Letters that are left of a shorter section say too little: that there was nothing to report is said alike everywhere.
SHORTEST = 60

_FIELDS = "section, section_id, report_id, issuer_id, year, code, sketch"
_TEXTS = """
select s.id, s.report_id, r.issuer_id, r.year, s.code, s.text from reports r join sections s on s.report_id = r.id
where r.id in (select value from json_each(?)) and r.is_current = 1 and r.issuer_id is not null order by s.id
"""


@dataclass(frozen=True)
class Entry:
    """A section: a number made of its id, whose it is, and its sketch."""

    section: int
    section_id: str
    report_id: str
    issuer_id: str
    year: int | None
    code: str
    kept: bytes

    @cached_property
    def sketch(self) -> np.ndarray:
        """Its sketch as numbers."""
        return np.frombuffer(self.kept, dtype="<u4")

    @property
    def banded(self) -> tuple[int, list[int]]:
        """Its number and its bands."""
        return self.section, sketch.bands(self.sketch)

    def faces(self, other: "Entry") -> bool:
        """Whether it is compared with another: one of another office, or of an earlier year of the same."""
        if self.issuer_id != other.issuer_id:
            return True
        return self.year is not None and other.year is not None and other.year < self.year


def read(connection: sqlite3.Connection, reports: Collection[str], taken: Words) -> Iterator[Entry]:
    """Entries made of the sections that reports have now. Only current reports of known offices have any."""
    for name, report, issuer, year, code, text in connection.execute(_TEXTS, [json.dumps(list(reports))]):
        if code not in taken.apart and len(words := taken.of(text)) >= SHORTEST:
            yield Entry(number(name), name, report, issuer, year, code, sketch.sketch(words).astype("<u4").tobytes())


def number(section_id: str) -> int:
    """A number made of a section's id alone."""
    return int.from_bytes(blake2b(section_id.encode(), digest_size=8).digest(), "big") >> 1


def put(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Keep entries."""
    rows = [
        (one.section, one.section_id, one.report_id, one.issuer_id, one.year, one.code, one.kept) for one in entries
    ]
    connection.executemany(f"insert into sketches ({_FIELDS}) values (?, ?, ?, ?, ?, ?, ?)", rows)


def of_reports(connection: sqlite3.Connection, reports: Collection[str]) -> list[Entry]:
    """The entries that are kept of reports."""
    return _kept(connection, "report_id in (select value from json_each(?))", list(reports))


def of_sections(connection: sqlite3.Connection, sections: Collection[int]) -> dict[int, Entry]:
    """The entries with these numbers."""
    return {
        one.section: one for one in _kept(connection, "section in (select value from json_each(?))", sorted(sections))
    }


def named(connection: sqlite3.Connection, sections: Collection[str]) -> list[Entry]:
    """The entries of sections."""
    return _kept(connection, "section_id in (select value from json_each(?))", list(sections))


def years(connection: sqlite3.Connection, entry: Entry) -> list[Entry]:
    """The same chapter in reports of the same office for other years."""
    same = _kept(connection, "issuer_id = ? and code = ? and year <> ?", entry.issuer_id, entry.code, entry.year)
    return [other for other in same if other.report_id != entry.report_id]


def _kept(connection: sqlite3.Connection, which: str, *given: list | str | int | None) -> list[Entry]:
    values = [json.dumps(value) if isinstance(value, list) else value for value in given]
    return [Entry(*row) for row in connection.execute(f"select {_FIELDS} from sketches where {which}", values)]
