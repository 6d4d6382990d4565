"""Say how far a batch is, how fast it goes and how long it will take: a bar on a terminal, a plain line every few seconds in a log."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TextIO

import click

# Seconds between two lines of a log.
PAUSE = 5.0
# Seconds that the rate looks back: files that are in the archive already go by in no time and say nothing of the others.
WINDOW = 60.0
WIDTH = 40


@contextmanager
def shown(total: int, file: TextIO) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each file that is done."""
    if not file.isatty():
        yield Lines(total, file)
        return
    pace = Pace(total)
    with (
        click.progressbar(  # type: ignore[var-annotated]
            length=total,
            label="读取 reading",
            file=file,
            show_eta=False,
            show_pos=True,
            item_show_func=lambda name: f"{pace}  {name[:WIDTH]}" if name else None,
        ) as bar
    ):

        def tell(name: str) -> None:
            pace.count()
            bar.update(1, name)

        yield tell


@dataclass(slots=True)
class Pace:
    """How fast files are done. `now` is the clock, in seconds."""

    total: int
    now: Callable[[], float] = time.monotonic
    done: int = 0
    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.marks.append((self.now(), 0))

    def count(self) -> None:
        """One file more is done. A mark a second is kept, as far back as the window goes."""
        self.done += 1
        now = self.now()
        if now - self.marks[-1][0] >= 1.0:
            self.marks.append((now, self.done))
        while len(self.marks) > 2 and self.marks[1][0] <= now - WINDOW:
            self.marks.popleft()

    @property
    def rate(self) -> float:
        """Files a second of late; 0 while nobody knows."""
        since, before = self.marks[0]
        return (self.done - before) / (self.now() - since) if self.now() > since else 0.0

    def __str__(self) -> str:
        if not self.rate:
            return ""
        left = timedelta(seconds=round((self.total - self.done) / self.rate))
        return f"{self.rate:{'.1f' if self.rate >= 1 else '.2g'}} a second, {left} left"


@dataclass(slots=True)
class Lines:
    """Counts files; prints a line when the last one is `pause` seconds old."""

    total: int
    file: TextIO
    pause: float = PAUSE
    pace: Pace = field(init=False)
    printed: float = 0.0

    def __post_init__(self) -> None:
        self.pace = Pace(self.total)
        self.printed = time.monotonic()

    def __call__(self, name: str) -> None:
        self.pace.count()
        now = time.monotonic()
        if now - self.printed >= self.pause:
            self.printed = now
            click.echo(f"reading: {self.pace.done} of {self.total} files, {self.pace}, last {name}", file=self.file)
