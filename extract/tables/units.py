"""Units of money: 元, 万元 and 亿元 told apart by the cell, its row, its headers and captions, and brought to one unit per item."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extract.tables.values import Value
from extract.text import tight

MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
# A unit ends a header or what stands in brackets in it: not 单元数, not 元旦.
_IN_HEADER = re.compile(r"(亿元|万元|元)(?=$|[),、;/])")
_IN_CAPTION = re.compile(r"单位[:为]?\(?(亿元|万元|元)(?![一-鿿])")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in its item's unit. `doubtful` where nothing printed says which unit of money it is in."""

    number: int | float | None
    unit: str | None
    doubtful: bool = False


def normalise(value: Value, wanted: str | None, row_unit: str | None, *headers: str) -> Amount:
    """The value of a cell in the unit that its item is counted in; counts keep their number.

    `headers` are what else may print a unit, the nearest first: the row's label, the header's levels from the lowest up.
    >>> from .values import parse
    >>> normalise(parse("251000元"), "万元", None, "本年收费金额（单位：万元）").number
    25.1
    >>> normalise(parse("477.35"), "元", None, "采购总金额（万元）").number
    4773500
    >>> normalise(parse("8040"), "元", None, "采购总金额").doubtful
    True
    """
    if wanted not in MONEY:
        return Amount(value.number, wanted or value.unit)
    printed = _printed(value.unit, tight(row_unit or ""), headers)
    if value.number is None:
        return Amount(None, wanted)
    if printed is None:
        return Amount(value.number, None, doubtful=value.number != 0)
    return Amount(scale(value.number, MONEY[printed], MONEY[wanted]), wanted)


def too_large(number: int | float | None, most: float) -> bool:
    """Whether an amount is more than an item can be, so that it is probably in 元; these have two decimals at most.

    >>> too_large(125000, 10_000), too_large(24252.311082, 10_000), too_large(12.5, 10_000)
    (True, False, False)
    """
    return number is not None and number > most and round(number, 2) == number


def scale(number: int | float, factor: int, divisor: int) -> int | float:
    """A number times a factor over a divisor, without binary dust; whole results are integers."""
    exact = Decimal(repr(number)) * factor / divisor
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def of_caption(text: str) -> str:
    """The unit of money that a line above a table names for all of it, or nothing.

    >>> of_caption("单位：万元"), of_caption("金额单位: 元"), of_caption("单位：元素个数"), of_caption("单位：个")
    ('万元', '元', '', '')
    """
    found = set(_IN_CAPTION.findall(tight(text)))
    return found.pop() if len(found) == 1 else ""


def _printed(own: str | None, row_unit: str, headers: Iterable[str]) -> str | None:
    """The unit of money that is printed: in the cell first, then in the row, then in the nearest header that has one.

    A header that prints two of them says nothing.
    """
    for unit in (own, row_unit):
        if unit in MONEY:
            return unit
    for header in headers:
        if found := set(_IN_HEADER.findall(tight(header))):
            return found.pop() if len(found) == 1 else None
    return None
