"""Memory that threads share: what one gave back, another takes, and the server does not keep it for each."""

import ctypes
from contextlib import suppress

# glibc has eight arenas for each core otherwise; malloc.h names the parameter M_ARENA_MAX.
_ARENA_MAX, ARENAS = -8, 2


def share() -> bool:
    """Have the threads that are started from now on share few arenas; false where the C library has none to set."""
    with suppress(AttributeError, OSError, TypeError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, ARENAS))
    return False
