"""No page of ours reads all facts or all cells: told from the plans of the very statements that it runs, so that no clock is needed."""

import asyncio
import re
import sqlite3

import pytest
from datasette import hookimpl
from datasette.plugins import pm

from bench import archive, pages
from extract.serve import prepare_connection
from extract.serve.site import datasette

# Tables that grow with every number.
LARGE = ("fact", "cell", "panel_values", "mentions")
# Pages on which Datasette asks what we do not write; files of everything.
OTHERS = ("Datasette", "parts of the sitemap")


class Listener:
    """A plugin that hears every statement."""

    __name__ = "listener"

    def __init__(self):
        self.heard = {}

    @hookimpl
    def prepare_connection(self, conn):
        conn.set_trace_callback(lambda sql: self.heard.setdefault(sql))


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """Every statement of every kind of page, with the kind; and the archive."""
    path = tmp_path_factory.mktemp("plans") / "archive.db"
    archive.main(path, 120, 1)
    listener, found = Listener(), {}
    pm.register(listener)
    try:
        site = datasette(path)
        for name, addresses in pages.kinds(path).items():
            listener.heard = {}
            for address in addresses[:1] if not name.startswith(OTHERS) else ():
                assert asyncio.run(site.client.get(address)).status_code in (200, 302), address
            found |= {sql: name for sql in listener.heard if sql.lower().lstrip().startswith(("select", "with"))}
    finally:
        pm.unregister(listener)
    return path, found


def test_no_page_reads_a_large_table_from_end_to_end(heard):
    path, found = heard
    assert len(found) > 200
    with sqlite3.connect(path) as db:
        prepare_connection(db, "archive", datasette(path))
        wrong = [(found[sql], sql) for sql in found if any(reads_all(sql, step) for step in plan(db, sql))]
    assert not wrong


@pytest.mark.parametrize(
    "sql, told",
    [
        ("select count(*) from fact", True), ("select raw from fact f where f.value > 3", True),
        ("select f.raw from fact f where f.report = 3", False), ("select count(*) from findings f", False),
    ],
)  # fmt: skip
def test_such_a_statement_is_told_by_its_plan(heard, sql, told):
    with sqlite3.connect(heard[0]) as db:
        assert any(reads_all(sql, step) for step in plan(db, sql)) == told


def plan(db, sql):
    return [step for *_, step in db.execute(f"explain query plan {sql}")]


def reads_all(sql, step):
    """Whether a step goes through a whole large table; plans call tables as their statement does."""
    scanned = re.match(r"SCAN (\w+)", step)
    names = [scanned[1], *re.findall(rf"\b(\w+) {scanned[1]}\b", sql)] if scanned else []
    return any(name in LARGE for name in names)
