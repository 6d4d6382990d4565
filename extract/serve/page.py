"""What all our pages share: language, addresses, the rows they ask for, and headers that let nothing else in."""

from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from datasette import Request, Response

from extract.exports import endings
from extract.serve import bounds, called
from extract.serve.described import pair

STATIC = Path(__file__).parent / "static"
# Our own style sheets, scripts and images and nothing else, so that whatever a report's text may smuggle in stays dead.
POLICY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
# More rows than any page shows.
MANY = 1_000
LANGUAGES = {"zh": "zh-CN", "en": "en"}
# Pages that the head of every page leads to: address, and what it is called in both languages.
PLACES = (
    ("/", ("首页", "Home")),
    ("/search", ("搜索", "Search")),
    ("/questions", ("专题", "Questions")),
    ("/findings", ("核对", "Findings")),
    ("/coverage", ("覆盖", "Coverage")),
    ("/codebook", ("编码表", "Codebook")),
    ("/data", ("数据", "Data")),
)

# Where further pages belong to them: beginnings of addresses. Datasette's own belong to the data.
BELOW = {"/questions": ("/questions/",), "/codebook": ("/archive/item/", "/archive/concept/")}
# Kinds of pages of ours that lie below the database's address.
OURS = ("report", "fact", "office", "item", "concept", "file", "page")

Say = Callable[[str, str], str]


def language(request: Request) -> str:
    """`zh` unless the address or, failing that, a cookie asks for `en`."""
    asked = request.args.get("lang") or request.args.get("_lang") or request.cookies.get("lang")
    return asked if asked in LANGUAGES else "zh"


def speaker(request: Request) -> Say:
    """A function: the Chinese and the English wording -> the one that the request asks for."""
    english = language(request) == "en"
    return lambda zh, en: en if english else zh


def shared(datasette: Any, request: Request) -> dict[str, Any]:
    """What all templates use, Datasette's too."""
    lang, say = language(request), speaker(request)
    return {
        "_": say,
        "said": lambda text: say(*pair(text)),
        "reason": lambda en: called.reason(en, lang),
        "lang": LANGUAGES[lang],
        "narrowed": _narrowed(request),
        "switched": _switched(datasette, request, "zh" if lang == "en" else "en"),
        "sites": [(str(datasette.urls.path(at)), say(*name), _within(datasette, request, at)) for at, name in PLACES],
        "static": lambda name: static(datasette, name),
        "link": link,
        "endings": endings(),
        "to": lambda *parts, **query: address(datasette, *parts, **query),
    }


async def render(
    datasette: Any, request: Request, template: str, parts: Mapping[str, Any], status: int = 200
) -> Response:
    """One of our pages. They are templates of their own, not heirs of Datasette's, which are English."""
    body = await datasette.render_template(template, dict(parts), request=request)
    return Response.html(body, status=status, headers=dict(POLICY))


async def missing(datasette: Any, request: Request, what: tuple[str, str], name: str) -> Response:
    """The page that says that there is no such thing, and where to look; `what` is its kind in both languages."""
    return await render(datasette, request, "missing.html", {"what": what, "name": name}, status=404)


async def allowed(datasette: Any, request: Request) -> None:
    """Take the request for a page of ours; raise Datasette's own error where a visitor may not see the archive."""
    bounds.take()
    await datasette.ensure_permissions(request.actor, [("view-database", "archive"), "view-instance"])


async def rows(datasette: Any, sql: str, **values: Any) -> list[dict[str, Any]]:
    """The rows that a query finds in the archive."""
    results = await datasette.get_database("archive").execute(sql, values)
    # The rows of a file are many, and the loop has others to serve.
    return await to_thread(_told, results.rows) if len(results.rows) > MANY else _told(results.rows)


def _told(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


async def row(datasette: Any, sql: str, **values: Any) -> dict[str, Any] | None:
    """The first row that a query finds, None where it finds none."""
    found = await rows(datasette, sql, **values)
    return found[0] if found else None


def address(datasette: Any, *parts: str | int, **query: Any) -> str:
    """The address of a page: `address(datasette, "archive", "report", id, year=2018)`; values of None are left out."""
    path = "/" + "/".join(quote(str(part), safe="@:") for part in parts)
    asked = urlencode({name: value for name, value in query.items() if value not in (None, "")}, doseq=True)
    return str(datasette.urls.path(path)) + (f"?{asked}" if asked else "")


def static(datasette: Any, name: str) -> str:
    """The address of one of our static files."""
    return str(datasette.urls.static_plugins(_plugin(), name))


def link(url: str | None) -> str | None:
    """The address if a browser may follow it: http or https, nothing else that a file may contain."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else None


def _switched(datasette: Any, request: Request, lang: str) -> str:
    """The address of the same page in another language. Datasette takes `lang` for a column of its tables, `_lang` not."""
    name = "_lang" if _datasettes(datasette, request) else "lang"
    kept = [(key, value) for key in request.args for value in request.args.getlist(key) if key not in ("lang", "_lang")]
    return f"{request.path}?{urlencode([*kept, (name, lang)])}"


def _narrowed(request: Request) -> str:
    """What an address asks for, in brackets behind a page's name, "" for nothing: two lists of one kind are told apart by it."""
    told = [
        value for key in request.args if key not in ("lang", "_lang") for value in request.args.getlist(key) if value
    ]
    return f"（{', '.join(told)[:80]}）" if told else ""


def _datasettes(datasette: Any, request: Request) -> bool:
    """Whether a page is one of Datasette's own: the database, a table, a row, a query."""
    at = _local(datasette, request).strip("/").split("/")
    return at[0] == "archive" and (len(at) < 3 or at[1] not in OURS)


def _local(datasette: Any, request: Request) -> str:
    """The path of a request below the address that the site is served at."""
    return "/" + str(request.path).removeprefix(str(datasette.urls.path("/")).rstrip("/")).lstrip("/")


def _within(datasette: Any, request: Request, place: str) -> str | None:
    """What `aria-current` says of a link in the head: `page` for the page at hand, `true` for what it belongs to."""
    at = _local(datasette, request)
    if at == place:
        return "page"
    below = at.startswith(BELOW.get(place, ())) or place == "/data" and _datasettes(datasette, request)
    return "true" if below else None


@cache
def _plugin() -> str:
    """What Datasette calls this plugin: its distribution where it is installed, else its module."""
    from datasette.plugins import get_plugins

    return str(next(plugin["name"] for plugin in get_plugins() if STATIC.samefile(plugin["static_path"] or ".")))
