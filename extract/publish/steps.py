"""Say how far a release is: on a terminal one line that changes, in a log a line every few seconds."""

import time
from typing import TextIO

import click

# Seconds between two lines of a log, and between two changes of the one on a terminal.
PAUSES = {False: 5.0, True: 0.1}


class Steps:
    """To be called with what is done next."""

    def __init__(self, file: TextIO):
        self.file = file
        self.live = file.isatty()
        self.said = 0.0
        self.start = time.monotonic()

    def __call__(self, step: str) -> None:
        """Say it, unless something was said a moment ago."""
        now = time.monotonic()
        if now - self.said >= PAUSES[self.live]:
            self.said = now
            line = f"publish: {now - self.start:.0f} s, {step}"
            click.echo(f"\r\x1b[K{line}" if self.live else line, file=self.file, nl=not self.live)
