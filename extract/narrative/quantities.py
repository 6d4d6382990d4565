"""Find the figures of a text: where each stands, what it says and in which unit. Numbers that count nothing are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.model import MentionKind
from extract.narrative import denials, passages
from extract.narrative.joining import LISTED, listed, ranges
from extract.narrative.kinds import kind_of
from extract.narrative.numerals import fold
from extract.narrative.scanner import Numeral, numerals
from extract.narrative.words import Words

_GLUED = re.compile("[\u4e00-\u9fff \u3000)）]")
# Longer runs of digits behind a word are cells that are glued together.
LONG = 7
_ENDS = frozenset("，。；、,;.（()）：:！!？?和及与\n")
# 一 behind one of these, or at the very start, is no number of its own: 之一, 每一, 同一, 统一.
_BOUND = ("", *"之其每某另任同唯单逐统专归划合再又上下头无")
_WITHIN = re.compile("之?内|以内|以前|之?前|届满")
_RATE = re.compile("率[为是达]?$")
_LINK = re.compile("(?:为|是|达到|达|共|约|近|有|超过|超|：|:)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and its place in the text; the fields are those of a `Mention`."""

    start: int
    end: int
    value: int | float | None
    unit: str | None = None
    kind: MentionKind = "count"
    upper: int | float | None = None
    approximate: bool = False


def find(printed: str, known: Words) -> list[Quantity]:
    """The figures of a text in order, none over another; those of flattened tables are no prose."""
    text = fold(printed)
    quotes, numbers = passages.quotes(text), list(numerals(text, known))
    tables = passages.tables(printed, known.book) if _tabular(text, numbers) else passages.NOWHERE
    counted = list(_counted(text, numbers, known, quotes))
    denied = denials.find(text, known, [item.start for item in counted])
    none = (Quantity(start, end, 0, kind="none") for start, end in denied)
    found = [item for item in (*counted, *none) if not tables.end(item.start)]
    return _apart(sorted(found, key=lambda item: (item.start, -item.end)))


def _apart(found: Iterable[Quantity]) -> list[Quantity]:
    """The same without any that starts inside the one before."""
    kept: list[Quantity] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _tabular(text: str, numbers: Iterable[Numeral]) -> bool:
    """Whether digits without a unit are glued to words as in a flattened table."""
    glued = [item for item in numbers if item.unit is None and not item.han and not item.share]
    glued = [item for item in glued if item.start and _GLUED.match(text, item.start - 1)]
    return len(glued) > 1 or any(item.stop - item.start > LONG for item in glued)


def _counted(text: str, numbers: Sequence[Numeral], known: Words, quotes: passages.Spans) -> Iterator[Quantity]:
    """What the numbers say that count."""
    counting = [item for item in listed(text, ranges(text, numbers), known) if _counts(text, item, known, quotes)]
    last: Quantity | None = None
    for no, numeral in enumerate(counting):
        joined = no and LISTED.fullmatch(text, counting[no - 1].end, numeral.start)
        last = _quantity(text, numeral, known, last if joined else None)
        yield last


def _counts(text: str, numeral: Numeral, known: Words, quotes: passages.Spans) -> bool:
    """Whether the number says how many there are of something."""
    start = numeral.start
    if numeral.counted is None:
        return _bare(text, numeral, known)
    if known.named(text, start, numeral.stop) or _alone(text, numeral):
        return False
    if numeral.counted == "年" and _short_year(text, numeral):
        return False
    if not numeral.han or numeral.share or (numeral.unit and numeral.unit.kind == "share"):
        return True
    if quotes.end(start):
        return False
    if text[start] in "零〇" and text[numeral.end : numeral.end + 1] not in _ENDS:
        return numeral.end == len(text)
    if text[start] in "百千万亿" and numeral.stop - start < 2:
        return numeral.approximate or bool(_before(text, start, known, bare=True))
    return text[start : numeral.stop] != "一" or _single(text, numeral, known)


def _short_year(text: str, numeral: Numeral) -> bool:
    """Whether 18年 is short for a year, as two digits are where no words make a span of time of them."""
    return (
        not numeral.han and 10 <= (numeral.value or 0) <= 99 and text[numeral.end : numeral.end + 1] not in "来内间的期"
    )


def _alone(text: str, numeral: Numeral) -> bool:
    """Whether the digits are all that stands on their line, as in a column of a table."""
    if numeral.han:
        return False
    left = text[max(0, numeral.start - 4) : numeral.start].rstrip(" \t\u3000")
    right = text[numeral.stop : numeral.stop + 4].lstrip(" \t\u3000")
    return left.endswith("\n") and right.startswith("\n")


def _bare(text: str, numeral: Numeral, known: Words) -> bool:
    """Whether a number without a unit is one of something: 数量为12，"""
    if numeral.han or not _ended(text, numeral.end):
        return False
    if text[numeral.stop - 1] in "万亿":
        return True
    before = text[max(0, numeral.start - 8) : numeral.start].rstrip(" \u3000\n")
    if numeral.value == 0 and before.endswith(("为", "是")):
        return True
    while (shorter := _LINK.sub("", before)) != before:
        before = shorter
    return bool(
        known.cues["measured"].search(before)
        or known.matter_last.search(text[max(0, numeral.start - 8) : numeral.start])
    )


def _ended(text: str, place: int) -> bool:
    """Whether nothing is said any more of a number that ends here; the dot of `5.` before words makes it a heading's."""
    behind = text[place : place + 1]
    return not behind or (behind in _ENDS and not (behind == "." and text[place + 1 : place + 2].strip()))


def _single(text: str, numeral: Numeral, known: Words) -> bool:
    """Whether 一 counts: behind what is counted (会议一次), or behind what was done (召开一次)."""
    unit, behind = numeral.unit, text[numeral.end : numeral.end + 1]
    if unit is None or text[numeral.start - 1 : numeral.start] in _BOUND:
        return False
    before = text[max(0, numeral.start - 6) : numeral.start]
    if unit.kind == "span":
        return bool(_WITHIN.match(text, numeral.end) or known.cues["lasting"].search(before))
    if unit.single == "always" or unit.single and (not behind or behind in _ENDS):
        return True
    return unit.single == "act" and bool(known.cues["act"].search(before))


def _before(text: str, start: int, known: Words, bare: bool = False) -> int:
    """How many characters of rounding words stand right before a number."""
    window = text[max(0, start - 5) : start]
    words = window.rstrip(" \u3000")
    if words[-1:] not in known.rounding or known.cues["no_rounding"].search(words):
        return 0
    match = known.cues["rounding"].search(words) or (known.cues["rounding_bare"].search(words) if bare else None)
    return len(window) - match.start() if match else 0


def _quantity(text: str, numeral: Numeral, known: Words, last: Quantity | None) -> Quantity:
    """What is kept of a number that counts; `last` is the one before it in a list."""
    bare = numeral.han and text[numeral.start] in "百千万亿"
    start = numeral.start - _before(text, numeral.start, known, bare)
    # The words that round may stand before the verb: 约占全部的三成.
    said = known.cues["rounded"].search(text[max(0, start - 12) : start])
    approximate = numeral.approximate or start < numeral.start or bool(said)
    unit = numeral.unit
    share = numeral.share is not None or (
        unit.kind == "share" if unit else bool(_RATE.search(text[max(0, start - 4) : start]))
    )
    kind = kind_of(text, start, share, numeral.counted in ("百分点", "千分点"), known)
    if last and last.kind in ("rise", "fall") and last.unit == numeral.counted:
        kind = last.kind
    return Quantity(start, numeral.end, numeral.value, numeral.counted, kind, numeral.upper, approximate)
