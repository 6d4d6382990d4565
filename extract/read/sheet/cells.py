"""What both kinds of spreadsheets have in common: cells by place, merged ranges, and numbers printed as their formats say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from extract.model import Remark

CELLS, ROWS, COLS, MERGES = 200_000, 1_048_576, 16_384, 20_000
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# The formats that programs know by number; those of dates differ from country to country.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 30), "yyyy/m/d"),
    **dict.fromkeys((16, 28, 29, 51, 54, 58), "m月d日"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((18, 20, 32, 55), "h:mm"),
    **dict.fromkeys((19, 21, 33, 45, 46, 47, 56), "h:mm:ss"),
    22: "yyyy/m/d h:mm",
    31: "yyyy年m月d日",
    53: "m月d日",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
}

_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|[^;"\\]|["\\])+')
# What stands in brackets is a colour, a condition or a currency; after _ and * stands a filler.
_FILLERS = re.compile(r"\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+")
_DATE = re.compile(r"y+|m+|d+|h+|s+|aaa+|AM/PM|上午/下午", re.I)


class Merge(NamedTuple):
    """A merged range: first row and column, and the row and column behind its last ones; all from 0."""

    row: int
    col: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        """How many places the range has."""
        return (self.bottom - self.row) * (self.right - self.col)

    def covered(self, cells: dict[tuple[int, int], str]) -> Iterator[tuple[int, int]]:
        """The cells in the range that it hides: all but its first one."""
        if self.area > len(cells):
            inside = (at for at in cells if self.row <= at[0] < self.bottom and self.col <= at[1] < self.right)
        else:
            inside = ((row, col) for row in range(self.row, self.bottom) for col in range(self.col, self.right))
        return (at for at in inside if at != (self.row, self.col) and at in cells)


@dataclass(slots=True)
class Sheet:
    """One sheet: the printed texts of the cells that are not empty, by row and column from 0, and merged ranges."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    witness: list[str] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def uncover(self) -> set[tuple[int, int]]:
        """Drop the cells that merged ranges hide, and say which they were; raises ValueError for ranges without end."""
        if len(self.merges) > MERGES or sum(min(merge.area, len(self.cells)) for merge in self.merges) > 20 * CELLS:
            raise ValueError("the merged ranges of the sheet cover each other")
        hidden = {at for merge in self.merges for at in merge.covered(self.cells)}
        for at in hidden:
            del self.cells[at]
        return hidden


def number(raw: str, code: str, since_1904: bool = False) -> str:
    """A number as its format prints it; what no simple format prints stands as it is stored.

    >>> number("3.0", ""), number("0.153", "0.0%"), number("1234.5", '#,##0"件"'), number("44927", "yyyy/m/d")
    ('3', '15.3%', '1,235件', '2023/1/1')
    """
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > 20:
        return raw
    section = _section(code, value)
    if is_date(code):
        return _date(value, section, since_1904) or _general(value)
    shown = _formatted(abs(value), section)
    if not shown:
        return _general(value)
    # Brackets or red ink for what is below zero are not to be taken for a positive number.
    return "-" + shown.strip("()（）").removeprefix("-") if value < 0 else shown


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Whether a format prints a date or a time."""
    bare = _QUOTED.sub("", _FILLERS.sub("", code.replace("General", "")))
    return bool(re.search(r"[ymdhs]", bare, re.I)) and not _PLACES.search(re.sub(r"s\.0+", "", bare))


def _section(code: str, value: Decimal) -> str:
    """The part of a format that is for a number's sign; one that hides the number, or prints a dash for 0, does not count."""
    sections = _SECTIONS.findall(code) or [""]
    wanted = 1 if value < 0 else 2 if not value else 0
    chosen = sections[wanted] if wanted < len(sections) else sections[0]
    return chosen if _PLACES.search(chosen) or is_date(chosen) else sections[0]


def _general(value: Decimal) -> str:
    """All 15 digits that a spreadsheet keeps, without the dust behind them."""
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    return f"{Decimal(f'{value:.15g}').normalize():f}"


def _formatted(value: Decimal, section: str) -> str:
    """The number with the format's decimals, commas, percent sign and words; empty for fractions and powers of ten."""
    bare = _FILLERS.sub(r"\1", section)
    quoted = _QUOTED.sub(lambda found: "\0" * len(found.group()), bare)
    places = _PLACES.search(quoted)
    if places is None or re.search(r"[eE][+-]|/|@", quoted):
        return ""
    whole, _, decimals = places.group().partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) if not decimals else 0
    value = value.scaleb(2 * quoted.count("%") - 3 * thousands)
    shown = f"{value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):{',' * (',' in whole.rstrip(','))}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        shown = shown.removesuffix("0")
    head, dot, tail = shown.partition(".")
    shown = head.rjust(whole.count("0"), "0") + (dot + tail if tail else "")
    before, after = (_words(part) for part in (bare[: places.start()], bare[places.end() :]))
    return f"{before}{shown}{after}".strip()


def _words(text: str) -> str:
    return _QUOTED.sub(lambda found: found.group(1) or found.group(2) or "", text).replace("?", "").replace("#", "")


def _date(value: Decimal, section: str, since_1904: bool) -> str:
    """A date or time in the order of its format; empty for a number that is no date."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    if not 0 <= value < 2_958_466:
        return ""
    moment = start + timedelta(seconds=round(float(value) * 86400))
    plain = _words(_FILLERS.sub("", section))
    if re.search("m{3}|d{3}", plain, re.I):
        # Names of months and days are other ones in every country.
        plain = "yyyy/m/d"
    minutes = {found.start(1) for found in re.finditer(r"h+[^a-z]*?(m+)|(?<=s)", plain, re.I) if found.group(1)}

    def field_of(found: re.Match[str]) -> str:
        sign = found.group()[0].lower()
        if sign == "m":
            sign = "M" if found.start() in minutes else "m"
        values = {
            "y": moment.year,
            "m": moment.month,
            "d": moment.day,
            "h": moment.hour,
            "M": moment.minute,
            "s": moment.second,
        }
        return str(values[sign]).zfill(len(found.group())) if sign in values else ""

    return _DATE.sub(field_of, plain).strip()
