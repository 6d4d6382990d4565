"""The digits of a web page by taking its markup away as text, without any parser: what the reader of pages is held against."""

import re
from html import unescape

from extract import text as normal
from extract.read import unseen
from extract.read.elements import BLOCKS, SILENT

# Attributes may hold a bare ">" between quotes.
_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_COMMENT, _COMMENT_END = re.compile("<!--()"), re.compile("-->")
_SILENT = re.compile(rf"<({'|'.join(SILENT)})\b[^>]*>", re.I)
_SILENT_ENDS = {tag: re.compile(rf"</{tag}\s*>", re.I) for tag in SILENT}


def witness(text: str) -> list[str]:
    """The digit runs of a page's body by taking the markup away as text, without any parser."""
    text = unseen.opened(text)
    body = re.sub(r"(?is)\A.*?<body\b[^>]*>", "", _without(text, _COMMENT, {"": _COMMENT_END}, ""), count=1)
    body = _without(body, _SILENT, _SILENT_ENDS, "\n")
    body = re.sub(rf"(?i)</?(?:br|{'|'.join(BLOCKS)})\b{_ATTRIBUTES}>", "\n", body)
    return normal.digits(unescape(re.sub(rf"</?[a-zA-Z!?]{_ATTRIBUTES}>", "", body)))


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
