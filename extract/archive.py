"""archive.db: create it, and load or replace one report in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from extract import codebook, codetables, gather, rows, search
from extract.codebook import SCHEMA, Codebook
from extract.errors import ArchiveError
from extract.model import CodedTable, Fact, FileReading, Finding, Reading, Refusal, Section
from extract.rows import Source

VERSION = 1
# A busy archive is waited for this long, in seconds.
PATIENCE = 30


class Archive:
    """An open archive. `put` and `refuse` are one transaction each: a report is there whole or not at all."""

    def __init__(self, path: Path, book: Codebook | None = None):
        """Open an archive for writing, made if it is not there; ArchiveError if the file is something else."""
        self.path = path
        self.book = book or codebook.load()
        try:
            self.connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            self.db = Database(self.connection)
            _prepare(self.connection, self.book, self.db, path)
        except sqlite3.OperationalError as error:
            raise ArchiveError(f"{path}: cannot be opened as an archive: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ArchiveError(
                f"{path}: cannot be opened as an archive: {error}. Is it another kind of file?"
            ) from error
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

    def ended(self, document_id: str) -> tuple[str, str] | None:
        """Status and reason of a document, or None if the archive does not have it."""
        return self.connection.execute("select status, reason from documents where id = ?", [document_id]).fetchone()

    def look(self, document_id: str) -> gather.Seen | None:
        """What a document of the archive is among its neighbours; None where it is a part of a report already, or nothing."""
        ask = self.connection.execute
        links = [link for (link,) in ask("select target from document_links where document_id = ?", [document_id])]
        (name,) = ask("select file_name from documents where id = ?", [document_id]).fetchone() or ("",)
        row = ask("select id, issuer_id, year from reports where document_id = ?", [document_id]).fetchone()
        if row is None:
            alone = not self.kin(document_id)
            return gather.Seen(document_id, name, "page", links=gather.names(links)) if links and alone else None
        report, issuer, year = row
        found = ask("select form, code from tables where report_id = ? and code is not null", [report])
        sections = ask("select code, length(text) from sections where report_id = ?", [report]).fetchall()
        return gather.seen(document_id, name, sections, issuer, year, found.fetchall(), links)

    def kin(self, document_id: str) -> list[str]:
        """The other documents of the report that a document belongs to."""
        rows = self.connection.execute(
            "select o.document_id from report_documents d join report_documents o on o.report_id = d.report_id"
            " where d.document_id = ? and o.document_id <> d.document_id order by 1",
            [document_id],
        )
        return [other for (other,) in rows]

    def rename(self, source: Source) -> None:
        """Note another name or address of a document that is there already; the order of loading leaves no trace."""
        with self.transaction() as connection:
            connection.execute(
                "update documents set file_name = min(file_name, :file_name), "
                + ", ".join(f"{name} = coalesce(min({name}, :{name}), :{name}, {name})" for name in rows.GIVEN)
                + " where id = :id",
                rows.named(source),
            )
            self._rank(source.id)

    def refuse(self, source: Source, refusal: Refusal) -> None:
        """Record why a file is not in the archive."""
        row = rows.document(source) | {
            "media_type": refusal.media_type,
            "status": "refused",
            "reason": refusal.reason,
            "message": refusal.message,
        }
        with self.transaction() as connection:
            self._clear(connection, source.id)
            _insert(connection, "documents", [row])
            _links(connection, source.id, refusal.links)

    def put(self, source: Source, reading: Reading, others: Sequence[Source] = ()) -> str:
        """Load one report, or replace it; returns its id. `others` are the sources of the reading's parts, in their order."""
        with self.transaction() as connection:
            files: list[tuple[Source, FileReading]] = [(source, reading), *zip(others, reading.parts, strict=True)]
            documents = [rows.document(place, said) | self._said(connection, place) for place, said in files]
            for place, _ in files:
                self._clear(connection, place.id)
            for row, (place, said) in zip(documents, files, strict=True):
                _file(connection, row, place, said)
            issuer = self._issuer(connection, reading.issuer)
            report = rows.Stored(source.id[:16], _next(connection, "reports"), tuple(place.id for place, _ in files))
            _insert(connection, "reports", [rows.report(report, reading, issuer)])
            roles = ("main", *(part.role for part in reading.parts))
            belong = zip(report.documents, roles, strict=True)
            _insert(
                connection,
                "report_documents",
                [{"report_id": report.id, "document_id": document, "role": role} for document, role in belong],
            )
            sections = self._sections(connection, report, reading.sections)
            tables = self._tables(connection, report, reading.coding.tables)
            self._facts(connection, report, reading.coding.facts, tables, sections)
            _findings(connection, report, reading.findings)
            self._rank(source.id)
        return report.id

    def put_box(self, source: Source, media_type: str, members: Iterable[tuple[str, str]]) -> None:
        """Record an archive of files whose members (name, document id) are in this archive."""
        with self.transaction() as connection:
            self._clear(connection, source.id)
            _insert(
                connection,
                "documents",
                [
                    rows.named(source)
                    | {"size": source.size, "media_type": media_type, "reader": "container", "status": "ok"}
                ],
            )
            _insert(
                connection,
                "document_members",
                [{"container_id": source.id, "name": name, "document_id": member} for name, member in members],
            )

    def _said(self, connection: sqlite3.Connection, source: Source) -> dict:
        """What an earlier manifest said of a file that is read again without one."""
        row = connection.execute("select retrieved_at from documents where id = ?", [source.id]).fetchone()
        return {"retrieved_at": row[0]} if row and source.retrieved_at is None else {}

    def _clear(self, connection: sqlite3.Connection, document_id: str) -> None:
        """Take out a document and all that came of it; the index forgets its sections by their old tokens.

        Further files of its report go with it: without the report nothing says what they are.
        """
        for other in self.kin(document_id) if self._leads(document_id) else ():
            connection.execute("delete from documents where id = ?", [other])
        old = connection.execute(
            "select no, text, heading from sections where document_id = ?", [document_id]
        ).fetchall()
        connection.executemany(
            "insert into sections_fts (sections_fts, rowid, text, heading) values ('delete', ?, ?, ?)",
            [(no, search.tokens(text), search.tokens(heading)) for no, text, heading in old],
        )
        group = connection.execute(
            "select issuer_id, year from reports where document_id = ?", [document_id]
        ).fetchall()
        connection.execute("delete from documents where id = ?", [document_id])
        for issuer, year in group:
            _rank(connection, issuer, year)
            connection.execute(
                "delete from issuers where id = ? and not exists (select 1 from reports where issuer_id = issuers.id)",
                [issuer],
            )

    def _leads(self, document_id: str) -> bool:
        """Whether a document is the main one of a report."""
        found = self.connection.execute("select 1 from reports where document_id = ?", [document_id]).fetchone()
        return found is not None

    def _issuer(self, connection: sqlite3.Connection, name: str | None) -> str | None:
        if name is None:
            return None
        kind = self.book.kind(name)
        connection.execute(
            "insert into issuers (id, name, kind, level) values (?, ?, ?, ?) on conflict (id) do nothing",
            [name, name, kind.kind if kind else None, kind.level if kind else None],
        )
        return name

    def _sections(
        self, connection: sqlite3.Connection, report: rows.Stored, sections: Sequence[Section]
    ) -> dict[int, int]:
        """Store the chapters and index them; returns their numbers by ordinal."""
        first = _next(connection, "sections")
        numbers = {item.ordinal: first + item.ordinal for item in sections}
        _insert(connection, "sections", [rows.section(report, item, numbers[item.ordinal]) for item in sections])
        connection.executemany(
            "insert into sections_fts (rowid, text, heading) values (?, ?, ?)",
            [(numbers[item.ordinal], search.tokens(item.text), search.tokens(item.heading)) for item in sections],
        )
        return numbers

    def _tables(
        self, connection: sqlite3.Connection, report: rows.Stored, tables: Iterable[CodedTable]
    ) -> dict[int, int]:
        """Store the tables with all their cells; returns their numbers."""
        first = _next(connection, "tables")
        numbers = {}
        for table in tables:
            numbers[table.no] = no = first + table.no
            row = {
                "id": f"{report.id}:t{table.no}", "no": no, "report_id": report.id,
                "document_id": report.documents[table.part],
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
        self,
        connection: sqlite3.Connection,
        report: rows.Stored,
        facts: Iterable[Fact],
        tables: dict[int, int],
        sections: dict[int, int],
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
        for issuer, year in self.connection.execute(
            "select issuer_id, year from reports where document_id = ?", [document_id]
        ).fetchall():
            _rank(self.connection, issuer, year)


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


def _file(connection: sqlite3.Connection, row: dict, source: Source, said: FileReading) -> None:
    """Store what is kept of one file beside its report: its row, digit runs, furniture and links."""
    _insert(connection, "documents", [row])
    _insert(connection, "witnesses", [{"document_id": source.id, "runs": " ".join(said.witness)}])
    _insert(connection, "furniture", [{"document_id": source.id, "text": "\n".join(said.furniture)}])
    _links(connection, source.id, said.links)


def _links(connection: sqlite3.Connection, document_id: str, links: Iterable[str]) -> None:
    found = [{"document_id": document_id, "ordinal": number, "target": link} for number, link in enumerate(links)]
    _insert(connection, "document_links", found)


def _findings(connection: sqlite3.Connection, report: rows.Stored, findings: Iterable[Finding]) -> None:
    for finding in findings:
        _insert(connection, "findings", [rows.finding(report, finding)])
        _insert(connection, "finding_sides", rows.sides(report, finding))


def _next(connection: sqlite3.Connection, table: str) -> int:
    return connection.execute(f"select coalesce(max(no), 0) + 1 from {table}").fetchone()[0]


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict]) -> None:
    if rows:
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f"insert into {table} ({names}) values ({marks})", rows)


def _prepare(connection: sqlite3.Connection, book: Codebook, db: Database, path: Path) -> None:
    """Pragmas, tables, views, and the codebook; another program's database and a newer archive are left as they are."""
    version = connection.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise ArchiveError(
            f"{path}: has schema version {version}, this program knows {VERSION}: install a newer nianbao"
        )
    if version == 0 and db.table_names() and not db["documents"].exists():
        raise ArchiveError(f"{path}: holds other tables; choose another file for the archive")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    known = connection.execute("select value from meta where name = 'codebook'").fetchone() if version else None
    if known == (codetables.fingerprint(book),):
        return
    connection.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
    codetables.store(db, book)
    # Views hold no data: they are made anew, so that a changed one takes effect.
    connection.executescript("".join(f"drop view {name};" for name in db.view_names()))
    connection.executescript((SCHEMA / "views.sql").read_text("utf-8") + "".join(codetables.wide(db, book)))
    db["meta"].upsert({"name": "codebook", "value": codetables.fingerprint(book)}, pk="name")
    connection.execute(f"pragma user_version = {VERSION}")
