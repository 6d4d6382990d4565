"""A public instance under attack: how long each attack takes, how the server grows, how long an innocent visitor waits meanwhile.

The archive has 5,000 made-up reports. These limits are what a public instance promises; they are in seconds of the clock, so a
machine that does other work beside says too much.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench import archive
from bench.attacked import Attack, attacks
from bench.timing import Row

REPORTS = 5_000
FILE = Path("build") / f"attacks-{REPORTS}.db"
# What is promised: seconds of an attack and of an innocent visitor, megabytes.
ATTACK, INNOCENT, GROWN = 2.0, 1.5, 100.0
REPORT = f"{1:016x}"
_visitors = count(1)


@dataclass(slots=True)
class Canary:
    """An innocent visitor, who looks at a page again and again."""

    port: int
    worst: float = 0.0
    statuses: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Until the attack is over; once at least."""
        visitor = _visitor()
        while True:
            start = time.monotonic()
            self.statuses.add(_ask(self.port, f"/archive/report/{REPORT}.json", visitor))
            self.worst = max(self.worst, time.monotonic() - start)
            if self.over.wait(0.1):
                return


def rows() -> Iterator[Row]:
    """The worst of all attacks, SQL open and closed, held against what is promised; each attack's own line goes before."""
    path = Path(os.environ.get("NIANBAO_ATTACKED", FILE))
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        archive.main(path, REPORTS, 1)
    for name, options in (("SQL open", []), ("SQL closed", ["--no-sql"])):
        with _served(path, options) as server:
            _ask(server.port, "/", _visitor())
            told = [_attacked(server, attack, name) for attack in attacks(f"{1:064x}", REPORT)]
            burst = _burst(server)
            lives = server.process.poll() is None
        yield Row(f"{name}: slowest of {len(told)} attacks, s (promise)", max(each[0] for each in told), ATTACK, 1.0)
        yield Row(f"{name}: longest wait of an innocent, s", max(each[1] for each in told), INNOCENT, 1.0)
        yield Row(f"{name}: most growth, MB", max(each[2] for each in told), GROWN, 1.0)
        yield Row(f"{name}: wrong answers (of so many attacks)", sum(each[3] for each in told), len(told), 0.0)
        yield Row(f"{name}: let in of a burst of 600", burst, 600, 0.5)
        yield Row(f"{name}: restarts", 0.0 if lives else 1.0, 1.0, 0.0)


@dataclass(slots=True)
class Server:
    """A public instance."""

    process: subprocess.Popen
    port: int
    before: float = 0.0

    @property
    def memory(self) -> float:
        """The most megabytes that it has held since it was last asked, which is forgotten then."""
        proc = Path(f"/proc/{self.process.pid}")
        with suppress(OSError):
            line = next(line for line in (proc / "status").read_text().splitlines() if line.startswith("VmHWM"))
            (proc / "clear_refs").write_text("5")
            return int(line.split()[1]) / 1024
        return 0.0


def _attacked(server: Server, attack: Attack, kind: str) -> tuple[float, float, float, bool]:
    """Seconds of an attack and of an innocent visitor, megabytes, and whether an answer was wrong."""
    canary = Canary(server.port)
    innocent = threading.Thread(target=canary.look)
    server.memory  # noqa: B018
    server.before = server.before or server.memory
    innocent.start()
    time.sleep(0.05)
    visitor = _visitor()
    with ThreadPoolExecutor(attack.times) as crowd:
        answers = list(crowd.map(lambda _: _timed(server.port, attack, visitor), range(attack.times)))
    canary.over.set()
    innocent.join()
    slowest, statuses = max(seconds for seconds, _ in answers), {status for _, status in answers}
    grown = server.memory - server.before
    right = attack.right if kind == "SQL open" else attack.closed
    wrong = not statuses <= right or not canary.statuses <= {200}
    print(f"{kind:10} {attack.name:42} {slowest:6.2f} s {grown:+7.0f} MB  innocent {canary.worst:5.2f} s {_list(canary.statuses)}  {_list(statuses)}{'  WRONG' if wrong else ''}")  # fmt: skip
    return slowest, canary.worst, grown, wrong


def _list(statuses: set[int]) -> str:
    return ",".join(map(str, sorted(statuses)))


def _timed(port: int, attack: Attack, visitor: str) -> tuple[float, int]:
    start = time.monotonic()
    status = _ask(port, attack.path, visitor, attack.method, attack.body, attack.headers)
    return time.monotonic() - start, status


def _burst(server: Server) -> int:
    """How many of 600 requests of one visitor are answered."""
    visitor = _visitor()
    with ThreadPoolExecutor(8) as crowd:
        return sum(
            status == 200 for status in crowd.map(lambda _: _ask(server.port, "/robots.txt", visitor), range(600))
        )


def _ask(
    port: int,
    path: str,
    visitor: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> int:
    """The status of an answer that has been read to its end; 0 where the connection ends before."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        try:
            connection.request(method, path, body, {"X-Forwarded-For": visitor, **(headers or {})})
            answer = connection.getresponse()
            while answer.read(2**16):
                pass
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0


def _visitor() -> str:
    number = next(_visitors)
    return f"198.18.{number >> 8 & 255}.{number & 255}"


@contextmanager
def _served(path: Path, options: list[str]) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "extract", "serve", "--archive", str(path), "--port", str(port), "--public"]
    proxy = ["--trusted-proxy", "127.0.0.1", "--client-header", "X-Forwarded-For"]
    process = subprocess.Popen([*line, *proxy, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while _ask(port, "/robots.txt", _visitor()) != 200 and process.poll() is None:
            time.sleep(0.1)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
