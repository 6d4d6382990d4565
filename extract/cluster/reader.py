"""What a worker of a cluster does: bytes in, the packed answer of an isolated reading process out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import current_process
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory

from extract import __version__, codebook, codetables, issuers
from extract.errors import ClusterError
from extract.isolation.folder import take
from extract.isolation.message import Reply, Task, pack
from extract.isolation.pool import Pool
from extract.isolation.worker import work
from extract.model import PartRole
from extract.read import ocr, soffice
from extract.read.container import TOTAL

# What a file turns into depends on these too.
LIBRARIES = ("lxml", "pypdfium2", "rapidocr", "selectolax", "xlrd")

# A packed reply, and the bytes of the members that it names.
Answer = tuple[bytes, list[bytes]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Which program reads, with which codebook, and with what at hand. The same kind makes the same of a file."""

    program: str
    codes: str
    tools: str

    def __str__(self) -> str:
        return f"{self.program} with codebook {self.codes}; {self.tools}"


@dataclass(slots=True)
class Reader:
    """A reading process, its pool, and the folder that files are put into for it."""

    folder: TemporaryDirectory = field(default_factory=lambda: TemporaryDirectory(prefix="nianbao-"))
    pool: Pool = field(init=False)

    def __post_init__(self) -> None:
        self.pool = Pool(1, work, folders=(Path(self.folder.name),))


# Readers that have nothing to do: a worker may run several tasks at a time, each in a thread.
_idle: SimpleQueue[Reader] = SimpleQueue()


def kind() -> Kind:
    """What this process is."""
    codes = codetables.fingerprint(codebook.load(), issuers.TABLES)[:12]
    at_hand = {"recognition": ocr.available(), "LibreOffice": soffice.program() is not None}
    tools = [f"{name} {_version(name)}" for name in LIBRARIES]
    tools += [f"{'with' if there else 'without'} {name}" for name, there in at_hand.items()]
    return Kind(f"nianbao {__version__}", codes, ", ".join(tools))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def read(wanted: Kind, files: Sequence[bytes], roles: Sequence[PartRole], pages: int) -> Answer:
    """Read the files of one report as a pool does; raises `ClusterError` where this worker is not of the kind that is wanted."""
    if wanted != (own := kind()):
        raise ClusterError(f"a worker is {own}; wanted is {wanted}: install the same everywhere")
    with _reader() as reader:
        paths = [Path(reader.folder.name, str(number)) for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        # One task, one reply; the members of a box lie where it says until the next reply is asked for.
        ((_, answer),) = ((name, _whole(reply)) for name, reply in reader.pool.map([("", _task(paths, roles, pages))]))
        for path in paths:
            path.unlink()
    return answer


def _task(paths: Sequence[Path], roles: Sequence[PartRole], pages: int) -> Task:
    return Task(tuple(paths), pages, tuple(roles))


def _whole(reply: Reply) -> Answer:
    return pack(reply), [take(Path(member.file), TOTAL) for member in reply.members]


@contextmanager
def _reader() -> Iterator[Reader]:
    """A reader that nobody else uses. One that failed is not used again."""
    # A worker that is watched over counts as a daemon, which may have no children; the reading process has a keeper.
    current_process().daemon = False
    reader = None
    with suppress(Empty):
        reader = _idle.get_nowait()
    reader = reader or Reader()
    try:
        yield reader
    except BaseException:
        reader.pool.__exit__()
        reader.folder.cleanup()
        raise
    _idle.put(reader)
