"""Say how far a batch is: a bar on a terminal, a plain line every few seconds in a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

# Seconds between two lines of a log.
PAUSE = 5.0
WIDTH = 40


@contextmanager
def shown(total: int, file: TextIO) -> Iterator[Callable[[Path], None]]:
    """A function to call with the path of each file that is done."""
    if not file.isatty():
        yield Lines(total, file)
        return
    with click.progressbar(length=total, label="读取 reading", file=file, show_pos=True, item_show_func=_short) as bar:
        yield lambda path: bar.update(1, path)


@dataclass(slots=True)
class Lines:
    """Counts files; prints a line when the last one is `pause` seconds old."""

    total: int
    file: TextIO
    pause: float = PAUSE
    done: int = 0
    printed: float = 0.0

    def __post_init__(self) -> None:
        self.printed = time.monotonic()

    def __call__(self, path: Path) -> None:
        self.done += 1
        now = time.monotonic()
        if now - self.printed >= self.pause:
            self.printed = now
            click.echo(f"reading: {self.done} of {self.total} files, last {path.name}", file=self.file)


def _short(path: Path | None) -> str | None:
    return path.name[:WIDTH] if path else None
