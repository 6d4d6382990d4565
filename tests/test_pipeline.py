"""What is told of a report as a whole."""

import pytest

from extract.model import Document, Report
from extract.pipeline import _unsure


@pytest.mark.parametrize(
    "issuer, unsure, told",
    [
        ("临水县人民政府", {"临水", "开工"}, "临水"),
        ("临水县人民政府", {"开工", "水临"}, None),
        ("临水县人民政府", set(), None),
        (None, {"临水"}, None),
    ],
)
def test_a_name_that_recognition_may_misread_is_told(issuer, unsure, told):
    document = Document("image/png", "image", (), unsure=frozenset(unsure))
    remarks = list(_unsure(Report("", issuer, None, (), ()), document))
    assert [told in remark.message for remark in remarks] == ([True] if told else [])
