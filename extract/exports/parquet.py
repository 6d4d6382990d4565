"""Parquet, where pyarrow is installed: an extra, because it is larger than all the rest."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from extract.errors import MissingTool
from extract.exports.table import About, Column, Table, number, text

# A part of a file that is read at once: so many rows, or so many bytes where they are long.
GROUP_ROWS, GROUP_BYTES = 100_000, 64_000_000
# The column that has the digits that a double cannot hold.
EXACT = "_exact"


@cache
def there() -> bool:
    """Whether such files can be made here."""
    return find_spec("pyarrow") is not None


def warm() -> None:
    """Import pyarrow now, where it is installed: it takes 30 MB and a while."""
    if there():
        _modules()


def write(table: Table, about: About) -> bytes:
    """The file; what is known of the table is in its metadata under `nianbao`."""
    pa, parquet = _modules()
    arrays = [_array(pa, column, [row[at] for row in table.rows]) for at, column in enumerate(table.columns)]
    said = {"nianbao": json.dumps(dict(about.lines(table)), ensure_ascii=False)}
    made = BytesIO()
    names = [column.name for column in table.columns]
    parquet.write_table(pa.Table.from_arrays(arrays, names=names).replace_schema_metadata(said), made)
    return made.getvalue()


class Writer:
    """A file of any number of rows. Its bytes depend on the rows alone, not on how they come in parts.

    A column of kind `number` holds what a double holds; what it does not hold to the last digit stands in a further column,
    `<name>_exact`, as text.
    """

    def __init__(self, path: Path, columns: Sequence[Column]):
        """Begin the file. Columns carry what is said of them."""
        self.pa, parquet = _modules()
        self.columns = columns
        self.schema = self.pa.schema([field for column in columns for field in self._fields(column)])
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd")
        self.waiting: list[Any] = []
        self.count = self.size = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, whose parts are to be equally many each time."""
        arrays = [
            array for at, column in enumerate(self.columns) for array in self._arrays(column, [row[at] for row in rows])
        ]
        self.waiting.append(self.pa.record_batch(arrays, schema=self.schema))
        self.count += len(rows)
        self.size += self.waiting[-1].nbytes
        if self.count >= GROUP_ROWS or self.size >= GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """End the file."""
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        if self.waiting:
            table = self.pa.Table.from_batches(self.waiting)
            self.writer.write_table(table, row_group_size=max(self.count, 1))
            self.waiting, self.count, self.size = [], 0, 0

    def _fields(self, column: Column) -> Iterator[Any]:
        said = {"zh": column.about[0], "en": column.about[1]} if any(column.about) else None
        kinds = {"text": self.pa.string(), "integer": self.pa.int64()}
        yield self.pa.field(column.name, kinds.get(column.kind, self.pa.float64()), metadata=said)
        if column.kind == "number":
            yield self.pa.field(column.name + EXACT, self.pa.string())

    def _arrays(self, column: Column, values: list[Any]) -> Iterator[Any]:
        if column.kind == "text":
            yield self.pa.array([None if value is None else text(value) for value in values], self.pa.string())
        elif column.kind == "integer":
            yield self.pa.array(values, self.pa.int64())
        else:
            told = [_double(value) for value in values]
            yield self.pa.array([double for double, _ in told], self.pa.float64())
            if column.kind == "number":
                yield self.pa.array([exact for _, exact in told], self.pa.string())


def _modules() -> tuple[Any, Any]:
    """pyarrow and its part for Parquet."""
    if not there():
        raise MissingTool("Parquet files need pyarrow. Install it with `pip install 'nianbao[parquet]'`.")
    import pyarrow as pa
    from pyarrow import parquet

    return pa, parquet


def _double(value: Any) -> tuple[float | None, str | None]:
    """A value as a double, and as text where the double is another one."""
    if value is None:
        return None, None
    if isinstance(value, str | bytes):
        return None, text(value)
    double = float(value)
    return double, None if double == value else str(value)


def _array(pa: Any, column: Column, values: list[Any]) -> Any:
    """A column of one type: whole numbers, numbers, or text as soon as one value is neither."""
    held = [value for value in values if value is not None]
    if column.kind == "number" and all(number(column, value) and abs(value) < 2**53 for value in held):
        whole = all(isinstance(value, int) for value in held)
        return pa.array(
            values if whole else [None if value is None else float(value) for value in values],
            pa.int64() if whole else pa.float64(),
        )
    return pa.array([None if value is None else text(value) for value in values], pa.string())
