"""Bars: upright ones over years, lying ones for names, and lying ones cut into shares."""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from extract.serve.charts import drawing
from extract.serve.charts.drawing import LINE, SIZE, Chart, Point, Series, tag, words

LEFT, TOP, BOTTOM = 48, 20, 26
ROW = 24
YEAR = 40
# Below this part of the whole a segment has no room for its figure.
SMALL = 0.09


def columns(chart: Chart, series: Series) -> Markup:
    """An upright bar for each point, its value above it; a hatched stretch where there is none."""
    found = drawing.values([series])
    if not found:
        return drawing.empty(chart)
    steps = drawing.steps(found, chart.percent)
    right, bottom = chart.width - 10, chart.height - BOTTOM
    slot = (right - LEFT) / len(series.points)

    def height(value: float) -> float:
        return bottom - (bottom - TOP) * (value - steps[0]) / (steps[-1] - steps[0])

    rules = [
        part
        for step in steps
        for part in (
            tag("path", d=f"M{LEFT} {height(step):.1f}H{right}", class_="zero" if step == 0 else "rule"),
            words(LEFT - 6, height(step) + 4, drawing.say(chart, step), anchor="end"),
        )
    ]
    every = next(step for step in (1, 2, 3, 5, 10, 50, 10**6) if len(series.points) <= step * 9)
    upright: list[Markup] = []
    for number, point in enumerate(series.points):
        left = LEFT + slot * number
        upright += (
            _upright(chart, point, left, slot, height) if point.y is not None else [_gap(chart, point, left, slot)]
        )
        if (len(series.points) - 1 - number) % every == 0:
            upright.append(words(left + slot / 2, bottom + LINE + 2, point.x, anchor="middle"))
    return drawing.frame(chart, chart.height, drawing.patterns(chart), *rules, *upright)


def _upright(
    chart: Chart, point: Point, left: float, slot: float, height: Callable[[float], float]
) -> Iterator[Markup]:
    """One bar, with its value above where there is room."""
    wide, said = min(slot * 0.72, 44), drawing.say(chart, point.y or 0)
    top, foot = sorted((height(point.y or 0), height(0)))
    told = tag("title", f"{point.x}: {said}")
    box = {"x": left + (slot - wide) / 2, "y": top, "width": wide, "height": max(foot - top, 0.8)}
    yield tag("rect", told, class_="bar", **box)
    if len(said) * SIZE * 0.58 < slot * 1.3:
        yield words(left + slot / 2, top - 5, said, anchor="middle", class_="figure")


def bars(chart: Chart, rows: Sequence[tuple[str, float | None, str]]) -> Markup:
    """A lying bar under each name, with what is said of it at its end; negative values go to the left."""
    found = [value for _, value, _ in rows if value is not None]
    if not found:
        return drawing.empty(chart)
    low, high = min(0, *found), max(0, *found)
    room = max(drawing.long(said) for _, _, said in rows) + 10
    left, right = (room if low < 0 else 2.0), chart.width - room
    span = (high - low) or 1

    def across(value: float) -> float:
        return left + (right - left) * (value - low) / span

    parts = [
        part
        for number, row in enumerate(rows)
        for part in _lying(chart, number * (ROW + LINE), row, across, (left, right))
    ]
    height = len(rows) * (ROW + LINE) + 6
    zero = tag("path", d=f"M{across(0):.1f} 4V{height - 4}", class_="zero")
    return drawing.frame(chart, height, drawing.patterns(chart), *parts, zero)


def _lying(
    chart: Chart,
    top: float,
    row: tuple[str, float | None, str],
    across: Callable[[float], float],
    ends: tuple[float, float],
) -> Iterator[Markup]:
    """A name, its bar below, and what is said of it at the bar's end."""
    name, value, said = row
    yield words(2, top + LINE, drawing.cut(name, chart.width - 4))
    if value is None:
        yield tag("rect", x=ends[0], y=top + LINE + 5, width=ends[1] - ends[0], height=12, fill=drawing.gap(chart))
        yield words(ends[1] + 5, top + LINE + 15, said, class_="figure")
        return
    start, end = sorted((across(0), across(value)))
    yield tag("rect", x=start, y=top + LINE + 5, width=max(end - start, 0.8), height=12, class_="bar")
    x, anchor = (start - 5, "end") if value < 0 else (end + 5, "start")
    yield words(x, top + LINE + 15, said, anchor=anchor, class_="figure")


def shares(chart: Chart, series: Sequence[Series]) -> Markup:
    """A lying bar for each year, cut into the parts of its whole; a year in which a part is missing is a gap."""
    years = sorted({point.x for each in series for point in each.points})
    at = {(number, point.x): point for number, each in enumerate(series) for point in each.points}
    rows = [[at.get((number, year), Point(year, None)) for number in range(len(series))] for year in years]
    if not any(_whole(row) for row in rows):
        return drawing.empty(chart)
    legend, top = _legend(chart, series)
    parts = []
    for number, row in enumerate(rows):
        y = top + number * ROW
        parts.append(words(YEAR - 6, y + 15, row[0].x, anchor="end"))
        parts += _segments(chart, series, row, y) if _whole(row) else _missing(chart, row, y)
    return drawing.frame(chart, top + len(rows) * ROW + 4, drawing.patterns(chart), *legend, *parts)


def _whole(row: Sequence[Point]) -> float:
    """The sum of the parts; 0 where one of them is missing."""
    return 0 if any(point.y is None or point.y < 0 for point in row) else sum(point.y or 0 for point in row)


def _segments(chart: Chart, series: Sequence[Series], row: Sequence[Point], y: float) -> list[Markup]:
    """The parts of one year, each with its percentage where it is wide enough."""
    whole, wide, x = _whole(row), chart.width - YEAR - 4, float(YEAR)
    parts = []
    for number, (each, point) in enumerate(zip(series, row, strict=True)):
        part = (point.y or 0) / whole
        told = f"{each.name} {point.x}: {part * 100:.1f}%"
        box = tag("rect", tag("title", told), x=x, y=y, width=wide * part, height=ROW - 5,
                  fill=drawing.fill(chart, number), class_="part")  # fmt: skip
        parts.append(box)
        if part >= SMALL:
            parts.append(words(x + wide * part / 2, y + 14, f"{part * 100:.0f}%", anchor="middle", class_="on"))
        x += wide * part
    return parts


def _missing(chart: Chart, row: Sequence[Point], y: float) -> list[Markup]:
    """A year that has no whole, and why."""
    note = next((point.note for point in row if point.y is None and point.note), "—")
    wide = chart.width - YEAR - 4
    box = tag("rect", x=YEAR, y=y, width=wide, height=ROW - 5, fill=drawing.gap(chart))
    return [box, words(YEAR + wide / 2, y + 14, drawing.cut(note, wide - 8), anchor="middle", class_="on note")]


def _legend(chart: Chart, series: Sequence[Series]) -> tuple[list[Markup], float]:
    """The fills with their names, in as many lines as they need, and where the next thing may stand."""
    parts, x, y = [], 0.0, 2.0
    for number, each in enumerate(series):
        name = drawing.cut(each.name, chart.width - 24)
        need = 22 + drawing.long(name) + 14
        if x and x + need > chart.width + 14:
            x, y = 0.0, y + LINE + 6
        parts.append(tag("rect", x=x + 0.5, y=y, width=16, height=12, fill=drawing.fill(chart, number), class_="part"))
        parts.append(words(x + 22, y + 11, name))
        x += need
    return parts, y + LINE + 12


def _gap(chart: Chart, point: Point, left: float, wide: float) -> Markup:
    """A column that is not there, and why for those who point at it."""
    told = tag("title", point.note) if point.note else ""
    height = chart.height - BOTTOM - TOP
    return tag("rect", told, x=left, y=TOP, width=wide, height=height, fill=drawing.gap(chart))
