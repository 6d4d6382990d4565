"""What the figures in prose count: the item and the column of the report's form, where the words around a figure say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from extract.codebook import Codebook, Figure
from extract.model import Mention, Section
from extract.narrative.clauses import Around, Clauses, bare

if TYPE_CHECKING:
    pass

Key = tuple[str, str]

_AND = re.compile(r"以及|[、和及与或]")
_EACH = re.compile(r"(?:数量?|情况)?分别(?:为|是|有|达|共)?$")
_BETWEEN = frozenset(("", "、", "，", "和", "及", "与", "以及"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A figure of wording.yml, ready for one form; `key` is None where the form does not count it."""

    figure: Figure
    key: Key | None
    words: re.Pattern[str]
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    denied: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Patterns:
    """All figures ready for one form, those that a unit can count, and how topics are told."""

    all: tuple[Pattern, ...]
    units: dict[str | None, tuple[Pattern, ...]]
    topics: re.Pattern[str]
    chapters: dict[str, str]
    never: re.Pattern[str]
    silent: frozenset[str]


def link(found: Sequence[Mention], section: Section, form: str, book: Codebook) -> list[Mention]:
    """The figures of a chapter in their order, with what they count in a report of a form.

    A denial or a nought that is said of several things comes once for each of them, with the same words.
    """
    ready = patterns(book, form)
    if section.code in ready.silent or not found:
        return list(found)
    keys = Reader(ready, Clauses(section.text, section), found).read()
    return [
        replace(mention, item=key[0], column=key[1]) if key else mention
        for mention, counted in zip(found, keys, strict=True)
        for key in counted or (None,)
    ]


class Reader:
    """The figures of one chapter and their clauses."""

    def __init__(self, ready: Patterns, clauses: Clauses, found: Sequence[Mention]):
        self.ready, self.clauses, self.found = ready, clauses, found

    def read(self) -> list[tuple[Key, ...]]:
        """What each figure counts: nothing, one thing, or, for a denial, several."""
        keys: list[tuple[Key, ...]] = []
        while len(keys) < len(self.found):
            keys += self._next(len(keys))
        return keys

    def _next(self, no: int) -> list[tuple[Key, ...]]:
        """What the figure counts, and those after it that share its words (分别为)."""
        mention = self.found[no]
        if mention.kind not in ("count", "none"):
            return [()]
        around = self.clauses.around(self.found, no)
        if self.ready.never.search(around.head):
            return [()]
        if mention.kind == "none":
            return [self._denied(no, around)]
        if _EACH.search(around.lead) and (group := self._group(no, around)):
            return group
        return [self._counted(mention, around)]

    def _counted(self, mention: Mention, around: Around) -> tuple[Key, ...]:
        """What the words before and behind the figure say; two things in one figure are none, unless it is 0."""
        main = self._match(around.head, around.tail, mention.unit, around)
        if main is None:
            return ()
        parts = _AND.split(around.head)[:-1]
        others = [pattern for part in parts if (pattern := self._match(bare(part), "", mention.unit, around))]
        if all(other is main for other in others):
            return _keys([main])
        return _keys([*others, main]) if mention.value == 0 else ()

    def _group(self, no: int, around: Around) -> list[tuple[Key, ...]]:
        """A list of things and then as many figures: each counts its own. Empty where they are not as many."""
        names = [name for name in _AND.split(_EACH.sub("", around.lead)) if name]
        last = no
        while last + 1 < len(self.found) and self.clauses.between(*self.found[last : last + 2]) in _BETWEEN:
            last += 1
        if len(names) < 2 or len(names) != last + 1 - no:
            return []
        unit = self.found[last].unit
        return [_keys(filter(None, [self._named(name, names[-1], unit, around)])) for name in names]

    def _named(self, name: str, last: str, unit: str | None, around: Around) -> Pattern | None:
        """What a member of a list is, by itself or with the end that its last member has for all: 当面、网上申请."""
        endings = [""] if name is last else ["", *(last[at:] for at in range(len(last) - 1, 0, -1))]
        found = (self._match(bare(name + ending), "", unit, around) for ending in endings)
        return next(filter(None, found), None)

    def _denied(self, no: int, around: Around) -> tuple[Key, ...]:
        """What there was nothing of: the words behind the denial, or else those before it."""
        words, unit = self.found[no].text, self.found[no].unit
        parts = [part for part in _AND.split(self.clauses.denied(self.found, no)) if part]
        found = [pattern for part in parts for pattern in self._denials(part, words)]
        if not parts:
            named = (self._match(bare(part), "", unit, around) for part in _AND.split(around.head))
            found = [pattern for pattern in named if pattern]
        return _keys(found)

    def _denials(self, part: str, words: str) -> Iterator[Pattern]:
        """The first thing that a member of a denied list names."""
        for pattern in self.ready.all:
            denied, unless = pattern.denied, pattern.unless
            if not denied or not self._placed(pattern) or (unless and unless.search(part)):
                continue
            if denied.search(part) or denied.search(words + part):
                yield pattern
                return

    def _match(self, head: str, tail: str, unit: str | None, around: Around) -> Pattern | None:
        """The first figure that the words fit."""
        said, sentence, topic = f"{head}#{tail}", "", ""
        for pattern in self.ready.units.get(unit, ()):
            if not pattern.words.search(said) or not self._placed(pattern):
                continue
            if pattern.unless and pattern.unless.search(said):
                continue
            sentence = sentence or around.before + said
            if pattern.figure.topics:
                topic = topic or self._topic(sentence, around.headings)
                if topic not in pattern.figure.topics:
                    continue
            if pattern.context is None or pattern.context.search(around.headings + sentence):
                return pattern
        return None

    def _placed(self, pattern: Pattern) -> bool:
        """Whether the chapter is one in which the figure counts."""
        sections = pattern.figure.sections
        return not sections or self.clauses.section.code in sections

    def _topic(self, sentence: str, headings: str) -> str:
        """What the sentence is about, or else the headings above it, or else its chapter."""
        for words in (sentence, headings):
            names = [found.lastgroup for found in self.ready.topics.finditer(words)]
            if names:
                return names[-1] or ""
        return self.ready.chapters.get(self.clauses.section.code, "-")


@cache
def patterns(book: Codebook, form: str) -> Patterns:
    """The wording of a form, compiled."""
    wording = book.wording
    every = tuple(_pattern(figure, book, form) for figure in wording.figures)
    units = {unit for figure in wording.figures for unit in figure.units}
    by_unit: dict[str | None, tuple[Pattern, ...]] = {
        unit: tuple(pattern for pattern in every if unit in pattern.figure.units) for unit in units
    }
    return Patterns(
        all=every,
        units=by_unit | {None: every},
        topics=re.compile("|".join(f"(?P<{topic.code}>{topic.words})" for topic in wording.topics)),
        chapters={code: topic.code for topic in wording.topics for code in topic.sections},
        never=re.compile(wording.never),
        silent=frozenset(wording.silent),
    )


def _pattern(figure: Figure, book: Codebook, form: str) -> Pattern:
    optional = (re.compile(words) if words else None for words in (figure.context, figure.unless, figure.denied))
    words = re.compile("|".join(f"(?:{words})" for words in figure.words))
    return Pattern(figure, figure.key(book, form), words, *optional)


def _keys(found: Iterator[Pattern] | Sequence[Pattern]) -> tuple[Key, ...]:
    """The items and columns of some figures, each once."""
    return tuple(dict.fromkeys(pattern.key for pattern in found if pattern.key))
