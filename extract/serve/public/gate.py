"""The gate of a public instance: which requests come in, how long each may take, and what leaves with its answer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

from extract.exports import parquet
from extract.serve import bounds
from extract.serve.public import Public, clients, headers
from extract.serve.public.functions import WORDS
from extract.serve.public.lanes import LANES, STATIC, Turns, lane
from extract.serve.public.refused import Refused, again

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]

# Seconds until the last statement has to end, until the answer has to begin, and until all of it has to be sent.
ASKED, BEGUN, SENT = 1.3, 1.7, 300.0
# Bytes of a path and of what is asked behind it; how many things, and how many times facets and conditions.
PATH, QUERY, ASKED_FOR, REPEATED = 1024, 4096, 100, 3
LATE = (503, "处理时间过长，已停止。请缩小范围后再试。", "This took too long and was stopped. Please ask for less.")


class Gate:
    """An application behind the gate."""

    def __init__(self, app: App, public: Callable[[], Public | None]):
        self.app, self._public = app, public
        self.clients, self.turns = clients.Clients(), Turns()

    @property
    def public(self) -> Public:
        """How the instance is public."""
        return self._public() or Public()

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        if self._public() is None:
            # Datasette makes an application before it is told what for.
            await self.app(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, self._warm(send))
        elif scope["type"] == "http":
            try:
                await self._let_in(scope, receive, send)
            except Refused as refused:
                await refused.answer(_telling(send))

    def _warm(self, send: Send) -> Send:
        """Look at some pages before anybody may, and import what is large: what is made once is made then, without a clock."""

        async def told(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.complete":
                for at in WARMED:
                    named, _, query = at.partition("?")
                    place = {"path": named, "raw_path": named.encode(), "query_string": query.encode()}
                    await self.app(HOME | place, _nothing, _nobody)
                parquet.warm()
            await send(message)

        return told

    async def _let_in(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer a request that is fit to be answered; raises `Refused`."""
        scope = clients.told(scope, self.public)
        client = self.clients.count(clients.name(scope))
        for refusal in refusals(scope):
            raise refusal
        kind = lane(path(scope))
        with clients.busy(client, kind or "static", LANES[kind].of_one if kind else ASKED_FOR):
            await self._answer(kind, client, scope, receive, _telling(send))

    async def _answer(self, kind: str | None, client: clients.Client, scope: Scope, receive: Any, send: Send) -> None:
        """Answer in time. Whoever reads slowly keeps nobody waiting: the turn ends when the answer is made."""
        begun = False
        bounds.start(ASKED)
        try:
            async with asyncio.timeout(BEGUN) as clock, self.turns.taken(kind, client) as end:

                async def sent(message: dict[str, Any]) -> None:
                    nonlocal begun
                    if not begun:
                        begun = True
                        end()
                        clock.reschedule(asyncio.get_running_loop().time() + SENT)
                    await send(message)

                await self.app(scope, receive, sent)
        except TimeoutError:
            if begun:
                raise
            raise again(*LATE) from None


def path(scope: Scope) -> str:
    """The path as Datasette takes it: as it was sent."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")


def refusals(scope: Scope) -> Iterator[Refused]:
    """What is wrong with a request, before anything is done for it."""
    said = {name.decode("latin-1"): value for name, value in scope["headers"]}
    if scope["method"] not in ("GET", "HEAD"):
        yield Refused(405, "本站只供查阅。", "This site is for reading only.", allow="GET, HEAD")
    if "transfer-encoding" in said or said.get("content-length", b"0").strip() != b"0":
        yield Refused(413, "请求不得带有内容。", "A request has nothing to bring here.")
    if len(path(scope)) > PATH or len(scope["query_string"]) > QUERY:
        yield Refused(414, "地址过长。", f"The address is too long: at most {QUERY} bytes behind the question mark.")
    if closed(path(scope)) or closed(scope["path"]):
        yield Refused(403, "此处不对外开放。", "This part of the site is not open to visitors.")
    yield from _asked_too_much(scope["query_string"])


def closed(at: str) -> bool:
    """Whether a path is one where Datasette tells of itself."""
    plain = "/" + unquote(at).lstrip("/")
    return (plain.startswith("/-/") or plain == "/-") and not (at.startswith(STATIC) and ".." not in plain)


def _asked_too_much(query: bytes) -> Iterator[Refused]:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if len(pairs) > ASKED_FOR:
        yield Refused(400, "条件过多。", f"At most {ASKED_FOR} things can be asked for at once.")
    for start in ("_facet", "_where", "_through"):
        if sum(name.startswith(start) and not name.startswith("_facet_size") for name, _ in pairs) > REPEATED:
            yield Refused(400, f"{start} 最多 {REPEATED} 个。", f"At most {REPEATED} of {start}.")
    if any((name == "q" or name.startswith("_search")) and len(value) > WORDS for name, value in pairs):
        yield Refused(400, f"一次最多搜索 {WORDS} 个字。", f"At most {WORDS} characters can be searched at once.")


def _telling(send: Send) -> Send:
    """Answers with their headers."""

    async def told(message: dict[str, Any]) -> None:
        await send(headers.finish(message) if message["type"] == "http.response.start" else message)

    return told


# The first search takes a second of a processor, in which nobody else is answered: places, templates, characters are read once.
WARMED = (
    "/",
    "/search?q=%E5%85%AC%E5%BC%80",
    "/findings",
    "/coverage",
    "/places",
    "/codebook",
    "/questions/requests",
    "/questions/movers",
)
HOME: Scope = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/", "raw_path": b"/",
    "query_string": b"", "root_path": "", "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 0),
}  # fmt: skip


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nobody(_message: dict[str, Any]) -> None:
    """Send to nobody."""
