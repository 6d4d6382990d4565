"""Load a batch: find the files, keep the originals, read in worker processes, write in this one."""

import csv
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from extract.archive import Archive, Source
from extract.errors import ExtractError
from extract.message import Reply, Task
from extract.model import Reading, Refusal
from extract.originals import Store, digest, is_sidecar, told
from extract.pool import Pool
from extract.worker import work

MANIFEST = ("path", "url", "published_at", "retrieved_at")
DATES = ("published_at", "retrieved_at")
# Hidden files, and the lock files that Word leaves beside an open document.
HIDDEN = (".", "~$")
# These say nothing of a file's content: a reading that is in the archive already stays there.
PASSING = frozenset(("timeout", "crashed", "memory", "changed", "unreachable", "defect"))
# What SQLite and Python raise where a reading breaks a rule of the archive; a full disk or a busy archive is not among them.
MISFITS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to load, and what a manifest (or the sidecar of an original) says of it."""

    path: Path
    source_url: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None
    file_name: str | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many files ended how, and why each of the refused ones was."""

    counts: Counter = field(default_factory=Counter)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    warned: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many files were looked at."""
        return self.counts.total()


def candidates(paths: Iterable[Path], manifest: Path | None = None, own: Collection[Path] = ()) -> list[Candidate]:
    """The files of a call in a steady order: those named, those in folders, those of a manifest.

    From folders hidden files are left out, and `own`: files and folders that are the archive's. A folder of originals may be
    named itself: its files come with what their sidecars say.
    """
    ours = {path.absolute() for path in own}
    named = [Candidate(file, **told(file)) for path in paths for file in _files(path, ours) if not is_sidecar(file)]
    return named + (list(read_manifest(manifest)) if manifest else [])


def _files(path: Path, ours: Collection[Path]) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ExtractError(f"{path}: there is no such file or folder")
    return sorted(_walk(path, ours))


def _walk(folder: Path, ours: Collection[Path]) -> Iterator[Path]:
    """The files below a folder. One that may not be looked into is an error: its files would be missing without a word."""
    for here, folders, names in os.walk(folder, onerror=_unlisted):
        folders[:] = [name for name in folders if _wanted(Path(here, name), ours)]
        files = (Path(here, name) for name in names)
        yield from (file for file in files if _wanted(file, ours) and file.is_file())


def _wanted(path: Path, ours: Collection[Path]) -> bool:
    return not path.name.startswith(HIDDEN) and path.absolute() not in ours


def _unlisted(error: OSError) -> None:
    raise ExtractError(f"{error.filename}: the folder cannot be listed: {error.strerror}") from error


def read_manifest(path: Path) -> Iterator[Candidate]:
    """The rows of a manifest (CSV: path, url, published_at, retrieved_at); paths count from the manifest's folder."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check_columns(path, list(rows.fieldnames or []))
            for row in rows:
                yield _candidate(row, path.parent, f"{path}, line {rows.line_num}")
    except UnicodeDecodeError as error:
        raise ExtractError(f"{path}: a manifest is UTF-8; save it as “CSV UTF-8” ({error.reason})") from error
    except csv.Error as error:
        raise ExtractError(f"{path}: is no CSV file: {error}") from error


def _check_columns(path: Path, found: list[str]) -> None:
    strange = [name for name in found if name not in MANIFEST]
    if strange or "path" not in found:
        wrong = f"it has {', '.join(map(repr, strange))}" if strange else f"it has only {', '.join(map(repr, found))}"
        raise ExtractError(
            f"{path}: a manifest has the columns {', '.join(MANIFEST)}, of which path must be there; {wrong}"
        )


def _candidate(row: dict, folder: Path, where: str) -> Candidate:
    """One row of a manifest; `where` is told where it is wrong."""
    if None in row:
        raise ExtractError(f"{where}: there are more cells than columns; put quotes around a cell with a comma")
    said = {name: (row.get(name) or "").strip() or None for name in MANIFEST}
    file = folder / (said["path"] or "")
    if not file.is_file():
        raise ExtractError(f"{where}: there is no file {row['path']!r} in {folder}")
    for name in DATES:
        _check_date(said[name], name, where)
    return Candidate(file, said["url"], said["published_at"], said["retrieved_at"])


def _check_date(date: str | None, name: str, where: str) -> None:
    """Dates are compared as text, to tell which of two reports came later: 2023-1-5 would come after 2023-02-01."""
    try:
        if date and datetime.fromisoformat(date) and date[4:5] + date[7:8] != "--":
            raise ValueError
    except ValueError:
        raise ExtractError(f"{where}: {name} is {date!r}; write it as 2024-01-31") from None


@dataclass(slots=True)
class Batch:
    """One run of loading. `store` is None where originals are not kept; `again` reads files that are there already.

    `told` is called with the path of each file when it is done.
    """

    archive: Archive
    store: Store | None
    jobs: int = 1
    again: bool = False
    told: Callable[[Path], None] = lambda path: None
    outcome: Outcome = field(default_factory=Outcome)
    under_way: dict[str, list[Source]] = field(default_factory=dict)

    def run(self, files: Iterable[Candidate]) -> Outcome:
        """Load files; what became of them."""
        with Pool(self.jobs, work) as pool:
            for (source, path), reply in pool.map(self._tasks(files)):
                self._write(source, reply)
                self.told(path)
        return self.outcome

    def _tasks(self, files: Iterable[Candidate]) -> Iterator[tuple[tuple[Source, Path], Task]]:
        """The files that must be read; those that need not be are done with here."""
        for candidate in files:
            try:
                data = candidate.path.read_bytes()
            except OSError as error:
                self._refused(candidate.path.name, "unreachable", f"the file cannot be opened: {error.strerror}")
                self.told(candidate.path)
                continue
            source, place = self._keep(_source(candidate, data), data, candidate.path)
            if self._known(source):
                self.told(candidate.path)
            else:
                yield (source, candidate.path), Task((place,))

    def _keep(self, source: Source, data: bytes, path: Path) -> tuple[Source, Path]:
        """Keep the original before anything refers to it; returns what is known of it by now, and the path to read."""
        if self.store is None:
            return source, path
        place = self.store.keep(data, source.id)
        said = {name: getattr(source, name) for name in ("file_name", "source_url", "published_at", "retrieved_at")}
        noted = self.store.note(source.id, said)
        # The first of each, so that neither the order of loading nor a second reading changes what the archive says.
        first: dict[str, Any] = {name: noted[name][0] for name in said if noted[name]}
        return replace(source, **first), place

    def _known(self, source: Source) -> bool:
        """Whether a file is in the archive already, or on its way there; it may have another name this time."""
        if source.id in self.under_way:
            self.under_way[source.id].append(source)
            self.outcome.counts["known"] += 1
            return True
        row = self.archive.connection.execute(
            "select status, reason from documents where id = ?", [source.id]
        ).fetchone()
        if row is None or self.again:
            self.under_way[source.id] = []
            return False
        self.archive.rename(source)
        if row[0] == "refused":
            self._refused(source.file_name, row[1], "refused before; --again reads it once more")
        else:
            self.outcome.counts["known"] += 1
        return True

    def _write(self, source: Source, reply: Reply) -> None:
        refusal = reply.refusal
        if refusal is None and reply.sha256 != source.id:
            refusal = Refusal("changed", "the file changed while it was loaded; load it again")
        if refusal is None and reply.reading is not None:
            refusal = self._put(source, reply.reading)
        if refusal is not None:
            self._refuse(source, refusal)
        for name in self.under_way.pop(source.id, []):
            self.archive.rename(name)

    def _put(self, source: Source, reading: Reading) -> Refusal | None:
        """Store a reading; a refusal where it breaks a rule of the archive."""
        try:
            self.archive.put(source, reading)
        except MISFITS as error:
            what = f"{type(error).__name__}: {error}"[:300]
            return Refusal(
                "defect", f"what was read cannot be stored ({what}); please report this file", reading.media_type
            )
        self.outcome.counts["warned" if reading.warnings else "ok"] += 1
        self.outcome.warned += [(source.file_name, str(warning)) for warning in reading.warnings]
        return None

    def _refuse(self, source: Source, refusal: Refusal) -> None:
        message = refusal.message
        if refusal.reason in PASSING and self.archive.status(source.id) in ("ok", "warned"):
            message += "; the earlier reading stays in the archive"
        else:
            self.archive.refuse(source, refusal)
        self._refused(source.file_name, refusal.reason, message)

    def _refused(self, name: str, reason: str, message: str) -> None:
        self.outcome.counts["refused"] += 1
        self.outcome.refused.append((name, reason, message))


def _source(candidate: Candidate, data: bytes) -> Source:
    said = {name: getattr(candidate, name) for name in ("source_url", "published_at", "retrieved_at")}
    return Source(digest(data), candidate.file_name or candidate.path.name, len(data), **said)
