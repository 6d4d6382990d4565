"""Pictures of pages: drawn when somebody looks at one, kept in a private folder, never more than fit."""

import asyncio
import atexit
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from extract.draw import DRAWN, Sheet, draw
from extract.keep.originals import Store
from extract.model import Refusal
from extract.serve import bounds

# Bytes of pictures that are kept, pages that are waited for at a time, and seconds after which a failure is tried again.
KEPT, WAITING, AGAIN = 256 * 2**20, 16, 600.0
FAILURES = 1000

BUSY = Refusal("timeout", "too many pages are being drawn; try again in a moment")


class Place(NamedTuple):
    """A page of a document."""

    document: str
    page: int


def store(datasette: Any) -> Store:
    """The folder of originals: as `serve --originals` says, else beside the archive."""
    told = getattr(datasette, "originals", None)
    return Store(told or Path(datasette.get_database("archive").path).with_name("originals"))


@dataclass(slots=True)
class Pictures:
    """Pictures of pages in a private folder, those that were shown last, up to a number of bytes."""

    folder: Path
    most: int = KEPT
    drawn: OrderedDict[Place, tuple[Sheet, int]] = field(default_factory=OrderedDict)
    failed: OrderedDict[Place, tuple[float, Refusal]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0

    def known(self, place: Place) -> Sheet | Refusal | None:
        """What is known of a page without drawing it."""
        with self.lock:
            if place in self.drawn:
                self.drawn.move_to_end(place)
                return self.drawn[place][0]
            since, refusal = self.failed.get(place, (0.0, None))
            return refusal if time.monotonic() - since < AGAIN else None

    def done(self, _drawn: asyncio.Future) -> None:
        """One page less is waited for."""
        self.waiting -= 1

    def path(self, place: Place) -> Path:
        """Where the picture of a page lies."""
        return self.folder / f"{place.document}-{place.page}.png"

    def make(self, place: Place, file: Path, media_type: str) -> Sheet | Refusal:
        """Draw a page unless it was drawn while this one waited."""
        if (known := self.known(place)) is not None:
            return known
        made = draw(file, media_type, place.page)
        if isinstance(made, Refusal):
            with self.lock:
                self.failed[place] = (time.monotonic(), made)
                while len(self.failed) > FAILURES:
                    self.failed.popitem(last=False)
            return made
        data, sheet = made
        self.path(place).write_bytes(data)
        with self.lock:
            self.drawn[place] = (sheet, len(data))
            self._forget()
        return sheet

    def _forget(self) -> None:
        """Remove the pictures that were not shown for longest."""
        while len(self.drawn) > 1 and sum(size for _, size in self.drawn.values()) > self.most:
            place, _ = self.drawn.popitem(last=False)
            self.path(place).unlink(missing_ok=True)


@cache
def pictures() -> Pictures:
    """The pictures that this process has drawn; their folder goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-pages-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Pictures(folder)


@cache
def _hands() -> ThreadPoolExecutor:
    """Whoever waits for the drawing processes, one for each that may run at a time."""
    return ThreadPoolExecutor(2, "draw")


async def sheet(datasette: Any, document: dict[str, Any], number: int) -> Sheet | Refusal | None:
    """A page drawn for the browser: its size, or why it cannot be drawn; None where there is nothing to draw.

    `document` is a row of the table, so the file's path is made of an id that the archive knows, never of an address.
    """
    file = store(datasette).path(document["id"])
    if document["media_type"] not in DRAWN or not 1 <= number <= (document["pages"] or 1) or not file.is_file():
        return None
    kept, place = pictures(), Place(document["id"], number)
    if (known := kept.known(place)) is not None:
        return known
    if kept.waiting >= WAITING:
        return BUSY
    kept.waiting += 1
    drawn = asyncio.get_running_loop().run_in_executor(_hands(), kept.make, place, file, document["media_type"])
    drawn.add_done_callback(kept.done)
    try:
        # Whoever looks again finds what was drawn meanwhile.
        async with asyncio.timeout(bounds.left()):
            return await asyncio.shield(drawn)
    except TimeoutError:
        return BUSY
