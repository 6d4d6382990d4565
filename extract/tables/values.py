"""Read what is printed in a cell: a number with its sign, unit and note, or one of the ways to print nothing."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.model import Missing
from extract.text import clean

UNITS = [
    "条",
    "件",
    "次",
    "篇",
    "个",
    "人",
    "人次",
    "元",
    "万元",
    "亿元",
    "期",
    "份",
    "项",
    "宗",
    "起",
    "家",
    "处",
    "场",
    "部",
    "种",
    "名",
    "批",
    "批次",
    "件次",
    "条次",
    "户",
    "册",
    "%",
    "页",
]
DASHES = frozenset([*"-—–‐−―─━ー_~·…*", "--", "---", "----", "——", "———", "──", "━━", "__", "......", "一一", "一一一"])
NOT_APPLICABLE = frozenset(("/", "//", "\\", "无", "暂无", "无此项", "不适用", "不涉及", "N/A", "n/a", "×", "x", "X"))
ILLEGIBLE = frozenset("□■?�")

_NOTHING: dict[str, Missing] = {}
_NOTHING.update(dict.fromkeys(DASHES, "dash"))
_NOTHING.update(dict.fromkeys(NOT_APPLICABLE, "not_applicable"))
# Signs that refer to a note; NFKC would make digits of them, and 22 with the note ① a 221.
_REFERENCES = "①-⑳⑴-⒇⓪❶-❿⁰¹²³⁴-⁹₀-₉"
_REFERENCE = re.compile(rf"[{_REFERENCES}]+\s*$")
_ANY_REFERENCE = re.compile(f"[{_REFERENCES}]")
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"^(?P<sign>[+\-−–—增减]?)(?P<number>\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>{_UNIT})?(?P<note>\(.+\)|\[.+\]|\*+)?$"
)
_NEGATIVE = frozenset("-−–—减")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: `number` (None where it has none), the unit and the note printed with it, or why there is no number.

    `exact` is False where the archive's numbers cannot hold every digit that is printed.
    """

    number: int | float | None = None
    unit: str | None = None
    note: str | None = None
    missing: Missing | None = None
    exact: bool = True

    @property
    def is_number(self) -> bool:
        """Whether a number is printed."""
        return self.number is not None

    @property
    def is_value(self) -> bool:
        """Whether the cell can stand in a value column: a number or a sign for none, but no words."""
        return self.number is not None or self.missing is not None


@lru_cache(maxsize=65536)
def parse(text: str) -> Value:
    """Read one cell. Words give a `Value` with neither number nor missing.

    >>> parse("１，２３４件").number, parse("22（其中修订16件）").note, parse("—").missing, parse("").missing, parse("规章")
    (1234, '(其中修订16件)', 'dash', 'blank', Value(number=None, unit=None, note=None, missing=None, exact=True))
    """
    bare = _REFERENCE.sub("", clean(text))
    printed = "".join(unicodedata.normalize("NFKC", bare).split())
    if not printed:
        return Value() if text.strip() and bare != clean(text) else Value(missing="blank")
    if printed in _NOTHING:
        return Value(missing=_NOTHING[printed])
    if set(printed) <= ILLEGIBLE:
        return Value(missing="illegible")
    match = _NUMBER.match(printed)
    if not match or _split(bare) or _ANY_REFERENCE.search(bare):
        return Value()
    number, exact = convert(match["number"], match["sign"] in _NEGATIVE if match["sign"] else False)
    note = (match["note"] or "") + clean(text)[len(bare) :].strip()
    return Value(number, match["unit"], note or None, None, exact)


def convert(digits: str, negative: bool = False) -> tuple[int | float, bool]:
    """Digits to a number that SQLite can hold, and whether it holds every digit, leading zeros too.

    >>> convert("1,234"), convert("24252.311082"), convert("12345678901234567890"), convert("007")
    ((1234, True), (24252.311082, True), (1.2345678901234567e+19, False), (7, False))
    """
    plain = re.sub("[,，]", "", digits)
    # Arithmetic would round to 28 digits.
    value = Decimal(plain).copy_negate() if negative else Decimal(plain)
    whole = not re.match(r"0\d", plain)
    if value == value.to_integral_value() and abs(value) < 2**63:
        return int(value), whole
    return float(value), whole and Decimal(repr(float(value))) == value


def _split(text: str) -> bool:
    """Whether blanks or line ends part the digits: two numbers in one cell are not one number."""
    return bool(re.search(r"\d\s+\d", text.strip()))
