"""Columns headed by a year: 2011年度 is the year's own value, whatever the year; of several, the report's own counts."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.coding.anatomy import Leaf

_HAN = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# A key has lost the ○ of 二○一一.
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)|二[〇零]?[〇零一二三四五六七八九]{2}(?=年)")
# How the codebook writes any year in a column's label; a key drops the braces.
ANY = "Y"


def year_of(key: str) -> int | None:
    """The year in a column's key, if there is one.

    >>> year_of("2011年度"), year_of("二〇一一年"), year_of("二一一年度"), year_of("历年累计")
    (2011, 2011, 2011, None)
    """
    found = _YEAR.search(key)
    if found is None:
        return None
    digits = found.group().translate(_HAN)
    return int(digits if len(digits) == 4 else f"20{digits[-2:]}")


def undated(leaves: Sequence[Leaf], year: int | None) -> list[Leaf]:
    """The leaves with `ANY` for the year of the one column that is the report's own; other years keep theirs.

    Where the report's year is not known, or no column is of that year, a single column with a year is its own.
    """
    years = {found for leaf in leaves if (found := year_of(leaf.key))}
    own = year if year in years else next(iter(years)) if len(years) == 1 else None
    return [
        replace(leaf, key=_YEAR.sub(ANY, leaf.key)) if own and year_of(leaf.key) == own else leaf for leaf in leaves
    ]
