"""Charts are well-formed whatever they are given, say what they show, and never join what cannot be compared."""

import re

import pytest
from lxml import etree

from extract.serve import charts
from extract.serve.charts import Chart, Point, Series
from extract.serve.charts.drawing import gaps, runs, steps, ticks

SVG = "{http://www.w3.org/2000/svg}"
POINTS = {
    "none": (),
    "one": (Point(2019, 3),),
    "all zero": tuple(Point(year, 0) for year in range(2008, 2026)),
    "all missing": tuple(Point(year, None, "没有报告") for year in range(2008, 2026)),
    "huge": (Point(2020, 1), Point(2021, 9.9e17), Point(2022, 3)),
    "tiny": (Point(2020, 1e-9), Point(2021, 2e-9)),
    "below zero": (Point(2020, -5), Point(2021, 7)),
    "gaps": (Point(2008, None, "无此项"), Point(2009, 4), Point(2010, None), Point(2011, 6, run="b"), Point(2014, 1)),
    "markup": (Point(2020, None, '<script>"&'), Point(2021, 1)),
}
NAMES = ("甲", '<b>"乙"&', "一个很长很长很长很长很长很长很长很长的机关名称" * 3)


def drawings(points):
    chart = Chart("c", "题 <x>", "说明 & more")
    many = [Series(name, points) for name in NAMES]
    yield charts.lines(chart, many)
    yield charts.lines(chart, many[:1])
    yield charts.columns(chart, many[0])
    yield charts.shares(chart, many)
    yield charts.bars(chart, [(name, point.y, "<i>") for name in NAMES for point in points])
    yield charts.matrix(chart, NAMES, list(points), {(0, at): (point.y, "1") for at, point in enumerate(points)})


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_a_drawing_is_well_formed_and_says_what_it_is(points):
    for drawn in drawings(points):
        svg = etree.fromstring(str(drawn))
        assert svg.tag == f"{SVG}svg" and svg.get("role") == "img"
        assert [svg.find(f"{SVG}{name}").text for name in ("title", "desc")] == ["题 <x>", "说明 & more"]
        assert set(svg.get("aria-labelledby").split()) <= set(svg.xpath("//@id"))
        assert len(set(svg.xpath("//@id"))) == len(svg.xpath("//@id"))
        assert not svg.xpath("//@style | //*[local-name() = 'script' or local-name() = 'b']")
        assert not re.search(r"\b(nan|inf)\b", str(drawn))
        used = set(re.findall(r"url\(#([^)]+)\)", str(drawn)))
        assert used <= set(svg.xpath("//@id"))


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_nothing_is_drawn_outside_its_width(points):
    for drawn in drawings(points):
        svg = etree.fromstring(str(drawn))
        for box in svg.iter(f"{SVG}rect"):
            assert float(box.get("x", 0)) >= -0.01 and float(box.get("x", 0)) + float(box.get("width")) <= 481
            assert float(box.get("width")) >= 0 and float(box.get("height")) >= 0


def test_two_series_differ_without_their_colour():
    points = tuple(Point(year, year) for year in (2020, 2021))
    svg = etree.fromstring(str(charts.lines(Chart("c", "t", "d"), [Series("甲", points), Series("乙", points)])))
    strokes = [
        path for path in svg.iter(f"{SVG}path") if path.get("fill") == "none" and path.get("stroke-width") == "2"
    ]
    assert [path.get("stroke-dasharray") for path in strokes] == [None, "7 4"]
    assert {"甲", "乙"} <= {text.text for text in svg.iter(f"{SVG}text")}


@pytest.mark.parametrize(
    "points, expected",
    [
        ([Point(1, 5), Point(2, 6)], [[1, 2]]),
        ([Point(1, 5), Point(3, 6)], [[1], [3]]),
        ([Point(1, 5), Point(2, None), Point(3, 6)], [[1], [3]]),
        ([Point(1, 5, run="a"), Point(2, 6, run="b"), Point(3, 7, run="b")], [[1], [2, 3]]),
        ([], []),
    ],
)
def test_only_comparable_neighbours_are_joined(points, expected):
    assert [[point.x for point in run] for run in runs(points)] == expected


def test_a_gap_is_where_no_series_has_a_value():
    left = Series("a", (Point(1, None, "x"), Point(2, None, "x"), Point(3, None, "y"), Point(4, 1)))
    right = Series("b", (Point(1, None, "x"), Point(2, None, "x"), Point(3, 2), Point(4, None)))
    assert gaps([left]) == [(1, 2, "x"), (3, 3, "y")]
    assert gaps([left, right]) == [(1, 2, "x")]
    assert charts.breaks([Series("a", (Point(1, 1, run="a"), Point(2, 1, run="b"), Point(3, None)))]) == [2]


@pytest.mark.parametrize(
    "low, high, expected",
    [(0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 10, [0, 2, 4, 6, 8, 10]), (-5, 7, [-5, 0, 5, 10]), (0, 1e12, [0, 2e11, 4e11, 6e11, 8e11, 1e12])],
)  # fmt: skip
def test_ticks_are_round_and_hold_everything(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize(
    "values, percent, expected",
    [([0], False, [0, 1]), ([2, 1], False, [0, 1, 2]), ([-1, 1], False, [-1, 0, 1]), ([0.5], False, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
     ([1], True, [0, 0.2, 0.4, 0.6, 0.8, 1]), ([10], False, [0, 2, 4, 6, 8, 10])],
)  # fmt: skip
def test_counts_are_not_cut_into_fractions(values, percent, expected):
    assert steps(values, percent) == pytest.approx(expected)
