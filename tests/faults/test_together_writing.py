"""Several at work on one archive: loaders, readers, backups, and whoever kills them."""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from extract.keep.originals import Store, digest
from extract.serve.site import datasette
from extract.verify import verify
from tests.conftest import ROOT
from tests.faults import traced
from tests.faults.test_kills import COMMAND, fresh, ground, lanes, said, wanted

__all__ = ["ground", "lanes", "wanted"]

FILES, LOADERS, READS = 100, 4, 10_000
KILLS = 1000 if os.environ.get("NIANBAO_DURABLE") else 100
# What must hold in every committed state: each report with all that belongs to it.
WHOLE = """
select (select count(*) from reports) as reports,
 (select count(*) from reports r where not exists (select 1 from sections s where s.report_id = r.id)
   or not exists (select 1 from fact f where f.report = r.no) or r.issuer_id is null
   or not exists (select 1 from documents d join witnesses w on w.document_id = d.id where d.id = r.document_id)
   or r.no not in (select report from panel_values)) as torn
"""


def texts(few):
    return [path for path in few if path.suffix == ".txt"]


def reports(folder, few, count):
    """Reports that differ in their last line, one kind after the other."""
    folder.mkdir()
    files = [folder / f"{number:03}.txt" for number in range(count)]
    for number, file in enumerate(files):
        sample = texts(few)[number % len(texts(few))]
        file.write_bytes(sample.read_bytes() + b"\r\n" + b"x" * number)
    return files


def test_100_random_kills_leave_nothing_half_written(ground, lanes, wanted, capsys):
    _, content = wanted
    chance = random.Random("kills")
    moments = [chance.random() * 0.3 for _ in range(KILLS)]
    found = list(lanes.map(partial(killed, ground, content), moments))
    with capsys.disabled():
        print(f"\n{KILLS} random kills, {sum(end['struck'] for end in found)} ended the load")
    assert [end["wrong"] for end in found if end["wrong"]] == []


def killed(ground, content, moment):
    folder = fresh(ground, f"random{os.getpid()}")
    done = traced.run(folder, COMMAND, kill=moment)
    wrong = traced.wrong(folder)
    again = traced.run(folder, COMMAND)
    wrong += [again.said] if again.status else traced.wrong(folder, set())
    return {"struck": done.status != 0, "wrong": wrong or ([] if said(folder) == content else ["says something else"])}


def test_loaders_of_the_same_files_read_each_once(tmp_path, few, nianbao):
    files = reports(tmp_path / "files", few, FILES)
    line = nianbao.line(["load", tmp_path / "files", "--jobs", 1])
    running = [
        subprocess.Popen(line, cwd=tmp_path, env=nianbao.environment, stdout=-1, stderr=-1, text=True)
        for _ in range(LOADERS)
    ]
    verified = []
    while any(process.poll() is None for process in running):
        if traced.is_made(tmp_path / "archive.db"):
            verified += verify(tmp_path / "archive.db", Store(tmp_path / "originals"), quick=True)
        time.sleep(0.5)
    ends = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * LOADERS, ends
    assert not any("locked" in err for _, err in ends)
    counts = [dict(item.rsplit(" ", 1) for item in out.strip().split(", ")) for out, _ in ends]
    assert sum(int(count["ok"]) for count in counts) == FILES
    assert all(int(count["ok"]) + int(count["known"]) == FILES for count in counts)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("select count(*) from documents").fetchone() == (len(files),)
    assert list(verify(tmp_path / "archive.db", Store(tmp_path / "originals"))) == []
    # While they loaded nothing was found either.
    assert verified == []


def test_readers_and_backups_see_whole_reports_only(tmp_path, ground, few, understood, capsys):
    files = reports(tmp_path / "files", few, FILES)
    folder, stop = fresh(ground, "read"), ground / "stop"
    with traced.lanes(texts(few), understood) as lanes:
        assert lanes.submit(loaded, folder, files[:1]).result() == [0]
        writing = lanes.submit(loaded, folder, files, stop)
        try:
            seen, torn = asyncio.run(read(folder / "archive.db"))
            for number in range(5):
                copy = fresh(ground, "backup") / f"{number}.db"
                line = ["backup", copy, "--archive", folder / "archive.db"]
                done = lanes.submit(traced.run, copy.parent, line).result()
                assert done.status == 0, done.said
                assert list(verify(copy, None)) == []
            # It wrote all the time.
            assert not writing.done()
        finally:
            stop.touch()
        assert set(writing.result()) == {0}
    with capsys.disabled():
        print(f"\n{READS} reads through Datasette, {torn} torn, {len(seen)} states; 5 backups whole")
    assert torn == 0 and len(seen) > 20


def loaded(folder, files, stop=None):
    """How loads end, one after the other until there is a file `stop`; files that differ in their ends read alike."""
    replies = list(traced.Replay.replies.values())
    for number, path in enumerate(files):
        name = digest(path.read_bytes())
        traced.Replay.replies[name] = replace(replies[number % len(replies)], sha256=name)
    ends = [traced.run(folder, ["load", *files, "--again"]).status]
    while stop and not stop.exists():
        ends.append(traced.run(folder, ["load", *files, "--again"]).status)
    return ends


async def read(archive):
    """Ask for one thing again and again; the states that were seen, and how many were torn."""
    site, seen, torn = datasette(archive), set(), 0
    for _ in range(READS):
        answer = await site.client.get("/archive.json", params={"sql": WHOLE, "_shape": "array"})
        (row,) = answer.json()
        seen.add(row["reports"])
        torn += row["torn"]
    return seen, torn


@pytest.mark.parametrize("stored", [3, 7])
def test_after_a_kill_only_what_is_left_is_read(stored, tmp_path, few, nianbao, until):
    reports(tmp_path / "files", few, 12)
    archive = tmp_path / "archive.db"

    def there():
        if not traced.is_made(archive):
            return 0
        with closing(sqlite3.connect(archive)) as db:
            return db.execute("select count(*) from documents").fetchone()[0]

    with nianbao.started("load", "files", "--jobs", 2) as process:
        assert until(lambda: there() >= stored)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    kept = there()
    assert stored <= kept < 12
    assert nianbao("load", "files").stdout == f"ok {12 - kept}, warned 0, refused 0, known {kept}\n"


def test_what_is_rebuilt_or_restored_says_the_same(tmp_path, few, nianbao):
    folder = shutil.copytree(
        ROOT / "samples", tmp_path / "files", ignore=shutil.ignore_patterns("truth", "README*", "*.pdf")
    )
    manifest = folder / "files.csv"
    manifest.write_text(
        "path,url,published_at\n"
        + "".join(f"{path.name},https://example.org/{path.name},2024-01-31\n" for path in sorted(folder.glob("20*")))
    )
    assert nianbao("load", "--manifest", manifest).returncode == 0
    told = nianbao("backup", "kept/copy.db", "--originals").stdout
    assert told.startswith(f"reports {len(list(folder.glob('20*')))}, originals copied")
    content = told.split()[-1]
    assert said(tmp_path) == content
    restored = tmp_path / "restored"
    shutil.copytree(tmp_path / "kept", restored)
    (restored / "copy.db").rename(restored / "archive.db")
    assert nianbao("verify", "--archive", restored / "archive.db").stdout == "problems 0\n"
    assert said(restored) == content
    assert nianbao("load", restored / "originals", "--archive", "again/archive.db").returncode == 0
    assert said(tmp_path / "again") == content
    assert nianbao("load", "--manifest", manifest, "--again").returncode == 0
    assert said(tmp_path) == content
