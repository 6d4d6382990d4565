"""A report as it is printed: its chapters, what they say, and its tables in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.model.document import Paragraph, Table

ClueKind = Literal["title", "signature", "publisher", "letterhead", "address", "front"]
# What a figure in prose says: a count, a part of a whole, a change against before, or that there was none.
MentionKind = Literal["count", "share", "rise", "fall", "none"]
CitationKind = Literal["law", "document", "media", "platform"]


@dataclass(frozen=True, slots=True)
class Subsection:
    """A part of a chapter under a heading of its own: characters `start` to `end` of the chapter's text, heading first.

    `level` is 1 for parts of the chapter, 2 for parts of these; `code` is that of schema/sections.yml where the words say so.
    """

    start: int
    end: int
    level: int
    heading: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter: `code` from schema/sections.yml, `front` before the first. `text` starts with the heading as printed."""

    ordinal: int
    code: str
    heading: str
    text: str
    page: int | None = None
    subsections: tuple[Subsection, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure in prose: characters `start` to `end` of the text of section `section`, with the words around the number.

    `value` counts in `unit` with 万 and 亿 multiplied out, `upper` is the end of a range; both are None for 数十 and its like.
    `approximate` says that the words round it. `item` and `column` are codes of the report's form where the words say what is
    counted; `year` and `own` tell figures of other years, and of other bodies (全县), from the office's own. `agrees` is None where the
    table has nothing to compare.
    """

    section: int
    start: int
    end: int
    text: str
    value: int | float | None
    unit: str | None = None
    kind: MentionKind = "count"
    upper: int | float | None = None
    approximate: bool = False
    item: str | None = None
    column: str | None = None
    year: int | None = None
    own: bool = True
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A law, a document, a medium or a platform that prose names: characters `start` to `end` of a section's text.

    `title` and `number` are brought to one form, so that the same document has the same ones wherever it is cited.
    """

    section: int
    start: int
    end: int
    text: str
    kind: CitationKind
    title: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What the chapters of a report say: figures, and the laws, documents, media and platforms that they name."""

    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Clue:
    """One place where a report tells who wrote it, as printed and short."""

    kind: ClueKind
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and where it stands: behind character `position` of the text of section `section` (its ordinal).

    `captions` and `notes` are the lines above and below an annexed table that belong to it and to no chapter. `part` is 0
    where it stands in the report's main file, else the number of the further file (from 1). `above` is the chapter's line
    right above it, which may name a unit.
    """

    table: Table
    section: int
    position: int
    captions: tuple[Paragraph, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    part: int = 0
    above: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one year: its front matter, its chapters and its tables, all as printed."""

    title: str
    issuer: str | None
    year: int | None
    sections: tuple[Section, ...]
    tables: tuple[Placed, ...]
    furniture: tuple[str, ...] = ()
