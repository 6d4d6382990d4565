"""Releases of the samples, made once; tests only read them."""

import os
import shutil
from contextlib import closing

import pytest

from extract.publish import publish
from extract.readonly import connect

EPOCH = "1767225600"


@pytest.fixture(scope="session")
def release(tmp_path_factory, archive_file):
    """A release of the samples."""
    pytest.importorskip("pyarrow", reason="NO RELEASE IS TESTED: pyarrow is not installed")
    return made(archive_file, tmp_path_factory.mktemp("release") / "r1")


@pytest.fixture
def snapshot(release):
    """A connection to its archive."""
    with closing(connect(release / "archive.db")) as connection:
        yield connection


@pytest.fixture
def release_of():
    """A function: archive, folder, the release before -> the folder."""
    return made


@pytest.fixture
def copied(tmp_path, archive_file):
    """An archive of the samples to write to."""
    return shutil.copy(archive_file, tmp_path / "archive.db") and tmp_path / "archive.db"


def made(archive, folder, previous=None, tell=lambda step: None):
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    try:
        publish(archive, folder, previous, tell)
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH") if before is None else os.environ.update(SOURCE_DATE_EPOCH=before)
    return folder
