"""Where what was read on a straightened picture is printed on its page."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.model import Block, Table, Tilt, Where


def printed(blocks: Iterable[Block], tilts: Iterable[Tilt]) -> Iterator[Block]:
    """Blocks where they are printed. Tables are joined before: on a tilted page the edges of a column are no line."""
    known = {tilt.page: tilt for tilt in tilts}
    if not known:
        yield from blocks
        return

    def moved(where: Where) -> Where:
        return lying(known[where.page], where) if where.page in known else where

    for block in blocks:
        if isinstance(block, Table):
            cells = tuple(replace(cell, where=moved(cell.where)) for cell in block.cells)
            yield replace(block, cells=cells, where=moved(block.where))
        else:
            yield replace(block, where=moved(block.where))


def lying(tilt: Tilt, where: Where) -> Where:
    """A box of the sheet as it lies on the page: its middle is moved, its size is kept."""
    if where.x0 is None or where.x1 is None or where.top is None or where.bottom is None:
        return where
    turn = math.radians(tilt.angle)
    across = (where.x0 + where.x1 - tilt.width) / 2
    down = (where.top + where.bottom - tilt.height) / 2
    x = tilt.width / 2 + across * math.cos(turn) - down * math.sin(turn)
    y = tilt.height / 2 + across * math.sin(turn) + down * math.cos(turn)
    half_x, half_y = (where.x1 - where.x0) / 2, (where.bottom - where.top) / 2
    box = (x - half_x, y - half_y, x + half_x, y + half_y)
    size = tilt.width, tilt.height
    for _ in range(tilt.turns):
        box, size = _turned_right(box, size[1]), size[::-1]
    return Where(where.page, *(round(value * tilt.scale, 2) for value in box))


def _turned_right(box: tuple[float, float, float, float], height: float) -> tuple[float, float, float, float]:
    """A box of a page of some height, when the page is turned by a quarter."""
    x0, top, x1, bottom = box
    return height - bottom, x0, height - top, x1
