"""What workers run in tests instead of reading."""

import os
from dataclasses import replace

from extract.cluster import reader
from extract.isolation import processes

DEADLY = b"deadly"


def deadly(wanted, files, roles, pages):
    """Read, but for files that end the worker that opens them."""
    if files[0] == DEADLY:
        os._exit(1)
    return reader.read(wanted, files, roles, pages)


def older():
    """What a worker of an older program says of itself."""
    return replace(reader.kind(), program="nianbao 0.0.1")


def unlike():
    """What workers say that have not the same at hand."""
    return replace(reader.kind(), tools=f"without {os.getpid()}")


def missing():
    """A worker without our package."""
    raise ModuleNotFoundError("No module named 'extract'")


def elsewhere(wanted, files, roles, pages):
    """A worker of another codebook."""
    return reader.read(replace(wanted, codes="000000000000"), files, roles, pages)


def broken(wanted, files, roles, pages):
    """A worker without room on its disk."""
    raise OSError(28, "No space left on device")


def below():
    """How many processes a worker has started."""
    return len(list(processes.below(os.getpid())))
