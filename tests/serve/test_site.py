"""How an archive is served: under one name, read-only, while it is being written, with the plugin loaded."""

import sqlite3

import pytest
from conftest import REPORT, Site, build
from datasette.plugins import get_plugins, pm

from extract import serve
from extract.errors import ArchiveError
from extract.serve.site import datasette, register


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
