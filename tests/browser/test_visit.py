"""A visit by keyboard alone, from the first page to a citation: Tab, Enter and what is typed."""

import pytest

HAS = "query => document.activeElement.matches(query)"
# The outline's place in the picture, in shares of its width and height.
OUTLINE = """figure => { const [svg, rect] = [figure.querySelector('svg'), figure.querySelector('svg rect')];
  const [all, one] = [svg.getBoundingClientRect(), rect.getBoundingClientRect()];
  return [(one.left - all.left) / all.width, (one.top - all.top) / all.height,
          (one.right - all.left) / all.width, (one.bottom - all.top) / all.height]; }"""
MANY = 600


def tab_to(page, query):
    """Press Tab until the focus is on an element."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if page.evaluate(HAS, query):
            return
    raise AssertionError(f"the keyboard does not lead to {query}")


def follow(page, query, path):
    """Go by keyboard to a link, follow it, and wait for the page that it leads to."""
    tab_to(page, query)
    page.keyboard.press("Enter")
    page.wait_for_url(path)


def find(page, word, year):
    """From the first page: a word in the reports of a year."""
    page.goto("/")
    tab_to(page, "#q")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    if not page.locator("details.filters").evaluate("it => it.open"):
        tab_to(page, "details.filters > summary")
        page.keyboard.press("Enter")
    for field in ("since", "until"):
        tab_to(page, f"#{field}")
        page.keyboard.type(str(year))
    tab_to(page, "#place")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/search?*until={year}*")


def test_from_a_word_to_a_number_on_its_page_and_its_citation(page):
    find(page, "依申请公开", 2017)
    follow(page, "ol.lines h3 a", "**/archive/report/*")
    follow(page, "td a.number", "**/archive/fact/*")
    printed = page.locator("code.raw").first.text_content()
    left, top, right, bottom = page.locator("figure.near").evaluate(OUTLINE)
    assert 0 < left < right < 1 and 0 < top < bottom < 1
    tab_to(page, "details.whole > summary")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => { const it = document.querySelector('figure.sheet img'); return it.complete && it.naturalWidth > 0 }"
    )
    left, top, right, bottom = page.locator("figure.sheet").evaluate(OUTLINE)
    assert 0 < left < right < 1 and 0 < top < bottom < 1
    tab_to(page, "button[data-copy=gbt7714]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('button[data-copy=gbt7714]').textContent === '已复制'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#gbt7714").text_content()
    assert "[DS/OL]" in copied and printed in page.title()
    assert page.strangers == []


def test_the_results_are_saved_by_keyboard(page):
    find(page, "依申请公开", 2017)
    if not page.locator("main a[href*='.xlsx']").count():
        pytest.skip("NO EXPORT IS TESTED IN A BROWSER: the page of results leads to none")
    tab_to(page, "a[href*='.xlsx']")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"PK")
    assert page.strangers == []


def test_without_scripts_a_number_is_read_all_the_same(chromium, origin):
    with chromium.new_context(base_url=origin, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/search?q=依申请公开&since=2017&until=2017")
        page.locator("ol.lines h3 a").first.click()
        page.locator("td a.number").first.click()
        page.locator("figure.near rect").first.wait_for()
        assert "[DS/OL]" in page.locator("#gbt7714").text_content()
