"""Serve an archive: Datasette on the live file, read-only, under the name `archive`, with our metadata and plugin."""

import hashlib
import json
import signal
import sys
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from extract import serve
from extract.errors import ArchiveError
from extract.isolation import pool
from extract.serve.counted import Archive
from extract.serve.described import metadata
from extract.serve.pictures import store
from extract.serve.public import Public, memory
from extract.serve.public.connections import Guarded
from extract.serve.public.database import PublicArchive

NAME = "archive"
# Beside the archive of a release (extract/publish/snapshot.py).
INSPECTED = "inspect-data.json"
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
    archive: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    originals: Path | None = None,
    public: Public | None = None,
    **settings: Any,
) -> None:
    """Serve an archive until interrupted."""
    if public:
        memory.share()
    served = datasette(archive, originals, public, **settings)
    if store(served).folder.is_dir():
        pool.prepare()
    # uvicorn ends in the signal that ended it, and a process that a signal ends leaves its pictures behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    uvicorn.run(served.app(), host=host, port=port, log_level="warning", lifespan="on", **_guarded(public))


def datasette(archive: Path, originals: Path | None = None, public: Public | None = None, **settings: Any) -> Datasette:
    """The Datasette that serves an archive. It sees what a loader commits while it runs, and never writes.

    `originals` is the folder of the original files where it is not the one beside the archive. `public` bounds everything.
    """
    register()
    path, whole = _address(archive), public is not None and public.download
    if whole:
        _check_finished(archive)
    made = Datasette(
        [],
        metadata=metadata(),
        settings=SETTINGS | (public.settings if public else {}) | settings,
        inspect_data=inspected(archive) if whole else None,
    )
    made.remove_database("_memory")
    # Settings and metadata are public; where files lie is not.
    made.originals, made.public = originals, public
    if public:
        _quiet()
    kind = PublicArchive if public else Archive
    made.add_database(kind(made, path=path, is_mutable=not whole), name=NAME)
    return made


def _quiet() -> None:
    """Say of a request that fails what failed, and not all that was in memory: drawing that takes longer than a page."""
    # Not before Datasette's own plugins are there: it would be loaded without its hooks.
    from datasette import handle_exception

    handle_exception.rich = None


def _guarded(public: Public | None) -> dict[str, Any]:
    """What uvicorn is told of a public instance: whom to believe is ours to say, and nobody needs more than plain requests."""
    if public is None:
        return {}
    return {
        "http": Guarded.of(public), "ws": "none", "proxy_headers": False, "server_header": False, "h11_max_incomplete_event_size": 16_384,
    }  # fmt: skip


def _check_finished(archive: Path) -> None:
    """Raise unless an archive is one that nobody writes to any more: half of what is written stands in a file beside it."""
    with archive.open("rb") as file:
        journal = file.read(20)[18:]
    if journal != b"\x01\x01":
        raise ArchiveError(
            f"{archive}: may still be written to, so it cannot be given out as a file. Serve the copy that"
            " `nianbao publish` makes, or leave out --allow-download."
        )


def inspected(archive: Path) -> dict[str, Any] | None:
    """What a release says of its archive, so that its rows need not be counted; None unless it is of this very file."""
    try:
        (told,) = json.loads((archive.parent / INSPECTED).read_bytes()).values()
        with archive.open("rb") as file:
            fits = told["hash"] == hashlib.file_digest(file, "sha256").hexdigest()
        return {NAME: told} if fits and isinstance(told["tables"], dict) else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


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
