"""Headings that run on inside a line: paragraphs cut where a chapter begins in them, as copies need that lost their line ends.

Only hard signs count: a number behind the end of a sentence, of a table or of a line, and known words behind it. Words that no
edition knows are a heading where their number continues that of the chapter before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract import text as normal
from extract.chapters import annex
from extract.chapters.numbers import PATTERNS, value
from extract.chapters.wording import FINAL, LONGEST, Wording
from extract.codebook import Codebook
from extract.model import Block, Paragraph
from extract.tables import flat
from extract.tables.squeezed import Squeezed, squeeze

# A flattened table is looked for in lines with so many digits; behind it a unit may stand.
FIGURES, UNIT = 12, 2
# Headings that follow each other at once are listed, not written under.
APART = 3

_NUMBER = re.compile(
    rf"(?<![一二三四五六七八九十百零〇第年月])(?:{PATTERNS['han'].removeprefix('第?')}|{PATTERNS['part']})"
)
_BEFORE = re.compile(r"[。!?;:”’」』\])>…\d]$")
# Words that name a heading and do not begin it.
_NAMES = re.compile(r"(?:由|见|括|含|和|与|及|、|,|“|《|分为|即)$")
# What follows where headings are only listed or mentioned.
_LISTED = re.compile(r"[,;、”’》」』和与及等]|组成|共?[一二三四五六七八九十两\d]+个?(?:部分|章|方面|内容)")
_SENTENCE = re.compile(r"[。：:，,；;]")
_FINAL = re.compile(FINAL)
# Two subjects under one heading.
_WIDER = re.compile(rf"(?:以及|及其?|和|与|暨|、)[^。,:;!?“”《》]{{2,24}}?{FINAL}|(?:的)?(?:工作)?情况")
_STOP = re.compile(rf"[。;!?,:“”《》<>\[\]{{}}|…]|\({normal.NUMERAL}{{1,3}}\)|\(本|\d|{_NUMBER.pattern}")
# Behind these a heading is at its end; behind a comma or a quotation mark it need not be one.
_SURE = re.compile(rf"$|[。:\[|(]|20\d\d年|{_NUMBER.pattern}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without white space, where white space stood in it, and the flattened tables in it."""

    text: str
    blanks: tuple[int, ...]
    tables: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a heading starts and ends in such a line, its number (None for an annex), and whether an edition knows it."""

    start: int
    end: int
    number: int | None
    known: bool = True


def split(blocks: Sequence[Block], words: Wording, book: Codebook) -> list[Block]:
    """The blocks with a block of its own for each heading that runs on in a paragraph."""
    return [
        piece
        for block in blocks
        for piece in (_pieces(block, words, book) if isinstance(block, Paragraph) else [block])
    ]


def _pieces(block: Paragraph, words: Wording, book: Codebook) -> Iterator[Paragraph]:
    tight = squeeze(block.text) if _may_run(block.text) else None
    found = _starts(_line(block.text, tight, book), words, book) if tight else []
    if tight is None or not found:
        yield block
        return
    places = [place for start in found for place in _printed(tight, start)]
    for start, end in pairwise((0, *places, len(block.text))):
        if text := block.text[start:end].strip():
            yield replace(block, text=text)


def _may_run(text: str) -> bool:
    """Whether a line is more than a heading, and has a number of one."""
    return (len(text) > LONGEST or bool(_SENTENCE.search(text))) and bool(_NUMBER.search(text))


def _printed(tight: Squeezed, start: _Start) -> tuple[int, int]:
    """The places of a heading in the line as printed, with a full stop or colon that ends it."""
    end = start.end + (tight.text[start.end : start.end + 1] in ("。", ":"))
    return tight.places[start.start], tight.places[end - 1] + 1


def _line(text: str, tight: Squeezed, book: Codebook) -> _Line:
    blanks = tuple(at for at in range(1, len(tight.text)) if tight.places[at] - tight.places[at - 1] > 1)
    figures = sum(char.isdigit() for char in tight.text) >= FIGURES
    place = {printed: at for at, printed in reversed(list(enumerate(tight.places)))}
    found = flat.find(text, book) if figures else []
    return _Line(tight.text, blanks, tuple((place[item.start], place[item.end - 1] + 1) for item in found))


def _starts(line: _Line, words: Wording, book: Codebook) -> list[_Start]:
    """The headings of a line in order; one that follows another at once is as hard a sign as the end of a sentence."""
    found: list[_Start] = []
    listed = -1
    for match in _NUMBER.finditer(line.text):
        behind_heading = bool(found) and found[-1].end == match.start()
        if not behind_heading and not _may_begin(line, match.start()):
            continue
        end, known = _end(line, match.end(), words)
        if end and (_LISTED.match(line.text, end) or match.start() == listed):
            listed = end + 1
        elif end:
            found.append(_Start(match.start(), end, value(match[1] or match[2]), known))
    found = _continued(_without_contents(line, found))
    return list(_with_annex(line, found, book))


def _may_begin(line: _Line, at: int) -> bool:
    """Whether a heading may begin at a place: behind a sentence, a blank, a figure or a table, and not inside one."""
    before = line.text[max(0, at - 4) : at]
    if any(start <= at < end for start, end in line.tables) or _NAMES.search(before):
        return False
    behind_table = any(0 <= at - end <= UNIT for _, end in line.tables)
    return not before or _blank(line, at) == at or behind_table or bool(_BEFORE.search(before))


def _end(line: _Line, at: int, words: Wording) -> tuple[int, bool]:
    """Where the words of a heading end, and whether an edition knows them; 0 where they are none."""
    if spelled := words.beginning(line.text, at):
        return _wider(line, at + spelled), True
    stop, sure = _stop(line, at)
    phrase = line.text[at:stop]
    if sure and 2 <= len(phrase) <= LONGEST and words.known(phrase):
        return stop, True
    ends = [at + match.end() for match in _FINAL.finditer(phrase)]
    for knows in (words.known, words.topic):
        if end := next((end for end in ends if knows(line.text[at:end])), 0):
            return _wider(line, end), knows == words.known
    return (stop, False) if sure and _FINAL.search(phrase[-4:]) and len(phrase) <= LONGEST else (0, False)


def _stop(line: _Line, at: int) -> tuple[int, bool]:
    """Where the words behind a place are cut off at the latest, and whether a heading ends there for sure."""
    match = _STOP.search(line.text, at)
    end = match.start() if match else len(line.text)
    if (blank := _blank(line, at + 1)) <= end:
        return blank, True
    figure = line.text[end : end + 1].isdigit() and bool(_FINAL.match(line.text, end - 2, end))
    return end, figure or bool(_SURE.match(line.text, end))


def _wider(line: _Line, end: int) -> int:
    """The end of a heading that goes on to a second subject."""
    match = _WIDER.match(line.text, end, _stop(line, end)[0]) if _blank(line, end) != end else None
    return match.end() if match else end


def _blank(line: _Line, at: int) -> int:
    """The first place from one on before which white space stood; behind the end of the line where there is none."""
    place = bisect_left(line.blanks, at)
    return line.blanks[place] if place < len(line.blanks) else len(line.text) + 1


def _without_contents(line: _Line, found: list[_Start]) -> list[_Start]:
    """The headings less those that are listed one behind the other and come again."""
    keys = [line.text[start.start : start.end] for start in found]
    last = {key: at for at, key in enumerate(keys)}
    again = [last[key] > at for at, key in enumerate(keys)]
    near = [second.start - first.end <= APART for first, second in pairwise(found)] + [False]
    return [
        start
        for at, start in enumerate(found)
        if not (again[at] and (near[at] or (at and near[at - 1] and again[at - 1])))
    ]


def _continued(found: Sequence[_Start]) -> list[_Start]:
    """The headings less those of unknown words whose number does not stand between those of their neighbours."""
    behind: list[int | None] = [None]
    for start in reversed(found):
        behind.append(start.number if start.known else behind[-1])
    kept: list[_Start] = []
    for start, after in zip(found, behind[-2::-1], strict=True):
        before = kept[-1].number if kept else None
        if start.known or (before and start.number == before + 1 and (after is None or after > start.number)):
            kept.append(start)
    return kept


def _with_annex(line: _Line, found: Sequence[_Start], book: Codebook) -> Iterator[_Start]:
    """The headings up to a flattened annex, whose rows are numbered like chapters, and the line that opens it."""
    place = annex.opening(line.text, line.tables, book) if len(found) >= annex.CHAPTERS else None
    if place is None:
        yield from found
        return
    start, end = place
    yield from (item for item in found if item.start <= start)
    if not any(item.start <= start < item.end for item in found):
        yield _Start(start, end, None)
