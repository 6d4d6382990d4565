"""A folder for what was unpacked and is not kept: made when it is first needed, removed at the end, by the next run at the latest."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

# The number of the process that made a folder stands behind this.
PREFIX = "nianbao-spool-"


@dataclass(slots=True)
class Spool:
    """Keeps bytes as files until it is closed."""

    folder: Path | None = None
    numbers: Iterator[int] = field(default_factory=count)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, data: bytes) -> Path:
        """Write some bytes; returns where they are."""
        if self.folder is None:
            sweep()
            self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        path = self.folder / str(next(self.numbers))
        path.write_bytes(data)
        return path


def sweep() -> None:
    """Remove the folders of processes that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
