"""A page as a flat list of tags, each with the text behind it: the parser mends the page and writes it out, a pattern cuts that.

To ask the parser for every node takes many times as long. As it writes a page, no value of an attribute holds a `<` or a `>`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from extract.errors import UnreadableFile
from extract.read.html.rows import Rows, cut
from extract.read.html.text import bare, coded

# Name and attributes of a tag, with its `/` at an end and `!` for a comment, and the text behind it as the page has it.
Tag = tuple[str, str, str]
# Where a tag of an element stands, and where its end.
Place = tuple[int, int]
# Elements without an end.
_VOID = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())
_ENDLESS = VOID | {"", "!"}
# Elements may be open in one another as far as this; no page of an office comes near.
DEPTH = 480

# What the parser writes as it stands, with an end always: comments, and elements whose content is no markup. A possessive group
# matches wrongly before Python 3.11.5, and any other takes memory each time it comes: a text is passed so up to its 999th `<`.
_ASIDE = re.compile(
    r"<(?:!--(?s:.*?)-->"
    r"|(script|style|xmp|iframe|plaintext)(?=[ >])([^>]*>)([^<]*+(?:<(?!/\1>)[^<]*+){0,999}(?s:.*?))(?=</\1>))"
)
# Everything is cut: where `<` starts no tag, it is a text.
_CUT = re.compile("(?:<([^ >]+)([^>]*)>)?([^<]*)")


class Tags:
    """The tags of an element in order, and where each of them ends; a table of figures that is plain markup is one tag.

    `grids` are the rows of these by the place of their tag, behind which all their markup stands for a text.
    """

    def __init__(self, html: str):
        self.tags: list[Tag] = []
        self.grids: dict[int, Rows] = {}
        *tables, rest = _ASIDE.sub(_aside, html).split("</table>")
        end = ""
        for part in tables:
            before, start, table = part.rpartition("<table")
            values, _, inside = table.partition(">")
            if start and values[:1] in ("", " ") and (rows := cut(inside)):
                self.tags += _CUT.findall(end + before)[:-1]
                self.grids[len(self.tags)] = rows
                self.tags.append(("table", values, inside))
            else:
                self.tags += _CUT.findall(end + part)[:-1]
            end = "</table>"
        self.tags += _CUT.findall(end + rest)
        self.ends = _ends(self.tags)

    def text(self, start: int, end: int) -> str:
        """All text from a tag to another, of scripts too."""
        return bare("".join(map(itemgetter(2), self.tags[start:end])))

    def length(self, start: int, end: int) -> int:
        """How long the text from a tag to another is."""
        return self._lengths[end] - self._lengths[start]

    def long(self, places: Iterable[Place], limit: int) -> list[Place]:
        """The places from a tag to another whose text may be longer than a limit."""
        written = self._written
        return [place for place in places if written[place[1]] - written[place[0]] > limit]

    def tables(self, start: int, end: int) -> bool:
        """Whether a table starts behind a tag and before another."""
        return bisect_right(self._tables, start) < bisect_left(self._tables, end)

    @cached_property
    def _lengths(self) -> list[int]:
        return list(accumulate((len(bare(text)) for _, _, text in self.tags), initial=0))

    @cached_property
    def _written(self) -> list[int]:
        return list(accumulate(map(len, map(itemgetter(2), self.tags)), initial=0))

    @cached_property
    def _tables(self) -> list[int]:
        return [at for at, (name, _, _) in enumerate(self.tags) if name == "table"]


def _aside(found: re.Match[str]) -> str:
    """A comment without its text; other text that is no markup as the page would write it elsewhere."""
    return f"<{found[1]}{found[2]}{coded(found[3])}" if found[1] else "<!>"


def _ends(tags: list[Tag]) -> list[int]:
    """For each tag the place of its end; the page's end where it has none, and itself for what holds nothing."""
    ends = list(range(len(tags)))
    names: list[str] = []
    starts: list[int] = []
    for at, (name, _, _) in enumerate(tags):
        if name in _ENDLESS:
            continue
        if name[0] != "/":
            names.append(name)
            starts.append(at)
            ends[at] = len(tags)
            if len(names) > DEPTH:
                raise UnreadableFile("damaged", "the elements of the file are nested too deeply", "text/html")
        elif names and names[-1] == name[1:]:
            names.pop()
            ends[starts.pop()] = at
        elif name[1:] in names:
            while names.pop() != name[1:]:
                ends[starts.pop()] = at
            ends[starts.pop()] = at
    return ends
