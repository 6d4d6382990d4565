"""What the READMEs say is so: commands, options, targets, queries, addresses, codes; and both say the same."""

import asyncio
import contextlib
import re
import shutil
import sqlite3
import typing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from extract import codebook, model
from extract.cli import main
from extract.isolation.message import PASSING
from extract.load.candidates import MANIFEST
from extract.serve.site import datasette

ROOT = Path(__file__).parents[1]
READMES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")}
BOTH = pytest.mark.parametrize("name", READMES)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
SHELL = {"cp", "pip"}


def blocks(name, kind):
    """The examples of one kind in a README."""
    return [text for found, text in BLOCK.findall(READMES[name]) if found == kind]


def lines(name):
    """The command lines of a README, as lists of words."""
    return [line.split() for text in blocks(name, "console") for line in text.splitlines()]


def targets():
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@BOTH
def test_every_command_stands_in_the_readme_and_no_other(name):
    assert {words[1] for words in lines(name) if words[0] == "nianbao"} == set(main.commands)
    assert set(re.findall(r"`nianbao (\w+)", READMES[name])) <= set(main.commands)


@BOTH
def test_every_example_names_what_exists(name):
    assert lines(name)
    for words in lines(name):
        if words[0] == "make":
            assert set(words[1:]) <= targets()
        elif words[0] == "nianbao":
            known = {
                text for option in main.commands[words[1]].params for text in (*option.opts, *option.secondary_opts)
            }
            assert {word for word in words if word.startswith("-")} <= known
        else:
            assert words[0] in SHELL


@BOTH
def test_every_option_that_is_named_exists(name):
    known = {
        text
        for command in main.commands.values()
        for option in command.params
        for text in (*option.opts, *option.secondary_opts)
    }
    assert set(re.findall(r"`(--[a-z-]+)", READMES[name])) <= known


@BOTH
def test_every_query_runs(name, archive_file):
    queries = blocks(name, "sql")
    assert len(queries) > 5
    with contextlib.closing(sqlite3.connect(archive_file)) as db:
        found = {query: len(db.execute(query).fetchall()) for query in queries}
    # The samples contradict themselves nowhere and leave nothing open.
    assert [
        query for query, count in found.items() if not count and not re.search("findings|unmapped|confidence <", query)
    ] == []


@BOTH
def test_every_view_that_people_query_has_an_example(name):
    queries = " ".join(blocks(name, "sql"))
    for view in ("facts", "cells", "panel", "wide_2021", "coverage", "findings", "unmapped"):
        assert re.search(rf"\b{view}\b", queries)


@BOTH
def test_every_address_answers(name, archive_file, tmp_path):
    site = datasette(shutil.copy(archive_file, tmp_path / "archive.db") and tmp_path / "archive.db")
    parts = [urlsplit(address) for address in re.findall(r"http://127\.0\.0\.1:8001[^\s)>]*", READMES[name])]
    assert len(parts) >= 3
    for part in parts:
        answer = asyncio.run(site.client.get(f"{part.path}?{part.query}"))
        assert answer.status_code == 200, part


@BOTH
def test_every_reason_is_explained(name):
    for status, one in (("refused", "unsupported"), ("warned", "attached")):
        explained = [row[0] for row in table(name, one)]
        assert sorted(explained) == [reason.reason for reason in codebook.load().reasons if reason.status == status]
    explained = [row[0] for row in table(name, "unsupported")]
    assert set(explained[-len(PASSING) :]) == PASSING


@BOTH
@pytest.mark.parametrize("row, meanings", [("not_applicable", model.Missing), ("aligned", model.Method)])
def test_every_word_is_explained(name, row, meanings):
    said = [word for cells in table(name, row) for word in re.findall(r"\w+", cells[0])]
    assert said == list(typing.get_args(meanings))


@BOTH
def test_verdicts_severities_and_columns_of_a_manifest_are_explained(name):
    words = (*typing.get_args(model.Verdict), *typing.get_args(model.Severity), *MANIFEST)
    assert [word for word in words if f"`{word}`" not in READMES[name]] == []


@BOTH
def test_the_place_for_the_accuracy_is_marked_once(name):
    assert READMES[name].count("<!-- accuracy -->") == READMES[name].count("<!-- /accuracy -->") == 1


@BOTH
def test_every_link_inside_the_repository_leads_somewhere(name):
    links = re.findall(r"\]\(([^):]+)\)", READMES[name])
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_both_readmes_have_the_same_sections_and_examples():
    english, chinese = READMES.values()
    shape = [re.findall(r"^(#+ |```\w+|\|---|<!-- .* -->|\d\. |- )", text, re.MULTILINE) for text in (english, chinese)]
    assert shape[0] == shape[1]
    for kind in ("console", "sql"):
        assert blocks("README.md", kind) == blocks("README.zh.md", kind)


def test_the_changelog_starts_with_what_is_coming():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (.*)", text, re.MULTILINE)[0] == "Upcoming"


def table(name, row):
    """The rows of the table that has a row of this name: lists of cells, names without their quotes."""
    tables = re.findall(r"(?:^\|.*\n)+", READMES[name], re.MULTILINE)
    (found,) = [text for text in tables if f"\n| `{row}` |" in text]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in found.splitlines()[2:]]
