"""Stacked bars for an inline SVG: plain numbers, so that the template only writes them down. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

WIDTH, HEIGHT, TOP, BOTTOM, LEFT = 720, 220, 12, 26, 44
# A gap beside each bar, as a part of its place.
GAP = 0.28
# At most so many lines behind the bars, at round numbers.
LINES = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its rank in the stack and its rectangle."""

    rank: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its name and sum. `named`: there is room for its name below."""

    name: str
    total: int
    x: float
    parts: tuple[Part, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: bars, the lines behind them (height and number), and its size."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    width: float
    size: tuple[int, int] = (WIDTH, HEIGHT)
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def bars(rows: Sequence[tuple[str, Sequence[int]]]) -> Bars:
    """Bars for names with the sizes of their parts, which have the same order in each."""
    step = round_step(max((sum(sizes) for _, sizes in rows), default=0))
    top = max(-(-max((sum(sizes) for _, sizes in rows), default=0) // step), 1) * step
    scale = (HEIGHT - TOP - BOTTOM) / top
    place = (WIDTH - LEFT) / max(len(rows), 1)
    width = min(place * (1 - GAP), 40)
    every = -(-len(rows) // 18)
    made = (
        Bar(
            name,
            sum(sizes),
            round(LEFT + place * (at + 0.5) - width / 2, 1),
            tuple(_parts(sizes, scale)),
            at % every == 0,
        )
        for at, (name, sizes) in enumerate(rows)
    )
    lines = tuple((round(HEIGHT - BOTTOM - value * scale, 1), value) for value in range(0, top + 1, step))
    return Bars(tuple(made), lines, round(width, 1))


def round_step(most: int) -> int:
    """The distance of the lines: 1, 2 or 5 with zeros, so that there are at most `LINES` above zero.

    >>> round_step(3), round_step(17), round_step(1200)
    (1, 5, 500)
    """
    return next(factor * 10**power for power in count() for factor in (1, 2, 5) if factor * 10**power * LINES >= most)


def _parts(sizes: Sequence[int], scale: float) -> Iterator[Part]:
    """The rectangles of a bar from its foot up."""
    y = float(HEIGHT - BOTTOM)
    for rank, size in enumerate(sizes):
        y -= size * scale
        if size:
            yield Part(rank, round(y, 1), round(size * scale, 1))
