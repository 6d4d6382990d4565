"""Pages whose lines run from the top down and follow each other from the right to the left."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract import text as normal
from extract.model import Block, Paragraph, Where
from extract.read.lattice import Char

# How many characters tell, and which share of them must stand below the one before.
SAMPLE, SHARE = 400, 0.7
_HAN = re.compile(f"[{normal.HAN}]")


def runs_down(chars: Sequence[Char]) -> bool:
    """Whether the text of a page, in the order in which it is drawn, runs down: most of it Han, each below the last."""
    sample = chars[:SAMPLE]
    if len(sample) < 10 or sum(map(_is_han, sample)) < len(sample) / 2:
        return False
    below = sum(_is_below(before, char) for before, char in pairwise(sample))
    return below >= SHARE * (len(sample) - 1)


def _is_han(char: Char) -> bool:
    return bool(_HAN.match(char.text))


def _is_below(before: Char, char: Char) -> bool:
    """Whether a character stands right below another one, no further than it is high."""
    step = char.top - before.top
    return abs(char.x0 - before.x0) < 2 and 0.7 * char.size < step < 1.5 * char.size


def laid(chars: Iterable[Char], width: float) -> list[Char]:
    """The characters of such a page laid on their side, so that its columns are lines; `width` is the page's."""
    return [Char(char.text, char.top, width - char.x1, char.bottom, width - char.x0, width - char.x0) for char in chars]


def raised(blocks: Iterable[Block], widths: dict[int, float]) -> Iterable[Block]:
    """The blocks, those of such pages (by number, with their widths) where they stand on the page itself."""
    for block in blocks:
        page = block.where.page
        if isinstance(block, Paragraph) and page in widths:
            yield replace(block, where=_back(block.where, widths[page]))
        else:
            yield block


def _back(where: Where, width: float) -> Where:
    x0, top, x1, bottom = (value or 0.0 for value in (where.x0, where.top, where.x1, where.bottom))
    return Where(where.page, width - bottom, x0, width - top, x1)
