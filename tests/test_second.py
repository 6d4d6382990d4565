"""What a second engine says of figures whose sums fail: the source stands accused, or the reading is in doubt."""

from dataclasses import replace

import pytest

from extract import second
from extract.model import Cell, CodedCell, CodedTable, Coding, Document, Fact, Finding, Where
from extract.read.pdf import plumber

PLACE = Where(1, 200, 320, 300, 340)
DOCUMENT = Document("application/pdf", "pdf", ())
FACT = Fact("request.new", "total", 12, "12", table=0, row=1, col=1)
KEYS = (FACT.key,)
CODED = Coding(
    "2021", (CodedTable(0, 0, 0, "2021", "request", (CodedCell(Cell(1, 1, "12", where=PLACE), "value"),)),), (FACT,)
)
BLAMED = Finding("R21-01", "must", ("request.new",), "total", "", "source", 12, 13, KEYS)


@pytest.mark.parametrize(
    "theirs, confidence, reasons",
    [
        ("12", 1.0, []),
        ("１２", 1.0, []),
        (" 1 2 ", 1.0, []),
        ("13", 0.9, ["engines_differ"]),
        ("", 0.9, ["engines_differ"]),
        ("1.2", 0.9, ["engines_differ"]),
        (None, 1.0, []),
    ],
)
def test_a_figure_is_doubted_where_the_engines_differ(monkeypatch, theirs, confidence, reasons):
    monkeypatch.setattr(plumber, "texts", lambda data, places: dict.fromkeys(places, theirs))
    coded, remark = second.opinion(b"", DOCUMENT, CODED, [BLAMED])
    assert coded.facts[0].confidence == confidence
    assert coded.tables[0].cells[0].cell.doubt is (None if theirs is None else confidence < 1)
    assert [item.reason for item in [remark] if item] == reasons


@pytest.mark.parametrize(
    "document, findings",
    [
        (DOCUMENT, []),
        (DOCUMENT, [replace(BLAMED, verdict="open")]),
        (replace(DOCUMENT, ocr=True), [BLAMED]),
        (replace(DOCUMENT, reader="docx"), [BLAMED]),
    ],
    ids=["no finding", "open", "recognised", "no PDF"],
)
def test_nothing_is_read_twice_without_need(monkeypatch, document, findings):
    monkeypatch.setattr(plumber, "texts", lambda *given: pytest.fail("called"))
    assert second.opinion(b"", document, CODED, findings) == (CODED, None)


@pytest.mark.parametrize(
    "theirs, basis", [("12", "second_engine"), ("13", "cells_as_printed"), (None, "cells_as_printed")]
)
def test_what_both_engines_read_alike_rests_on_both(monkeypatch, theirs, basis):
    monkeypatch.setattr(plumber, "texts", lambda data, places: dict.fromkeys(places, theirs))
    blamed = replace(BLAMED, basis="cells_as_printed")
    coded, _ = second.opinion(b"", DOCUMENT, CODED, [blamed])
    (found,) = second.judged([blamed], coded)
    assert found.basis == basis
