"""What spares the choice of an edition most of its work: a bound that no match may pass."""

from pathlib import Path

import pytest

from extract.codebook import load
from extract.coding.anatomy import rows
from extract.coding.choosing import DUST
from extract.coding.matching import match, match_glued, most
from extract.read import read
from extract.tables.flat import find

ROOT = Path(__file__).parents[2]
FILES = [*ROOT.glob("samples/*.html"), *ROOT.glob("samples/*.pdf"), *ROOT.glob("tests/odd/*.docx")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_table_of_a_form_scores_more_than_it_is_said_to_at_most(path):
    book = load()
    document = read(path.read_bytes())
    flat = [item.table for item in find("\n".join(part.text for part in document.paragraphs()), book)]
    for table in (*document.tables(), *flat):
        hold, lines = match_glued if table.flat else match, rows(table)
        for form in book.forms:
            for own in form.tables:
                score = hold(book, form.form, own, lines).score
                assert score <= most(book, form.form, own, lines) + DUST
