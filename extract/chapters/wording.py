"""What headings say: the code of a chapter or of one of its parts, by its words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extract import text as normal
from extract.codebook import Codebook, Heading

# Headings are whole lines; a line longer than this is a sentence.
LONGEST = 40
# The words that headings end with.
FINAL = r"(?:情况|概况|概述|事项|措施|问题|打算|计划|附表|统计表|统计数据|建议|说明|安排)"


@dataclass(frozen=True, slots=True)
class _Era:
    """How the chapters of one edition are headed: by pattern, and to the letter."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    spelled: dict[str, str]


class Wording:
    """The words of a codebook's headings. Every method takes lines as printed and gives None where nothing is known."""

    def __init__(self, book: Codebook) -> None:
        names = sorted({heading.era for heading in book.headings}, reverse=True)
        self.eras = {name: _era([h for h in book.headings if h.era == name]) for name in names}
        spellings = {normal.tight(text) for heading in book.headings for text in _spellings(heading)}
        longest_first = sorted(spellings, key=lambda text: (-len(text), text))
        self._spellings = re.compile("|".join(map(re.escape, longest_first)))
        self._topics = tuple((topic.code, re.compile(topic.re)) for topic in book.topics)
        self._outlines = tuple(outline.outline for outline in book.outlines)

    def spelled(self, text: str, era: str | None) -> str | None:
        """The code of a line that is a known heading of an edition to the letter."""
        return self.eras[era].spelled.get(normal.key(text)) if era else None

    def own(self, text: str, era: str | None) -> str | None:
        """The code of a heading by the words of one edition: to the letter, else the first of its patterns."""
        if era is None:
            return None
        words = normal.strip_number(text)
        found = (code for code, pattern in self.eras[era].patterns if pattern.search(words))
        return self.spelled(text, era) or next(found, None)

    def chapter(self, text: str, era: str | None) -> str | None:
        """The code of a chapter: by the words of its own edition, of any other, or by what it is about."""
        others = [name for name in self.eras if name != era]
        spelled = (self.spelled(text, name) for name in others)
        worded = (self.own(text, name) for name in others)
        return self.own(text, era) or next(filter(None, (*spelled, *worded)), None) or self.topic(text)

    def topic(self, text: str) -> str | None:
        """What a part of a chapter is about, whatever the edition."""
        words = normal.strip_number(text)
        return next((code for code, pattern in self._topics if pattern.search(words)), None)

    def known(self, text: str) -> bool:
        """Whether any edition has a chapter that is headed so."""
        return any(self.own(text, era) for era in self.eras)

    def beginning(self, text: str, at: int) -> int:
        """How many characters of a tight text are a known heading to the letter, from a place on."""
        match = self._spellings.match(text, at)
        return len(match[0]) if match else 0

    def is_spelled(self, text: str) -> bool:
        """Whether a line is a known heading of any edition to the letter."""
        return any(self.spelled(text, era) for era in self.eras)

    def between(self, before: str, behind: str) -> set[str]:
        """The codes that stand between two others in any outline."""
        return {
            code
            for outline in self._outlines
            if before in outline and behind in outline
            for code in outline[outline.index(before) + 1 : outline.index(behind)]
        }


def _era(headings: list[Heading]) -> _Era:
    patterns = tuple((heading.code, re.compile(heading.re)) for heading in headings)
    spelled: dict[str, str] = {}
    for heading in headings:
        for text in _spellings(heading):
            spelled.setdefault(normal.key(text), heading.code)
    return _Era(patterns, spelled)


def _spellings(heading: Heading) -> tuple[str, ...]:
    return heading.canonical, *heading.spellings


@lru_cache(maxsize=8)
def wording(book: Codebook) -> Wording:
    """The words of a codebook, made once."""
    return Wording(book)
