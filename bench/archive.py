"""`python -m bench.archive FILE [REPORTS [SEED]]`: an archive of made-up reports, to measure pages at scale.

Offices carry the codes of real places so that filters have something to find; every figure is drawn at random from a fixed
seed. Rows go straight into the tables: nothing is read, coded or checked.
"""

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from bench import crowd, library, papers
from bench.papers import Paper, Press
from extract import codebook, codetables, overlap
from extract.archive import Archive, indexing, seals
from extract.archive.panel import fill
from extract.issuers import divisions
from extract.overlap import buckets, entries

YEARS = range(2008, 2026)
DEPARTMENTS = ("教育局", "公安局", "财政局", "民政局", "自然资源局", "生态环境局", "住房和城乡建设局", "卫生健康委员会")
LEVELS = {2: "province", 4: "city", 6: "county", 9: "town"}
CHUNK = 500
# Indexes that are made when all rows are there: what is sealed is not found by them, and to keep them up takes most of the time.
LATE = (
    "fact_by_item", "mentions_by_kind", "mentions_by_unit", "mentions_by_agrees", "mentions_by_item",
    "sections_by_document", "sections_by_no", "sections_by_code", "findings_by_rule", "finding_sides_by_fact",
    "citations_by_section", "citations_by_title", "cell_unmapped", "tables_by_document", "reports_by_document",
)  # fmt: skip
# Checks take two thirds of the time of a row; tests/test_made_archive.py has them made afterwards.
PRAGMAS = (
    "foreign_keys = off", "ignore_check_constraints = on", "synchronous = off", "journal_mode = off",
    "cache_size = -1000000",
)  # fmt: skip
# Not a part of what is measured: fixed so that a kept archive and a fresh one are the same.
SEED = 1

Office = tuple[str, str, str, str, str | None, str | None]


def kept(folder: Path, count: int) -> Path:
    """An archive of so many reports in a folder, made where there is none of today's recipe."""
    path = folder / f"pages-{count}-{recipe()}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        main(part, count, SEED)
        part.rename(path)
    return path


def recipe() -> str:
    """What tells two ways to make an archive apart: the makers, the tables and the codebook."""
    makers = (Path(module.__file__ or "") for module in (sys.modules[__name__], papers, library, crowd))
    tables = (codebook.SCHEMA / name for name in ("archive.sql", "views.sql", "divisions.csv"))
    told = codetables.fingerprint(codebook.load(), (*makers, *tables)) + indexing.fingerprint()
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def main(path: Path, count: int, seed: int) -> None:
    """Write the archive and say how much is in it."""
    path.unlink(missing_ok=True)
    book, draw = codebook.load(), Random(seed)
    with Archive(path, book) as archive:
        connection = archive.connection
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")
        unwatched(connection)
        offices = list(everybody())
        made = list(reports(draw, offices, count))
        press = Press.of(connection, book, draw, count)
        with archive.transaction():
            late = put_off(connection)
            overlap.update(connection, [])
            store(connection, "issuers", "id name kind level division_code parent_id", offices)
            store(connection, "issuer_names", "issuer_id name", [office[:2] for office in offices])
            later = zip(offices[100:200], offices[300:400], strict=False)
            rows = [(old[0], new[0], 2016, "bench") for old, new in later]
            store(connection, "successions", "predecessor_id successor_id year source", rows)
        for start in range(0, len(made), CHUNK):
            with archive.transaction():
                write(connection, press.print(made[start : start + CHUNK]))
        with archive.transaction():
            for statement in late:
                connection.execute(statement)
            fill(connection)
            seals.everything(connection)
        indexing.optimize(connection)
        connection.execute("analyze")
        connection.execute("pragma journal_mode = wal")
        for table in ("reports", "fact", "cell", "findings", "sections", "mentions", "citations", "panel_values"):
            print(f"  {table:14} {connection.execute(f'select count(*) from {table}').fetchone()[0]:>10,}")


def unwatched(connection: sqlite3.Connection) -> None:
    """Note no longer what is touched: everything is sealed in the end."""
    for (name,) in connection.execute("select name from temp.sqlite_master where type = 'trigger'").fetchall():
        connection.execute(f"drop trigger temp.{name}")


def put_off(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes that come late; the statements that make them."""
    named = f"from sqlite_master where type = 'index' and name in ({', '.join('?' * len(LATE))})"
    found = connection.execute(f"select name, sql {named}", LATE).fetchall()
    for name, _ in found:
        connection.execute(f"drop index {name}")
    return [statement for _, statement in found]


def reports(draw: Random, offices: list[Office], count: int) -> Iterator[Paper]:
    """What there is to print: offices report for a run of years, some of which are not there, a few of them twice."""
    no = 0
    for id, name, *_ in draw.sample(offices, len(offices)):
        first = draw.choice(YEARS[:10])
        for year in range(first, YEARS[-1] + 1):
            there = draw.random()
            for current in (False, True) if there < 0.02 else (True,) if there < 0.95 else ():
                no += 1
                yield Paper(no, id, name, year, current)
                if no == count:
                    return


def everybody() -> Iterator[Office]:
    """Governments from the top down, each with some departments."""
    places = sorted((code for code in PLACES if len(code) <= 6), key=lambda code: (len(code), code))
    for number, code in enumerate(places):
        name = f"{PLACES[code]}人民政府"
        above = next((code[:size] for size in (4, 2) if size < len(code) and code[:size] in PLACES), None)
        yield f"p{code}", name, "government", LEVELS[len(code)], code, f"p{above}" if above else None
        for part in range(number % 4):
            department = DEPARTMENTS[(number + part) % len(DEPARTMENTS)]
            yield f"p{code}-{part}", PLACES[code] + department, "department", "department", code, f"p{code}"


def write(connection: sqlite3.Connection, rows: papers.Rows) -> None:
    """The rows of some reports, the words of their chapters in the index, and what copied words are told by."""
    for name, columns in papers.COLUMNS.items():
        store(connection, name, columns, rows[name])
    indexing.put(connection, rows[papers.WORDS])
    told = entries.Entries.of(rows[papers.SKETCHES])
    entries.put(connection, told)
    buckets.put(connection, [told])


def store(connection: sqlite3.Connection, table: str, columns: str, rows: list) -> None:
    """Rows of one table, as tuples in the order of the columns."""
    names = ", ".join(f'"{name}"' for name in columns.split())
    marks = ", ".join("?" * len(columns.split()))
    connection.executemany(f"insert into {table} ({names}) values ({marks})", rows)


PLACES = {place.code: place.name for place in divisions.load(codebook.SCHEMA / "divisions.csv") if place.until is None}

if __name__ == "__main__":
    given = sys.argv[1:]
    with closing(sys.stdout):
        main(Path(given[0]), *(int(part) for part in (given[1:] + ["20000", str(SEED)][len(given) - 1 :])))
