"""A copy of an archive that can take its place: one committed state, looked through before it gets its name."""

from contextlib import closing
from pathlib import Path

from extract import readonly
from extract.archive import copying, pages, sums
from extract.archive.content import content_hash
from extract.decide import decisions
from extract.errors import ArchiveError
from extract.keep import durable
from extract.keep.originals import Store, digest
from extract.verify import database


def backup(archive: Path, to: Path, originals: bool = False) -> str:
    """Copy an archive, with its originals where that is wanted; what was copied, in a line."""
    readonly.connect(archive).close()
    if to.is_file():
        _check_place(archive, to)
    # Originals are kept before their reports are committed: those of the copied state are all there when it has been copied.
    # It is a state of its own: the checksums of another one that it is put in the place of do not hold for it.
    copying.copy(archive, to, _look_through, sums.mark)
    pages.seal(to)
    copied = _originals(archive, to) if originals else 0
    with closing(readonly.connect(to)) as connection:
        (reports,) = connection.execute("select count(*) from reports").fetchone()
        said = content_hash(connection)
    return f"reports {reports}, originals copied {copied}, content {said}"


def _check_place(archive: Path, to: Path) -> None:
    """Only an earlier backup is written over."""
    if to.samefile(archive):
        raise ArchiveError(f"{to}: is the archive itself; name another file")
    try:
        readonly.connect(to, readonly.KNOWN).close()
    except ArchiveError as error:
        raise ArchiveError(f"{to}: is there and is no archive; name another file") from error


def _look_through(part: Path) -> None:
    with closing(readonly.connect(part)) as connection:
        for problem in database.problems(connection, quick=True):
            raise ArchiveError(
                f"the copy is not whole: {problem}. Run `nianbao verify`; an earlier backup is as it was"
            )


def _originals(archive: Path, to: Path) -> int:
    """Copy what is not there yet; how many files were copied."""
    if decisions.path(archive).is_file():
        durable.write(decisions.path(to), decisions.path(archive).read_bytes())
    source, target = (Store(path.parent / "originals") for path in (archive, to))
    copied = 0
    for path in sorted(source.folder.glob("??/*")):
        place = target.folder / path.relative_to(source.folder)
        if path.suffix:
            if not place.is_file() or place.read_bytes() != path.read_bytes():
                durable.write(place, path.read_bytes())
        elif not path.name.startswith(".") and not place.is_file():
            data = path.read_bytes()
            if digest(data) != path.name:
                raise ArchiveError(f"{path}: is damaged and was not copied; run `nianbao verify`")
            target.keep(data, path.name)
            copied += 1
    return copied
