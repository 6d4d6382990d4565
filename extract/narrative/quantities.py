"""Find the figures of a text: where each stands, what it says and in which unit. Numbers that count nothing are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.codebook import Unit
from extract.model import MentionKind
from extract.narrative import denials, passages
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
            rf"[0-9{HAN}]{{1,12}}{BLANK}(?:[号楼层室弄]|届|中全会)(?!召)",
            r"0\d{2,3}[-—－–)）]{1,2}\d{7,8}(?:-\d+)?",
            r"\d{3,4}(?:-\d{3,4}){1,2}(?!\d)",
            r"\d+(?:\.\d+){2,}",
            r"\d+[〕】\]]",
            r"[\d.-]{1,40}[A-Za-z@][A-Za-z0-9@._/-]*",
        )
    )
)
_MORE = re.compile("([余多来])([百千万亿]{0,2})|(\\+)|几(?![百千万])")
_GLUED = re.compile("[\u4e00-\u9fff \u3000)）]")
# Longer runs of digits behind a word are cells that are glued together.
LONG = 7
_BETWEEN = re.compile(rf"{BLANK}(?:[-—–－~～―─]{{1,2}}|至|到){BLANK}")
_LISTED = re.compile(rf"{BLANK}(?:[、和与及]|以及){BLANK}")
_COMMA = re.compile(rf"{BLANK}[,，]{BLANK}")
_CHAINED = re.compile(r"[、和至到及与\-—]")
_ENDS = frozenset("，。；、,;.（()）：:！!？?和及与\n")
# A numeral behind one of these is no number of its own: 之一, 每一, 同一, 统一.
_BOUND = ("", *"之其每某另任同唯单逐统专归划合再又上下头")
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
    """The figures of a text in order, none over another; those of flattened tables are no prose."""
    text = fold(printed)
    quotes, numerals = passages.quotes(text), list(_numerals(text, known))
    tables = passages.tables(printed, known.book) if _tabular(text, numerals) else passages.NOWHERE
    denied = (Quantity(start, end, 0, kind="none") for start, end in denials.find(text, known))
    found = [item for item in (*_counted(text, numerals, known, quotes), *denied) if not tables.end(item.start)]
    return _apart(sorted(found, key=lambda item: (item.start, -item.end)))


def _apart(found: Iterable[Quantity]) -> list[Quantity]:
    """The same without any that starts inside the one before."""
    kept: list[Quantity] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _tabular(text: str, numerals: Iterable[_Numeral]) -> bool:
    """Whether digits without a unit are glued to words as in a flattened table."""
    glued = [item for item in numerals if item.unit is None and not item.han and not item.share]
    glued = [item for item in glued if item.start and _GLUED.match(text, item.start - 1)]
    return len(glued) > 1 or any(item.stop - item.start > LONG for item in glued)


def _counted(text: str, numerals: Sequence[_Numeral], known: Words, quotes: passages.Spans) -> Iterator[Quantity]:
    """What the numbers say that count."""
    counting = [item for item in _listed(text, _ranges(text, numerals), known) if _counts(text, item, known, quotes)]
    last: Quantity | None = None
    for no, numeral in enumerate(counting):
        joined = no and _LISTED.fullmatch(text, counting[no - 1].end, numeral.start)
        last = _quantity(text, numeral, known, last if joined else None)
        yield last


def _numerals(text: str, known: Words) -> Iterator[_Numeral]:
    """Every number in the text that names nothing: neither days nor parts of titles, and none that is an ordinal."""
    titles, place, ordinal = passages.titles(text), 0, -9
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
        if one.counted is None and other.unit and _joined(text, one, other, known):
            found[no] = replace(one, unit=other.unit)
    return found


def _joined(text: str, one: _Numeral, other: _Numeral, known: Words) -> bool:
    """Whether two numbers are members of one list; a comma parts sentences too, and Han numerals number them."""
    if not 0 < other.start - one.end < 20:
        return False
    each = known.cues["each"].search(text, max(0, one.start - 30), one.start)
    if one.start == 0 or text[one.start - 1] in "\n。；（(" or (one.han and not each):
        return False
    return bool(
        _LISTED.fullmatch(text, one.end, other.start) or (each and _COMMA.fullmatch(text, one.end, other.start))
    )


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
    if quotes.end(start):
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


_WITHIN = re.compile("之?内|以内|以前|之?前|届满")
_LINK = re.compile("(?:为|是|达到|达|共|约|近|有|超过|超|：|:)$")


def _single(text: str, numeral: _Numeral, known: Words) -> bool:
    """Whether 一 counts: behind what is counted (会议一次), or behind what was done (召开一次)."""
    unit, behind = numeral.unit, text[numeral.end : numeral.end + 1]
    if unit is None or text[numeral.start - 1 : numeral.start] in _BOUND:
        return False
    before = text[max(0, numeral.start - 6) : numeral.start]
    if unit.kind == "span":
        return bool(_WITHIN.match(text, numeral.end) or known.cues["lasting"].search(before))
    if unit.single and (not behind or behind in _ENDS):
        return True
    return unit.single == "act" and bool(known.cues["act"].search(before))


def _before(text: str, start: int, known: Words, bare: bool = False) -> int:
    """How many characters of rounding words stand right before a number."""
    window = text[max(0, start - 5) : start]
    words = window.rstrip(" \u3000")
    if known.cues["no_rounding"].search(words):
        return 0
    match = known.cues["rounding"].search(words) or (known.cues["rounding_bare"].search(words) if bare else None)
    return len(window) - match.start() if match else 0


def _quantity(text: str, numeral: _Numeral, known: Words, last: Quantity | None) -> Quantity:
    """What is kept of a number that counts; `last` is the one before it in a list."""
    bare = numeral.han and text[numeral.start] in "百千万亿"
    start = numeral.start - _before(text, numeral.start, known, bare)
    approximate = numeral.approximate or start < numeral.start
    share = numeral.share is not None or (numeral.unit is not None and numeral.unit.kind == "share")
    kind = kind_of(text, start, numeral.end, share, numeral.counted in ("百分点", "千分点"), known)
    if last and last.kind in ("rise", "fall") and last.unit == numeral.counted:
        kind = last.kind
    return Quantity(start, numeral.end, numeral.value, numeral.counted, kind, numeral.upper, approximate)
