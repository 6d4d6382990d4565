"""An archive of an earlier version brought into the shape of today: in one transaction, after a copy of it was kept."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from extract.archive import copying, earlier, kinds, places
from extract.codebook import SCHEMA
from extract.errors import ArchiveError
from extract.keep import durable

# What has to be filled in behind each version, once its tables have the shape of today. Reports are coded anew afterwards.
FILLED: dict[int, tuple[str, ...]] = {
    1: (
        "update reports set printed_year = year, printed_issuer = (select name from issuers where id = issuer_id)"
        " where codebook is null",
        "insert into clues select id, 0, 'title', title from reports"
        " where title <> '' and id not in (select report_id from clues)",
        'update tables set height = (select coalesce(max(c.row + c.rowspan), 0) from cell c where c."table" = tables.no'
        f" and c.role not in ({kinds.ROLES['caption']}, {kinds.ROLES['note']})) where height = 0",
        "update cell set doubt = null where doubt = 0",
        f"update documents set reader = coalesce(reader || ' ', '') || {earlier.mark(1)!r}",
    ),
}
# What is kept otherwise after a version, from the columns that it has.
KEPT_OTHERWISE: dict[int, dict[tuple[str, str], str]] = {
    2: {
        ("cell", "role"): kinds.number("role", kinds.ROLES),
        **{("cell", edge): f"cast(round({edge} * 10) as integer)" for edge in ("x0", "top", "x1", "bottom")},
        ("fact", "method"): kinds.number("method", kinds.METHODS),
    },
}
# The index of words is made anew, not reshaped (indexing.py); the tables that it keeps its rows in come and go with it.
_INNER = "sections_fts%"


def keep(path: Path, version: int) -> Path:
    """Copy an archive to a file beside it, named for its version, and flush it to the disk; an earlier copy stays."""
    copy = path.with_name(f"{path.name}.v{version}")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.v{version}-{number}")
    durable.sweep(path.parent, f"{path.name}.v*")
    copying.copy(path, copy)
    return copy


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Inside a transaction without foreign keys: give the tables the shape of today with the rows that they have.

    Raises ArchiveError where a row does not fit the tables of today, so that nothing is lost in silence.
    """
    for (view,) in connection.execute("select name from sqlite_master where type = 'view'").fetchall():
        connection.execute(f"drop view {view}")
    reshape(connection, version)
    for step in range(version, max(FILLED) + 1):
        for statement in FILLED.get(step, ()):
            connection.execute(statement)
    # Without the mark of a codebook every report is coded anew, and the codebook's own tables are filled again.
    connection.execute("update reports set codebook = null")
    connection.execute("delete from meta where name = 'codebook'")
    if broken := connection.execute("pragma foreign_key_check").fetchall():
        raise ArchiveError(f"row {broken[0][1]} of table {broken[0][0]} leads to nothing in {broken[0][2]}")
    if lost := next(places.adrift(connection), None):
        raise ArchiveError(f"fact {lost} leads to nothing in cell")


def reshape(connection: sqlite3.Connection, version: int) -> None:
    """Every table and index as schema/archive.sql has it; columns that are gone are dropped, new ones have their default."""
    made = {place: sql for step, columns in KEPT_OTHERWISE.items() if step >= version for place, sql in columns.items()}
    connection.execute("pragma legacy_alter_table = on")
    _renew(connection, "table", made)
    connection.execute("pragma legacy_alter_table = off")
    # A table that is replaced takes its indexes with it, so they come second.
    reindex(connection)


def reindex(connection: sqlite3.Connection) -> None:
    """Every index as schema/archive.sql has it; one that is there under its name over other columns is made anew."""
    _renew(connection, "index", {})
    known = _objects(connection, "index").keys() - _today("index").keys()
    for name in known:
        connection.execute(f"drop index {name}")


def _renew(connection: sqlite3.Connection, kind: str, made: Mapping[tuple[str, str], str]) -> None:
    known = _objects(connection, kind)
    for name, sql in _today(kind).items():
        if name not in known:
            connection.execute(sql)
        elif known[name] != sql:
            _replace(connection, kind, name, sql, made)


def _replace(
    connection: sqlite3.Connection, kind: str, name: str, sql: str, made: Mapping[tuple[str, str], str]
) -> None:
    """A table or an index in its new shape; a table keeps its rows, `made` says what becomes of some of its columns."""
    if kind == "index":
        connection.execute(f"drop index {name}")
        connection.execute(sql)
        return
    connection.execute(f'alter table {name} rename to "old {name}"')
    connection.execute(sql)
    old = _columns(connection, f"old {name}")
    common = [column for column in _columns(connection, name) if column in old]
    names = ", ".join(f'"{column}"' for column in common)
    picked = ", ".join(made.get((name, column), f'"{column}"') for column in common)
    connection.execute(f'insert into {name} ({names}) select {picked} from "old {name}"')
    connection.execute(f'drop table "old {name}"')


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [column for (column,) in connection.execute("select name from pragma_table_info(?)", [table])]


def _today(kind: str) -> dict[str, str]:
    """The tables or indexes of schema/archive.sql, in its order."""
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
        return _objects(empty, kind)


def _objects(connection: sqlite3.Connection, kind: str) -> dict[str, str]:
    """Names of tables or indexes with the statements that made them."""
    found = connection.execute(
        "select name, sql from sqlite_master where type = ? and sql is not null and name not like ? order by rowid",
        [kind, _INNER],
    )
    return dict(found.fetchall())
