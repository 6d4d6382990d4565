"""The parts of a chapter: headings inside its text, with their levels, their ends and what they are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract import text as normal
from extract.chapters.numbers import PATTERNS, RANK, value
from extract.chapters.wording import LONGEST, Wording, wording
from extract.codebook import Codebook
from extract.model import Section, Subsection
from extract.tables import flat

# A heading that ends before the end of its line is no longer than this; one that nothing ends, than the second.
RUN_IN, UNENDED = 30, 20
# A heading that a blank ends is no shorter than this.
SHORTEST, QUOTES = 3, "，,“”《》<>"
# A flattened table is looked for in a text with so many digits; behind it a unit may stand.
FIGURES, UNIT = 12, 2
# How far before a number it is looked whether a part may begin.
AROUND = 12
# How many numbers of a list may be left out where each begins a line.
GAP = 2
# So many lines that begin with topics are headings without numbers, none longer than this.
TOPICS, TOPIC = 2, 14

_INNER = [style for style in PATTERNS if style not in ("part", "han")]
_NUMBER = re.compile("|".join(f"(?P<{style}>{PATTERNS[style]})" for style in _INNER))
# Numbers of chapters inside a chapter, where these are numbered in another way; only at the start of a line.
_OUTER = re.compile(rf"\n[ \t\u3000]*(?P<han>{PATTERNS['han']})")
_NUMERAL = re.compile(r"[一二三四五六七八九十]+|\d+|[①-⑳]")
_LINE_START = re.compile(r"\n[ \t\u3000]*$")
_BEFORE = re.compile(r"[\s。！？!?；;：:”’」』\])）>…]$")
_NAMES = re.compile(r"(?:[条款项第见和与及至、]|第[一二三四五六七八九十百\d]+)\s*$")
_STOP = re.compile(r"[\n。：:；;！!？?]")
_ENDED = ("", "\n", "。", "：", ":")
_BREAK = re.compile(
    r"[，,“”《》<>]|(?<![\d.])\d{1,2}[、．.](?!\d)|(?<![\d.])\d|[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]|[（(]本"
)
_COUNTS = re.compile(r"\d\s*[余多]?(?:条|件|次|个|人|份|期|项|篇|%|％|万|亿|元|家|名|场)|^\d")
_SENTENCE = re.compile(r"^(?:无|没有|未|我|本(?:年|机关|局|单位|报告|列)|全年|截[至止]|今年|目前|20\d\d)")
# The words that headings of parts end with, and those that end one which nothing else does.
_FINAL = re.compile(r"(?:情况|方面|概况|数量|类别|形式|渠道|内容|事项|措施|问题|不足|工作|建设|管理|保障|公告)$")
_FIRST_FINAL = re.compile(r"(?:情况|方面|概况|数量|类别|形式|措施)+(?![的和与及、等])")
_YEAR = re.compile(r"20\d\d\s*年")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number in a text: how deep its kind lies, what it counts, where it and the words behind it start, if it starts a line."""

    rank: int
    value: int
    start: int
    words: int
    first: bool


def find(section: Section, book: Codebook) -> tuple[Subsection, ...]:
    """The parts of a chapter in order. A number without a short heading behind it opens none; 一是 never does."""
    words = wording(book)
    marks = (mark for mark in _marks(section.text, len(section.heading), book) if not _is_row(section, mark, book))
    levels = list(_levels(list(marks)))
    if not levels and section.code == "overview":
        levels = [(1, mark) for mark in _topics(section.text, len(section.heading), words)]
    return tuple(_subsections(section.text, levels, words))


def _is_row(section: Section, mark: _Mark, book: Codebook) -> bool:
    """Whether a line is the label of a row, or the beginning of one, of a table that belongs into the chapter."""
    line = normal.strip_number(section.text[mark.start : mark.start + LONGEST].partition("\n")[0])
    return len(line) >= SHORTEST and any(label.startswith(line) for label in _rows(book, section.code))


@lru_cache(maxsize=256)
def _rows(book: Codebook, code: str) -> frozenset[str]:
    """The labels of the tables that stand in a chapter."""
    tables = [table for form in book.forms for table in form.tables if table.section == code and not table.listed]
    return frozenset(normal.strip_number(row.label) for table in tables for block in table.blocks for row in block.rows)


def _marks(text: str, begin: int, book: Codebook) -> Iterator[_Mark]:
    """Every number that may stand before the heading of a part, outside flattened tables."""
    found = sorted((*_NUMBER.finditer(text, begin), *_OUTER.finditer(text, begin)), key=re.Match.end)
    tables = _tables(text, book) if found else []
    last = begin
    for match in found:
        style = next(name for name in RANK if name in match.re.groupindex and match[name])
        start, count = match.start(style), value(_NUMERAL.findall(match[style])[0])
        if _may_begin(text, start, tables) or (count == 1 and _is_bare(text[last:start])):
            first = bool(_LINE_START.search(text[max(0, start - AROUND) : start]))
            yield _Mark(RANK[style], count, start, match.end(), first)
            last = match.end()


def _tables(text: str, book: Codebook) -> list[tuple[int, int]]:
    """Where the flattened tables of a text start and end."""
    many = sum(char.isdigit() for char in text) >= FIGURES
    return [(item.start, item.end) for item in flat.find(text, book)] if many else []


def _may_begin(text: str, at: int, tables: Sequence[tuple[int, int]]) -> bool:
    """Whether a part may begin at a place: behind a sentence, a blank or a table, inside none, and not where one is named."""
    if any(start <= at < end for start, end in tables):
        return False
    before = text[max(0, at - AROUND) : at]
    behind_table = any(0 <= at - end <= UNIT for _, end in tables)
    return behind_table or bool(_BEFORE.search(before) and (before.endswith("\n") or not _NAMES.search(before)))


def _is_bare(words: str) -> bool:
    """Whether words between two numbers are a heading that its first part follows at once."""
    return 2 <= len(normal.tight(words)) <= RUN_IN and not re.search(r"[，,。；;：:“”《》\n]", words)


def _levels(marks: Sequence[_Mark]) -> Iterator[tuple[int, _Mark]]:
    """The numbers that count on in their list, each with the level of the list; inside a line a list has two numbers or more."""
    open_lists: list[_Mark] = []
    seconds = {mark.rank: at for at, mark in enumerate(marks) if mark.value == 2}
    for at, mark in enumerate(marks):
        before = next((item.value for item in open_lists if item.rank == mark.rank), 0)
        if mark.first:
            counts_on = mark.value == 1 or before <= mark.value <= before + 1 + GAP
        else:
            begins = mark.value == 1 and seconds.get(mark.rank, 0) > at
            counts_on = begins or (before > 0 and mark.value == before + 1)
        if counts_on:
            open_lists = [*(item for item in open_lists if item.rank < mark.rank), mark]
            yield len(open_lists), mark


def _topics(text: str, begin: int, words: Wording) -> list[_Mark]:
    """Lines that begin with what they are about, where nothing is numbered."""
    found: dict[str, _Mark] = {}
    for line in re.finditer(r"(?<=\n)[^\n]+", text[begin:]):
        start = begin + line.start()
        mark = _Mark(0, 0, start, start, True)
        end = _end(text, mark, len(text))
        code = words.topic(text[start:end]) if end and len(normal.tight(text[start:end])) <= TOPIC else None
        if code:
            found.setdefault(code, mark)
    return list(found.values()) if len(found) >= TOPICS else []


def _subsections(text: str, levels: Sequence[tuple[int, _Mark]], words: Wording) -> list[Subsection]:
    """The parts with a heading; each ends where the next of its level or of a higher one starts, headed or not."""
    found: list[Subsection] = []
    # Where the next part of each level begins, from the last part up.
    next_of: dict[int, int] = {}
    following = len(text)
    for level, mark in reversed(levels):
        stop = min((start for above, start in next_of.items() if above <= level), default=len(text))
        if end := _end(text, mark, following):
            heading = text[mark.start : end]
            stop = max(mark.start + len(text[mark.start : stop].rstrip()), end)
            found.append(Subsection(mark.start, stop, level, heading, words.topic(heading)))
        next_of[level] = following = mark.start
    return found[::-1]


def _end(text: str, mark: _Mark, following: int) -> int:
    """Where the heading behind a number ends, at the latest where the next part begins; 0 where there is none."""
    stop = _STOP.search(text, mark.words, following)
    end = stop.start() if stop else following
    line, behind = text[mark.words : end], text[end : end + 1] if stop else ""
    if _SENTENCE.match(normal.tight(line)):
        return 0
    if length := 0 if mark.first else _before_blank(line):
        return mark.words + length
    whole = _is_bare(line) if end == following < len(text) else behind in _ENDED
    if whole and _fits(line, LONGEST if behind in ("", "\n") else RUN_IN):
        return mark.words + len(line.rstrip())
    length = _before_blank(line) or _before_break(line, text[end : end + 4])
    return mark.words + length if length else 0


def _fits(phrase: str, longest: int) -> bool:
    return 2 <= len(normal.tight(phrase)) <= longest and not _COUNTS.search(phrase)


def _before_blank(line: str) -> int:
    """How many characters of a line are a heading that ended a line of its own, before blanks took the place of line ends."""
    blank = re.search(rf"(?<=\S)\s+(?P<text>[{normal.HAN}])?", line)
    phrase = line[: blank.start()] if blank else ""
    ends = _fits(phrase, RUN_IN) and len(normal.tight(phrase)) >= SHORTEST
    return len(phrase) if blank and ends and (blank["text"] or _FINAL.search(phrase)) else 0


def _before_break(line: str, ahead: str) -> int:
    """How many characters of a line are a heading: up to the next number, or with the first word that ends headings."""
    broken = _BREAK.search(line + ahead)
    phrase = line[: broken.start()] if broken else line
    if broken and _fits(phrase, RUN_IN) and broken[0] not in QUOTES:
        dated = _YEAR.match(line, broken.start()) and _FINAL.search(phrase)
        if dated or not broken[0].isdigit():
            return len(phrase.rstrip())
    final = _FIRST_FINAL.search(phrase, SHORTEST)
    return final.end() if final and final.end() <= UNENDED else 0
