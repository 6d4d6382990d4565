"""What a reading holds, written into the tables of an open transaction."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract import search
from extract.archive import indexing, kinds, places, rows
from extract.archive.rows import Source, Stored
from extract.decide.decided import Applied
from extract.decide.decisions import Decision
from extract.model import Clue, CodedTable, Fact, FileReading, Finding, Prose, Section


@dataclass(frozen=True, slots=True)
class Codes:
    """The numbers that items and columns have in an archive."""

    items: dict[str, int]
    columns: dict[str, int]

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> "Codes":
        """As the archive has them."""
        items, columns = (dict(connection.execute(f"select code, no from {table}")) for table in ("items", "columns"))
        return cls(items, columns)


def insert(connection: sqlite3.Connection, table: str, records: Sequence[dict]) -> None:
    """Rows with the same columns."""
    if records:
        names = ", ".join(f'"{name}"' for name in records[0])
        marks = ", ".join(f":{name}" for name in records[0])
        connection.executemany(f"insert into {table} ({names}) values ({marks})", records)


def following(connection: sqlite3.Connection, table: str) -> int:
    """The next number for joins."""
    return connection.execute(f"select coalesce(max(no), 0) + 1 from {table}").fetchone()[0]


def document(connection: sqlite3.Connection, row: dict, source: Source, said: FileReading) -> None:
    """What is kept of one file beside its report: its row, digit runs, furniture and links."""
    insert(connection, "documents", [row])
    insert(connection, "witnesses", [{"document_id": source.id, "runs": " ".join(said.witness)}])
    insert(connection, "furniture", [{"document_id": source.id, "text": "\n".join(said.furniture)}])
    links(connection, source.id, said.links)


def links(connection: sqlite3.Connection, document_id: str, found: Iterable[str]) -> None:
    """The files that a page links to."""
    targets = [{"document_id": document_id, "ordinal": number, "target": link} for number, link in enumerate(found)]
    insert(connection, "document_links", targets)


def sections(
    connection: sqlite3.Connection, report: Stored, chapters: Sequence[Section], cut: Sequence[search.Cut] = ()
) -> None:
    """The chapters, indexed; `cut` is what the indexes get of each, where that is known."""
    first = following(connection, "sections")
    numbers = [first + item.ordinal for item in chapters]
    insert(connection, "sections", [rows.section(report, item, no) for item, no in zip(chapters, numbers, strict=True)])
    cut = cut or [search.cut(item.text, item.heading) for item in chapters]
    indexing.enter(connection, list(zip(numbers, cut, strict=True)))
    subsections(connection, report, chapters)


def subsections(connection: sqlite3.Connection, report: Stored, chapters: Sequence[Section]) -> None:
    """The parts of chapters, in the place of those that were there."""
    names = [[f"{report.id}:{item.ordinal}"] for item in chapters]
    connection.executemany("delete from subsections where section_id = ?", names)
    insert(connection, "subsections", [row for item in chapters for row in rows.subsections(report, item)])


def clues(connection: sqlite3.Connection, report_id: str, found: Sequence[Clue]) -> None:
    """Where a report says whose it is."""
    records = [
        {"report_id": report_id, "ordinal": number, "kind": clue.kind, "text": clue.text}
        for number, clue in enumerate(found)
    ]
    insert(connection, "clues", records)


def prose(connection: sqlite3.Connection, report: Stored, found: Prose) -> None:
    """The figures and the references in a report's chapters, in the place of those that were there."""
    for table, records in (
        ("mentions", [rows.mention(report, number, item) for number, item in enumerate(found.mentions)]),
        ("citations", [rows.citation(report, number, item) for number, item in enumerate(found.citations)]),
    ):
        connection.execute(f"delete from {table} where report_id = ?", [report.id])
        insert(connection, table, records)


def forget(connection: sqlite3.Connection, document_id: str) -> None:
    """Take a document's sections out of the index, by their old tokens."""
    old = connection.execute("select no, text, heading from sections where document_id = ?", [document_id]).fetchall()
    indexing.take_out(connection, old)


def tables(connection: sqlite3.Connection, report: Stored, coded: Iterable[CodedTable], codes: Codes) -> dict[int, int]:
    """The tables with all their cells; returns their numbers."""
    first = following(connection, "tables")
    numbers = {}
    for table in coded:
        numbers[table.no] = no = first + table.no
        insert(connection, "tables", [rows.table(report, table, no)])
        connection.executemany(f"insert into cell values ({', '.join('?' * 18)})", _cells(no, table, codes))
    return numbers


def _cells(no: int, table: CodedTable, codes: Codes) -> Iterator[tuple]:
    for coded in table.cells:
        cell, where = coded.cell, coded.cell.where
        yield (
            no, cell.row, cell.col, cell.rowspan, cell.colspan, cell.text,
            where.page, *map(kinds.tenths, (where.x0, where.top, where.x1, where.bottom)), kinds.ROLES[coded.role],
            codes.items[coded.item] if coded.item else None, codes.columns[coded.column] if coded.column else None,
            coded.ignored, cell.sure, cell.doubt, _candidates(coded.candidates),
        )  # fmt: skip


def _candidates(cuts: Sequence[Sequence[str]]) -> str | None:
    return json.dumps(cuts, ensure_ascii=False) if cuts else None


def facts(
    connection: sqlite3.Connection, report: Stored, found: Iterable[Fact], numbers: dict[int, int], codes: Codes
) -> None:
    """The coded values; `numbers` are those of the report's tables."""
    chapters = dict(connection.execute("select ordinal, no from sections where report_id = ?", [report.id]))
    connection.executemany(
        f"insert into fact values ({', '.join('?' * 15)})",
        [
            (
                report.no, codes.items[fact.item], codes.columns[fact.column], fact.value, fact.unit, fact.raw, fact.missing,
                numbers[fact.table] if fact.table is not None else None, fact.row, fact.col,
                chapters[fact.section] if fact.section is not None else None, fact.start, fact.end, kinds.METHODS[fact.method], fact.confidence,
            )
            for fact in found
        ],
    )  # fmt: skip
    if lost := next(places.adrift(connection, report.no), None):
        raise ValueError(f"{lost} leads to no cell")


def findings(connection: sqlite3.Connection, report_id: str, kind: str, found: Iterable[Finding]) -> None:
    """Contradictions with their two sides; what people have judged stands in the place of our verdict."""
    for finding in found:
        row = rows.finding(report_id, kind, finding)
        insert(connection, "findings", [row])
        insert(connection, "finding_sides", rows.sides(report_id, finding))
        decided = [report_id, rows.subject(finding)]
        connection.execute(
            "update decisions set before = ?, applied = 1 where kind = 'verdict' and report_id = ? and subject = ?",
            [finding.verdict, *decided],
        )
        connection.execute(
            "update findings set verdict = d.value, basis = 'decision' from decisions d"
            " where findings.id = ? and d.kind = 'verdict' and d.report_id = ? and d.subject = ?",
            [row["id"], *decided],
        )


def decided(
    connection: sqlite3.Connection, report_id: str, own: Iterable[Decision], applied: Iterable[Applied]
) -> None:
    """What people have decided about a report, and what stood there before."""
    connection.execute("delete from decisions where report_id = ?", [report_id])
    before = {item.decision.key: item.before for item in applied}
    records = [
        {"report_id": item.report, "kind": item.kind, "subject": item.subject or "", "value": item.value,
         "author": item.author, "date": item.date, "reason": item.reason, "before": before.get(item.key),
         "applied": int(before.get(item.key) is not None)}
        for item in own
    ]  # fmt: skip
    insert(connection, "decisions", records)
