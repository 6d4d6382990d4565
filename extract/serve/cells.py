"""How single cells of Datasette's own table pages look: snippets with marked hits, links to the readable pages."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from extract.search import snippet
from extract.serve import asked

WIDTH = 160

Show = Callable[[Any, Any, Any], Markup | None]


def plain_snippet(text: str | None, words: str | None) -> str | None:
    """The text round its hits, which stand in 【】: the SQL function `zh_snippet`."""
    if text is None:
        return None
    return "".join(f"【{piece}】" if is_hit else piece for piece, is_hit in snippet(str(text), words))


def _text(row: Any, value: Any, datasette: Any) -> Markup | None:
    """A section's text in a list: the part with the hits, or its start. None (all of it) on the section's own page."""
    now = asked.now()
    if not isinstance(value, str) or not now.path.endswith("/archive/sections"):
        return None
    body = value if now.words else value.partition("\n")[2] or value
    return _mark(body, now.words, WIDTH)


def _heading(row: Any, value: Any, datasette: Any) -> Markup | None:
    """A section's heading, linked to the place in the readable report."""
    report, ordinal = _key(row, "report_id"), _key(row, "ordinal")
    if not isinstance(value, str) or report is None or ordinal is None:
        return None
    text = value or "（无标题）"
    return _link(datasette, f"{quote(report, safe='')}#s{ordinal}", _mark(text, asked.now().words, len(text)))


def _title(row: Any, value: Any, datasette: Any) -> Markup | None:
    """A report's title, linked to the readable report."""
    report = _key(row, "id")
    return _link(datasette, quote(report, safe=""), Markup.escape(value or "无标题的报告")) if report else None


def _mark(text: str, words: str, width: int) -> Markup:
    """A snippet as HTML."""
    shapes = {False: Markup("{}"), True: Markup("<mark>{}</mark>")}
    return Markup("").join(shapes[is_hit].format(piece) for piece, is_hit in snippet(text, words, width))


def _link(datasette: Any, place: str, text: Markup) -> Markup:
    """A link to a readable report."""
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/archive/report/{place}"), text)


def _key(row: Any, name: str) -> Any:
    """A value of the row, without the label that Datasette may have put beside it; None where it was not asked for."""
    try:
        value = row[name]
    except (IndexError, KeyError):
        return None
    return value["value"] if isinstance(value, dict) else value


SHOWN: dict[tuple[str, str | None, str], Show] = {
    ("archive", "sections", "text"): _text,
    ("archive", "sections", "heading"): _heading,
    ("archive", "reports", "title"): _title,
}
