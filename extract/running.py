"""Chapters of a copy that has lost its line ends: paragraphs cut where a numbered heading stands inside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.codebook import Codebook
from extract.model import Block, Paragraph

NUMERALS = "一二三四五六七八九十"
# So many headings in a row, from 一 on, are no chance.
FEWEST = 3


def split(blocks: Sequence[Block], book: Codebook) -> list[Block]:
    """The blocks with a block of its own for each heading that runs on in a paragraph; only known wordings are headings."""
    spellings = {text for heading in book.headings for text in (heading.canonical, *heading.spellings)}
    longest_first = sorted(map(re.escape, spellings), key=len, reverse=True)
    heading = re.compile(rf"([{NUMERALS}])、\s*(?:{'|'.join(longest_first)})")
    return [
        piece for block in blocks for piece in (_pieces(block, heading) if isinstance(block, Paragraph) else [block])
    ]


def _pieces(block: Paragraph, heading: re.Pattern[str]) -> Iterator[Paragraph]:
    found = _run(list(heading.finditer(block.text)))
    edges = [0, *(edge for match in found for edge in match.span()), len(block.text)]
    for start, end in pairwise(edges):
        if end > start:
            yield replace(block, text=block.text[start:end])


def _run(matches: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The headings that count from 一 on, each at its last place before the next: an intro may have listed them all."""
    run: list[re.Match[str]] = []
    for match in reversed(matches):
        wanted = NUMERALS.index(run[-1][1]) - 1 if run else None
        if wanted is None or NUMERALS.index(match[1]) == wanted:
            run.append(match)
    return run[::-1] if len(run) >= FEWEST and run[-1][1] == NUMERALS[0] else []
