"""A page is drawn as it was read, turned and cropped ones too, and whatever a file does costs its own process only."""

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from extract import codebook
from extract.draw import PIXELS, Sheet, draw
from extract.model import Refusal
from extract.pipeline import understand

SAMPLE = Path(__file__).parents[1] / "samples" / "2021-0018.pdf"
PDF = "application/pdf"


def drawn(file, page):
    data, sheet = draw(file, PDF, page)
    return Image.open(io.BytesIO(data)).convert("L"), sheet


def changed(tmp_path, **boxes):
    """The sample with every page turned or cropped."""
    path = tmp_path / "changed.pdf"
    with pikepdf.open(SAMPLE) as pdf:
        for page in pdf.pages:
            for name, value in boxes.items():
                page[f"/{name}"] = value
        pdf.save(path)
    return path


def cells(path):
    """The values of more than one digit: what each says, and where."""
    coding = understand(path.read_bytes(), codebook.load()).coding
    values = [coded.cell for table in coding.tables for coded in table.cells if coded.role == "value"]
    return [(cell.text, cell.where) for cell in values if len(cell.text) > 1]


def ink(picture, sheet, where):
    """Where in a box, inside its rules, something is printed: left, top, right, bottom in points from its corner."""
    across, down = picture.width / sheet.width, picture.height / sheet.height
    box = (where.x0 + 2, where.top + 2, where.x1 - 2, where.bottom - 2)
    inside = picture.crop((round(box[0] * across), round(box[1] * down), round(box[2] * across), round(box[3] * down)))
    found = inside.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    return found and [edge / scale for edge, scale in zip(found, (across, down) * 2, strict=True)]


@pytest.mark.parametrize(
    "boxes",
    [
        {"Rotate": 90},
        {"Rotate": 180},
        {"Rotate": 270},
        {"CropBox": [20, 30, 560, 800]},
        {"MediaBox": [-50, -40, 640, 880], "CropBox": [-50, -40, 640, 880]},
        {"Rotate": 90, "CropBox": [20, 30, 560, 800]},
    ],
    ids=str,
)
def test_boxes_lie_on_the_drawn_page_however_it_is_turned_or_cropped(tmp_path, boxes):
    path = changed(tmp_path, **boxes)
    before, after = cells(SAMPLE), cells(path)
    assert [text for text, _ in before] == [text for text, _ in after] != []
    pages = {where.page for _, where in before}
    plain, other = ({number: drawn(file, number) for number in pages} for file in (SAMPLE, path))
    for (_, here), (_, there) in zip(before, after, strict=True):
        printed = ink(*plain[here.page], here)
        assert printed and ink(*other[there.page], there) == pytest.approx(printed, abs=1.2)


def test_a_picture_has_so_many_pixels_whatever_the_size_of_its_page(tmp_path):
    small = drawn(changed(tmp_path, MediaBox=[0, 0, 60, 80], CropBox=[0, 0, 60, 80]), 1)[0]
    for picture in (drawn(SAMPLE, 1)[0], small):
        assert picture.width * picture.height == pytest.approx(PIXELS, rel=0.01)


@pytest.mark.parametrize("kind, media_type", [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")])
def test_images_are_pages_too(tmp_path, kind, media_type):
    path = tmp_path / "scan"
    Image.new("L", (1654, 2339), 255).save(path, kind, dpi=(200, 200))
    _, sheet = draw(path, media_type, 1)
    assert (sheet.width, sheet.height) == pytest.approx((595.4, 842.0), abs=0.5)


@pytest.mark.parametrize(
    "data, page, patience, reason",
    [
        (b"%PDF-1.4 nothing", 1, 10, "damaged"),
        (b"", 1, 10, "damaged"),
        (SAMPLE.read_bytes(), 99, 10, "damaged"),
        (None, 1, 10, "unreachable"),
        (SAMPLE.read_bytes(), 1, 0, "timeout"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path, data, page, patience, reason):
    path = tmp_path / "file"
    if data is not None:
        path.write_bytes(data)
    said = draw(path, PDF, page, patience)
    assert isinstance(said, Refusal) and said.reason == reason


def test_an_upright_page_is_not_turned():
    assert isinstance(drawn(SAMPLE, 1)[1], Sheet) and drawn(SAMPLE, 1)[1].turn == 0
