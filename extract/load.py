"""Load a batch: find the files, keep the originals, read in worker processes, write in this one."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extract.archive import Archive, Source
from extract.errors import ExtractError
from extract.model import Refusal
from extract.originals import Store, digest
from extract.pool import Pool, Reply
from extract.worker import work

MANIFEST = ("path", "url", "published_at", "retrieved_at")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to load, and what a manifest says of it."""

    path: Path
    source_url: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None


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


def candidates(paths: Iterable[Path], manifest: Path | None = None) -> list[Candidate]:
    """The files of a call in a steady order: those named, those in folders (hidden ones left out), those of a manifest."""
    named = [Candidate(file) for path in paths for file in _files(path)]
    return named + (list(read_manifest(manifest)) if manifest else [])


def read_manifest(path: Path) -> Iterator[Candidate]:
    """The rows of a manifest (CSV: path, url, published_at, retrieved_at); paths count from the manifest's folder."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if "path" not in (rows.fieldnames or []) or set(rows.fieldnames or []) - set(MANIFEST):
            raise ExtractError(f"{path}: a manifest has the columns {', '.join(MANIFEST)}; path must be there. Found: {rows.fieldnames}")
        for number, row in enumerate(rows, 2):
            file_path = path.parent / (row["path"] or "")
            if not file_path.is_file():
                raise ExtractError(f"{path}, line {number}: there is no file {row['path']!r}")
            yield Candidate(file_path, row.get("url") or None, row.get("published_at") or None, row.get("retrieved_at") or None)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ExtractError(f"{path}: there is no such file or folder")
    found = (file for file in path.rglob("*") if not any(part.startswith(".") for part in file.relative_to(path).parts))
    return sorted(file for file in found if file.is_file())


@dataclass(slots=True)
class Batch:
    """One run of loading. `store` is None where originals are not kept; `again` reads files that are there already."""

    archive: Archive
    store: Store | None
    jobs: int = 1
    again: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    under_way: dict[str, list[Source]] = field(default_factory=dict)

    def run(self, files: Iterable[Candidate]) -> Iterator[Path]:
        """Load files; yields the path of each as it is done."""
        done: list[Path] = []
        tasks = self._tasks(files, done)
        for (source, path), reply in self._replies(tasks):
            yield from _drain(done)
            self._write(source, reply)
            yield path
        yield from _drain(done)

    def _replies(self, tasks: Iterator[tuple[tuple[Source, Path], Path]]) -> Iterator[tuple]:
        """Read in worker processes."""
        with Pool(self.jobs, work) as pool:
            yield from pool.map(tasks)

    def _tasks(self, files: Iterable[Candidate], done: list[Path]) -> Iterator[tuple[tuple[Source, Path], Path]]:
        """The files that must be read; those that need not be go to `done`."""
        for candidate in files:
            try:
                data = candidate.path.read_bytes()
            except OSError as error:
                self._unreachable(candidate, error)
                done.append(candidate.path)
                continue
            source = _source(candidate, data)
            place = self._keep(source, data, candidate)
            if self._known(source):
                done.append(candidate.path)
            else:
                yield (source, candidate.path), place

    def _keep(self, source: Source, data: bytes, candidate: Candidate) -> Path:
        """Keep the original before anything refers to it; returns the path to read."""
        if self.store is None:
            return candidate.path
        place = self.store.keep(data, source.id)
        names = {"file_name": source.file_name, "source_url": source.source_url}
        self.store.note(source.id, names | {"published_at": source.published_at, "retrieved_at": source.retrieved_at})
        return place

    def _known(self, source: Source) -> bool:
        """Whether a file is in the archive already, or on its way there; it may have another name this time."""
        status = self.archive.status(source.id)
        if source.id in self.under_way:
            self.under_way[source.id].append(source)
        elif status is None or self.again:
            self.under_way[source.id] = []
            return False
        else:
            self.archive.rename(source)
        if status == "refused":
            self.outcome.refused.append((source.file_name, "refused before", "use --again to read it once more"))
        self.outcome.counts["refused" if status == "refused" else "known"] += 1
        return True

    def _write(self, source: Source, reply: Reply) -> None:
        refusal = reply.refusal
        if refusal is None and reply.sha256 != source.id:
            refusal = Refusal("changed", "the file changed while it was loaded; load it again")
        if refusal is None and reply.reading is not None:
            self.archive.put(source, reply.reading)
            status = "warned" if reply.reading.warnings else "ok"
            self.outcome.warned += [(source.file_name, warning) for warning in reply.reading.warnings]
        else:
            assert refusal is not None
            self.archive.refuse(source, refusal)
            status = "refused"
            self.outcome.refused.append((source.file_name, refusal.reason, refusal.message))
        self.outcome.counts[status] += 1
        for name in self.under_way.pop(source.id, []):
            self.archive.rename(name)

    def _unreachable(self, candidate: Candidate, error: OSError) -> None:
        self.outcome.counts["refused"] += 1
        self.outcome.refused.append((candidate.path.name, "unreachable", f"the file cannot be opened: {error.strerror}"))


def _source(candidate: Candidate, data: bytes) -> Source:
    fields = {name: getattr(candidate, name) for name in ("source_url", "published_at", "retrieved_at")}
    return Source(digest(data), candidate.path.name, len(data), **fields)


def _drain(done: list[Path]) -> Iterator[Path]:
    while done:
        yield done.pop(0)


