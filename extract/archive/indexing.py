"""The indexes of words and of single characters: made anew where texts are cut into tokens otherwise than when they were made."""

import hashlib
import sqlite3
from collections.abc import Sequence
from functools import cache

from extract import search, traditional
from extract.codebook import SCHEMA
from extract.search import Cut

NAME = "tokens"
INDEXES = ("sections_fts", "sections_fts_chars")
# What the indexes depend on beside their statements in schema/archive.sql and the table of characters: how texts are cut (the next
# number when extract/search.py cuts otherwise).
CUT = 3
_BATCH = 1000


def fingerprint() -> str:
    """What tells two ways to make the indexes apart."""
    told = "".join(_statements()).encode() + traditional.FILE.read_bytes()
    return f"{CUT}-{hashlib.sha256(told).hexdigest()[:12]}"


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the indexes were made the way they would be made now."""
    return connection.execute("select value from meta where name = ?", [NAME]).fetchone() == (fingerprint(),)


def renew(connection: sqlite3.Connection) -> None:
    """Make the indexes anew. A row can only be taken out with the tokens it went in with, so they all go at once."""
    for name, statement in zip(INDEXES, _statements(), strict=True):
        connection.execute(f"drop table if exists {name}")
        connection.execute(statement)
    texts = connection.execute("select no, text, heading from sections order by no")
    while some := texts.fetchmany(_BATCH):
        add(connection, some)
    connection.execute("insert or replace into meta values (?, ?)", [NAME, fingerprint()])


def add(connection: sqlite3.Connection, sections: list[tuple[int, str, str]]) -> None:
    """Put sections (number, text, heading) into the indexes."""
    enter(connection, [(no, search.cut(text, heading)) for no, text, heading in sections])


def put(connection: sqlite3.Connection, cut: list[tuple[int, str, str]]) -> None:
    """The same for sections (number, text, heading) that are cut into tokens already."""
    enter(connection, [(no, (text, heading, search.characters(text, heading))) for no, text, heading in cut])


def enter(connection: sqlite3.Connection, cut: Sequence[tuple[int, Cut]]) -> None:
    """The same for sections of which all is there that the indexes get."""
    words = [(no, text, heading) for no, (text, heading, _) in cut]
    connection.executemany("insert into sections_fts (rowid, text, heading) values (?, ?, ?)", words)
    single = [(no, characters) for no, (_, _, characters) in cut]
    connection.executemany("insert into sections_fts_chars (rowid, chars) values (?, ?)", single)


def take_out(connection: sqlite3.Connection, sections: list[tuple[int, str, str]]) -> None:
    """Take sections out of the indexes, by the tokens they went in with."""
    cut = [(no, *search.cut(text, heading)) for no, text, heading in sections]
    connection.executemany(
        "insert into sections_fts (sections_fts, rowid, text, heading) values ('delete', ?, ?, ?)",
        (row[:3] for row in cut),
    )
    connection.executemany(
        "insert into sections_fts_chars (sections_fts_chars, rowid, chars) values ('delete', ?, ?)",
        ((row[0], row[3]) for row in cut),
    )


def optimize(connection: sqlite3.Connection) -> None:
    """Put what many transactions have written into one piece."""
    for name in INDEXES:
        connection.execute(f"insert into {name} ({name}) values ('optimize')")


@cache
def _statements() -> tuple[str, ...]:
    """How the indexes are made."""
    lines = (SCHEMA / "archive.sql").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line.startswith("create virtual table"))
