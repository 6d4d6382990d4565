"""The rows of a release as Parquet, CSV and xlsx, written as they are read: never more than some thousand are in memory."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from extract.exports import Column, csvfile, parquet, xlsx
from extract.publish import sets
from extract.publish.sets import Part, Set

Tell = Callable[[str], None]
Files = dict[str, list[str]]

# Rows that are made at a time.
STEP = 10_000


def write(
    connection: sqlite3.Connection, folder: Path, about: Sequence[tuple[str, str]], made: datetime, tell: Tell
) -> Files:
    """Write all files; by the names of sets, the paths of those that datapackage.json describes. `about` goes into workbooks."""
    connection.executescript(sets.DOUBTS)
    found, parts = sets.sets(connection), sets.parts(connection)
    files: Files = {}
    for number, each in enumerate(found, 1):
        for place, part in enumerate(parts if each.parted else (None,), 1):
            tell(f"{each.name}: part {place}, table {number} of {len(found)}")
            for path in _tables(connection, folder, each, part):
                kind = "parquet" if path.suffix == ".parquet" else "csv"
                files.setdefault(f"{each.name}.{kind}", []).append(path.relative_to(folder).as_posix())
    panel = next(each for each in found if each.name == "panel")
    for place, part in enumerate(parts, 1):
        tell(f"xlsx: {place} of {len(parts)}")
        for path in _books(connection, folder / "xlsx", panel, part, about, made):
            files.setdefault("xlsx", []).append(path.relative_to(folder).as_posix())
    return files


def _tables(connection: sqlite3.Connection, folder: Path, each: Set, part: Part | None) -> Iterator[Path]:
    """A set or a part of it as Parquet and CSV; a part without rows has no files."""
    chunks = sets.chunks(sets.rows(connection, each, part), STEP)
    first = next(chunks, [])
    if part and not first:
        return
    with ExitStack() as stack:
        columnar, listed = folder / "parquet" / f"{each.name}.parquet", folder / "csv" / f"{each.name}.csv"
        if part:
            columnar = folder / "parquet" / each.name / part.folder / f"{each.name}.parquet"
            listed = folder / "csv" / each.name / f"{each.name}-{part.label}.csv"
        sinks = [_columnar(stack, columnar, each)]
        yield columnar
        if each.name not in sets.BULK:
            sinks.append(_listed(stack, listed, each.columns))
            yield listed
        while first:
            for add in sinks:
                add(first)
            first = next(chunks, [])


def _columnar(stack: ExitStack, path: Path, each: Set) -> Callable[[list[tuple]], None]:
    """A Parquet file to add rows to, without the columns that its folders name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = parquet.Writer(path, each.inner)
    stack.callback(writer.close)
    pick: Callable[[tuple], Any] = itemgetter(*(each.columns.index(column) for column in each.inner))
    return lambda rows: writer.add([pick(row) for row in rows])


def _listed(stack: ExitStack, path: Path, columns: Sequence[Column]) -> Callable[[list[tuple]], None]:
    """A CSV file to add rows to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline="", errors="replace"))
    csvfile.head(file, columns)
    return lambda rows: csvfile.body(file, columns, rows)


def _books(
    connection: sqlite3.Connection,
    folder: Path,
    panel: Set,
    part: Part,
    about: Sequence[tuple[str, str]],
    made: datetime,
) -> Iterator[Path]:
    """The workbooks of a form and year: a row per report and a column per figure, and the panel."""
    if part.form is None:
        return
    folder.mkdir(exist_ok=True)
    columns = sets.wide(connection, part.form)
    found: tuple[tuple[str, tuple[Column, ...], Iterator[tuple]], ...] = (
        ("wide", columns, sets.wide_rows(connection, part.form, part)),
        ("panel", panel.columns, sets.rows(connection, panel, part)),
    )
    for name, told, rows in found:
        path = folder / f"{name}-{part.label}.xlsx"
        lines = [*about, *((f"列 / Column {each.name}", " / ".join(each.about)) for each in told if any(each.about))]
        xlsx.pour(str(path), told, rows, lines, made)
        yield path
