"""A private folder empties whatever lies in it, and gives out plain files of its own only."""

import os
from pathlib import Path

import pytest

from extract.isolation import folder


@pytest.fixture
def own():
    made = folder.make()
    yield made
    folder.remove(made)
    assert not made.exists()


def test_it_is_closed_to_others(own):
    assert oct(own.stat().st_mode) == "0o40700"


def test_emptying_it_touches_nothing_outside(own, tmp_path):
    (tmp_path / "kept").write_text("kept")
    (own / "link").symlink_to(tmp_path)
    (own / "inner").mkdir()
    (own / "inner" / "link").symlink_to(tmp_path, target_is_directory=True)
    os.link(tmp_path / "kept", own / "inner" / "name")
    folder.empty(own)
    assert not list(own.iterdir())
    assert (tmp_path / "kept").read_text() == "kept"


def test_closed_folders_pipes_and_names_that_it_uses_itself_are_emptied(own):
    (own / ".0" / "deeper" / "still").mkdir(parents=True)
    (own / ".0" / "file").write_text("x")
    (own / ".1").symlink_to("nowhere")
    os.mkfifo(own / "pipe")
    (own / ".0" / "deeper").chmod(0)
    folder.empty(own)
    assert not list(own.iterdir())


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../kept", "/etc/passwd", "a\0b", "link", "pipe", "inner", "none", "second"]
)
def test_only_plain_files_of_its_own_are_given_out(name, own, tmp_path):
    (tmp_path / "kept").write_text("kept")
    (own / "link").symlink_to(tmp_path / "kept")
    os.link(tmp_path / "kept", own / "second")
    os.mkfifo(own / "pipe")
    (own / "inner").mkdir()
    with pytest.raises(OSError):
        folder.plain(own, name)
    if name in ("link", "pipe", "inner", "none", "second"):
        with pytest.raises(OSError):
            folder.take(own / name, 100)


def test_a_plain_file_is_given_out_up_to_a_size(own):
    Path(own, "file").write_bytes(b"12345")
    folder.plain(own, "file")
    assert folder.take(own / "file", 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        folder.take(own / "file", 4)
