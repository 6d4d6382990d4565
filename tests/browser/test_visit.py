"""A visit by keyboard alone, from the first page to a citation: Tab, Enter and what is typed."""

import hashlib
from io import BytesIO
from pathlib import Path

import openpyxl
from PIL import Image

HAS = "query => document.activeElement.matches(query)"
# The outline's place in the picture, in shares of its width and height.
OUTLINE = """figure => { const [svg, rect] = [figure.closest('figure').querySelector('svg'), figure.querySelector('rect')];
  const [all, one] = [svg.getBoundingClientRect(), rect.getBoundingClientRect()];
  return [(one.left - all.left) / all.width, (one.top - all.top) / all.height,
          (one.right - all.left) / all.width, (one.bottom - all.top) / all.height]; }"""
# Where the frame stands on the screen.
FRAME = """figure => { const rect = figure.querySelector('rect'); rect.scrollIntoView({block: 'center'});
  const box = rect.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"""
LOADED = "() => { const it = document.querySelector('figure.sheet img'); return it.complete && it.naturalWidth > 0 }"
MANY = 600
# The sample of 2018 that has pages.
REPORT = hashlib.sha256((Path(__file__).parents[2] / "samples" / "2014-0032.pdf").read_bytes()).hexdigest()[:16]


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


def test_from_a_word_to_a_number_on_its_page_its_citation_and_its_table(page):
    find(page, "依申请公开", 2018)
    follow(page, f"ol.lines h3 a[href*='/{REPORT}']", f"**/archive/report/{REPORT}*")
    follow(page, "td a.number[href*='request.received.total']", "**/archive/fact/*")
    printed = page.locator("code.raw").first.text_content()
    assert printed == "8" and "2018" in page.title()
    assert outlined(page, "figure.near svg")
    tab_to(page, "details.whole > summary")
    page.keyboard.press("Enter")
    page.wait_for_function(LOADED)
    assert outlined(page, "figure.sheet")
    assert copied(page, "gbt7714") == page.locator("#gbt7714").text_content()
    assert "[DS/OL]" in copied(page, "gbt7714") and "砚洄镇人民政府" in copied(page, "gbt7714")
    head, *rows = saved(page).worksheets[0].iter_rows(values_only=True)
    row = next(
        row
        for row in (dict(zip(head, row, strict=True)) for row in rows)
        if "request.received.total@" in row["fact_id"]
    )
    assert (row["value"], row["raw"], row["fact_id"]) == (8, printed, f"{REPORT}:request.received.total@value")
    assert page.strangers == []


def test_the_results_are_saved_by_keyboard(page):
    find(page, "依申请公开", 2018)
    book = saved(page)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert len(rows) >= 4 and {row[head.index("year")] for row in rows} == {2018}
    assert book.sheetnames == ["data", "README"] and page.strangers == []


def copied(page, id):
    """What the button for a citation has put on the clipboard."""
    tab_to(page, f"button[data-copy={id}]")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => document.querySelector('button[data-copy={id}]').textContent === '已复制'")
    return page.evaluate("navigator.clipboard.readText()")


def saved(page):
    """The workbook that the page hands out."""
    tab_to(page, "a[href*='.xlsx']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    return openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))


def outlined(page, figure):
    """Whether a red frame is drawn within the picture of the page, and something dark is printed inside of it."""
    assert all(0 < share < 1 for share in page.locator(figure).first.evaluate(OUTLINE))
    box = page.locator(figure).first.evaluate(FRAME)
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    left, top, right, bottom = (round(value) for value in box)
    middle, height = (left + right) // 2, (top + bottom) // 2
    sides = [(left, height), (right, height), (middle, top), (middle, bottom)]
    around = [[shot.getpixel((x + dx, y + dy)) for dx in range(-3, 4) for dy in range(-3, 4)] for x, y in sides]
    inside = shot.crop((left + 4, top + 4, right - 4, bottom - 4)).getdata()
    return all(any(map(red, side)) for side in around) and any(sum(pixel) < 300 for pixel in inside)


def red(pixel):
    """Whether a pixel is of the frame."""
    return pixel[0] > 150 and pixel[1] < 110 and pixel[2] < 110


def test_without_scripts_a_number_is_read_all_the_same(chromium, origin):
    with chromium.new_context(base_url=origin, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/search?q=依申请公开&since=2018&until=2018")
        page.locator(f"ol.lines h3 a[href*='/{REPORT}']").click()
        page.locator("td a.number").first.click()
        page.locator("figure.near rect").first.wait_for()
        assert "[DS/OL]" in page.locator("#gbt7714").text_content()
