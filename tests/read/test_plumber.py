"""The second engine reads the same boxes of a page, and gives up where a page is too much for it."""

import pytest
from drawn import Sheet, pdf, prose, table, text

from extract.model import Table, Where
from extract.read.pdf import plumber
from extract.read.pdf.reader import read

WORDS = prose(60, 60, "某县人民政府办公室按照要求编制本报告，全年主动公开信息一百二十条。")[0]
ROWS = [["项目", "数量"], ["收到申请", "12"], ["办结", "345"]]
DRAWN = [WORDS, table([60, 200, 300], [300, 320, 340, 360], ROWS)]
GIVEN = {
    "plain": pdf(DRAWN),
    "second page": pdf([WORDS], DRAWN),
    "cropped": pdf(Sheet(DRAWN, "/CropBox [30 30 560 800]")),
    "turned": pdf(Sheet(DRAWN, "/Rotate 180")),
}


def cells(data: bytes) -> list:
    return [cell for block in read(data).blocks if isinstance(block, Table) for cell in block.cells]


@pytest.mark.parametrize("data", GIVEN.values(), ids=GIVEN)
def test_both_engines_read_the_same_in_a_box_or_the_second_says_nothing(data):
    found = cells(data)
    theirs = plumber.texts(data, [cell.where for cell in found])
    said = [(cell.text, theirs[cell.where]) for cell in found if theirs[cell.where] is not None]
    assert all(ours == other for ours, other in said)
    assert said or data is GIVEN["turned"]


PLACE = Where(1, 200, 320, 300, 340)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.5\nnothing",
        pdf([*DRAWN, "q Q " * (2 << 20)]),
        pdf([*DRAWN, text(60, 400, "某" * plumber.CHARS, 0.1)]),
    ],
    ids=["damaged", "much content", "many characters"],
)
def test_what_is_too_much_is_not_read(data):
    assert plumber.texts(data, [PLACE]) == {PLACE: None}


def test_a_page_that_is_not_there_is_not_read():
    place = Where(7, 1, 1, 2, 2)
    assert plumber.texts(GIVEN["plain"], [place]) == {place: None}
