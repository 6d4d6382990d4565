"""What can be wrong inside of an archive: its structure, what leads nowhere, what is not as it was committed or derived."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from extract import audit, readonly
from extract.archive import panel, places, seals
from extract.verify import words
from extract.verify.problem import Problem

# So many faults of SQLite's own check are told.
MOST = 100
# What a check may raise where a damaged row says nothing, or something of another kind.
STUMBLES = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError)
KINDS = {"report": "reports", "document": "documents", "office": "issuers", "words": "overlaps of report"}


def problems(connection: sqlite3.Connection, quick: bool) -> Iterator[Problem]:
    """Everything that is wrong in one state of an archive."""
    for check in (_structure, _references, _seals, *(() if quick else (_panel, _words, _identity))):
        try:
            yield from check(connection)
        except STUMBLES as error:
            yield Problem("database", check.__name__.strip("_"), str(error))


def length(archive: Path) -> Iterator[Problem]:
    """Whether the file is longer than the pages that it has; while others write it only grows."""
    size = archive.stat().st_size
    try:
        with closing(readonly.connect(archive)) as connection:
            (pages,), (page,) = (connection.execute(f"pragma page_{what}").fetchone() for what in ("count", "size"))
    except Exception:  # noqa: BLE001 what cannot be opened is told of already
        return
    if size > pages * page:
        yield Problem("length", str(archive), f"the file has {size} bytes, its {pages} pages {pages * page}")


def _structure(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute(f"pragma integrity_check({MOST})"):
        if said != "ok":
            yield Problem("database", "structure", said)


def _references(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
        yield Problem("reference", f"{table} {row or ''}".strip(), f"leads to nothing in {parent}")
    for fact in places.adrift(connection):
        yield Problem("reference", f"fact {fact}", "leads to nothing in cell")


def _seals(connection: sqlite3.Connection) -> Iterator[Problem]:
    if not seals.are_there(connection):
        return
    for name in seals.broken(connection):
        kind, _, key = name.partition(":")
        yield Problem("seal", f"{KINDS.get(kind, kind)} {key}".strip(), "is not as it was committed")


def _panel(connection: sqlite3.Connection) -> Iterator[Problem]:
    for report, concept in panel.differing(connection):
        yield Problem("panel", f"report {report}", f"panel_values has another {concept} than its facts")


def _words(connection: sqlite3.Connection) -> Iterator[Problem]:
    for term, message in words.differing(connection):
        yield Problem("words", f"sections_fts {term!r}", message)


def _identity(connection: sqlite3.Connection) -> Iterator[Problem]:
    for breach in audit.violations(connection):
        yield Problem("identity", f"report {breach.report_id} ({breach.file_name})", breach.message)
