"""Text that the source of a page holds where a browser does not show it: scripts, comments, templates, tags that never end."""

import re
from collections.abc import Iterable, Iterator

from extract import text as normal
from extract.model import Remark

# Elements whose content a parser takes for raw text, or keeps out of the page.
_RENAMED = re.compile(r"<(/?)([tT](?i:emplate)|[nN](?i:oframes|oembed))\b")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# The name of each place in which text is not read, and where it starts and ends.
_PLACES = (
    ("a comment", re.compile("<!--"), re.compile("-->")),
    ("a script", re.compile(r"<[sS](?i:cript)\b[^>]*>"), re.compile(r"</(?i:script)")),
    ("a style sheet", re.compile(r"<[sS](?i:tyle)\b[^>]*>"), re.compile(r"</(?i:style)")),
    ("the page's name", re.compile(r"<[tT](?i:itle)\b[^>]*>"), re.compile(r"</(?i:title)")),
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]*>|\\[nrt]|&nbsp;")
# Sentences as reports have them, in the form of `tight`: as far as their last end, which is looked for afterwards, since a
# search for it would go through a text without ends once for every character.
_RUN = re.compile(rf"[{normal.HAN}\d,、;:()“”《》%]{{18,}}。?")
_SUBJECT = re.compile(r"公开|申请|信息|报告")


def opened(text: str) -> str:
    """The source with what a parser would keep apart put where it stands: templates, what old browsers get, CDATA."""
    found = _RENAMED.sub(
        lambda tag: f"<{tag[1]}div" + (" hidden" if not tag[1] and tag[2].lower() == "template" else ""), text
    )
    return _CDATA.sub("", found) if "<![CDATA[" in found else found


def remarks(source: str, shown: str, concealed: Iterable[str]) -> Iterator[Remark]:
    """What a maintainer must know: sentences of a report that stand in no text of the page, or in a part that is hidden."""
    for name, start, end in _PLACES:
        if any(_is_new(_plain(region), shown) for region in _regions(source, start, end) if _may_tell(region)):
            yield Remark("unread", f"{name} of the page holds text of a report; it is not read")
    if any(_is_new(text, shown) for text in concealed):
        yield Remark("hidden", "a part of the page that a browser hides at first holds text of a report")


def _regions(source: str, start: re.Pattern[str], end: re.Pattern[str]) -> Iterator[str]:
    """What stands between each start and its end; one that nothing ends goes on to the end of the page."""
    at = 0
    while opening := start.search(source, at):
        closing = end.search(source, opening.end())
        at = closing.start() if closing else len(source)
        yield source[opening.end() : at]


def _may_tell(region: str) -> bool:
    """Whether Chinese can stand in a part of the source."""
    return not region.isascii() or "\\u" in region


def _plain(region: str) -> str:
    return _TAG.sub("", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), region))


def _is_new(text: str, shown: str) -> bool:
    """Whether a text has a sentence of a report that the page does not print."""
    runs = _RUN.findall(normal.tight(text).replace("；", ";"))
    sentences = [run if run.endswith("。") else run[: run.rfind(";") + 1] for run in runs]
    told = [sentence for sentence in sentences if len(sentence) > 18 and _SUBJECT.search(sentence)]
    return bool(told) and any(sentence not in normal.tight(shown) for sentence in told)
