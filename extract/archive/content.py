"""What an archive says, as one number: two archives that say the same have the same, however and in whatever order they were made.

Every table counts but those that only help to work. The integers that join tables inside one file are replaced by the ids that
they stand for; rows are in the order of their keys. A row is a line of JSON, a table the sha256 of its lines.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

# How the archive was made, what is still to be done, and what finds words and sections: made anew from the rest.
LEFT_OUT = {"meta", "seals", "uncompared", "sketches", "sketch_bands"}
_INNER = ("sections_fts", "sqlite_")
# With which codebook a report was coded tells `recode` what to do; what that codebook says stands in its own tables.
_MARKS = {("reports", "codebook")}
# In the compact tables, the columns that hold a number (`no`) of another table, and what it stands for.
_COMPACT = ("cell", "fact", "panel_values")
_NUMBERS = {
    "table": ("tables", "id"),
    "report": ("reports", "id"),
    "section": ("sections", "id"),
    "item": ("items", "code"),
    "column": ("columns", "code"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place in the key (from 1; 0 outside of it), and whose number it holds."""

    name: str
    key: int
    owner: tuple[str, str] | None = None

    @property
    def meant(self) -> str:
        """SQL for what the column says outside of this file."""
        own = f'x."{self.name}"'
        return f"(select {self.owner[1]} from {self.owner[0]} where no = {own})" if self.owner else own


def content_hash(connection: sqlite3.Connection) -> str:
    """One sha256, in hexadecimal, over all that an archive says."""
    told = hashlib.sha256()
    for table, digest in hashes(connection).items():
        told.update(f"{table} {digest}\n".encode())
    return told.hexdigest()


def hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """The sha256 of each table, by name: where two archives differ, this says in which."""
    with snapshot(connection):
        return {table: _hash(connection, table) for table in tables(connection)}


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that count, in order."""
    found = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
    return [name for (name,) in found if name not in LEFT_OUT and not name.startswith(_INNER)]


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything that is asked inside sees one state, whatever others write meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("rollback")


def _hash(connection: sqlite3.Connection, table: str) -> str:
    columns = list(_columns(connection, table))
    told = hashlib.sha256(_line([column.name for column in columns]))
    for row in connection.execute(_question(table, columns)):
        told.update(_line(row))
    return told.hexdigest()


def _line(row: list[str] | tuple) -> bytes:
    return msgspec.json.encode(row) + b"\n"


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[Column]:
    """The columns that count, in the order of their names: those that came with a later version stand last in the table."""
    for name, key in connection.execute("select name, pk from pragma_table_info(?) order by name", [table]):
        if name != "no" and (table, name) not in _MARKS:
            yield Column(name, key, _NUMBERS.get(name) if table in _COMPACT else None)


def _question(table: str, columns: list[Column]) -> str:
    """A statement for all rows of a table, in the order of what its key means; of all that it says where it has no key."""
    keys = sorted((column for column in columns if column.key), key=lambda column: column.key) or columns
    order = [column.meant for column in keys]
    source = f'"{table}" x'
    if keys[0].owner:
        # Going through the owners in their order, the largest tables need not be sorted.
        owner, name = keys[0].owner
        source = f'{owner} o cross join {source} on x."{keys[0].name}" = o.no'
        order[0] = f"o.{name}"
    picked = ", ".join(column.meant for column in columns)
    return f"select {picked} from {source} order by {', '.join(order)}"
