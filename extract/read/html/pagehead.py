"""What a web page says of itself: title, date, publisher and address, and the files that it links to."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from extract import text as normal

# The names under which systems for government sites keep these, the best first.
META = {
    "title": ("articletitle", "og:title"),
    "published_at": (
        "pubdate",
        "publishdate",
        "publishtime",
        "article:published_time",
        "firstpublishedtime",
        "makedate",
    ),
    "publisher": ("contentsource", "source"),
    "source_url": ("url", "og:url", "contenturl"),
}
FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|7z|txt|jpe?g|png|tiff?)(?=$|[?#&])", re.I)
_PLACES = {"a": "href", "area": "href", "iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_FRAMES = frozenset(["iframe", "frame", "embed", "object"])
_DATE = re.compile(r"(20\d\d|19\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?(\d{1,2}:\d\d(?::\d\d)?))?")
_DATED = re.compile(r"(?:发布|发文|公开|生成|成文)?(?:日期|时间)[:：]\s*([^\s]{8,12}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?)")
_SOURCE = re.compile(r"(?:信息|文章|稿件)?来源[:：]\s*([^\s|【\[（(:：]{2,40})")
# What sites print as a source that names nobody.
_NOBODY = re.compile(r"^(?:本站|本网|原创|网络|互联网|转载|未知|其他|暂无)|(?:日期|时间|浏览|阅读|点击|作者)")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->", re.I)
# Lines further from the report than this are no line of it.
_LONGEST = 160


def read(tree: LexborHTMLParser, source: str, lines: Sequence[str]) -> dict[str, str]:
    """Title, date, publisher and address, as far as the page gives them; what its head says counts more than what it prints."""
    said = _said(tree)
    found = {"title": normal.line(titles[0].text())} if (titles := tree.css("title")) else {}
    for field, names in META.items():
        if value := next((said[name] for name in names if name in said), ""):
            found[field] = value
    found["published_at"] = date(found.get("published_at", "")) or _printed(_DATED, lines, date)
    found["publisher"] = found.get("publisher") or _printed(_SOURCE, lines, _publisher)
    found["source_url"] = _address(found.get("source_url", "")) or _canonical(tree) or _saved(source)
    return {field: value for field, value in found.items() if value}


def links(tree: LexborHTMLParser) -> Iterator[str]:
    """The targets of attachments and frames, as written, in order."""
    seen: set[str] = set()
    for node in tree.css(", ".join(f"{tag}[{name}]" for tag, name in _PLACES.items())):
        target = (node.attributes.get(_PLACES[node.tag or ""]) or "").strip()
        wanted = node.tag in _FRAMES or FILES.search(target)
        if wanted and target not in seen and not target.lower().startswith(("javascript:", "data:", "about:", "#")):
            seen.add(target)
            yield target


def date(text: str) -> str:
    """A date as ISO 8601 has it, with its time if there is one; empty for what is none.

    >>> date("2024年1月5日"), date("2024-01-05 09:30"), date("昨天")
    ('2024-01-05', '2024-01-05 09:30', '')
    """
    found = _DATE.search(normal.line(text).replace(" ", "T", 1) if text else "")
    if not found or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return ""
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return f"{day} {found[4].zfill(len(found[4]) + (found[4][1] == ':'))}" if found[4] else day


def _said(tree: LexborHTMLParser) -> dict[str, str]:
    said: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        if content := normal.line(node.attributes.get("content") or ""):
            said.setdefault(name, content)
    return said


def _printed(pattern: re.Pattern[str], lines: Sequence[str], kept) -> str:
    """The first value that a line of the page gives behind a name such as 来源."""
    found = (pattern.search(line) for line in lines if len(line) <= _LONGEST)
    return next((value for match in found if match and (value := kept(match[1]))), "")


def _publisher(name: str) -> str:
    return "" if _NOBODY.search(name) else name


def _address(text: str) -> str:
    return text if re.match(r"https?://\S+$", text) else ""


def _canonical(tree: LexborHTMLParser) -> str:
    found = tree.css("link[rel=canonical][href]")
    return _address((found[0].attributes.get("href") or "").strip()) if found else ""


def _saved(source: str) -> str:
    """The address that a browser notes in a page that it saves."""
    found = _SAVED.search(source[:4096])
    return found[1] if found else ""
