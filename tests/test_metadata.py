"""metadata.yml says, in Chinese and in English, what every table, view and column is, and names no other."""

import re
import sqlite3
from pathlib import Path

import pytest

from extract.serve.site import SETTINGS, datasette, metadata

SCHEMA = Path(__file__).parents[1] / "schema"
TABLES = metadata()["databases"]["archive"]["tables"]
BOTH = re.compile(r"[\u4e00-\u9fff].* / .*[A-Za-z]", re.DOTALL)
GENERATED = {"wide_2008", "wide_2014", "wide_2019", "wide_2021"}
SHADOWS = re.compile(r"sections_fts_|sqlite_")


def built():
    """The columns of every table and view that the two SQL files make."""
    db = sqlite3.connect(":memory:")
    for name in ("archive.sql", "views.sql"):
        db.executescript((SCHEMA / name).read_text("utf-8"))
    names = [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]
    return {name: {row[1] for row in db.execute(f'pragma table_info("{name}")')} for name in names}


BUILT = built()
PUBLIC = sorted(name for name in BUILT if not SHADOWS.match(name))


def test_every_table_and_view_is_described():
    assert set(PUBLIC) <= set(TABLES)
    assert set(TABLES) - set(BUILT) == GENERATED


@pytest.mark.parametrize("name", PUBLIC)
def test_every_column_is_described_and_no_other(name):
    assert set(TABLES[name]["columns"]) == BUILT[name]


@pytest.mark.parametrize("name", [*PUBLIC, *sorted(GENERATED)])
def test_descriptions_are_in_both_languages(name):
    said = [TABLES[name]["title"], TABLES[name]["description"], *TABLES[name]["columns"].values()]
    assert not [text for text in said if not BOTH.search(text)]
    assert not [text for text in said[1:] if not re.search(r"。 / .*\.$", text)]


def test_the_archive_itself_is_described_in_both_languages():
    said = metadata()
    texts = [said["title"], said["description"], said["source"], said["databases"]["archive"]["description"]]
    assert not [text for text in texts if not BOTH.search(text)]
    assert said["license"].startswith("Apache License 2.0")


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_wide_tables_describe_the_columns_that_are_always_there(name):
    assert list(TABLES[name]["columns"]) == ["report_id", "issuer_id", "issuer", "year", "title"]


@pytest.mark.parametrize("name", PUBLIC)
def test_settings_of_tables_name_columns_that_exist(name):
    table = TABLES[name]
    named = [*table.get("facets", ()), *(table[key] for key in ("sort", "sort_desc", "label_column") if key in table)]
    assert set(named) <= BUILT[name]


def test_storage_is_hidden_and_search_is_named():
    hidden = {name for name, table in TABLES.items() if table.get("hidden")}
    assert hidden == {
        "cell",
        "fact",
        "meta",
        "witnesses",
        "furniture",
        "sketches",
        "sketch_bands",
        "uncompared",
        "seals",
    } | {name for name in BUILT if "sections_fts" in name}
    # Undetected, `_search` would be ignored and every row returned.
    assert (TABLES["sections"]["fts_table"], TABLES["sections"]["fts_pk"]) == ("sections_fts", "no")


def test_datasette_takes_metadata_and_settings(tmp_path):
    archive = tmp_path / "x.db"
    sqlite3.connect(archive).executescript("create table t (x)")
    made = datasette(archive, default_page_size=7)
    assert made.table_metadata("archive", "sections")["fts_table"] == "sections_fts"
    assert made.setting("default_page_size") == 7
    assert {key: made.setting(key) for key in SETTINGS if key != "default_page_size"}.items() <= SETTINGS.items()
