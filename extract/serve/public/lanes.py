"""Which work a request is, and how much of each kind is done at a time, so that no kind keeps the others waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from extract.serve.public.clients import Client
from extract.serve.public.refused import again

# Seconds that a request waits for others; for those of its own client it waits as long as an answer may take.
TURN = 0.6
BUSY = (503, "服务器正忙，请稍后再试。", "The server is busy. Please try again in a moment.")

STATIC = ("/-/static/", "/-/static-plugins/")
ENDINGS = (".csv", ".xlsx", ".json", ".parquet")
# Pages of ours among those of Datasette; what they are as files is little.
OURS = ("report", "fact", "item", "office", "page", "file", "concept")


@dataclass(frozen=True, slots=True)
class Lane:
    """How many requests are worked at, how many of one client may be under way until they have been sent, and be worked at.

    A browser asks for six things at once. Who asks for six searches waits for himself: others wait for half of them.
    """

    at_a_time: int
    of_one: int
    worked: int


LANES = {"page": Lane(8, 6, 3), "file": Lane(2, 1, 1), "sql": Lane(3, 2, 2)}


def lane(path: str) -> str | None:
    """The lane of a path; None for what costs nothing."""
    if path.startswith(STATIC) or path in ("/favicon.ico", "/robots.txt"):
        return None
    first, _, rest = path.strip("/").partition("/")
    kind = rest.partition("/")[0]
    if path.endswith(".db"):
        return "file"
    if first.partition(".")[0] == "archive":
        return "page" if kind in OURS else "sql"
    return "file" if path.endswith(ENDINGS) else "page"


class Turns:
    """The turns of all lanes. They are given in the order in which they are asked for."""

    def __init__(self) -> None:
        self._free = {name: asyncio.Semaphore(each.at_a_time) for name, each in LANES.items()}

    @asynccontextmanager
    async def taken(self, name: str | None, client: Client) -> AsyncIterator[Callable[[], None]]:
        """A turn of a client in a lane; what is given ends it early. Raises where none comes in time."""
        if name is None:
            yield lambda: None
            return
        own = client.turns.setdefault(name, asyncio.Semaphore(LANES[name].worked))
        held: list[asyncio.Semaphore] = []

        def end() -> None:
            while held:
                held.pop().release()

        try:
            await own.acquire()
            held.append(own)
            try:
                async with asyncio.timeout(TURN):
                    await self._free[name].acquire()
            except TimeoutError:
                raise again(*BUSY) from None
            held.append(self._free[name])
            yield end
        finally:
            end()
