"""What goes into a file: columns, rows, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Pair = tuple[str, str]
# How many digits of a number a spreadsheet keeps.
DIGITS = 15


@dataclass(frozen=True, slots=True)
class Column:
    """A column: numbers stay numbers only where it is one of numbers; ids and codes are text whatever they look like.

    `number` is whole or not, `integer` and `real` say which.
    """

    name: str
    kind: Literal["text", "number", "integer", "real"] = "text"
    about: Pair = ("", "")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order of the columns. `more`: there are more rows than a file may hold, and these are the first."""

    name: str
    title: Pair
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    more: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """Where a table comes from: its address with everything that was asked, the day, what made it, what its codes mean."""

    address: str
    accessed: str
    version: str
    citation: str
    licence: str
    missing: dict[str, Pair] = field(default_factory=dict)

    def source(self, table: Table) -> str:
        """All of it in one line, for files that have no other place."""
        first = f"; first {len(table.rows)} rows of more / 仅前 {len(table.rows)} 行" if table.more else ""
        return f"{self.address}; {self.accessed}; {self.version}{first}"

    def lines(self, table: Table) -> list[tuple[str, str]]:
        """All of it as pairs of a heading and a text, in both languages."""
        count = f"{len(table.rows)}" + (" （仅前这些行，另有更多 / the first of more）" if table.more else "")
        return [
            ("题名 / Title", " / ".join(table.title)),
            ("地址（含查询条件）/ Address with the query", self.address),
            ("日期 / Date", self.accessed),
            ("行数 / Rows", count),
            ("版本 / Version", self.version),
            ("引用 / Citation", self.citation),
            ("许可 / Licence", self.licence),
            *((f"missing = {code}", " / ".join(words)) for code, words in self.missing.items()),
            *(
                (f"列 / Column {column.name}", " / ".join(column.about))
                for column in table.columns
                if any(column.about)
            ),
        ]


def number(column: Column, value: Any) -> bool:
    """Whether a value is written as a number."""
    return column.kind != "text" and isinstance(value, int | float) and not isinstance(value, bool)


def keeps(value: int | float) -> bool:
    """Whether a spreadsheet keeps every digit of a number."""
    return isinstance(value, float) or len(str(abs(value)).rstrip("0")) <= DIGITS


def text(value: Any) -> str:
    """A value as text, "" for none."""
    return "" if value is None else str(value)
