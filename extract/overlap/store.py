"""Keep the table `overlaps` true while reports come, change and go, at a cost that depends on these reports alone.

What the table holds depends on the reports that are there, never on the order in which they came: a row is there for each
section and each other one that it is compared with (`buckets`, and the same chapter of its own office's earlier years), if
the two share enough. Every function works inside the caller's transaction.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

import numpy as np

from extract.codebook import Codebook
from extract.overlap import beside, buckets, compare, entries, shared, sketch, words
from extract.overlap.compare import Chunk, Row
from extract.overlap.entries import Entries
from extract.overlap.likely import LIKELY, NONE, Sketches, likely
from extract.overlap.words import Words

# Reports whose sections are in memory at a time; sections that meet others, and pairs that are compared.
_PART = 200
_SECTIONS = 250
_PAIRS = 10_000

_INSERT = "insert or replace into overlaps (section_id, other_id, similarity, shared) values (?, ?, ?, ?)"
_BOTH = ("section_id", "other_id")
_REACH = """
select max((select count(*) from overlaps w where w.other_id = o.other_id)) from overlaps o
join sketches mine on mine.section_id = o.section_id join sketches yours on yours.section_id = o.other_id
where o.section_id = ? and mine.issuer_id <> yours.issuer_id
"""

# Of some sections, those that others share words with.
_SHARING = """
select section, section_id from sketches s
where section in (select value from json_each(?)) and exists (select 1 from overlaps o where o.other_id = s.section_id)
order by section
"""


def update(
    connection: sqlite3.Connection,
    changed: Iterable[str],
    removed: Iterable[str] = (),
    book: Codebook | None = None,
    jobs: int = 1,
) -> None:
    """Bring the overlaps up to date with reports that came, went, or changed: sections, office, year, or being current.

    Ids of reports that are not there are forgotten, so that all may stand in `changed`. If other official wording was in
    force before, or most reports have changed, everything is compared anew (`is_stale`).
    """
    touched = sorted({*changed, *removed})
    if is_stale(connection, touched, book):
        rebuild(connection, book, jobs)
        return
    for part in _parts(touched):
        _update(connection, part, words.load(book))


def is_stale(connection: sqlite3.Connection, touched: Collection[str], book: Codebook | None = None) -> bool:
    """Whether all has to be compared anew: other official wording was in force before, or most reports are among the touched."""
    (there,) = connection.execute("select count(*) from (select 1 from reports limit ?)", [2 * len(touched)]).fetchone()
    return _made_with(connection) != _making(words.load(book)) or there < 2 * len(touched)


def rebuild(connection: sqlite3.Connection, book: Codebook | None = None, jobs: int = 1) -> None:
    """Compare everything anew, in so many processes; where more than one is asked for, all texts have to be committed."""
    taken = words.load(book)
    for table in ("overlaps", "sketch_bands", "sketches"):
        connection.execute(f"delete from {table}")
    connection.execute("insert or replace into meta values ('overlaps', ?)", [_making(taken)])
    reports = [report for (report,) in connection.execute("select id from reports order by id")]
    # So few are compared before another process has begun.
    with beside.readers(connection, taken, jobs if len(reports) > _PART else 1) as readers:
        buckets.put(connection, _put(connection, readers.entries(_parts(reports))))
        _fill(connection, readers.rows(_meeting(connection)))


def reach(connection: sqlite3.Connection, section_id: str) -> int:
    """How widely a section is shared: at least so many sections have a half in common with one that it has a half in common with.

    0 where it shares nothing with another office.
    """
    return connection.execute(_REACH, [section_id]).fetchone()[0] or 0


def _update(connection: sqlite3.Connection, reports: list[str], taken: Words) -> None:
    gone = entries.of_reports(connection, reports)
    _forget(connection, gone)
    new = entries.read(connection, reports, taken)
    entries.put(connection, new)
    change = buckets.change(connection, gone, new)
    _part_with(connection, change.dropped)
    read = compare.texts(connection, taken)
    wanted = np.array(sorted(change.wanted), dtype=np.int64).reshape(-1, 2)
    years = (entries.before(connection, new.sections), entries.after(connection, new.sections))
    for chunk in _chunks(connection, np.concatenate([wanted, *years])):
        connection.executemany(_INSERT, compare.rows(chunk, read))


def _put(connection: sqlite3.Connection, parts: Iterable[Entries]) -> Iterator[Entries]:
    """The same entries, when they are kept."""
    for new in parts:
        entries.put(connection, new)
        yield new


def _fill(connection: sqlite3.Connection, found: Iterable[list[Row]]) -> None:
    """Put rows into the empty table and its indexes in their order: in any other each would be written to a page of its own."""
    connection.execute("create temp table compared as select * from overlaps limit 0")
    for rows in found:
        connection.executemany("insert into compared values (?, ?, ?, ?)", rows)
    (by_other,) = connection.execute("select sql from sqlite_master where name = 'overlaps_by_other'").fetchone()
    connection.execute("drop index overlaps_by_other")
    # Some pairs come twice.
    connection.execute("insert or ignore into overlaps select * from compared order by section_id, other_id")
    connection.execute(by_other)
    connection.execute("drop table compared")


def _meeting(connection: sqlite3.Connection) -> Iterator[Chunk]:
    """All pairs of sections that are compared when all are there; those with the same words about the same time, to be read once."""
    at_hand, order = Sketches.lowest(connection), entries.alike(connection)
    for at in range(0, len(order), _SECTIONS):
        some = entries.of_sections(connection, order[at : at + _SECTIONS])
        met = np.stack(buckets.meetings(connection, some), axis=1)
        yield from _chunks(connection, np.concatenate([met, entries.before(connection, some.sections)]), at_hand)


def _chunks(connection: sqlite3.Connection, pairs: np.ndarray, at_hand: Sketches = NONE) -> Iterator[Chunk]:
    """Those of some pairs of sections that face each other and are likely to share enough."""
    found = likely(connection, pairs, at_hand)
    for at in range(0, len(found), _PAIRS):
        ones, others = found[at : at + _PAIRS].T
        known = entries.of_sections(connection, np.union1d(ones, others))
        places = np.stack(known.places(ones, others), axis=1)
        yield known.names, places[known.facing(*places.T)]


def _forget(connection: sqlite3.Connection, gone: Entries) -> None:
    """Take entries out, and every overlap that names them."""
    names = [[name] for name in gone.names]
    for column in _BOTH:
        connection.executemany(f"delete from overlaps where {column} = ?", names)
    connection.executemany("delete from sketches where section_id = ?", names)


def _part_with(connection: sqlite3.Connection, dropped: set[int]) -> None:
    """Take out the overlaps with sections that stand for fewer buckets now, where nothing else compares the two."""
    for section, name in connection.execute(_SHARING, [json.dumps(sorted(dropped))]).fetchall():
        other = entries.of_sections(connection, np.array([section]))
        copiers = entries.copiers(connection, name)
        stands = buckets.stands(connection, section, other.bands[0].tolist())
        years = (copiers.issuers == other.issuers[0]) & (copiers.codes == other.codes[0])
        lost = copiers.names[~(years | np.isin(copiers.bands, stands).any(axis=1))]
        connection.executemany(
            "delete from overlaps where section_id = ? and other_id = ?", [(copier, name) for copier in lost]
        )


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + _PART] for at in range(0, len(names), _PART))


def _made_with(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("select value from meta where name = 'overlaps'").fetchone()
    return row[0] if row else None


def _making(taken: Words) -> str:
    """All that decides what the table holds, beside the reports."""
    said = [taken.official.pattern, sorted(taken.apart), entries.SHORTEST, compare.LEAST, LIKELY, shared.RUN]
    said += [sketch.SHINGLE, sketch.BANDS, sketch.ROWS, sketch.SPARED, buckets.WIDTH]
    return blake2b(json.dumps(said).encode(), digest_size=8).hexdigest()
