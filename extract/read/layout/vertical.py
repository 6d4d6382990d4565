"""Pages whose lines run from the top down and follow each other from the right to the left."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from extract import text as normal
from extract.model import Block, Paragraph, Where
from extract.read.layout.rows import Chars

# How many characters tell, and which share of them must stand below the one before.
SAMPLE, SHARE = 400, 0.7
_HAN = re.compile(f"[{normal.HAN}]")


def runs_down(chars: Chars) -> bool:
    """Whether the text of a page, in the order in which it is drawn, runs down: most of it Han, each below the last."""
    sample = chars[:SAMPLE]
    if len(sample) < 10 or sum(_HAN.match(chr(code)) is not None for code in sample.codes.tolist()) < len(sample) / 2:
        return False
    x0, top = sample.places[:2]
    step, size = top[1:] - top[:-1], sample.sizes[1:]
    # Right below another one means no further than the character is high.
    below = (np.abs(x0[1:] - x0[:-1]) < 2) & (0.7 * size < step) & (step < 1.5 * size)
    return bool(np.count_nonzero(below) >= SHARE * (len(sample) - 1))


def laid(chars: Chars, width: float) -> Chars:
    """The characters of such a page laid on their side, so that its columns are lines; `width` is the page's."""
    x0, top, x1, bottom, _ = chars.places
    return Chars(chars.codes, np.array([top, width - x1, bottom, width - x0, width - x0]))


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
