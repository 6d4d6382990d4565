"""Loading: the same files give the same archive, in any order, by any number of processes, with any interruption."""

import os
import random
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from extract.archive import Archive
from extract.errors import ExtractError
from extract.isolation.message import Reply
from extract.keep.originals import Store, digest, said
from extract.load.batch import Batch
from extract.load.candidates import Candidate, candidates, spent
from extract.load.intake import File
from extract.model import Refusal

TITLE = "澄汐镇人民政府2018年政府信息公开工作年度报告"
STRANGE = ["b.txt", "a 年报（终稿）.txt", "c “it's” $x;\n'.txt"]
SAID = [
    Candidate(Path(STRANGE[0]), "https://example.org/2", "2019-02-01", None),
    Candidate(Path(STRANGE[1]), None, "2019-01-31", "2024-05-06"),
    Candidate(Path(STRANGE[2]), "https://example.org/1", None, "2024-05-05"),
]


def load(archive, files, jobs=1, originals=True, again=False):
    """Load files as the command does."""
    with Archive(archive) as target:
        store = Store(archive.parent / "originals") if originals else None
        found = [file if isinstance(file, Candidate) else Candidate(file) for file in files]
        return Batch(target, store, jobs, again).run(found)


def ask(archive, question, *values):
    """The rows that answer a question."""
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, few):
    """An archive of a few samples, loaded by one process without any disturbance."""
    path = tmp_path_factory.mktemp("loaded") / "archive.db"
    assert load(path, few).counts == {"ok": len(few)}
    return path


@pytest.fixture
def one(few):
    """A sample that is read fast."""
    return few[0]


# The same in, the same out.


def test_loading_twice_changes_nothing(loaded, few, dump):
    before = dump(loaded)
    assert len(before["facts"]) > 100 and len(before["panel"]) > 10
    assert load(loaded, few).counts == {"known": len(few)}
    assert dump(loaded) == before


def test_reading_again_changes_nothing(loaded, few, rows):
    before = rows(loaded)
    assert load(loaded, few, again=True).counts == {"ok": len(few)}
    assert rows(loaded) == before


@pytest.mark.parametrize("jobs, order", [(1, -1), (2, 1), (2, -1), (3, 1)])
def test_neither_order_nor_processes_leave_a_trace(loaded, few, rows, tmp_path, jobs, order):
    path = tmp_path / "archive.db"
    load(path, few[::order], jobs)
    assert rows(path) == rows(loaded)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("said", permutations(SAID))
def test_a_file_under_several_names_is_one_in_any_order(one, tmp_path, said, jobs):
    for name in STRANGE:
        shutil.copy(one, tmp_path / name)
    path = tmp_path / "archive.db"
    outcome = load(path, [replace(file, path=tmp_path / file.path) for file in said], jobs)
    assert outcome.counts == {"ok": 1, "known": 2}
    assert ask(path, "select file_name, source_url, published_at, retrieved_at, status from documents") == [
        ("a 年报（终稿）.txt", "https://example.org/1", "2019-01-31", "2024-05-05", "ok")
    ]


def test_a_second_reading_keeps_what_a_manifest_said(one, tmp_path):
    path = tmp_path / "archive.db"
    load(path, [Candidate(one, "https://example.org/1", "2019-01-31")])
    load(path, [one], again=True)
    assert ask(path, "select source_url, published_at from documents") == [("https://example.org/1", "2019-01-31")]


# Interruptions.


@pytest.mark.parametrize(
    "killed, jobs", [(signal.SIGKILL, 2), (signal.SIGKILL, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)]
)
def test_an_interrupted_load_goes_on_where_it_stopped(
    killed, jobs, loaded, few, rows, tmp_path, nianbao, until, members
):
    chance = random.Random(f"{killed} {jobs}")
    path = tmp_path / "archive.db"
    for stored in sorted(chance.sample(range(len(few)), 3)):
        with nianbao.started("load", *few, "--jobs", jobs) as process:
            assert until(lambda stored=stored: documents(path) >= stored or process.poll() is not None)
            with suppress(ProcessLookupError):
                chance_pause(chance)
                os.killpg(process.pid, killed)
            process.wait()
            assert until(lambda process=process: not members(process.pid)), "processes are left over"
        assert_whole(path, loaded)
    assert nianbao("load", *few, "--jobs", jobs).returncode == 0
    assert rows(path) == rows(loaded)
    assert {file.name for file in (tmp_path / "originals").rglob("*") if file.is_file() and file.name[0] != "."} == {
        digest(file.read_bytes()) + ending for file in few for ending in ("", ".json")
    }


def chance_pause(chance):
    """A moment that differs from run to run of the loop, so that the blow falls anywhere in the work on a file."""
    signal.sigtimedwait([], chance.random() * 0.2)


def documents(path):
    """How many documents an archive holds by now."""
    with suppress(sqlite3.OperationalError):
        return ask(f"{path}", "select count(*) from documents")[0][0] if path.exists() else 0
    return 0


def assert_whole(path, complete):
    """What is in an archive is there whole, as in the complete one, and the database is sound."""
    if not documents(path):
        return
    assert ask(path, "pragma integrity_check") == [("ok",)]
    assert ask(path, "pragma foreign_key_check") == []
    reports = [report for (report,) in ask(path, "select id from reports")]
    assert len(reports) == documents(path)
    for report in reports:
        for view in ("facts", "cells", "findings"):
            question = f"select * from {view} where report_id = ? order by id"
            assert ask(path, question, report) == ask(complete, question, report)
        question = "select id, text from sections where report_id = ? order by id"
        assert ask(path, question, report) == ask(complete, question, report)


def others(folder, few, count):
    """Reports that differ from one in their ends, so that a load of them takes a while."""
    (text,) = [path.read_bytes() for path in few if path.suffix == ".txt"][:1]
    files = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(files):
        path.write_bytes(text + b"\r\n" + b"x" * (number + 1))
    return files


def test_ctrl_c_ends_at_once_with_a_line_and_loses_nothing(few, tmp_path, nianbao, until, members):
    errors, files = tmp_path / "errors.txt", [*few, *others(tmp_path, few, 400)]
    with errors.open("w") as err, nianbao.started("load", *files, "--jobs", 2, err=err) as process:
        assert until(lambda: documents(tmp_path / "archive.db") >= 2)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert until(lambda: not members(process.pid))
    assert [line for line in errors.read_text().splitlines() if not line.startswith("reading: ")] == [
        "nianbao: interrupted. What is in the archive is whole; the same command goes on from there."
    ]
    kept = documents(tmp_path / "archive.db")
    again = nianbao("load", *files)
    assert (again.returncode, again.stdout) == (0, f"ok {len(files) - kept}, warned 0, refused 0, known {kept}\n")


# Refusals.


def test_a_refused_file_is_recorded_and_the_batch_goes_on(one, tmp_path):
    empty, program = tmp_path / "空.pdf", tmp_path / "setup.txt"
    empty.write_bytes(b"")
    program.write_bytes(b"MZ\x90\x00" * 50)
    path = tmp_path / "archive.db"
    outcome = load(path, [empty, program, tmp_path / "not there.txt", one])
    assert outcome.counts == {"ok": 1, "refused": 3}
    assert {(name, reason) for name, reason, _ in outcome.refused} == {
        ("空.pdf", "empty"),
        ("setup.txt", "unsupported"),
        ("not there.txt", "unreachable"),
    }
    assert all(message for _, _, message in outcome.refused)
    assert ask(path, "select file_name, reason, message <> '' from documents where status = 'refused' order by 2") == [
        ("空.pdf", "empty", 1),
        ("setup.txt", "unsupported", 1),
    ]
    assert ask(path, "select count(*) from reports") == [(1,)]


def test_a_refused_file_is_read_once_more_when_asked(one, source_of, loaded, tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.refuse(source_of(one), Refusal("unsupported", "an older program did not know it"))
    outcome = load(path, [one])
    assert outcome.refused == [(one.name, "unsupported", "refused before; --again reads it once more")]
    assert outcome.counts == {"refused": 1}
    assert load(path, [one], again=True).counts == {"ok": 1}
    assert ask(path, "select status, reason, message from documents") == [("ok", None, None)]
    facts = "select * from facts where report_id = ? order by id"
    name = source_of(one).id[:16]
    assert ask(path, facts, name) == ask(loaded, facts, name) != []


@pytest.mark.parametrize(
    "reason, stays",
    [
        ("timeout", True),
        ("crashed", True),
        ("memory", True),
        ("unreachable", True),
        ("defect", True),
        ("damaged", False),
        ("no_text", False),
    ],
)
def test_a_mishap_does_not_take_out_an_earlier_reading(reason, stays, memory, one, source_of, understood):
    source = source_of(one)
    memory.put(source, understood(one))
    batch = Batch(memory, None)
    batch._write(File(source, str(one), ""), Reply(source.id, refusal=Refusal(reason, "as asked")))
    assert memory.ended(source.id)[0] == ("ok" if stays else "refused")
    ((name, said, message),) = batch.outcome.refused
    assert (name, said, "stays" in message) == (one.name, reason, stays)


def test_a_file_that_changes_meanwhile_is_refused(memory, one, source_of, understood):
    source = source_of(one)
    batch = Batch(memory, None)
    batch._write(File(source, str(one), ""), Reply("f" * 64, reading=understood(one)))
    assert memory.connection.execute("select id, reason from documents").fetchall() == [(source.id, "changed")]
    assert memory.connection.execute("select count(*) from reports").fetchone() == (0,)


def test_a_reading_that_the_archive_cannot_hold_is_a_defect_of_that_file_only(memory, few, source_of, understood):
    reading, other = (understood(path) for path in few[:2])
    coding = reading.coding
    bad = replace(reading, coding=replace(coding, facts=(*coding.facts, coding.facts[0])))
    huge = replace(reading, coding=replace(coding, facts=(replace(coding.facts[0], value=10**30),)))
    batch = Batch(memory, None)
    for misfit in (bad, huge):
        batch._write(File(source_of(few[0]), str(few[0]), ""), Reply(source_of(few[0]).id, reading=misfit))
        assert memory.connection.execute("select reason from documents").fetchall() == [("defect",)]
        assert memory.connection.execute("select count(*) from cell").fetchone() == (0,)
    batch._write(File(source_of(few[1]), str(few[1]), ""), Reply(source_of(few[1]).id, reading=other))
    assert batch.outcome.counts == {"refused": 2, "ok": 1}


# Manifests, folders, originals.


def test_a_manifest_may_have_a_mark_and_relative_paths(one, tmp_path, nianbao):
    folder = tmp_path / "年报 2018"
    folder.mkdir()
    for name in STRANGE[:2]:
        shutil.copy(one, folder / name)
    manifest = folder / "files.csv"
    text = f'path,url,published_at,retrieved_at\r\n\r\n{STRANGE[1]},"https://example.org/?a,b",2019-01-31,2024-05-06T07:08\r\n'
    manifest.write_text(text, encoding="utf-8-sig", newline="")
    assert nianbao("load", "--manifest", manifest).returncode == 0
    assert ask(tmp_path / "archive.db", "select file_name, source_url, published_at, retrieved_at from documents") == [
        (STRANGE[1], "https://example.org/?a,b", "2019-01-31", "2024-05-06T07:08")
    ]


@pytest.mark.parametrize(
    "text, says",
    [
        ("path,ulr\nreport.txt,x\n", "it has 'ulr'"),
        ("url\nx\n", "path must be there"),
        ("", "path must be there"),
        ("path\nreport.txt\n\nnone.txt\n", "line 4: there is no file 'none.txt'"),
        ('path,url\nreport.txt,"a\nb"\nnone.txt,\n', "line 4: there is no file 'none.txt'"),
        ("path,url\n,x\n", "line 2: there is no file ''"),
        ("path,url\nreport.txt,a,b\n", "line 2: there are more cells than columns"),
        ("path,published_at\nreport.txt,2023-1-5\n", "line 2: published_at is '2023-1-5'"),
        ("path,published_at\nreport.txt,20230105\n", "line 2: published_at is '20230105'"),
        ("path,retrieved_at\nreport.txt,2023-02-30\n", "line 2: retrieved_at is '2023-02-30'"),
        ("path\n年报.txt\n".encode("gb18030"), "a manifest is UTF-8"),
    ],
)
def test_a_wrong_manifest_is_an_error_that_names_the_place(text, says, one, tmp_path, nianbao):
    shutil.copy(one, tmp_path / "report.txt")
    manifest = tmp_path / "files.csv"
    manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = nianbao("load", "--manifest", manifest)
    assert done.returncode == 2
    assert done.stderr.startswith(f"nianbao: {manifest}") and says in done.stderr
    assert not (tmp_path / "archive.db").exists()


def test_hidden_files_and_the_archives_own_are_left_out_of_folders(tmp_path):
    for name in [
        "b.txt",
        "a/c d.txt",
        "a/.hidden.txt",
        ".git/x.txt",
        "~$report.docx",
        "archive.db",
        "originals/ab/abc",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")
    own = [tmp_path / "archive.db", tmp_path / "originals"]
    found = [file.path.relative_to(tmp_path).as_posix() for file in candidates([tmp_path], own=own)]
    assert found == ["a/c d.txt", "b.txt"]
    assert [file.path for file in candidates([tmp_path / "a" / ".hidden.txt"])] == [tmp_path / "a" / ".hidden.txt"]


def test_files_that_are_done_with_are_forgotten():
    files = [Candidate(Path(name)) for name in "abc"]
    left = [(file.path.name, len(files)) for file in spent(files)]
    assert left == [("a", 2), ("b", 1), ("c", 0)]


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ExtractError, match="there is no such file or folder"):
        candidates([tmp_path / "none"])


def test_loading_the_folder_that_holds_the_archive_twice_changes_nothing(one, tmp_path, nianbao):
    shutil.copy(one, tmp_path)
    assert nianbao("load", ".").stdout == "ok 1, warned 0, refused 0, known 0\n"
    before = (tmp_path / "archive.db").read_bytes()
    assert nianbao("load", ".").stdout == "ok 0, warned 0, refused 0, known 1\n"
    assert (tmp_path / "archive.db").read_bytes() == before


def test_originals_and_sidecars_hold_what_was_loaded(one, tmp_path):
    shutil.copy(one, tmp_path / STRANGE[2])
    data = one.read_bytes()
    load(tmp_path / "archive.db", [Candidate(tmp_path / STRANGE[2], "https://example.org/1", None, "2024-05-05")])
    place = tmp_path / "originals" / digest(data)[:2]
    assert {path.name for path in place.iterdir()} == {digest(data), f"{digest(data)}.json"}
    assert (place / digest(data)).read_bytes() == data
    assert said(place / f"{digest(data)}.json") == {
        "file_name": [STRANGE[2]],
        "published_at": [],
        "retrieved_at": ["2024-05-05"],
        "source_url": ["https://example.org/1"],
        "said_issuer": [],
        "said_year": [],
    }


def test_originals_are_not_kept_when_not_wanted(one, tmp_path, nianbao):
    assert nianbao("load", one, "--no-originals").returncode == 0
    assert not (tmp_path / "originals").exists()
    assert ask(tmp_path / "archive.db", "select count(*) from reports") == [(1,)]


def test_originals_go_where_they_are_wanted(one, tmp_path, nianbao):
    assert nianbao("load", one, "--originals", "kept here").returncode == 0
    assert (tmp_path / "kept here" / digest(one.read_bytes())[:2] / digest(one.read_bytes())).is_file()


def test_an_archive_is_built_again_from_the_originals(few, tmp_path, rows, nianbao):
    for name, file in zip(STRANGE, few, strict=False):
        shutil.copy(file, tmp_path / name)
    load(tmp_path / "archive.db", [replace(file, path=tmp_path / file.path) for file in SAID])
    again = nianbao("load", "originals", "--archive", "again.db")
    assert (again.returncode, again.stdout) == (0, "ok 3, warned 0, refused 0, known 0\n")
    assert rows(tmp_path / "again.db") == rows(tmp_path / "archive.db")
    assert nianbao("load", "originals", "--again").stdout == again.stdout
    assert nianbao("compare", "again.db", "archive.db").returncode == 0
