"""Pages as flat lists of tags: nothing is lost between them, and a hidden element never makes a difference to the others."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.model import Paragraph
from extract.read.html import page
from extract.read.markup import DEPTH, Tags

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
    assert tags.tags[tags.ends[0]][1] == "/body"


@pytest.mark.parametrize("source", PLAIN)
def test_a_hidden_span_makes_no_difference_to_the_rest(source):
    # One that is hidden makes every tag be seen, where others stay within their texts.
    both = [page(f"<body>{'甲' * 99}<hr>{source}<hr>{end}") for end in ("乙", "<span hidden>乙</span>")]
    texts = [
        [block for block in one.blocks if not (isinstance(block, Paragraph) and block.text == "乙")] for one in both
    ]
    assert texts[0] == texts[1]


def test_elements_end_where_they_end():
    tags = Tags("<body><div><p>1<br>2</p></div></section>3</body>")
    assert [(tags.tags[at][1], tags.tags[end][1]) for at, end in enumerate(tags.ends) if end > at] == [
        ("body", "/body"), ("div", "/div"), ("p", "/p")
    ]  # fmt: skip


def test_depth_has_an_end():
    assert Tags("<div>" * DEPTH).ends[0] == DEPTH + 1
