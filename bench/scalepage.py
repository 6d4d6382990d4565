"""The tables of docs/scale.md: each is measured when it is asked for, and stands between marks of its name."""

import os
import platform
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from importlib.metadata import version
from math import log10
from pathlib import Path
from statistics import median
from time import process_time

import duckdb

from bench import archive, costs, peers, scale
from bench.accuracy import table
from bench.scale import BYTES, CORES, COUNTRY, NEW, PANEL, PEERS, RANKED, REPORTS, SIZES, Grown

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
PACKAGES = ("datasette", "duckdb", "pyarrow", "tantivy")
HOUR = 3600
# What is promised of each question, and what takes over where it is no longer kept.
PROMISES = {
    "panel of a concept": (PANEL, "DuckDB on the Parquet of a release"),
    "search by year": (NEW, "tantivy in the same process, or OpenSearch"),
    "search by rank": (RANKED, "tantivy in the same process, or OpenSearch"),
    "report page": (0.3, "nothing: it does not grow with the archive"),
    "findings": (0.3, "counts kept in a table at loading, or DuckDB"),
    "concept": (0.3, "DuckDB on the Parquet of a release"),
    "question": (0.3, "DuckDB on the Parquet of a release"),
}
# What grows less is taken for flat: so much two measurements of the same may differ.
FLAT = 0.2
# Copies of the panel of 100,000 reports that stand for the whole country.
COPIES = COUNTRY // REPORTS


@cache
def grown() -> list[Grown]:
    """The archives of all sizes."""
    return [Grown.of(count) for count in SIZES]


def machine() -> str:
    """Where the figures come from."""
    with Path("/proc/cpuinfo").open() as lines:
        model = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
        )
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}.\n"


def loading() -> str:
    """What a report costs until it is in the archive, and how long the country takes."""
    found = costs.loading()
    read, write = costs.average(found)
    rows = [
        (each.kind, f"{each.part:.0%}", f"{each.read:.0f}", f"{each.write:.0f}", f"{each.compare:.0f}")
        for each in found
    ]
    rows.append(("a crowd of these", "", f"{read:.0f}", f"{write:.0f} in all", ""))
    lines = table(["file", "part", "read, code, check: ms", "write: ms", "compare words: ms"], rows)
    hours = [(cores, COUNTRY * _slowest(read, write, cores) / 1000 / HOUR) for cores in CORES]
    writer = COUNTRY * write / 1000 / HOUR
    rows = [(f"{cores} cores", f"{time:,.0f} h") for cores, time in hours]
    rows.append(("the one writer alone, however many read", f"{writer:,.0f} h"))
    return f"{lines}\n{table([f'{COUNTRY:,} reports', 'loading'], rows)}"


def _slowest(read: float, write: float, cores: int) -> float:
    """Milliseconds of a report where all cores work: no faster than the one that writes."""
    return max((read + write) / cores, write)


def bytes_() -> str:
    """Bytes of a report by what they are for, and of the country."""
    last = grown()[-1]
    rows = []
    for use in sorted(last.bytes, key=last.bytes.__getitem__, reverse=True):
        each = [one.bytes[use] / one.reports / 1000 for one in grown()]
        rows.append(
            (use, *(f"{size:.1f}" for size in each), f"{last.bytes[use] / 1e9:.2f}", f"{each[-1] * COUNTRY / 1e6:,.0f}")
        )
    whole = [sum(one.bytes.values()) for one in grown()]
    each = [f"{size / one.reports / 1000:.1f}" for size, one in zip(whole, grown(), strict=True)]
    rows.append(("all", *each, f"{whole[-1] / 1e9:.2f}", f"{whole[-1] / REPORTS * COUNTRY / 1e9:,.0f}"))
    heads = [*(f"KB a report of {one.reports:,}" for one in grown()), f"GB of {REPORTS:,}", f"GB of {COUNTRY:,}"]
    large = ", ".join(f"`{name}` {size / REPORTS / 1000:.1f}" for name, size in last.largest)
    told = f"The largest tables and indexes of {REPORTS:,} reports, in KB a report: {large}.\n"
    return f"{table(['what for', *heads], rows)}\nPromised: under {BYTES / 1e9:.0f} GB for {REPORTS:,}. {told}"


def queries() -> str:
    """What questions cost at each size, at which size promises break, and what takes over."""
    rows = []
    for name, (promise, next_) in PROMISES.items():
        seconds = [one.seconds[name] for one in grown()]
        power, far, breaks = drawn(*seconds[-2:], promise)
        measured = [f"{1000 * one:.0f}" for one in seconds]
        rows.append((name, *measured, f"{power:.2f}", f"{far:,.2f}", f"{promise * 1000:.0f}", breaks, next_))
    sizes = [f"ms of {one.reports:,}" for one in grown()]
    heads = ["grows as n to the", f"s of {COUNTRY:,}", "promised, ms", "broken at", "takes over"]
    return table(["p95 of", *sizes, *heads], rows)


def drawn(before: float, last: float, promise: float) -> tuple[float, float, str]:
    """The power of growth; seconds for the country on a straight line; how many reports break a promise on it."""
    power = log10(last / before) / log10(SIZES[-1] / SIZES[-2])
    slope = (last - before) / (SIZES[-1] - SIZES[-2])
    if power < FLAT:
        return power, last, "never" if last < promise else f"{SIZES[-1]:,}"
    return power, last + slope * (COUNTRY - SIZES[-1]), f"{SIZES[-1] + (promise - last) / slope:,.0f}"


def engines() -> str:
    """Search by other engines."""
    path = archive.kept(scale.FOLDER, PEERS)
    told = scale.engines(path)
    with closing(sqlite3.connect(path)) as connection:
        text, sections = connection.execute(
            "select sum(length(cast(text as blob)) + length(cast(heading as blob))), count(*) from sections"
        ).fetchone()
    rows = []
    for each in told:
        size = f"{each.engine.size / text:.2f}" if each.engine.size else ""
        wrong = Counter(min(len(word.text), 4) for word in each.wrong)
        lengths = ", ".join(f"{count} of {length} characters" for length, count in sorted(wrong.items()))
        made = f"{each.engine.made:.0f}" if each.engine.made else ""
        rows.append((each.engine.name, *_times(each, "new"), *_times(each, "rank"), size, made, lengths or "none"))
    heads = (
        "first 20: p50 ms",
        "p95",
        "best 20: p50 ms",
        "p95",
        "bytes to text",
        "CPU s to make",
        "words with another number than LIKE",
    )
    words = len(told[0].seconds["new"])
    return f"{words} words over {sections:,} sections.\n\n{table(['engine', *heads], rows)}"


def _times(told: peers.Told, order: str) -> Iterator[str]:
    for seconds in (told.p50(order), told.p95(order)):
        yield "" if seconds is None else f"{seconds * 1000:.2f}"


def panels() -> str:
    """The panel of one concept by SQLite and by DuckDB, and by DuckDB for the country."""
    rows = []
    for count in SIZES[1:]:
        path = archive.kept(scale.FOLDER, count)
        mine, theirs = peers.panels(path, scale.FOLDER, scale.concepts(path))
        ratio = median(mine) / median(theirs)
        rows.append((f"{count:,}", f"{median(mine) * 1000:.0f}", f"{median(theirs) * 1000:.0f}", f"{ratio:.2f}"))
    summed = country(path)
    rows.append((f"{COUNTRY:,}, made of copies: sums by year", "", f"{summed * 1000:.0f}", ""))
    return table(["reports", "SQLite, view `panel`: ms", "DuckDB, Parquet: ms", "ratio"], rows)


def country(path: Path) -> float:
    """CPU seconds of DuckDB for one concept summed by year over as many reports as the country has: copies of an archive's panel."""
    place = scale.FOLDER / "peer-country"
    files = f"read_parquet('{scale.FOLDER}/peer-{path.stem}/**/*.parquet', hive_partitioning = true)"
    many = f"select p.* replace (p.issuer_id || '-' || n.range as issuer_id) from {files} p, range({COPIES}) n"
    seconds = []
    with duckdb.connect() as db:
        db.execute("set memory_limit = '2GB'")
        if not place.exists():
            db.execute(f"copy ({many}) to '{place}' (format parquet, partition_by (form, year))")
        whole = f"read_parquet('{place}/**/*.parquet', hive_partitioning = true)"
        for concept in scale.concepts(path):
            start = process_time()
            found = db.execute(
                f"select year, sum(value), count(value) from {whole} where concept = ? group by year", [concept]
            )
            assert found.fetchall()
            seconds.append(process_time() - start)
    return median(seconds)


def keeping() -> str:
    """What a report costs afterwards."""
    found = costs.keeping(archive.kept(scale.FOLDER, SIZES[0]))
    named = {"seal (at loading)": found.seal, "verify (without originals)": found.verify, "publish": found.publish}
    rows = [(name, f"{each:.1f}", f"{each * COUNTRY / 1000 / HOUR:.1f}") for name, each in named.items()]
    lines = table(["what", "CPU ms a report", f"hours of one core for {COUNTRY:,}"], rows)
    return f"{lines}\nOriginals are verified by their sha256: {found.bytes / 1e9:.1f} GB in a CPU second.\n"


PARTS: dict[str, Callable[[], str]] = {
    "machine": machine,
    "loading": loading,
    "bytes": bytes_,
    "queries": queries,
    "engines": engines,
    "panels": panels,
    "keeping": keeping,
}


def put(name: str, text: str) -> None:
    """Replace what stands between the marks of a name."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    page = PAGE.read_text("utf-8")
    assert len(marks.findall(page)) == 1, f"{PAGE.name} has no place for {name}"
    PAGE.write_text(marks.sub(lambda match: match[1] + text + match[2], page), "utf-8")
