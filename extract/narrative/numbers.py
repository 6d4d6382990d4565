"""Document numbers in prose: 乐政办字〔2018〕50号, with brackets of any kind, with one, or with none. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.narrative import cited
from extract.text import HAN

# Years that a document can be of; what is printed with another is kept as printed.
YEARS = range(1949, 2050)
# The sign of an office has no more characters.
LONGEST = 14

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_OPEN, _SHUT = "〔［\\[【(（〈﹝{「", "〕］\\]】)）〉﹞}」"
_NUMBER = re.compile(
    rf"(?P<open>[{_OPEN}])?\s{{0,3}}(?P<digits>\d{{4,9}})\s{{0,3}}(?P<shut>[{_SHUT}])?\s{{0,3}}(?:第\s?)?(?P<no>\d{{1,5}})?\s{{0,3}}号"
)
_ORDER = re.compile(
    rf"(?:中华人民共和国)?(?P<who>国务院|主席|[{HAN}]{{2,8}}(?:政府|部|委|局))令\s{{0,3}}(?:第\s?)?(?P<no>\d{{1,4}})\s{{0,3}}号"
)
_SIGN = re.compile(rf"[{HAN}]+$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at a place in a text, in its one form; as printed where that leaves more than one way to read it."""

    start: int
    end: int
    number: str


def find(text: str) -> list[Number]:
    """The numbers of a text, in order."""
    text = text.translate(_DIGITS)
    orders = [
        Number(found.start(), found.end(), f"{found['who']}令第{found['no']}号") for found in _ORDER.finditer(text)
    ]
    return sorted([*orders, *_signed(text)], key=lambda number: number.start)


def _signed(text: str) -> Iterator[Number]:
    for found in _NUMBER.finditer(text):
        sign = _sign(text, found.start())
        bracketed = found["open"] or found["shut"]
        if sign and (bracketed or sign.endswith(cited.load().said.signs)):
            start = text.rindex(sign, 0, found.start())
            printed = "".join(text[start : found.end()].split())
            yield Number(start, found.end(), _normal(sign, found) or printed)


def _sign(text: str, end: int) -> str:
    """The sign of the office that stands before a place, without the words that lead to it."""
    before = text[max(end - LONGEST, 0) : end].rstrip()
    run = _SIGN.search(before)
    if run is None:
        return ""
    sign = _leading().sub("", run[0])
    at = end - LONGEST + run.start() if end > LONGEST else run.start()
    if at and text[at - 1] in "》号）)、":
        sign = sign.lstrip("".join(cited.load().said.joining))
    return sign


def _normal(sign: str, found: re.Match[str]) -> str | None:
    """Sign, year and number in the usual form; None where they can be told in more than one way or in none."""
    digits, no = found["digits"], found["no"] or ""
    # The year is always four digits long and no number starts with 0, so glued digits have one reading at most.
    if len(digits) > 4 and (no or found["shut"]):
        return None
    year, no = digits[:4], digits[4:] or no
    if int(year) not in YEARS or not no or no.startswith("0"):
        return None
    return f"{sign}〔{year}〕{no}号"


@cache
def _leading() -> re.Pattern[str]:
    """Everything up to the last word that leads to a sign; joining words only behind others."""
    said = cited.load().said
    return re.compile(f"^(?:.*(?:{cited.either(said.leading)})|.+(?:{cited.either(said.joining)}))")
