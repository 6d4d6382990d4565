"""Two archives → the facts that one has and the other has not, and those whose values differ."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from extract.archive import Archive
from extract.readonly import KNOWN, connect

_REPORTS = "select r.id, d.file_name from reports r join documents d on d.id = r.document_id"
_FACTS = """
select item || '@' || "column", value, unit, missing, confidence from facts where report_id = ?
"""
SURE = 0.95

Facts = dict[str, tuple]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: `gained`, `lost` or `changed`; values as they are shown, with the reason of a missing one."""

    kind: str
    file_name: str
    fact: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.kind:8} {self.file_name}: {self.fact}  {self.before or ''} → {self.after or ''}"


def versions(archive: Path) -> Iterator[Change]:
    """What corrected reports print otherwise than the ones that they supersede, inside one archive."""
    with closing(connect(archive)) as connection:
        pairs = connection.execute(
            "select d.file_name, r.supersedes, r.id from reports r join documents d on d.id = r.document_id"
            " where r.supersedes is not null order by 1, 3"
        ).fetchall()
        for name, old, new in pairs:
            yield from _changes(name, _facts(connection, old), _facts(connection, new))


def compare(before: Path, after: Path) -> Iterator[Change]:
    """The differences between two archives, by file name, report and fact.

    Reports are told by their content: two files of one name are two reports.
    """
    with closing(connect(before, KNOWN)) as old, closing(connect(after, KNOWN)) as new:
        names = dict(old.execute(_REPORTS)) | dict(new.execute(_REPORTS))
        for name, report in sorted((name, report) for report, name in names.items()):
            yield from _changes(name, _facts(old, report), _facts(new, report))


def by_report(before: Path, after: Path) -> Iterator[tuple[str, list[Change]]]:
    """The reports that differ between two archives, by id, each with its changes; one that only one has comes with all its facts."""
    with closing(connect(before, KNOWN)) as old, closing(connect(after, KNOWN)) as new:
        names = dict(old.execute(_REPORTS)) | dict(new.execute(_REPORTS))
        for report, name in sorted(names.items()):
            if changes := list(_changes(name, _facts(old, report), _facts(new, report))):
                yield report, changes


def recoded(archive: Archive, reports: Iterable[str]) -> Iterator[Change]:
    """Code reports of an archive anew, one after another; what that changed."""
    connection = archive.connection
    names = dict(connection.execute(_REPORTS))
    for report in reports:
        before = _facts(connection, report)
        archive.recode(report)
        yield from _changes(names[report], before, _facts(connection, report))


def _changes(name: str, old: Facts, new: Facts) -> Iterator[Change]:
    for fact in sorted(old.keys() | new.keys()):
        one, other = old.get(fact), new.get(fact)
        if one != other:
            kind = "gained" if one is None else "lost" if other is None else "changed"
            yield Change(kind, name, fact, _shown(one), _shown(other))


def _facts(connection: sqlite3.Connection, report: str) -> Facts:
    return {fact: tuple(said) for fact, *said in connection.execute(_FACTS, [report])}


def _shown(fact: tuple | None) -> str | None:
    if fact is None:
        return None
    value, unit, missing, confidence = fact
    said = f"({missing})" if value is None else f"{value!r} {unit or ''}".rstrip()
    return said if confidence >= SURE else f"{said} ?{confidence:g}"
