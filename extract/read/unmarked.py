"""The digits of a web page by taking its markup away as text, without any parser: what the reader of pages is held against."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import groupby

from extract import text as normal
from extract.read.elements import BLOCKS, SILENT

# Attributes may hold a bare ">" between quotes.
_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*"|'[^']*')*+"""


def _any_case(names: Iterable[str]) -> str:
    """A pattern for some names that looks at their first letter first: to try all of them at every tag takes twice as long.

    Names of many tags, of tables and paragraphs, begin with late letters.
    """
    groups = groupby(sorted(names, reverse=True), key=lambda name: name[0])
    return "|".join(f"[{first}{first.upper()}](?i:{'|'.join(name[1:] for name in group)})" for first, group in groups)


_COMMENT, _COMMENT_END = re.compile("<!--()"), re.compile("-->")
_SILENT = re.compile(rf"<({_any_case(SILENT)})\b[^>]*>")
_SILENT_ENDS = {tag: re.compile(rf"</{tag}\s*>", re.I) for tag in SILENT}
_BEFORE = re.compile(r"(?s)\A.*?<[bB](?i:ody)\b[^>]*>")
_ENDS = rf"(?:{_any_case(['br', *BLOCKS])})\b"
_ENDING = re.compile(rf"</?{_ENDS}{_ATTRIBUTES}>")
_OTHERS = re.compile(rf"</?[a-zA-Z!?]{_ATTRIBUTES}>")
# Tags that end no line, between two characters that can be digits, parts of their names, or nothing.
_APART = "> \\t\\n\u3000-\u303f\u3400-\u9fff，：（）"
_INLINE = rf"(?!/?{_ENDS})/?[a-zA-Z!?]{_ATTRIBUTES}>"
_AMID = re.compile(rf"<(?<=[^{_APART}]<){_INLINE}(?:<{_INLINE})*(?=[^{_APART}<])")


def witness(text: str) -> list[str]:
    """The digit runs of the body of a page that is `opened` by taking the markup away as text, without any parser."""
    body = _BEFORE.sub("", _without(text, _COMMENT, {"": _COMMENT_END}, ""), count=1)
    # Most of what is written by its name is this blank.
    return normal.digits(unescape(_bare(_without(body, _SILENT, _SILENT_ENDS, "\n")).replace("&nbsp;", "\u00a0")))


def _bare(body: str) -> str:
    """A text without its tags: line ends in the place of those that end a line, and of all where it makes no difference to digits."""
    plain = _OTHERS.sub("\n", _AMID.sub("", body))
    if "<" not in plain:
        return plain
    return _OTHERS.sub("", _ENDING.sub("\n", body))


def _without(text: str, start: re.Pattern[str], ends: dict[str, re.Pattern[str]], mark: str) -> str:
    """A text without what stands between starts and their ends; a kind of end that is missing once is not looked for again."""
    kept, place, at = [], 0, 0
    missing: set[str] = set()
    while found := start.search(text, at):
        kind, at = found.group(1).lower(), found.end()
        end = ends[kind].search(text, at) if kind not in missing else None
        if end is None:
            missing.add(kind)
        else:
            kept += [text[place : found.start()], mark]
            place = at = end.end()
    return "".join([*kept, text[place:]])
