"""Tables as files for other programs: CSV, xlsx, JSON, Parquet. Pure; pages and `publish` say what goes in."""

from collections.abc import Callable
from dataclasses import dataclass

from extract.exports import csvfile, jsonfile, parquet, xlsx
from extract.exports.table import About, Column, Table

__all__ = ["FORMATS", "About", "Column", "Format", "Table"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is made, what a browser is told, and how many rows one file holds at most."""

    write: Callable[[Table, About], bytes]
    media_type: str
    most: int


FORMATS = {
    "csv": Format(csvfile.write, "text/csv; charset=utf-8", 50_000),
    "xlsx": Format(xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 10_000),
    "json": Format(jsonfile.write, "application/json; charset=utf-8", 50_000),
    "parquet": Format(parquet.write, "application/vnd.apache.parquet", 50_000),
}


def endings() -> tuple[str, ...]:
    """The kinds of files that can be made here."""
    return tuple(ending for ending in FORMATS if ending != "parquet" or parquet.there())
