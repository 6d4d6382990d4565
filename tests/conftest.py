"""Shared fixtures: the codebook, the reports at hand and what is understood of them, an archive of the samples."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from extract import codebook
from extract.archive import Archive, Source
from extract.keep.originals import digest
from extract.pipeline import understand

# Nothing here is timed: how fast a machine is says nothing of the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What a script starts in its background ignores Ctrl-C, and so would every command that is started here to be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Plugins, not modules with examples; two of one name would be taken for each other.
collect_ignore_glob = ["conftest.py", "*/conftest.py"]

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path for path in (ROOT / "samples").glob("20*.*") if path.is_file())
REAL = ROOT.parent / "shared" / "reports"
REPORTS = ["*.txt", "*.html", "*.pdf", "*2024.md", "pingtan/*"]
# Integers for joins inside one file, and rows that hold them: what an archive says, it says in the views.
NUMBERED = {"cell", "fact", "items", "columns", "tables", "sections", "reports", "panel_values", "seals"}
# What SQLite keeps for itself.
INNER = ("sections_fts", "sqlite_")


def real():
    """The published reports that lie beside a checkout of the project's owner; none elsewhere."""
    return sorted({path for pattern in REPORTS for path in REAL.glob(pattern)})


def pytest_generate_tests(metafunc):
    """`each_sample` runs through our own reports, `each_report` through the published ones too."""
    if "each_sample" in metafunc.fixturenames:
        metafunc.parametrize("each_sample", SAMPLES, ids=lambda path: path.name)
    if "each_report" in metafunc.fixturenames:
        absent = pytest.param(None, marks=pytest.mark.skip(reason=f"NO PUBLISHED REPORT IS TESTED: there is no {REAL}"))
        metafunc.parametrize(
            "each_report", SAMPLES + (real() or [absent]), ids=lambda path: path.name if path else "published"
        )


@cache
def _understood(path):
    return understand(path.read_bytes(), codebook.load())


@pytest.fixture(scope="session")
def book():
    """The codebook."""
    return codebook.load()


@pytest.fixture(scope="session")
def understood():
    """A function: path of a report -> its `Reading`, read once in a run of the tests."""
    return _understood


@pytest.fixture(scope="session")
def samples():
    """The sample reports."""
    return SAMPLES


@pytest.fixture(scope="session")
def few():
    """Some samples that are read fast: text and web pages of all editions."""
    return [path for path in SAMPLES if path.suffix in (".txt", ".html")]


@pytest.fixture
def memory(book):
    """An empty archive in memory."""
    with Archive(Path(":memory:"), book) as archive:
        yield archive


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory, book):
    """An archive file with all samples; tests only read it."""
    path = tmp_path_factory.mktemp("archive") / "样 本?.db"
    with Archive(path, book) as archive:
        for sample in SAMPLES:
            archive.put(source(sample), _understood(sample))
        archive.compare_words()
    return path


@pytest.fixture(scope="session")
def published_archive(tmp_path_factory, book):
    """An archive file with the published reports at hand; tests only read it."""
    if not real():
        pytest.skip(f"NO PUBLISHED REPORT IS TESTED: there is no {REAL}")
    path = tmp_path_factory.mktemp("published") / "archive.db"
    with Archive(path, book) as archive:
        for report in real():
            archive.put(source(report), _understood(report))
    return path


def source(path):
    """Where a report in a file came from."""
    data = path.read_bytes()
    return Source(digest(data), path.name, len(data))


@pytest.fixture
def source_of():
    """A function: path -> `Source`."""
    return source


@pytest.fixture
def rows():
    """A function: archive file -> what its tables and views say, free of the numbers that the order of loading gives."""
    return lambda path: _rows(path, numbered=False)


@pytest.fixture
def dump():
    """A function: archive file -> every row of every table and view, in order."""
    return lambda path: _rows(path, numbered=True)


def _rows(path, numbered):
    with contextlib.closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]
        names = [name for name in names if numbered or not (name in NUMBERED or name.startswith(INNER))]
        said = {
            name: sorted(map(repr, db.execute(f'select * from "{name}"'))) for name in names if name != "sections_fts"
        }
        for name in ("reports", "sections", "tables") if not numbered else ():
            columns = [row[1] for row in db.execute(f'pragma table_info("{name}")') if row[1] != "no"]
            picked = ", ".join(f'"{column}"' for column in columns)
            said[name] = sorted(map(repr, db.execute(f'select {picked} from "{name}"')))
        if "meta" in names:
            # The mark of a state is drawn anew by each loader.
            said["meta"] = sorted(map(repr, db.execute("select * from meta where name <> 'pages'")))
    return said


class Command:
    """The command line as people run it: `python -m extract …` in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}

    def __call__(self, *arguments):
        """Run to the end."""
        return subprocess.run(
            self.line(arguments), cwd=self.folder, env=self.environment, capture_output=True, text=True
        )

    @contextlib.contextmanager
    def started(self, *arguments, err=subprocess.DEVNULL):
        """Run in a process group of its own, as a terminal does; what is left of the group at the end is killed."""
        process = subprocess.Popen(
            self.line(arguments),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()

    def line(self, arguments):
        """The whole command."""
        return [sys.executable, "-m", "extract", *map(str, arguments)]


@pytest.fixture
def nianbao(tmp_path):
    """The command line, run in an empty folder."""
    return Command(tmp_path)


def until(happens, seconds=60):
    """Wait for something to happen; whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture(name="until")
def until_fixture():
    """A function: wait for something to happen; whether it did."""
    return until


@pytest.fixture
def members():
    """A function: process group -> the processes in it that still run."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("left-over processes are looked for in /proc, which this system has not")
    return _members


def _members(group):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, process_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(process_group) == group and state not in "ZX":
                found.append(int(path.parent.name))
    return found
