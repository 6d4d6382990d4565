"""What a reading process hands to the archive: a report with its files, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.model.coding import Coding, Finding
from extract.model.document import Remark
from extract.model.report import Clue, Prose, Section

PartRole = Literal["annex", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What is kept of one file beside its report: what it is, what it says of itself, and what stands around the report."""

    media_type: str
    reader: str
    pages: int | None
    ocr: bool
    source_url: str | None
    published_at: str | None
    warnings: tuple[Remark, ...]
    witness: tuple[str, ...]
    furniture: tuple[str, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(FileReading):
    """A further file of a report beside its main one: an annexed table, or the web page that the file was published on."""

    sha256: str
    role: PartRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(FileReading):
    """Everything that one report yields, ready for the archive; also what a reading process sends to the writing one.

    It is about the main file, but for the tables, facts and findings, which come from its `parts` too. `scope` is what the
    report says that it covers, `clues` are where it says whose it is.
    """

    title: str
    issuer: str | None
    year: int | None
    sections: tuple[Section, ...]
    coding: Coding
    findings: tuple[Finding, ...]
    scope: Literal["office", "departments", "all"] | None = None
    clues: tuple[Clue, ...] = ()
    scanned: int = 0
    parts: tuple[Part, ...] = ()
    prose: Prose = Prose()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not in the archive: a code of schema/reasons.csv and a sentence for people.

    `scanned` is how many pages text recognition could read instead, `links` what a page links to.
    """

    reason: str
    message: str
    media_type: str = "application/octet-stream"
    scanned: int = 0
    links: tuple[str, ...] = ()
