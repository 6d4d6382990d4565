"""`nianbao publish`: a release of an archive in a folder, whole or not at all, and the same bytes whenever it is made again."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from extract.archive.content import content_hash
from extract.errors import MissingTool, PublishError
from extract.exports import parquet
from extract.keep import durable
from extract.publish import changes, files, package, release, sets, snapshot, words
from extract.readonly import connect
from extract.serve import described

ARCHIVE = "archive.db"
SUMS = "SHA256SUMS"


def publish(archive: Path, target: Path, previous: Path | None, tell: Callable[[str], None]) -> release.Release:
    """Write a release of an archive to a folder that is empty or not there; `previous` is the folder of the release before."""
    if not parquet.there():
        raise MissingTool(
            "A release has Parquet files, which need pyarrow. Install it with `pip install 'nianbao[parquet]'`."
        )
    if previous and not (previous / ARCHIVE).is_file():
        raise PublishError(
            f"{previous}: no release is there, for it has no {ARCHIVE}. Name the folder of the release before."
        )
    connect(archive).close()
    made = release.moment(archive)
    with _placed(target) as folder:
        snapshot.write(archive, folder / ARCHIVE, tell)
        with closing(connect(folder / ARCHIVE)) as connection:
            tell("hash of the content")
            told = release.describe(connection, made, content_hash(connection))
            written = files.write(connection, folder, words.about(told), made, tell)
            published = sets.sets(connection)
        tell("changes")
        before = (previous / ARCHIVE, _version(previous)) if previous else (None, "")
        changes.write(before[0], folder / ARCHIVE, folder, (before[1], told.version))
        _say(folder, told, published, written)
    return told


def _say(folder: Path, told: release.Release, published: list[sets.Set], written: files.Files) -> None:
    """What is said of the files, and their sums."""
    (folder / "metadata.yml").write_bytes(described.file().read_bytes())
    (folder / "README.md").write_text(words.readme(told, [each.name for each in published]), "utf-8")
    (folder / "CITATION.cff").write_text(words.citation(told), "utf-8")
    sums = dict(_sums(folder))
    (folder / "inspect-data.json").write_text(snapshot.inspected(folder / ARCHIVE, sums[ARCHIVE][0]), "utf-8")
    (folder / "datapackage.json").write_text(package.write(told, published, written, sums), "utf-8")
    lines = [f"{digest}  {path}\n" for path, (digest, _) in _sums(folder)]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _sums(folder: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    """The path of each file with its sha256 and size."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        yield file.relative_to(folder).as_posix(), (digest, file.stat().st_size)


def _version(previous: Path) -> str:
    """What the release before calls itself."""
    said = previous / "datapackage.json"
    return str(json.loads(said.read_text("utf-8"))["version"]) if said.is_file() else previous.name


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which takes its place when all went well, and is gone otherwise."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PublishError(
            f"{target}: is there already, and a release is never changed. Name a new folder, or remove this one."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        yield folder
        folder.chmod(0o755)
        # What the name stands for has to last before the name does.
        os.sync()
        folder.rename(target)
        durable.sync(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
