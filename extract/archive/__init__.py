"""archive.db: create it, and load, replace or code anew one report in one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from extract import ARCHIVE_VERSION as VERSION
from extract import codebook, codetables, gather, issuers, recode, scope, search, second
from extract.archive import earlier, insert, offices, opening, panel, places, rows, seals, standing, stored, sums
from extract.archive.checkpoints import Checkpoints
from extract.archive.pages import Pages
from extract.archive.rows import Source, Stored
from extract.chapters import parts
from extract.check import check
from extract.codebook import Codebook
from extract.decide import decisions
from extract.decide.decided import Applied, correct
from extract.decide.decisions import WHOLE, Decision
from extract.model import Coding, FileReading, Finding, Prose, Reading, Refusal, Section

__all__ = ["VERSION", "Archive", "Source"]

# So many reports have their words compared in one transaction.
TOGETHER = 1000
# Rows of an index that are looked at to estimate what it holds.
SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """What the codebook makes of a report: its tables coded, its prose, and what does not fit together."""

    coding: Coding
    prose: Prose
    findings: Sequence[Finding]


class Archive:
    """An open archive. `put`, `refuse` and `recode` are one transaction each: a report is there whole or not at all."""

    def __init__(self, path: Path, book: Codebook | None = None):
        """Open an archive for writing, made if it is not there; ArchiveError if the file is something else.

        One of an earlier version is brought up to today's first; `kept` is the copy of it as it was.
        """
        self.path = path
        self.book = book or codebook.load()
        self.decided = _by_report(decisions.read(decisions.path(path)) if path.name != ":memory:" else ())
        self.pages = Pages(path)
        self.connection, self.kept = opening.connect(path, self.book)
        self.checkpoints: Checkpoints | None = None
        self.codes = insert.Codes.of(self.connection)
        self.coded_with = codetables.fingerprint(self.book, issuers.TABLES)[:12]

    def close(self) -> None:
        """Close the archive; what was put is on the disk already."""
        if self.pages.mark or sums.marked(self.connection) is None:
            # What the planner goes by is estimated: counting would take longer the more there is.
            self.connection.execute(f"pragma analysis_limit = {SAMPLE}")
            with self.transaction() as connection:
                connection.execute("pragma optimize")
        mark = self.pages.settle(self.connection)
        self.connection.close()
        self.pages.close(mark)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type | None, *exception: object) -> None:
        if kind is None:
            self.close()
        else:
            # Nothing more is written, so that what went wrong is what is told.
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside, or nothing."""
        self.connection.execute("begin immediate")
        try:
            yield self.connection
            seals.renew(self.connection)
            self.pages.stamp(self.connection)
            self.connection.execute("commit")
        except BaseException:
            self.pages.doubt()
            # A full disk has SQLite roll back by itself.
            if self.connection.in_transaction:
                self.connection.execute("rollback")
            raise
        self.pages.note()
        if self.checkpoints:
            self.checkpoints.committed()

    @contextmanager
    def checkpoints_beside(self) -> Iterator[None]:
        """Meanwhile a thread writes the log into the file."""
        with closing(Checkpoints(self.path, self.connection)) as self.checkpoints:
            try:
                yield
            finally:
                self.checkpoints = None

    def ended(self, document_id: str) -> tuple[str, str] | None:
        """Status and reason of a document, or None if the archive does not have it."""
        return self.connection.execute("select status, reason from documents where id = ?", [document_id]).fetchone()

    def outdated(self, document_id: str) -> bool:
        """Whether an earlier version has read a document, so that reading its file once more may tell more."""
        return earlier.is_one(self.connection, document_id)

    def earlier(self, originals: Path) -> tuple[str, ...]:
        """What to do about documents that an earlier version has read, where there are any."""
        return earlier.in_words(self.connection, originals)

    def look(self, document_id: str) -> gather.Seen | None:
        """What a document of the archive is among its neighbours; None where it is a part of a report already, or nothing."""
        ask = self.connection.execute
        links = [link for (link,) in ask("select target from document_links where document_id = ?", [document_id])]
        (name,) = ask("select file_name from documents where id = ?", [document_id]).fetchone() or ("",)
        row = ask("select id, printed_issuer, year from reports where document_id = ?", [document_id]).fetchone()
        if row is None:
            alone = not self.kin(document_id)
            return gather.Seen(document_id, name, "page", links=gather.names(links)) if links and alone else None
        report, issuer, year = row
        found = ask("select form, code from tables where report_id = ? and code is not null", [report])
        # How long a chapter is does not matter, so its text is not looked up.
        length = f"iif(code in {tuple(sorted(gather.UNDIVIDED))}, length(text), 0)"
        sections = ask(f"select code, {length} from sections where report_id = ?", [report]).fetchall()
        return gather.seen(document_id, name, sections, issuer, year, found.fetchall(), links)

    def kin(self, document_id: str) -> list[str]:
        """The other documents of the report that a document belongs to."""
        found = self.connection.execute(
            "select o.document_id from report_documents d join report_documents o on o.report_id = d.report_id"
            " where d.document_id = ? and o.document_id <> d.document_id and d.role <> 'copy' and o.role <> 'copy'"
            " order by 1",
            [document_id],
        )
        return [other for (other,) in found]

    def rename(self, source: Source) -> None:
        """Note another name or address of a document that is there already; the order of loading leaves no trace."""
        first = {"file_name": "min(file_name, :file_name)"} | {
            name: f"coalesce(min({name}, :{name}), :{name}, {name})" for name in rows.GIVEN
        }
        new = " or ".join(f"{name} is not {value}" for name, value in first.items())
        said = rows.named(source)
        # A load of what is all known writes nothing.
        if not self.connection.execute(f"select 1 from documents where id = :id and ({new})", said).fetchone():
            return
        with self.transaction() as connection:
            values = ", ".join(f"{name} = {value}" for name, value in first.items())
            connection.execute(f"update documents set {values} where id = :id", said)
            for place in standing.places(connection, source.id):
                standing.settle(connection, self.book, place)

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
            row |= {"said_issuer": offices.said(connection, source), "said_year": source.said_year}
            insert.insert(connection, "documents", [row])
            insert.links(connection, source.id, refusal.links)

    def put(
        self, source: Source, reading: Reading, others: Sequence[Source] = (), cut: Sequence[search.Cut] = ()
    ) -> str:
        """Load one report, or replace it; returns its id. `others` are the sources of the reading's parts, in their order.

        `cut` is what the search indexes get of each chapter, where that is known already.
        """
        with self.transaction() as connection:
            files: list[tuple[Source, FileReading]] = [(source, reading), *zip(others, reading.parts, strict=True)]
            documents = [rows.document(place, said) | self._said(connection, place) for place, said in files]
            for place, _ in files:
                self._clear(connection, place.id)
            for row, (place, said) in zip(documents, files, strict=True):
                insert.document(connection, row, place, said)
            report = Stored(
                source.id[:16], insert.following(connection, "reports"), tuple(place.id for place, _ in files)
            )
            insert.insert(connection, "reports", [rows.report(report, reading)])
            roles = ("main", *(part.role for part in reading.parts))
            belong = zip(report.documents, roles, strict=True)
            insert.insert(
                connection,
                "report_documents",
                [{"report_id": report.id, "document_id": document, "role": role} for document, role in belong],
            )
            insert.sections(connection, report, reading.sections, cut)
            made = Made(reading.coding, reading.prose, reading.findings)
            whole = self._whole(report.id)
            if "form" in whole or "year" in whole:
                made = self._again(report.id, reading.coding, reading.sections, reading.ocr, reading.year)
            who = offices.Printed(reading.issuer, reading.clues)
            insert.clues(connection, report.id, reading.clues)
            self._code(connection, report, made, who, reading.year)
        return report.id

    def put_box(self, source: Source, media_type: str, members: Iterable[tuple[str, str]]) -> None:
        """Record an archive of files whose members (name, document id) are in this archive."""
        with self.transaction() as connection:
            self._clear(connection, source.id)
            named = rows.named(source) | {"size": source.size, "media_type": media_type}
            insert.insert(connection, "documents", [named | {"reader": "container", "status": "ok"}])
            insert.insert(
                connection,
                "document_members",
                [{"container_id": source.id, "name": name, "document_id": member} for name, member in members],
            )

    def recode(self, report_id: str) -> None:
        """Apply the codebook and the decisions of today to what is kept of a report."""
        with self.transaction() as connection:
            no, issuer, year = connection.execute(
                "select no, printed_issuer, printed_year from reports where id = ?", [report_id]
            ).fetchone()
            report = Stored(report_id, no, stored.documents(connection, report_id))
            kept = stored.sections(connection, report_id)
            chapters = tuple(replace(item, subsections=parts.find(item, self.book)) for item in kept)
            ocr = stored.recognised(connection, report_id)
            made = self._again(report_id, stored.coding(connection, report_id), chapters, ocr, year)
            for table in ("tables", "findings"):
                connection.execute(f"delete from {table} where report_id = ?", [report_id])
            connection.execute("delete from fact where report = ?", [no])
            insert.subsections(connection, report, chapters)
            covers = scope.scope(chapters, made.coding)
            connection.execute("update reports set scope = ? where id = ?", [covers, report_id])
            who = offices.Printed(issuer, stored.clues(connection, report_id))
            self._code(connection, report, made, who, year)
            offices.sweep(connection)

    def compare_words(self, jobs: int = 1) -> None:
        """Bring the overlaps up to date with all that came, changed or went; what is interrupted goes on from there.

        Where everything is compared anew, as many processes as `jobs` share the work.
        """
        ask = self.connection.execute
        while waiting := [report for (report,) in ask("select report_id from uncompared limit ?", [TOGETHER])]:
            # Comparing loads numpy; an archive that nothing came into does without.
            from extract import overlap

            with opening.unchecked(self.connection), self.transaction() as connection:
                anew = overlap.is_stale(connection, waiting, self.book)
                with seals.all_words(connection) if anew else nullcontext():
                    overlap.update(connection, waiting, book=self.book, jobs=jobs)
                if anew:
                    connection.execute("delete from uncompared")
                connection.executemany("delete from uncompared where report_id = ?", [[report] for report in waiting])

    def expect(self, file: Path) -> list[str]:
        """Note who is expected to report, from a CSV file; the lines whose office is not certain, in words."""
        unknown = []
        with self.transaction() as connection:
            connection.execute("delete from expected where list = ?", [file.name])
            for line in issuers.read_expected(file):
                if line.office is None:
                    may_be = "、".join(office.name for office in line.candidates[:5])
                    unknown.append(f"{file}:{line.line}: {line.issuer}" + (f" may be {may_be}" if may_be else ""))
                    continue
                office = offices.register(connection, line.office)
                connection.execute(
                    "insert or replace into expected values (?, ?, ?, ?)", [office, line.year, line.due, file.name]
                )
            offices.sweep(connection)
        return unknown

    def stale(self, everything: bool = False) -> list[str]:
        """The reports that were coded with another codebook or without the decisions of today; or all reports."""
        other = self.connection.execute(
            "select id from reports where ? or codebook is not ? order by id", [everything, self.coded_with]
        )
        return sorted({report for (report,) in other} | set(self.decide()))

    def decide(self) -> list[str]:
        """The reports of this archive whose decisions are not those that are applied to them."""
        known: dict[str, set] = {}
        for report, *said in self.connection.execute(
            "select report_id, kind, subject, value, author, date, reason from decisions"
        ):
            known.setdefault(report, set()).add(tuple(said))
        wanted = {report: {_told(item) for item in own} for report, own in self.decided.items()}
        other = (report for report in known.keys() | wanted.keys() if known.get(report) != wanted.get(report))
        there = "select id from reports where id in (select value from json_each(?)) order by id"
        return [report for (report,) in self.connection.execute(there, [json.dumps(list(other))])]

    def _whole(self, report_id: str) -> dict[str, str]:
        """What people have said of a report as a whole, by kind of decision."""
        return {item.kind: item.value for item in self.decided.get(report_id, ()) if item.kind in WHOLE}

    def _again(self, report_id: str, kept: Coding, sections: Sequence[Section], ocr: bool, year: int | None) -> Made:
        """What the codebook of today makes of a report, under the form and the year that people have decided."""
        whole = self._whole(report_id)
        of = int(whole.get("year") or 0) or year
        coded, findings = recode.again(kept, sections, self.book, ocr, of, whole.get("form"))
        coded, prose, told = recode.read_prose(sections, coded, self.book, of)
        return Made(coded, prose, (*findings, *told))

    def _code(
        self, connection: sqlite3.Connection, report: Stored, made: Made, who: offices.Printed, year: int | None
    ) -> None:
        """Store what is made of a report, with what people have decided, and its place among others."""
        own, whole = self.decided.get(report.id, ()), self._whole(report.id)
        of = int(whole.get("year") or 0) or year
        coded, prose, findings = made.coding, made.prose, made.findings
        corrected, applied = correct(coded, own, self.book)
        if corrected is not coded:
            prose, told = recode.hold_against(prose, corrected, self.book, of)
            findings = (*second.judged(check(self.book, corrected.form, corrected.facts), corrected), *told)
        applied += _wholly(own, who.name, coded.form, year)
        insert.decided(connection, report.id, own, applied)
        numbers = insert.tables(connection, report, corrected.tables, self.codes)
        insert.facts(connection, report, corrected.facts, numbers, self.codes)
        insert.prose(connection, report, prose)
        insert.findings(connection, report.id, "report", findings)
        before = connection.execute("select issuer_id, year from reports where id = ?", [report.id]).fetchone()
        place = (offices.office(connection, self.book, report.id, who, of, whole.get("issuer")), of)
        connection.execute(
            "update reports set issuer_id = ?, year = ?, form = ?, codebook = ?, slug = null, supersedes = null, copy_of = null,"
            " is_current = 1, unmapped = (select count(*) from unmapped u where u.report_id = reports.id) where id = ?",
            [*place, corrected.form, self.coded_with, report.id],
        )
        panel.refresh(connection, report.no)
        standing.changed(connection, [report.id])
        for around in {before, place}:
            standing.settle(connection, self.book, around)

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
        insert.forget(connection, document_id)
        places.forget(connection, document_id)
        around = standing.places(connection, document_id)
        standing.changed(connection, stored.reports(connection, document_id))
        connection.execute("delete from documents where id = ?", [document_id])
        for place in around:
            standing.settle(connection, self.book, place)
        offices.sweep(connection)

    def _leads(self, document_id: str) -> bool:
        """Whether a document is the main one of a report."""
        found = self.connection.execute("select 1 from reports where document_id = ?", [document_id]).fetchone()
        return found is not None


def _wholly(own: Iterable[Decision], issuer: str | None, form: str | None, year: int | None) -> list[Applied]:
    """Decisions about a whole report, which are always applied, and what the report itself says."""
    said = {"issuer": issuer, "form": form, "year": year}
    return [Applied(item, str(said[item.kind] or "")) for item in own if item.kind in WHOLE]


def _told(item: Decision) -> tuple[str, ...]:
    return item.kind, item.subject or "", item.value, item.author, item.date, item.reason


def _by_report(decided: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, tuple[Decision, ...]] = {}
    for decision in decided:
        found[decision.report] = (*found.get(decision.report, ()), decision)
    return found
