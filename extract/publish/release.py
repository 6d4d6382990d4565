"""What a release is called, when it was made and what it is made of."""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from extract import ARCHIVE_VERSION, __version__
from extract.errors import PublishError

LICENCE = (
    "整理自各行政机关公布的年度报告，以原文为准；软件为 Apache-2.0 / "
    "Compiled from reports that offices have published; the originals prevail. Software: Apache-2.0"
)
EPOCH = "SOURCE_DATE_EPOCH"
COUNTS = {
    "reports": "select count(*) from reports",
    "offices": "select count(distinct issuer_id) from reports",
    "first": "select min(year) from reports",
    "last": "select max(year) from reports",
    "facts": "select count(*) from fact",
    "doubtful": "select count(*) from fact where confidence < 0.95",
    "sections": "select count(*) from sections",
    "findings": "select count(*) from findings",
    "refused": "select count(*) from documents where status = 'refused'",
}


@dataclass(frozen=True, slots=True)
class Release:
    """A release: the moment that it bears, the hash of all that it says, how much that is, and the codebook's fingerprint."""

    made: datetime
    content: str
    counts: dict[str, int]
    codebook: str
    licence: str = LICENCE

    @property
    def version(self) -> str:
        """The day, and what tells two releases of one day apart; a version as semver has them."""
        return f"{self.made.year}.{self.made.month}.{self.made.day}+{self.content[:8]}"

    @property
    def by(self) -> str:
        """What made it."""
        return f"nianbao {__version__}; archive {ARCHIVE_VERSION}; codebook {self.codebook[:12]}"

    @property
    def citation(self) -> str:
        """As GB/T 7714 has a data set."""
        return f"nianbao. 年报档案[DS]. 版本 {self.version}. ({self.made:%Y-%m-%d})."


def describe(connection: sqlite3.Connection, made: datetime, content: str) -> Release:
    """The release that a snapshot is the heart of."""
    counts = {name: connection.execute(sql).fetchone()[0] or 0 for name, sql in COUNTS.items()}
    (codebook,) = connection.execute("select value from meta where name = 'codebook'").fetchone()
    return Release(made, content, counts, codebook)


def moment(archive: Path) -> datetime:
    """The time that a release bears: SOURCE_DATE_EPOCH, or else when the archive was last written to."""
    said = os.environ.get(EPOCH)
    if said:
        try:
            return datetime.fromtimestamp(int(said), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise PublishError(
                f"{EPOCH}={said}: is no number of seconds since 1970. Correct it or leave it out."
            ) from error
    log = archive.with_name(f"{archive.name}-wal")
    # Reading makes an empty log.
    times = [file.stat() for file in (archive, log) if file.exists()]
    last = max(int(each.st_mtime) for each in times if each.st_size)
    return datetime.fromtimestamp(last, UTC)
