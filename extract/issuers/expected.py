"""A list of who is expected to report, for which year and until when: names or ids become offices."""

import csv
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import ExtractError
from extract.issuers.entries import Office
from extract.issuers.registry import Registry, registry
from extract.model import Clue


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the list; `office` is None where the name says too little, `candidates` are what it may mean then."""

    line: int
    issuer: str
    year: int
    due: str | None
    office: Office | None
    candidates: tuple[Office, ...] = ()


def read_expected(file: Path, offices: Registry | None = None) -> tuple[Expected, ...]:
    """The lines of a CSV file with the columns issuer (name or id), year and, where there is one, due (a date)."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractError(f"{file}: cannot be read as UTF-8 text ({error}).") from None
    reader = csv.DictReader(text.splitlines())
    if not {"issuer", "year"} <= set(reader.fieldnames or ()):
        raise ExtractError(f"{file}:1: the first line must name the columns issuer, year and, if you like, due.")
    return tuple(_lines(file, reader, offices or registry()))


def _lines(file: Path, reader: csv.DictReader, offices: Registry) -> Iterator[Expected]:
    for row in reader:
        issuer, year, due = ((row.get(name) or "").strip() for name in ("issuer", "year", "due"))
        place = f"{file}:{reader.line_num}"
        if not issuer or not (year.isdigit() and len(year) == 4):
            raise ExtractError(f"{place}: needs an issuer and a year of four digits, not `{issuer}` and `{year}`.")
        if due and not _is_date(due):
            raise ExtractError(f"{place}: `{due}` is no date such as {int(year) + 1}-01-31.")
        found = offices.resolve([Clue("publisher", issuer)], int(year))
        office = offices.office(issuer) if issuer.isascii() or "-" in issuer else found.office
        yield Expected(reader.line_num, issuer, int(year), due or None, office, found.candidates)


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
