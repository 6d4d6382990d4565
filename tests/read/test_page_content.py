"""The content of a page is cut into the operators that draw its text, or left to pdfminer where it is not plain."""

import pytest
from pdfminer.psparser import LIT

from extract.read.pdf.content import operations


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"q 1 0 0 1 72.5 -.5 cm Q", [("do_q", []), ("do_cm", [1, 0, 0, 1, 72.5, -0.5]), ("do_Q", [])]),
        (b"/F#31 10.5 Tf", [("do_Tf", [LIT("F1"), 10.5])]),
        (b"[(1)-20<3 04>(\\(2\\)\\061)]TJ", [("do_TJ", [[b"1", -20, b"\x30\x40", b"(2)1"]])]),
        (b"(a(b)c)Tj([)Tj T*", [("do_Tj", [b"a(b)c"]), ("do_Tj", [b"["]), ("do_T_a", [])]),
        (b"0 0 9 9 re f 1 0 0 rg /Span <</MCID 0>> BDC (x) ' EMC\n\0", [("do__q", [b"x"])]),
        (b"7 Td (lost) Tj", [("do_Tj", [b"lost"])]),
        (b"", []),
        (b"BI /W 1 ID \x00(\xff EI", None),
        (b"(never closed", None),
        (b"% a remark\n(x) Tj", None),
        (b"1 2 unheard", None),
    ],
)
def test_only_plain_content_is_cut(content, expected):
    assert operations(content) == expected
