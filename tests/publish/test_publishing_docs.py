"""What docs/publishing.md says can be done with a release is done with one."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from extract.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def blocks(kind):
    return [text for found, text in BLOCKS if found == kind]


@pytest.mark.parametrize("text", blocks("python"))
def test_pandas_reads_it(text, release, monkeypatch):
    pytest.importorskip("pandas")
    monkeypatch.chdir(release)
    names = {}
    exec(text, names)
    made = [value for name, value in names.items() if name in ("table", "reports")]
    assert made and all(len(each) for each in made)


@pytest.mark.parametrize("text", blocks("sql"))
def test_duckdb_reads_it(text, release, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(release)
    assert len(duckdb.sql(text).fetchall()) > 10


def test_the_sums_are_checked_as_it_says(release):
    assert subprocess.run(shlex.split(blocks("sh")[0]), cwd=release, capture_output=True).returncode == 0


def test_its_commands_and_files_exist(release):
    lines = [line.split() for text in blocks("console") for line in text.splitlines()]
    options = {text for option in main.commands["publish"].params for text in option.opts}
    assert {word for line in lines for word in line if word.startswith("--")} <= options
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    names = [name.split("<")[0].split("…")[0] for row in rows for name in re.findall(r"`([^`]+)`", row)]
    there = [path.relative_to(release).as_posix() + os.sep * path.is_dir() for path in release.rglob("*")]
    assert names and [name for name in names if not any(path.startswith(name) for path in there)] == []
