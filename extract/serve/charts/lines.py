"""Lines over years. What cannot be held against each other is not joined; a year without a value is a gap that says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from extract.serve.charts import drawing
from extract.serve.charts.drawing import LINE, MARKS, SIZE, Chart, Point, Series, tag, words

LEFT, TOP, BOTTOM = 48, 24, 26
LABELS = 130
DASHES = (None, "7 4", "2 3", "9 3 2 3", "1 4", "5 2 1 2")
INKS = ("#14508c", "#9a4a00", "#1c1c1a", "#3d6b35", "#7a3b7d", "#66645e")
# Each draws round the middle of a point; every second one is hollow.
SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "M-3.6 -3.6h7.2v7.2h-7.2z",
    "M0 -4.6L4.4 3.4H-4.4z",
    "M0 -5L5 0L0 5L-5 0z",
    "M-3.6 -3.6L3.6 3.6M-3.6 3.6L3.6 -3.6",
    "M0 -4.6V4.6M-4.6 0H4.6",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From years and values to places in the drawing."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    right: float
    bottom: float


def lines(chart: Chart, series: Sequence[Series]) -> Markup:
    """A line for each series, named at its end."""
    found = drawing.values(series)
    xs = [point.x for each in series for point in each.points]
    if not found:
        return drawing.empty(chart)
    named = len(series) > 1
    room = min(LABELS, max(drawing.long(each.name) for each in series) + 14) if named else 16
    steps = drawing.steps(found, chart.percent)
    scale = _scale(chart, (min(xs), max(xs)), (steps[0], steps[-1]), room)
    return drawing.frame(
        chart,
        chart.height,
        drawing.patterns(chart),
        *_gaps(chart, series, scale),
        *(_rule(chart, scale, step) for step in steps),
        *_years(scale, range(min(xs), max(xs) + 1)),
        *_breaks(series, scale),
        *(part for number, each in enumerate(series) for part in _line(chart, scale, number, each)),
        *(_names(series, scale, room) if named else ()),
    )


def breaks(series: Sequence[Series]) -> list[int]:
    """The years before which a line stops although there is a value on either side."""
    found = set()
    for each in series:
        for before, after in zip(each.points, each.points[1:], strict=False):
            if before.y is not None and after.y is not None and before.run != after.run:
                found.add(after.x)
    return sorted(found)


def _scale(chart: Chart, years: tuple[int, int], span: tuple[float, float], room: float) -> Scale:
    """Where years and values stand; a single year stands in the middle."""
    right, bottom = chart.width - room, chart.height - BOTTOM
    wide, high = (years[1] - years[0]), span[1] - span[0]
    inset = 10

    def across(year: float) -> float:
        return LEFT + inset + (right - LEFT - 2 * inset) * ((year - years[0]) / wide if wide else 0.5)

    return Scale(across, lambda value: bottom - (bottom - TOP) * (value - span[0]) / high, right, bottom)


def _rule(chart: Chart, scale: Scale, value: float) -> Markup:
    """A horizontal rule with its value."""
    y = scale.y(value)
    kind = "zero" if value == 0 else "rule"
    return tag(
        "g",
        tag("path", d=f"M{LEFT} {y:.1f}H{scale.right:.1f}", class_=kind),
        words(LEFT - 6, y + 4, drawing.say(chart, value), anchor="end"),
    )


def _years(scale: Scale, years: range) -> list[Markup]:
    """The years below, as many as there is room for; always the last."""
    step = next(step for step in (1, 2, 3, 5, 10, 20, 50, 100, 10**6) if len(years) <= step * 8)
    shown = [year for year in years if (years[-1] - year) % step == 0]
    return [words(scale.x(year), scale.bottom + LINE + 2, year, anchor="middle") for year in shown]


def _gaps(chart: Chart, series: Sequence[Series], scale: Scale) -> list[Markup]:
    """Hatched stretches with their reason written into them."""
    parts = []
    for first, last, note in drawing.gaps(series):
        half = min(
            12.0, (scale.x(first + 1) - scale.x(first)) / 2 if first < last or len(series[0].points) > 1 else 12.0
        )
        left, right = max(scale.x(first) - half, LEFT), min(scale.x(last) + half, scale.right)
        box = tag("rect", x=left, y=TOP, width=right - left, height=scale.bottom - TOP, fill=drawing.gap(chart))
        parts += [box, *_note(note, left, right, scale)]
    return parts


def _note(note: str, left: float, right: float, scale: Scale) -> list[Markup]:
    """The reason, across where there is room, else upwards, else only as what the pointer shows."""
    middle, height = (left + right) / 2, (TOP + scale.bottom) / 2
    if not note or right - left < SIZE:
        return [tag("title", note)] if note else []
    if drawing.long(note) < right - left:
        return [words(middle, height, note, anchor="middle", class_="note")]
    text = drawing.cut(note, scale.bottom - TOP - 8)
    turned = f"rotate(-90 {middle:.1f} {height:.1f})"
    return [words(middle, height + SIZE / 3, text, anchor="middle", class_="note", transform=turned)]


def _breaks(series: Sequence[Series], scale: Scale) -> list[Markup]:
    """Upright dashes, numbered: what stands on both sides cannot be held against each other."""
    parts = []
    for number, year in enumerate(breaks(series)):
        x = scale.x(year - 0.5)
        mark = MARKS[number % len(MARKS)]
        parts.append(tag("path", d=f"M{x:.1f} {TOP}V{scale.bottom:.1f}", class_="break"))
        parts.append(words(x, TOP - 6, mark, anchor="middle", class_="note"))
    return parts


def _line(chart: Chart, scale: Scale, number: int, series: Series) -> list[Markup]:
    """The runs of one series, and a marker at each value."""
    ink = INKS[number % len(INKS)]
    parts = []
    for run in drawing.runs(series.points):
        if len(run) > 1:
            path = "L".join(f"{scale.x(point.x):.1f} {scale.y(point.y or 0):.1f}" for point in run)
            dash = DASHES[number % len(DASHES)]
            parts.append(tag("path", d=f"M{path}", fill="none", stroke=ink, stroke_width=2, stroke_dasharray=dash))
        parts += [_marker(chart, scale, number, series.name, point) for point in run]
    return parts


def _marker(chart: Chart, scale: Scale, number: int, name: str, point: Point) -> Markup:
    """A value, with its name and figure for those who point at it."""
    ink = INKS[number % len(INKS)]
    value = point.y or 0
    told = f"{name} {point.x}: {value * 100:.4g}%" if chart.percent else f"{name} {point.x}: {value:,.15g}"
    return tag(
        "path",
        tag("title", told.strip()),
        d=SHAPES[number % len(SHAPES)],
        transform=f"translate({scale.x(point.x):.1f} {scale.y(value):.1f})",
        fill="#fff" if number % 2 else ink,
        stroke=ink,
        stroke_width=1.6,
    )


def _names(series: Sequence[Series], scale: Scale, room: float) -> list[Markup]:
    """The names behind the last values, moved apart where they would touch."""
    ends = []
    for number, each in enumerate(series):
        last = next((point for point in reversed(each.points) if point.y is not None), None)
        if last is not None and last.y is not None:
            ends.append((scale.y(last.y), number, each.name))
    ends.sort()
    places: list[float] = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + LINE) if places else y)
    over = max(0.0, places[-1] - scale.bottom) if places else 0.0
    return [
        tag("g",
            tag("path", d=SHAPES[number % len(SHAPES)], transform=f"translate({scale.right + 5:.1f} {place - over:.1f}) scale(.8)",
                fill="#fff" if number % 2 else INKS[number % len(INKS)], stroke=INKS[number % len(INKS)], stroke_width=1.6),
            words(scale.right + 13, place - over + 4, drawing.cut(name, room - 14)))
        for place, (_, number, name) in zip(places, ends, strict=True)
    ]  # fmt: skip
