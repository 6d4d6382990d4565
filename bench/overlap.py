"""Copied words: cost and memory over many sections, cost of adding to them, and how many of seeded copies are found.

`python -m bench.overlap` prints all figures; `python -m bench overlap` compares them with what is promised.
"""

import resource
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from bench.generate import copies
from bench.timing import Row
from extract import overlap
from extract.codebook import SCHEMA

SECTIONS = 100_000
SECONDS = 300
MEGABYTES = 2048
ADDED = 100
# Sections of a report, years of an office; templates, and the part of all sections that follow one.
CHAPTERS = 7
YEARS = 8
TEMPLATES = 20
WIDE = 0.1
COPIES = 1_000
OTHERS = 10_000
FOUND = 0.99


@dataclass(frozen=True, slots=True)
class Paper:
    """A report that was made up: office, year, texts."""

    issuer: str
    year: int
    texts: tuple[str, ...]

    @property
    def id(self) -> str:
        """Like the start of a sha256."""
        return sha256(f"{self.issuer} {self.year}".encode()).hexdigest()[:16]


def rows() -> Iterator[Row]:
    """What is promised of time, memory, growth and recall."""
    scale = Scale.measure(SECTIONS)
    yield Row(f"overlaps of {SECTIONS:,} sections, CPU s against {SECONDS}", scale.seconds, SECONDS, 1)
    yield Row(f"overlaps of {SECTIONS:,} sections, MB against {MEGABYTES}", scale.megabytes, MEGABYTES, 1)
    yield Row(f"overlaps, {ADDED} reports to these, to none", scale.added, scale.alone, None)
    recall = Recall.measure(OTHERS, COPIES)
    yield Row(f"overlaps, {COPIES} copies in {OTHERS:,}, lost of 1 %", 1 - recall.recall, 1 - FOUND, 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """CPU seconds for all sections, for some reports more, and for these in an archive of their own; memory; rows."""

    seconds: float
    megabytes: float
    added: float
    alone: float
    rows: int
    stored: float

    @classmethod
    def measure(cls, sections: int) -> "Scale":
        """Reports in an archive on disk, then a hundred more."""
        papers = reports(Random(1))
        with TemporaryDirectory() as folder:
            db = archive(Path(folder) / "archive.db")
            first = fill(db, islice(papers, sections // CHAPTERS))
            plain = _size(db)
            seconds = _seconds(db, first)
            stored = _size(db) - plain
            more = list(islice(papers, ADDED))
            added = _seconds(db, fill(db, more))
            small = archive(Path(folder) / "small.db")
            overlap.update(small, [])
            alone = _seconds(small, fill(small, more))
            (count,) = db.execute("select count(*) from overlaps").fetchone()
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return cls(seconds, megabytes, added, alone, count, stored)


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the seeded copies were found, and the least similarity of all pairs."""

    recall: float
    least: float
    further: int

    @classmethod
    def measure(cls, others: int, count: int, part: float = 0.1) -> "Recall":
        """Copies with a part of their words changed, among others."""
        rng = Random(2)
        texts = [copies.section(rng, rng.randint(150, 900)) for _ in range(others)]
        papers = [Paper(f"other {no}", 2020, (text,)) for no, text in enumerate(texts)]
        copied = [Paper(f"copy {no}", 2020, (copies.copied(text, rng, part),)) for no, text in enumerate(texts[:count])]
        db = archive(Path(":memory:"))
        overlap.update(db, fill(db, [*papers, *copied]))
        found = {
            (one, other): like
            for one, other, like in db.execute("select section_id, other_id, similarity from overlaps")
        }
        seeded = [(f"{copy.id}:0", f"{paper.id}:0") for copy, paper in zip(copied, papers, strict=False)]
        further = len(found.keys() - {pair for one, other in seeded for pair in ((one, other), (other, one))})
        return cls(sum(pair in found for pair in seeded) / count, min(found.values(), default=1), further)


def reports(rng: Random) -> Iterator[Paper]:
    """Reports without end: offices with some years each, of which some chapters follow the year before or a template."""
    templates = [copies.section(rng, 500) for _ in range(TEMPLATES)]
    office = 0
    while True:
        texts = [copies.section(rng, rng.randint(100, 1000)) for _ in range(CHAPTERS)]
        for year in range(2016, 2016 + YEARS):
            texts = [_next(text, templates, rng) for text in texts]
            yield Paper(f"office {office}", year, tuple(texts))
        office += 1


def archive(path: Path) -> sqlite3.Connection:
    """An archive without rows."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript((SCHEMA / "archive.sql").read_text("utf-8"))
    return db


def fill(db: sqlite3.Connection, papers: Iterable[Paper]) -> list[str]:
    """Put reports in; their ids."""
    names = []
    (last,) = db.execute("select coalesce(max(no), 0) from reports").fetchone()
    db.execute("begin")
    for no, paper in enumerate(papers, last + 1):
        names.append(paper.id)
        document = sha256(paper.id.encode()).hexdigest()
        db.execute(
            "insert into documents (id, file_name, media_type, size, status) values (?, '', '', 0, 'ok')", [document]
        )
        db.execute("insert or ignore into issuers (id, name) values (?, ?)", [paper.issuer, paper.issuer])
        place = [paper.id, no, paper.issuer, paper.year, document]
        db.execute(
            "insert into reports (id, no, issuer_id, year, document_id, title) values (?, ?, ?, ?, ?, '')", place
        )
        db.executemany(
            "insert into sections (id, no, report_id, document_id, ordinal, code, heading, text) values (?, ?, ?, ?, ?, ?, '', ?)",
            [
                (f"{paper.id}:{at}", no * 20 + at, paper.id, document, at, f"chapter {at}", text)
                for at, text in enumerate(paper.texts)
            ],
        )
    db.execute("commit")
    return names


def _next(text: str, templates: list[str], rng: Random) -> str:
    chance = rng.random()
    if chance < WIDE:
        return copies.copied(rng.choice(templates), rng, 0.02)
    return copies.copied(text, rng, 0.2) if chance < 0.3 else copies.section(rng, rng.randint(100, 1000))


def _seconds(db: sqlite3.Connection, names: list[str]) -> float:
    start = process_time()
    db.execute("begin")
    overlap.update(db, names)
    db.execute("commit")
    return process_time() - start


def _size(db: sqlite3.Connection) -> float:
    pages, size = (db.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return pages * size / 2**20


def main(sections: int = SECTIONS) -> None:
    """Print all figures."""
    scale = Scale.measure(sections)
    print(f"{sections:,} sections: {scale.seconds:.1f} CPU s, peak memory {scale.megabytes:.0f} MB")
    print(f"  {scale.rows:,} overlaps; tables and indexes take {scale.stored:.1f} MB")
    print(f"  {ADDED} reports more: {scale.added:.2f} CPU s; into an empty archive: {scale.alone:.2f}")
    for part in (0.05, 0.1, 0.15, 0.2):
        found = Recall.measure(OTHERS, COPIES, part)
        print(
            f"{COPIES:,} copies with {part:.0%} of their words changed in {OTHERS:,} others: recall {found.recall:.4f}, "
            f"least similarity of any pair {found.least:.4f}, pairs that were not seeded {found.further}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
