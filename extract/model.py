"""The small frozen types that flow through the archive, from bytes to rows.

`read/` makes a `Document` of blocks. `report.py` makes a `Report` of it, `coding.py` a `Coding`, `check.py` findings;
`archive.py` stores a `Reading`, which holds them all. Nothing here reads files or knows the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["caption", "header", "label", "unit", "value", "note", "furniture", "empty"]
Missing = Literal["blank", "dash", "not_applicable", "illegible", "no_row"]
Method = Literal["exact", "alias", "aligned", "narrative", "solved", "ocr"]
Severity = Literal["must", "expected"]
Verdict = Literal["source", "reading", "open"]
PartRole = Literal["annex", "page"]
ClueKind = Literal["title", "signature", "publisher", "letterhead", "address", "front"]
# What a figure in prose says: a count, a part of a whole, a change against before, or that there was none.
MentionKind = Literal["count", "share", "rise", "fall", "none"]
CitationKind = Literal["law", "document", "media", "platform"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: page (from 1) and a box in points from the top left corner; None where the kind of file has none."""

    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a maintainer must know of a file that was read: a code of schema/reasons.csv, and a sentence."""

    reason: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. A merged cell is one cell with spans; rows and columns count from 0.

    `sure` is the confidence of text recognition, None where the file itself says its characters; `doubt` says whether a
    second engine reads the cell differently, None where none was asked.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    where: Where = NOWHERE
    sure: float | None = None
    doubt: bool | None = None

    @property
    def rows(self) -> range:
        """The grid rows that the cell covers."""
        return range(self.row, self.row + self.rowspan)

    @property
    def cols(self) -> range:
        """The grid columns that the cell covers."""
        return range(self.col, self.col + self.colspan)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in reading order.

    `repeated` names rows that print the header once more on a later page; `flat` marks a table that was rebuilt from
    running text, where the digits of several cells may be glued into one.
    """

    cells: tuple[Cell, ...]
    where: Where = NOWHERE
    repeated: frozenset[int] = frozenset()
    flat: bool = False

    @property
    def height(self) -> int:
        """How many grid rows there are."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """How many grid columns there are."""
        return max((cell.col + cell.colspan for cell in self.cells), default=0)

    def grid(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each grid position; a position that nothing covers is not there."""
        return {(row, col): cell for cell in self.cells for row in cell.rows for col in cell.cols}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `furniture` is what stands on a page around the report: page numbers, running heads, navigation."""

    text: str
    where: Where = NOWHERE
    furniture: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Tilt:
    """How a recognised page lies: its picture was turned by `angle` degrees around the middle of `width` and `height`.

    `scale` is how many points of the page are one of the sheet that was read; before that it was turned left by `turns` quarters.
    """

    page: int
    angle: float
    width: float
    height: float
    scale: float = 1.0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader understood of one file.

    `witness` holds the file's digit runs as another, plainer extraction gives them; `links` the targets that a page links
    to; `scanned` says how many pages are pictures that only text recognition can read. Boxes on the pages of `tilts` are
    those of the straightened pictures; `unsure` are pairs of characters around tables of which recognition may misread one.
    """

    media_type: str
    reader: str
    blocks: tuple[Block, ...]
    witness: tuple[str, ...] = ()
    pages: int | None = None
    title: str = ""
    publisher: str = ""
    source_url: str | None = None
    published_at: str | None = None
    ocr: bool = False
    warnings: tuple[Remark, ...] = ()
    links: tuple[str, ...] = ()
    scanned: int = 0
    tilts: tuple[Tilt, ...] = ()
    unsure: frozenset[str] = frozenset()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs that belong to the report, in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph) and not block.furniture)

    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, Table))


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


@dataclass(frozen=True, slots=True)
class CodedCell:
    """A cell with what the codebook makes of it: a role, and a code, or the reason why it is ignored, or neither (unmapped).

    `candidates` are the ways to cut glued digits into the row's columns, where several are left.
    """

    cell: Cell
    role: Role
    item: str | None = None
    column: str | None = None
    ignored: str | None = None
    candidates: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A printed table and the form's table that explains it (`form` and `code` are None where none does).

    Behind its `height` printed rows the lines above and below an annexed table stand as rows of their own.
    """

    no: int
    section: int
    position: int
    form: str | None
    code: str | None
    cells: tuple[CodedCell, ...]
    flat: bool = False
    part: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One coded value. `value` is None exactly where `missing` says why; `unit` is the unit that `value` is counted in.

    It came from a cell (`table`, `row`, `col`) or from characters `start` to `end` of a section (`section`).
    """

    item: str
    column: str
    value: int | float | None
    raw: str
    unit: str | None = None
    missing: Missing | None = None
    method: Method = "exact"
    confidence: float = 1.0
    table: int | None = None
    row: int | None = None
    col: int | None = None
    section: int | None = None
    start: int | None = None
    end: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Item and column, which name a fact inside its report."""
        return self.item, self.column


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or doubt: a rule, the two sides that should agree, and what is wrong: the source or the reading.

    `left_facts` and `right_facts` are keys in the finding's own report; `left_others` and `right_others` name what stands in
    another one, as `<report id>:<item>@<column>`; `left_mentions` and `right_mentions` are places in the report's row of
    mentions. `basis` (schema/verdicts.csv) says what the verdict rests on, `cause` (schema/causes.csv) what would explain
    all that fails in a table, where one thing alone would.
    """

    rule: str
    severity: Severity
    items: tuple[str, ...]
    column: str | None
    message: str
    verdict: Verdict
    left: int | float | None = None
    right: int | float | None = None
    left_facts: tuple[tuple[str, str], ...] = ()
    right_facts: tuple[tuple[str, str], ...] = ()
    left_others: tuple[str, ...] = ()
    right_others: tuple[str, ...] = ()
    left_mentions: tuple[int, ...] = ()
    right_mentions: tuple[int, ...] = ()
    basis: str | None = None
    cause: str | None = None

    @property
    def delta(self) -> int | float | None:
        """Left minus right, free of binary dust; None where a side has no number."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right if isinstance(self.left + self.right, int) else round(self.left - self.right, 6)


@dataclass(frozen=True, slots=True)
class Coding:
    """What the codebook makes of a report's tables: the edition, every cell's role, and the facts."""

    form: str | None
    tables: tuple[CodedTable, ...]
    facts: tuple[Fact, ...]


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
