"""What a reading process does: a `Task` in, a `Reply` out, until the pipe is closed."""

import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from extract import codebook
from extract.codebook import Codebook
from extract.errors import UnreadableFile
from extract.isolation import limits
from extract.message import Reply, Task, pack, unpack
from extract.model import Refusal
from extract.originals import digest
from extract.pipeline import understand


def work(pipe: Connection, folder: Path) -> None:
    """Answer tasks until the other end closes. An interrupt is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    book = codebook.load()
    most = limits.peak() + limits.GROWN
    while True:
        try:
            task = unpack(pipe.recv_bytes(), Task)
            limits.limit(task)
            reply = answer(task, book, folder)
            pipe.send_bytes(packed(replace(reply, spent=task.pages > 0 or limits.peak() > most)))
        except (EOFError, OSError):
            return


def answer(task: Task, book: Codebook, folder: Path) -> Reply:
    """Do one task. A defect of ours is a refusal too: the batch goes on, and the message says what to report."""
    try:
        return DO[task.what](task, book, folder)
    except OSError as error:
        return Reply("", refusal=Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    except Exception as error:
        return Reply("", refusal=_refusal(error, task))


def _read(task: Task, book: Codebook, folder: Path) -> Reply:
    """Read the one file of a task."""
    (path,) = task.paths
    data = path.read_bytes()
    sha256 = digest(data)
    try:
        return Reply(sha256, reading=understand(data, book))
    except Exception as error:
        return Reply(sha256, refusal=_refusal(error, task))


# What a task can ask for. Each gets the task, the codebook and the private folder, in which a reply's members lie.
DO: dict[str, Callable[[Task, Codebook, Path], Reply]] = {"read": _read}


def packed(reply: Reply) -> bytes:
    """A reply as msgpack; what cannot be packed, such as half a character, is a defect."""
    try:
        return pack(reply)
    except (TypeError, ValueError, OverflowError) as error:
        return pack(Reply(reply.sha256, refusal=_defect(error)))


def _refusal(error: Exception, task: Task) -> Refusal:
    if isinstance(error, UnreadableFile):
        return Refusal(error.reason, str(error), error.media_type, error.scanned)
    if isinstance(error, MemoryError):
        return Refusal("memory", f"reading took more than {task.memory >> 30} GiB of memory and was ended")
    return _defect(error)


def _defect(error: Exception) -> Refusal:
    what = f"{type(error).__name__}: {error}"[:300].encode(errors="replace").decode()
    return Refusal("defect", f"the reader failed ({what}); please report this file")
