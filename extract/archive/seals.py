"""Seals: a sha256 of every report, document and office as it was committed, so that a damaged byte is told from a number.

SQLite notices damage to its own structure, not to a digit. Triggers of this connection note what a transaction touches; before
it is committed the seals of these are made anew. What can be derived from the rest (panel_values, the index of words) has none.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

# What a seal covers, by the kind of thing, in the order that the rows have in it.
COVERED: dict[str, tuple[str, ...]] = {
    "report": (
        "select * from reports where id = :id",
        "select * from report_documents where report_id = :id order by document_id",
        "select * from clues where report_id = :id order by ordinal",
        "select * from sections where report_id = :id order by ordinal",
        "select p.* from sections s join subsections p on p.section_id = s.id where s.report_id = :id"
        " order by s.ordinal, p.ordinal",
        "select * from tables where report_id = :id order by table_no",
        'select c.* from tables t join cell c on c."table" = t.no where t.report_id = :id order by t.table_no, c.row, c.col',
        'select f.* from reports r join fact f on f.report = r.no where r.id = :id order by f.item, f."column"',
        "select * from findings where report_id = :id order by id",
        "select s.* from findings f join finding_sides s on s.finding_id = f.id where f.report_id = :id"
        " order by s.finding_id, s.side, s.fact_id, s.mention_id",
        'select * from unchanged where report_id = :id order by other_id, "table"',
        "select * from mentions where report_id = :id order by id",
        "select * from citations where report_id = :id order by id",
        "select * from decisions where report_id = :id order by kind, subject",
    ),
    "document": (
        "select * from documents where id = :id",
        "select * from document_members where container_id = :id order by name, document_id",
        "select * from document_links where document_id = :id order by ordinal",
        "select * from witnesses where document_id = :id",
        "select * from furniture where document_id = :id",
    ),
    "office": (
        "select * from issuers where id = :id",
        "select * from issuer_names where issuer_id = :id order by name",
        "select * from expected where issuer_id = :id order by year",
        "select * from successions where successor_id = :id order by predecessor_id",
    ),
    "words": (
        "select o.* from sections s join overlaps o on o.section_id = s.id where s.report_id = :id"
        " order by s.ordinal, o.other_id",
    ),
}
# Where the things of a kind are listed.
LISTED = {
    "report": "select id from reports",
    "document": "select id from documents",
    "office": "select id from issuers",
    "words": "select id from reports",
}
# So many rows are told at a time.
_ROWS = 1000
_ENCODER = msgspec.json.Encoder()
# Tables that are written as a whole.
WHOLE = (
    "reasons", "deadlines", "verdicts", "causes", "forms", "items", "columns", "form_items", "form_columns", "labels",
    "concepts", "crosswalk", "crosswalk_terms", "rules",
)  # fmt: skip
_SCHEMA = "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite\\_%' escape '\\' order by type, name"
# What a change of a row touches. Chapters, tables, cells, facts and references change with the row of their report alone.
_TOUCHED = {
    "reports": ("report", "{row}.id"),
    "report_documents": ("report", "{row}.report_id"),
    "findings": ("report", "{row}.report_id"),
    "unchanged": ("report", "{row}.report_id"),
    "decisions": ("report", "{row}.report_id"),
    "mentions": ("report", "{row}.report_id"),
    "documents": ("document", "{row}.id"),
    "document_members": ("document", "{row}.container_id"),
    "document_links": ("document", "{row}.document_id"),
    "issuers": ("office", "{row}.id"),
    "issuer_names": ("office", "{row}.issuer_id"),
    "expected": ("office", "{row}.issuer_id"),
    "successions": ("office", "{row}.successor_id"),
    "overlaps": ("words", "substr({row}.section_id, 1, instr({row}.section_id, ':') - 1)"),
}


def watch(connection: sqlite3.Connection) -> None:
    """From now on note what is touched; once for each connection that writes."""
    connection.execute("create temp table if not exists touched (name text primary key) without rowid")
    for table, (kind, owner) in _TOUCHED.items():
        for event, row in (("insert", "new"), ("update", "new"), ("delete", "old")):
            connection.execute(
                f"create temp trigger if not exists touched_{table}_{event} after {event} on main.{table}"
                f" begin insert or ignore into touched values ('{kind}:' || {owner.format(row=row)}); end"
            )
    connection.execute(
        "create temp trigger if not exists touched_words after insert on main.reports"
        " begin insert or ignore into touched values ('words:' || new.id); end"
    )


@contextmanager
def all_words(connection: sqlite3.Connection) -> Iterator[None]:
    """While the words of all reports are compared anew, inside a transaction: they are noted at once, not with each row."""
    connection.execute("drop trigger temp.touched_overlaps_insert")
    yield
    watch(connection)
    connection.execute("insert or ignore into touched select 'words:' || id from reports")


def renew(connection: sqlite3.Connection) -> None:
    """Before a transaction is committed: seal what it touched."""
    for (name,) in connection.execute("select name from touched").fetchall():
        _seal(connection, name)
    connection.execute("delete from touched")


def everything(connection: sqlite3.Connection) -> None:
    """Seal all that is there, inside a transaction: after a migration, or where an archive had no seals."""
    connection.execute("delete from seals")
    for name in names(connection):
        _seal(connection, name)


def whole(connection: sqlite3.Connection) -> None:
    """Seal the codebook's tables, and the statements that made the tables and views."""
    for name in ("schema", *(f"table:{table}" for table in WHOLE)):
        _seal(connection, name)


def names(connection: sqlite3.Connection) -> Iterator[str]:
    """All that has to have a seal."""
    yield "schema"
    yield from (f"table:{table}" for table in WHOLE)
    for kind, listed in LISTED.items():
        for (name,) in connection.execute(listed).fetchall():
            yield f"{kind}:{name}"


def are_there(connection: sqlite3.Connection) -> bool:
    """Whether the archive has seals at all: those written before there were any have none."""
    found = connection.execute("select 1 from sqlite_master where name = 'seals'").fetchone()
    return found is not None


def broken(connection: sqlite3.Connection) -> Iterator[str]:
    """The names of things that are not as they were sealed, have no seal, or are gone."""
    sealed = dict(connection.execute("select name, sha256 from seals order by name").fetchall())
    for name in names(connection):
        if sealed.pop(name, None) != digest(connection, name):
            yield name
    yield from sealed


def digest(connection: sqlite3.Connection, name: str) -> str | None:
    """The sha256 of a thing as it is now; None where there is nothing of it."""
    kind, _, key = name.partition(":")
    told = hashlib.sha256()
    found = False
    for question in _questions(kind, key):
        rows = connection.execute(question, {"id": key})
        while some := rows.fetchmany(_ROWS):
            found = True
            # A text that holds an end of a line has it escaped.
            told.update(_ENCODER.encode_lines(some).replace(b"\n", b""))
        told.update(b"\n")
    return told.hexdigest() if found or kind == "words" else None


def _questions(kind: str, key: str) -> tuple[str, ...]:
    if kind == "schema":
        return (_SCHEMA,)
    if kind == "table":
        return (f'select * from "{key}" order by rowid',)
    return COVERED[kind]


def _seal(connection: sqlite3.Connection, name: str) -> None:
    kind, _, key = name.partition(":")
    is_there = kind not in LISTED or connection.execute(f"{LISTED[kind]} where id = ?", [key]).fetchone()
    made = digest(connection, name) if is_there else None
    if made is None:
        connection.execute("delete from seals where name = ?", [name])
    else:
        connection.execute("insert or replace into seals values (?, ?)", [name, made])
