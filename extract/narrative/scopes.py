"""Tell the year that a figure speaks of, and whether it is the office's own: by the nearest such words before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extract.narrative.numerals import BLANK, fold
from extract.narrative.passages import titles
from extract.narrative.quantities import Quantity
from extract.narrative.words import Words

_YEAR = re.compile(
    rf"(?P<year>(?:19|20)\d\d){BLANK}(?P<range>(?:[-—–－~～至]|——){BLANK}(?:19|20)\d\d{BLANK})?年"
    rf"度?(?:{BLANK}\d{{1,2}}{BLANK}月(?:{BLANK}\d{{1,2}}{BLANK}日)?|[底末初])?"
)
_UNTIL = re.compile("(?:截至|截止|截止到|截至到)$")
_SINCE = re.compile("[^，。；]{0,14}?(?:以来|至今|起(?!诉)|开始)")
_HELD = re.compile("累计|历年|共计|总计")
_DIRECT = re.compile(rf"度?(?:同期)?{BLANK}[（(]?[的为]?{BLANK}[约近共达]?{BLANK}$")
_END = re.compile(r"[。！？!?]|(?<=[。；：:])\n")
_GOES_ON = re.compile(r"[\s\n]*(?:其中|分别|包括)")
_AND = re.compile("[、和与及]|以及")
# Every word for a time holds one of these.
_PERIOD = re.compile("[年来期]")
_CLOSE = re.compile("[）)]")
# How far apart brackets may stand.
_NEAR = 120


@dataclass(frozen=True, slots=True)
class Scope:
    """The year of a figure, None for a total over years, and whether it is the office's own."""

    year: int | None
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that set the year or the body of the figures between two places; `own` is None where they set the year.

    Behind `total` words figures are sums over years: all of them, or where `year` is set those behind 累计. A `direct` sign
    speaks of a figure right behind it alone, one with `years` of as many figures behind 分别.
    """

    start: int
    end: int
    until: int
    year: int | None = None
    total: bool = False
    own: bool | None = None
    direct: bool = False
    years: tuple[int, ...] = ()


def scopes(printed: str, found: Sequence[Quantity], year: int | None, known: Words) -> list[Scope]:
    """The scope of each figure of a text, in order; `year` is the report's own."""
    text = fold(printed)
    ends = [match.end() for match in _END.finditer(text)]
    set_apart = titles(text)
    result: list[Scope] = []
    last, closed = Scope(year), 0
    for no, group in groupby(found, key=lambda quantity: bisect_right(ends, quantity.start)):
        start, end = ends[no - 1] if no else 0, ends[no] if no < len(ends) else len(text)
        goes_on = start == closed and _GOES_ON.match(text, start)
        signs = [sign for sign in _signs(text, start, end, year, known) if not set_apart.end(sign.start)]
        reading = _Reading(text, signs, last if goes_on else Scope(year), end)
        for quantity in group:
            last = reading.at(quantity.start)
            result.append(replace(last, year=year) if quantity.kind in ("rise", "fall") else last)
        closed = end
    return result


class _Reading:
    """What holds at a place while a sentence is read from its start to its end, sign by sign."""

    def __init__(self, text: str, signs: Sequence[_Sign], first: Scope, end: int) -> None:
        self.text, self.signs, self.sentence_end = text, signs, end
        self.next, self.now = 0, first
        self.direct: _Sign | None = None
        # From where 累计, which makes sums over years of figures behind 截至, was not looked for yet.
        self.sums: int | None = None
        self.outside: list[tuple[int, Scope, int | None]] = []
        self.years: list[int] = []
        self.listed = 0

    def at(self, place: int) -> Scope:
        """The scope of a figure at a place behind the one before."""
        while self.next < len(self.signs) and self.signs[self.next].end <= place:
            sign = self.signs[self.next]
            self._leave(sign.start)
            self._take(sign)
            self.next += 1
        self._leave(place)
        if self.sums is not None:
            if _HELD.search(self.text, self.sums, place):
                self.now = replace(self.now, year=None)
            self.sums = place
        if self.years and "分别" in self.text[max(self.listed, place - _NEAR) : place]:
            return replace(self.now, year=self.years.pop(0))
        if self.direct and _DIRECT.fullmatch(self.text, self.direct.end, place):
            return replace(self.now, year=self.direct.year)
        return self.now

    def _leave(self, place: int) -> None:
        """Out of the brackets that closed before a place."""
        while self.outside and self.outside[-1][0] <= place:
            _, self.now, self.sums = self.outside.pop()

    def _take(self, sign: _Sign) -> None:
        if sign.direct:
            self.direct = sign
            return
        if sign.own is None:
            self.years, self.listed = list(sign.years), sign.end
        if sign.until < self.sentence_end:
            self.outside.append((sign.until, self.now, self.sums))
        if sign.own is not None:
            self.now = replace(self.now, own=sign.own)
        else:
            self.now = replace(self.now, year=sign.year)
            self.sums = sign.end if sign.total and sign.year is not None else None


def _signs(text: str, start: int, end: int, year: int | None, known: Words) -> list[_Sign]:
    """Every sign of a sentence, in order."""
    return sorted(
        (
            *_years(text, start, end, year, known),
            *_times(text, start, end, year, known),
            *_bodies(text, start, end, known),
        ),
        key=lambda sign: (sign.start, sign.end),
    )


def _years(text: str, start: int, end: int, own: int | None, known: Words) -> Iterator[_Sign]:
    """Years in digits."""
    matches = list(_YEAR.finditer(text, start, end))
    yield from _year_lists(text, start, end, matches)
    for match in matches:
        year, until = int(match["year"]), _closing(text, start, match.start(), end)
        before = text[max(start, match.start() - 4) : match.start()].rstrip()
        if match["range"] or (year != own and _SINCE.match(text, match.end())):
            yield _Sign(match.start(), match.end(), until, total=True)
        elif _UNTIL.search(before):
            yield _Sign(match.start(), match.end(), until, year=year, total=True)
        elif direct := _said_of(text, match, before, known, year == own):
            yield _Sign(match.start(), match.end(), until, year=year, direct=direct == "direct")


def _year_lists(text: str, start: int, end: int, matches: Sequence[re.Match[str]]) -> Iterator[_Sign]:
    """Years that are named one after another; the sign stands at the end of the last."""
    years: list[int] = []
    for no, match in enumerate(matches):
        joined = years and _AND.fullmatch(text, matches[no - 1].end(), match.start())
        years = [*years, int(match["year"])] if joined else [int(match["year"])]
        if len(years) > 1 and not (
            no + 1 < len(matches) and _AND.fullmatch(text, match.end(), matches[no + 1].start())
        ):
            yield _Sign(
                match.end(), match.end(), _closing(text, start, match.end(), end), total=True, years=tuple(years)
            )


def _times(text: str, start: int, end: int, own: int | None, known: Words) -> Iterator[_Sign]:
    """去年 and its like, and words for all years."""
    if not _PERIOD.search(text, start, end):
        return
    for match in known.cues["total"].finditer(text, start, end):
        yield _Sign(match.start(), match.end(), _closing(text, start, match.start(), end), total=True)
    for pattern, offset in known.times:
        for match in pattern.finditer(text, start, end):
            before = text[max(start, match.start() - 4) : match.start()].rstrip()
            if direct := _said_of(text, match, before, known, offset == 0):
                until = _closing(text, start, match.start(), end)
                year = None if own is None else own + offset
                yield _Sign(match.start(), match.end(), until, year=year, direct=direct == "direct")


def _said_of(text: str, match: re.Match[str], before: str, known: Words, own: bool) -> str:
    """Whether a time is said of what follows: `scope`, `direct` for the very next figure alone, or empty for not at all."""
    cues, end = known.cues, match.end()
    if cues["carried"].match(text, end) or cues["carries"].search(before) or cues["attribute"].match(text, end):
        return ""
    if own:
        return "scope"
    if cues["against"].search(before) or cues["compares"].match(text, end):
        return "direct"
    return "" if cues["listing"].search(before) and match.lastgroup else "scope"


def _bodies(text: str, start: int, end: int, known: Words) -> Iterator[_Sign]:
    """The office itself, other bodies, and what the office is a part of."""
    for pattern, own in known.bodies:
        for match in pattern.finditer(text, start, end):
            before = text[max(start, match.start() - 4) : match.start()]
            aimed = known.cues["addressed" if own else "aimed"].search(before)
            if not aimed and (own or not known.cues["ranking"].match(text, match.end())):
                yield _Sign(match.start(), match.end(), _closing(text, start, match.start(), end), own=own)


def _closing(text: str, start: int, place: int, end: int) -> int:
    """Where words in brackets stop holding: at the closing bracket; others hold to the end of the sentence."""
    near = max(start, place - _NEAR)
    if max(text.rfind(mark, near, place) for mark in "（(") <= max(text.rfind(mark, near, place) for mark in "）)"):
        return end
    closing = _CLOSE.search(text, place, min(end, place + _NEAR))
    return closing.start() if closing else end
