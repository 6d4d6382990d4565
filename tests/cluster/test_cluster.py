"""A cluster makes the same archive as the processes of one machine, whatever becomes of its workers."""

import gc
import signal
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="NO CLUSTER IS TESTED: install nianbao[dask]")

from extract import readonly
from extract.archive import Archive
from extract.archive.content import content_hash, hashes
from extract.cluster import scheduler as scheduling
from extract.cluster.scheduler import Cluster
from extract.errors import ClusterError
from extract.isolation.message import Task
from extract.keep.originals import Store
from extract.load.batch import Batch
from extract.load.candidates import Candidate
from tests.cluster import strange
from tests.conftest import ROOT, SAMPLES

ODD = sorted(path for path in (ROOT / "tests" / "odd").iterdir() if path.is_file())


def load(archive, files, scheduler=None, jobs=1, told=lambda path: None):
    """Load files; what became of them."""
    with Archive(archive) as target:
        batch = Batch(target, Store(archive.parent / "originals"), jobs, told=told, scheduler=scheduler)
        return batch.run([Candidate(path) for path in files])


def said(archive):
    """The hash of what an archive says, and of each of its tables."""
    with closing(readonly.connect(archive)) as connection:
        return content_hash(connection), hashes(connection)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """An archive of files, some of which make one report, and what is no report."""
    folder = tmp_path_factory.mktemp("packed")
    with zipfile.ZipFile(folder / "年报.zip", "w") as package:
        for path in SAMPLES[:2]:
            package.write(path, f"甲/{path.name}")
    (folder / "empty.pdf").write_bytes(b"")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def files(packed):
    """The samples, odd ones, a box, and what is no report."""
    return [*SAMPLES, *ODD, *packed]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory, files):
    """What an archive says that one process here has read the files of."""
    path = tmp_path_factory.mktemp("pooled") / "archive.db"
    return load(path, files).counts, said(path)


@pytest.mark.parametrize("order, jobs", [(1, 2), (-1, 1)])
def test_neither_order_nor_processes_change_what_an_archive_says(order, jobs, files, pooled, tmp_path):
    path = tmp_path / "archive.db"
    assert (load(path, files[::order], jobs=jobs).counts, said(path)) == pooled


@pytest.mark.parametrize("order", [1, -1])
def test_a_cluster_makes_the_same_archive(order, machine, files, pooled, tmp_path):
    path = tmp_path / "archive.db"
    assert (load(path, files[::order], machine.address).counts, said(path)) == pooled


def test_a_lost_worker_costs_nothing(machines, files, pooled, tmp_path):
    own = machines()
    own.add("--no-nanny"), own.add("--no-nanny")
    done = []

    def told(path):
        done.append(path)
        if len(done) == 5:
            own.workers[0].send_signal(signal.SIGKILL)

    path = tmp_path / "archive.db"
    counts = load(path, files, own.address, told=told).counts
    assert own.workers[0].wait() == -signal.SIGKILL
    assert (counts, said(path)) == pooled


def test_workers_that_die_one_after_the_other_cost_their_file(machines, few, tmp_path):
    deadly = tmp_path / "deadly.txt"
    deadly.write_bytes(strange.DEADLY)
    own = machines(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    own.add(), own.add()
    tasks = [(path.name, Task((path,))) for path in [few[0], deadly, *few[1:5]]]
    with Cluster(own.address, read=strange.deadly) as cluster:
        found = dict(cluster.map(tasks))
    assert found.pop("deadly.txt").refusal.reason == "crashed"
    assert len(found) == 5 and all(reply.reading for reply in found.values())


def test_the_reading_process_of_a_worker_is_apart_and_limited(machine, few):
    """The file is read by a process below a keeper, never by the worker itself."""
    with Cluster(machine.address) as cluster:
        list(cluster.map([(path, Task((path,))) for path in few[:4]]))
        watched = cluster.client.run(strange.below)
    assert all(count >= 3 for count in watched.values()), watched


def test_no_more_tasks_are_under_way_than_twice_the_threads(machine, few):
    drawn = []

    def tasks():
        for number, path in enumerate([*few, *few]):
            drawn.append(number)
            yield number, Task((path,))

    with Cluster(machine.address) as cluster:
        for done, _ in enumerate(cluster.map(tasks()), 1):
            assert len(drawn) < done + scheduling.AHEAD * cluster.threads


def test_large_files_go_one_by_one(machine, few, monkeypatch):
    monkeypatch.setattr(scheduling, "AFOOT", 1)
    most = []
    with Cluster(machine.address) as cluster:
        for _ in cluster.map((path, Task((path,))) for path in few[:3]):
            most.append(len(cluster.flights))
    assert most == [0, 0, 0]


def test_a_file_that_cannot_be_opened_is_an_answer(machine, few, tmp_path):
    with Cluster(machine.address) as cluster:
        found = dict(cluster.map([("none", Task((tmp_path / "none",))), ("one", Task((few[0],)))]))
    assert found["none"].refusal.reason == "unreachable" and found["one"].reading


def test_a_worker_that_fails_for_its_own_reasons_refuses_only_the_file(machine, few):
    with Cluster(machine.address, read=strange.broken) as cluster:
        ((_, reply),) = cluster.map([("one", Task((few[0],)))])
    assert reply.refusal.reason == "crashed" and "No space left" in reply.refusal.message


# Errors for people.


@pytest.mark.parametrize(
    "ask, says",
    [
        (strange.older, r"worker tcp://.* is nianbao 0\.0\.1 with codebook .*; this is nianbao"),
        (strange.unlike, "worker tcp://.* has without .*, another has without .*: make them alike"),
        (strange.missing, "a worker cannot run nianbao"),
    ],
)
def test_workers_that_would_read_otherwise_are_refused(ask, says, machine):
    with pytest.raises(ClusterError, match=says), Cluster(machine.address, ask=ask):
        pass


def test_a_worker_of_another_codebook_that_comes_later_is_refused(machine, few):
    with (
        pytest.raises(ClusterError, match=r"a worker is nianbao .*install the same everywhere.*goes on from there"),
        Cluster(machine.address, read=strange.elsewhere) as cluster,
    ):
        list(cluster.map([("one", Task((few[0],)))]))


@pytest.mark.parametrize("address, says", [("tcp://127.0.0.1:1", "no Dask scheduler answers"), ("nonsense", "no Dask")])
def test_an_address_where_nobody_answers_is_an_error(address, says):
    with pytest.raises(ClusterError, match=says), Cluster(address, patience=1):
        pass


def test_a_connection_that_failed_does_not_keep_the_next_from_beginning(machine, monkeypatch):
    """Memory may be collected at any moment, and by any thread: here by the one that Dask starts, as the first thing it does."""

    def run(*arguments, **options):
        if gc.isenabled():
            gc.collect()
        return started(*arguments, **options)

    utils = pytest.importorskip("distributed.utils")
    started, before = utils.asyncio_run, gc.get_threshold()
    monkeypatch.setattr(utils, "asyncio_run", run)
    gc.collect()
    # Until then by nobody.
    gc.set_threshold(0)
    try:
        with pytest.raises(ClusterError), Cluster("nonsense", patience=1):
            pass
        with Cluster(machine.address) as cluster:
            assert cluster.threads
    finally:
        gc.set_threshold(*before)


def test_a_cluster_without_workers_is_an_error(machines):
    with pytest.raises(ClusterError, match="has no worker"), Cluster(machines().address, patience=10):
        pass


def test_a_scheduler_that_ends_is_an_error_and_what_is_loaded_stays(machines, few, tmp_path):
    own = machines()
    own.add()
    path = tmp_path / "archive.db"
    with pytest.raises(ClusterError, match="goes on from there"):
        load(path, few, own.address, told=lambda _: own.scheduler.kill())
    left = load(path, few).counts
    assert left["known"] >= 1 and left["known"] + left["ok"] == len(few)


@pytest.mark.parametrize("status, refused", [("finished", None), ("error", "crashed")])
def test_a_lost_transfer_is_the_schedulers_and_an_error_of_the_task_the_files(status, refused, machine):
    class Done:
        key = "a"

        def result(self, timeout):
            raise ConnectionResetError("gone")

    Done.status = status
    with Cluster(machine.address) as cluster:
        flight = scheduling._Flight("name", Task(()), 0, Done(), alone=False)
        if refused:
            ((_, reply),) = cluster._replies(flight)
            assert reply.refusal.reason == refused
        else:
            with pytest.raises(ClusterError, match="scheduler is gone"):
                list(cluster._replies(flight))


def test_the_command_reads_on_a_cluster(machine, few, nianbao):
    done = nianbao("load", *few[:3], "--scheduler", machine.address)
    assert (done.returncode, done.stdout) == (0, "ok 3, warned 0, refused 0, known 0\n"), done.stderr
    nobody = nianbao("load", few[3], "--scheduler", "tcp://127.0.0.1:1")
    assert nobody.returncode == 2 and "no Dask scheduler answers" in nobody.stderr


def test_a_reply_of_nonsense_is_a_refusal():
    reply = scheduling._reply(b"nonsense", [], Path("/nowhere"))
    assert reply.refusal.reason == "crashed"
