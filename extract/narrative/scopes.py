"""Tell the year that a figure speaks of, and whether it is the office's own: by the nearest such words before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_DIRECT = re.compile(rf"度?(?:同期)?{BLANK}[的为]?{BLANK}[约近共达]?{BLANK}$")
_END = re.compile(r"[。！？!?]|(?<=[。；：:])\n")
_GOES_ON = re.compile(r"[\s\n]*(?:其中|分别|包括)")
_OPEN, _CLOSE = re.compile("[（(]"), re.compile("[）)]")


@dataclass(frozen=True, slots=True)
class Scope:
    """The year of a figure, None for a total over years, and whether it is the office's own."""

    year: int | None
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that set the year or the body of the figures between two places; `year` and `own` are None where they set none.

    `total` says that the year is set to none at all; `direct` that only a figure right behind the words is meant.
    """

    start: int
    end: int
    until: int
    year: int | None = None
    total: bool = False
    own: bool | None = None
    direct: bool = False


def scopes(printed: str, found: Sequence[Quantity], year: int | None, known: Words) -> list[Scope]:
    """The scope of each figure of a text, in order; `year` is the report's own."""
    text = fold(printed)
    ends = [match.end() for match in _END.finditer(text)]
    set_apart = titles(text)
    result: list[Scope] = []
    last, closed = Scope(year), 0
    for no, group in groupby(found, key=lambda quantity: bisect_right(ends, quantity.start)):
        start, end = ends[no - 1] if no else 0, ends[no] if no < len(ends) else len(text)
        goes_on = _GOES_ON.match(text, start) and start == closed
        first = last if goes_on else Scope(year)
        signs = [sign for sign in _signs(text, start, end, year, known) if not set_apart.end(sign.start)]
        for quantity in group:
            last = _scope(text, quantity, signs, first, year)
            result.append(last)
        closed = end
    return result


def _scope(text: str, quantity: Quantity, signs: Sequence[_Sign], first: Scope, year: int | None) -> Scope:
    """What the signs before a figure say of it."""
    found, own = first.year, first.own
    for sign in signs:
        if not sign.end <= quantity.start < sign.until:
            continue
        if sign.direct and not _DIRECT.fullmatch(text, sign.end, quantity.start):
            continue
        if sign.own is not None:
            own = sign.own
        elif sign.total and (sign.year is None or _HELD.search(text, sign.end, quantity.start)):
            found = None
        else:
            found = sign.year
    return Scope(year if quantity.kind in ("rise", "fall") else found, own)


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
    for match in _YEAR.finditer(text, start, end):
        year, until = int(match["year"]), _closing(text, start, match.start(), end)
        before = text[max(start, match.start() - 4) : match.start()].rstrip()
        if match["range"] or (year != own and _SINCE.match(text, match.end())):
            yield _Sign(match.start(), match.end(), until, total=True)
        elif _UNTIL.search(before):
            yield _Sign(match.start(), match.end(), until, year=year, total=True)
        elif direct := _said_of(text, match, before, known):
            yield _Sign(match.start(), match.end(), until, year=year, direct=direct == "direct")


def _times(text: str, start: int, end: int, own: int | None, known: Words) -> Iterator[_Sign]:
    """去年 and its like, and words for all years."""
    for match in known.cues["total"].finditer(text, start, end):
        yield _Sign(match.start(), match.end(), _closing(text, start, match.start(), end), total=True)
    for pattern, offset in known.times:
        for match in pattern.finditer(text, start, end):
            before = text[max(start, match.start() - 4) : match.start()].rstrip()
            if direct := _said_of(text, match, before, known):
                until = _closing(text, start, match.start(), end)
                year = None if own is None else own + offset
                yield _Sign(match.start(), match.end(), until, year=year, direct=direct == "direct")


def _said_of(text: str, match: re.Match[str], before: str, known: Words) -> str:
    """Whether a time is said of what follows: `scope`, `direct` for the very next figure alone, or empty for not at all."""
    cues, end = known.cues, match.end()
    if cues["carried"].match(text, end) or cues["carries"].search(before) or cues["attribute"].match(text, end):
        return ""
    if cues["against"].search(before) or cues["compares"].match(text, end):
        return "direct"
    return "" if cues["listing"].search(before) and match.lastgroup else "scope"


def _bodies(text: str, start: int, end: int, known: Words) -> Iterator[_Sign]:
    """The office itself, other bodies, and what the office is a part of."""
    for pattern, own in known.bodies:
        for match in pattern.finditer(text, start, end):
            before = text[max(start, match.start() - 4) : match.start()]
            if own or not (known.cues["aimed"].search(before) or known.cues["ranking"].match(text, match.end())):
                yield _Sign(match.start(), match.end(), _closing(text, start, match.start(), end), own=own)


def _closing(text: str, start: int, place: int, end: int) -> int:
    """Where words in brackets stop holding: at the closing bracket; others hold to the end of the sentence."""
    opened = len(_OPEN.findall(text, start, place)) - len(_CLOSE.findall(text, start, place))
    closing = _CLOSE.search(text, place, end) if opened > 0 else None
    return closing.start() if closing else end
