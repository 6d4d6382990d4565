"""Laws, documents, media and platforms that prose cites: by title, by number, by both, or by name. Pure."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extract.model import Citation
from extract.narrative import cited, numbers, outlets
from extract.narrative.numbers import Number

# A title is not longer, and no sentence ends inside one.
LONGEST = 200

_MARK = re.compile("[《》]")
_ENDS = re.compile("[。；！？]")
# What may stand between a title and its number.
_JOIN = re.compile(r"\s{0,3}[（(]?\s{0,3}")
_SHORT = re.compile(
    r"[^《》。；]{0,60}?简称\s{0,3}[为：:]?\s{0,3}[《“\"「](?P<short>[^《》“”\"「」。\n]{1,30})[》”\"」]"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title at a place in a text, with its marks, and the short name that is given to it there."""

    start: int
    end: int
    title: str
    short: str | None = None
    short_at: int | None = None


def find(text: str, section: int, short: Mapping[str, str] | None = None) -> list[Citation]:
    """What a section's text cites, in order; `section` is its ordinal, `short` are the short names that its report gives."""
    short = names([text]) | dict(short or {})
    every, found = list(_titles(text)), numbers.find(text)
    defining = {title.short_at for title in every}
    titles = [title for title in every if title.start not in defining]
    cites = list(_by_title(text, section, titles, found, short))
    cites += list(_by_number(text, section, found, [(one.start, one.end) for one in cites]))
    taken = {(one.start, one.end) for one in cites} | {(title.start, title.end) for title in every}
    return sorted([*cites, *_by_name(text, section, sorted(taken))], key=lambda citation: citation.start)


def names(texts: Iterable[str]) -> dict[str, str]:
    """The short names that a report gives to titles (以下简称《条例》), with the full title; the first one that it gives counts."""
    given: dict[str, str] = {}
    for text in texts:
        for title in _titles(text):
            if title.short and title.short != title.title:
                given.setdefault(title.short, title.title)
    return given


def _by_title(
    text: str, section: int, titles: Iterable[Title], found: list[Number], short: Mapping[str, str]
) -> Iterator[Citation]:
    """The titles, each with the number that stands behind it."""
    starts = {number.start: number for number in found}
    said = cited.load()
    for title in titles:
        full = said.full(short.get(title.title, title.title))
        joint = _JOIN.match(text, title.end)
        number = starts.get(joint.end()) if joint else None
        end = title.end
        if number and joint:
            end = number.end + (text[number.end : number.end + 1] in {"）", ")"} and joint[0].strip() != "")
        kind = said.kind(full, text[title.end : title.end + 8])
        yield Citation(
            section, title.start, end, text[title.start : end], kind, full, number.number if number else None
        )


def _by_number(text: str, section: int, found: Iterable[Number], taken: list[tuple[int, int]]) -> Iterator[Citation]:
    """The numbers that stand without a title."""
    for one in found:
        if not _inside(one.start, taken):
            yield Citation(section, one.start, one.end, text[one.start : one.end], "document", None, one.number)


def _by_name(text: str, section: int, taken: list[tuple[int, int]]) -> Iterator[Citation]:
    """Media and platforms outside of titles and numbers; of names that start together the longest."""
    end = 0
    for one in sorted(outlets.find(text, section), key=lambda citation: (citation.start, -citation.end)):
        if one.start >= end and not _inside(one.start, taken):
            yield one
            end = one.end


def _titles(text: str) -> Iterator[Title]:
    """The titles between 《》, outer ones only; an opening mark that nothing closes gives way to what stands behind it."""
    for start, end in _marked(text):
        title = cited.bare(text[start + 1 : end - 1])
        if title:
            short = _SHORT.match(text, end)
            at = short.start("short") - 1 if short else None
            yield Title(start, end, title, cited.bare(short["short"]) if short else None, at)


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each outermost pair of marks."""
    opened: list[int] = []
    closed: list[tuple[int, int]] = []
    last = 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        if opened and (at - opened[0] > LONGEST or _ENDS.search(text, last, at)):
            yield from closed
            opened, closed = [], []
        last = at
        if mark[0] == "《":
            opened.append(at)
        elif opened:
            start = opened.pop()
            closed = [pair for pair in closed if pair[0] < start] + [(start, at + 1)]
            if not opened:
                yield from closed
                closed = []
    yield from closed


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the spans, which are in order and apart."""
    # A title lies in a citation that starts where it does and may end later: the later end sorts last.
    before = bisect_right(spans, (at, sys.maxsize)) - 1
    return before >= 0 and at < spans[before][1]
