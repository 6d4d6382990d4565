"""What a reading process does: a `Task` in, a `Reply` out, until the pipe is closed."""

import signal
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from extract import codebook
from extract.confine import limit
from extract.errors import UnreadableFile
from extract.model import Refusal
from extract.originals import digest
from extract.pipeline import Beside, understand
from extract.pool import POSIX, Reply, Task, Unpacked
from extract.read import container, is_container, sniff


def work(pipe: Connection) -> None:
    """Answer tasks until the other end closes. An interrupt is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    book = codebook.load()
    while True:
        try:
            task = msgspec.msgpack.decode(pipe.recv_bytes(), type=Task)
            if POSIX:
                limit(task.memory, task.patience)
            pipe.send_bytes(packed(answer(task, book)))
        except (EOFError, OSError):
            return


def answer(task: Task, book: codebook.Codebook) -> Reply:
    """Read one report. A defect of ours is a refusal too: the batch goes on, and the message says what to report."""
    try:
        data, *others = (path.read_bytes() for path in task.files)
    except OSError as error:
        return Reply("", refusal=Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    sha256 = digest(data)
    try:
        if is_container(media_type := sniff(data)):
            members = container.unpack(data, media_type, Path.cwd())
            return Reply(sha256, unpacked=Unpacked(media_type, tuple((item.name, item.path.name) for item in members)))
        beside = [Beside(other, role) for other, role in zip(others, task.roles, strict=True)]
        return Reply(sha256, reading=understand(data, book, beside))
    except UnreadableFile as error:
        return Reply(sha256, refusal=Refusal(error.reason, str(error), error.media_type, error.scanned, error.links))
    except MemoryError:
        most = f"{task.memory >> 30} GB"
        return Reply(sha256, refusal=Refusal("crashed", f"reading took more than {most} of memory and was ended"))
    except Exception as error:
        return Reply(sha256, refusal=_defect(error))


def packed(reply: Reply) -> bytes:
    """A reply as msgpack; what cannot be packed, such as half a character, is a defect."""
    try:
        return msgspec.msgpack.encode(reply)
    except (TypeError, ValueError, OverflowError) as error:
        return msgspec.msgpack.encode(Reply(reply.sha256, refusal=_defect(error)))


def _defect(error: Exception) -> Refusal:
    what = f"{type(error).__name__}: {error}"[:300].encode(errors="replace").decode()
    return Refusal("defect", f"the reader failed ({what}); please report this file")
