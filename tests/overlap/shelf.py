"""A small archive for tests of overlaps: reports with one section each or a few, put in and taken out as the loader does."""

import sqlite3
from dataclasses import dataclass
from hashlib import sha256

from extract import overlap
from extract.codebook import SCHEMA


@dataclass(frozen=True)
class Paper:
    """A report: office, year, the texts of its sections, and whether it is the one that counts."""

    issuer: str
    year: int
    texts: tuple[str, ...]
    current: bool = True
    copy: int = 0

    @property
    def id(self) -> str:
        """The same for the same office, year and copy: what a file that is loaded again has."""
        return sha256(f"{self.issuer} {self.year} {self.copy}".encode()).hexdigest()[:16]


class Shelf:
    """An archive in memory."""

    def __init__(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
        self.db.execute("pragma foreign_keys = on")
        self.no = 0

    def put(self, *papers: Paper, tell: bool = True) -> None:
        """Put reports in, each in the place of an earlier one with its id, and bring the overlaps up to date."""
        for paper in papers:
            self._drop(paper.id)
            document = paper.id * 4
            self.no += 1
            values = [document, "x", "text/plain", 1, "ok"]
            self.db.execute(
                "insert into documents (id, file_name, media_type, size, status) values (?,?,?,?,?)", values
            )
            self.db.execute("insert or ignore into issuers (id, name) values (?, ?)", [paper.issuer, paper.issuer])
            values = [paper.id, self.no, paper.issuer, paper.year, "t", document, int(paper.current)]
            names = "id, no, issuer_id, year, title, document_id, is_current"
            self.db.execute(f"insert into reports ({names}) values (?,?,?,?,?,?,?)", values)
            for ordinal, text in enumerate(paper.texts):
                values = [
                    f"{paper.id}:{ordinal}",
                    self.no * 100 + ordinal,
                    paper.id,
                    document,
                    ordinal,
                    "overview",
                    "",
                    text,
                ]
                names = "id, no, report_id, document_id, ordinal, code, heading, text"
                self.db.execute(f"insert into sections ({names}) values (?,?,?,?,?,?,?,?)", values)
        if tell:
            self.tell(*papers)

    def take(self, *papers: Paper) -> None:
        """Take reports out."""
        self.drop(*papers)
        overlap.update(self.db, [], [paper.id for paper in papers])

    def drop(self, *papers: Paper) -> None:
        """The same, but for the overlaps, which are told nothing."""
        for paper in papers:
            self._drop(paper.id)

    def tell(self, *papers: Paper) -> None:
        """Bring the overlaps up to date with reports."""
        overlap.update(self.db, [paper.id for paper in papers])

    def rows(self) -> list[tuple]:
        """The overlaps."""
        return self.db.execute("select * from overlaps order by 1, 2").fetchall()

    def pairs(self) -> set[tuple[str, str]]:
        """Which sections overlap."""
        return {row[:2] for row in self.rows()}

    def _drop(self, report: str) -> None:
        self.db.execute("delete from documents where id = ?", [report * 4])
