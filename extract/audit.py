"""What `nianbao check` asks of an archive: its findings, and both halves of the accounting identity, report by report."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from extract.check import lost
from extract.values import parse


@dataclass(frozen=True, slots=True)
class Violation:
    """A report in which something printed is not accounted for: a number cell, or a run of digits."""

    report_id: str
    file_name: str
    message: str


def violations(connection: sqlite3.Connection) -> Iterator[Violation]:
    """Every breach of the accounting identity (DESIGN.md §4) in an archive."""
    reports = connection.execute(
        "select r.id, d.id, d.file_name from reports r join documents d on d.id = r.document_id order by d.file_name, r.id"
    ).fetchall()
    for report, document, name in reports:
        for text, role in _uncounted(connection, report):
            yield Violation(
                report, name, f"the number cell {text!r} is neither coded nor ignored nor unmapped (role {role})"
            )
        runs = missing_runs(connection, document)
        if runs:
            yield Violation(
                report, name, f"{len(runs)} digit runs of the file stand nowhere in the archive: {' '.join(runs[:20])}"
            )


def _uncounted(connection: sqlite3.Connection, report: str) -> Iterator[tuple[str, str]]:
    """Number cells that are no values and have no reason to be ignored."""
    rows = connection.execute(
        'select c.text, c.role from tables t join cell c on c."table" = t.no'
        " where t.report_id = ? and c.role <> 'value' and c.ignored is null",
        [report],
    )
    return ((text, role) for text, role in rows if parse(text).is_number)


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
