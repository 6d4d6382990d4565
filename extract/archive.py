"""archive.db: create it, and load or replace one report in one transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlite_utils import Database

from extract import codebook, search
from extract.codebook import SCHEMA, Codebook
from extract.errors import ArchiveError
from extract.model import CodedTable, Fact, Finding, Reading, Refusal, Section

VERSION = 1
# A busy archive is waited for this long, in seconds.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file came from: its sha256, its name, its size in bytes, and what a manifest says of it."""

    id: str
    file_name: str
    size: int
    source_url: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None


class Archive:
    """An open archive. `put` and `refuse` are one transaction each: a report is there whole or not at all."""

    def __init__(self, path: Path, book: Codebook | None = None):
        """Open an archive for writing, made if it is not there; ArchiveError if the file is something else."""
        self.path = path
        self.book = book or codebook.load()
        try:
            self.connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            self.db = Database(self.connection)
            _prepare(self.connection, self.book, self.db)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{path}: cannot be opened as an archive: {error}. Is it another kind of file?") from error
        self.items = dict(self.connection.execute("select code, no from items"))
        self.columns = dict(self.connection.execute("select code, no from columns"))

    def close(self) -> None:
        """Close the archive; what was put is on the disk already."""
        self.connection.execute("pragma optimize")
        self.connection.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside, or nothing."""
        self.connection.execute("begin immediate")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def status(self, document_id: str) -> str | None:
        """The status of a document, or None if the archive does not have it."""
        row = self.connection.execute("select status from documents where id = ?", [document_id]).fetchone()
        return row[0] if row else None

    def rename(self, source: Source) -> None:
        """Note another name or address of a document that is there already; the order of loading leaves no trace."""
        with self.transaction() as connection:
            connection.execute(
                "update documents set file_name = min(file_name, :file_name), source_url = coalesce(:source_url, source_url),"
                " published_at = coalesce(:published_at, published_at), retrieved_at = coalesce(:retrieved_at, retrieved_at)"
                " where id = :id",
                _named(source),
            )
            self._rank(source.id)

    def refuse(self, source: Source, refusal: Refusal) -> None:
        """Record why a file is not in the archive."""
        row = _document(source) | {
            "media_type": refusal.media_type,
            "status": "refused",
            "reason": refusal.reason,
            "message": refusal.message,
        }
        with self.transaction() as connection:
            self._clear(connection, source.id)
            _insert(connection, "documents", [row])

    def put(self, source: Source, reading: Reading) -> str:
        """Load one report, or replace it; returns its id."""
        with self.transaction() as connection:
            self._clear(connection, source.id)
            _insert(connection, "documents", [_document(source, reading)])
            _insert(connection, "witnesses", [{"document_id": source.id, "runs": " ".join(reading.witness)}])
            _insert(connection, "furniture", [{"document_id": source.id, "text": "\n".join(reading.furniture)}])
            issuer = self._issuer(connection, reading.issuer)
            report = _Report(source.id[:16], _next(connection, "reports"), source.id)
            _insert(connection, "reports", [_report(report, reading, issuer)])
            _insert(connection, "report_documents", [{"report_id": report.id, "document_id": source.id, "role": "main"}])
            sections = self._sections(connection, report, reading.sections)
            tables = self._tables(connection, report, reading.coding.tables)
            self._facts(connection, report, reading.coding.facts, tables, sections)
            _findings(connection, report, reading.findings)
            self._rank(source.id)
        return report.id

    def _clear(self, connection: sqlite3.Connection, document_id: str) -> None:
        """Take out a document and all that came of it; the index forgets its sections by their old tokens."""
        old = connection.execute("select no, text, heading from sections where document_id = ?", [document_id]).fetchall()
        connection.executemany(
            "insert into sections_fts (sections_fts, rowid, text, heading) values ('delete', ?, ?, ?)",
            [(no, search.tokens(text), search.tokens(heading)) for no, text, heading in old],
        )
        group = connection.execute("select issuer_id, year from reports where document_id = ?", [document_id]).fetchall()
        connection.execute("delete from documents where id = ?", [document_id])
        for issuer, year in group:
            _rank(connection, issuer, year)
            connection.execute(
                "delete from issuers where id = ? and not exists (select 1 from reports where issuer_id = issuers.id)", [issuer]
            )

    def _issuer(self, connection: sqlite3.Connection, name: str | None) -> str | None:
        if name is None:
            return None
        kind = self.book.kind(name)
        connection.execute(
            "insert into issuers (id, name, kind, level) values (?, ?, ?, ?) on conflict (id) do nothing",
            [name, name, kind.kind if kind else None, kind.level if kind else None],
        )
        return name

    def _sections(self, connection: sqlite3.Connection, report: "_Report", sections: Iterable[Section]) -> dict[int, int]:
        """Store the chapters and index them; returns their numbers by ordinal."""
        first = _next(connection, "sections")
        rows = [
            {
                "id": f"{report.id}:{item.ordinal}", "no": first + item.ordinal, "report_id": report.id, "document_id": report.document,
                "ordinal": item.ordinal, "code": item.code, "heading": item.heading, "text": item.text, "page": item.page,
            }
            for item in sections
        ]  # fmt: skip
        _insert(connection, "sections", rows)
        connection.executemany(
            "insert into sections_fts (rowid, text, heading) values (?, ?, ?)",
            [(row["no"], search.tokens(row["text"]), search.tokens(row["heading"])) for row in rows],
        )
        return {row["ordinal"]: row["no"] for row in rows}

    def _tables(self, connection: sqlite3.Connection, report: "_Report", tables: Iterable[CodedTable]) -> dict[int, int]:
        """Store the tables with all their cells; returns their numbers."""
        first = _next(connection, "tables")
        numbers = {}
        for table in tables:
            numbers[table.no] = no = first + table.no
            row = {
                "id": f"{report.id}:t{table.no}", "no": no, "report_id": report.id, "document_id": report.document,
                "table_no": table.no, "section_id": f"{report.id}:{table.section}", "position": table.position,
                "form": table.form, "code": table.code, "flat": int(table.flat),
            }  # fmt: skip
            _insert(connection, "tables", [row])
            connection.executemany(f"insert into cell values ({', '.join('?' * 15)})", self._cells(no, table))
        return numbers

    def _cells(self, no: int, table: CodedTable) -> Iterator[tuple]:
        for coded in table.cells:
            cell, where = coded.cell, coded.cell.where
            yield (
                no, cell.row, cell.col, cell.rowspan, cell.colspan, cell.text,
                where.page, where.x0, where.top, where.x1, where.bottom, coded.role,
                self.items[coded.item] if coded.item else None, self.columns[coded.column] if coded.column else None, coded.ignored,
            )  # fmt: skip

    def _facts(
        self, connection: sqlite3.Connection, report: "_Report", facts: Iterable[Fact], tables: dict[int, int], sections: dict[int, int]
    ) -> None:
        connection.executemany(
            f"insert into fact values ({', '.join('?' * 15)})",
            [
                (
                    report.no, self.items[fact.item], self.columns[fact.column], fact.value, fact.unit, fact.raw, fact.missing,
                    tables[fact.table] if fact.table is not None else None, fact.row, fact.col,
                    sections[fact.section] if fact.section is not None else None, fact.start, fact.end, fact.method, fact.confidence,
                )
                for fact in facts
            ],
        )  # fmt: skip

    def _rank(self, document_id: str) -> None:
        """Say anew which report of the document's issuer and year is current."""
        for issuer, year in self.connection.execute("select issuer_id, year from reports where document_id = ?", [document_id]).fetchall():
            _rank(self.connection, issuer, year)


@dataclass(frozen=True, slots=True)
class _Report:
    """A report while it is stored: its id, its number for joins, its main document."""

    id: str
    no: int
    document: str


def _rank(connection: sqlite3.Connection, issuer: str | None, year: int | None) -> None:
    """Of several reports of one issuer and year the one published last is current, then the one with most figures.

    Each supersedes the one before it; the order of loading plays no part.
    """
    if issuer is None or year is None:
        return
    ranked = connection.execute(
        "select r.id from reports r join documents d on d.id = r.document_id where r.issuer_id = ? and r.year = ?"
        " order by coalesce(d.published_at, ''), (select count(value) from fact where report = r.no), r.id",
        [issuer, year],
    ).fetchall()
    before = None
    for (report,) in ranked:
        connection.execute(
            "update reports set slug = ?, supersedes = ?, is_current = ? where id = ?",
            [f"{issuer}-{year}", before, int(report == ranked[-1][0]), report],
        )
        before = report


def _report(report: _Report, reading: Reading, issuer: str | None) -> dict:
    return {
        "id": report.id, "no": report.no, "issuer_id": issuer, "year": reading.year, "form": reading.coding.form,
        "title": reading.title, "document_id": report.document,
    }  # fmt: skip


def _document(source: Source, reading: Reading | None = None) -> dict:
    """The row of a document; what a manifest says of a file goes before what the file says of itself."""
    row = _named(source) | {"size": source.size}
    if reading is None:
        return row
    return row | {
        "media_type": reading.media_type, "pages": reading.pages, "reader": reading.reader, "ocr": int(reading.ocr),
        "source_url": source.source_url or reading.source_url, "published_at": source.published_at or reading.published_at,
        "status": "warned" if reading.warnings else "ok",
        "reason": "warnings" if reading.warnings else None, "message": "; ".join(reading.warnings) or None,
    }  # fmt: skip


def _named(source: Source) -> dict:
    return {name: getattr(source, name) for name in ("id", "file_name", "source_url", "published_at", "retrieved_at")}


def _findings(connection: sqlite3.Connection, report: _Report, findings: Iterable[Finding]) -> None:
    for finding in findings:
        name = f"{report.id}:{finding.rule}:{finding.column or finding.items[0]}"
        if finding.column is not None and len(finding.items) == 1:
            name += f":{finding.items[0]}"
        row = {
            "id": name, "report_id": report.id, "rule": finding.rule, "severity": finding.severity,
            "items": json.dumps(finding.items), "column": finding.column, "left": finding.left, "right": finding.right,
            "delta": finding.delta, "verdict": finding.verdict, "message": finding.message,
        }  # fmt: skip
        _insert(connection, "findings", [row])
        sides = [("left", key) for key in finding.left_facts] + [("right", key) for key in finding.right_facts]
        _insert(
            connection,
            "finding_sides",
            [{"finding_id": name, "side": side, "fact_id": f"{report.id}:{item}@{column}"} for side, (item, column) in sides],
        )


def _next(connection: sqlite3.Connection, table: str) -> int:
    return connection.execute(f"select coalesce(max(no), 0) + 1 from {table}").fetchone()[0]


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict]) -> None:
    if rows:
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f"insert into {table} ({names}) values ({marks})", rows)


def _prepare(connection: sqlite3.Connection, book: Codebook, db: Database) -> None:
    """Pragmas, tables, views, and the codebook; a newer archive than this program knows is refused."""
    connection.execute("pragma foreign_keys = on")
    version = connection.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise ArchiveError(f"the archive has schema version {version}, this program knows {VERSION}: install a newer nianbao")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    if version == VERSION and db["meta"].exists() and db["meta"].get("codebook")["value"] == fingerprint(book):
        return
    if version == 0 and db.table_names() and not db["documents"].exists():
        raise ArchiveError("the database holds other tables; choose another file for the archive")
    connection.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
    store_codebook(db, book)
    connection.executescript((SCHEMA / "views.sql").read_text("utf-8") + "".join(_wide(db, book)))
    db["meta"].upsert({"name": "codebook", "value": fingerprint(book)}, pk="name")
    connection.execute(f"pragma user_version = {VERSION}")


def fingerprint(book: Codebook) -> str:
    """What tells two codebooks apart: a hash of all their entries."""
    parts = (book.forms, book.rules, book.concepts, book.sections, book.labels, book.ignored)
    return hashlib.sha256(b"".join(msgspec.json.encode(part) for part in parts)).hexdigest()


def store_codebook(db: Database, book: Codebook) -> None:
    """Write the codebook into its tables. Codes that are there keep their number; nothing is reused."""
    for table, rows, key in _codebook_rows(book):
        rows = list(rows)
        if table in ("items", "columns"):
            known = {row["code"]: row["no"] for row in db[table].rows}
            count = max(known.values(), default=0)
            fresh = [row["code"] for row in rows if row["code"] not in known]
            numbers = known | {code: count + index for index, code in enumerate(fresh, 1)}
            rows = [row | {"no": numbers[row["code"]]} for row in rows]
        db[table].upsert_all(rows, pk=key)


def _codebook_rows(book: Codebook) -> Iterator[tuple[str, Iterable[dict], str | tuple[str, ...]]]:
    """The rows of each codebook table with its key, parents before children."""
    yield "forms", (_pick(form, "form title legal_basis first_year last_year") for form in book.forms), "form"
    yield "items", ({"code": code} | _pick(row, "label unit note") for code, row in book.items().items()), "code"
    yield "columns", ({"code": code, "label": column.label} for code, column in book.columns().items()), "code"
    yield "form_items", _form_items(book), ("form", "table", "block", "ordinal")
    yield "form_columns", _form_columns(book), ("form", "table", "block", "ordinal")
    yield "labels", _labels(book), ("form", "axis", "code", "label")
    yield "concepts", (_pick(concept, "id zh en unit note") for concept in book.concepts), "id"
    crosswalk = [(concept, form, entry) for concept in book.concepts for form, entry in concept.map.items()]
    yield "crosswalk", ({"concept": c.id, "form": f} | _pick(e, "match basis why") for c, f, e in crosswalk), ("concept", "form")
    yield "crosswalk_terms", _terms(crosswalk), ("concept", "form", "item", "column")
    yield "rules", (_rule(rule) for rule in book.rules), "id"


def _pick(entry: object, names: str) -> dict:
    return {name: getattr(entry, name) for name in names.split()}


def _form_items(book: Codebook) -> Iterator[dict]:
    for form in book.forms:
        for table in form.tables:
            for block in table.blocks:
                for ordinal, row in enumerate(block.rows):
                    place = {"form": form.form, "table": table.code, "block": block.code, "ordinal": ordinal, "item": row.code}
                    unit = row.unit or table.unit
                    yield place | _pick(row, "label kind parent relation confidence") | {"unit": unit}


def _form_columns(book: Codebook) -> Iterator[dict]:
    for form in book.forms:
        for table in form.tables:
            for block in table.blocks:
                for ordinal, column in enumerate(block.columns):
                    place = {"form": form.form, "table": table.code, "block": block.code, "ordinal": ordinal}
                    yield place | {"column": column.code, "label": column.label, "unit": column.unit}


def _labels(book: Codebook) -> Iterator[dict]:
    """Every known spelling: those of the forms themselves, and the variants of labels.csv."""
    seen = set()
    for form in book.forms:
        printed = [("row", row.code, row.label) for row in form.rows()]
        blocks = [block for table in form.tables for block in table.blocks]
        printed += [("column", column.code, column.label) for block in blocks for column in block.columns]
        printed += [("heading", block.code, block.heading) for block in blocks if block.heading]
        for axis, code, label in printed:
            if (form.form, axis, code, label) not in seen:
                seen.add((form.form, axis, code, label))
                yield {"form": form.form, "axis": axis, "code": code, "label": label, "since": form.first_year, "until": form.last_year, "seen_in": "form"}
    for entry in book.labels:
        yield _pick(entry, "form axis code label since until seen_in")


def _terms(crosswalk: list) -> Iterator[dict]:
    for concept, form, entry in crosswalk:
        for term in entry.terms:
            yield {"concept": concept.id, "form": form, "item": term.item, "column": term.column, "factor": term.factor}


def _rule(rule: codebook.Rule) -> dict:
    row = _pick(rule, "id form kind severity op note exceptions")
    return row | {"left": json.dumps(rule.left), "right": json.dumps(rule.right)}


def _wide(db: Database, book: Codebook) -> Iterator[str]:
    """One view per edition with a column per item: what people paste into a spreadsheet."""
    items = {row["code"]: row["no"] for row in db["items"].rows}
    columns = {row["code"]: row["no"] for row in db["columns"].rows}
    for form in book.forms:
        cells = [key for key, place in form.places().items() if place.row.valued and "." not in key[1]]
        picked = ",\n".join(
            f"  max(case when f.item = {items[item]} and f.\"column\" = {columns[column]} then f.value end)"
            f' as "{item if column == "value" else f"{item}@{column}"}"'
            for item, column in cells
        )
        yield (
            f"\ndrop view if exists wide_{form.form};\ncreate view wide_{form.form} as\n"
            f"select r.id as report_id, r.issuer_id, i.name as issuer, r.year, r.title,\n{picked}\n"
            "from reports r left join issuers i on i.id = r.issuer_id left join fact f on f.report = r.no\n"
            f"where r.form = '{form.form}' and r.is_current = 1 group by r.id;\n"
        )
