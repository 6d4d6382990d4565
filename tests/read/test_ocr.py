"""Text recognition: the logic around the network on drawn pages and invented readings; `-m ocr` runs the network itself."""

import json
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from extract.errors import UnreadableFile
from extract.model import Table, Tilt, Where
from extract.pipeline import understand
from extract.read import ocr, read
from extract.read.layout import lattice
from extract.read.ocr import engine, numbers, page, strips, tesseract
from extract.read.ocr.engine import Spelled
from extract.tilt import lying

ROOT = Path(__file__).parents[2]
SCALE = 200 / 72


def said(text: str, sure: float = 0.99) -> Spelled:
    return Spelled(text, (sure,) * len(text), tuple(np.linspace(0, 1, len(text))))


@pytest.mark.parametrize(
    "first, second, text, sure",
    [
        (said("12"), said("12"), "12", True),
        (said("12"), said("17"), "12", False),
        (said("12", 0.7), said("12", 0.5), "12", False),
        (said("12'"), said("12"), "12", True),
        (said("3."), said("3."), "3", True),
        (said("—"), said("-"), "—", True),
        (said("一"), said("—"), "—", True),
        (said("１2"), said("12"), "12", True),
        (said("."), said("."), numbers.ILLEGIBLE, False),
        (said("8"), said(""), "8", False),
    ],
)
def test_a_number_is_sure_where_two_readings_agree(first, second, text, sure):
    found, how = numbers.agreed(first, second)
    assert (found, how >= 0.95) == (text, sure)


@pytest.mark.parametrize(
    "text, numeric",
    [("120", True), ("l2O", True), ("—", True), ("一", True), ("条", False), ("1.属于", False), ("", False)],
)
def test_what_looks_like_a_number_is_read_twice(text, numeric):
    assert numbers.is_numeric(text) == numeric


def printed(widths: tuple[int, ...], high: int = 20) -> np.ndarray:
    """Ink with a piece of each width, parted by gaps."""
    ink = np.zeros((high, sum(widths) + 3 * len(widths)), bool)
    for number, width in enumerate(widths):
        start = sum(widths[:number]) + 3 * number
        ink[:, start : start + width] = True
    return ink


@pytest.mark.parametrize(
    "spelled, widths, enough",
    [
        (said("120"), (6, 12, 12), True),
        (said("120", 0.98), (6, 12, 12), False),
        # Lost digits, dirt beside them, and digits that touch.
        (said("12"), (6, 12, 12), False),
        (said("120"), (6, 12), False),
        (said("1"), (24,), False),
        (said("—"), (20,), False),
        (said("12.5"), (6, 12, 3, 12), False),
        (said("7"), (), False),
    ],
)
def test_counted_digits_need_no_second_reading(spelled, widths, enough):
    assert numbers.counted(spelled, printed(widths)) == enough


def drawn(rows: int = 4, columns: int = 3, marks: tuple[tuple[int, int], ...] = ()) -> np.ndarray:
    """A white page with a ruled table, and a black bar as high as a digit in some of its cells."""
    picture = np.full((1600, 1240), 255, np.uint8)
    xs, ys = np.linspace(150, 1050, columns + 1).astype(int), np.linspace(300, 300 + 70 * rows, rows + 1).astype(int)
    for y in ys:
        picture[y - 1 : y + 2, xs[0] : xs[-1]] = 0
    for x in xs:
        picture[ys[0] : ys[-1], x - 1 : x + 2] = 0
    for row, col in marks:
        picture[ys[row] + 24 : ys[row] + 46, xs[col] + 100 : xs[col] + 108] = 0
    return picture


@pytest.fixture
def speaks(monkeypatch):
    """A function: from now on the network says this of every strip, and tesseract nothing."""

    def answer(text: str, sure: float = 0.99) -> None:
        monkeypatch.setattr(engine, "spell", lambda cuts: [said(text, sure) for _ in cuts])
        monkeypatch.setattr(tesseract, "numbers", lambda cuts: [None for _ in cuts])

    return answer


def test_cells_of_a_drawn_table_are_found_and_blank_ones_stay_blank(speaks):
    speaks("7")
    (table,) = page.recognise(drawn(marks=((1, 2), (3, 0))), SCALE, 1, 1.0).page.tables
    assert (table.height, table.width) == (4, 3)
    assert {(cell.row, cell.col) for cell in table.cells if cell.text == "7"} == {(1, 2), (3, 0)}
    assert all(cell.text == "" and cell.sure == 1.0 for cell in table.cells if cell.text != "7")


def test_a_scan_with_more_lines_than_any_table_says_so(speaks, monkeypatch):
    speaks("7")
    monkeypatch.setattr(lattice, "CROSSINGS", 15)
    file = BytesIO()
    Image.fromarray(drawn(marks=((1, 2),))).save(file, "PNG")
    document = read(file.getvalue(), ocr=True)
    assert [block for block in document.blocks if isinstance(block, Table)] == []
    assert [remark.reason for remark in document.warnings] == ["recognised", "unplaced"]


def test_ink_that_nothing_is_made_of_is_illegible_and_no_blank(speaks):
    speaks("")
    picture = drawn(marks=((1, 2), (2, 1)))
    table = page._table(page._laid_out(page.straightened(picture, SCALE)), 0, 1)
    found = {(cell.row, cell.col): (cell.text, cell.sure) for cell in table.cells if cell.text}
    assert found == {(1, 2): (numbers.ILLEGIBLE, 0.0), (2, 1): (numbers.ILLEGIBLE, 0.0)}


def test_a_faint_digit_is_no_blank(speaks):
    speaks("")
    picture = drawn(marks=((1, 2),))
    rows, columns = slice(395, 420), slice(845, 870)
    picture[rows, columns] = np.where(picture[rows, columns] == 0, 215, picture[rows, columns])
    speaks("7")
    (table,) = page.recognise(
        np.where(drawn(marks=((0, 0),)) < picture, drawn(marks=((0, 0),)), picture), SCALE, 1, 1.0
    ).page.tables
    cell = table.grid()[1, 2]
    assert cell.text and (cell.text == "7" or cell.sure == 0.0)


def test_a_dash_that_is_taken_for_a_digit_is_doubtful(speaks):
    speaks("1")
    picture = drawn(marks=((1, 2), (2, 1)))
    picture[395:410, 840:870] = 255
    picture[412:416, 830:880] = 0
    (table,) = page.recognise(picture, SCALE, 1, 1.0).page.tables
    sure = {(cell.row, cell.col): cell.sure for cell in table.cells if cell.text}
    assert sure[2, 1] >= 0.95 > sure[1, 2]


@pytest.mark.parametrize(
    "turns, box", [(0, (10, 20, 40, 30)), (1, (70, 10, 80, 40)), (2, (160, 70, 190, 80)), (3, (20, 160, 30, 190))]
)
def test_boxes_of_a_turned_page_lie_where_they_are_printed(turns, box):
    where = lying(Tilt(1, 0.0, 200, 100, turns=turns), Where(1, 10, 20, 40, 30))
    assert (where.x0, where.top, where.x1, where.bottom) == pytest.approx(box)


@pytest.mark.parametrize("angle", [-1.5, 0.0, 0.4, 2.0])
def test_boxes_lie_on_the_page_as_it_was_scanned(angle):
    tilt = Tilt(1, angle, 595, 842)
    back = lying(Tilt(1, -angle, 595, 842), lying(tilt, Where(1, 100, 700, 120, 712)))
    assert (back.x0, back.top, back.x1, back.bottom) == pytest.approx((100, 700, 120, 712), abs=0.05)


def test_lines_that_touch_are_cut_apart():
    ink = np.zeros((60, 100), bool)
    ink[5:27, 10:90:3] = ink[27:29, 40:42] = ink[29:51, 10:90:3] = True
    assert [(strip.top, strip.bottom) for strip in strips.lines(ink, 22)][0][1] <= 30
    assert len(list(strips.lines(ink, 22, 5.0))) == 2


def image(kind: str, size=(200, 100)) -> bytes:
    file = BytesIO()
    Image.new("L", size, 255).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_a_picture_is_refused_with_the_advice_what_to_install(kind):
    with pytest.raises(UnreadableFile, match=r"nianbao\[ocr\]") as error:
        read(image(kind))
    assert (error.value.reason, error.value.media_type, error.value.scanned) == ("no_text", f"image/{kind.lower()}", 1)


def test_pages_of_a_tiff_are_counted():
    file = BytesIO()
    sheet = Image.new("L", (200, 100), 255)
    sheet.save(file, "TIFF", save_all=True, append_images=[sheet, sheet])
    with pytest.raises(UnreadableFile) as error:
        read(file.getvalue())
    assert error.value.scanned == 3


def test_without_the_extra_a_scan_is_refused_with_the_advice(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert not ocr.available()
    with pytest.raises(UnreadableFile, match=r"nianbao\[ocr\]"):
        read(scan(ROOT / "samples" / "2021-0018.pdf", pages=1), ocr=True)


def unsized() -> bytes:
    """A TIFF whose second page names no width."""
    file, sheet = BytesIO(), Image.new("L", (200, 100), 255)
    sheet.save(file, "TIFF", save_all=True, append_images=[sheet])
    first, width, second = file.getvalue().rpartition(b"\x00\x01\x04\x00\x01\x00\x00\x00\xc8")
    return first + width.replace(b"\x00\x01", b"\x00\xff", 1) + second


@pytest.mark.parametrize(
    "data", [image("PNG")[:40], image("TIFF")[:30], unsized(), b"RIFF\x00\x00\x00\x00WEBPVP8 nothing"]
)
def test_a_broken_picture_is_refused(data):
    with pytest.raises(UnreadableFile) as error:
        read(data, ocr=True)
    assert error.value.reason in ("damaged", "no_text")


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked():
    data = bytearray(image("BMP"))
    data[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(UnreadableFile) as error:
        read(bytes(data), ocr=True)
    assert error.value.reason == "damaged"


def scan(path: Path, dpi: int = 150, skew: float = 0.7, pages: int | None = None, turn: int = 0) -> bytes:
    """A report as a copier would scan it: grey, tilted, noisy, turned left by `turn` degrees, as JPEG in a PDF."""
    chance, sheets = np.random.default_rng(3), []
    with pdfium.PdfDocument(path) as document:
        for number in range(min(len(document), pages or len(document))):
            sheet = document[number].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
            sheet = sheet.rotate(skew * (-1) ** number, Image.Resampling.BICUBIC, fillcolor=255)
            sheet = sheet.rotate(turn, expand=True)
            noisy = np.asarray(sheet, np.float32) * 0.93 + chance.normal(0, 6, sheet.size[::-1])
            sheets.append(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)))
    file = BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi, quality=60)
    return file.getvalue()


@pytest.mark.ocr
def test_a_scanned_report_gives_its_values_and_nothing_wrong_in_silence(book):
    path = ROOT / "samples" / "2021-0018.pdf"
    known = json.loads((ROOT / "samples" / "truth" / "2021-0018-pdf.json").read_text("utf-8"))
    reading = understand(scan(path), book, ocr=True)
    facts = {f"{fact.item}@{fact.column}": fact for fact in reading.coding.facts}
    kinds = Counter()
    for code, value in known["facts"].items():
        fact = facts.get(code)
        kinds[
            "right" if fact and fact.value == value else "doubted" if not fact or fact.confidence < 0.95 else "silent"
        ] += 1
    assert kinds["silent"] == 0 and kinds["right"] >= 0.99 * len(known["facts"])
    assert reading.ocr and [warning.reason for warning in reading.warnings][:1] == ["recognised"]
    assert {fact.method for fact in facts.values()} == {"ocr"}
    assert (reading.issuer, reading.year) == (known["issuer"], known["year"])
    assert [section.code for section in reading.sections if section.code != "front"] == known["sections"]


@pytest.mark.ocr
def test_the_outline_of_a_recognised_cell_is_that_of_the_printed_one():
    """Cells of a tilted scan against those of the file that it was made from, on the page as scanned."""
    path, skew = ROOT / "samples" / "2021-0018.pdf", 1.2
    with pdfium.PdfDocument(path) as document:
        width, height = document[0].get_size()
    printed_cells = [cell for table in read(path.read_bytes()).tables() for cell in table.cells]
    often = Counter(cell.text for cell in printed_cells)
    straight = {cell.text: cell.where for cell in printed_cells if cell.where.page == 1 and often[cell.text] == 1}
    document = read(scan(path, skew=skew, pages=1), ocr=True)
    turn = Tilt(1, -skew, width, height)
    found = [
        cell for table in document.tables() for cell in table.cells if cell.text in straight and len(cell.text) > 3
    ]
    for cell in found:
        seen, printed = lying(document.tilts[0], cell.where), lying(turn, straight[cell.text])
        assert (seen.x0, seen.top) == pytest.approx((printed.x0, printed.top), abs=4)
    assert len(found) >= 3


@pytest.mark.ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(turn):
    path = ROOT / "samples" / "2021-0018.pdf"
    known = {cell.text for table in read(path.read_bytes()).tables() for cell in table.cells if cell.where.page == 1}
    document = read(scan(path, pages=1, turn=turn), ocr=True)
    found = {cell.text for table in document.tables() for cell in table.cells}
    assert len(known & found) >= 0.9 * len(known)
    assert document.tilts[0].turns == (360 - turn) // 90


def test_joined_tables_keep_the_lower_certainty():
    from extract.tables.pieces import join

    speaks_of = [
        Table(
            (
                page.Cell(0, 0, "（四）无", where=Where(1, 0, 0, 90, 9), sure=0.7),
                page.Cell(0, 1, "", where=Where(1, 90, 0, 99, 9), sure=1.0),
            ),
            Where(1, 0, 0, 99, 9),
        ),
        Table(
            (
                page.Cell(0, 0, "法提供", where=Where(2, 0, 0, 90, 9), sure=0.9),
                page.Cell(0, 1, "5", where=Where(2, 90, 0, 99, 9), sure=0.8),
            ),
            Where(2, 0, 0, 99, 9),
        ),
    ]
    (table,) = join(speaks_of, lambda label: label == "（四）无法提供")
    assert all(above.row <= below.row for above, below in pairwise(table.cells))
    assert {cell.text: cell.sure for cell in table.cells} == {"（四）无法提供": 0.7, "5": 0.8}


@pytest.mark.parametrize(
    "pairs, unsure",
    [
        ([("临水", True)], set()),
        ([("临水", False)], {"临水"}),
        ([("临水", True), ("临水", False)], {"临水"}),
        ([("临水", True), ("临水", False), ("临水", True)], set()),
    ],
)
def test_characters_are_unsure_unless_most_places_read_them_without_doubt(pairs, unsure):
    assert ocr._unsure(pairs) == unsure
