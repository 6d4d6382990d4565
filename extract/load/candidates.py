"""Which files a call of `load` names: files, the files in folders, the rows of a manifest."""

import csv
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extract.errors import ExtractError
from extract.keep.originals import is_original, is_sidecar, told

MANIFEST = ("path", "url", "published_at", "retrieved_at", "issuer", "year")
DATES = ("published_at", "retrieved_at")
# Hidden files, and the lock files that Word leaves beside an open document.
HIDDEN = (".", "~$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to load, and what a manifest (or the sidecar of an original) says of it.

    `main` is the sha256 of the main file of the report that an original belongs to. What a manifest says of issuer and year
    tells whose a file is that cannot be read.
    """

    path: Path
    source_url: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None
    file_name: str | None = None
    main: str | None = None
    within: str | None = None
    said_issuer: str | None = None
    said_year: str | None = None

    @classmethod
    def original(cls, path: Path, within: str | None = None) -> "Candidate":
        """An original, with what its sidecar says of it; `within` is the folder that it shall count to."""
        return cls(path, **told(path), within=within)

    @property
    def folder(self) -> str:
        """What files must share to be looked at together: their folder, or for originals the report that they belong to."""
        alone = self.path.name if is_original(self.path) else str(self.path.absolute().parent)
        return self.within or self.main or alone


def candidates(paths: Iterable[Path], manifest: Path | None = None, own: Collection[Path] = ()) -> list[Candidate]:
    """The files of a call in a steady order: those named, those in folders, those of a manifest.

    From folders hidden files are left out, and `own`: files and folders that are the archive's. A folder of originals may be
    named itself: its files come with what their sidecars say.
    """
    ours = {path.absolute() for path in own}
    named = [Candidate.original(file) for path in paths for file in _files(path, ours) if not is_sidecar(file)]
    return named + (list(read_manifest(manifest)) if manifest else [])


def spent(files: list[Candidate]) -> Iterator[Candidate]:
    """Each file in order; the list is empty in the end, so that what is done with takes no memory."""
    files.reverse()
    while files:
        yield files.pop()


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
    """The rows of a manifest (CSV, columns as in `MANIFEST`); paths count from the manifest's folder."""
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
    if said["year"] and not (said["year"].isdecimal() and len(said["year"]) == 4):
        raise ExtractError(f"{where}: year is {said['year']!r}; write it as 2023")
    dates = (said["published_at"], said["retrieved_at"])
    return Candidate(file, said["url"], *dates, said_issuer=said["issuer"], said_year=said["year"])


def _check_date(date: str | None, name: str, where: str) -> None:
    """Dates are compared as text, to tell which of two reports came later: 2023-1-5 would come after 2023-02-01."""
    try:
        if date and datetime.fromisoformat(date) and date[4:5] + date[7:8] != "--":
            raise ValueError
    except ValueError:
        raise ExtractError(f"{where}: {name} is {date!r}; write it as 2024-01-31") from None
