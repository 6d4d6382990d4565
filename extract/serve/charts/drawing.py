"""What all charts are made of: elements, scales, labels, patterns and the frame that a screen reader is told of."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

# One line of text, in units of the viewBox, and the size of its letters on a narrow screen, where charts.css makes them larger.
LINE = 16
SIZE = 14
MARKS = ("①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩")
LARGE = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, " bn"), (1e6, " m"), (1e3, " k"))}
# Fills that stay apart in grey: a ground and the strokes upon it, in a tile of eight by eight.
PATTERNS = (
    ("#2f3e4e", ""),
    ("#c9cfd6", ""),
    ("#ffffff", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    ("#8b97a3", ""),
    ("#ffffff", "M2 2h1.6v1.6h-1.6zM6 6h1.6v1.6h-1.6z"),
    ("#dfe4e8", "M0 0L8 8M-2 6L2 10M6 -2L10 2"),
    ("#ffffff", "M0 2h8M0 6h8"),
    ("#ffffff", ""),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place of the axis; `note` says why there is none. Points of one `run` may be held against each other."""

    x: int
    y: float | None
    note: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one thing, in the order of the axis."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is said of a chart, and its size; `id` is unique on the page. Shares are percentages of 1."""

    id: str
    title: str
    desc: str
    lang: str = "zh"
    percent: bool = False
    width: int = 480
    height: int = 260


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """An element; what is not markup is escaped, attributes of None are left out, `class_` and `stroke_width` as one would think."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{named}>{''.join(map(escape, children))}</{name}>")


def frame(chart: Chart, height: float, *parts: object) -> Markup:
    """The whole drawing, with title and description for those who do not see it."""
    return tag(
        "svg",
        tag("title", chart.title, id=f"{chart.id}-title"),
        tag("desc", chart.desc, id=f"{chart.id}-desc"),
        *parts,
        class_="chart",
        role="img",
        aria_labelledby=f"{chart.id}-title {chart.id}-desc",
        viewBox=f"0 0 {chart.width} {_plain(height)}",
        xmlns="http://www.w3.org/2000/svg",
    )


def empty(chart: Chart) -> Markup:
    """A chart that has nothing to show, and says so."""
    said = {"zh": "没有可以画出的数值", "en": "There are no values to draw"}[chart.lang]
    return frame(chart, 60, words(chart.width / 2, 34, said, anchor="middle", class_="quiet"))


def words(x: float, y: float, text: object, anchor: str = "start", **more: object) -> Markup:
    """A line of text."""
    return tag("text", text, x=x, y=y, text_anchor=anchor, **more)


def patterns(chart: Chart) -> Markup:
    """The fills of a chart, to be used by `fill`."""
    tiles = [
        tag(
            "pattern",
            tag("rect", width=8, height=8, fill=ground),
            tag("path", d=strokes, stroke="#2f3e4e", stroke_width=1.1, fill="none"),
            id=f"{chart.id}-fill{number}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for number, (ground, strokes) in enumerate(PATTERNS)
    ]
    hatch = tag(
        "pattern",
        tag("path", d="M0 6L6 0", stroke="#b9b5aa", stroke_width=0.8, fill="none"),
        id=f"{chart.id}-gap",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return tag("defs", *tiles, hatch)


def fill(chart: Chart, number: int) -> str:
    """The fill of the series with this number."""
    return f"url(#{chart.id}-fill{number % len(PATTERNS)})"


def gap(chart: Chart) -> str:
    """The hatching of what is not there."""
    return f"url(#{chart.id}-gap)"


def steps(found: Sequence[float], percent: bool) -> list[float]:
    """Ticks for an axis that holds these values and 0; whole numbers are not cut up."""
    low, high = min(0, *found), max(0, *found)
    whole = not percent and all(value == round(value) for value in found)
    return (
        [float(value) for value in range(int(low), max(int(high), 1) + 1)]
        if whole and high - low < 5
        else ticks(low, high)
    )


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, with 0 and 1 where all is 0."""
    span = (high - low) or 1
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil((high if high > low else low + 1) / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def say(chart: Chart, value: float) -> str:
    """A value as short as an axis needs it."""
    if chart.percent:
        return f"{value * 100:.3g}%"
    for size, name in LARGE[chart.lang]:
        if abs(value) >= size * (10 if size == 1e4 else 1):
            return f"{value / size:.4g}{name}" if abs(value) < size * 1e4 else f"{value / size:,.0f}{name}"
    return f"{value:,.10g}" if value == round(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def long(text: str) -> float:
    """About how wide a text is: Han characters are as wide as they are high."""
    return sum(SIZE if ord(letter) > 0x2000 else SIZE * 0.58 for letter in text)


def cut(text: str, width: float) -> str:
    """As much of a text as fits."""
    if long(text) <= width:
        return text
    while text and long(text) + SIZE > width:
        text = text[:-1]
    return text + "…"


def runs(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    """The points that a line may join: next to each other, of one run, none missing."""
    found: list[list[Point]] = []
    before: Point | None = None
    for point in points:
        if point.y is None:
            before = None
            continue
        if before and point.x == before.x + 1 and point.run == before.run:
            found[-1].append(point)
        else:
            found.append([point])
        before = point
    return [tuple(run) for run in found]


def gaps(series: Sequence[Series]) -> list[tuple[int, int, str]]:
    """Stretches of the axis where no series has a value: first, last, and the reason where it is one and the same."""
    notes: dict[int, list[Point]] = {}
    for each in series:
        for point in each.points:
            notes.setdefault(point.x, []).append(point)
    blank = [(x, points[0].note) for x, points in sorted(notes.items()) if all(point.y is None for point in points)]
    found = []
    for _, group in groupby(enumerate(blank), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        stretch = [place for _, place in group]
        found.append((stretch[0][0], stretch[-1][0], stretch[0][1]))
    return found


def values(series: Iterable[Series]) -> list[float]:
    """All values that there are."""
    return [point.y for each in series for point in each.points if point.y is not None]


def _plain(value: object) -> str:
    """A number with no more digits than a drawing needs; anything else as it is."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
