"""What an archive holds of a report, back as the types that it came from."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from extract.archive import kinds
from extract.model import Cell, Clue, CodedCell, CodedTable, Coding, Fact, Section, Where

_SECTIONS = "select ordinal, code, heading, text, page from sections where report_id = ? order by ordinal"
_TABLES = """
select t.no, t.table_no, cast(substr(t.section_id, length(t.report_id) + 2) as integer) as section, t.position, t.form, t.code,
  t.flat, t.height, t.document_id
from tables t where t.report_id = ? order by t.table_no
"""
_CELLS = f"""
select c.row, c.col, c.text, c.rowspan, c.colspan, c.page, c.x0 / 10.0, c.top / 10.0, c.x1 / 10.0, c.bottom / 10.0, c.sure, c.doubt,
  {kinds.name("c.role", kinds.ROLES)}, i.code, k.code, c.ignored, c.candidates
from cell c left join items i on i.no = c.item left join columns k on k.no = c."column"
where c."table" = ? order by c.row, c.col
"""
_FACTS = f"""
select i.code, k.code, f.value, f.raw, f.unit, f.missing, {kinds.name("f.method", kinds.METHODS)}, f.confidence, t.table_no, f.row, f.col,
  s.ordinal, f.start, f."end"
from reports r join fact f on f.report = r.no join items i on i.no = f.item join columns k on k.no = f."column"
left join tables t on t.no = f."table" left join sections s on s.no = f.section
where r.id = ?
"""


def documents(connection: sqlite3.Connection, report: str) -> tuple[str, ...]:
    """The files of a report in the order of their parts, the main one first."""
    rows = connection.execute(
        "select document_id from report_documents where report_id = ? and role <> 'copy' order by rowid", [report]
    )
    return tuple(document for (document,) in rows)


def reports(connection: sqlite3.Connection, document: str) -> list[str]:
    """The reports whose main file a document is."""
    return [report for (report,) in connection.execute("select id from reports where document_id = ?", [document])]


def recognised(connection: sqlite3.Connection, report: str) -> bool:
    """Whether text recognition has read one of its files."""
    row = connection.execute(
        "select max(d.ocr) from report_documents l join documents d on d.id = l.document_id where l.report_id = ?",
        [report],
    ).fetchone()
    return bool(row[0])


def sections(connection: sqlite3.Connection, report: str) -> tuple[Section, ...]:
    """The chapters of a report."""
    return tuple(Section(*row) for row in connection.execute(_SECTIONS, [report]))


def clues(connection: sqlite3.Connection, report: str) -> tuple[Clue, ...]:
    """Where a report says whose it is."""
    rows = connection.execute("select kind, text from clues where report_id = ? order by ordinal", [report])
    return tuple(Clue(*row) for row in rows)


def coding(connection: sqlite3.Connection, report: str) -> Coding:
    """A report's tables with all their cells, and its facts."""
    (form,) = connection.execute("select form from reports where id = ?", [report]).fetchone()
    return Coding(form, tuple(_tables(connection, report)), facts(connection, report))


def facts(connection: sqlite3.Connection, report: str) -> tuple[Fact, ...]:
    """The coded values of a report."""
    return tuple(Fact(*row) for row in connection.execute(_FACTS, [report]))


def _tables(connection: sqlite3.Connection, report: str) -> Iterator[CodedTable]:
    files = documents(connection, report)
    for no, number, section, position, form, code, flat, height, document in connection.execute(_TABLES, [report]):
        cells = tuple(_cell(row) for row in connection.execute(_CELLS, [no]))
        part = files.index(document)
        yield CodedTable(number, section, position, form, code, cells, bool(flat), part, height)


def _cell(row: Sequence[Any]) -> CodedCell:
    row_no, col, text, rowspan, colspan, *box = row[:10]
    sure, doubt, role, item, column, ignored, cuts = row[10:]
    cell = Cell(row_no, col, text, rowspan, colspan, Where(*box), sure, None if doubt is None else bool(doubt))
    return CodedCell(cell, role, item, column, ignored, tuple(map(tuple, json.loads(cuts))) if cuts else ())
