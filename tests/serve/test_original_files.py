"""The files behind the archive: given out to be saved only, by their digest only; pictures of pages, and words where there are none."""

import json
from pathlib import Path

import pytest
from conftest import Site
from lxml import html

from extract.archive import Archive, Source
from extract.draw import Sheet
from extract.keep.originals import Store, digest
from extract.model import Refusal
from extract.pipeline import understand
from extract.serve import pictures as drawing
from extract.serve.pictures import Pictures, Place

FILES = [Path(__file__).parents[2] / "samples" / name for name in ("2021-0018.pdf", "2021-0009.html")]
NAME = "年报 “一”;2021.pdf"


@pytest.fixture(scope="module")
def kept(tmp_path_factory, book):
    """A served archive of a PDF and a web page with their originals, and the documents' ids."""
    folder = tmp_path_factory.mktemp("kept")
    with Archive(folder / "archive.db", book) as archive:
        for path in FILES:
            data = path.read_bytes()
            sha = digest(data)
            Store(folder / "originals").keep(data, sha)
            archive.put(Source(sha, NAME if path.suffix == ".pdf" else path.name, len(data)), understand(data, book))
    return Site(folder / "archive.db"), [digest(path.read_bytes()) for path in FILES]


def a_fact(site, document):
    (row, *_) = site.rows("/archive/facts.json", report_id=document[:16], item="request.new", column="total")
    return row["id"]


def test_a_file_is_saved_under_its_name_and_never_shown(kept):
    site, (pdf, page) = kept
    for document, media_type in ((pdf, "application/pdf"), (page, "application/octet-stream")):
        response = site.get(f"/archive/file/{document}")
        assert digest(response.content) == document
        assert response.headers["content-type"] == media_type
        assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "%E2%80%9C%E4%B8%80%E2%80%9D%3B2021.pdf" in site.get(f"/archive/file/{pdf}").headers["content-disposition"]


@pytest.mark.parametrize("name", ["0" * 64, "..%2F..%2Farchive.db", "archive.db", "%00", "a.json"])
def test_nothing_else_is_given_out(kept, name):
    site, (pdf, _) = kept
    assert site.get(f"/archive/file/{name}").status_code == 404
    assert site.get(f"/archive/file/{pdf}.json").status_code == 404


def test_a_number_is_shown_on_its_page(kept):
    site, (pdf, _) = kept
    page = html.fromstring(site.get(f"/archive/fact/{a_fact(site, pdf)}").content)
    (image,) = page.xpath("//figure[@class='sheet']/img")
    assert image.get("src") == page.xpath("//figure[@class='near']//image/@href")[0]
    shown = site.get(image.get("src"))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.content.startswith(b"\x89PNG") and image.get("alt")
    assert len(page.xpath("//figure//rect")) == 2
    assert not page.xpath("//td[contains(@class, 'marked')]") and not page.xpath("//@style")


def test_a_web_page_has_its_table_instead(kept):
    site, (_, document) = kept
    page = html.fromstring(site.get(f"/archive/fact/{a_fact(site, document)}").content)
    assert len(page.xpath("//td[contains(@class, 'marked')]")) == 1 and not page.xpath("//figure")
    assert site.get(f"/archive/page/{document}/1.png").status_code == 404


@pytest.mark.parametrize("path", ["0" * 64 + "/1", "{pdf}/0", "{pdf}/99", "{pdf}/1e3", "..%2Fx/1"])
def test_only_pages_that_the_archive_knows_are_drawn(kept, path):
    site, (pdf, _) = kept
    assert site.get(f"/archive/page/{path.format(pdf=pdf)}.png").status_code == 404


def test_a_page_that_cannot_be_drawn_is_said_and_not_tried_again(kept, tmp_path, monkeypatch):
    site, (pdf, _) = kept
    calls = []
    monkeypatch.setattr(drawing, "pictures", lambda: empty)
    monkeypatch.setattr("extract.serve.originals.pictures", lambda: empty)
    monkeypatch.setattr(drawing, "draw", lambda *_: calls.append(1) or Refusal("timeout", "<b>too long"))
    empty = Pictures(tmp_path)
    for _ in range(2):
        response = site.get(f"/archive/page/{pdf}/1.png")
        assert response.status_code == 503 and response.headers["retry-after"]
        assert "暂时无法显示" in response.text and "<b>too" not in response.text
    assert len(calls) == 1
    page = site.get(f"/archive/fact/{a_fact(site, pdf)}").text
    assert "暂时无法显示" in page and "marked" in page


def test_without_originals_the_page_says_so(kept, tmp_path):
    site, (pdf, _) = kept
    fact = a_fact(site, pdf)
    bare = Site(site.archive)
    bare.datasette.originals = tmp_path / "elsewhere"
    page = html.fromstring(bare.get(f"/archive/fact/{fact}").content)
    assert "没有保留" in page.text_content() and page.xpath("//td[contains(@class, 'marked')]")
    assert bare.get(f"/archive/file/{pdf}").status_code == 404


def test_where_files_lie_is_told_to_nobody(kept):
    site, _ = kept
    for path in ("/-/metadata.json", "/-/settings.json", "/-/plugins.json"):
        assert "originals" not in json.dumps(site.get(path).json())


def test_pictures_never_take_more_room_than_they_may(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "draw", lambda *_: (b"x" * 10, Sheet(1, 1)))
    kept = Pictures(tmp_path, most=35)
    places = [Place("a" * 64, number) for number in range(1, 6)]
    for place in places:
        kept.make(place, tmp_path, "application/pdf")
        kept.known(places[0])
    assert [place.page for place in kept.drawn] == [4, 5, 1]
    assert sorted(file.name[-5:] for file in tmp_path.iterdir()) == ["1.png", "4.png", "5.png"]
