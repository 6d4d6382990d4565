"""Traditional characters as they stand in names of offices, and the simplified ones that registry and codebook use."""

from pathlib import Path

from extract.codebook.datafile import CsvFile
from extract.codebook.entries import Entry


class Pair(Entry, frozen=True, kw_only=True):
    """A traditional character that only ever stands for one simplified one."""

    traditional: str
    simplified: str


def load(file: Path) -> dict[int, str]:
    """A table for `str.translate`."""
    return {ord(pair.traditional): pair.simplified for pair in CsvFile(file).read(Pair)}
