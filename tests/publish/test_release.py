"""A release is whole or not there, the same whenever it is made, and other programs read from it what the archive says."""

import asyncio
import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import openpyxl
import pytest
import yaml
from datasette.app import Datasette

from extract.archive import Archive, seals
from extract.archive.content import content_hash
from extract.errors import PublishError
from extract.exports.parquet import Writer
from extract.exports.table import Column
from extract.publish import publish, sets
from extract.publish import snapshot as snapshots
from extract.publish.release import moment
from extract.readonly import connect
from extract.serve.site import datasette

PANEL = "select issuer_id, year, concept, value, match, missing, n_missing, report_id, facts from panel order by report_id, concept"


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def silent(step):
    pass


def test_a_release_made_again_is_the_same_to_the_byte(release, release_of, archive_file, tmp_path):
    again = hashes(release_of(archive_file, tmp_path / "again"))
    assert again == hashes(release) and len(again) > 100


def test_the_snapshot_does_not_depend_on_the_order_of_loading(few, book, source_of, understood, tmp_path):
    made = []
    for name, order in (("one", few), ("other", few[::-1])):
        path = tmp_path / f"{name}.db"
        with Archive(path, book) as archive:
            for sample in order:
                archive.put(source_of(sample), understood(sample))
            archive.compare_words()
        snapshots.write(path, tmp_path / f"{name}.snapshot", silent)
        made.append((tmp_path / f"{name}.snapshot").read_bytes())
    assert made[0] == made[1]


def test_the_snapshot_says_what_the_archive_says(release, snapshot, archive_file, rows):
    with closing(connect(archive_file)) as source:
        assert content_hash(snapshot) == content_hash(source)
    assert list(seals.broken(snapshot)) == []
    assert rows(release / "archive.db") == rows(archive_file)
    (found,) = snapshot.execute(
        "select count(*) from sections_fts join sections s on s.no = sections_fts.rowid"
        " where sections_fts match 'text: \"依申 申请\"' and s.text like '%依申请%'"
    ).fetchone()
    assert found == snapshot.execute("select count(*) from sections where text like '%依申请%'").fetchone()[0] > 0


def test_the_snapshot_is_one_sound_file(release, snapshot):
    assert [path.name for path in release.glob("archive.db*")] == ["archive.db"]
    assert snapshot.execute("pragma journal_mode").fetchone() == ("delete",)
    assert snapshot.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert snapshot.execute("pragma foreign_key_check").fetchall() == []


def test_every_column_that_holds_a_number_of_a_row_is_given_it_anew(snapshot):
    tables = [name for (name,) in snapshot.execute("select name from sqlite_master where type = 'table'")]
    links = {
        ((table, link[3]), link[2])
        for table in tables
        for link in snapshot.execute(f'pragma foreign_key_list("{table}")')
        if link[4] == "no" and link[2] not in ("items", "columns")
    }
    held = {(place, owner) for place, owner in snapshots.HELD.items() if place[1] != "no"}
    # A fact leads to its table by way of the cell.
    assert held == links | {(("fact", "table"), "tables")}
    assert {table for table in tables for row in snapshot.execute(f'pragma table_info("{table}")') if row[1] == "no"} == {
        *snapshots.NUMBERED, "items", "columns",
    }  # fmt: skip


def test_loading_meanwhile_does_not_show(copied, few, book, tmp_path, archive_file):
    def load(step):
        if "panel_values" in step:
            with closing(sqlite3.connect(copied)) as other, other:
                other.execute("update documents set source_url = 'https://example.cn'")
                other.execute("delete from reports")

    snapshots.write(copied, tmp_path / "snapshot", load)
    with closing(connect(tmp_path / "snapshot")) as made, closing(connect(archive_file)) as before:
        assert content_hash(made) == content_hash(before)
    with closing(connect(copied)) as now:
        assert now.execute("select count(*) from reports").fetchone() == (0,)


def test_sums_are_those_that_sha256sum_checks(release):
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert set(hashes(release)) - {"SHA256SUMS"} == {line.split(": ")[0] for line in done.stdout.splitlines()}


def test_frictionless_finds_the_package_valid(release):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    said = json.loads((release / "datapackage.json").read_text("utf-8"))
    fields = [field for each in said["resources"] for field in each.get("schema", {"fields": []})["fields"]]
    assert [field["name"] for field in fields if "description" not in field and "_exact" not in field["name"]] == []
    assert {"facts", "panel", "reports", "issuers", "archive"} <= {each["name"] for each in said["resources"]}


def test_duckdb_reads_the_panel_of_sqlite(release, snapshot):
    duckdb = pytest.importorskip("duckdb")
    files = f"read_parquet('{release}/parquet/panel/**/*.parquet', hive_partitioning = true)"
    found = duckdb.sql(PANEL.replace("from panel", f"from {files}")).fetchall()
    assert found == [tuple(row) for row in snapshot.execute(PANEL)] and len(found) > 1000


@pytest.mark.parametrize("name", [*sets.PARTED, *sets.WHOLE])
def test_parquet_and_csv_hold_every_row(name, release, snapshot):
    pandas = pytest.importorskip("pandas")
    (count,) = snapshot.execute(f'select count(*) from "{name}"').fetchone()
    parted = name in sets.PARTED
    path = release / "parquet" / (name if parted else f"{name}.parquet")
    assert (len(pandas.read_parquet(path)) if path.exists() else 0) == count
    if name not in sets.BULK:
        listed = [*(release / "csv" / name).glob("*.csv")] if parted else [release / "csv" / f"{name}.csv"]
        lines = [list(csv.reader(file.open(encoding="utf-8-sig", newline=""))) for file in listed]
        assert sum(len(each) - 1 for each in lines) == count


def test_a_workbook_has_a_row_per_report_and_the_day_of_the_release(release, snapshot):
    book = openpyxl.load_workbook(next(release.glob("xlsx/wide-2021-*.xlsx")))
    assert book.properties.created.year == 2026
    head, first, *_ = book["data"].iter_rows(values_only=True)
    assert head[-1] == "doubtful" and head[0] == "report_id"
    told = dict(snapshot.execute("select item || '@' || \"column\", value from facts where report_id = ?", [first[0]]))
    assert first[head.index("request.new@total")] == told["request.new@total"]


def test_doubt_goes_with_the_value(copied, release_of, tmp_path):
    pandas = pytest.importorskip("pandas")
    with closing(sqlite3.connect(copied)) as archive, archive:
        (report,) = archive.execute(
            "select report_id from facts where item = 'request.new' and \"column\" = 'total'"
        ).fetchone()
        archive.execute(
            "update fact set confidence = 0.5 where report = (select no from reports where id = ?)"
            " and item = (select no from items where code = 'request.new') and \"column\" = (select no from columns where code = 'total')",
            [report],
        )
    folder = release_of(copied, tmp_path / "r")
    panel = pandas.read_parquet(folder / "parquet" / "panel")
    doubted = panel[panel.doubtful > 0]
    assert set(doubted.report_id) == {report} and "requests_received" in set(doubted.concept)
    rows = [
        row
        for file in folder.glob("xlsx/wide-*.xlsx")
        for row in openpyxl.load_workbook(file)["data"].iter_rows(values_only=True)
    ]
    assert {row[0]: row[-1] for row in rows if row[-1] and row[-1] != "doubtful"} == {report: "request.new@total"}


@pytest.mark.parametrize("value, double, exact", [
    (3, 3.0, None), (-0.25, -0.25, None), (None, None, None), (2**53, 2.0**53, None), (2**53 + 1, 2.0**53, str(2**53 + 1)),
])  # fmt: skip
def test_no_digit_is_lost_in_parquet(value, double, exact, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    writer = Writer(tmp_path / "x", (Column("value", "number"),))
    writer.add([(value,)])
    writer.close()
    assert parquet.read_table(tmp_path / "x").to_pylist() == [{"value": double, "value_exact": exact}]


def test_datasette_counts_what_was_inspected(release):
    line = [sys.executable, "-m", "datasette", "inspect", "archive.db"]
    done = subprocess.run(line, cwd=release, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads((release / "inspect-data.json").read_text())


def test_the_release_is_served(release):
    answers = [
        asyncio.run(datasette(release / "archive.db").client.get(path))
        for path in ("/", "/search?q=公开", "/archive/panel")
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    inspected = json.loads((release / "inspect-data.json").read_text())
    stock = Datasette([], immutables=[str(release / "archive.db")], inspect_data=inspected)
    assert asyncio.run(stock.client.get("/archive/facts.json?_size=1")).status_code == 200


def test_a_changed_value_is_told_against_the_release_before(copied, release, release_of, tmp_path):
    with closing(sqlite3.connect(copied)) as archive, archive:
        (report, fact) = archive.execute("select report, item from fact where value > 0 limit 1").fetchone()
        archive.execute("update fact set value = value + 1 where report = ? and item = ? and value > 0", [report, fact])
        (other,) = archive.execute("select id from reports where no <> ? limit 1", [report]).fetchone()
        archive.execute("update reports set year = 1999 where id = ?", [other])
    folder = release_of(copied, tmp_path / "r2", release)
    changes = list(csv.DictReader((folder / "changes.csv").open(encoding="utf-8-sig", newline="")))
    assert changes and {row["kind"] for row in changes} == {"changed"}
    reports = list(csv.DictReader((folder / "changed_reports.csv").open(encoding="utf-8-sig", newline="")))
    assert [row["state"] for row in reports] == ["changed", "changed"]
    assert ["year:" in row["standing"] for row in reports if row["report_id"].lstrip("'") == other] == [True]
    said = json.loads((release / "datapackage.json").read_text("utf-8"))["version"]
    assert said in (folder / "CHANGES.md").read_text("utf-8")


def test_a_folder_that_holds_something_is_left_alone(archive_file, tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(PublishError, match="Name a new folder"):
        publish(archive_file, tmp_path, None, silent)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_nothing_is_left_of_a_release_that_failed(archive_file, tmp_path):
    def fail(step):
        if step.startswith("xlsx"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(archive_file, tmp_path / "r", None, fail)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_release_is_no_release_before(archive_file, tmp_path):
    with pytest.raises(PublishError, match="no release is there"):
        publish(archive_file, tmp_path / "r", tmp_path, silent)


def test_a_time_that_is_none_is_refused(archive_file, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(PublishError, match="SOURCE_DATE_EPOCH=yesterday"):
        moment(archive_file)


def test_the_citation_names_the_version(release):
    said = yaml.safe_load((release / "CITATION.cff").read_text("utf-8"))
    assert said["cff-version"] == "1.2.0" and said["version"].startswith("2026.1.1+")
    assert said["version"] in (release / "README.md").read_text("utf-8")
