"""What is no report: notices, summaries, samples, guides, lists of reports. Its own words say so, unless chapters and figures prove it one."""

import re
from collections.abc import Sequence

from extract import text as normal
from extract import title
from extract.codebook import Codebook
from extract.model import Coding, Document, Report

NOTHING = "the file has neither the title nor the chapters nor a table of an annual report"
BLANK = "the file is a blank form or no annual report: it names no office, no year and no figure"
ELSEWHERE = "the file has the title of an annual report and nothing behind it; the report may stand in another file"
# How far from the start such a title may stand, and how long it may be.
_WITHIN, _LONGEST = 8, 60
# So many chapters of the outline make a report; fewer characters of Chinese than this are no text of one.
CHAPTERS, TEXT = 3, 120
# So many counted things prove text of a report that goes through the outline.
COUNTED = 5
_COUNTED = re.compile(r"\d(?:条|件|次|篇|人次|份|期|个|元|项|宗|起)")
# So many lines that are each a report's title make a list.
_LISTED = 4
_NOBODY = re.compile(r"^(?:[Xx×*_○]+|某某?|.{0,4}[Xx×]{2,})")
_HAN = re.compile(f"[{normal.HAN}]")


def why_not(document: Document, found: Report, coded: Coding, book: Codebook) -> str | None:
    """Why a file is no report of one year, in a sentence; None where it is one."""
    lines = [normal.tight(paragraph.text) for paragraph in document.paragraphs()]
    chapters = {section.code for section in found.sections} - {"front", "whole", "local"}
    figures = sum(fact.value is not None for fact in coded.facts)
    if not found.title and coded.form is None and [section.code for section in found.sections] == ["whole"]:
        return NOTHING
    if found.year is None and found.issuer is None and not figures:
        return BLANK
    if found.issuer and _NOBODY.match(found.issuer):
        return "the file is a sample: the office has no name"
    if figures or len(chapters) >= CHAPTERS or _counts("".join(lines), book):
        return None
    what = _other(document, found, lines, book)
    if what is not None:
        return f"the file is {what}: it has neither the chapters nor the figures of a report"
    if sum(any(pattern.match(line) for pattern in title.PATTERNS) for line in lines) >= _LISTED:
        return "the file is a list of reports"
    return ELSEWHERE if not chapters and not coded.tables and _length(lines) < TEXT else None


def _counts(words: str, book: Codebook) -> bool:
    """Whether running text goes through an outline and counts things, as a report does whose copy has lost its line ends."""
    named = {heading.code for heading in book.headings if normal.tight(heading.canonical) in words}
    return len(named) >= CHAPTERS and len(_COUNTED.findall(words)) >= COUNTED


def _other(document: Document, found: Report, lines: Sequence[str], book: Codebook) -> str | None:
    """What paper the first lines, or what the file calls itself, say that it is."""
    names = [normal.tight(part) for part in re.split(r"[_|]|[-—－]{1,2}", document.title) if part]
    for line in [*lines[:_WITHIN], *names, normal.tight(found.title)]:
        for other in book.others:
            if len(line) <= _LONGEST and re.search(other.pattern, line, re.I):
                return other.what
    return None


def _length(lines: Sequence[str]) -> int:
    return sum(len(_HAN.findall(line)) for line in lines)
