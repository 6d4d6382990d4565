"""Keep the table `overlaps` true while reports come, change and go, at a cost that depends on these reports alone.

What the table holds depends on the reports that are there, never on the order in which they came: a row is there for each
section and each other one that it is compared with (`buckets`, and the same chapter of its own office's earlier years), if
the two share enough. Every function works inside the caller's transaction.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from extract.codebook import Codebook
from extract.overlap import buckets, compare, entries, shared, sketch, words
from extract.overlap.buckets import Buckets, Pair
from extract.overlap.entries import Entry
from extract.overlap.words import Words

# Reports whose sections are in memory at a time.
_PART = 1000

_BOTH = ("section_id", "other_id")
_REACH = """
select max((select count(*) from overlaps w where w.other_id = o.other_id)) from overlaps o
join sketches mine on mine.section_id = o.section_id join sketches yours on yours.section_id = o.other_id
where o.section_id = ? and mine.issuer_id <> yours.issuer_id
"""


def update(
    connection: sqlite3.Connection, changed: Iterable[str], removed: Iterable[str] = (), book: Codebook | None = None
) -> None:
    """Bring the overlaps up to date with reports that came, went, or changed: sections, office, year, or being current.

    Ids of reports that are not there are forgotten, so that all may stand in `changed`. If other official wording was in
    force before, everything is compared anew.
    """
    taken = words.load(book)
    if _made_with(connection) != _making(taken):
        rebuild(connection, book)
        return
    for part in _parts(sorted({*changed, *removed})):
        _update(connection, part, taken)


def rebuild(connection: sqlite3.Connection, book: Codebook | None = None) -> None:
    """Compare everything anew."""
    taken = words.load(book)
    for table in ("overlaps", "sketch_bands", "sketches"):
        connection.execute(f"delete from {table}")
    connection.execute("insert or replace into meta values ('overlaps', ?)", [_making(taken)])
    reports = [report for (report,) in connection.execute("select id from reports order by id")]
    for part in _parts(reports):
        _update(connection, part, taken)


def reach(connection: sqlite3.Connection, section_id: str) -> int:
    """How widely a section is shared: at least so many sections have a half in common with one that it has a half in common with.

    0 where it shares nothing with another office.
    """
    return connection.execute(_REACH, [section_id]).fetchone()[0] or 0


def _update(connection: sqlite3.Connection, reports: list[str], taken: Words) -> None:
    gone = entries.of_reports(connection, reports)
    _forget(connection, gone)
    new = list(entries.read(connection, reports, taken))
    entries.put(connection, new)
    change = Buckets(connection).change((one.banded for one in gone), (one.banded for one in new))
    for section in sorted(change.dropped):
        _part_with(connection, section)
    compare.compare(connection, change.wanted | set(_years(connection, new)), taken)


def _forget(connection: sqlite3.Connection, gone: Iterable[Entry]) -> None:
    """Take entries out, and every overlap that names them."""
    names = [[one.section_id] for one in gone]
    for column in _BOTH:
        connection.executemany(f"delete from overlaps where {column} = ?", names)
    connection.executemany("delete from sketches where section_id = ?", names)


def _years(connection: sqlite3.Connection, new: Iterable[Entry]) -> Iterator[Pair]:
    """The same chapter of the same office in two years; `compare` leaves out what looks ahead."""
    for entry in new:
        for other in entries.years(connection, entry):
            yield (entry.section, other.section) if entry.faces(other) else (other.section, entry.section)


def _part_with(connection: sqlite3.Connection, section: int) -> None:
    """Take out the overlaps with a section that stands for fewer buckets now, where nothing else compares the two."""
    other = entries.of_sections(connection, [section])[section]
    stands = {band for band in other.banded[1] if section in Buckets(connection).first(band)}
    rows = connection.execute("select section_id from overlaps where other_id = ?", [other.section_id]).fetchall()
    for part in _parts([name for (name,) in rows]):
        for entry in entries.named(connection, part):
            same = entry.issuer_id == other.issuer_id and entry.code == other.code
            if not same and stands.isdisjoint(entry.banded[1]):
                pair = (entry.section_id, other.section_id)
                connection.execute("delete from overlaps where section_id = ? and other_id = ?", pair)


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + _PART] for at in range(0, len(names), _PART))


def _made_with(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("select value from meta where name = 'overlaps'").fetchone()
    return row[0] if row else None


def _making(taken: Words) -> str:
    """All that decides what the table holds, beside the reports."""
    said = [taken.official.pattern, sorted(taken.apart), entries.SHORTEST, compare.LEAST, compare.LIKELY, shared.RUN]
    said += [sketch.SHINGLE, sketch.BANDS, sketch.ROWS, buckets.WIDTH]
    return blake2b(json.dumps(said).encode(), digest_size=8).hexdigest()
