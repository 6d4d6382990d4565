"""Make one of two numbers that are the ends of a range, and give the numbers of a list the unit at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.narrative.numerals import BLANK
from extract.narrative.scanner import Numeral
from extract.narrative.words import Words

_BETWEEN = re.compile(rf"{BLANK}(?:[-—–－~～―─]{{1,2}}|至|到){BLANK}")
LISTED = re.compile(rf"{BLANK}(?:[、和与及]|以及){BLANK}")
_COMMA = re.compile(rf"{BLANK}[,，]{BLANK}")


def ranges(text: str, numerals: Sequence[Numeral]) -> list[Numeral]:
    """The same numbers with each two that are the ends of a range made one."""
    found: list[Numeral] = []
    for numeral in numerals:
        low = found[-1] if found else None
        if low and _spans(text, low, numeral):
            found[-1] = replace(
                numeral,
                start=low.start,
                value=low.value,
                upper=numeral.value,
                approximate=low.approximate or numeral.approximate,
            )
        else:
            found.append(numeral)
    return found


def _spans(text: str, low: Numeral, high: Numeral) -> bool:
    between = _BETWEEN.fullmatch(text, low.end, high.start) if high.start - low.end < 24 else None
    return (
        between is not None
        and high.counted is not None
        and low.counted in (None, high.counted)
        and low.upper is None
        and low.value is not None
        and high.value is not None
        and low.value < high.value
        and text[low.start - 1 : low.start] not in ("由", "从")
    )


def listed(text: str, numerals: Sequence[Numeral], known: Words) -> list[Numeral]:
    """The same numbers, where those of a list (3、5、7件) have the unit that stands at its end."""
    found = list(numerals)
    for no in range(len(found) - 2, -1, -1):
        one, other = found[no], found[no + 1]
        if one.counted is None and other.unit and _joined(text, one, other, known):
            found[no] = replace(one, unit=other.unit)
    return found


def _joined(text: str, one: Numeral, other: Numeral, known: Words) -> bool:
    """Whether two numbers are members of one list; a comma parts sentences too, and Han numerals number them."""
    if not 0 < other.start - one.end < 20:
        return False
    each = known.cues["each"].search(text, max(0, one.start - 30), one.start)
    if one.start == 0 or text[one.start - 1] in "\n。；（(" or (one.han and not each):
        return False
    return bool(LISTED.fullmatch(text, one.end, other.start) or (each and _COMMA.fullmatch(text, one.end, other.start)))
