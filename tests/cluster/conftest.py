"""A real Dask scheduler and workers in processes of their own, on this machine's loopback."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT, until

WORKERS = 2


@dataclass
class Machine:
    """A scheduler and its workers; `folder` is theirs."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    scheduler: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)
    address: str = ""

    def start(self, workers=WORKERS):
        """Start everything; the workers are watched over, as by default, and started anew when they die."""
        told = self.folder / "scheduler.json"
        self.scheduler = self._run("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", told)
        assert until(lambda: told.exists() and '"address"' in told.read_text("utf-8")), "no scheduler"
        self.address = next(line.split('"')[3] for line in told.read_text("utf-8").splitlines() if '"address"' in line)
        for _ in range(workers):
            self.add()
        return self

    def add(self, *options):
        """One worker more."""
        worker = self._run(
            "dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", self.folder, *options
        )
        self.workers.append(worker)
        return worker

    def _run(self, module, *arguments):
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | self.settings
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments), "--host", "127.0.0.1"],
            env=environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self):
        """End everything, those that watch over workers and the workers too."""
        for process in [*self.workers, *filter(None, [self.scheduler])]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def machine(tmp_path_factory):
    """A scheduler and two workers, for all tests that leave them as they are."""
    pytest.importorskip("distributed", reason="NO CLUSTER IS TESTED: install nianbao[dask]")
    made = Machine(tmp_path_factory.mktemp("cluster"))
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture
def machines(tmp_path):
    """A function: settings of Dask -> a scheduler without workers."""
    pytest.importorskip("distributed", reason="NO CLUSTER IS TESTED: install nianbao[dask]")
    made = []

    def make(**settings):
        folder = tmp_path / f"cluster {len(made)}"
        folder.mkdir()
        made.append(Machine(folder, settings))
        return made[-1].start(workers=0)

    yield make
    for machine in made:
        machine.stop()
