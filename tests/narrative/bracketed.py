"""Sentences with their figures marked: [12件] is a figure, <未收到> a denial. No finder of figures stands between test and linking."""

import re

from extract.model import Mention, Section, Subsection
from extract.narrative import linking

_MARK = re.compile(r"\[(?P<number>[\d.]+)(?P<unit>[^\]\d]*)\]|<(?P<denial>[^>]+)>")


def bracketed(text, year=2013, section=0, **more):
    """The text without marks, and its mentions."""
    plain, mentions, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        at, start = mark.end(), len(plain)
        printed = mark["denial"] or mark["number"] + mark["unit"]
        plain += printed
        value = 0 if mark["denial"] else float(mark["number"]) if "." in mark["number"] else int(mark["number"])
        kind = "none" if mark["denial"] else "share" if mark["unit"] == "%" else "count"
        unit = (mark["unit"] or "").strip() or None
        mentions.append(Mention(section, start, len(plain), printed, value, unit, kind, year=year, **more))
    return plain + text[at:], mentions


def linked(book, form, text, code="requests", heading="", year=2013, subsections=(), section=0, **more):
    """The mentions of a marked chapter after linking."""
    plain, mentions = bracketed(text, year, section, **more)
    parts = tuple(Subsection(plain.index(part), len(plain), 1, part) for part in subsections)
    chapter = Section(section, code, heading, plain, subsections=parts)
    return linking.link(mentions, chapter, form, book)


def codes(mentions):
    """What each mention counts, in short: `item`, `item@column`, or None."""
    return [
        mention.item if mention.column in (None, "value") else f"{mention.item}@{mention.column}"
        for mention in mentions
    ]
