"""Crafted files reach no network and no path outside of their directory: not our readers, not LibreOffice, not what draws a page.

Readers and LibreOffice run here without the walls of a reading process, so that what is seen is theirs (the walls have their own
tests). A listener hears who comes; a canary file says who looked.
"""

import socket
from contextlib import suppress
from io import BytesIO
from threading import Thread
from zipfile import ZipFile

import luring
import pytest

from extract.draw import draw
from extract.errors import UnreadableFile
from extract.isolation import worker
from extract.isolation.message import Task
from extract.isolation.pool import Pool
from extract.read import container, read, soffice
from extract.read.soffice import Kind

SECRET = "CANARY5D1F-不可告人"
NAMES = sorted(luring.lures("http://127.0.0.1:9", "/x"))
OFFICE = {
    "page": Kind("html", "HTML (StarWriter)", "docx"),
    "Word": Kind("docx", "MS Word 2007 XML", "docx"),
    "rich text": Kind("rtf", "Rich Text Format", "docx"),
    "workbook": Kind("xlsx", "Calc MS Excel 2007 XML", "xlsx"),
}
CONVERTED = [name for name in NAMES if name.split(",")[0] in OFFICE]
office = pytest.mark.skipif(soffice.program() is None, reason="NO CONVERSION IS TESTED: LibreOffice is not installed")


class Trap:
    """A listener that counts who comes, and the canary file."""

    def __init__(self, folder):
        self.folder = folder
        self.canary = folder / "outside" / "canary.txt"
        self.canary.parent.mkdir()
        self.canary.write_text(SECRET, "utf-8")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.came = []
        Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with suppress(OSError):
            while True:
                caller, _ = self.listener.accept()
                self.came.append(caller.recv(200))
                caller.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def lure(self, name):
        """A file that leads here."""
        return luring.lures(self.url, str(self.canary))[name]

    def undisturbed(self, *said):
        """Whether nobody came, and nobody tells what is in the canary file."""
        return self.came == [] and not any(SECRET in told or SECRET[:10] in told for told in said)


@pytest.fixture
def trap(tmp_path):
    made = Trap(tmp_path)
    yield made
    made.listener.close()


def test_the_trap_springs(trap, until):
    assert not trap.undisturbed(trap.canary.read_text("utf-8"))
    socket.create_connection(trap.listener.getsockname()).close()
    assert until(lambda: not trap.undisturbed())


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_looks_at_its_file_only(trap, name):
    try:
        said = repr(read(trap.lure(name)))
        assert "4321" in said or name.startswith("PDF") or "entity" in name
    except UnreadableFile as error:
        said = str(error)
    assert trap.undisturbed(said)


@office
@pytest.mark.parametrize("name", CONVERTED)
def test_libreoffice_looks_at_its_file_only(trap, name):
    said = b""
    with suppress(UnreadableFile):
        said = soffice.convert(trap.lure(name), OFFICE[name.split(",")[0]], "x/y")
    unpacked = [] if not said else _parts(said)
    assert trap.undisturbed(*unpacked)


def _parts(package):
    with ZipFile(BytesIO(package)) as opened:
        return [opened.read(name).decode("utf-8", "replace") for name in opened.namelist()]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("PDF")])
def test_who_draws_a_page_looks_at_its_file_only(trap, name):
    file = trap.folder / "paper.pdf"
    file.write_bytes(trap.lure(name))
    draw(file, "application/pdf", 1)
    assert trap.undisturbed()


def test_a_reading_process_looks_at_its_files_only(trap):
    files = []
    for number, name in enumerate(NAMES):
        files.append(trap.folder / f"{number}.bin")
        files[-1].write_bytes(trap.lure(name))
    before = sorted(path for path in trap.folder.rglob("*"))
    with Pool(1, worker.work) as pool:
        said = [repr(reply) for _, reply in pool.map((file, Task((file,))) for file in files)]
    assert len(said) == len(files) and trap.undisturbed(*said)
    assert sorted(path for path in trap.folder.rglob("*")) == before


def test_an_archive_of_files_is_unpacked_into_its_folder(trap):
    own = trap.folder / "own" / "deep"
    own.mkdir(parents=True)
    with suppress(UnreadableFile):
        container.unpack(luring.files_in_an_archive(str(trap.canary)), "application/zip", own)
    found = {path for path in trap.folder.rglob("*") if path.is_file()} - {trap.canary}
    assert found and all(path.parent == own and not path.is_symlink() for path in found)
    assert all(SECRET not in path.read_text("utf-8", "replace") for path in found)
