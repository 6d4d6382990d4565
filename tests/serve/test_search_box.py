"""Datasette's stock search box, JSON and SQL, with our functions behind them."""

import pytest
from lxml import html


@pytest.mark.parametrize(
    "words, sections",
    [
        ("县", {1, 2}),
        ("拾", set()),
        ("复 县", {2}),
        ("县 复议 2018年", set()),
        ("县 行政复议", {2}),
        ("复议", {2, 5}),
        ("行政复议", {2, 5}),
        ("主动公开政府信息", {2, 3}),
        ("2018年", {20}),
        ("2018", {20}),
        ("201", set()),
        ("清水政办字〔2018〕50号", {20}),
        ("公开 收费", set()),
        ("公开 收取", set()),
        ("信息 收取", {7}),
        ("培训班4期", {6}),
        ("魑魅魍魉", set()),
        ('"', set()),
        ("，", set()),
        ("公开\"' OR *", set()),
    ],
)
def test_the_box_finds_what_is_there(site, words, sections):
    assert {row["no"] for row in site.rows("/archive/sections.json", _search=words)} == sections


@pytest.mark.parametrize("words", ['"', "'", "a OR b", "NEAR(公开", "公开*", "^", "", "%"])
def test_no_words_break_the_page(site, words):
    assert site.get("/archive/sections", _search=words).status_code == 200


def test_words_found_are_marked_in_the_list(site):
    page = html.fromstring(site.get("/archive/sections", _search="主动公开 3次").text)
    cell = page.xpath("//td[contains(@class, 'col-text')]")
    assert len(cell) == 1
    assert {mark.text for mark in cell[0].xpath(".//mark")} == {"主动公开", "3次"}
    assert len(cell[0].text_content()) < 200


def test_without_words_the_text_is_cut_in_the_list_but_not_on_its_own_page(site):
    cells = html.fromstring(site.get("/archive/sections").text).xpath("//td[contains(@class, 'col-text')]")
    texts = [cell.text_content() for cell in cells]
    assert max(map(len, texts)) < 200
    assert any(text.startswith("存在的主要问题") and text.endswith("…") for text in texts)
    row = html.fromstring(site.get("/archive/sections/aaaaaaaaaaaaaaaa~3A5").text)
    assert row.xpath("//td[contains(@class, 'col-text')]")[0].text_content().strip().endswith("压实工作责任。")


def test_a_search_leaves_no_trace_in_the_next_request(site):
    site.get("/archive/sections", _search="公开")
    assert "<mark>" not in site.get("/archive/sections").text


def test_a_list_leads_to_the_readable_report(site):
    page = html.fromstring(site.get("/archive/sections", _search="复议").text)
    assert "/archive/report/aaaaaaaaaaaaaaaa#s1" in page.xpath("//td/a/@href")
    page = html.fromstring(site.get("/archive/reports").text)
    assert "/archive/report/aaaaaaaaaaaaaaaa" in page.xpath("//td/a/@href")


@pytest.mark.parametrize(
    "path", ["/archive/sections?_col=text", "/archive/sections?_col=heading", "/archive/reports?_col=title"]
)
def test_lists_work_without_the_columns_that_links_need(site, path):
    assert site.get(path).status_code == 200


@pytest.mark.parametrize(
    "sql, value",
    [
        ("select zh_query('公开')", '"公开"'),
        ("select zh_query(null)", '""'),
        ("select escape_fts('县')", '"县" *'),
        ("select zh_snippet('全县主动公开信息', '公开')", "全县主动【公开】信息"),
        ("select zh_snippet(null, '公开')", None),
        ("select zh_snippet('公开', null)", "公开"),
        ("select count(*) from sections_fts where sections_fts match zh_query('复议')", 2),
    ],
)
def test_functions_in_sql(site, sql, value):
    assert site.get("/archive.json", sql=sql, _shape="arrays").json()["rows"] == [[value]]
