"""Figures in prose that people have labelled: in sentences of our own, and in the reports that lie beside a checkout.

labelled.yml tells its own format. A row of reports.csv is a figure of a report: `start` and `end` count the characters other
than white space of all its sections, `item` is a code, `-` for no row of the form, or `?` where that is open.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml

from extract.codebook import Codebook
from extract.model import Section
from extract.pipeline import understand

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests" / "narrative" / "labelled.yml"
FIGURES = ROOT / "tests" / "narrative" / "reports.csv"
REPORTS = ROOT.parent / "shared" / "reports"
KINDS = ("share", "rise", "fall", "none")
# In a label: the words do not settle which row is counted, so its link is not judged.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled figure: what has to be found. `item` is `item@column`, None for no row of the form, `OPEN` where that is open."""

    section: int
    start: int
    end: int
    value: float | None
    unit: str | None
    kind: str
    upper: float | None
    approximate: bool
    year: int | None
    own: bool
    item: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A text with all its labels."""

    group: str
    name: str
    year: int | None
    form: str | None
    sections: tuple[Section, ...]
    labels: tuple[Label, ...]


def own() -> Iterator[Case]:
    """The labelled sentences of our own."""
    for number, entry in enumerate(yaml.safe_load(LABELLED.read_text("utf-8")), 1):
        section = Section(0, entry["section"], "", re.sub("[⟦⟧]", "", entry["text"]))
        places = [match.span(1) for match in re.finditer("⟦(.+?)⟧", entry["text"])]
        # Each mark before a place, and its own opening one, is a character that the text has not.
        labels = (
            _label(start - 2 * before - 1, end - 2 * before - 1, said.split(), entry["year"])
            for before, ((start, end), said) in enumerate(zip(places, entry["quantities"], strict=True))
        )
        yield Case("own", f"{number}", entry["year"], entry["form"], (section,), tuple(labels))


def _label(start: int, end: int, said: Sequence[str], year: int) -> Label:
    """A label as labelled.yml writes it: VALUE UNIT and what else there is."""
    number, unit, *more = said
    value, _, upper = number.removeprefix("~").partition("..")
    told = next((word.removeprefix("year=") for word in more if word.startswith("year=")), year)
    return Label(
        0,
        start,
        end,
        None if value == "many" else float(value),
        None if unit == "-" else unit,
        next((word for word in more if word in KINDS), "count"),
        float(upper) if upper else None,
        number.startswith("~") or value == "many",
        None if told == "-" else int(told),
        "other" not in more,
        next((word for word in more if "@" in word or word == OPEN), None),
    )


def real(book: Codebook) -> Iterator[Case]:
    """The labelled reports; none without ../shared."""
    rows = csv.DictReader(FIGURES.read_text("utf-8").splitlines())
    for file, figures in groupby(rows, lambda row: row["file"]):
        if (REPORTS / file).exists():
            reading = understand((REPORTS / file).read_bytes(), book)
            place = places(reading.sections)
            labels = (_figure(row, place) for row in figures)
            yield Case("real", file, reading.year, reading.coding.form, reading.sections, tuple(labels))


def places(sections: Sequence[Section]) -> Sequence[tuple[int, int]]:
    """Where each character other than white space stands: the section, and the place in its text."""
    return [
        (section.ordinal, at)
        for section in sections
        for at, character in enumerate(section.text)
        if not character.isspace()
    ]


def _figure(row: dict[str, str], place: Sequence[tuple[int, int]]) -> Label:
    section, start = place[int(row["start"])]
    _, last = place[int(row["end"]) - 1]
    item = f"{row['item']}@{row['column']}" if row["column"] else {"?": OPEN}.get(row["item"])
    return Label(
        section,
        start,
        last + 1,
        float(row["value"]) if row["value"] else None,
        row["unit"] or None,
        row["kind"],
        float(row["upper"]) if row["upper"] else None,
        row["approximate"] == "1",
        int(row["year"]) if row["year"] else None,
        row["own"] == "1",
        item,
    )
