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

# Name and attributes of a tag, with its `/` at an end, no name for a comment, and the text behind it as the page has it;
# before them the name once more where the text is no markup.
Tag = tuple[str, str, str, str]
# Where a tag of an element stands, and where its end.
Place = tuple[int, int]
# Elements without an end.
_VOID = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())
_ENDLESS = VOID | {""}
# Elements may be open in one another as far as this; no page of an office comes near.
DEPTH = 480
# What stands where a tag was taken out of a line: the blanks before and behind it are those of two texts.
JOINT = "\0"

# Elements whose text the parser writes as it stands.
_RAW = "script|style|xmp|iframe|plaintext"
# Elements that do nothing to their text, which may stay in it for a while where nothing can hide them; so may a last
# paragraph of a cell where it does not keep the ends of its lines.
_PLAIN = "span|strong|b|font|em|i|u|o:p|big|small"
_HIDES = r"(?<=[yY\s]:)\s*(?i:none|hidden)"
_KEEPS = r"(?<=[eE\s]:)\s*pre"
_VALUES = r'(?: (?!hidden=)[^ >"]+"[^">:]*+(?::(?!%s)[^">:]*+)*+")*+'
_WITHIN = rf"[^<]*(?:</?(?:{_PLAIN}){_VALUES % _HIDES}>[^<]*)*+"
_LAST = rf"\s*+<p{_VALUES % f'{_HIDES}|{_KEEPS}'}>{_WITHIN}</p>\s*+(?=</t[dh]>)"
# Everything is cut: where `<` starts no tag that is known, it is a text.
_CUT = (
    rf"(?:<(?:!--(?s:.*?)--|\?[^>]*|(?=(?:({_RAW})[ >])?)([^ >]+)([^>]*))>)?"
    r"((?(1)(?s:.*?)(?=</\1>)|%s))"
)
_MERGED, _EACH = re.compile(_CUT % rf"(?:{_LAST}|{_WITHIN})"), re.compile(_CUT % "[^<]*")
_MERGEABLE = frozenset(_PLAIN.split("|"))
# No other `<` stands in a text.
_INSIDE = re.compile("<[^>]*>")


class Tags:
    """The tags of an element in order, and where each of them ends."""

    def __init__(self, html: str):
        found = _MERGED.findall(html)
        if not _MERGEABLE.isdisjoint(map(itemgetter(1), found)):
            # Some of these are hidden, and an end does not say whose it is: all of them must be seen.
            found = _EACH.findall(html)
        raw = any(map(itemgetter(0), found))
        self.tags: list[Tag] = [(*tag[:3], coded(tag[3])) if tag[0] else tag for tag in found] if raw else found
        self.ends = _ends(self.tags)

    def text(self, start: int, end: int) -> str:
        """All text from a tag to another, of scripts too."""
        return bare("".join(text for _, _, _, text in self.tags[start:end]))

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
        return list(accumulate((len(bare(text)) for _, _, _, text in self.tags), initial=0))

    @cached_property
    def _written(self) -> list[int]:
        return list(accumulate(map(len, map(itemgetter(3), self.tags)), initial=0))

    @cached_property
    def _tables(self) -> list[int]:
        return [at for at, (_, name, _, _) in enumerate(self.tags) if name == "table"]


def _ends(tags: list[Tag]) -> list[int]:
    """For each tag the place of its end; the page's end where it has none, and itself for what holds nothing."""
    ends = list(range(len(tags)))
    names: list[str] = []
    starts: list[int] = []
    for at, (_, name, _, _) in enumerate(tags):
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


def value(values: str, name: str) -> str | None:
    """The value of an attribute, None where the tag has none of that name."""
    start = values.find(f' {name}="')
    if start < 0:
        return None
    start += len(name) + 3
    return _decoded(values[start : values.index('"', start)].replace("&quot;", '"'))


def joints(text: str) -> str:
    """A text with a mark for each tag that stayed in it."""
    return _INSIDE.sub(JOINT, text) if "<" in text else text


def bare(text: str) -> str:
    """A text without the tags that stayed in it, in characters as the page shows them."""
    return _decoded(_INSIDE.sub("", text) if "<" in text else text).replace(JOINT, "")


def _decoded(text: str) -> str:
    """A text with the characters that a parser writes by their names."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def coded(text: str) -> str:
    """A text as a page writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
