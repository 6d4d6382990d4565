"""Stretches of a text that are set apart: titles in 《》, words in quotation marks, flattened tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from extract.codebook import Codebook
from extract.tables import flat

# Longer stretches are a mark that was never closed.
LONGEST_TITLE, LONGEST_QUOTE = 150, 40

_MARKS = re.compile("[《》]")
_QUOTE = re.compile(rf"[“「『][^“”「」『』\n]{{1,{LONGEST_QUOTE}}}[”」』]")


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches in order, none over another."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Spans:
        """From pairs of start and end."""
        pairs = list(spans)
        return cls(tuple(start for start, _ in pairs), tuple(end for _, end in pairs))

    def end(self, place: int) -> int:
        """Where the stretch around a place ends; 0 where there is none."""
        at = bisect_right(self.starts, place) - 1
        return self.ends[at] if at >= 0 and self.ends[at] > place else 0


NOWHERE = Spans((), ())


def tables(text: str, book: Codebook) -> Spans:
    """The flattened tables."""
    found = sorted((table.start, table.end) for table in flat.find(text, book))
    return Spans.of(found)


def titles(text: str) -> Spans:
    """The titles, with those that stand in them."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for mark in _MARKS.finditer(text):
        if mark.group() == "《":
            if depth == 0 or mark.start() - start > LONGEST_TITLE:
                depth, start = 0, mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and mark.end() - start <= LONGEST_TITLE:
                found.append((start, mark.end()))
    return Spans.of(found)


def quotes(text: str) -> Spans:
    """What stands in quotation marks and is short enough to be a name."""
    return Spans.of(match.span() for match in _QUOTE.finditer(text))
