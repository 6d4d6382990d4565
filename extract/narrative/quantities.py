"""Find the figures of a text: where each stands, what it says and in which unit. Numbers that count nothing are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.codebook import Unit
from extract.model import MentionKind
from extract.narrative import passages
from extract.narrative.kinds import kind_of
from extract.narrative.numerals import ARABIC, BLANK, HAN, SCALES, WORDS, arabic, fold, words
from extract.narrative.words import Words

_START = re.compile(f"[0-9]|[{HAN}]|[数几](?=[十百千万亿])|若干")
_SPACE = re.compile(BLANK)
_ASCII = re.compile(r"[A-Za-z0-9@._/:?=&#~+-]+")
_YEAR = r"(?:19|20)\d\d"
_HAN_YEAR = "[一二][〇零一二三四五六七八九]{3}"
_NUMERAL = r"(?:\d{1,2}|[一二三]?十?[一二三四五六七八九]?)"
# Days, years, times, telephone and document numbers: digits that name something.
_NAMING = re.compile(
    "|".join(
        (
            rf"(?:{_YEAR}|{_HAN_YEAR}){BLANK}(?:(?:[-—–－~～至、和及]|——){BLANK}(?:{_YEAR}|{_HAN_YEAR}){BLANK})?年(?:{BLANK}{_NUMERAL}{BLANK}月(?:{BLANK}{_NUMERAL}{BLANK}[日号])?)?",
            rf"(?:\d{{1,4}}|[一二三四五六七八九十]{{1,2}}){BLANK}月(?:{BLANK}{_NUMERAL}{BLANK}[日号])?",
            rf"{_YEAR}(?:[-/.]\d{{1,2}}){{1,2}}(?!\d)",
            rf"{_YEAR}{BLANK}(?:[-—–－~～至]|——){BLANK}{_YEAR}(?!\d)",
            r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?!\d)",
            rf"\d{{1,2}}{BLANK}[时点](?![间位击赞])(?:\d{{1,2}}分|半|整)?",
            rf"[0-9{HAN}]+{BLANK}(?:[号楼层室弄]|届|中全会)(?!召)",
            r"0\d{2,3}[-—－–)）]{1,2}\d{7,8}(?:-\d+)?",
            r"\d{3,4}(?:-\d{3,4}){1,2}(?!\d)",
            r"\d+(?:\.\d+){2,}",
            r"\d+[〕】\]]",
            r"[\d.-]+[A-Za-z@][A-Za-z0-9@._/-]*",
        )
    )
)
_MORE = re.compile("([余多来])([百千万亿]{0,2})|(\\+)|几(?![百千万])")
_BETWEEN = re.compile(rf"{BLANK}(?:[-—–－~～―─]{{1,2}}|至|到){BLANK}")
_LISTED = re.compile(rf"{BLANK}(?:[、和与及]|以及){BLANK}")
_CHAINED = re.compile(r"[、和至到及与\-—]")
_ENDS = frozenset("，。；、,;.（()）：:！!？?和及与\n")
# A numeral behind one of these is no number of its own: 之一, 每一, 同一, 统一.
_BOUND = frozenset("之其每某另任同唯单逐统专归划合为")
_SHARE = re.compile(rf"([百千万])分之{BLANK}")
_UNITS_OF_SHARES = {"百": "%", "千": "‰", "万": "‱"}


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


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A number in the text: digits end at `stop`; `end` is behind its unit and the words that round it."""

    start: int
    stop: int
    end: int
    value: int | float | None
    upper: int | float | None = None
    unit: Unit | None = None
    share: str | None = None
    approximate: bool = False
    han: bool = False

    @property
    def counted(self) -> str | None:
        """The unit, folded."""
        return self.share or (self.unit.unit if self.unit else None)


def find(printed: str, known: Words) -> list[Quantity]:
    """The figures of a text in order, none over another."""
    text = fold(printed)
    titles, quotes = passages.titles(text), passages.quotes(text)
    numerals = _listed(text, _ranges(text, list(_numerals(text, known, titles))), known)
    counting = (numeral for numeral in numerals if _counts(text, numeral, known, quotes))
    return [_quantity(text, numeral, known) for numeral in counting]


def _numerals(text: str, known: Words, titles: passages.Spans) -> Iterator[_Numeral]:
    """Every number in the text that names nothing: neither days nor parts of titles, and none that is an ordinal."""
    place, ordinal = 0, -9
    while match := _START.search(text, place):
        start = match.start()
        if end := titles.end(start):
            place = end
            continue
        if _inside_word(text, start):
            place = _ASCII.match(text, start).end()  # type: ignore[union-attr]
            continue
        if naming := _NAMING.match(text, start):
            if _ordinal(text, start, ordinal):
                ordinal = naming.end()
            place = naming.end()
            continue
        numeral = _numeral(text, start, known)
        if numeral is None:
            place = _run(text, start)
            continue
        place = max(numeral.end, start + 1)
        if _ordinal(text, start, ordinal):
            ordinal = numeral.end
        else:
            yield numeral


def _inside_word(text: str, start: int) -> bool:
    """Whether Latin letters or an address stand right before a digit."""
    before = text[start - 1] if start else ""
    return text[start].isdecimal() and (
        ("a" <= before.lower() <= "z")
        or before in "@_"
        and before != ""
        or (before in "./-" and text[start - 2 : start - 1].isascii() and text[start - 2 : start - 1].isalpha())
    )


def _ordinal(text: str, start: int, last: int) -> bool:
    """Whether the number says which one: behind 第, or joined to one that does."""
    before = start - 1
    while before >= 0 and start - before < 4 and text[before] in " \u3000\n":
        before -= 1
    if before >= 0 and text[before] == "第":
        return True
    return 0 < start - last <= 1 and bool(_CHAINED.match(text, last)) or start == last


def _run(text: str, start: int) -> int:
    """The end of a numeral that says nothing."""
    match = ARABIC.match(text, start) or WORDS.match(text, start)
    return max(match.end(), start + 1) if match else start + 1


def _numeral(text: str, start: int, known: Words) -> _Numeral | None:
    """The number at a place with its unit; None where there is none to count with."""
    if share := _SHARE.match(text, start):
        return _share(text, start, share)
    if text[start].isdecimal():
        match = ARABIC.match(text, start)
        read = arabic(**match.groupdict(default="")) if match else None
        if match is None or read is None or _torn(text, start, match.end()):
            return None
        # 千 of 千米 belongs to the unit.
        if (
            match["scale"]
            and not match["rest"]
            and (unit := known.unit(text, match.end("plain")))
            and unit[1] > match.end()
        ):
            read, stop = arabic(match["plain"]), match.end("plain")
        else:
            stop = match.end()
        return None if read is None else _measured(text, _Numeral(start, stop, stop, read.value), known)
    if text[start] in "数几若":
        match = re.compile(f"(?:[数几][十百千万亿]{{1,3}}|若干)(?![{HAN}])").match(text, start)
        return (
            _measured(text, _Numeral(start, match.end(), match.end(), None, approximate=True, han=True), known)
            if match
            else None
        )
    match = WORDS.match(text, start)
    if match is None:
        return None
    if text.startswith("分之", match.end()):
        return _fraction(text, start, match)
    read = words(match.group())
    if read is None:
        return None
    approximate = read.upper is not None
    return _measured(
        text,
        _Numeral(start, match.end(), match.end(), read.value, read.upper, approximate=approximate, han=True),
        known,
    )


def _torn(text: str, start: int, end: int) -> bool:
    """Whether blanks alone part the digits from others: parts of one number, or cells of a table."""
    before = text[max(0, start - 4) : start].rstrip(" \t\u3000\xa0\n")
    behind = text[end : end + 4].lstrip(" \t\u3000\xa0\n")
    return (
        bool(before)
        and text[start - 1].isspace()
        and before[-1].isdecimal()
        or bool(behind)
        and text[end].isspace()
        and behind[0].isdecimal()
    )


def _share(text: str, start: int, share: re.Match[str]) -> _Numeral | None:
    """百分之三十, 千分之1.5."""
    match = ARABIC.match(text, share.end()) or WORDS.match(text, share.end())
    if match is None:
        return None
    read = arabic(**match.groupdict(default="")) if match.re is ARABIC else words(match.group())
    if read is None:
        return None
    numeral = _Numeral(start, match.end(), match.end(), read.value, read.upper, share=_UNITS_OF_SHARES[share[1]])
    return _rounded(text, numeral)


def _fraction(text: str, start: int, parts: re.Match[str]) -> _Numeral | None:
    """三分之二, in percent to two places."""
    match = WORDS.match(text, parts.end() + 2)
    whole, part = words(parts.group()), words(match.group()) if match else None
    if match is None or whole is None or part is None or not whole.value or part.value > whole.value:
        return None
    value = round(100 * part.value / whole.value, 2)
    return _rounded(text, _Numeral(start, match.end(), match.end(), value, share="%"))


def _measured(text: str, numeral: _Numeral, known: Words) -> _Numeral:
    """The number with what stands behind it: 余 and its like, a unit, 以上 and its like."""
    end, value, approximate = numeral.stop, numeral.value, numeral.approximate
    if (more := _MORE.match(text, end)) and (more[1] in ("余", None) or more[2] or known.unit(text, more.end())):
        end, approximate = more.end(), True
        for char in more[2] or "":
            value = value * SCALES[char] if value is not None else None
    place = end if numeral.han else _SPACE.match(text, end).end()  # type: ignore[union-attr]
    unit, upper = known.unit(text, place), numeral.upper
    if unit is None:
        return replace(numeral, stop=end, end=end, value=value, approximate=approximate)
    if unit[0].times and value is not None:
        value, upper = value * unit[0].times, upper and upper * unit[0].times
    return _rounded(
        text, replace(numeral, stop=end, end=unit[1], value=value, upper=upper, unit=unit[0], approximate=approximate)
    )


_BEHIND = re.compile("以上|以下|左右|以内")


def _rounded(text: str, numeral: _Numeral) -> _Numeral:
    """The same with 以上 or its like behind the unit."""
    match = _BEHIND.match(text, numeral.end)
    return replace(numeral, end=match.end(), approximate=True) if match else numeral


def _ranges(text: str, numerals: Sequence[_Numeral]) -> list[_Numeral]:
    """The same numbers with each two that are the ends of a range made one."""
    found: list[_Numeral] = []
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


def _spans(text: str, low: _Numeral, high: _Numeral) -> bool:
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


def _listed(text: str, numerals: Sequence[_Numeral], known: Words) -> list[_Numeral]:
    """The same numbers, where those of a list (3、5、7件) have the unit that stands at its end."""
    found = list(numerals)
    for no in range(len(found) - 2, -1, -1):
        one, other = found[no], found[no + 1]
        if one.counted is None and other.unit and 0 < other.start - one.end < 20:
            joined = _LISTED.fullmatch(text, one.end, other.start)
            numbering = one.start == 0 or text[one.start - 1] in "\n。；（("
            each = not one.han or known.cues["each"].search(text, max(0, one.start - 12), one.start)
            if joined and each and not numbering:
                found[no] = replace(one, unit=other.unit)
    return found


def _counts(text: str, numeral: _Numeral, known: Words, quotes: passages.Spans) -> bool:
    """Whether the number says how many there are of something."""
    start = numeral.start
    if numeral.counted is None:
        return _bare(text, numeral, known)
    if known.named(text, start, numeral.stop) or _alone(text, numeral):
        return False
    if (
        numeral.unit is not None
        and numeral.unit.unit == "年"
        and not numeral.han
        and 10 <= (numeral.value or 0) <= 99
        and text[numeral.end : numeral.end + 1] not in "来内间的期"
    ):
        return False
    if not numeral.han or numeral.share:
        return True
    if quotes.end(start) or text[start - 1 : start] in _BOUND and start:
        return False
    if text[start] in "百千万亿":
        return numeral.approximate or bool(_before(text, start, known, bare=True))
    return text[start : numeral.stop] != "一" or _single(text, numeral, known)


def _alone(text: str, numeral: _Numeral) -> bool:
    """Whether the digits are all that stands on their line, as in a column of a table."""
    if numeral.han:
        return False
    left = text[max(0, numeral.start - 4) : numeral.start].rstrip(" \t\u3000")
    right = text[numeral.stop : numeral.stop + 4].lstrip(" \t\u3000")
    return left.endswith("\n") and right.startswith("\n")


def _bare(text: str, numeral: _Numeral, known: Words) -> bool:
    """Whether a number without a unit is one of something: 数量为12，"""
    behind = text[numeral.end : numeral.end + 1]
    if (
        numeral.han
        or (behind and behind not in _ENDS)
        or (behind == "." and text[numeral.end + 1 : numeral.end + 2].isdecimal())
    ):
        return False
    before = text[max(0, numeral.start - 8) : numeral.start].rstrip(" \u3000\n")
    while (shorter := _LINK.sub("", before)) != before:
        before = shorter
    return bool(known.cues["measured"].search(before))


_LINK = re.compile("(?:为|是|达到|达|共|约|近|有|超过|超|：|:)$")


def _single(text: str, numeral: _Numeral, known: Words) -> bool:
    """Whether 一 counts: behind what is counted (会议一次), or behind what was done (召开一次)."""
    unit = numeral.unit
    if unit is None or numeral.approximate:
        return True
    behind = text[numeral.end : numeral.end + 1]
    if not behind or behind in _ENDS:
        return True
    before = text[max(0, numeral.start - 6) : numeral.start]
    return unit.single == "yes" and bool(re.search(known.cues["act"].pattern + "[了过]?$", before))


def _before(text: str, start: int, known: Words, bare: bool = False) -> int:
    """How many characters of rounding words stand right before a number."""
    window = text[max(0, start - 4) : start]
    if known.cues["no_rounding"].search(window):
        return 0
    match = known.cues["rounding"].search(window) or (known.cues["rounding_bare"].search(window) if bare else None)
    return len(match.group()) if match else 0


def _quantity(text: str, numeral: _Numeral, known: Words) -> Quantity:
    """What is kept of a number that counts."""
    bare = numeral.han and text[numeral.start] in "百千万亿"
    start = numeral.start - _before(text, numeral.start, known, bare)
    approximate = numeral.approximate or start < numeral.start
    share = numeral.share is not None or (numeral.unit is not None and numeral.unit.kind == "share")
    kind = kind_of(text, start, numeral.end, share, numeral.counted in ("百分点", "千分点"), known)
    return Quantity(start, numeral.end, numeral.value, numeral.counted, kind, numeral.upper, approximate)
