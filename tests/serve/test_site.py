"""How an archive is served: under one name, read-only, while it is being written, with the plugin loaded."""

import hashlib
import json
import sqlite3

import pytest
from conftest import REPORT, Site, build, insert
from datasette.database import Database
from datasette.plugins import get_plugins, pm

from extract import serve
from extract.errors import ArchiveError
from extract.serve import counted
from extract.serve.site import datasette, inspected, register


@pytest.mark.parametrize(
    "path",
    ["", "/reports", "/facts", "/panel", "/coverage", "/unmapped", "/cells", "/findings", "/tables", "/sections.csv"],
)
def test_pages_answer(site, path):
    assert site.get(f"/archive{path}").status_code == 200


def test_the_home_page_shows_what_this_is(site):
    page = site.get("/").text
    assert "年报档案" in page and "政府信息公开工作年度报告" in page and "sections_fts_data" not in page
    assert "<title>年度报告" in site.get("/archive/reports").text
    assert "<title>Reports" in site.get("/archive/reports", _lang="en").text
    assert set(site.datasette.databases) == {"archive", "_internal"}


def test_the_file_cannot_be_written_or_downloaded(site):
    assert site.get("/archive.db").status_code == 403
    assert site.get("/archive", sql="delete from reports").status_code == 400


def test_readers_see_what_a_loader_commits(tmp_path):
    archive = build(tmp_path / "archive.db")
    site, loader = Site(archive), sqlite3.connect(archive)
    loader.execute("begin immediate")
    loader.execute("update reports set title = '改' where id = ?", (REPORT,))
    assert "改" not in site.get(f"/archive/report/{REPORT}").text.split("</h1>")[0]
    loader.commit()
    assert "改" in site.get(f"/archive/report/{REPORT}").text.split("</h1>")[0]
    loader.close()


@pytest.mark.parametrize("settled, again", [(-1, 0), (3600, 2)], ids=["long ago", "just now"])
def test_what_is_counted_is_kept_until_the_archive_changes(tmp_path, monkeypatch, settled, again):
    monkeypatch.setattr(counted, "_SETTLED", settled)
    archive, asked, execute = build(tmp_path / "archive.db"), [], Database.execute

    def heard(self, sql, *rest):
        asked.append(sql)
        return execute(self, sql, *rest)

    monkeypatch.setattr(Database, "execute", heard)
    site = Site(archive)

    def found():
        asked.clear()
        page = site.get("/archive/sections.json", _search="公开").json()
        codes = {each["value"]: each["count"] for each in page["facet_results"]["code"]["results"]}
        return page["filtered_table_rows_count"], codes, sum("count(*)" in sql for sql in asked)

    count, codes, first = found()
    assert (count, first) == (sum(codes.values()), 2) and found() == (count, codes, again)
    with sqlite3.connect(archive) as loader:
        row = dict(
            zip(
                ("report_id", "document_id"),
                loader.execute("select report_id, document_id from sections").fetchone(),
                strict=True,
            )
        )
        insert(loader, "sections", row | {"id": "new", "no": 999, "ordinal": 99, "code": "new", "heading": "", "text": "公开"})  # fmt: skip
    assert found() == (count + 1, codes | {"new": 1}, 2)


@pytest.mark.parametrize(
    "change, fits",
    [({}, True), ({"hash": "0" * 64}, False), ({"tables": None}, False), ({"hash": None}, False)],
)
def test_what_a_release_says_is_believed_of_its_own_file_only(tmp_path, change, fits):
    archive = build(tmp_path / "archive.db")
    assert inspected(archive) is None
    told = {"hash": hashlib.sha256(archive.read_bytes()).hexdigest(), "tables": {"reports": {"count": 3}}} | change
    (tmp_path / "inspect-data.json").write_text(json.dumps({"archive": told}), "utf-8")
    assert inspected(archive) == ({"archive": told} if fits else None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"archive": 1}', "\ud800"])
def test_a_broken_description_of_a_release_is_passed_over(tmp_path, text):
    archive = build(tmp_path / "archive.db")
    (tmp_path / "inspect-data.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert inspected(archive) is None


def test_an_archive_that_nobody_has_open_is_served(tmp_path):
    archive = build(tmp_path / "a b's.db")
    assert not archive.with_name("a b's.db-wal").exists()
    assert Site(archive).get("/archive/reports").status_code == 200


@pytest.mark.parametrize("name", ["none.db", "a#b.db", "a?mode=rwc", "a%20b.db"])
def test_what_cannot_be_served_is_said(tmp_path, name):
    archive = tmp_path / name
    if name != "none.db":
        archive.touch()
    with pytest.raises(ArchiveError, match="archive|served"):
        datasette(archive)
    assert not (tmp_path / "a").exists()


def test_the_plugin_is_loaded_once():
    register()
    register()
    ours = [
        plugin for plugin in get_plugins() if "render_cell" in plugin["hooks"] and "register_routes" in plugin["hooks"]
    ]
    assert len(ours) == 1 and pm.is_registered(serve)
    assert ours[0]["static_path"] and ours[0]["templates_path"]


@pytest.mark.parametrize("view", ["facts", "cells", "panel", "reports", "findings"])
def test_a_page_has_as_many_rows_as_it_says(site, view):
    with sqlite3.connect(site.archive) as db:
        there = len(db.execute(f"select * from {view}").fetchall())
    assert site.get(f"/archive/{view}.json").json()["filtered_table_rows_count"] == there


def test_a_row_does_not_lead_to_rows_that_only_share_a_number_inside_the_file(site):
    page = site.get("/archive/items/request~2Enew").text
    assert "request.new" in page and "/archive/fact?" not in page and "/archive/cell?" not in page


def test_rows_are_counted_anew_when_the_archive_changes(tmp_path):
    archive = build(tmp_path / "archive.db")
    site = Site(archive)
    before = {table["name"]: table["count"] for table in site.get("/archive.json").json()["tables"]}
    with sqlite3.connect(archive) as db:
        db.execute("insert into meta values ('new', 'row')")
    after = {table["name"]: table["count"] for table in site.get("/archive.json").json()["tables"]}
    assert after["meta"] == before["meta"] + 1
