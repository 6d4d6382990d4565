"""Public instances on the archive of the samples."""

import shutil
from pathlib import Path

import pytest
from instances import PDF, Inside, Instance

from extract.keep.originals import Store, digest


@pytest.fixture(scope="session")
def public_archive(archive_file, tmp_path_factory):
    """A copy of the sample archive with the original of one report."""
    folder = tmp_path_factory.mktemp("public")
    path = shutil.copy(archive_file, folder / "archive.db")
    data = PDF.read_bytes()
    Store(folder / "originals").keep(data, digest(data))
    return Path(path)


@pytest.fixture(scope="session", params=["SQL open", "SQL closed"])
def instance(request, public_archive):
    """A public instance, with SQL and without."""
    made = Instance(public_archive, *(["--no-sql"] if request.param == "SQL closed" else []))
    made.sql = request.param == "SQL open"
    yield made
    made.end()


@pytest.fixture(scope="session")
def inside(public_archive):
    """A public instance in this process."""
    return Inside(public_archive)
