"""From candidates to files that can be read: the original is kept first, and what the archive has already is not read again."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from sys import intern
from typing import Any

from extract.archive import Archive, Source
from extract.isolation.folder import take
from extract.isolation.message import Member
from extract.keep.originals import Store, digest
from extract.load.candidates import Candidate
from extract.load.outcome import Outcome
from extract.model import Refusal
from extract.read.container import TOTAL

SAID = ("file_name", "source_url", "published_at", "retrieved_at", "said_issuer", "said_year")


@dataclass(slots=True)
class Box:
    """An archive of files while its members are loaded; `left` counts those that are under way."""

    source: Source
    media_type: str
    members: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0


# Compared by identity: it is one file in one place.
@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file to read: where its bytes lie, the folder that it came from, the box that it came in, and the name that a person gave.

    A run remembers all of its files: a path takes three times as much memory as its text.
    """

    source: Source
    at: str
    folder: str
    box: Box | None = None
    depth: int = 0
    named: str | None = None

    @property
    def place(self) -> Path:
        """Where its bytes lie, as a path."""
        return Path(self.at)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A candidate by its name, and its file, or why there is none."""

    name: str
    file: File | Refusal


def fetch(store: Store | None, candidate: Candidate) -> Fetched:
    """The bytes of a candidate, kept. Asks nothing of the archive, and may be done in another process."""
    name = candidate.path.name
    try:
        data = candidate.path.read_bytes()
    except OSError as error:
        return Fetched(name, Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    source, place = _source(candidate, data), candidate.path
    if store:
        source, place = _keep(store, source, data)
    return Fetched(name, File(source, str(place.absolute()), candidate.folder, named=name))


@dataclass(slots=True)
class Intake:
    """Takes files in. `spool` is a folder for members of boxes where no originals are kept.

    `folders` says of every folder which files came from it, `under_way` which further names a file has that is being read,
    `taken` which files have to be read in this run, `elsewhere` are those that another loader reads at the moment.
    """

    archive: Archive
    store: Store | None
    again: bool
    spool: Path
    outcome: Outcome
    folders: dict[str, dict[str, File]] = field(default_factory=lambda: defaultdict(dict))
    under_way: dict[str, list[Source]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    elsewhere: list[File] = field(default_factory=list)
    _claims: dict[str, int | None] = field(default_factory=dict)
    _number: Iterator[int] = field(default_factory=count)

    def take(self, fetched: Fetched) -> Iterator[File]:
        """The file that was fetched, unless it need not be read."""
        if isinstance(fetched.file, File):
            yield from self._wanted(replace(fetched.file, folder=intern(fetched.file.folder)))
        else:
            self.outcome.refuse("", fetched.name, fetched.file)

    def member(self, box: Box, depth: int, member: Member) -> Iterator[File]:
        """The same for a file that a reading process has unpacked; its folder is the box and the folder inside."""
        data = take(Path(member.file), TOTAL)
        folder, _, last = member.name.rpartition("/")
        said = {key: getattr(box.source, key) for key in ("published_at", "retrieved_at")}
        source = Source(digest(data), last or "?", len(data), **said)
        source, place = _keep(self.store, source, data) if self.store else (source, self._spooled(data))
        box.members.append((member.name, source.id))
        for file in self._wanted(File(source, str(place.absolute()), intern(f"{box.source.id}/{folder}"), box, depth)):
            box.left += 1
            yield file

    def _wanted(self, file: File) -> Iterator[File]:
        self.folders[file.folder][file.source.id] = file
        if self._known(file.source):
            return
        if not self._claimed(file.source.id):
            self.elsewhere.append(replace(file, named=None))
        elif self._known(file.source):
            # Another loader was done with it between the two looks.
            self.leave(file.source.id)
        else:
            self.under_way[file.source.id] = []
            self.taken.add(file.source.id)
            yield file

    def returned(self) -> Iterator[File]:
        """Files that another loader has read meanwhile, or has left unread."""
        files, self.elsewhere = self.elsewhere, []
        for file in files:
            yield from self._wanted(file)

    def leave(self, sha256: str) -> list[Source]:
        """A file is done with: others may read it. Returns the further names that it has."""
        if handle := self._claims.pop(sha256, None):
            os.close(handle)
        return self.under_way.pop(sha256, [])

    def close(self) -> None:
        """Leave what is under way to others: a run that ends early has read less than it took."""
        for sha256 in list(self._claims):
            self.leave(sha256)

    def _claimed(self, sha256: str) -> bool:
        """Whether a file is ours to read; of several loaders one reads it, where originals are kept."""
        if self.store is None:
            return True
        try:
            self._claims[sha256] = self.store.claim(sha256)
        except BlockingIOError:
            return False
        return True

    def original(self, sha256: str) -> Path | None:
        """Where the original of a document lies, if it is kept and not among the files of this run."""
        path = self.store.path(sha256) if self.store and sha256 not in self.taken else None
        return path if path and path.is_file() else None

    def _spooled(self, data: bytes) -> Path:
        path = self.spool / str(next(self._number))
        path.write_bytes(data)
        return path

    def _known(self, source: Source) -> bool:
        """Whether a file is in the archive already, or on its way there; it may have another name this time."""
        if source.id in self.under_way:
            self.under_way[source.id].append(source)
            self.outcome.know(source.file_name)
            return True
        found = self.archive.ended(source.id)
        if found is None or (source.id not in self.taken and (self.again or self.archive.outdated(source.id))):
            return False
        self.archive.rename(source)
        status, reason = found
        if status == "refused":
            self.outcome.refuse(
                source.id, source.file_name, Refusal(reason, "refused before; --again reads it once more")
            )
        else:
            self.outcome.know(source.file_name)
        return True


def _keep(store: Store, source: Source, data: bytes) -> tuple[Source, Path]:
    """Keep the original before anything refers to it; returns what is known of it by now, and the path to read."""
    place = store.keep(data, source.id)
    noted = store.note(source.id, {name: getattr(source, name) for name in SAID})
    # The first of each, so that neither the order of loading nor a second reading changes what the archive says.
    first: dict[str, Any] = {name: noted[name][0] for name in SAID if noted[name]}
    return replace(source, **first), place


def _source(candidate: Candidate, data: bytes) -> Source:
    said = {name: getattr(candidate, name) for name in SAID[1:]}
    return Source(digest(data), candidate.file_name or candidate.path.name, len(data), **said)
