"""The archive of sample.yml, built and served in this process."""

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from extract.archive import indexing, kinds
from extract.search import tokens
from extract.serve.site import datasette

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schema"
REPORT = "aaaaaaaaaaaaaaaa"
APPLICANTS = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"]
DOUBTFUL = ("request.result.unavailable.not_held", "natural_person")


@dataclass
class Site:
    """An archive that Datasette serves in this process."""

    archive: Path

    def __post_init__(self):
        self.datasette = datasette(self.archive)

    def get(self, path, **params):
        """The answer to a request."""
        return asyncio.run(self.datasette.client.get(path, params=params or None))

    def rows(self, path, **params):
        """The rows that a table's JSON holds."""
        return self.get(path, _shape="objects", **params).json()["rows"]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The sample archive, served. Its file is not named `archive.db`, and that must not matter."""
    return Site(build(tmp_path_factory.mktemp("site") / "县档案.db"))


def build(path):
    """The sample archive as a file."""
    db = sqlite3.connect(path)
    db.executescript("pragma journal_mode = wal; pragma foreign_keys = on")
    for name in ("archive.sql", "views.sql"):
        db.executescript((SCHEMA / name).read_text("utf-8"))
    for table, records in sample().items():
        for record in records:
            insert(db, table, record)
    db.commit()
    db.close()
    return path


def insert(db, table, record):
    """One row; a section's text goes into the index too."""
    names = ", ".join(f'"{name}"' for name in record)
    db.execute(f'insert into "{table}" ({names}) values ({", ".join("?" * len(record))})', tuple(record.values()))
    if table == "sections":
        cut = (record["no"], tokens(record["text"]), tokens(record["heading"]))
        indexing.put(db, [cut])


def sample():
    """The rows of the sample archive by table, in an order that the keys allow."""
    rows = yaml.safe_load((HERE / "sample.yml").read_text("utf-8"))
    cells = [*requests_head(rows["columns"]), *requests_body(rows.pop("requests")), *documents_table()]
    labels = {cell["item"]: cell.pop("name") for cell in cells if cell.get("item")}
    labels["proactive.total"] = "主动公开政府信息数"
    items = {code: no for no, code in enumerate(labels, 1)}
    columns = {column["code"]: column["no"] for column in rows["columns"]}
    facts = [fact(cell) for cell in cells if cell.get("item")] + [prose_fact(rows["sections"])]
    rows["items"] = [{"code": code, "no": no, "label": labels[code], "unit": "件"} for code, no in items.items()]
    rows["cell"] = [coded(cell, items, columns) for cell in cells]
    rows["fact"] = [coded(fact, items, columns) for fact in facts]
    last = ("cell", "fact", "findings", "mentions", "finding_sides")
    return {table: rows[table] for table in [*(name for name in rows if name not in last), *last]}


def requests_head(columns):
    """The three header rows of the requests table."""
    label = {column["code"]: column["label"] for column in columns}
    yield cell(2, 0, 0, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "header", 3, 3)
    yield cell(2, 0, 3, "申请人情况", "header", 1, 7)
    yield cell(2, 1, 3, "自然人", "header", 2)
    yield cell(2, 1, 4, "法人或其他组织", "header", 1, 5)
    yield cell(2, 1, 9, "总计", "header", 2)
    yield from (cell(2, 2, 4 + at, label[code], "header") for at, code in enumerate(APPLICANTS[1:6]))


def requests_body(lines):
    """The rows of the requests table, with codes."""
    row = 3
    for line in lines.splitlines():
        col, rowspan, rest = line.split(" ", 2)
        label, code, numbers = [*rest.split("|"), "", ""][:3]
        yield cell(2, row, int(col), label, "label", int(rowspan), 3 - int(col) if numbers else 1)
        for at, number in enumerate(numbers.split()):
            codes = {"item": code, "column": APPLICANTS[at], "name": label} if code else {}
            yield cell(2, row, 3 + at, number, "value", **codes)
        row += bool(numbers)


def documents_table():
    """A part of the first table: a caption, a value that is not there, an ignored number."""
    yield cell(1, 0, 0, "第二十条第（一）项", "caption", 1, 3)
    yield from (cell(1, 1, at, text, "header") for at, text in enumerate(["信息内容", "现行有效件数", "备注"]))
    yield cell(1, 2, 0, "行政规范性文件", "label")
    yield cell(1, 2, 1, "—", "value", item="doc.normative", column="in_force", name="行政规范性文件")
    yield cell(1, 2, 2, "历年累计31", "value", ignored="cumulative")


def cell(table, row, col, text, role, rowspan=1, colspan=1, **more):
    """A printed cell."""
    made = {"table": table, "row": row, "col": col, "rowspan": rowspan, "colspan": colspan, "text": text, "role": role}
    return made | more


def fact(cell):
    """The fact that a cell states."""
    value = int(cell["text"]) if cell["text"].isdigit() else None
    made = {name: cell[name] for name in ("item", "column", "table", "row", "col")}
    made |= {"value": value, "raw": cell["text"], "unit": "件", "missing": "dash" if value is None else None}
    return made | {
        "report": 1,
        "method": "exact",
        "confidence": 0.8 if (cell["item"], cell["column"]) == DOUBTFUL else 1,
    }


def prose_fact(sections):
    """A number that the first chapter states in words."""
    start = sections[1]["text"].index("1,234")
    made = {"item": "proactive.total", "column": "value", "value": 1234, "raw": "1,234", "unit": "条", "section": 2}
    return made | {"report": 1, "start": start, "end": start + 5, "method": "narrative", "confidence": 0.97}


def coded(record, items, columns):
    """A cell or a fact as stored: codes as numbers."""
    made = record | {"item": items.get(record.get("item")), "column": columns.get(record.get("column"))}
    kept = {"role": kinds.ROLES, "method": kinds.METHODS}
    return made | {name: numbers[record[name]] for name, numbers in kept.items() if name in record}
