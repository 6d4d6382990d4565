"""Every kind of page, in both languages: nothing serious for axe, a sound skeleton, nothing wider than a telephone."""

import pytest
from kinds import LANGUAGES, PAGES, status
from visits import AXE, SKELETON, WIDER

EVERY = pytest.mark.parametrize("kind, lang", [(kind, lang) for kind in PAGES for lang in LANGUAGES])


@EVERY
def test_axe_finds_nothing_serious(visits, kind, lang):
    assert visits(kind, lang).severe == []


@EVERY
def test_a_page_says_what_it_is(visits, kind, lang):
    seen = visits(kind, lang)
    assert seen.status == status(kind)
    assert seen.lang == LANGUAGES[lang]
    assert seen.wrong == []
    assert len(seen.description or "") > 4


@EVERY
def test_nothing_is_wider_than_a_telephone(visits, kind, lang):
    assert visits(kind, lang).wider == []


@EVERY
def test_a_page_breaks_no_rule_of_its_own_and_asks_nobody_else(visits, kind, lang):
    seen = visits(kind, lang)
    # The browser reports the status of a page that is not there as an error.
    assert [error for error in seen.errors if str(status(kind)) not in error] == []
    assert seen.strangers == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_pages_have_the_same_title(visits, lang):
    told = {(visits(kind, lang).title, visits.addresses[kind]) for kind in PAGES if status(kind) == 200}
    titles = [title for title, _ in told]
    assert [each for each in told if titles.count(each[0]) > 1] == []


def test_the_checks_find_what_is_wrong(visits, page):
    page.set_content("<title></title><h1>1</h1><h1>2</h1><h4>3</h4><img src=x><table><th>4</th></table><input name=n>")
    page.evaluate(visits.axe)
    assert {"image-alt", "label", "html-has-lang"} <= {each["id"] for each in page.evaluate(AXE)}
    assert len(page.evaluate(SKELETON)) == 8
    page.set_content("<p><b style='display: block; width: 5000px'>wide</b></p>")
    assert page.evaluate(WIDER)
