"""What `nianbao check` asks of an archive: both halves of the accounting identity, and that each fact is what its cell says."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from extract.archive import kinds, places
from extract.check import lost
from extract.tables.units import MONEY, scale
from extract.tables.values import parse

# How many runs of digits one message names.
NAMED = 20
# Facts that are coded so are what their cell says.
_PRINTED = ", ".join(str(kinds.METHODS[method]) for method in ("exact", "alias", "aligned", "ocr"))


@dataclass(frozen=True, slots=True)
class Violation:
    """A report in which something printed is not accounted for: a number cell, a run of digits, or a fact without its cell."""

    report_id: str
    file_name: str
    message: str


def violations(connection: sqlite3.Connection) -> Iterator[Violation]:
    """Every breach of the accounting identity (DESIGN.md §4) in an archive."""
    reports = connection.execute(
        "select r.id, d.file_name from reports r join documents d on d.id = r.document_id order by d.file_name, r.id"
    ).fetchall()
    for report, name in reports:
        yield from (Violation(report, name, message) for message in breaches(connection, report))


def breaches(connection: sqlite3.Connection, report: str) -> Iterator[str]:
    """What of one report is not accounted for, in words."""
    yield from _uncounted(connection, report)
    yield from _unstated(connection, report)
    yield from _adrift(connection, report)
    yield from _unlike(connection, report)
    documents = connection.execute(
        "select d.id, d.file_name from report_documents l join documents d on d.id = l.document_id where l.report_id = ?",
        [report],
    ).fetchall()
    for document, name in documents:
        if runs := missing_runs(connection, document):
            yield f"{len(runs)} digit runs of {name} stand nowhere in the archive: {_list(runs)}"


def _uncounted(connection: sqlite3.Connection, report: str) -> Iterator[str]:
    """Number cells that are no values and have no reason to be ignored."""
    rows = connection.execute(
        f'select c.text, {kinds.name("c.role", kinds.ROLES)} from tables t join cell c on c."table" = t.no'
        f" where t.report_id = ? and c.role <> {kinds.ROLES['value']} and c.ignored is null",
        [report],
    )
    for text, role in rows:
        if parse(text).is_number:
            yield f"the number cell {text!r} is neither coded nor ignored nor unmapped (role {role})"


def _unstated(connection: sqlite3.Connection, report: str) -> Iterator[str]:
    """Cells with a code whose fact is not there."""
    rows = connection.execute(
        'select c.text, i.code from tables t join cell c on c."table" = t.no join items i on i.no = c.item'
        f' where t.report_id = :report and c."column" is not null and c.role = {kinds.ROLES["value"]} and (c."table", c.row, c.col) not in'
        ' (select f."table", f.row, f.col from reports r join fact f on f.report = r.no'
        '  where r.id = :report and f."table" is not null)',
        {"report": report},
    )
    return (f"the cell {text!r} is coded as {item}, but there is no such fact" for text, item in rows)


def _adrift(connection: sqlite3.Connection, report: str) -> Iterator[str]:
    """Facts whose cell is not there."""
    (no,) = connection.execute("select no from reports where id = ?", [report]).fetchone()
    return (f"{fact} leads to no cell" for fact in places.adrift(connection, no))


def _unlike(connection: sqlite3.Connection, report: str) -> Iterator[str]:
    """Facts that are not what their cell says."""
    rows = connection.execute(
        "select i.code, f.value, f.unit, f.missing, f.raw, c.text from reports r join fact f on f.report = r.no"
        ' join items i on i.no = f.item join cell c on c."table" = f."table" and c.row = f.row and c.col = f.col'
        f" where r.id = ? and f.method in ({_PRINTED})",
        [report],
    )
    for item, value, unit, missing, raw, text in rows:
        if raw != text or not _says(text, value, unit, missing):
            yield f"{item} is {value if missing is None else missing}, but its cell says {text!r}"


def _says(text: str, value: int | float | None, unit: str | None, missing: str | None) -> bool:
    """Whether a cell says a value: the number itself, or an amount of money that was brought to another unit."""
    printed = parse(text)
    if printed.number is None or value is None:
        return printed.number == value and printed.missing == missing
    if unit not in MONEY:
        return printed.number == value
    return any(scale(printed.number, factor, MONEY[unit]) == value for factor in MONEY.values())


def missing_runs(connection: sqlite3.Connection, document: str) -> list[str]:
    """Digit runs of a document's witness that lie in no cell, no section and no page furniture."""
    runs = connection.execute("select runs from witnesses where document_id = ?", [document]).fetchone()
    texts = connection.execute(
        'select c.text from tables t join cell c on c."table" = t.no where t.document_id = :id and not t.flat'
        " union all select text from sections where document_id = :id"
        " union all select text from furniture where document_id = :id",
        {"id": document},
    )
    return lost(runs[0].split() if runs else [], [text for (text,) in texts])


def _list(runs: list[str]) -> str:
    return " ".join(runs[:NAMED]) + (" …" if len(runs) > NAMED else "")
