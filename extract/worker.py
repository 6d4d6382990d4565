"""What a reading process does: a path in, a `Reply` out, until the pipe is closed."""

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from extract import codebook
from extract.errors import UnreadableFile
from extract.model import Refusal
from extract.originals import digest
from extract.pipeline import understand
from extract.pool import PATIENCE, POSIX, Reply

# Bytes of address space that one process may take: a file that swells when it is unpacked ends here.
MEMORY = 3 * 2**30


def work(pipe: Connection) -> None:
    """Answer paths until the other end closes. An interrupt is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    book = codebook.load()
    while True:
        try:
            path = Path(os.fsdecode(pipe.recv_bytes()))
            limit()
            pipe.send_bytes(packed(answer(path, book)))
        except (EOFError, OSError):
            return


def limit() -> None:
    """Cap the memory, and the processor time until the next call: the parent may be gone and end nobody any more."""
    if POSIX:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + PATIENCE) + 10
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answer(path: Path, book: codebook.Codebook) -> Reply:
    """Read one file. A defect of ours is a refusal too: the batch goes on, and the message says what to report."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Reply("", refusal=Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    sha256 = digest(data)
    try:
        return Reply(sha256, reading=understand(data, book))
    except UnreadableFile as error:
        return Reply(sha256, refusal=Refusal(error.reason, str(error), error.media_type, error.scanned))
    except MemoryError:
        return Reply(
            sha256, refusal=Refusal("crashed", f"reading took more than {MEMORY >> 30} GB of memory and was ended")
        )
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
