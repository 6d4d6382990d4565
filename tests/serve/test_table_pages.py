"""Datasette's own pages and its errors stand in our frame: language, place in the head, policy, nothing of a fault."""

import sqlite3

import pytest
from conftest import REPORT
from datasette.database import QueryInterrupted
from lxml import html

PAGES = [
    "/archive",
    "/archive/reports",
    f"/archive/reports/{REPORT}",
    "/archive?sql=select+1",
    "/nowhere",
    "/archive/reports?_size=x",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang, tongue", [("zh", "zh-CN"), ("en", "en")])
def test_pages_of_datasette_speak_both_languages_and_run_nothing(site, path, lang, tongue):
    response = site.get(f"{path}{'&' if '?' in path else '?'}_lang={lang}")
    page = html.fromstring(response.content)
    assert page.get("lang") == tongue and "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["set-cookie"].startswith(f"lang={lang};")
    assert not page.xpath("//script | //style | //@style | //*[starts-with(name(@*), 'on')]")
    (switch,) = page.xpath("//a[@class='language']/@href")
    assert ("_lang=" in switch) == path.startswith("/archive")


@pytest.mark.parametrize(
    "path, place, said",
    [("/data", "/data", "page"), ("/archive/reports", "/data", "true"), ("/archive", "/data", "true"), ("/questions/movers", "/questions", "true"),
     ("/archive/concept/nothing", "/codebook", "true"), ("/findings", "/findings", "page"), (f"/archive/report/{REPORT}", None, None)],
)  # fmt: skip
def test_the_head_says_where_one_is(site, path, place, said):
    page = html.fromstring(site.get(path).content)
    marked = [(link.get("href"), link.get("aria-current")) for link in page.xpath("//header//a[@aria-current]")]
    assert marked == ([(place, said)] if place else [])


def test_filters_are_told_in_the_title_and_kept_in_the_form(site):
    page = html.fromstring(site.get("/archive/reports", year="2022", form__isnull="1").content)
    assert "year = 2022" in page.findtext(".//title") and "form 为空" in page.findtext(".//title")
    assert page.xpath("//input[@name='_filter_value_1']/@value") or page.xpath(
        "//input[@name='_filter_value_2']/@value"
    )


def test_programs_get_errors_as_json(site):
    response = site.get("/archive/nowhere.json")
    assert response.status_code == 404 and response.json()["ok"] is False


def test_a_fault_of_the_program_tells_nothing_of_itself(site, monkeypatch):
    async def fails(*_, **__):
        raise RuntimeError("a secret")

    monkeypatch.setattr("extract.serve.page.rows", fails)
    response = site.get("/questions/requests")
    assert response.status_code == 500 and "secret" not in response.text and "出错了" in response.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/questions/requests", "请选择一个地区"),
        ("/questions/requests?lang=en", "Choose a place"),
    ],
)
def test_a_page_over_too_many_reports_says_how_to_ask_for_fewer(site, monkeypatch, path, said):
    async def stopped(_, sql, **values):
        raise QueryInterrupted(sqlite3.OperationalError("interrupted"), sql, values)

    monkeypatch.setattr("extract.serve.page.rows", stopped)
    response = site.get(path)
    assert response.status_code == 503 and said in response.text
