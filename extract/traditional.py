"""Traditional characters, and the simplified ones that registry, codebook and search use in their place."""

from functools import cache
from pathlib import Path

from extract.codebook import SCHEMA
from extract.codebook.datafile import CsvFile
from extract.codebook.entries import Entry

FILE = SCHEMA / "traditional.csv"


class Pair(Entry, frozen=True, kw_only=True):
    """A traditional character that only ever stands for one simplified one."""

    traditional: str
    simplified: str


def load(file: Path) -> dict[int, str]:
    """A table for `str.translate`."""
    return {ord(pair.traditional): pair.simplified for pair in CsvFile(file).read(Pair)}


@cache
def table() -> dict[int, str]:
    """The project's own table, loaded once."""
    return load(FILE)
