"""The rows of one made-up report in all tables of an archive: chapters, tables, figures, what prose names, findings."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from bench.library import Chapter, Library
from extract.archive.kinds import METHODS, ROLES
from extract.codebook import Codebook, Form
from extract.codebook.entries import Place
from extract.overlap import entries

# Small numbers are by far the most common ones, as in real reports.
POOL = [0] * 40 + [1] * 8 + [2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 14, 19, 25, 37, 60, 95, 180, 420, 1300, 5200]
GAPS = ("blank", "dash", "not_applicable")
SCOPES = ("office", "office", "office", "departments", "all", None)
DAYS = ("01-15", "01-30", "02-20", "03-28", "04-12")
# What cells beside the numbers are, about as often as in real reports, and how many of them there are for each number.
BESIDE = tuple(ROLES[name] for name in ("label", "label", "label", "header", "header", "unit", "caption", "empty"))
AROUND = 0.25
# Figures that are not there, and the part of those there that are gaps.
ABSENT, MISSING = 0.02, 0.03
# Of the rows that an edition had in one place or another, a report prints those that concepts are made of, and a part of the rest.
PRINTED = {"2014": 0.45}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Files, by how often they come, and whether they say where on a page a cell stands.
FILES = (("html", "text/html", False),) * 5 + (("docx", DOCX, False),) * 2 + (("pdf", "application/pdf", True),) * 3
KINDS = ("count", "count", "count", "share", "rise", "none")
UNITS = ("件", "件", "条", "个", "次", "年", "元", "%")
CITED = ("law", "law", "document", "media", "platform")
CLUES = ("title", "signature", "name")
# Page and box of a cell of which nothing is known.
NOWHERE = (None,) * 5
# Figures of a chapter that are named, and characters around a report on its pages.
NAMED, AROUND_IT = 5, 300

Row = tuple[object, ...]
# Table -> the rows that go into it.
Rows = dict[str, list[Row]]

COLUMNS = {
    "documents": "id file_name media_type size reader status reason said_issuer said_year published_at",
    "witnesses": "document_id runs",
    "furniture": "document_id text",
    "reports": "id no slug issuer_id year form title document_id scope is_current supersedes unmapped",
    "report_documents": "report_id document_id role",
    "clues": "report_id ordinal kind text",
    "sections": "id no report_id document_id ordinal code heading text",
    "subsections": "section_id ordinal level start end heading code",
    "tables": "id no report_id document_id table_no section_id position form code",
    "cell": "table row col rowspan colspan text page x0 top x1 bottom role item column",
    "fact": "report item column value unit raw missing table row col method confidence",
    "findings": "id report_id kind rule severity items column left right delta verdict message",
    "finding_sides": "finding_id side fact_id",
    "mentions": "id report_id section_id start end text kind item column value unit year own agrees",
    "citations": "id report_id section_id start end text kind title",
    "overlaps": "section_id other_id similarity shared",
    "unchanged": "report_id other_id form table values nonzero",
}
# What `extract.overlap` and the index of words are given.
SKETCHES, WORDS = "sketches", "words"


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
    library: Library
    # Form -> table -> where it has figures.
    places: dict[str, dict[str, list[tuple[int, tuple[str, str], Place]]]]
    before: Paper | None = None

    @classmethod
    def of(cls, connection: sqlite3.Connection, book: Codebook, draw: Random, reports: int) -> "Press":
        """For so many reports, with the numbers that an archive has given to codes."""
        numbers = {table: dict(connection.execute(f"select code, no from {table}")) for table in ("items", "columns")}
        meant = set(connection.execute('select form, item, "column" from crosswalk_terms'))
        places: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        for form in book.forms:
            part = PRINTED.get(form.form, 1)
            for row, (key, place) in enumerate(form.places().items()):
                if place.row.valued and ((form.form, *key) in meant or draw.random() < part):
                    places[form.form][place.table.code].append((row, key, place))
        return cls(draw, book, numbers["items"], numbers["columns"], Library(draw, reports), places)

    def print(self, papers: list[Paper]) -> Rows:
        """All rows of some reports."""
        rows: Rows = defaultdict(list)
        for paper in papers:
            self._paper(paper, rows)
            self.before = paper
        return rows

    def _paper(self, paper: Paper, rows: Rows) -> None:
        form = next(form for form in reversed(self.book.forms) if form.first_year <= paper.year)
        report, document, title = paper.id, f"{paper.no:064x}", f"{paper.name}{paper.year}年政府信息公开工作年度报告"
        unmapped = int(self.draw.random() < 0.1)
        # Two versions of a report are made one after the other.
        old = self.before.id if self.before and not self.before.current else None
        rows["reports"].append(
            (report, paper.no, f"{paper.issuer}-{paper.year}", paper.issuer, paper.year, form.form, title, document,
             self.draw.choice(SCOPES), int(paper.current), old, unmapped)
        )  # fmt: skip
        rows["clues"] += [(report, ordinal, kind, title) for ordinal, kind in enumerate(CLUES)]
        placed = self._document(paper, document, rows)
        self._prose(paper, title, document, rows)
        start = len(rows["fact"])
        for number, table in enumerate(form.tables, 1):
            no, section = paper.no * 10 + number, f"{report}:{number % 6}"
            rows["tables"].append(
                (f"{report}:t{number}", no, report, document, number, section, 0, form.form, table.code)
            )
            self._figures(paper, self.places[form.form][table.code], no, placed, rows)
        rows["witnesses"].append((document, " ".join(str(fact[5]) for fact in rows["fact"][start:])))
        if unmapped:
            rows["cell"].append((paper.no * 10 + 1, 900, 1, 1, 1, "17", *NOWHERE, ROLES["value"], None, None))
        self._findings(paper, form, rows)

    def _document(self, paper: Paper, document: str, rows: Rows) -> bool:
        """The file, what stands around the report on its pages, and now and then one that was refused; whether cells have places."""
        day = f"{paper.year + 1}-{self.draw.choice(DAYS)}"
        ending, kind, placed = self.draw.choice(FILES)
        file = (document, f"{paper.id}.{ending}", kind, 40000, ending, "ok", None, None, None, day)
        rows["documents"].append(file)
        rows["report_documents"].append((paper.id, document, "main"))
        around = "".join(part.text for part in self.draw.choices(self.library.paragraphs, k=2))
        rows["furniture"].append((document, around[:AROUND_IT]))
        if self.draw.random() < 0.02:
            refused = (f"f{paper.no:063x}", f"{paper.id}.pdf", "application/pdf", 9, None, "refused", "damaged")
            rows["documents"].append((*refused, paper.issuer, paper.year + 1, None))
        return placed

    def _prose(self, paper: Paper, title: str, document: str, rows: Rows) -> None:
        """Chapters, with the figures and the laws that they name and what they share with the report before."""
        report = paper.id
        for ordinal, chapter in enumerate(self.library.chapters(title, paper.year)):
            section, no, text = f"{report}:{ordinal}", paper.no * 10 + ordinal, chapter.text
            rows["sections"].append((section, no, report, document, ordinal, chapter.code, chapter.heading, text))
            rows["subsections"].append((section, 0, 1, 0, len(text), chapter.heading or "（一）", chapter.code))
            rows[WORDS].append((no, chapter.tokens, chapter.heading_tokens))
            self._sketch(paper, section, chapter, rows)
            for start, end in chapter.figures[:NAMED]:
                self._mention(paper, section, start, end, text[start:end], rows)
            start, named = ordinal + 5, text[ordinal + 5 : ordinal + 9]
            rows["citations"].append(
                (f"{section}c", report, section, start, start + 4, named, self.draw.choice(CITED), named)
            )
        if self.before:
            rows["overlaps"].append((f"{report}:1", f"{self.before.id}:1", 0.8, 150))
            if self.draw.random() < 0.1:
                rows["unchanged"].append((report, self.before.id, "2021", "requests", 175, 8))

    def _sketch(self, paper: Paper, section: str, chapter: Chapter, rows: Rows) -> None:
        """What copied words are told by; only current reports have it."""
        if paper.current and chapter.sketch is not None:
            number, kept = entries.number(section), chapter.sketch.tobytes()
            rows[SKETCHES].append((number, section, paper.id, paper.issuer, paper.year, chapter.code, kept))

    def _mention(self, paper: Paper, section: str, start: int, end: int, text: str, rows: Rows) -> None:
        known = self.draw.random() < 0.3
        item, column = ("request.new", "total") if known else (None, None)
        agrees = self.draw.choice((0, 1, 1)) if known else None
        rows["mentions"].append(
            (f"{section}:{start}", paper.id, section, start, end, text, self.draw.choice(KINDS), item, column, int(text[:-1]),
             self.draw.choice(UNITS), paper.year, 1, agrees)
        )  # fmt: skip

    def _figures(
        self, paper: Paper, places: list[tuple[int, tuple[str, str], Place]], no: int, placed: bool, rows: Rows
    ) -> None:
        """A cell and a fact for nearly every place of a table. Labels and heads stand beside."""
        chance, choice, cells, facts = self.draw.random, self.draw.choice, rows["cell"], rows["fact"]
        for (row, (item, column), place), value in zip(places, self.draw.choices(POOL, k=len(places)), strict=True):
            there = chance()
            if there < ABSENT:
                continue
            where = (row // 40 + 1, 3105, row % 40 * 172, 3528, row % 40 * 172 + 165) if placed else NOWHERE
            if chance() < AROUND:
                cells.append((no, row, 0, 1, 1, place.row.label, *where, choice(BESIDE), None, None))
            missing = choice(GAPS) if there < ABSENT + MISSING else None
            raw, key = "" if missing else str(value), (self.items[item], self.columns[column])
            cells.append((no, row, 1, 1, 1, raw, *where, ROLES["value"], *key))
            number = None if missing else value
            facts.append((paper.no, *key, number, place.row.unit, raw, missing, no, row, 1, METHODS["exact"], 1.0))

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
