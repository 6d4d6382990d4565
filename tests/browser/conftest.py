"""A real browser before a real server: Debian's chromium, and the samples as `nianbao load` and `nianbao serve` show them."""

import contextlib
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from kinds import addresses
from visits import Visits

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Root has no sandbox in a container, and nothing may ask the makers of the browser for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]
# Slow machines are slow: what has not happened after this never will.
PATIENCE = 120


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """An archive of the samples with their originals, of a report whose total was changed, and of one without its tables."""
    folder = tmp_path_factory.mktemp("browser")
    made = {
        "wrong.txt": _changed((ROOT / "samples" / "2021-0003.txt").read_text("utf-8")),
        "words.txt": _untabled((ROOT / "samples" / "2019-0005.txt").read_text("gb18030")),
    }
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    samples = sorted(path for path in (ROOT / "samples").glob("20*.*") if path.is_file())
    paths = [*samples, *(folder / name for name in made)]
    command = [sys.executable, "-m", "extract", "load", *paths, "--archive", folder / "archive.db"]
    loaded = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    return folder / "archive.db"


def _changed(text):
    """The report with more requests in its first total than its row adds up to."""
    row = next(line for line in text.splitlines() if line.startswith("一、本年新收政府信息公开申请数量\t"))
    cells, _, total = row.rpartition("\t")
    return text.replace(row, f"{cells}\t{int(total) + 7}", 1)


def _untabled(text):
    """The report in words alone."""
    return "\n".join(line for line in text.splitlines() if "\t" not in line)


@pytest.fixture(scope="session")
def serving(tmp_path_factory):
    """A function: archive -> the address at which a process of its own serves it until the tests end."""
    with contextlib.ExitStack() as stack:
        yield lambda archive: stack.enter_context(_served(archive, tmp_path_factory.mktemp("log") / "server.txt"))


@contextlib.contextmanager
def _served(archive, log):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "extract", "serve", "--archive", str(archive), "--port", str(port)]
    with log.open("wb") as said, subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said) as process:
        try:
            _answered(f"http://127.0.0.1:{port}/", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _answered(url, process, log):
    """Wait until the server answers; what it said where it ended instead."""
    for _ in range(PATIENCE * 5):
        assert process.poll() is None, log.read_text("utf-8")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=PATIENCE).close()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def origin(archive, serving):
    """The address of the served samples."""
    return serving(archive)


@pytest.fixture(scope="module")
def chromium():
    """The browser, for one module of tests: while it runs, its event loop is the only one that can."""
    if not CHROMIUM:
        pytest.skip("NO PAGE IS TESTED IN A BROWSER: there is no chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE * 1000)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, origin):
    """A window of its own, whose requests outside the served archive are kept in `strangers`."""
    with chromium.new_context(base_url=origin, permissions=["clipboard-read", "clipboard-write"]) as context:
        context.set_default_timeout(PATIENCE * 1000)
        window = context.new_page()
        window.strangers = []
        context.on(
            "request", lambda asked: None if asked.url.startswith(f"{origin}/") else window.strangers.append(asked.url)
        )
        yield window


@pytest.fixture(scope="module")
def visits(chromium, origin, archive):
    """What there is to see on every kind of page, each visited once; the screenshots are kept."""
    seen = Visits(chromium, origin, addresses(archive), SCREENSHOTS, PATIENCE)
    yield seen
    seen.close()
