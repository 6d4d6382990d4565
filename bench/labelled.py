"""Figures in prose that people have labelled: in sentences of our own, and in the reports that lie beside a checkout.

labelled.yml tells its own format. A row of reports.csv is a figure of a report: `start` and `end` count the characters other
than white space of all its sections, `seal` is made of these words and some before them, `item` is a code, `-` for no row of the
form, or `?` where that is open.
"""

import csv
import hashlib
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
# So many characters before a figure go into its seal.
BEFORE = 10

Letter = tuple[int, int, str]


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
            printed = list(letters(reading.sections))
            labels = tuple(_figure(row, _found(row, printed)) for row in figures)
            yield Case("real", file, reading.year, reading.coding.form, reading.sections, labels)


def letters(sections: Sequence[Section]) -> Iterator[Letter]:
    """Every character other than white space: the section that it stands in, its place there, and itself."""
    for section in sections:
        yield from ((section.ordinal, at, char) for at, char in enumerate(section.text) if not char.isspace())


def seal(printed: Sequence[Letter], start: int, end: int) -> str:
    """A few digits that tell the words of a figure and some before it from others, without saying them."""
    words = "".join(char for *_, char in printed[max(0, start - BEFORE) : end])
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _found(row: dict[str, str], printed: Sequence[Letter]) -> Sequence[Letter]:
    """The characters of a labelled figure. Where chapters are cut in another way it has moved, and is the nearest with its seal."""
    start, length = int(row["start"]), int(row["end"]) - int(row["start"])
    for at in sorted(range(len(printed)), key=lambda at: abs(at - start)):
        if seal(printed, at, at + length) == row["seal"]:
            return printed[at : at + length]
    raise LookupError(f"{FIGURES.name}: {row['file']} has the figure at {start} no more")


def _figure(row: dict[str, str], printed: Sequence[Letter]) -> Label:
    (section, start, _), (_, last, _) = printed[0], printed[-1]
    return Label(
        section,
        start,
        last + 1,
        float(row["value"]),
        row["unit"] or None,
        row["kind"],
        float(row["upper"]) if row["upper"] else None,
        row["approximate"] == "1",
        int(row["year"]) if row["year"] else None,
        row["own"] == "1",
        f"{row['item']}@{row['column']}" if row["column"] else {"?": OPEN}.get(row["item"]),
    )
