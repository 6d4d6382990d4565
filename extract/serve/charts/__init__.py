"""Charts as SVG, drawn here and readable without colour: markers, dashes, patterns and labels tell things apart.

Pure: figures in, markup out. Nothing is styled in place, so that a page may forbid it; sizes are those of a viewBox.
"""

from extract.serve.charts.bars import bars, columns, shares
from extract.serve.charts.drawing import Chart, Point, Series
from extract.serve.charts.lines import breaks, lines
from extract.serve.charts.matrix import matrix

__all__ = ["Chart", "Point", "Series", "bars", "breaks", "columns", "lines", "matrix", "shares"]
