"""What the files in schema/ may say: one small frozen type for each kind of entry. No file is read here."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple

import msgspec

from extract.model import Severity, Verdict

_PATH = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"
Code = Annotated[str, msgspec.Meta(pattern=f"^{_PATH}$")]
# An item, item@column, or prefix.* for every leaf item below a prefix.
Ref = Annotated[str, msgspec.Meta(pattern=rf"^{_PATH}(?:\.\*)?(?:@{_PATH})?$")]
Confidence = Literal["seen", "inferred", "recalled"]
Relation = Literal["part", "subset", "member", "related", "total"]
Match = Literal["exact", "narrower", "broader", "not_comparable", "none"]
Axis = Literal["row", "column", "heading"]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all entries: a key that is not known is an error, and nothing changes once it is loaded."""


class Row(Entry, frozen=True, kw_only=True):
    """One printed item. `path` holds the header labels above it in a `record` table; no `editions` means all.

    A figure above `most` is doubtful: it is probably printed in another unit of money.
    """

    code: Code
    label: str
    en: str
    kind: Literal["item", "heading"] = "item"
    header_or_row: bool = False
    parent: Code | None = None
    relation: Relation | None = None
    unit: str | None = None
    path: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    signed: bool = False
    decimals: bool = False
    most: float | None = None
    confidence: Confidence = "seen"
    note: str | None = None

    @property
    def valued(self) -> bool:
        """Whether the row may carry figures: items do, and headings that some reports print as one row."""
        return self.kind == "item" or self.header_or_row


class Column(Entry, frozen=True, kw_only=True):
    """One printed column; `path` holds the header labels above its own, `ignored` says why its figures are no facts."""

    code: Code
    label: str
    unit: str | None = None
    path: tuple[str, ...] = ()
    signed: bool = False
    decimals: bool = False
    ignored: str | None = None
    note: str | None = None


class Block(Entry, frozen=True, kw_only=True):
    """Rows under one set of columns. `heading` is a caption row in the table, `row_header` stands above the labels."""

    code: Code
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: str | None = None
    row_header: str | None = None


class FormTable(Entry, frozen=True, kw_only=True):
    """One table of a form. `rows`: items down, columns across; `record`: one row of data, items printed across."""

    code: Code
    layout: Literal["rows", "record"]
    section: Code
    blocks: tuple[Block, ...]
    unit: str | None = None

    @property
    def listed(self) -> bool:
        """Whether it is a list of indicators, whose columns are the value and its kin, as many as an office prints."""
        columns = [column.code for block in self.blocks for column in block.columns]
        return self.layout == "rows" and all(code.partition(".")[0] == "value" for code in columns)


class Edition(Entry, frozen=True, kw_only=True):
    """A local edition of a form, and how surely it is known."""

    what: str
    confidence: Confidence
    note: str | None = None


class Place(NamedTuple):
    """Where a form has the value of an item in a column."""

    table: FormTable
    block: Block
    row: Row
    column: Column

    @property
    def unit(self) -> str | None:
        """The unit of the column, else of the row, else of the table."""
        return self.column.unit or self.row.unit or self.table.unit

    @property
    def signed(self) -> bool:
        """Whether a value below zero is right here."""
        return self.row.signed or self.column.signed

    @property
    def decimals(self) -> bool:
        """Whether a value that is not whole is right here."""
        return self.row.decimals or self.column.decimals


class Form(Entry, frozen=True, kw_only=True):
    """One edition of the report's tables; `last_year` is None while it is in force.

    A form that is not `national` is a family of local tables.
    """

    form: str
    title: str
    legal_basis: str
    first_year: int
    tables: tuple[FormTable, ...]
    last_year: int | None = None
    national: bool = True
    annex_titles: tuple[str, ...] = ()
    editions: dict[str, Edition] = {}
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        compiled(*self.annex_titles)
        _in_order(self.first_year, self.last_year)

    def rows(self) -> tuple[Row, ...]:
        """All rows in printed order; one that editions print at two places comes twice."""
        return tuple(row for table in self.tables for block in table.blocks for row in block.rows)

    def places(self) -> dict[tuple[str, str], Place]:
        """Every (item, column) that the form has a cell for."""
        found: dict[tuple[str, str], Place] = {}
        for table in self.tables:
            for block in table.blocks:
                for row in filter(lambda row: row.valued, block.rows):
                    for column in block.columns:
                        found.setdefault((row.code, column.code), Place(table, block, row, column))
        return found

    def leaves(self, prefix: str) -> tuple[str, ...]:
        """The items below a prefix that have no items below themselves, in printed order."""
        codes = [row.code for row in self.rows() if row.valued]
        inner = {code[:dot] for code in codes for dot in range(len(code)) if code[dot] == "."}
        return tuple(dict.fromkeys(code for code in codes if code.startswith(prefix + ".") and code not in inner))

    def expand(self, ref: str) -> tuple[str, ...]:
        """The references that `prefix.*` or `prefix.*@column` stands for; any other reference stands for itself."""
        item, at, column = ref.partition("@")
        if not item.endswith(".*"):
            return (ref,)
        return tuple(code + at + column for code in self.leaves(item[:-2]))


RuleKind = Literal[
    "sum", "each", "row", "zero", "positive", "count",
    "carry", "stock", "factor", "level_zero", "levels", "unchanged", "copies",
    "prose", "prose_twice", "prose_sum", "prose_positive",
]  # fmt: skip
# What a kind of rule cannot do without; every other kind but those of COMPARED has no `op`.
NEEDED = {
    "stock": ("items", "left"),
    "carry": ("left", "right"),
    "factor": ("factor",),
    "level_zero": ("left", "levels"),
    "levels": ("concepts",),
    "unchanged": ("share",),
    "prose_sum": ("left", "right"),
    "prose_positive": ("left", "right"),
}
COMPARED = ("sum", "each", "row", "prose_sum")
# The kinds that hold for reports of any form.
FREE = ("factor", "levels", "unchanged", "copies", "prose", "prose_twice", "prose_sum")
# The kinds whose sides may name what no form prints.
PROSE = ("prose_sum", "prose_positive")


class Rule(Entry, frozen=True, kw_only=True):
    """Arithmetic between two lists of items, or of columns where `items` or a table gives the rows; see the head of schema/rules.yml.

    A rule without a form holds for all. `before` names the forms of the year before, its own where none is named.
    """

    id: str
    kind: RuleKind
    severity: Severity
    form: str | None = None
    left: tuple[Ref, ...] = ()
    op: Literal["=", "<=", ">=", ""] = ""
    right: tuple[Ref, ...] = ()
    minus: tuple[Ref, ...] = ()
    table: Code | None = None
    items: tuple[Code, ...] = ()
    requires: tuple[Code, ...] = ()
    before: tuple[str, ...] = ()
    concepts: tuple[Code, ...] = ()
    levels: tuple[str, ...] = ()
    factor: int | None = None
    floor: float = 0
    share: float | None = None
    cause: Code | None = None
    when: str | None = None
    note: str | None = None
    exceptions: str | None = None
    printed: str | None = None

    def __post_init__(self) -> None:
        if (self.kind in COMPARED) != bool(self.op):
            raise ValueError(f"a rule of kind `{self.kind}` {'has no' if self.op else 'needs an'} `op`")
        if self.kind == "row" and not (self.table or self.items):
            raise ValueError("a rule of kind `row` needs a `table` or `items`")
        for name in NEEDED.get(self.kind, ()):
            if not getattr(self, name):
                raise ValueError(f"a rule of kind `{self.kind}` needs `{name}`")
        if self.form is None and self.kind not in FREE:
            raise ValueError(f"a rule of kind `{self.kind}` needs a `form`")
        if self.kind == "factor" and bool(self.left) == bool(self.concepts):
            raise ValueError("a rule of kind `factor` needs either `left` or `concepts`")

    @property
    def by_columns(self) -> bool:
        """Whether the sides list columns, not items."""
        return self.kind in ("row", "stock") or (self.kind == "carry" and bool(self.items))


class Term(NamedTuple):
    """One summand of a concept: factor × the value of an item in a column."""

    item: str
    column: str
    factor: int


class Crosswalk(Entry, frozen=True, kw_only=True):
    """How one edition measures a concept. `instead` replaces `sum` where a report prints those items instead."""

    match: Match
    why: str
    basis: Literal["official", "label", "inferred"] | None = None
    sum: tuple[Ref, ...] = ()
    minus: tuple[Ref, ...] = ()
    instead: tuple[Ref, ...] = ()
    factor: int = 1

    def __post_init__(self) -> None:
        if (self.match == "none") == bool(self.sum):
            raise ValueError(f"match `{self.match}` {'has no' if self.sum else 'needs a'} `sum`")
        if not self.why:
            raise ValueError("`why` must give a reason")

    @property
    def terms(self) -> tuple[Term, ...]:
        """The summands, those of `minus` with a negative factor; a bare item means its column `value`."""
        signed = [(ref, self.factor) for ref in self.sum] + [(ref, -self.factor) for ref in self.minus]
        return tuple(Term(*split(ref), factor) for ref, factor in signed)


class Concept(Entry, frozen=True, kw_only=True):
    """What can be followed over the editions; `map` judges each of them."""

    id: Code
    zh: str
    en: str
    map: dict[str, Crosswalk]
    unit: str | None = None
    note: str | None = None


class Label(Entry, frozen=True, kw_only=True):
    """How else a row, a column or the heading of a block has been printed, and in which years.

    `seen_in` names sources; `unrecorded` was seen, but nobody noted where; None is a guess.
    """

    form: str
    axis: Axis
    code: Code
    label: str
    since: int | None = None
    until: int | None = None
    seen_in: str | None = None

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


class Ignored(Entry, frozen=True, kw_only=True):
    """A label that is known to carry no fact, and why."""

    form: str
    axis: Axis
    label: str
    reason: str


class Reason(Entry, frozen=True, kw_only=True):
    """Why a file was refused or read with a warning, in words, and what to do."""

    reason: str
    status: Literal["warned", "refused"]
    zh: str
    en: str
    advice: str


class Basis(Entry, frozen=True, kw_only=True):
    """What a verdict on a finding can rest on; `verdict` is what it leads to, None where people decide."""

    basis: Code
    verdict: Verdict | None
    zh: str
    en: str


class Cause(Entry, frozen=True, kw_only=True):
    """What can be behind a finding, in words."""

    cause: Code
    zh: str
    en: str


class Deadline(Entry, frozen=True, kw_only=True):
    """The day of the next year (month-day) until which offices of a kind have to publish, and the article that says so."""

    since: int
    until: int | None = None
    kind: Literal["government", "department", "town"]
    day: Annotated[str, msgspec.Meta(pattern=r"^\d\d-\d\d$")]
    source: str

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


class Kind(Entry, frozen=True, kw_only=True):
    """What the ending of an issuer's name tells of its kind and level."""

    suffix: str
    kind: str
    level: str | None = None


class OtherPaper(Entry, frozen=True, kw_only=True):
    """How the title of another paper is worded, in the form of `tight`, and what such a paper is."""

    pattern: str
    what: str

    def __post_init__(self) -> None:
        compiled(self.pattern)


def split(ref: str) -> tuple[str, str]:
    """Item and column of a reference.

    >>> split("request.new@total"), split("complaint.total")
    (('request.new', 'total'), ('complaint.total', 'value'))
    """
    item, _, column = ref.partition("@")
    return item, column or "value"


def compiled(*patterns: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"`{pattern}` is no regular expression: {error}") from None


def _in_order(since: int | None, until: int | None) -> None:
    if since is not None and until is not None and since > until:
        raise ValueError(f"it ends ({until}) before it starts ({since})")
