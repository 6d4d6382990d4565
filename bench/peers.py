"""The search and the panel against what else could answer: LIKE, a trigram table, tantivy; DuckDB on the Parquet of a release.

Each engine answers the same words with the first twenty sections, as the page does, and is asked how many there are.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import duckdb
import pyarrow
import tantivy

from bench.search import Word, p95
from extract import search
from extract.serve import hits
from extract.serve.matching import Matching
from extract.serve.site import datasette
from extract.serve.wanted import Wanted

FIRST = 20
# Sections that are handed to a peer at a time.
BATCH = 5_000
PANEL = "select issuer_id, year, value, match, missing from {panel} where concept = ?"
_NEW = "{} order by 1 desc limit 20"
_COUNT = "select count(*) from ({})"
_TRIGRAM = "create virtual table grams using fts5(text, heading, content='', tokenize='trigram')"
_WRITTEN = "select v.concept, r.issuer_id, r.year, r.form, v.value, x.match, v.missing from panel_values v join reports r on r.no = v.report join crosswalk x on x.concept = v.concept and x.form = r.form where r.is_current = 1"
_TYPES = {"concept": "string", "issuer_id": "string", "year": "int64", "form": "string", "value": "float64", "match": "string", "missing": "string"}  # fmt: skip

Asks = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers: the first sections as they come, the best ones, how many there are; CPU seconds and bytes to be made."""

    name: str
    count: Callable[[str], int]
    new: Asks | None = None
    rank: Asks | None = None
    made: float = 0.0
    size: int = 0


@dataclass(slots=True)
class Told:
    """CPU seconds of the words, by order; and words for which another number of sections is found than LIKE finds."""

    engine: Engine
    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[Word] = field(default_factory=list)

    def p95(self, order: str) -> float | None:
        """What 19 of 20 words stay below; None where the engine does not have the order."""
        return p95(self.seconds[order]) if order in self.seconds else None

    def p50(self, order: str) -> float | None:
        """What half of the words stay below."""
        return median(self.seconds[order]) if order in self.seconds else None


def compared(path: Path, words: Sequence[Word], folder: Path) -> list[Told]:
    """Every engine over the sections of one archive, word by word in turn."""
    with closing(sqlite3.connect(path)) as connection:
        engines = [ours(path, connection), like(connection), trigram(connection, folder), rust(connection, folder)]
        told = [Told(engine) for engine in engines]
        true = {word.text: engines[1].count(word.text) for word in words}
        for word in words:
            for each in told:
                _ask(each, word, true[word.text])
    return told


def _ask(told: Told, word: Word, true: int) -> None:
    for order, ask in (("new", told.engine.new), ("rank", told.engine.rank)):
        if ask:
            start = process_time()
            ask(word.text)
            told.seconds.setdefault(order, []).append(process_time() - start)
    # A number is whole here, and any run of digits for LIKE.
    if not word.text.isdecimal() and told.engine.count(word.text) != true:
        told.wrong.append(word)


def ours(path: Path, connection: sqlite3.Connection) -> Engine:
    """The index of words in the archive; by rank as the page has it, among bounded candidates."""
    site = datasette(path)
    asyncio.run(hits.find(site, Wanted(q="预热")))
    (size,) = connection.execute("select sum(pgsize) from dbstat where name like 'sections_fts%'").fetchone()
    return Engine(
        "bigrams in FTS5 (ours)",
        lambda word: _asked(connection, _COUNT, word)[0][0],
        lambda word: _asked(connection, _NEW, word),
        lambda word: asyncio.run(hits.find(site, Wanted(q=word, sort="rank"))),
        size=size,
    )


def _asked(connection: sqlite3.Connection, sql: str, word: str) -> list[tuple]:
    """What a statement over the sections that contain a word gives."""
    matching = Matching.of(word)
    return connection.execute(sql.format(matching.sql()), matching.values).fetchall()


def like(connection: sqlite3.Connection) -> Engine:
    """A look at every text."""
    sql = "select {} from sections where text like :word or heading like :word"
    first = f"{sql.format('no')} limit {FIRST}"
    return Engine(
        "SQLite LIKE",
        lambda word: connection.execute(sql.format("count(*)"), {"word": f"%{word}%"}).fetchone()[0],
        lambda word: connection.execute(first, {"word": f"%{word}%"}).fetchall(),
    )


def trigram(connection: sqlite3.Connection, folder: Path) -> Engine:
    """SQLite's own index for any script."""
    path = folder / "peer-trigram.db"
    path.unlink(missing_ok=True)
    start, grams = process_time(), sqlite3.connect(path, isolation_level=None)
    grams.execute("pragma synchronous = off")
    grams.execute(_TRIGRAM)
    for rows in _batches(connection):
        grams.execute("begin")
        grams.executemany("insert into grams (rowid, text, heading) values (?, ?, ?)", rows)
        grams.execute("commit")
    grams.execute("insert into grams (grams) values ('optimize')")
    return Engine(
        "SQLite trigram",
        lambda word: grams.execute("select count(*) from grams where grams match ?", [f'"{word}"']).fetchone()[0],
        partial(_first, grams, "rowid desc"),
        partial(_first, grams, "rank"),
        process_time() - start,
        grams.execute("select sum(pgsize) from dbstat").fetchone()[0],
    )


def _first(grams: sqlite3.Connection, order: str, word: str) -> list:
    sql = f"select rowid from grams where grams match ? order by {order} limit {FIRST}"
    return grams.execute(sql, [f'"{word}"']).fetchall()


def rust(connection: sqlite3.Connection, folder: Path) -> Engine:
    """Tantivy over the same tokens as ours; it ranks all hits."""
    place = folder / "peer-tantivy"
    place.mkdir(parents=True, exist_ok=True)
    for file in place.iterdir():
        file.unlink()
    built = tantivy.SchemaBuilder()
    built.add_integer_field("no", stored=True, fast=True)
    for name in ("text", "heading"):
        built.add_text_field(name, tokenizer_name="whitespace")
    start, index = process_time(), tantivy.Index(built.build(), str(place))
    writer = index.writer(200_000_000, 1)
    for rows in _batches(connection):
        for no, text, heading in rows:
            writer.add_document(tantivy.Document(no=no, text=search.tokens(text), heading=search.tokens(heading)))
    writer.commit()
    writer.wait_merging_threads()
    made = process_time() - start
    index.reload()
    searcher = index.searcher()
    return Engine(
        "tantivy, the same tokens",
        lambda word: searcher.search(_query(index, word), 1).count,
        rank=lambda word: searcher.search(_query(index, word), FIRST, count=False).hits,
        made=made,
        size=sum(file.stat().st_size for file in place.iterdir()),
    )


def _query(index: tantivy.Index, word: str) -> tantivy.Query:
    """The same phrases; one character is the start of a token."""
    match = search.query(word)
    if not match.endswith("*"):
        return index.parse_query(match, ["text", "heading"])
    fields = [tantivy.Query.regex_query(index.schema, name, f"{word}.*") for name in ("text", "heading")]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in fields])


def _batches(connection: sqlite3.Connection) -> Iterator[list[tuple[int, str, str]]]:
    found = connection.execute("select no, text, heading from sections order by no")
    while rows := found.fetchmany(BATCH):
        yield rows


def written(connection: sqlite3.Connection, place: Path) -> str:
    """The panel of an archive as Parquet, parted by edition and year as a release has it; a pattern for its files."""
    columns = list(zip(*connection.execute(_WRITTEN), strict=True))
    named = zip(_TYPES.items(), columns, strict=True)
    table = pyarrow.table({name: pyarrow.array(column, pyarrow.type_for_alias(kind)) for (name, kind), column in named})
    with duckdb.connect() as db:
        db.register("found", table)
        db.execute(f"copy found to '{place}' (format parquet, partition_by (form, year), overwrite_or_ignore)")
    return f"read_parquet('{place}/**/*.parquet', hive_partitioning = true)"


def panels(path: Path, folder: Path, concepts: Sequence[str]) -> tuple[list[float], list[float]]:
    """CPU seconds for the whole panel of each concept, by SQLite and by DuckDB; both must give the same values."""
    with closing(sqlite3.connect(path)) as connection, duckdb.connect() as db:
        files = written(connection, folder / f"peer-{path.stem}")
        mine, theirs = PANEL.format(panel="panel"), PANEL.format(panel=files)
        seconds: tuple[list[float], list[float]] = ([], [])
        for concept in concepts:
            start = process_time()
            ours_ = connection.execute(mine, [concept]).fetchall()
            middle = process_time()
            others = db.execute(theirs, [concept]).fetchall()
            seconds[0].append(middle - start)
            seconds[1].append(process_time() - middle)
            values = [
                sorted((row[0], row[1], row[2]) for row in rows if row[2] is not None) for rows in (ours_, others)
            ]
            assert values[0] == values[1], f"{concept}: DuckDB has another panel than SQLite"
    return seconds
