"""Whose a report is: its office in the registry, or a row of its own where nothing in the report decides."""

import json
import sqlite3
from dataclasses import dataclass

from extract.archive.rows import Source
from extract.codebook import Codebook
from extract.issuers import Office, registry
from extract.model import Clue

# Which office a row refers to, by table: an office that a row lets go of may be one that nothing refers to any more.
_REFERS = {"reports": "issuer_id", "documents": "said_issuer", "expected": "issuer_id", "issuers": "parent_id"}
# Crossed, so that those few are looked up: the planner knows nothing of temporary tables.
_UNUSED = f"""
select i.id from released r cross join issuers i on i.id = r.id
where {" and ".join(f"not exists (select 1 from {table} x where x.{column} = i.id)" for table, column in _REFERS.items())}
"""
# Such an office is that of one report alone: it is never put together with another.
UNRESOLVED = "unresolved-"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a report says of its office: the name in its title, and all the clues."""

    name: str | None
    clues: tuple[Clue, ...]


def watch(connection: sqlite3.Connection) -> None:
    """From now on note the offices that `sweep` has to look at; once for each connection that writes."""
    connection.execute("create temp table if not exists released (id text primary key) without rowid")
    for table, column in _REFERS.items():
        for event in ("delete", f"update of {column}"):
            _note(connection, f"{table}_{event[:6]}", f"{event} on main.{table}", f"old.{column}")
    _note(connection, "issuers_insert", "insert on main.issuers", "new.id")


def sweep(connection: sqlite3.Connection) -> None:
    """Take out the offices that nothing refers to any more, with those above them that nothing else needs."""
    while unused := connection.execute(_UNUSED).fetchall():
        connection.execute("delete from released")
        # What lies above is noted as they go.
        connection.executemany("delete from issuers where id = ?", unused)
    connection.execute("delete from released")


def office(
    connection: sqlite3.Connection, book: Codebook, report_id: str, who: Printed, year: int | None, decided: str | None
) -> str | None:
    """The id of a report's office, which is in the archive then; None where the report names none.

    What people have decided goes first; an id that the registry does not know becomes an office of that name.
    """
    if decided:
        found = registry().office(decided) or Office(decided, decided)
        return register(connection, found, who.name)
    resolved = registry().resolve(who.clues, year)
    if resolved.office:
        return register(connection, resolved.office, who.name)
    name = who.name or (resolved.candidates[0].name if len(resolved.candidates) == 1 else None)
    if name is None:
        return None
    kind = book.kind(name)
    row = [
        UNRESOLVED + report_id, name, kind.kind if kind else None, kind.level if kind else None,
        json.dumps([candidate.id for candidate in resolved.candidates]),
    ]  # fmt: skip
    connection.execute(
        "insert into issuers (id, name, kind, level, candidates) values (?, ?, ?, ?, ?)"
        " on conflict (id) do update set name = excluded.name, candidates = excluded.candidates",
        row,
    )
    return row[0]


def said(connection: sqlite3.Connection, source: Source) -> str | None:
    """The office that a manifest names for a file, in the archive; None where it names none for certain."""
    if not source.said_issuer or not source.said_year:
        return None
    found = registry().resolve([Clue("publisher", source.said_issuer)], int(source.said_year)).office
    return register(connection, found) if found else None


def register(connection: sqlite3.Connection, found: Office, printed: str | None = None) -> str:
    """Put an office of the registry into the archive, with those above it, the successions around it, and a name of it."""
    for one in (*reversed(registry().ancestors(found)), found):
        connection.execute(
            "insert into issuers (id, name, kind, level, division_code, parent_id, registered) values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set name = excluded.name, kind = excluded.kind, level = excluded.level,"
            " division_code = excluded.division_code, parent_id = excluded.parent_id, registered = excluded.registered",
            [
                one.id,
                one.name,
                one.kind,
                one.level,
                one.division_code,
                one.parent_id,
                int(one.division_code is not None),
            ],
        )
    for name in {found.name, printed or found.name}:
        connection.execute("insert or ignore into issuer_names values (?, ?)", [found.id, name])
    for step in registry().successions:
        if found.id in (step.predecessor, step.successor):
            row = [step.predecessor, step.successor, step.year, step.source]
            connection.execute("insert or ignore into successions values (?, ?, ?, ?)", row)
    return found.id


def _note(connection: sqlite3.Connection, name: str, event: str, office_id: str) -> None:
    connection.execute(
        f"create temp trigger if not exists released_{name} after {event} when {office_id} is not null"
        f" begin insert or ignore into released values ({office_id}); end"
    )
