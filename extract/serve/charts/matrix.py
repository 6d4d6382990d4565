"""A field of cells, each with its figure: the darker, the more, and always written out."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from extract.serve.charts import drawing
from extract.serve.charts.drawing import LINE, Chart, tag, words

HEAD = 22
ROW = 26
# From this part on the ground is so dark that a white figure stands out more than a black one.
DARK = 0.624


def matrix(
    chart: Chart,
    rows: Sequence[str],
    heads: Sequence[object],
    cells: Mapping[tuple[int, int], tuple[float | None, str]],
) -> Markup:
    """Rows of cells under heads; a cell is its part of the whole (None where there is none) and what is written in it."""
    if not rows or not heads or not cells:
        return drawing.empty(chart)
    left = min(max(drawing.long(name) for name in rows), chart.width * 0.3) + 8
    wide = (chart.width - left) / len(heads)
    step = max(1, round(32 / wide + 0.4))
    shown = [at for at in range(len(heads)) if (len(heads) - 1 - at) % step == 0]
    named = [words(left + wide * (at + 0.5), LINE - 2, heads[at], anchor="middle") for at in shown]
    field = [
        part
        for (row, column), (share, text) in sorted(cells.items())
        for part in _cell(chart, left + wide * column, HEAD + ROW * row, wide, share, text)
    ]
    names = [
        words(left - 8, HEAD + ROW * at + 17, drawing.cut(name, left - 8), anchor="end") for at, name in enumerate(rows)
    ]
    return drawing.frame(chart, HEAD + ROW * len(rows) + 4, drawing.patterns(chart), *named, *names, *field)


def _cell(chart: Chart, x: float, y: float, wide: float, share: float | None, text: str) -> list[Markup]:
    """One cell: hatched where there is nothing to show."""
    box = {"x": x + 0.5, "y": y + 0.5, "width": max(wide - 1, 0.5), "height": ROW - 1}
    if share is None:
        return [tag("rect", fill=drawing.gap(chart), **box), words(x + wide / 2, y + 17, text, anchor="middle")]
    level = round(245 - 205 * min(max(share, 0.0), 1.0))
    dark = share > DARK
    return [
        tag("rect", fill=f"#{level:02x}{level:02x}{level:02x}", class_="part", **box),
        words(x + wide / 2, y + 17, text, anchor="middle", class_="figure light" if dark else "figure dark"),
    ]
