"""What the request at hand asked for. Datasette 0.65 does not tell `render_cell`, so it is kept beside the request."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The path of a request and the words that it searches for."""

    path: str = ""
    words: str = ""


_asked: ContextVar[Asked] = ContextVar("asked")


def now() -> Asked:
    """What the request at hand asked for; nothing outside of one."""
    return _asked.get(Asked())


def remember(app: App) -> App:
    """The same application, with `now()` telling what was asked for while it answers."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        token = _asked.set(_read(scope))
        try:
            await app(scope, receive, send)
        finally:
            _asked.reset(token)

    return answer


def _read(scope: dict[str, Any]) -> Asked:
    """What a request asks for; `_search=` and `_search_<column>=` hold words."""
    if scope["type"] != "http":
        return Asked()
    pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    words = [value for name, value in pairs if name.startswith("_search") and name != "_searchmode"]
    return Asked(scope["path"], " ".join(words))
