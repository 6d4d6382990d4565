"""How fast every kind of page answers on an archive of 20,000 made-up reports, and whether any facet of it times out.

Each address is asked for as a reader does, through the whole application, one after the other. What counts are CPU seconds, all
threads together: what a page takes where nobody else works; the time on the clock is a line of its own.
"""

import asyncio
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote

from bench import archive
from bench.pagekinds import FRESH, KINDS, LARGE
from bench.timing import Row
from extract.serve import described
from extract.serve.site import datasette

REPORTS = 20_000
FOLDER = Path("build")
# Seconds for 19 of 20 pages of a kind.
PROMISED = 0.3
# Rows and values of facets that are followed from a table's page.
FOLLOWED = 5
# Answers of each kind at least: of fewer, the slowest alone would be what 19 of 20 stay below.
TIMES = 20
_LINK = re.compile(r'href="(/archive/[^"#]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page took, and what it said."""

    address: str
    seconds: float
    clock: float
    text: str


def rows() -> Iterator[Row]:
    """One line for each kind of page and the largest files, one for the clock, one for facets."""
    path = archive.kept(FOLDER, REPORTS)
    site = datasette(path)
    found = {name: asyncio.run(asked(site, path, name, addresses)) for name, addresses in kinds(path).items()}
    tables = asyncio.run(tabled(site, path))
    for name, answers in (found | tables).items():
        yield Row(f"page: {name}, p95 s of {len(answers)}", p95([each.seconds for each in answers]), PROMISED, 1.0)
    for name, address in LARGE.items():
        (answer,) = asyncio.run(asked(site, path, name, [address], times=1))
        yield Row(f"largest file: {name}, s", answer.seconds, PROMISED, None)
    told = [answer for answers in (found | tables).values() for answer in answers]
    yield Row(f"pages: all {len(told)}, p95 on the clock", p95([each.clock for each in told]), PROMISED, None)
    late = [answer.address for answer in told if "facets timed out" in answer.text.lower()]
    yield Row(f"pages with facets that time out: {' '.join(late) or 'none'}", len(late), len(told), 0.0)


def kinds(path: Path) -> dict[str, list[str]]:
    """The addresses of each kind of page of ours."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: [_filled(kind[0], row) for row in _drawn(connection, kind[1:])] for name, kind in KINDS.items()}


def _drawn(connection: sqlite3.Connection, queries: Iterable[str]) -> Iterator[tuple]:
    """The rows that fill a kind's marks, from all its queries; without a query one empty row."""
    queries = list(queries)
    if not queries:
        yield ()
    for query in queries:
        yield from connection.execute(query)


def _filled(address: str, row: tuple) -> str:
    return address.format(*(quote(str(value), safe="@:") for value in row))


async def asked(site: Any, path: Path, name: str, addresses: list[str], times: int = TIMES) -> list[Answer]:
    """The answers of one kind, once its first page has been there; of some kinds each right after a change of the archive.

    All addresses are asked in turn, again from the first until there are so many answers.
    """
    await _get(site, addresses[0])
    answers = []
    for address in islice(cycle(addresses), max(times, len(addresses))):
        if name in FRESH:
            _touch(path)
        answers.append(await _get(site, address))
    return answers


async def tabled(site: Any, path: Path) -> dict[str, list[Answer]]:
    """Datasette's own pages: of the archive, of every table that /data leads to, and what their pages lead to."""
    found = {"Datasette's page of the archive": await asked(site, path, "", ["/archive"])}
    for table in described.tables():
        answers = await asked(site, path, "", [f"/archive/{table.name}"])
        found[f"table {table.name}"] = answers
        if ways := list(dict.fromkeys(_ways(answers[0].text, table.name))):
            found[f"rows and facets of {table.name}"] = await asked(site, path, "", ways)
    return found


def _ways(text: str, table: str) -> Iterator[str]:
    """Some of the rows, values of facets and next pages that a table's page leads to."""
    links = [unescape(link) for link in _LINK.findall(text)]
    facets = [link for link in links if link.startswith(f"/archive/{table}?") and "?_" not in link]
    yield from (link for link in facets if "&" not in link)
    yield from [link for link in links if link.startswith(f"/archive/{table}/")][:FOLLOWED]
    yield from [link for link in links if "_next=" in link][:1]


async def _get(site: Any, address: str) -> Answer:
    clock, start = perf_counter(), process_time()
    answer = await site.client.get(address)
    took = process_time() - start, perf_counter() - clock
    assert answer.status_code in (200, 302), f"{address}: {answer.status_code}"
    return Answer(address, *took, answer.text if "html" in answer.headers.get("content-type", "") else "")


def _touch(path: Path) -> None:
    """A change that a loader would make: what pages have kept holds no longer."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "insert or replace into meta values ('bench', coalesce((select value from meta where name = 'bench'), 0) + 1 || '')"
        )
        connection.commit()


def p95(seconds: list[float]) -> float:
    """What 19 of 20 stay below."""
    return quantiles(seconds, n=20, method="inclusive")[-1]
