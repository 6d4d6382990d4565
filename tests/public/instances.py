"""A public instance: as a process that listens, and in this process."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import count
from pathlib import Path

from extract.serve.public import Public
from extract.serve.site import datasette

ROOT = Path(__file__).parents[2]
PDF = ROOT / "samples" / "2021-0018.pdf"
_visitors = count(1)


class Instance:
    """A public instance that listens; every request comes from a visitor of its own unless one is named."""

    def __init__(self, archive, *options):
        self.archive = archive
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        line = [
            sys.executable,
            "-m",
            "extract",
            "serve",
            "--public",
            "--archive",
            str(archive),
            "--port",
            str(self.port),
        ]
        proxy = ["--trusted-proxy", "127.0.0.1", "--client-header", "X-Forwarded-For"]
        self.process = subprocess.Popen(
            [*line, *proxy, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise AssertionError("the instance does not listen")

    def get(self, path, visitor=None, method="GET", body=None, **headers):
        """Status, headers and body of an answer."""
        visitor = visitor or visitor_of(next(_visitors))
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method)
        for name, value in {"X-Forwarded-For": visitor, **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()
        except ConnectionError:
            return 0, {}, b""
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            return 0, {}, b""

    def lives(self):
        """Whether it is still the process that was started, and answers."""
        return self.process.poll() is None and self.get("/questions")[0] == 200

    def end(self):
        """End it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def visitor_of(number):
    """An address of nobody."""
    return f"198.{18 + (number >> 16) % 2}.{number >> 8 & 255}.{number & 255}"


class Inside:
    """A public instance in this process."""

    def __init__(self, archive, **public):
        self.datasette = datasette(archive, None, Public(**public))

    def get(self, path, **more):
        """The answer to a request."""
        return asyncio.run(self.datasette.client.get(path, **more))

    def rows(self, sql):
        """The rows of a stranger's SQL."""
        return self.get("/archive.json", params={"sql": sql, "_shape": "arrays"}).json()["rows"]
