"""What a reading process does: a path in, a `Reply` out, until the pipe is closed."""

import signal
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from extract import codebook
from extract.errors import ExtractError, UnreadableFile
from extract.model import Refusal
from extract.originals import digest
from extract.pipeline import understand
from extract.pool import Reply


def work(pipe: Connection) -> None:
    """Answer paths until the other end closes. An interrupt is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    book = codebook.load()
    while True:
        try:
            path = Path(pipe.recv_bytes().decode())
        except (EOFError, OSError):
            return
        pipe.send_bytes(msgspec.msgpack.encode(answer(path, book)))


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
        return Reply(sha256, refusal=Refusal(error.reason, str(error), error.media_type))
    except ExtractError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"[:300]
        return Reply(sha256, refusal=Refusal("defect", f"the reader failed ({what}); please report this file"))
