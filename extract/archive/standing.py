"""What a report is among others: which of several versions is current, what rules between reports find, what repeats."""

import sqlite3
from collections.abc import Callable, Iterable
from functools import cache, partial

from extract import versions
from extract.archive import insert, stored
from extract.archive.offices import UNRESOLVED
from extract.check import between
from extract.check.between import Year
from extract.codebook import Codebook
from extract.model import Finding

# An office and a year; what is not known has no neighbours.
Place = tuple[str | None, int | None]
# The report of an id, as others see it.
Read = Callable[[str], Year]

# The level is the registry's: a name alone does not tell it, a 市 may be one of provinces, prefectures or counties.
_YEAR = """
select r.id, r.year, r.form, case i.registered when 1 then i.level end, r.scope
from reports r left join issuers i on i.id = r.issuer_id where r.id = ?
"""
_VERSIONS = """
select r.id, d.published_at, d.media_type, r.title from reports r join documents d on d.id = r.document_id
where r.issuer_id = ? and r.year = ?
"""
_CURRENT = "select id, scope from reports where issuer_id = ? and year = ? and is_current = 1"
_BELOW = """
select r.id from reports r join issuers i on i.id = r.issuer_id
where i.parent_id = ? and r.year = ? and r.is_current = 1 and i.kind = 'department' order by r.id
"""


def places(connection: sqlite3.Connection, document_id: str) -> list[Place]:
    """The offices and years of the reports whose main file a document is."""
    return connection.execute("select issuer_id, year from reports where document_id = ?", [document_id]).fetchall()


def changed(connection: sqlite3.Connection, reports: Iterable[str]) -> None:
    """Note that the words of these reports have to be compared anew, or that they are gone."""
    connection.executemany("insert or ignore into uncompared values (?)", [[report] for report in reports])


def settle(connection: sqlite3.Connection, book: Codebook, place: Place) -> None:
    """Say anew what the reports of an office and a year are to each other and to those of the years beside."""
    issuer, year = place
    if issuer is None or year is None:
        return
    # A report stands beside several others, and its facts are the same there.
    read = cache(partial(_year, connection))
    _rank(connection, book, issuer, year, read)
    for later in (year, year + 1):
        _between(connection, book, issuer, later, read)
    (parent,) = connection.execute("select parent_id from issuers where id = ?", [issuer]).fetchone() or (None,)
    for government in (issuer, parent):
        _levels(connection, book, government, year, read)


def _rank(connection: sqlite3.Connection, book: Codebook, issuer: str, year: int, read: Read) -> None:
    """Which report of an office and year is current, which it supersedes, which are copies of another; copies check each other."""
    found = [
        versions.Version(report, published, media_type, title, read(report).facts)
        for report, published, media_type, title in connection.execute(_VERSIONS, [issuer, year])
    ]
    changed(connection, [version.id for version in found])
    for standing in versions.stand(found):
        connection.execute(
            "update reports set slug = ?, supersedes = ?, copy_of = ?, is_current = ? where id = ?",
            [
                None if issuer.startswith(UNRESOLVED) else f"{issuer}-{year}",
                standing.supersedes,
                standing.copy_of,
                int(standing.current),
                standing.id,
            ],
        )
        connection.execute("delete from report_documents where role = 'copy' and report_id = ?", [standing.id])
        _replace(connection, standing.id, "copies", ())
        _replace(connection, standing.id, "years", ())
    for standing in versions.stand(found):
        if standing.copy_of:
            _copy(connection, book, standing.copy_of, standing.id, read)


def _copy(connection: sqlite3.Connection, book: Codebook, report: str, copy: str, read: Read) -> None:
    """A further file of a report: it belongs to it, and checks it."""
    connection.execute(
        "insert into report_documents select ?, document_id, 'copy' from reports where id = ?", [report, copy]
    )
    found = between.copies(book, read(report), read(copy))
    insert.findings(connection, report, "copies", found)


def _between(connection: sqlite3.Connection, book: Codebook, issuer: str, year: int, read: Read) -> None:
    """What the rules between years find in the current report of a year."""
    reports = [connection.execute(_CURRENT, [issuer, of]).fetchone() for of in (year - 1, year)]
    if reports[1] is None:
        return
    report, _ = reports[1]
    after = read(report)
    found: list[Finding] = between.office(book, after)
    connection.execute("delete from unchanged where report_id = ?", [report])
    if reports[0]:
        before = read(reports[0][0])
        found += between.years(book, before, after)
        same = between.unchanged(book, before, after)
        rows = [
            {"report_id": report, "other_id": before.report_id, "form": item.form, "table": item.table,
             "values": item.values, "nonzero": item.nonzero}
            for item in same
        ]  # fmt: skip
        insert.insert(connection, "unchanged", rows)
    _replace(connection, report, "years", found)


def _levels(connection: sqlite3.Connection, book: Codebook, government: str | None, year: int, read: Read) -> None:
    """What departments report together against what their government says of all of them."""
    row = connection.execute(_CURRENT, [government, year]).fetchone()
    if row is None:
        return
    report, scope = row
    found: list[Finding] = []
    if scope not in (None, "office"):
        below = connection.execute(_BELOW, [government, year]).fetchall()
        found = between.levels(book, read(report), [read(other) for (other,) in below])
    _replace(connection, report, "levels", found)


def _year(connection: sqlite3.Connection, report: str) -> Year:
    name, year, form, level, scope = connection.execute(_YEAR, [report]).fetchone()
    return Year(name, year, form, level, scope, stored.facts(connection, report))


def _replace(connection: sqlite3.Connection, report: str, kind: str, found: Iterable[Finding]) -> None:
    connection.execute("delete from findings where report_id = ? and kind = ?", [report, kind])
    insert.findings(connection, report, kind, found)
