"""The index of words in the archive: made anew where texts are cut into tokens otherwise than when it was made."""

import hashlib
import sqlite3
from functools import cache

from extract import search, traditional
from extract.codebook import SCHEMA

NAME = "tokens"
# What the index depends on beside its statement in schema/archive.sql and the table of characters: how texts are cut (the next
# number when extract/search.py cuts otherwise).
CUT = 2
_BATCH = 1000


def fingerprint() -> str:
    """What tells two ways to make the index apart."""
    return f"{CUT}-{hashlib.sha256(_statement().encode() + traditional.FILE.read_bytes()).hexdigest()[:12]}"


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index was made the way it would be made now."""
    return connection.execute("select value from meta where name = ?", [NAME]).fetchone() == (fingerprint(),)


def renew(connection: sqlite3.Connection) -> None:
    """Make the index anew. A row can only be taken out with the tokens it went in with, so they all go at once."""
    connection.execute("drop table if exists sections_fts")
    connection.execute(_statement())
    texts = connection.execute("select no, text, heading from sections order by no")
    while some := texts.fetchmany(_BATCH):
        add(connection, some)
    connection.execute("insert or replace into meta values (?, ?)", [NAME, fingerprint()])


def add(connection: sqlite3.Connection, sections: list[tuple[int, str, str]]) -> None:
    """Put sections (number, text, heading) into the index."""
    connection.executemany(
        "insert into sections_fts (rowid, text, heading) values (?, ?, ?)",
        [(no, search.tokens(text), search.tokens(heading)) for no, text, heading in sections],
    )


def take_out(connection: sqlite3.Connection, sections: list[tuple[int, str, str]]) -> None:
    """Take sections out of the index, by the tokens they went in with."""
    connection.executemany(
        "insert into sections_fts (sections_fts, rowid, text, heading) values ('delete', ?, ?, ?)",
        [(no, search.tokens(text), search.tokens(heading)) for no, text, heading in sections],
    )


@cache
def _statement() -> str:
    """How the index is made."""
    return next(
        line
        for line in (SCHEMA / "archive.sql").read_text("utf-8").splitlines()
        if line.startswith("create virtual table") and " sections_fts " in line
    )
