"""A copy of an archive in a file of its own: one state of it, also while others write; there whole or not at all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from extract.archive.content import snapshot
from extract.keep import durable

# Pages that are copied at a time, so that an interrupt is heard.
STEP = 10_000


def copy(
    path: Path,
    to: Path,
    check: Callable[[Path], None] = lambda part: None,
    change: Callable[[sqlite3.Connection], object] = lambda connection: None,
) -> None:
    """Copy the archive at `path` to another file, which needs no other files beside it.

    `change` is what the copy says otherwise; `check` may raise before it is there.
    """
    with durable.written(to) as part:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(part, isolation_level=None)) as target,
            snapshot(source),
        ):
            # What others write does not start a copy over again where the state is held by a reader.
            source.execute("select count(*) from sqlite_master").fetchone()
            source.backup(target, pages=STEP)
            target.execute("pragma journal_mode = delete")
            change(target)
        check(part)
