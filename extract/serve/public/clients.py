"""Who asks, how often, and how much at a time. What is remembered of clients never takes more than so much room."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from extract.serve.public import Public
from extract.serve.public.refused import Refused, again

# Requests a second in the long run, and at once; clients that are remembered.
RATE, BURST, REMEMBERED = 20.0, 100.0, 10_000
# Who has an IPv6 address has all those that share its first half.
HALF = 64

TOO_MANY = (429, "请求过于频繁，请稍后再试。", "Too many requests. Please try again in a moment.")
AT_A_TIME = (429, "同时进行的请求过多，请等前面的完成。", "Too many requests at a time. Please let the others end.")

Scope = dict[str, Any]


@dataclass(slots=True)
class Client:
    """What is left of what a client may ask for, when that was counted, what is being answered now by lane, and the turns in each."""

    tokens: float = BURST
    seen: float = field(default_factory=time.monotonic)
    busy: Counter[str] = field(default_factory=Counter)
    turns: dict[str, asyncio.Semaphore] = field(default_factory=dict)


@dataclass(slots=True)
class Clients:
    """Those who asked last."""

    known: OrderedDict[str, Client] = field(default_factory=OrderedDict)
    most: int = REMEMBERED

    def count(self, name: str) -> Client:
        """The client, with one more request; raises where that is one too many."""
        client = self.known.setdefault(name, Client())
        self.known.move_to_end(name)
        if len(self.known) > self.most:
            self.known.popitem(last=False)
        now = time.monotonic()
        client.tokens = min(BURST, client.tokens + (now - client.seen) * RATE)
        client.seen = now
        if client.tokens < 1:
            raise again(*TOO_MANY)
        client.tokens -= 1
        return client


@contextmanager
def busy(client: Client, lane: str, most: int) -> Iterator[None]:
    """While a request of a client is answered; raises where so many are already."""
    if client.busy[lane] >= most:
        raise again(*AT_A_TIME)
    client.busy[lane] += 1
    try:
        yield
    finally:
        client.busy[lane] -= 1


def told(scope: Scope, public: Public) -> Scope:
    """The request as a trusted proxy has it: the visitor's address and how the visitor came."""
    if not is_proxy(scope, public):
        return scope
    visitor = _visitor(scope, public)
    if visitor is None:
        raise Refused(400, "代理没有说明来访者。", f"The proxy did not say who asks: no usable {public.header}.")
    scheme = _header(scope, "x-forwarded-proto")[-1:]
    return {**scope, "client": (str(visitor), 0), "scheme": scheme[0] if scheme in (["http"], ["https"]) else "http"}


def is_proxy(scope: Scope, public: Public) -> bool:
    """Whether whom the connection comes from is trusted to say who asks."""
    peer = _peer(scope)
    return peer is not None and _trusted(peer, public)


def name(scope: Scope) -> str:
    """What a client is counted under."""
    address = _peer(scope)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> HALF:x}"
    return str(address)


def _visitor(scope: Scope, public: Public) -> IPv4Address | IPv6Address | None:
    """The last address of the header that is no trusted proxy's own: what stands before it anybody may have written."""
    for said in reversed(_header(scope, public.header)):
        address = _address(said)
        if address is None or not _trusted(address, public):
            return address
    return None


def _header(scope: Scope, name: str) -> list[str]:
    """The entries of a header, from all its lines."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key.decode("latin-1") == name.lower()]
    return [entry.strip() for line in lines for entry in line.split(",") if entry.strip()]


def _peer(scope: Scope) -> IPv4Address | IPv6Address | None:
    return _address((scope.get("client") or ("",))[0])


def _address(said: str) -> IPv4Address | IPv6Address | None:
    """An address, one of an IPv4 network by its own name; None where it is none."""
    try:
        address = ip_address(said.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _trusted(address: IPv4Address | IPv6Address, public: Public) -> bool:
    return any(address in network for network in public.proxies if network.version == address.version)
