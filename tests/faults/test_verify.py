"""`verify` names every fault that was put into an archive or its originals, and nothing in one that is as it was written."""

import gzip
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, suppress

import pytest

from extract.archive import Archive, sums
from extract.backup import backup
from extract.keep.originals import Store, digest
from extract.load.batch import Batch
from extract.load.candidates import Candidate
from extract.verify import CODES, files, verify
from tests.conftest import ROOT
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
    with traced.replayed(files, understood), Archive(folder / "archive.db") as archive:
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


def test_every_fault_of_the_database_is_named(copy, capsys):
    chance = random.Random("pages")
    archive = copy / "archive.db"
    data = archive.read_bytes()
    drawn, unnamed = Counter(), []
    for number in range(FAULTS):
        kind = chance.choice(("flip", "flip", "flip", "truncate", "add", "zero"))
        changed = {"flip": flip, "truncate": truncate, "add": add, "zero": zero}[kind](data, chance)
        drawn[kind] += 1
        if changed == data:
            # Zeros in the place of zeros are no fault: a byte of them is changed.
            changed = flip(data, chance)
        write(archive, changed)
        if not said(copy):
            unnamed.append((number, kind))
    with capsys.disabled():
        print(f"\n{FAULTS} faults of the database ({dict(drawn)}), {FAULTS - len(unnamed)} named")
    assert unnamed == []
    write(archive, data)
    assert said(copy) == []


def write(archive, data):
    for end in ("-wal", "-shm"):
        archive.with_name(archive.name + end).unlink(missing_ok=True)
    archive.write_bytes(data)


def test_damaged_checksums_are_named_and_missing_ones_are_told(copy, nianbao):
    chance = random.Random("checksums")
    path = copy / "archive.db.pages"
    data = path.read_bytes()
    for _ in range(20):
        path.write_bytes(chance.choice((flip, truncate, add))(data, chance))
        assert said(copy, quick=True) == ["checksums"]
    path.unlink()
    done = nianbao("verify", "--quick", "--archive", copy / "archive.db")
    assert (done.returncode, done.stdout) == (0, "problems 0\n") and "have no checksums now" in done.stderr
    assert nianbao("recode", "--archive", copy / "archive.db").returncode == 0
    assert path.read_bytes()[32:].partition(b"\n")[2] == data[32:].partition(b"\n")[2]
    assert nianbao("verify", "--quick", "--archive", copy / "archive.db").stderr == ""


def zero(data, chance):
    at = chance.randrange(len(data) // 512) * 512
    return data[:at] + bytes(512) + data[at + 512 :]


def test_nothing_is_named_where_nothing_is_wrong(few, understood, tmp_path, capsys):
    chance = random.Random("clean")
    found, sealed = [], 0
    for number in range(CLEAN):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = chance.sample(few, chance.randrange(1, len(few)))
        loaded(folder, files, understood)
        way = list(WAYS)[number % len(WAYS)]
        WAYS[way](folder, files, understood)
        found += [(way, code) for code in said(folder)]
        sealed += is_sealed(folder / "archive.db")
    with capsys.disabled():
        print(f"\n{CLEAN} clean archives, made in {len(WAYS)} ways, {sealed} with checksums that hold")
    assert found == [] and sealed > CLEAN / 2


def test_a_load_that_ends_while_it_is_verified_is_no_problem(tmp_path):
    store = Store(tmp_path)
    with store.used():
        kept = store.keep(b"a report", digest(b"a report"))
        seen = files.Found.now(store)
    # By now the archive knows it; what is verified is a state from before.
    assert list(files.problems(store, seen, {})) == []
    left = [problem.code for problem in files.problems(store, files.Found.now(store), {})]
    assert left == ["sidecar_missing", "unloaded"]
    store.note(kept.name, {"file_name": "b.txt"})
    known = {kept.name: {"file_name": "b.txt"}}
    seen = files.Found.now(store)
    assert list(files.problems(store, seen, known)) == []
    store.note(kept.name, {"file_name": "a.txt"})
    assert list(files.problems(store, seen, known)) == []
    assert [problem.code for problem in files.problems(store, files.Found.now(store), known)] == ["sidecar_differs"]


def again(folder, files, understood):
    with traced.replayed(files, understood), Archive(folder / "archive.db") as archive:
        Batch(archive, Store(folder / "originals"), again=True).run(map(Candidate, files))


def recoded(folder, files, understood):
    with Archive(folder / "archive.db") as archive:
        for report in archive.stale(everything=True):
            archive.recode(report)
        archive.compare_words()


def rebuilt(folder, files, understood):
    (folder / "archive.db").unlink()
    loaded(folder, sorted(path for path in (folder / "originals").glob("??/*") if not path.suffix), understood)


def restored(folder, files, understood):
    backup(folder / "archive.db", folder / "copy.db")
    (folder / "copy.db").replace(folder / "archive.db")


def restored_with_its_checksums(folder, files, understood):
    restored(folder, files, understood)
    (folder / "copy.db.pages").replace(folder / "archive.db.pages")


def restored_and_loaded(folder, files, understood):
    restored_with_its_checksums(folder, files, understood)
    again(folder, files[:1], understood)


def vacuumed(folder, files, understood):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("vacuum")


def cut_off(folder, files, understood):
    with suppress(KeyboardInterrupt), Archive(folder / "archive.db") as archive:
        archive.recode(archive.stale(everything=True)[0])
        raise KeyboardInterrupt


def cut_off_and_gone_on(folder, files, understood):
    cut_off(folder, files, understood)
    loaded(folder, files, understood)


def read_meanwhile(folder, files, understood):
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from reports").fetchone()
        again(folder, files[:1], understood)
        found = said(folder)
    assert found == []


def two_at_once(folder, files, understood):
    with Archive(folder / "archive.db") as one, Archive(folder / "archive.db") as other:
        for number, report in enumerate(one.stale(everything=True)):
            (one, other)[number % 2].recode(report)


def brought_up(folder, files, understood):
    for name in ("archive.db", "archive.db.pages"):
        (folder / name).unlink()
    shutil.rmtree(folder / "originals")
    old = ROOT / "tests" / "archives" / "version-1.db.gz"
    (folder / "archive.db").write_bytes(gzip.decompress(old.read_bytes()))
    recoded(folder, files, understood)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        names = [name for (name,) in db.execute("select file_name from documents")]
    loaded(folder, [ROOT / "samples" / name for name in names], understood)


WAYS = {
    way.__name__: way
    for way in (
        lambda *_: None, again, recoded, rebuilt, restored, restored_with_its_checksums, restored_and_loaded, vacuumed,
        cut_off, cut_off_and_gone_on, read_meanwhile, two_at_once, brought_up,
    )
}  # fmt: skip


def is_sealed(archive):
    """Whether there are checksums that hold; they are those of the file's pages."""
    with archive.open("rb") as file, closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        known = sums.read(archive)
        now = sums.state(file)
        if known is None or not sums.hold(known, sums.marked(db), now):
            return False
        assert known.sums == sums.of_all(file, now.page)
        return True


def test_without_originals_only_the_database_is_looked_at(copy):
    shutil.rmtree(copy / "originals")
    assert set(said(copy)) == {"missing"}
    assert list(verify(copy / "archive.db", None)) == []


def test_every_code_says_what_to_do():
    assert all(": " in advice for advice in CODES.values())
