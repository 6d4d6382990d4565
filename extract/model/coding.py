"""What the codebook makes of a report: coded cells and tables, facts, and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.model.document import Cell

Role = Literal["caption", "header", "label", "unit", "value", "note", "furniture", "empty"]
Missing = Literal["blank", "dash", "not_applicable", "illegible", "no_row"]
Method = Literal["exact", "alias", "aligned", "narrative", "solved", "ocr"]
Severity = Literal["must", "expected"]
Verdict = Literal["source", "reading", "open"]


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
    mentions. `about` is the item that tells the findings of one rule in one column apart, where a rule goes item by item.
    `basis` (schema/verdicts.csv) says what the verdict rests on, `cause` (schema/causes.csv) what would explain
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
    about: str | None = None

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
