"""What a release holds: which tables and views, their columns with types and meanings, their keys, and in what order rows stand."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from extract.exports import Column
from extract.serve import described

# Tables and views that are published one by one, in the order in which a reader meets them.
WHOLE = (
    "issuers", "issuer_names", "successions", "documents", "document_members", "document_links", "reports", "report_documents",
    "coverage", "revisions", "tables", "subsections", "overlaps", "finding_sides", "unchanged", "decisions", "clues", "expected",
    "forms", "items", "columns", "form_items", "form_columns", "labels", "concepts", "crosswalk", "crosswalk_terms", "rules",
    "reasons", "verdicts", "causes", "deadlines",
)  # fmt: skip
# Those whose rows belong to a report, parted by its form and year; the columns that give the order within a report.
PARTED = {
    "panel": ("concept",),
    "facts": ("item", "column"),
    "findings": ("id",),
    "mentions": ("id",),
    "citations": ("id",),
    "unmapped": ("id",),
    "sections": ("ordinal", "id"),
    "cells": ("table_no", "row", "col"),
}
# What is too large for CSV, or whose text spreadsheets would cut.
BULK = {"sections", "cells"}
# Keys of views, which declare none, and of tables that people know by another column.
KEYS = {
    "coverage": ("issuer_id", "year"),
    "revisions": ("after_id",),
    "panel": ("report_id", "concept"),
    "facts": ("id",),
    "unmapped": ("id",),
    "cells": ("id",),
}
# Where the columns of views lead to.
LINKS = {
    "report_id": ("reports", "id"),
    "issuer_id": ("issuers", "id"),
    "form": ("forms", "form"),
    "concept": ("concepts", "id"),
    "item": ("items", "code"),
    "column": ("columns", "code"),
}
KINDS = {"TEXT": "text", "INTEGER": "integer", "REAL": "real", "ANY": "number"}
# Types of columns that a view works out, where they are not text.
WORKED_OUT = {
    ("panel", "value"): "number",
    ("panel", "n_missing"): "integer",
    **{("cells", edge): "real" for edge in ("x0", "top", "x1", "bottom")},
    **{("coverage", name): "integer" for name in ("found", "missing", "revised", "refused", "late", "expected")},
}
# What is said of every row of a report beside what its table says. A panel's value is doubtful where one of its facts is.
OF_REPORT = (
    ("issuer_id", "r.issuer_id"),
    ("year", "r.year"),
    ("form", "r.form"),
    ("is_current", "r.is_current"),
)
DOUBTFUL = Column(
    "doubtful",
    "integer",
    ("用到的数值中把握低于 0.95 的个数，不为 0 时请核对原文。", "How many of the facts used have a confidence below 0.95; unless 0, look at the source."),
)  # fmt: skip
DOUBTS = """
create temp table doubts as select report_id, id from facts where confidence < 0.95;
create index temp.doubts_by_report on doubts (report_id);
"""
_DOUBTFUL = "(select count(*) from doubts d where d.report_id = x.report_id and instr(',' || x.facts || ',', ',' || d.id || ','))"
# Surrogate numbers mean nothing outside of the archive's file.
_INNER = "no"
Link = tuple[tuple[str, ...], str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Set:
    """A published table: `sql` gives its rows in order, those of one report (:report) where it is parted."""

    name: str
    title: tuple[str, str]
    about: tuple[str, str]
    columns: tuple[Column, ...]
    sql: str
    key: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    parted: bool = False

    @property
    def inner(self) -> tuple[Column, ...]:
        """The columns that do not stand in the names of its folders."""
        return tuple(column for column in self.columns if not self.parted or column.name not in ("form", "year"))


@dataclass(frozen=True, slots=True)
class Part:
    """The reports of one form and year."""

    form: str | None
    year: int | None
    reports: tuple[str, ...]

    @property
    def label(self) -> str:
        """What its files are called."""
        return f"{self.form or 'none'}-{self.year or 'none'}"

    @property
    def folder(self) -> str:
        """As readers of Parquet know it."""
        return "/".join(
            f"{name}={'__HIVE_DEFAULT_PARTITION__' if value is None else value}"
            for name, value in (("form", self.form), ("year", self.year))
        )


def sets(connection: sqlite3.Connection) -> list[Set]:
    """All that is published, from the tables and views of an archive and what metadata.yml says of them."""
    told = {each.name: each for each in described.tables()}
    return [_set(connection, told[name], name in PARTED) for name in (*PARTED, *WHOLE)]


def parts(connection: sqlite3.Connection) -> list[Part]:
    """The reports by form and year, in the order of the archive."""
    found: dict[tuple[str | None, int | None], list[str]] = {}
    for form, year, report in connection.execute("select form, year, id from reports order by form, year, no"):
        found.setdefault((form, year), []).append(report)
    return [Part(form, year, tuple(reports)) for (form, year), reports in found.items()]


def rows(connection: sqlite3.Connection, each: Set, part: Part | None = None) -> Iterator[tuple]:
    """The rows of a set, or of a part of it."""
    if part is None:
        yield from connection.execute(each.sql)
        return
    for report in part.reports:
        yield from connection.execute(each.sql, {"report": report})


def chunks(found: Iterator[tuple], size: int) -> Iterator[list[tuple]]:
    """Rows in lists of one length, so that no more than these are in memory; the last may be shorter."""
    while some := list(islice(found, size)):
        yield some


def wide(connection: sqlite3.Connection, form: str) -> tuple[Column, ...]:
    """The columns of the view with a column per figure, with what is doubtful in a row as the last."""
    names = [name for (name,) in connection.execute("select name from pragma_table_info(?)", [f"wide_{form}"])]
    kinds = {"year": "integer"} | dict.fromkeys(("report_id", "issuer_id", "issuer", "title"), "text")
    about = ("把握低于 0.95 的各列，请核对原文。", "The columns with a confidence below 0.95: look at the source.")
    return (*(Column(name, kinds.get(name, "number")) for name in names), Column("doubtful", "text", about))  # type: ignore[arg-type]


def wide_rows(connection: sqlite3.Connection, form: str, part: Part) -> Iterator[tuple]:
    """A row per current report."""
    sql = (
        f"select x.*, (select group_concat(replace(substr(d.id, length(d.report_id) + 2), '@value', ''), ' ') from"
        f" (select * from doubts where report_id = :report order by id) d) from wide_{form} x where x.report_id = :report"
    )
    for report in part.reports:
        yield from connection.execute(sql, {"report": report})


def _set(connection: sqlite3.Connection, told: described.Described, parted: bool) -> Set:
    """A set as the archive has it."""
    name = told.name
    declared = [
        (column, kind, key)
        for column, kind, key in connection.execute("select name, type, pk from pragma_table_info(?)", [name])
        if column != _INNER
    ]
    key = KEYS.get(name) or tuple(column for column, _, place in sorted(declared, key=lambda row: row[2]) if place)
    about = dict(told.columns)
    columns = [_column(name, column, kind, about) for column, kind, _ in declared]
    picked = [f'x."{column.name}"' for column in columns]
    order = ", ".join(f'x."{column}"' for column in PARTED.get(name, key) or [column for column, *_ in declared])
    source = f"{name} x"
    if parted:
        further = [(own, sql) for own, sql in OF_REPORT if own not in {column.name for column in columns}]
        columns += [_column("reports", own, "INTEGER" if own in ("year", "is_current") else "TEXT", dict(described.columns())) for own, _ in further]  # fmt: skip
        picked += [sql for _, sql in further]
        # Said of both, for SQLite does not look for one report in a view that adds up when it is told of the join alone.
        source = f"{name} x join reports r on r.id = :report where x.report_id = :report"
    if name == "panel":
        columns.append(DOUBTFUL)
        picked.append(_DOUBTFUL)
    sql = f"select {', '.join(picked)} from {source} order by {order}"
    return Set(name, told.title, told.about, tuple(columns), sql, key, tuple(_links(connection, name, columns)), parted)


def _column(table: str, name: str, declared: str, about: dict[str, tuple[str, str]]) -> Column:
    kind = WORKED_OUT.get((table, name)) or KINDS.get(declared, "text")
    return replace(Column(name, about=about.get(name, ("", ""))), kind=kind)  # type: ignore[arg-type]


def _links(connection: sqlite3.Connection, table: str, columns: list[Column]) -> Iterator[Link]:
    """Where columns of a table lead to: as it declares, or for a view by their names."""
    names = {column.name for column in columns}
    declared: dict[int, list[tuple[str, str, str]]] = {}
    for number, _, other, column, target, *_ in connection.execute(f'pragma foreign_key_list("{table}")'):
        declared.setdefault(number, []).append((column, other, target))
    for pairs in declared.values():
        yield tuple(pair[0] for pair in pairs), pairs[0][1], tuple(pair[2] for pair in pairs)
    if not declared and table in KEYS:
        for name, (other, target) in LINKS.items():
            if name in names:
                yield (name,), other, (target,)
