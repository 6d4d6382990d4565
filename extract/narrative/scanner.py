"""Find the numbers of a text, each with the unit behind it. Whether they count anything is not decided here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.codebook import Unit
from extract.narrative import passages
from extract.narrative.numerals import ARABIC, BLANK, DIGITS, HAN, SCALES, WORDS, arabic, words
from extract.narrative.words import Words

_START = re.compile(f"[0-9{HAN}]|[数几](?=[十百千万亿])|若干")
_RUN = re.compile(f"[{HAN}]+")
# What may stand behind a Han numeral that counts, beside units: words that round it, and what joins it to the next number.
_FOLLOWS = frozenset("余多来几点分、和与及以至到-—–－~～年月届中号")
# A digit behind 成: 六成三 is 63 %.
_TENTHS = re.compile("成([一二三四五六七八九])(?![个项批套种次件名位])")
_BLANKS = " \t\n\u00a0\u3000"
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
            rf"\d{{1,2}}{BLANK}(?:时(?![间长限])|点(?=\d|半|整|钟|[-—至到]))(?:\d{{1,2}}分|半|整|钟)?",
            rf"[0-9{HAN}]{{1,12}}{BLANK}(?:[号楼层室弄]|届|中全会)(?!召)",
            r"0\d{2,3}[-—－–)）]{1,2}\d{7,8}(?:-\d+)?",
            r"\d{3,4}(?:-\d{3,4}){1,2}(?!\d)",
            r"\d+(?:\.\d+){2,}",
            r"\d+[〕】\]]",
            r"[\d.-]{1,40}(?![KMGT]B(?![A-Za-z]))[A-Za-z@][A-Za-z0-9@._/-]*",
        )
    )
)
_MORE = re.compile(r"([余多来])([百千万亿]{0,2})|(\+)|几(?![百千万])")
_BEHIND = re.compile("以上|以下|左右|以内")
# 三年多, 一成多
_OVER = re.compile("多(?![个次年元种项名家样数方人])")
_CHAINED = re.compile(r"[、和至到及与\-—]")
_VAGUE = re.compile(f"(?:[数几][十百千万亿]{{1,3}}|若干)(?![{HAN}])")
_SHARES = {"百": "%", "千": "‰", "万": "‱"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in the text: it stops at `stop`; `end` is behind its unit and the words that round it.

    `share` is the sign that 百分之 stands for; `han` tells words from digits.
    """

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


def numerals(text: str, known: Words) -> Iterator[Numeral]:
    """Every number in the text that names nothing: neither days nor parts of titles, and none that is an ordinal."""
    titles, place, ordinal = passages.titles(text), 0, -9
    while match := _START.search(text, place):
        start = match.start()
        end, numeral = titles.end(start), None
        if not end:
            end, numeral = _read(text, start, known)
        if (numeral or end > start + 1) and _ordinal(text, start, ordinal):
            ordinal, numeral = end, None
        place = max(end, start + 1)
        if numeral:
            yield numeral


def _read(text: str, start: int, known: Words) -> tuple[int, Numeral | None]:
    """Where the number at a place ends, and the number, None where it names something or says nothing."""
    if text[start].isdecimal():
        if _inside_word(text, start):
            return _end(_ASCII, text, start), None
        naming = _NAMING.match(text, start)
        numeral = None if naming else _digits(text, start, known)
        end = naming.end() if naming else _end(ARABIC, text, start)
    elif text[start] in "数几若":
        numeral, end = _vague(text, start, known), start + 1
    else:
        end = _end(_RUN, text, start)
        if text[end : end + 1] not in known.first and text[end : end + 1] not in _FOLLOWS:
            return end, None
        naming = _NAMING.match(text, start)
        numeral = None if naming else _words(text, start, known)
        end = naming.end() if naming else end
    return (numeral.end, numeral) if numeral else (end, None)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start + 1


def _inside_word(text: str, start: int) -> bool:
    """Whether Latin letters or an address stand right before a digit."""
    before, letter = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if before and before in "./-":
        before = letter
    return before.isascii() and (before.isalpha() or before in ("@", "_"))


def _ordinal(text: str, start: int, last: int) -> bool:
    """Whether the number says which one: behind 第, or joined to one that does, which ends at `last`."""
    if text[max(0, start - 4) : start].rstrip(_BLANKS).endswith("第"):
        return True
    return start == last or (start == last + 1 and bool(_CHAINED.match(text, last)))


def _digits(text: str, start: int, known: Words) -> Numeral | None:
    """A number in digits: 1,234件, 1.2万余件, 3千米."""
    match = ARABIC.match(text, start)
    if match is None or _torn(text, start, match.end()):
        return None
    plain, scale, rest, small = match.groups(default="")
    stop = match.end()
    # 千 of 千米 belongs to the unit.
    if scale and not rest and (unit := known.unit(text, match.end("plain"))) and unit[1] > stop:
        scale, stop = "", match.end("plain")
    read = arabic(plain, scale, rest, small)
    return _measured(text, start, stop, read.value, known) if read else None


def _torn(text: str, start: int, end: int) -> bool:
    """Whether blanks alone part the digits from others: parts of one number, or cells of a table."""
    if text[start - 1 : start].isspace() and text[max(0, start - 4) : start].rstrip(_BLANKS)[-1:].isdecimal():
        return True
    return text[end : end + 1].isspace() and text[end : end + 4].lstrip(_BLANKS)[:1].isdecimal()


def _vague(text: str, start: int, known: Words) -> Numeral | None:
    """数十件, 几百份, 若干次."""
    match = _VAGUE.match(text, start)
    return _measured(text, start, match.end(), None, known, approximate=True, han=True) if match else None


def _words(text: str, start: int, known: Words) -> Numeral | None:
    """A number in words: 一千二百余件, 百分之三十, 三分之二."""
    match = WORDS.match(text, start)
    if match is None:
        return None
    if text.startswith("分之", match.end()):
        return _fraction(text, start, match)
    read = words(match.group())
    if read is None:
        return None
    return _measured(text, start, match.end(), read.value, known, read.upper, read.upper is not None, han=True)


def _fraction(text: str, start: int, whole: re.Match[str]) -> Numeral | None:
    """百分之三十, 千分之1.5; 三分之二 is in percent, to two places."""
    place = _end(_SPACE, text, whole.end() + 2)
    match = ARABIC.match(text, place) or WORDS.match(text, place)
    if match is None:
        return None
    part = arabic(*match.groups(default="")) if match.re is ARABIC else words(match.group())
    parts = words(whole.group())
    if part is None or parts is None or not parts.value:
        return None
    sign = _SHARES.get(whole.group())
    value = part.value if sign else round(100 * part.value / parts.value, 2)
    if not sign and value > 100:
        return None
    return _rounded(text, start, match.end(), match.end(), value, part.upper, share=sign or "%")


def _measured(
    text: str, start: int, stop: int, value: int | float | None, known: Words, upper: int | None = None,
    approximate: bool = False, han: bool = False,
) -> Numeral:  # fmt: skip
    """The number with what stands behind it: 余 and its like, a unit, 以上 and its like."""
    if (more := _MORE.match(text, stop)) and (more[1] in ("余", None) or more[2] or known.unit(text, more.end())):
        stop, approximate = more.end(), True
        for char in more[2] or "":
            value = value * SCALES[char] if value is not None else None
    found = known.unit(text, stop if han else _end(_SPACE, text, stop))
    if found is None:
        return Numeral(start, stop, stop, value, upper, approximate=approximate, han=han)
    unit, end = found
    if unit.printed == "成" and value is not None and (tenths := _TENTHS.match(text, end - 1)):
        value = value * 10 + DIGITS[tenths[1]]
        return _rounded(text, start, stop, tenths.end(), value, None, unit, None, approximate, han)
    if unit.times and value is not None:
        value, upper = value * unit.times, upper and upper * unit.times
    return _rounded(text, start, stop, end, value, upper, unit, None, approximate, han)


def _rounded(
    text: str, start: int, stop: int, end: int, value: int | float | None, upper: int | float | None,
    unit: Unit | None = None, share: str | None = None, approximate: bool = False, han: bool = False,
) -> Numeral:  # fmt: skip
    """The number with 以上 or its like behind the unit."""
    match = _BEHIND.match(text, end)
    if match is None and (share or (unit and unit.kind in ("span", "share"))):
        match = _OVER.match(text, end)
    return Numeral(
        start, stop, match.end() if match else end, value, upper, unit, share, approximate or bool(match), han
    )
