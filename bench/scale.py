"""How far one machine goes: size, panel and search of an archive of 100,000 made-up reports, beside what else could answer.

`python -m bench scale` compares with what is promised; `python -m bench.scale --write` measures all that docs/scale.md shows and
writes it there. What counts are CPU seconds, all threads together. Archives stay in build/; nothing is written to them.
"""

import argparse
import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any

from bench import archive, costs, pagekinds, pages, peers
from bench.search import Word, asked, chosen, p95
from bench.timing import Row
from extract.serve.site import datasette

FOLDER = Path("build")
REPORTS = 100_000
# Archives that show how costs grow, and the one over whose sections other engines are asked.
SIZES = (1_000, 10_000, REPORTS)
PEERS = 10_000
# What is promised of the archive of 100,000: bytes; seconds of the panel of a concept, of 19 of 20 first pages of a search.
BYTES, PANEL, NEW, RANKED = 6e9, 0.300, 0.150, 0.500
# The whole country.
COUNTRY = 2_000_000
CORES = (2, 32)
CONCEPTS = "select concept from panel_values group by concept order by count(value) desc, concept limit 8"
_FILES = "select id from reports where no % (select count(*) / 30 from reports) = 3"
PAGES = {
    "report page": ("/archive/report/{}", _FILES),
    "findings": ("/findings?rule={}", pagekinds.RULES),
    "concept": ("/archive/concept/{}", CONCEPTS),
    "question": (
        "/questions/{}",
        "select column1 from (values ('requests'), ('outcomes'), ('granted'), ('documents'))",
    ),
}
TIMES = 20


@dataclass(frozen=True, slots=True)
class Grown:
    """An archive of one size: bytes by use, and what 19 of 20 questions of each kind stay below, in CPU seconds."""

    reports: int
    bytes: dict[str, int]
    largest: list[tuple[str, int]]
    seconds: dict[str, float]

    @classmethod
    def of(cls, count: int) -> "Grown":
        """Made if it is not there, and measured."""
        path = archive.kept(FOLDER, count)
        with closing(sqlite3.connect(path)) as connection:
            found, largest = costs.sizes(connection), costs.largest(connection, 12)
            words = chosen(connection)
            addresses = {name: list(_addresses(connection, *page)) for name, page in PAGES.items()}
        seconds = {"panel of a concept": p95(panel(path)), **searched(path, words)}
        site = datasette(path)
        for name, some in addresses.items():
            seconds[name] = pages.p95(asyncio.run(_asked(site, some)))
        return cls(count, found, largest, seconds)


def panel(path: Path) -> list[float]:
    """Seconds for the panel of each of some concepts: all offices, all years, every row fetched."""
    seconds = []
    with closing(sqlite3.connect(path)) as connection:
        for (concept,) in connection.execute(CONCEPTS).fetchall() * 3:
            start = process_time()
            rows = connection.execute(peers.PANEL.format(panel="panel"), [concept]).fetchall()
            seconds.append(process_time() - start)
            assert rows
    return seconds


def searched(path: Path, words: Sequence[Word]) -> dict[str, float]:
    """What 19 of 20 first pages of a search stay below, by year and by rank."""
    site = datasette(path)
    return {
        name: p95(asyncio.run(asked(site, words, sort)))
        for name, sort in (("search by year", "new"), ("search by rank", "rank"))
    }


async def _asked(site: Any, addresses: Sequence[str]) -> list[float]:
    """Seconds of each page, after one that does not count; a question that the time limit ends took what it took."""
    seconds = []
    for address in islice(cycle(addresses), max(TIMES, len(addresses)) + 1):
        start = process_time()
        await site.client.get(address)
        seconds.append(process_time() - start)
    return seconds[1:]


def _addresses(connection: sqlite3.Connection, address: str, query: str) -> Iterator[str]:
    yield from (address.format(name) for (name,) in connection.execute(query))


def rows() -> Iterator[Row]:
    """What is promised of 100,000 reports, and ratios to what else could answer."""
    grown = Grown.of(REPORTS)
    yield Row(f"{REPORTS:,} reports, GB (peer: the promise)", sum(grown.bytes.values()) / 1e9, BYTES / 1e9, 1.0)
    promised = {"panel of a concept": PANEL, "search by year": NEW, "search by rank": RANKED}
    for name, promise in promised.items():
        yield Row(f"{REPORTS:,} reports: {name}, p95 (peer: the promise)", grown.seconds[name], promise, 1.0)
    path = archive.kept(FOLDER, PEERS)
    told = engines(path)
    ours = told[0]
    for each in told[1:]:
        for order in each.seconds:
            what = f"search, {order}, p95 of {len(each.seconds[order])} words (peer: {each.engine.name})"
            yield Row(what, ours.p95(order) or 0.0, each.p95(order) or 0.0, None)
    yield Row("words of which another number is found than by LIKE", len(ours.wrong), len(told[0].seconds["new"]), 0.0)
    mine, theirs = peers.panels(path, FOLDER, concepts(path))
    yield Row(f"{PEERS:,} reports: panel, p95 (peer: DuckDB on Parquet)", p95(mine), p95(theirs), None)


def engines(path: Path) -> list[peers.Told]:
    """All engines over the sections of an archive."""
    with closing(sqlite3.connect(path)) as connection:
        words = chosen(connection)
    return peers.compared(path, words, FOLDER)


def concepts(path: Path) -> list[str]:
    """Those that most reports have."""
    with closing(sqlite3.connect(path)) as connection:
        return [concept for (concept,) in connection.execute(CONCEPTS)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything and show it; with --write, in docs/scale.md too."""
    from bench import scalepage

    parser = argparse.ArgumentParser("python -m bench.scale", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scale.md")
    parser.add_argument("parts", nargs="*", metavar="PART", help="some of the tables; all without")
    chosen_ = parser.parse_args(arguments)
    for name in chosen_.parts or scalepage.PARTS:
        text = scalepage.PARTS[name]()
        print(f"{name}\n{text}", flush=True)
        if chosen_.write:
            scalepage.put(name, text)


if __name__ == "__main__":
    main()
