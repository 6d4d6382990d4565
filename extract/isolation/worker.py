"""What a reading process does: a `Task` in, a `Reply` out, until the pipe is closed."""

import signal
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from extract import codebook, search
from extract.codebook import Codebook
from extract.errors import UnreadableFile
from extract.isolation import limits
from extract.isolation.message import Member, Reply, Task, pack, unpack
from extract.keep.originals import digest
from extract.model import Refusal
from extract.pipeline import Beside, understand
from extract.read import container
from extract.read.kinds import box


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
    """Read one report, or unpack an archive of files into a folder.

    A defect of ours is a refusal too: the batch goes on, and the message says what to report.
    """
    try:
        data, *others = (path.read_bytes() for path in task.paths)
    except OSError as error:
        return Reply("", refusal=Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    sha256 = digest(data)
    try:
        if media_type := box(data):
            members = container.unpack(data, media_type, folder)
            return Reply(sha256, members=tuple(Member(m.name, m.path.name) for m in members), media_type=media_type)
        beside = [Beside(other, role) for other, role in zip(others, task.roles, strict=True)]
        reading = understand(data, book, beside, ocr=task.pages > 0)
        cut = tuple(search.cut(chapter.text, chapter.heading) for chapter in reading.sections)
        return Reply(sha256, reading=reading, cut=cut)
    except Exception as error:
        return Reply(sha256, refusal=_refusal(error, task))


def packed(reply: Reply) -> bytes:
    """A reply as msgpack; what cannot be packed, such as half a character, is a defect."""
    try:
        return pack(reply)
    except (TypeError, ValueError, OverflowError) as error:
        return pack(Reply(reply.sha256, refusal=_defect(error)))


def _refusal(error: Exception, task: Task) -> Refusal:
    if isinstance(error, UnreadableFile):
        return Refusal(error.reason, str(error), error.media_type, error.scanned, error.links)
    if isinstance(error, MemoryError):
        return Refusal("memory", f"reading took more than {task.memory >> 30} GiB of memory and was ended")
    return _defect(error)


def _defect(error: Exception) -> Refusal:
    what = f"{type(error).__name__}: {error}"[:300].encode(errors="replace").decode()
    return Refusal("defect", f"the reader failed ({what}); please report this file")
