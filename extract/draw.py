"""Draw one page of an original as a picture: what is shown beside a number. Runs in a reading process like every reader."""

import math
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from extract.errors import UnreadableFile
from extract.isolation import folder as private
from extract.isolation import limits
from extract.isolation.message import Member, Reply, Task, pack, unpack
from extract.isolation.pool import Pool
from extract.keep.originals import digest
from extract.model import Refusal
from extract.read import image
from extract.read.pdf.reader import MEDIA_TYPE as PDF

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels of a drawn page, whatever its size: A4 at 150 dots an inch.
PIXELS = 2_170_000
# Greys and a few colours: a page of print looks the same with these, in a third of the bytes.
COLOURS = 64
# Seconds that a page may take, and bytes that its picture may have.
PATIENCE, LARGEST = 10.0, 8 * 2**20
PICTURE, SIZE = "page.png", "page.json"


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large a drawn page is, in points, and by how many degrees it is turned to the right against what a viewer shows.

    Boxes of the archive are points from the top left corner of this sheet; those of recognised pages are as a viewer shows it.
    """

    width: float
    height: float
    turn: int = 0


def draw(file: Path, media_type: str, page: int, patience: float = PATIENCE) -> tuple[bytes, Sheet] | Refusal:
    """A page as PNG with its size, or why there is no picture; drawn by a process of its own, which ends with it."""
    with Pool(1, partial(work, media_type=media_type, page=page), patience) as pool:
        ((_, reply),) = pool.map([(None, Task((file,)))])
        if reply.refusal:
            return reply.refusal
        try:
            return _taken(reply)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            return Refusal("crashed", f"what was drawn cannot be taken: {error}")


def _taken(reply: Reply) -> tuple[bytes, Sheet]:
    """The picture and its size out of the process's folder, where anything may lie by now."""
    files = {member.name: Path(member.file) for member in reply.members}
    if files.keys() != {PICTURE, SIZE}:
        raise ValueError("no picture and its size")
    data = private.take(files[PICTURE], LARGEST)
    if not data.startswith(b"\x89PNG\r\n"):
        raise ValueError("no picture")
    sheet = msgspec.json.decode(private.take(files[SIZE], 1000), type=Sheet)
    if not (0 < sheet.width < math.inf and 0 < sheet.height < math.inf):
        raise ValueError("a sheet has a size")
    return data, sheet


def work(pipe: Connection, folder: Path, media_type: str, page: int) -> None:
    """Answer with the picture of a page; what lies in the folder stays until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            task = unpack(pipe.recv_bytes(), Task)
            limits.limit(task)
            pipe.send_bytes(pack(_answer(task, folder, media_type, page)))
        except (EOFError, OSError):
            return


def _answer(task: Task, folder: Path, media_type: str, page: int) -> Reply:
    try:
        data = task.paths[0].read_bytes()
        picture, sheet = DRAWN[media_type](data, page)
        picture.save(folder / PICTURE)
        (folder / SIZE).write_bytes(msgspec.json.encode(sheet))
    except OSError as error:
        return Reply("", refusal=Refusal("unreachable", f"the file cannot be opened: {error.strerror}"))
    except Exception as error:
        # As of a reader: whatever a file does to the program that draws it is said, and not more.
        reason = error.reason if isinstance(error, UnreadableFile) else "damaged"
        return Reply("", refusal=Refusal(reason, f"the page cannot be drawn: {error}"[:300]))
    return Reply(digest(data), members=tuple(Member(name, name) for name in (PICTURE, SIZE)), media_type="image/png")


def _pdf(data: bytes, number: int) -> "tuple[Image, Sheet]":
    """A page as a viewer shows it, but turned so that its text is upright: as it was read."""
    import pypdfium2 as pdfium

    from extract.read.pdf.glyphs import Frame, printed, turned

    page = pdfium.PdfDocument(data)[number - 1]
    # Kept by name: the raw text page ends with the object that holds it.
    text = page.get_textpage()
    frame = Frame(page.raw, turned(text.raw, printed(text.raw), page.get_rotation()))
    turn = (frame.turn - page.get_rotation()) % 360
    bitmap = page.render(scale=_scale(frame.width, frame.height), rotation=turn)
    return _few(bitmap.to_pil()), Sheet(frame.width, frame.height, turn)


def _picture(data: bytes, number: int) -> "tuple[Image, Sheet]":
    """A page of an image file."""
    found, width = image.page(data, number)
    height = width * found.height / found.width
    scale = _scale(found.width, found.height)
    smaller = found.resize((max(1, round(found.width * scale)), max(1, round(found.height * scale))), reducing_gap=2.0)
    return _few(smaller if scale < 1 else found), Sheet(width, height)


def _scale(width: float, height: float) -> float:
    """Pixels a point, so that a page has as many as any other."""
    return math.sqrt(PIXELS / (width * height))


def _few(picture: "Image") -> "Image":
    return picture.convert("RGB").quantize(COLOURS, method=2)


# What can be drawn, by the media type that the archive has found.
DRAWN: Mapping[str, Callable[[bytes, int], "tuple[Image, Sheet]"]] = {PDF: _pdf} | dict.fromkeys(
    image.KINDS.values(), _picture
)
