"""The rows of one made-up report in all tables of an archive: chapters, tables, figures, what prose names, findings."""

import json
import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from bench.crowd import Writer
from extract.codebook import Codebook, Form
from extract.codebook.entries import Place

# Small numbers are by far the most common ones, as in real reports.
POOL = [0] * 40 + [1] * 8 + [2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 14, 19, 25, 37, 60, 95, 180, 420, 1300, 5200]
GAPS = ("blank", "dash", "not_applicable")
SCOPES = ("office", "office", "office", "departments", "all", None)
DAYS = ("01-15", "01-30", "02-20", "03-28", "04-12")
# What cells beside the numbers are, about as often as in real reports, and how many of them there are for each number.
BESIDE = ("label", "label", "label", "header", "header", "unit", "caption", "empty")
AROUND = 0.6
KINDS = ("count", "count", "count", "share", "rise", "none")
UNITS = ("件", "件", "条", "个", "次", "年", "元", "%")
CITED = ("law", "law", "document", "media", "platform")
# Chapters are drawn from so many, each of at most so many characters.
TEXTS, LENGTH = 400, 320
_NUMBER = re.compile(r"\d+(?:件|条|次|期|人)")

Row = tuple[object, ...]
# Table -> the rows that go into it.
Rows = dict[str, list[Row]]
# Code, heading, text, and where figures stand in it.
Chapter = tuple[str, str, str, list[tuple[int, int]]]

COLUMNS = {
    "documents": "id file_name media_type size reader status reason said_issuer said_year published_at",
    "reports": "id no slug issuer_id year form title document_id scope is_current supersedes unmapped",
    "report_documents": "report_id document_id role",
    "sections": "id no report_id document_id ordinal code heading text",
    "subsections": "section_id ordinal level start end heading code",
    "tables": "id no report_id document_id table_no section_id position form code",
    "cell": "table row col rowspan colspan text role item column",
    "fact": "report item column value unit raw missing table row col method confidence",
    "findings": "id report_id kind rule severity items column left right delta verdict message",
    "finding_sides": "finding_id side fact_id",
    "mentions": "id report_id section_id start end text kind item column value unit year own agrees",
    "citations": "id report_id section_id start end text kind title",
    "overlaps": "section_id other_id similarity shared",
    "unchanged": "report_id other_id form table values nonzero",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A report to be made: its number, whose it is and of which year, and whether a later one takes its place."""

    no: int
    issuer: str
    name: str
    year: int
    current: bool = True

    @property
    def id(self) -> str:
        """As long as a real one."""
        return f"{self.no:016x}"


@dataclass
class Press:
    """Makes reports, one after the other, from one run of chances."""

    draw: Random
    book: Codebook
    items: dict[str, int]
    columns: dict[str, int]
    chapters: list[list[Chapter]]
    # Form -> table -> where it has figures.
    places: dict[str, dict[str, list[tuple[int, tuple[str, str], Place]]]]
    before: Paper | None = None

    @classmethod
    def of(cls, connection: sqlite3.Connection, book: Codebook, draw: Random) -> "Press":
        """With the numbers that an archive has given to codes."""
        numbers = {table: dict(connection.execute(f"select code, no from {table}")) for table in ("items", "columns")}
        writer, chapters = Writer(draw), []
        for _ in range(TEXTS):
            written = [(code, head, text[:LENGTH]) for code, head, text in writer.chapters("年度报告", 2020)]
            chapters.append([(*each, [found.span() for found in _NUMBER.finditer(each[2])]) for each in written])
        places: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        for form in book.forms:
            for row, (key, place) in enumerate(form.places().items()):
                if place.row.valued:
                    places[form.form][place.table.code].append((row, key, place))
        return cls(draw, book, numbers["items"], numbers["columns"], chapters, places)

    def print(self, papers: list[Paper]) -> Rows:
        """All rows of some reports."""
        rows: Rows = defaultdict(list)
        for paper in papers:
            self._paper(paper, rows)
            self.before = paper
        return rows

    def _paper(self, paper: Paper, rows: Rows) -> None:
        form = next(form for form in reversed(self.book.forms) if form.first_year <= paper.year)
        report, document, day = paper.id, f"{paper.no:064x}", f"{paper.year + 1}-{self.draw.choice(DAYS)}"
        rows["documents"].append((document, f"{report}.html", "text/html", 40000, "html", "ok", None, None, None, day))
        if self.draw.random() < 0.02:
            refused = (f"f{paper.no:063x}", f"{report}.pdf", "application/pdf", 9, None, "refused", "damaged")
            rows["documents"].append((*refused, paper.issuer, paper.year + 1, None))
        title, slug = f"{paper.name}{paper.year}年政府信息公开工作年度报告", f"{paper.issuer}-{paper.year}"
        # Two versions of a report are made one after the other.
        old = self.before.id if self.before and not self.before.current else None
        unmapped = int(self.draw.random() < 0.1)
        rows["reports"].append(
            (report, paper.no, slug, paper.issuer, paper.year, form.form, title, document, self.draw.choice(SCOPES),
             int(paper.current), old, unmapped)
        )  # fmt: skip
        rows["report_documents"].append((report, document, "main"))
        self._prose(paper, document, rows)
        for number, table in enumerate(form.tables, 1):
            no = paper.no * 10 + number
            rows["tables"].append(
                (
                    f"{report}:t{number}",
                    no,
                    report,
                    document,
                    number,
                    f"{report}:{number % 6}",
                    0,
                    form.form,
                    table.code,
                )
            )
            self._figures(paper, self.places[form.form][table.code], no, rows)
        if unmapped:
            rows["cell"].append((paper.no * 10 + 1, 900, 1, 1, 1, "17", "value", None, None))
        self._findings(paper, form, rows)

    def _prose(self, paper: Paper, document: str, rows: Rows) -> None:
        """Chapters, with the figures and the laws that they name and what they share with the report before."""
        report = paper.id
        for ordinal, (code, heading, text, spans) in enumerate(self.draw.choice(self.chapters)):
            section = f"{report}:{ordinal}"
            rows["sections"].append((section, paper.no * 10 + ordinal, report, document, ordinal, code, heading, text))
            rows["subsections"].append((section, 0, 1, 0, len(text), heading or "（一）", code))
            for start, end in spans[:3]:
                self._mention(paper, section, start, end, text[start:end], rows)
            start = ordinal + 5
            rows["citations"].append(
                (f"{section}c", report, section, start, start + 4, text[start : start + 4], self.draw.choice(CITED),
                 text[start : start + 4])
            )  # fmt: skip
        if self.before:
            rows["overlaps"].append((f"{report}:1", f"{self.before.id}:1", 0.8, 150))
            if self.draw.random() < 0.1:
                rows["unchanged"].append((report, self.before.id, "2021", "requests", 175, 8))

    def _mention(self, paper: Paper, section: str, start: int, end: int, text: str, rows: Rows) -> None:
        known = self.draw.random() < 0.3
        item, column = ("request.new", "total") if known else (None, None)
        agrees = self.draw.choice((0, 1, 1)) if known else None
        rows["mentions"].append(
            (f"{section}:{start}", paper.id, section, start, end, text, self.draw.choice(KINDS), item, column, int(text[:-1]),
             self.draw.choice(UNITS), paper.year, 1, agrees)
        )  # fmt: skip

    def _figures(self, paper: Paper, places: list[tuple[int, tuple[str, str], Place]], no: int, rows: Rows) -> None:
        """A cell and a fact for every place of a table; one in fifty is not there. Labels and heads stand beside."""
        for row, (item, column), place in places:
            if self.draw.random() < 0.02:
                continue
            missing = self.draw.choice(GAPS) if self.draw.random() < 0.03 else None
            value = None if missing else self.draw.choice(POOL)
            raw, key = "" if missing else str(value), (self.items[item], self.columns[column])
            rows["cell"].append((no, row, 1, 1, 1, raw, "value", *key))
            rows["fact"].append((paper.no, *key, value, place.row.unit, raw, missing, no, row, 1, "exact", 1.0))
            if self.draw.random() < AROUND:
                rows["cell"].append((no, row, 0, 1, 1, place.row.label, self.draw.choice(BESIDE), None, None))

    def _findings(self, paper: Paper, form: Form, rows: Rows) -> None:
        """Some findings with both their sides."""
        rules = [rule for rule in self.book.rules if rule.form == form.form and rule.kind == "sum"]
        for rule in self.draw.sample(rules, self.draw.choice((0, 1, 2, 5))):
            codes = [side[0].removesuffix(".*").split("@")[0] for side in (rule.left, rule.right)]
            left, right = self.draw.choice(POOL), self.draw.choice(POOL) + 1
            name = f"{paper.id}:{rule.id}"
            rows["findings"].append(
                (name, paper.id, "report", rule.id, rule.severity, json.dumps(codes), "total", left, right, left - right,
                 self.draw.choice(("source", "reading", "open", "open")), "两侧数字不同。")
            )  # fmt: skip
            sides = zip(("left", "right"), codes, strict=True)
            rows["finding_sides"] += [(name, side, f"{paper.id}:{code}@total") for side, code in sides]
