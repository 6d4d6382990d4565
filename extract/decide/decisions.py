"""What people decide about reports: decisions.csv beside the archive, one decision a line."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from extract.codebook.datafile import CsvFile
from extract.codebook.entries import Entry
from extract.errors import DecisionError, SchemaError
from extract.keep import durable
from extract.model import Missing, Verdict
from extract.tables.values import parse

Kind = Literal["value", "cell", "verdict", "issuer", "form", "year"]
# What a decision on a cell says where its number carries no fact.
IGNORED = "ignored"
# Kinds about a whole report.
WHOLE = ("issuer", "form", "year")


class Decision(Entry, frozen=True, kw_only=True):
    """One decision about a report, signed and dated. What `subject` and `value` are depends on the kind:

    value     item@column; the number, or the word for a missing one
    cell      t<table>:<row>:<col>; item@column, or `ignored`
    verdict   what stands behind the report in the id of a finding; the verdict
    issuer, form, year    nothing; the id of the office, the form, the year
    """

    report: str
    kind: Kind
    subject: str | None = None
    value: str
    author: str
    date: str
    reason: str

    def __post_init__(self) -> None:
        if (self.kind in WHOLE) == bool(self.subject):
            raise ValueError(f"kind `{self.kind}` {'has no' if self.subject else 'needs a'} subject")
        date.fromisoformat(self.date)
        wrong = CHECKS[self.kind](self.value) if self.kind in CHECKS else None
        if wrong:
            raise ValueError(f"`{self.value}` {wrong}")

    @property
    def key(self) -> tuple[str, str, str]:
        """What it decides; of several on one thing the last counts."""
        return self.report, self.kind, self.subject or ""


def _no_value(value: str) -> str | None:
    known = parse(value).number is not None or value in get_args(Missing)
    return None if known else f"is neither a number nor one of {', '.join(get_args(Missing))}"


def _no_verdict(value: str) -> str | None:
    return None if value in get_args(Verdict) else f"is not one of {', '.join(get_args(Verdict))}"


def _no_year(value: str) -> str | None:
    return None if value.isdecimal() and 2000 <= int(value) < 2100 else "is no year"


CHECKS = {"value": _no_value, "verdict": _no_verdict, "year": _no_year}


def path(archive: Path) -> Path:
    """Where the decisions on an archive are kept."""
    return archive.with_name("decisions.csv")


def read(file: Path) -> tuple[Decision, ...]:
    """The decisions of a file, none if there is no such file; DecisionError names the line that is wrong."""
    if not file.is_file():
        return ()
    try:
        found: tuple[Decision, ...] = CsvFile(file).read(Decision)
    except SchemaError as error:
        raise DecisionError(f"{error}. Mend the line, or take it out") from None
    return tuple({decision.key: decision for decision in found}.values())


def add(file: Path, decision: Decision) -> None:
    """Write a decision behind the others; the file is there whole, or as it was."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    if file.is_file():
        read(file)
        text.write(file.read_text(encoding="utf-8-sig").rstrip("\n") + "\n")
    else:
        lines.writerow(Decision.__struct_fields__)
    lines.writerow([getattr(decision, name) for name in Decision.__struct_fields__])
    write(file, text.getvalue())


def write(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    durable.write(file, text.encode())
