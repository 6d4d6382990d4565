"""The image, without docker: its own scripts install, serve as nobody from a read-only root, and answer the health check."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from extract.publish import snapshot

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
NOBODY = "65534"


def listed(word):
    """The words of an instruction in JSON; none where there is no such instruction."""
    found = re.search(rf"^{word} .*?(\[.*\])$", DOCKERFILE, re.MULTILINE)
    return json.loads(found[1]) if found else []


def in_image(line, environment):
    """A command line of the image, with the paths of here."""
    return [
        word.replace("/opt/docker", str(environment.parent / "docker")).replace("/opt/nianbao", str(environment))
        for word in line
    ]


def confined(line, folder):
    """The command as nobody, with everything read-only but `folder`, where this system lets us."""
    if os.getuid() or not shutil.which("setpriv"):
        return line
    drop = [
        "setpriv",
        "--reuid",
        NOBODY,
        "--regid",
        NOBODY,
        "--clear-groups",
        "--no-new-privs",
        "--inh-caps=-all",
        *line,
    ]
    mounts = f'mount --make-rprivate / && mount --bind {folder} {folder} && mount -o remount,bind,ro / && exec "$@"'
    closed = ["unshare", "--mount", "sh", "-c", mounts, "sh"]
    if shutil.which("unshare") and subprocess.run([*closed, "true"], capture_output=True).returncode == 0:
        return [*closed, *drop]
    return drop


def open_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def is_open(folder):
    """Whether whoever serves may come to a folder."""
    return os.getuid() != 0 or all(above.stat().st_mode & stat.S_IXOTH for above in (folder, *folder.parents))


def open_folder():
    """A folder for what everybody may run: temporary files may lie where nobody else may look."""
    for name in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        place = Path(name).resolve()
        if place.is_dir() and is_open(place):
            return place
    pytest.skip("NO IMAGE IS TESTED: there is no temporary folder that others than root may enter")


def python():
    """A Python that everybody may run: one below somebody's home is theirs alone."""
    asked = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    for program in (sys._base_executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        real = Path(program).resolve()
        if (
            real.exists()
            and is_open(real.parent)
            and subprocess.run([program, "-c", asked], capture_output=True).returncode == 0
        ):
            return program
    pytest.skip("NO IMAGE IS TESTED: there is no Python that others than root may run")


@pytest.fixture(scope="module")
def environment():
    """What `RUN` makes, with the scripts beside it: a checkout may lie where nobody may look."""
    assert "RUN /source/docker/install /opt/nianbao\n" in DOCKERFILE
    with tempfile.TemporaryDirectory(dir=open_folder()) as folder:
        Path(folder).chmod(0o755)
        made = Path(folder) / "nianbao"
        line = [ROOT / "docker" / "install", made]
        done = subprocess.run(line, capture_output=True, text=True, env=os.environ | {"PYTHON": python()})
        if "No matching distribution" in done.stderr or "NewConnectionError" in done.stderr:
            pytest.skip("NO IMAGE IS TESTED: packages cannot be had here")
        assert done.returncode == 0, done.stderr[-2000:]
        assert "COPY docker/serve docker/healthy /opt/docker/\n" in DOCKERFILE
        (Path(folder) / "docker").mkdir()
        for name in ("serve", "healthy"):
            shutil.copy(ROOT / "docker" / name, Path(folder) / "docker" / name)
        yield made


def test_the_image_serves_as_nobody_and_tells_its_health(environment, archive_file, until):
    data = environment.parent / "data"
    data.mkdir()
    # A live archive has a log beside it that readers, too, must be able to write; a published one has not.
    snapshot.write(archive_file, data / "archive.db", lambda step: None)
    (writable := environment.parent / "tmp").mkdir(mode=0o1777)
    writable.chmod(0o1777)
    variables = {
        "PATH": os.environ["PATH"],
        "HOST": "127.0.0.1",
        "PORT": str(open_port()),
        "TMPDIR": str(writable),
        "HOME": str(writable),
    }
    line = [word.replace("/data", str(data)) for word in in_image([*listed("ENTRYPOINT"), *listed("CMD")], environment)]
    health = in_image(listed("HEALTHCHECK"), environment)
    assert subprocess.run(health, env=variables, capture_output=True).returncode != 0
    server = subprocess.Popen(
        confined(line, writable), env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        well = until(
            lambda: (
                server.poll() is not None or subprocess.run(health, env=variables, capture_output=True).returncode == 0
            )
        )
        if not well or server.poll() is not None:
            server.kill()
            pytest.fail(f"it is not well: {server.communicate()[1]}")
        with urllib.request.urlopen(f"http://127.0.0.1:{variables['PORT']}/archive/reports.json?_size=1") as answer:
            assert json.load(answer)["rows"]
        status = Path(f"/proc/{server.pid}/status")
        if not os.getuid() and status.exists():
            assert f"Uid:\t{NOBODY}" in status.read_text()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.wait()


def test_the_image_is_not_root_and_its_base_has_a_version():
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == [f"{NOBODY}:{NOBODY}"]
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases)


def test_everything_that_is_copied_is_there_and_let_in():
    copied = {
        word.rstrip("/")
        for line in re.findall(r"^COPY ([^-].*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {name.split("/")[0] for name in copied} <= let_in
