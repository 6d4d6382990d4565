"""The digits of a web page by taking its markup away as text, without any parser: what the reader of pages is held against."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import groupby

from extract import text as normal
from extract.read.html.elements import BLOCKS, SILENT

# Attributes may hold a bare ">" between quotes. How often a group may come is counted: a possessive one matches wrongly before
# Python 3.11.5, and any other takes memory for each time it comes.
_ATTRIBUTES = r"""[^<>"']*+(?:(?:"[^"]*"|'[^']*')[^<>"']*+){0,9999}"""


def _any_case(names: Iterable[str]) -> str:
    """A pattern for some names that looks at their first letter first: to try all of them at every tag takes twice as long.

    Names of many tags, of tables and paragraphs, begin with late letters.
    """
    groups = groupby(sorted(names, reverse=True), key=lambda name: name[0])
    return "|".join(f"[{first}{first.upper()}](?i:{'|'.join(name[1:] for name in group)})" for first, group in groups)


_SILENT = re.compile(rf"<(?=[{''.join(sorted({tag[0] for tag in SILENT}))}])({'|'.join(SILENT)})\b[^>]*>", re.I)
_SILENT_ENDS = {tag: re.compile(rf"</{tag}\s*>", re.I) for tag in SILENT}
_BODY = re.compile(r"<[bB](?i:ody)\b[^>]*>")
_ENDS = rf"(?:{_any_case(['br', *BLOCKS])})\b"
_ENDING = re.compile(rf"</?{_ENDS}{_ATTRIBUTES}>")
_TAG = rf"</?[a-zA-Z!?]{_ATTRIBUTES}>"
_OTHERS = re.compile(_TAG)
# Tags with nothing but blanks between them, and those among them that end no line.
_TAGS = re.compile(rf"((?:{_TAG}\s*+){{1,999}})")
_INLINE = re.compile(rf"(?:<(?!/?{_ENDS}){_TAG[1:]})+")


def witness(text: str) -> list[str]:
    """The digit runs of the body of a page that is `opened` by taking the markup away as text, without any parser."""
    plain = _without_comments(text)
    body = _without_silent(plain[found.end() :] if (found := _BODY.search(plain)) else plain)
    # Most of what is written by its name is this blank.
    return normal.digits(unescape(_bare(body).replace("&nbsp;", "\u00a0")))


def _bare(body: str) -> str:
    """A text without its tags: line ends in the place of those that end a line."""
    parts = _TAGS.split(body)
    # A page has few kinds of them.
    marks = {tags: "" if _INLINE.fullmatch(tags) else "\n" for tags in set(parts[1::2])}
    parts[1::2] = map(marks.__getitem__, parts[1::2])
    plain = "".join(parts)
    if "<" not in plain:
        return plain
    return _OTHERS.sub("", _ENDING.sub("\n", body))


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _without_silent(text: str) -> str:
    """A text without the elements that print nothing; a kind of end that is missing once is not looked for again."""
    kept, place, at = [], 0, 0
    missing: set[str] = set()
    while found := _SILENT.search(text, at):
        kind, at = found.group(1).lower(), found.end()
        end = _SILENT_ENDS[kind].search(text, at) if kind not in missing else None
        if end is None:
            missing.add(kind)
        else:
            kept += [text[place : found.start()], "\n"]
            place = at = end.end()
    return "".join([*kept, text[place:]])
