"""Image files: pictures of pages, which only text recognition can read."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from extract.errors import UnreadableFile
from extract.model import Document, Remark
from extract.read.layout.pages import blocks, warnings
from extract.read.ocr import PIXELS, Picture, available, recognise, refusal

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
PAGES = 300
# Dots an inch of a scan; what an image says beyond these is not its scanner's word.
DOTS = (90.0, 1200.0)
# The width in points of a sheet of A4, upright and on its side.
UPRIGHT, LYING = 595.0, 842.0


def read(data: bytes, ocr: bool = False) -> Document:
    """Recognise an image; raises `UnreadableFile` where it is damaged or too large, and without `ocr`."""
    with _decoding():
        image = _opened(data)
    with image:
        return _read(image, ocr)


def page(data: bytes, number: int) -> "tuple[Image, float]":
    """One page of an image as it is shown, and its width in points; raises `UnreadableFile` like `read`."""
    with _decoding(), _opened(data) as image:
        image.seek(number - 1)
        _check(image, 1, KINDS[image.format or ""])
        return _shown(image)


def _opened(data: bytes) -> "Image":
    from PIL import Image

    return Image.open(BytesIO(data), formats=[kind for kind in KINDS if kind != "MPO"])


@contextmanager
def _decoding() -> Iterator[None]:
    """Where Pillow decodes: for damaged data it raises whatever its many formats do."""
    try:
        yield
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile("damaged", f"the image cannot be opened: {str(error)[:200]}", "image/unknown") from error


def _read(image: "Image", ocr: bool) -> Document:
    media_type = KINDS[image.format or ""]
    with _decoding():
        count = getattr(image, "n_frames", 1)
    # The pages of a TIFF; the pictures of anything else are those of a moving image.
    pages = count if image.format == "TIFF" else 1
    _check(image, pages, media_type)
    if not (ocr and available()):
        raise refusal("no_text", "the file is a picture", media_type, pages)
    found = recognise(_pictures(image, pages, media_type), pages)
    sheets = list(found.pages.values())
    if not any(sheet.text for sheet in sheets):
        raise UnreadableFile("no_text", "no text was recognised in the picture", media_type)
    moving = [Remark("unread", f"only the first of {count} pictures of the file is read")] if count > pages else []
    return Document(
        media_type=media_type,
        reader="image",
        blocks=tuple(blocks(sheets)),
        pages=pages,
        ocr=True,
        warnings=(*found.remarks, *warnings(sheets), *moving),
        tilts=found.tilts,
        unsure=found.unsure,
    )


def _check(image: "Image", pages: int, media_type: str) -> None:
    """Refuse what no scanner makes, before a pixel is unpacked."""
    width, height = image.size
    if width * height > PIXELS or pages > PAGES:
        raise UnreadableFile("damaged", f"the image has {width} × {height} pixels and {pages} pages", media_type)


def _pictures(image: "Image", pages: int, media_type: str) -> Iterator[Picture]:
    for number in range(pages):
        with _decoding():
            image.seek(number)
            _check(image, pages, media_type)
            picture = _picture(image, number + 1)
        yield picture


def _picture(image: "Image", number: int) -> Picture:
    import numpy as np

    shown, width = _shown(image)
    return Picture(number, np.asarray(shown), width)


def _shown(image: "Image") -> "tuple[Image, float]":
    """A picture the way up in which its camera held it, and its width in points."""
    from PIL import ImageOps

    shown = ImageOps.exif_transpose(image)
    return _flat(shown), _width(shown.size, float(image.info.get("dpi", (0, 0))[0]))


def _flat(image: "Image") -> "Image":
    """A page in grey or in colours on white paper."""
    from PIL import Image

    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        return image.convert("F").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _width(size: tuple[int, int], dots: float) -> float:
    """The width of a page in points, by the dots an inch that the image says; else that of a sheet of A4."""
    width, height = size
    if DOTS[0] <= dots <= DOTS[1] and 400 <= 72 * min(size) / dots <= 900:
        return 72 * width / dots
    return UPRIGHT if width <= height else LYING
