"""docs/scale.md names what exists, and its measurements measure what they say."""

import re
import sqlite3
from contextlib import closing
from importlib.util import find_spec

import pytest

from bench import archive, costs, peers, scale, scalepage
from bench.search import Word
from extract.cli import main

DOC = scalepage.PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("scale") / "archive.db"
    archive.main(path, 40, 1)
    return path


def test_every_command_of_the_page_exists():
    assert {name for name in re.findall(r"python -m (bench\.\w+)", DOC) if find_spec(name) is None} == set()
    from bench import __main__ as benches

    assert set(re.findall(r"python -m bench (\w+)", DOC)) <= set(benches.BENCHMARKS)
    assert set(re.findall(r"`nianbao (\w+)", DOC)) <= set(main.commands)
    assert set(re.findall(r"bench\.scale --write (\w+)", DOC)) <= set(scalepage.PARTS)


def test_every_table_has_its_place_once():
    assert re.findall(r"<!-- (\w+) -->", DOC) == list(scalepage.PARTS)


def test_bytes_are_those_of_the_whole_file(made):
    with closing(sqlite3.connect(made)) as connection:
        found = costs.sizes(connection)
        (pages,) = connection.execute(
            "select page_count * page_size from pragma_page_count(), pragma_page_size()"
        ).fetchone()
        (free,) = connection.execute(
            "select freelist_count * page_size from pragma_freelist_count(), pragma_page_size()"
        ).fetchone()
    assert sum(found.values()) == pages - free
    assert all(found.values())


def test_engines_find_the_same_but_for_short_words_of_trigrams(made, tmp_path):
    words = [Word(text, "", 0) for text in ("公开", "年", "行政复议", "政府信息公开", "绝无此词")]
    told = {each.engine.name: each for each in peers.compared(made, words, tmp_path)}
    assert {name: [word.text for word in each.wrong] for name, each in told.items() if each.wrong} == {
        "SQLite trigram": ["公开", "年"]
    }
    assert all(each.seconds for each in told.values())


def test_duckdb_has_the_panel_of_the_archive(made, tmp_path):
    mine, theirs = peers.panels(made, tmp_path, scale.concepts(made))
    assert len(mine) == len(theirs) == len(scale.concepts(made)) > 0
