"""The index of words in the archive: made anew where texts are cut into tokens otherwise than when it was made."""

import hashlib
import sqlite3

from extract import search, traditional

NAME = "tokens"
# What the tokens of a text depend on: the way they are cut (the next number when extract/search.py cuts otherwise), and the
# table of characters.
CUT = 2
_BATCH = 1000


def fingerprint() -> str:
    """What tells two ways to cut texts apart."""
    return f"{CUT}-{hashlib.sha256(traditional.FILE.read_bytes()).hexdigest()[:12]}"


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index was made the way it would be made now."""
    return connection.execute("select value from meta where name = ?", [NAME]).fetchone() == (fingerprint(),)


def renew(connection: sqlite3.Connection) -> None:
    """Make the index anew. A row can only be taken out with the tokens it went in with, so they all go at once."""
    connection.execute("insert into sections_fts (sections_fts) values ('delete-all')")
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
