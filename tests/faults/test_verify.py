"""`verify` names every fault that was put into an archive or its originals, and nothing in one that is as it was written."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from extract.archive import Archive
from extract.archive.content import content_hash
from extract.candidates import Candidate
from extract.load import Batch
from extract.originals import Store
from extract.verify import CODES, verify
from tests.faults import traced

FAULTS = 250
CLEAN = 50


@pytest.fixture(scope="module")
def good(tmp_path_factory, few, understood):
    """An archive with its originals."""
    folder = tmp_path_factory.mktemp("good")
    loaded(folder, few, understood)
    return folder


def loaded(folder, files, understood):
    with pytest.MonkeyPatch.context() as patch, Archive(folder / "archive.db") as archive:
        patch.setattr(traced.Replay, "replies", traced.replies(files, understood))
        patch.setattr("extract.load.Pool", traced.Replay)
        Batch(archive, Store(folder / "originals")).run(map(Candidate, files))


def said(folder, quick=False):
    return [problem.code for problem in verify(folder / "archive.db", Store(folder / "originals"), quick)]


@pytest.fixture
def copy(good, tmp_path):
    return shutil.copytree(good, tmp_path / "copy")


def flip(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def truncate(data, chance):
    return data[: chance.randrange(len(data))]


def add(data, chance):
    return data + chance.randbytes(chance.randrange(1, 5000))


def test_every_fault_of_an_original_is_named(copy, capsys):
    chance = random.Random("originals")
    store = copy / "originals"
    files = sorted(path for path in store.glob("??/*"))
    unnamed = []
    for number in range(FAULTS):
        path, kind = chance.choice(files), chance.choice(("flip", "truncate", "add", "delete", "stranger"))
        data = path.read_bytes()
        changed = {"flip": flip, "truncate": truncate, "add": add}.get(kind)
        stranger = path.parent / chance.choice(("a.txt", "0" * 64, f"{chance.randrange(16**64):064x}"))
        if changed:
            path.write_bytes(changed(data, chance))
        elif kind == "delete":
            path.unlink()
        else:
            stranger.write_bytes(chance.randbytes(9))
        if not said(copy, quick=True):
            unnamed.append((number, kind, path.name))
        path.write_bytes(data)
        stranger.unlink(missing_ok=True)
    assert unnamed == [] and said(copy) == []
    with capsys.disabled():
        print(f"\n{FAULTS} faults of originals and sidecars, {FAULTS - len(unnamed)} named")


def test_every_fault_of_the_database_that_changes_what_it_says_is_named(copy, capsys):
    chance = random.Random("pages")
    archive = copy / "archive.db"
    data = archive.read_bytes()
    with closing(sqlite3.connect(archive)) as db:
        content = content_hash(db)
    kinds, unnamed, harmless = {"flip": 0, "truncate": 0, "add": 0, "zero": 0}, [], 0
    while sum(kinds.values()) < FAULTS:
        kind = chance.choice(("flip", "flip", "flip", "truncate", "add", "zero"))
        changed = {"flip": flip, "truncate": truncate, "add": add, "zero": zero}[kind](data, chance)
        for end in ("-wal", "-shm"):
            archive.with_name(archive.name + end).unlink(missing_ok=True)
        archive.write_bytes(changed)
        if not said(copy):
            # A byte that nothing uses is no fault: the archive says what it said, and is sound.
            if unchanged(archive, content):
                harmless += 1
                continue
            unnamed.append(
                (kind, next(at for at, pair in enumerate(zip(data, changed, strict=False)) if pair[0] != pair[1]))
            )
        kinds[kind] += 1
    with capsys.disabled():
        print(f"\n{kinds} faults of the database, {FAULTS - len(unnamed)} named; {harmless} in bytes that nothing uses")
    assert unnamed == []


def zero(data, chance):
    at = chance.randrange(len(data) // 512) * 512
    return data[:at] + bytes(512) + data[at + 512 :]


def unchanged(archive, content):
    try:
        with closing(sqlite3.connect(archive)) as db:
            return content_hash(db) == content
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def test_nothing_is_named_where_nothing_is_wrong(few, understood, tmp_path):
    chance = random.Random("clean")
    for number in range(CLEAN):
        folder = tmp_path / str(number)
        folder.mkdir()
        for _ in range(chance.randrange(1, 3)):
            loaded(folder, chance.sample(few, chance.randrange(1, len(few))), understood)
        assert said(folder) == []


def test_without_originals_only_the_database_is_looked_at(copy):
    shutil.rmtree(copy / "originals")
    assert set(said(copy)) == {"missing"}
    assert list(verify(copy / "archive.db", None)) == []


def test_every_code_says_what_to_do():
    assert all(": " in advice for advice in CODES.values())
