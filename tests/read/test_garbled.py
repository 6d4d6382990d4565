"""Text layers that are no text: told from those in another language, which recognition would only read again."""

from pathlib import Path

import pytest
from drawn import pdf, text

from extract.errors import UnreadableFile
from extract.read.pdf.garbled import is_foreign, is_spoilt
from extract.read.pdf.reader import read

ENGLISH = (
    "The county government publishes its annual report on the disclosure of information every year before the end of March. "
    "In 2021 a total of 137 requests were received, of which 120 (88%) were answered within twenty working days. "
)
FRENCH = "Le comité a examiné les demandes présentées et décidé d’en accepter la plupart après une brève délibération, à l’unanimité. "
RUSSIAN = "Администрация района ежегодно публикует отчёт о раскрытии информации и принимает заявления граждан по почте или лично. "
CHINESE = (
    "全年主动公开政府信息条，收到申请件，其中予以公开件，不予公开件，结转下年度件，本机关不掌握相关政府信息，没有现成信息需要另行制作，"
    "补正后申请内容仍不明确，信访举报投诉类申请，重复申请，要求提供公开出版物，无正当理由大量反复申请"
)
NUMBERS = {char: number for number, char in enumerate(dict.fromkeys(CHINESE))}


def glyphs(first: int, step: int = 1, most: int = 10_000) -> str:
    """A Chinese text as a font shows it that gives the numbers of its glyphs for characters."""
    return "".join(chr(first + NUMBERS[char] * step % most) for char in CHINESE) * 3


@pytest.mark.parametrize(
    "shown, foreign",
    [
        (ENGLISH * 3, True),
        (FRENCH * 3, True),
        (RUSSIAN * 3, True),
        (ENGLISH.upper() * 3, True),
        ("137 120 88% 20 2021 " * 40 + ENGLISH * 2, True),
        ("Scanned by CamScanner", False),
        ("https://www.example.gov.cn/zwgk/nianbao/2021/index.html 3/7", False),
        ("137 120 88 20 2021 " * 40, False),
        (ENGLISH.replace(" ", "") * 3, False),
        (ENGLISH * 3 + "\ue001\x03\ufffd" * 10, False),
        (glyphs(0x21), False),
        (glyphs(0x41, most=58), False),
        (glyphs(0x61, most=26), False),
        (glyphs(0xA1), False),
        (glyphs(0x370, step=37), False),
        (" ".join(glyphs(0x61, most=26)[at : at + 5] for at in range(0, 300, 5)), False),
    ],
)
def test_a_text_in_another_language_is_told_from_glyphs_without_a_meaning(shown, foreign):
    assert is_foreign([shown]) is foreign


def test_a_page_without_words_among_them_may_be_drawn():
    assert is_foreign([ENGLISH * 3, ENGLISH * 3])
    assert not is_foreign([ENGLISH, "", ""])
    assert not is_foreign([])


@pytest.mark.parametrize("shown, spoilt", [("全年主动公开137条" * 9, False), ("全年\x00ƀɀęšōȑěɏ137" * 9, True)])
def test_a_page_is_spoilt_by_what_no_report_prints(shown, spoilt):
    assert is_spoilt(shown) is spoilt


def lines(shown: str) -> str:
    return "".join(text(60, 60 + 14 * at // 60, shown[at : at + 60]) for at in range(0, len(shown), 60))


def test_a_pdf_in_another_language_is_read_and_none_for_recognition():
    document = read(pdf([lines(ENGLISH)]))
    assert document.scanned == 0 and "annual report" in next(document.paragraphs()).text


def test_a_pdf_whose_letters_are_glyph_numbers_is_for_recognition():
    with pytest.raises(UnreadableFile) as error:
        read(pdf([lines(glyphs(0x21))]))
    assert (error.value.reason, error.value.scanned) == ("garbled_text", 1)


def test_the_sample_without_a_table_of_characters_is_for_recognition():
    path = Path(__file__).parents[3] / "shared" / "samples" / "r2018-notounicode.pdf"
    if not path.is_file():
        pytest.skip(f"NO SUCH FILE OF OTHERS IS TESTED: there is no {path}")
    with pytest.raises(UnreadableFile) as error:
        read(path.read_bytes())
    assert (error.value.reason, error.value.scanned) == ("garbled_text", 7)
