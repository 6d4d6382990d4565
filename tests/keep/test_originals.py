"""The folder of originals: every file once and whole, each with a sidecar that no order of loading changes."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from extract.errors import OriginalError
from extract.keep import durable, originals
from extract.keep.originals import Store, digest

DATA = "年报\r\n".encode("gb18030") + b"\x00\xff"
NOTES = [
    {"file_name": "b.txt", "source_url": "https://example.org/2", "published_at": None},
    {"file_name": "a “b” 年报.txt", "source_url": None, "published_at": "2024-01-31"},
    {"file_name": "b.txt", "source_url": "https://example.org/1", "published_at": ""},
]


@pytest.fixture
def store(tmp_path):
    """A store in a folder that is not there yet."""
    return Store(tmp_path / "deep" / "originals")


def files(store):
    """Every file in the store with its bytes."""
    return {
        str(path.relative_to(store.folder)): path.read_bytes() for path in store.folder.rglob("*") if path.is_file()
    }


def test_an_original_lies_under_its_sha256(store):
    name = digest(DATA)
    assert store.keep(DATA, name) == store.path(name)
    assert files(store) == {f"{name[:2]}/{name}": DATA}


@pytest.mark.parametrize("found", [b"", DATA[:-1], DATA + b"more"])
def test_an_original_that_is_not_whole_is_written_again(store, found):
    path = store.keep(DATA, digest(DATA))
    path.write_bytes(found)
    store.keep(DATA, digest(DATA))
    assert files(store) == {f"{digest(DATA)[:2]}/{digest(DATA)}": DATA}


def test_an_original_that_is_there_is_not_touched(store):
    path = store.keep(DATA, digest(DATA))
    before = path.stat()
    store.keep(DATA, digest(DATA))
    assert path.stat() == before


@pytest.mark.parametrize("notes", permutations(NOTES))
def test_a_sidecar_is_the_same_in_any_order(store, notes):
    name = digest(DATA)
    said = [store.note(name, note) for note in notes][-1]
    assert said == {
        "file_name": ["a “b” 年报.txt", "b.txt"],
        "published_at": ["2024-01-31"],
        "source_url": ["https://example.org/1", "https://example.org/2"],
    }
    (path,) = files(store)
    assert path == f"{name[:2]}/{name}.json"
    assert originals.said(store.folder / path) == said
    assert json.loads(files(store)[path]).keys() == {*said, "check"}


def test_a_write_that_fails_leaves_nothing(store, monkeypatch):
    def fail(handle):
        raise OSError("the disk is full")

    monkeypatch.setattr("extract.keep.durable.os.fsync", fail)
    with pytest.raises(OSError, match="the disk is full"):
        store.keep(DATA, digest(DATA))
    assert files(store) == {}


@pytest.mark.parametrize("at", range(0, 200, 7))
def test_a_sidecar_of_which_one_byte_is_another_is_told(store, at):
    store.note(digest(DATA), NOTES[1])
    sidecar = store.path(digest(DATA)).with_suffix(".json")
    data = bytearray(sidecar.read_bytes())
    data[at % len(data)] ^= 1
    sidecar.write_bytes(data)
    with pytest.raises(OriginalError, match="is damaged"):
        originals.said(sidecar)


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_writes_is_not(store):
    path = store.keep(DATA, digest(DATA))
    dead = path.with_name(f".{path.name}.1.part")
    dead.write_bytes(b"half")
    dead.with_name(dead.name + "-wal").write_bytes(b"")
    with durable.written(path.with_name("living")) as living:
        with store.used():
            assert {file.name for file in path.parent.iterdir()} == {path.name, living.name}
        living.write_bytes(b"whole")
    assert {file.name for file in path.parent.iterdir()} == {path.name, "living"}


def test_whoever_loads_into_a_folder_is_seen(store):
    assert not store.is_used
    with store.used(), store.used():
        assert store.is_used
    assert not store.is_used


def test_two_loaders_that_come_at_once_write_an_original_once(store, monkeypatch):
    write, written = durable.write, []

    def slow(path, data):
        written.append(path)
        time.sleep(0.2)
        write(path, data)

    monkeypatch.setattr(durable, "write", slow)
    with ThreadPoolExecutor(2) as loaders:
        places = list(loaders.map(lambda _: store.keep(DATA, digest(DATA)), range(2)))
    assert written == places[:1] == places[1:]


def test_an_original_is_read_by_one_loader_at_a_time(store):
    store.keep(DATA, digest(DATA))
    handle = store.claim(digest(DATA))
    with pytest.raises(BlockingIOError):
        store.claim(digest(DATA))
    os.close(handle)
    os.close(store.claim(digest(DATA)))
