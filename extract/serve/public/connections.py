"""Connections of a public instance: few of one address, and none that stays open without asking for anything."""

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from extract.serve.public import Public, clients

# Seconds in which a request has to be all there, connections of one address, and of everybody.
WHOLE, OF_ONE, OF_ALL = 10.0, 64, 800

_open: Counter[str] = Counter()


class Guarded(H11Protocol):
    """A connection that is closed when no whole request has come in time."""

    public = Public()
    address = ""
    late: asyncio.TimerHandle | None = None

    @classmethod
    def of(cls, public: Public) -> type["Guarded"]:
        """The connections of an instance: its proxies may have as many as there are."""
        return type("Guarded", (cls,), {"public": public})

    def connection_made(self, transport: Any) -> None:
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        scope = {"client": self.client}
        self.address = clients.name(scope)
        _open[self.address] += 1
        if _open.total() > OF_ALL or _open[self.address] > OF_ONE and not clients.is_proxy(scope, self.public):
            transport.abort()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._stop()
        _open[self.address] -= 1
        if _open[self.address] <= 0:
            del _open[self.address]

    def data_received(self, data: bytes) -> None:
        """Take what has come; the clock runs until it is a whole request."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop()
        elif self.cycle is None or self.cycle.response_complete:
            self._wait()

    def _wait(self) -> None:
        if self.late is None:
            self.late = self.loop.call_later(WHOLE, self.transport.close)

    def _stop(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
