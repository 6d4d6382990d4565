"""What a report costs: CPU time to load it by kind of file, to seal, verify and publish it; bytes in the archive by what they are for."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time

from bench.generate import many
from bench.generate.odd import ODD_KINDS
from extract.archive import Archive, Source, seals
from extract.errors import ExtractError
from extract.pipeline import understand
from extract.publish import publish
from extract.verify import verify

# Reports of each kind of file; the first is not counted, for what is used for the first time is loaded then.
EACH = 8
HASHED = 256_000_000
# What tables and indexes are for, by the start of their names.
USES = {
    "index of words": ("sections_fts",),
    "cells": ("cell",),
    "facts": ("fact",),
    "chapters": ("sections_by", "sections_of", "sections", "sqlite_autoindex_sections", "subsections", "sqlite_autoindex_subsections"),
    "copied words": ("sketch", "sqlite_autoindex_sketch", "overlap", "sqlite_autoindex_overlap", "uncompared"),
    "figures and laws in prose": ("mentions", "sqlite_autoindex_mentions", "citations", "sqlite_autoindex_citations"),
    "panel": ("panel_values",),
}  # fmt: skip
REST = "all else"


@dataclass(frozen=True, slots=True)
class Loading:
    """CPU milliseconds of a report of one kind of file: read, coded and checked in a worker; written and compared by the writer."""

    kind: str
    part: float
    read: float
    write: float
    compare: float


def loading() -> list[Loading]:
    """Reports of the generator, kind by kind, as a loader takes them; `part` is how much of a crowd is of that kind."""
    found = []
    kinds = list(dict.fromkeys(ODD_KINDS[name].ending for name in many.KINDS))
    with TemporaryDirectory() as folder, Archive(Path(folder, "archive.db")) as archive:
        # Comparing words loads what it needs the first time.
        for kind in (kinds[0], *kinds):
            times = list(islice(_loaded(archive, kind), EACH + 1))[1:]
            compare = _seconds(archive.compare_words) / (EACH + 1)
            part = sum(share for name, share in many.KINDS.items() if ODD_KINDS[name].ending == kind)
            read, write = (1000 * mean(column) for column in zip(*times, strict=True))
            found.append(Loading(kind, part / sum(many.KINDS.values()), read, write, 1000 * compare))
    return found[1:]


def _loaded(archive: Archive, kind: str) -> Iterator[tuple[float, float]]:
    """Seconds to read and to write the reports of a kind, without end; those that are refused do not count."""
    for planned in map(many.plan, count(1)):
        if ODD_KINDS[planned.kind].ending != kind:
            continue
        data = ODD_KINDS[planned.kind].write(planned.sample())
        start = process_time()
        try:
            reading = understand(data, archive.book)
        except ExtractError:
            continue
        middle = process_time()
        archive.put(Source(sha256(data).hexdigest(), f"{planned.stem}.{kind}", len(data)), reading)
        yield middle - start, process_time() - middle


def average(found: list[Loading]) -> tuple[float, float]:
    """Milliseconds of a report of the crowd's mix for those who read and for the one who writes."""
    return sum(each.part * each.read for each in found), sum(each.part * (each.write + each.compare) for each in found)


@dataclass(frozen=True, slots=True)
class Keeping:
    """CPU milliseconds of a report: its seals, a verification, a release; bytes of originals that are verified in a CPU second."""

    seal: float
    verify: float
    publish: float
    bytes: float


def keeping(path: Path) -> Keeping:
    """Of an archive without originals."""
    with closing(sqlite3.connect(path)) as connection, TemporaryDirectory() as folder:
        (reports,) = connection.execute("select count(*) from reports").fetchone()
        names = [name for name in seals.names(connection) if not name.startswith(("office", "table", "schema"))]
        sealed = _seconds(lambda: [seals.digest(connection, name) for name in names])
        verified = _seconds(lambda: list(verify(path, None)))
        published = _seconds(lambda: publish(path, Path(folder, "release"), None, lambda _: None))
        hashed = _seconds(lambda: sha256(bytes(HASHED)).digest())
    each = 1000 / reports
    return Keeping(sealed * each, verified * each, published * each, HASHED / hashed)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Bytes of an archive by what they are for."""
    found = dict.fromkeys((*USES, REST), 0)
    for name, size in connection.execute("select name, pgsize from dbstat where aggregate = 1"):
        use = next((use for use, starts in USES.items() if name.startswith(starts)), REST)
        found[use] += size
    return found


def largest(connection: sqlite3.Connection, most: int) -> list[tuple[str, int]]:
    """The largest tables and indexes."""
    return connection.execute(
        "select name, pgsize from dbstat where aggregate = 1 order by pgsize desc limit ?", [most]
    ).fetchall()
