"""A reading process reaches nobody: neither through Python, nor past it, nor by a process that it starts."""

import ctypes
import os
import socket
import subprocess
import sys
from multiprocessing import Pipe
from pathlib import Path

import pytest

from extract.isolation import folder, keeper, network, processes

linux = pytest.mark.skipif(sys.platform != "linux", reason="NO NETWORK IS CUT OFF BELOW PYTHON: this is not Linux")

CONNECT = "import socket; socket.create_connection(('127.0.0.1', {port}), 3)"
SEND = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))"


def in_python(port):
    exec(CONNECT.format(port=port))


def past_python(port):
    libc = ctypes.CDLL(None, use_errno=True)
    end = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = bytes([2, 0]) + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    if end < 0 or libc.connect(end, address, 16) != 0:
        raise OSError(ctypes.get_errno(), "no network")


def by_another(code):
    def run(port):
        if subprocess.run([sys.executable, "-c", code.format(port=port)], capture_output=True, timeout=60).returncode:
            raise OSError("no network")

    return run


WAYS = {
    "in Python": in_python,
    "past Python": past_python,
    "by another process": by_another(CONNECT),
    "by a datagram": by_another(SEND),
    "looking up a name": lambda port: socket.getaddrinfo("localhost", port),
}


def kept(work, monkeypatch, parted=True):
    """What a process under a keeper says."""
    if not parted:
        monkeypatch.setattr(network, "part", lambda: False)
    ours, theirs = Pipe()
    held, life = Pipe()
    own = folder.make()
    pid = os.fork()
    if pid == 0:
        ours.close(), held.close()
        try:
            keeper.keep(work, theirs, life, own)
        finally:
            os._exit(0)
    theirs.close(), life.close()
    try:
        assert ours.poll(60)
        return ours.recv()
    finally:
        held.close()
        os.waitpid(pid, 0)
        assert not own.exists()


@linux
@pytest.mark.parametrize("parted", [True, False], ids=["namespace", "filter"])
@pytest.mark.parametrize("way", [way for way in WAYS if way != "looking up a name"])
def test_a_listener_hears_nothing(way, parted, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        listener.setblocking(False), datagrams.setblocking(False)
        port = listener.getsockname()[1]
        datagrams.bind(("127.0.0.1", port))
        WAYS[way](port)
        assert heard(listener, datagrams), "the listener would not hear it anyway"
        assert kept(lambda pipe, own: pipe.send(tried(WAYS[way], port)), monkeypatch, parted) == "refused"
        assert not heard(listener, datagrams)


def heard(listener, datagrams):
    found = []
    for take in (lambda: listener.accept()[0].close(), lambda: datagrams.recv(10)):
        try:
            take()
            found.append(take)
        except BlockingIOError:
            pass
    return found


def tried(way, port):
    try:
        way(port)
    except OSError:
        return "refused"
    return "done"


@pytest.mark.parametrize("way", ["in Python", "looking up a name"])
def test_python_itself_refuses_on_any_system(way):
    code = f"""
from extract.isolation import network
import socket
network.refuse()
try:
    {"socket.getaddrinfo('localhost', 1)" if way != "in Python" else "socket.create_connection(('127.0.0.1', 9))"}
except PermissionError as error:
    print(error.strerror)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.startswith("a reading process has no network"), done.stderr


@linux
def test_the_filter_leaves_processes_of_this_machine_their_sockets(monkeypatch):
    def work(pipe, own):
        socket.socket(socket.AF_UNIX).close()
        pipe.send("done")

    assert kept(work, monkeypatch, parted=False) == "done"


def escape(pipe, own):
    """A process in a session of its own, whose parent is gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            pipe.send(processes.Path("/proc/self").resolve().name)
            os.execvp("sleep", ["sleep", "600"])
        os._exit(0)
    os.wait()
    os.read(os.pipe()[0], 1)


@linux
@pytest.mark.parametrize("parted", [True, False], ids=["namespace", "subreaper"])
def test_what_escapes_its_group_ends_with_the_keeper(parted, monkeypatch):
    pid = int(kept(escape, monkeypatch, parted))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
