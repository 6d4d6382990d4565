"""Files that are there whole or not at all."""

import os
from pathlib import Path

import pytest

from extract.keep import durable


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    with durable.written(tmp_path / "deep" / "file") as part:
        part.write_bytes(b"new")
        assert not (tmp_path / "deep" / "file").exists()
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "deep").iterdir()] == [("file", b"new")]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_whatever_stops_it_leaves_what_was_there(tmp_path, error):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(error), durable.written(tmp_path / "file") as part:
        part.write_bytes(b"new")
        part.with_name(part.name + "-journal").write_bytes(b"")
        raise error
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_every_folder_that_is_made_is_flushed_in_the_one_above(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(
        durable.os, "fsync", lambda handle: flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
    )
    durable.write(tmp_path / "a" / "b" / "file", b"")
    folders = [str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a" / "b")]
    assert flushed == [*folders[:2], f"{folders[2]}/.file.{os.getpid()}.part", folders[2]]
