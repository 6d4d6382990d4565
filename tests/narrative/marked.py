"""Sentences with their figures marked: `收到申请{近1.2万余件=~12000 件}` stands for a text and for what is found in it.

Behind the equals sign: `~` where the words round, the value (`?` where there is none, `3..5` for a range), unit, kind if it is no
count, `@2017` for the year if it is not 2018 (`@` for a total over years), `other` where it belongs to another body.
"""

import re
from decimal import Decimal

from extract.model import Section
from extract.narrative import understand

YEAR = 2018
_MARK = re.compile(r"\{([^{}=]+)=([^{}]*)\}")
_KINDS = ("share", "rise", "fall", "none")


def plain(marked):
    """The sentence without its marks."""
    return _MARK.sub(r"\1", marked)


def expected(marked):
    """What the marks say, as `found` gives it."""
    return [(match[1], *_said(match[2].split())) for match in _MARK.finditer(marked)]


def _said(words):
    approximate = words[0].startswith("~")
    low, _, high = words[0].lstrip("~").partition("..")
    unit = next((word for word in words[1:] if word not in (*_KINDS, "other") and word[0] != "@"), None)
    kind = next((word for word in words[1:] if word in _KINDS), "count")
    year = next((word[1:] for word in words[1:] if word[0] == "@"), str(YEAR))
    return _number(low), _number(high), unit, kind, approximate, int(year) if year else None, "other" not in words


def _number(text):
    if text in ("", "?"):
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def found(text, book, year=YEAR):
    """Text, value, end of the range, unit, kind, whether rounded, year and own of every mention; offsets are checked."""
    prose = understand([Section(0, "overview", "", text)], year, None, book)
    for mention in prose.mentions:
        assert text[mention.start : mention.end] == mention.text
    return [(m.text, m.value, m.upper, m.unit, m.kind, m.approximate, m.year, m.own) for m in prose.mentions]
