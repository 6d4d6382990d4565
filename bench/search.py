"""How fast the search answers on 100,000 invented sections, over 200 words; whether it finds what LIKE finds, in which order.

Each word is asked for as a reader does, through the whole page, in CPU seconds: what a page takes where nobody else works.
LIKE looks for the same words in the same run.
"""

import asyncio
import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import Any

from bench import crowd
from bench.timing import Row
from extract.archive import indexing
from extract.serve import hits
from extract.serve.matching import Matching
from extract.serve.site import datasette
from extract.serve.wanted import Wanted
from extract.text import HAN

SECTIONS = 100_000
FOLDER = Path("build")
# Shares of all sections from which on a word is common and middling, and how many of each kind there are.
CLASSES = {"common": 0.1, "middling": 0.001, "rare": 0.0}
WORDS = {"common": 67, "middling": 67, "rare": 66}
# So many characters a word has, in turn; 0 is a whole number.
LENGTHS = (2, 4, 1, 3, 0, 2, 6)
# Seconds for the first page of 19 words out of 20.
PROMISED = {"new": 0.150, "rank": 0.400}
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the list, its class, and in how many sections the index has it."""

    text: str
    kind: str
    sections: int


def rows() -> Iterator[Row]:
    """One line for each promise, one for LIKE; the list of words goes before, what is wrong stops the run."""
    path = crowd.archive(FOLDER / f"search-{SECTIONS}-{indexing.fingerprint()}.db", SECTIONS)
    with closing(sqlite3.connect(path)) as connection:
        words = chosen(connection)
        for kind in CLASSES:
            print(f"  {kind}: " + " ".join(f"{word.text}({word.sections})" for word in words if word.kind == kind))
        like = [_seconds(lambda word=word: _like(connection, word.text)) for word in words]
    yield Row("LIKE over all sections, p50 (peer: p95)", median(like), p95(like), None)
    site = datasette(path)
    for sort, promised in PROMISED.items():
        took = asyncio.run(asked(site, words, sort))
        for kind in CLASSES:
            some = [seconds for word, seconds in zip(words, took, strict=True) if word.kind == kind]
            yield Row(f"search by {sort}, {kind}, p95 (peer: LIKE)", p95(some), p95(like), None)
        yield Row(f"search by {sort}, p50 (peer: LIKE, p50)", median(took), median(like), None)
        yield Row(f"search by {sort}, p95 (peer: the promise)", p95(took), promised, 1.0)
    with closing(sqlite3.connect(path)) as connection:
        wrong = [word.text for word in words if not _same(connection, word.text)]
    unordered = [word.text for word in words if not asyncio.run(_headings_first(site, word.text))]
    yield Row(f"words that LIKE finds elsewhere: {' '.join(wrong) or 'none'}", len(wrong), len(words), 0.0)
    yield Row(f"words whose headings are not first: {' '.join(unordered) or 'none'}", len(unordered), len(words), 0.0)


def chosen(connection: sqlite3.Connection) -> list[Word]:
    """Words of each class, drawn from the sections; the same archive always gives the same."""
    chance = random.Random(200)
    total = connection.execute("select count(*) from sections").fetchone()[0]
    wanted, found = dict(WORDS), {}
    for text in chain.from_iterable(_drawn(connection, chance, total) for _ in range(100_000)):
        if text in found:
            continue
        matching = Matching.of(text)
        (sections,) = connection.execute(f"select count(*) from ({matching.sql()})", matching.values).fetchone()
        kind = next(kind for kind, share in CLASSES.items() if sections >= share * total)
        if wanted[kind]:
            wanted[kind] -= 1
            found[text] = Word(text, kind, sections)
        if not any(wanted.values()):
            break
    return list(found.values())


def _drawn(connection: sqlite3.Connection, chance: random.Random, total: int) -> Iterator[str]:
    """One word of each length from a section drawn by chance, as far as it has such."""
    (text,) = connection.execute("select text from sections where rowid = ?", [chance.randint(1, total)]).fetchone()
    runs = re.findall(f"[{HAN}]+", text)
    for length in LENGTHS:
        fit = [run for run in runs if len(run) >= length] if length else _NUMBER.findall(text)
        if fit:
            run = chance.choice(fit)
            start = chance.randint(0, len(run) - length) if length else 0
            yield run[start : start + length] if length else run


async def asked(site: Any, words: Sequence[Word], sort: str) -> list[float]:
    """Seconds that the first page of each word takes, once everything has been used once."""
    await site.client.get("/search", params={"q": "预热", "sort": sort})
    took = []
    for word in words:
        start = process_time()
        answer = await site.client.get("/search", params={"q": word.text, "sort": sort})
        took.append(process_time() - start)
        assert answer.status_code == 200, word.text
    return took


def _like(connection: sqlite3.Connection, word: str) -> set[int]:
    """The sections in which a word stands; a number has to stand there whole."""
    found = connection.execute("select no, text from sections where text like ?", [f"%{word}%"])
    if not word.isdecimal():
        return {no for no, _ in found}
    whole = re.compile(rf"(?<![0-9]){word}(?![0-9])")
    return {no for no, text in found if whole.search(text)}


def _same(connection: sqlite3.Connection, word: str) -> bool:
    """Whether the search finds a word in the same sections as LIKE."""
    matching = Matching.of(word)
    sql = hits.FIND.format(matching=matching.sql())
    found = connection.execute(sql, {**matching.values, "limit": -1}).fetchone()[0]
    return set(json.loads(found)) == _like(connection, word)


async def _headings_first(site: Any, word: str) -> bool:
    """Whether on the first page no section with the word in its heading stands behind one without."""
    found = await hits.find(site, Wanted(q=word))
    inside = [word in row["heading"] for row in found.rows]
    return inside == sorted(inside, reverse=True)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]
