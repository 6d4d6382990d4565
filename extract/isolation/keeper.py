"""The keeper of a reading process: starts it apart from everything, and leaves nothing of it when it ends.

The pool's process starts a keeper, the keeper the process that reads. The keeper reads no file, so it survives whatever a
file does, and it outlives the pool's process by the moment it takes to clean up. Where the kernel gives namespaces, the
reading process is the first of its own and all others in it end with it. Elsewhere the keeper inherits those that escape
(a Linux "subreaper") and ends them one by one; on other systems those of its group.
"""

import contextlib
import gc
import os
import select
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from extract.isolation import folder, limits, network, processes

# In what steps an exit status tells memory.
STEP = 2**27
# Seconds in which an owner's death shows after that of its child.
NOTICE = 1.0

Work = Callable[[Connection, Path], None]


def keep(work: Work, pipe: Connection, life: Connection, own: Path, owners: Sequence[Path] = ()) -> None:
    """Run `work` until it ends or the other end of `life` is closed, by its owner or by its owner's death.

    An owner says so before it closes `life`; the folders of one that died without a word are removed.
    """
    # Groups of their own: an interrupt or a signal to the pool's group does not take the one who cleans up.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    network.prctl(network.PR_SET_CHILD_SUBREAPER, 1)
    woken = _wake()
    parted = network.part()
    child = os.fork()
    if child == 0:
        _run(work, pipe, own, parted)
    pipe.close()
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.suppress(SystemExit):
        _wait(child, life.fileno(), woken)
    _end(child)
    folder.remove(own)
    if _is_orphan(life):
        for left in owners:
            folder.remove(left)
    # Its status tells how far the process swelled: an allocator that is refused memory ends its process without a word.
    sys.exit(min(255, limits.peak(children=True) // STEP))


def _wake() -> int:
    """A pipe's end that gets a byte whenever a child ends."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return ours


def _leave(*_: object) -> None:
    """Clean up at once, and only once."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _wait(child: int, life: int, woken: int) -> None:
    """Until the child ends or `life` does."""
    poll = select.poll()
    poll.register(life, select.POLLIN)
    poll.register(woken, select.POLLIN)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        for end, _ in poll.poll():
            if end == life:
                return
            os.read(end, 512)


def _is_orphan(life: Connection) -> bool:
    """Whether the owner has died; one that lives sees that the child ended, and soon says that this is the end."""
    try:
        return life.poll(NOTICE) and not life.recv_bytes()
    except (EOFError, OSError):
        return True


def _end(child: int) -> None:
    """Kill a child, its group and all that they left; returns when they are gone.

    What a killed process had started comes to the keeper, and is found in the next round.
    """
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            for pid in processes.children(os.getpid()):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)


def _run(work: Work, pipe: Connection, own: Path, parted: bool) -> None:
    """Be the reading process; never returns."""
    try:
        network.prctl(network.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        _forget(pipe.fileno())
        _settle(own)
        limits.fix()
        if not parted:
            network.bar()
        network.refuse()
        # What is there at the start stays; looking it through again and again would only copy its pages.
        gc.freeze()
        work(pipe, own)
    finally:
        os._exit(0)


def _forget(pipe: int) -> None:
    """Let go of the keeper's signals and files, the terminal too: nobody reads what a library prints."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, min(os.sysconf("SC_OPEN_MAX"), 65536))


def _settle(own: Path) -> None:
    """Move into the private folder: what is written without a thought lands there."""
    os.chdir(own)
    os.umask(0o077)
    os.environ.update(HOME=str(own), TMPDIR=str(own))
    tempfile.tempdir = None
