"""Serve an archive: Datasette on the live file, read-only, under the name `archive`, with our metadata and plugin."""

import signal
import sys
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from extract import pool, serve
from extract.errors import ArchiveError
from extract.serve.counted import Archive
from extract.serve.described import metadata
from extract.serve.pictures import store

NAME = "archive"
SETTINGS: dict[str, Any] = {
    "default_page_size": 100,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,
    "truncate_cells_html": 300,
    "allow_download": False,
}


def run(
    archive: Path, host: str = "127.0.0.1", port: int = 8001, originals: Path | None = None, **settings: Any
) -> None:
    """Serve an archive until interrupted."""
    served = datasette(archive, originals, **settings)
    if store(served).folder.is_dir():
        pool.prepare()
    # uvicorn ends in the signal that ended it, and a process that a signal ends leaves its pictures behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    uvicorn.run(served.app(), host=host, port=port, log_level="warning", lifespan="on")


def datasette(archive: Path, originals: Path | None = None, **settings: Any) -> Datasette:
    """The Datasette that serves an archive. It sees what a loader commits while it runs, and never writes.

    `originals` is the folder of the original files where it is not the one beside the archive.
    """
    register()
    made = Datasette([], metadata=metadata(), settings=SETTINGS | settings)
    made.remove_database("_memory")
    made.add_database(Archive(made, path=_address(archive), is_mutable=True), name=NAME)
    # Settings and metadata are public; where files lie is not.
    made.originals = originals
    return made


def register() -> None:
    """Load the plugin where no installed distribution has announced it."""
    if not pm.is_registered(serve):
        pm.register(serve, "nianbao")


def _address(archive: Path) -> str:
    """The file's path, which Datasette puts into a URI as it is."""
    if not archive.is_file():
        raise ArchiveError(f"{archive}: there is no such archive. Make one with `nianbao load`, or give --archive.")
    path = str(archive.absolute())
    if set(path) & set("?#%"):
        # SQLite would take the rest for parameters, lose mode=ro and make a new, empty file.
        raise ArchiveError(f"{archive}: cannot be served from a path with ?, # or % in it. Move or link it elsewhere.")
    return path
