"""Parquet, where pyarrow is installed: an extra, because it is larger than all the rest."""

import json
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from extract.errors import MissingTool
from extract.exports.table import About, Column, Table, number, text


@cache
def there() -> bool:
    """Whether such files can be made here."""
    return find_spec("pyarrow") is not None


def write(table: Table, about: About) -> bytes:
    """The file; what is known of the table is in its metadata under `nianbao`."""
    if not there():
        raise MissingTool("Parquet files need pyarrow. Install it with `pip install 'nianbao[parquet]'`.")
    import pyarrow as pa
    from pyarrow import parquet

    arrays = [_array(pa, column, [row[at] for row in table.rows]) for at, column in enumerate(table.columns)]
    said = {"nianbao": json.dumps(dict(about.lines(table)), ensure_ascii=False)}
    made = BytesIO()
    names = [column.name for column in table.columns]
    parquet.write_table(pa.Table.from_arrays(arrays, names=names).replace_schema_metadata(said), made)
    return made.getvalue()


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
