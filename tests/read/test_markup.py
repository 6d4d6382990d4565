"""Pages as flat lists of tags: nothing is lost between them, and a hidden element never makes a difference to the others."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.read.html.markup import DEPTH, Tags
from extract.read.html.reader import page

PLAIN = [
    '<p title="1<2>3 & &quot;">12<b>3</b>件</p>',
    '<p a<b"c>4</p><p width=\'10"\'">5</p><x<y>6</x<y>',
    "<table><tr><td><p align=left>7</p></td><td>8<p>9</p></td></tr></table>",
    "<td　width=10>10</td><?xml x ?>11<!-- 12 --!>13<![endif]>14",
    "<svg><style>&lt;g&gt;</style><link>15</link></svg>16<xmp><b>17</b></xmp>",
]


@pytest.mark.parametrize("source", PLAIN)
def test_all_that_the_parser_writes_is_cut(source):
    body = LexborHTMLParser(source).body.html
    tags = Tags(body)
    shown = LexborHTMLParser(source).body.text()
    assert tags.text(0, len(tags.tags)) == shown
    assert tags.tags[tags.ends[0]][0] == "/body"


# What stands in a cell or beside it, so that the table is cut tag by tag: each must give the same cells.
GRID = (
    "<table><thead><tr><th>甲<th rowspan=2>乙</thead><tr><td><p>1</p><p><b>2</b><span>3</span></p><td>{}<td colspan=0>5"
)
ODD = [
    "<div><br>4</div>",
    "<p style='white-space:pre'>4</p>",
    "<img src=a.gif>4",
    "<a href=x>4</a>",
    "<input value=4>",
    "<!-- <td>8</td> -->4",
    "<xmp></xmp>4",
    "4</td><!-- </table> -->",
    "4<x<td></x<td>",
    "4<table></table>",
]


@pytest.mark.parametrize("odd", ODD)
def test_what_else_stands_in_a_table_makes_no_difference_to_its_cells(odd):
    plain, other = (page(f"<body>{GRID.format(inside)}</table>").blocks for inside in ("4", odd))
    assert plain == other


@pytest.mark.parametrize(
    "inside, whole",
    [
        ("", True),
        (f"<p>{'长' * 99}。</p>" * 3, False),
        ("<table></table>", False),
        ("</td><script></script>", False),
        ("<textarea><table></textarea>", True),
    ],
)
def test_a_table_of_figures_is_one_tag(inside, whole):
    tags = Tags(LexborHTMLParser(GRID.format(inside) + "</table>").body.html)
    assert [(tags.tags[at][0], tags.tags[tags.ends[at]][0]) for at in tags.grids] == [("table", "/table")] * whole


def test_elements_end_where_they_end():
    tags = Tags("<body><div><p>1<br>2</p></div></section>3</body>")
    assert [(tags.tags[at][0], tags.tags[end][0]) for at, end in enumerate(tags.ends) if end > at] == [
        ("body", "/body"), ("div", "/div"), ("p", "/p")
    ]  # fmt: skip


def test_depth_has_an_end():
    assert Tags("<div>" * DEPTH).ends[0] == DEPTH + 1
