"""What goes with every page of HTML, Datasette's too: our policy, and a cookie with the language that was chosen."""

from typing import Any
from urllib.parse import parse_qs

from extract.serve import page
from extract.serve.asked import App

YEAR = 365 * 24 * 3600


def sent(app: App) -> App:
    """The same application; a page that it answers with may load nothing but our own files, and keeps its language."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def pass_on(part: dict[str, Any]) -> None:
            if part["type"] == "http.response.start" and _is_page(part):
                part = part | {"headers": [*part["headers"], *_missing(part), *_cookie(scope)]}
            await send(part)

        await app(scope, receive, pass_on if scope["type"] == "http" else send)

    return answer


def _is_page(part: dict[str, Any]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in part["headers"])


def _missing(part: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers of our policy that the answer has not got already."""
    there = {name.lower() for name, _ in part["headers"]}
    told = [(name.encode(), value.encode()) for name, value in page.POLICY.items()]
    return [(name, value) for name, value in told if name not in there]


def _cookie(scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """The language that the address asks for, to be kept for a year; nothing where it asks for none."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    chosen = (asked.get("lang") or asked.get("_lang") or [""])[0]
    if chosen not in page.LANGUAGES:
        return []
    return [(b"set-cookie", f"lang={chosen}; Max-Age={YEAR}; Path=/; SameSite=lax".encode())]
