"""Which lines of a report head its chapters."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extract import text as normal
from extract.chapters.numbers import Number, Style, leading
from extract.chapters.wording import FINAL, LONGEST, Wording
from extract.model import Block, Paragraph

# So many headings that an edition knows tell how its chapters are numbered, where it is not the usual way.
ENOUGH = 3
# Dots that lead to a page number, in the tight form of a line.
_LEADER = re.compile(r"[.·]{3,}\d{0,3}$|[.·]{2,}\d{1,3}$")
_FINAL = re.compile(rf"{FINAL}$")
_ENDS = re.compile(r"[。:]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may be a heading: the index of its block, its words, and its number."""

    index: int
    text: str
    number: Number | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads a chapter, as printed, and the chapter's code."""

    index: int
    code: str
    text: str
    number: int | None


def find(blocks: Sequence[Block], words: Wording) -> list[Heading]:
    """The headings in order.

    A line with a chapter's number is one whatever it is called; a line without only if it is a known heading to the letter
    that no number stands before, or takes the place of a number that is left out.
    """
    lines = [
        Line(index, block.text, leading(normal.tight(block.text)))
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and _could_be_heading(block.text, words)
    ]
    lines = _without_contents(lines)
    style = _style(lines, words)
    numbered = [line for line in lines if line.number and line.number.style == style]
    era = _era(numbered or lines, words, spelled=not numbered)
    found = [_heading(line, words.chapter(line.text, era) or "local") for line in numbered]
    found += _bare(lines, {heading.code for heading in found}, lambda text: words.spelled(text, era))
    found.sort(key=lambda heading: heading.index)
    found += _left_out(found, lines, words, era)
    return sorted(found, key=lambda heading: heading.index)


def _could_be_heading(text: str, words: Wording) -> bool:
    """Short and no sentence; a full stop or a colon behind a known heading makes none of it."""
    tight = normal.tight(text)
    if not 2 <= len(tight) <= LONGEST or tight.endswith((";", ",", "；", "，")):
        return False
    bare = _ENDS.sub("", tight)
    return bare == tight or bool(leading(bare) and _FINAL.search(bare) and words.known(bare))


def _without_contents(lines: list[Line]) -> list[Line]:
    """The lines that are not in a table of contents: none leads to a page, or stands among others that come again."""
    keys = {line.index: normal.key(_LEADER.sub("", normal.tight(line.text))) for line in lines}
    last = {key: index for index, key in keys.items()}
    again = {index for index, key in keys.items() if last[key] > index}
    listed = {index for index in again if index - 1 in again or index + 1 in again}
    return [line for line in lines if line.index not in listed and not _LEADER.search(normal.tight(line.text))]


def _style(lines: Sequence[Line], words: Wording) -> Style:
    """How the chapters are numbered: 一、, unless enough known headings are numbered in another way and none so or not at all."""
    known = [line.number.style for line in lines if line.number and words.known(line.text)]
    if known.count("part") >= (ENOUGH if known.count("han") else 1):
        return "part"
    others: tuple[Style, ...] = ("bracket", "arabic")
    counts = {style: known.count(style) for style in others}
    best = max(others, key=lambda style: counts[style])
    bare = sum(line.number is None and words.is_spelled(line.text) for line in lines)
    return best if counts[best] >= ENOUGH > bare and not known.count("han") else "han"


def _era(lines: Sequence[Line], words: Wording, spelled: bool) -> str | None:
    """The edition whose outline explains most of the lines, and most exactly; the latest of several."""

    def explained(era: str) -> int:
        exact = sum(bool(words.spelled(line.text, era)) for line in lines)
        return exact if spelled else 2 * exact + sum(bool(words.own(line.text, era)) for line in lines)

    return max(words.eras, key=explained, default=None)


def _heading(line: Line, code: str) -> Heading:
    return Heading(line.index, code, _ENDS.sub("", line.text.rstrip("：")), line.number.value if line.number else None)


def _bare(lines: Sequence[Line], taken: set[str], code_of: Callable[[str], str | None]) -> Iterator[Heading]:
    """Known headings without a chapter's number, each code once, and none that a numbered heading has."""
    seen = set(taken)
    for line in lines:
        code = code_of(line.text) if line.number is None or not taken else None
        if code and code not in seen:
            seen.add(code)
            yield Heading(line.index, code, line.text, None)


def _left_out(found: Sequence[Heading], lines: Sequence[Line], words: Wording, era: str | None) -> Iterator[Heading]:
    """Chapters whose number is left out between two that are numbered.

    The heading has lost its number, or is lost itself: then its first part opens the chapter, if an outline has one there.
    """
    taken = {heading.index for heading in found}
    codes = {heading.code for heading in found}
    places = [line.index for line in lines]
    for before, behind in zip(found, found[1:], strict=False):
        if before.number is None or behind.number is None or behind.number - before.number != 2:
            continue
        inside = lines[bisect_right(places, before.index) : bisect_right(places, behind.index - 1)]
        for line in (line for line in inside if line.index not in taken):
            code = _lost(line, words, era)
            wanted = words.between(before.code, behind.code) if line.number else {code} - codes
            if code and code in wanted:
                yield Heading(line.index, code, line.text, None)
                break


def _lost(line: Line, words: Wording, era: str | None) -> str | None:
    """The code of a line that may open a chapter without a number of its own."""
    if line.number is None:
        return words.own(line.text, era) if _FINAL.search(normal.tight(line.text)) else None
    return words.topic(line.text) if line.number.style == "bracket" and line.number.value == 1 else None
