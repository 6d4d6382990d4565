"""The numbers in front of headings: 一、, 第一部分, （一）, 1., (1) and ①."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.text import NUMERAL

Style = Literal["part", "han", "bracket", "arabic", "paren", "circle"]

# From the outermost to the innermost, as reports nest them. The separator after a numeral may be damaged.
PATTERNS: dict[Style, str] = {
    "part": rf"第({NUMERAL}{{1,3}})(?:部分|章)[、.．,:：]?",
    "han": rf"第?({NUMERAL}{{1,3}})[、.．,:：]",
    "bracket": rf"[（(]\s*({NUMERAL}{{1,3}})\s*[）)][、.．]?",
    "arabic": r"(?<![\d.．])(\d{1,2})(?:[、．]|\.(?!\d))",
    "paren": r"[（(]\s*(\d{1,2})\s*[）)][、.．]?",
    "circle": r"([①-⑳])",
}
RANK: dict[Style, int] = {style: rank for rank, style in enumerate(PATTERNS)}
_LEADING = {style: re.compile(rf"\s*{pattern}") for style, pattern in PATTERNS.items()}
_ONES = {char: value for value, char in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in front of a heading, and where the heading's words begin."""

    style: Style
    value: int
    end: int


def leading(text: str) -> Number | None:
    """The number that a line begins with."""
    for style, pattern in _LEADING.items():
        if match := pattern.match(text):
            return Number(style, value(match[1]), match.end())
    return None


def value(text: str) -> int:
    """What a numeral counts, up to 99.

    >>> value("十一"), value("二十"), value("7"), value("③")
    (11, 20, 7, 3)
    """
    if text.isdigit() and text.isascii():
        return int(text)
    if text in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(text) - ord("①") + 1
    tens, found, ones = text.rpartition("十")
    return (_ONES.get(tens, 1) * 10 if found else 0) + _ONES.get(ones, 0)
