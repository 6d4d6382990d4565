"""A copy of an archive whose bytes depend on what it says, not on the order in which it was loaded: `archive.db` of a release.

Rows are copied in the order of their keys, the numbers that join them are given anew, and the index of words is made anew.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from extract.archive import indexing, seals, sums
from extract.readonly import connect

Tell = Callable[[str], None]

# The tables whose rows have a number (`no`) that means nothing outside of the file, and the order in which it is given: an
# office's reports stand together. Items and columns keep theirs, which come from the codebook and stand in its views.
NUMBERED = {
    "reports": "select no, row_number() over (order by issuer_id, year, id) from source.reports",
    "sections": (
        "select s.no, row_number() over (order by n.no, s.ordinal, s.id) from source.sections s"
        ' join source.reports r on r.id = s.report_id join "new reports" n on n.old = r.no'
    ),
    "tables": (
        "select t.no, row_number() over (order by n.no, t.table_no, t.id) from source.tables t"
        ' join source.reports r on r.id = t.report_id join "new reports" n on n.old = r.no'
    ),
}
# The columns that hold such a number, and of which table.
HELD = {
    ("reports", "no"): "reports",
    ("sections", "no"): "sections",
    ("tables", "no"): "tables",
    ("cell", "table"): "tables",
    ("fact", "report"): "reports",
    ("fact", "table"): "tables",
    ("fact", "section"): "sections",
    ("panel_values", "report"): "reports",
}
INDEX = "sections_fts"


def write(archive: Path, target: Path, tell: Tell) -> None:
    """Write the copy of an archive, of one moment of it even while it is being loaded into. What lies beside is left alone."""
    connect(archive).close()
    part = target.with_name(f"{target.name}.part")
    with closing(sqlite3.connect(part.absolute().as_uri(), uri=True, isolation_level=None)) as copy:
        # Nobody reads this file before it is whole.
        copy.execute("pragma journal_mode = off")
        copy.execute("pragma synchronous = off")
        copy.execute("attach ? as source", [f"{archive.absolute().as_uri()}?mode=ro"])
        copy.execute("begin")
        _fill(copy, tell)
        copy.execute("commit")
        copy.execute("detach source")
        tell(f"{target.name}: index of words")
        _finish(copy)
        tell(f"{target.name}: packed")
        copy.execute("vacuum into ?", [str(target)])
    part.unlink()


def inspected(database: Path, digest: str) -> str:
    """What Datasette asks a file that does not change only once, in the shape of `datasette inspect`."""
    with closing(connect(database)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        counts = {name: {"count": connection.execute(f'select count(*) from "{name}"').fetchone()[0]} for name in names}
    said = {"hash": digest, "size": database.stat().st_size, "file": database.name, "tables": counts}
    return json.dumps({database.stem: said}, indent=2) + "\n"


def _fill(copy: sqlite3.Connection, tell: Tell) -> None:
    """Tables, rows, indexes and views of the attached source."""
    tables = _objects(copy, "table")
    for statement in tables.values():
        copy.execute(statement)
    for name, numbers in NUMBERED.items():
        copy.execute(f'create temp table "new {name}" (no integer primary key, old integer not null unique)')
        copy.execute(f'insert into "new {name}" (old, no) {numbers}')
    for place, name in enumerate(tables, 1):
        tell(f"archive.db: {name}, table {place} of {len(tables)}")
        copy.execute(_copied(copy, name))
    for kind in ("index", "view"):
        for name, statement in _objects(copy, kind).items():
            tell(f"archive.db: {kind} {name}")
            copy.execute(statement)
    (version,) = copy.execute("pragma source.user_version").fetchone()
    copy.execute(f"pragma main.user_version = {version}")


def _finish(copy: sqlite3.Connection) -> None:
    """The index of words, seals over the new numbers, and what SQLite plans its queries by; the mark of a state goes."""
    copy.execute("begin")
    copy.execute("delete from meta where name = ?", [sums.MARK])
    indexing.renew(copy)
    indexing.optimize(copy)
    if seals.are_there(copy):
        seals.everything(copy)
    copy.execute("commit")
    copy.execute("analyze")


def _objects(copy: sqlite3.Connection, kind: str) -> dict[str, str]:
    """The statements that made the source's tables, indexes or views, by name and in that order, but for the index of words."""
    found = copy.execute(
        "select name, sql from source.sqlite_master where type = ? and sql is not null and name not like 'sqlite_%'"
        " and tbl_name not like ? order by name",
        [kind, f"{INDEX}%"],
    )
    return dict(found.fetchall())


def _copied(copy: sqlite3.Connection, table: str) -> str:
    """The statement that copies the rows of a table, in the order of its key; of all columns where it has none."""
    columns = copy.execute("select name, pk from pragma_table_info(?, 'source')", [table]).fetchall()
    key = [name for name, place in sorted(columns, key=lambda column: column[1]) if place]
    first = "no" if (table, "no") in HELD else (key or [columns[0][0]])[0]
    names = [name for name, _ in columns]
    listed = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(_renumbered(table, name) for name in names)
    order: Iterable[str] = (str(names.index(name) + 1) for name in (key or names))
    source = f'source."{table}" x'
    if owner := HELD.get((table, first)):
        # Going through the numbers in their order, the largest tables need not be sorted whole.
        source = f'"new {owner}" n cross join {source} on x."{first}" = n.old'
        order = ["n.no", *(f'x."{name}"' for name in key if name != first)]
    return f'insert into main."{table}" ({listed}) select {picked} from {source} order by {", ".join(order)}'


def _renumbered(table: str, column: str) -> str:
    """SQL for the value of a column in the copy."""
    owner = HELD.get((table, column))
    return f'(select no from "new {owner}" where old = x."{column}")' if owner else f'x."{column}"'
