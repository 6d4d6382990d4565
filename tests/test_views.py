"""The views that people query hold what their definition says, worked out once more from the tables; and they answer at once."""

import sqlite3
from collections import defaultdict

import pytest

from bench import archive

LIKE = ("exact", "narrower", "broader")


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """Made-up reports of some offices, of which two came after others."""
    path = tmp_path_factory.mktemp("views") / "archive.db"
    archive.main(path, 120, 1)
    with sqlite3.connect(path) as connection:
        old, new, newest = [row[0] for row in connection.execute("select distinct issuer_id from reports limit 3")]
        rows = [(old, new, 2017, "test"), (new, newest, 2019, "test")]
        connection.executemany("insert into successions values (?, ?, ?, ?)", rows)
        connection.execute("update reports set unmapped = 3 where no % 5 = 0")
        for view in ("panel", "series"):
            assert connection.execute(f"select count(*) from {view}").fetchone()[0] > 1000
        connection.execute("delete from panel_values")
        archive.fill(connection)
    yield connection
    connection.close()


def grouped(rows, size):
    """Rows under their first columns."""
    found = defaultdict(list)
    for row in rows:
        found[row[:size]].append(row[size:])
    return found


def in_full(db):
    """The panel from its definition: each report, each concept, the fullest way to add it up."""
    facts = {row[:3]: row[3:] for row in db.execute('select report_id, item, "column", value, missing from facts')}
    terms = grouped(
        db.execute('select concept, form, way, item, "column", factor from crosswalk_terms order by way'), 2
    )
    entries = grouped(db.execute("select form, concept, match, why from crosswalk"), 1)
    for report, issuer, year, form, unmapped in db.execute(
        "select id, issuer_id, year, form, unmapped from reports where is_current = 1"
    ):
        for concept, match, why in entries[(form,)]:
            ways = grouped(terms[concept, form], 1) or {(0,): []}
            held = {
                way: [facts.get((report, item, column)) for item, column, _ in parts] for (way,), parts in ways.items()
            }
            lacking = {way: sum(each is None or each[0] is None for each in found) for way, found in held.items()}
            way = min(lacking, key=lambda way: (2 * lacking[way] + way, way))
            parts, found = ways[(way,)], [each for each in held[way] if each]
            blank = min((missing for _, missing in found if missing), default="unmapped" if unmapped else "no_row")
            whole = match in LIKE and parts and not lacking[way]
            yield (
                issuer, year, concept, sum(facts[report, item, column][0] * factor for item, column, factor in parts) if whole else None,
                match, lacking[way], match if match not in LIKE else blank if lacking[way] else None, form, why, report,
                sorted(f"{report}:{item}@{column}" for item, column, _ in parts if (report, item, column) in facts),
            )  # fmt: skip


def asked(db, where="true"):
    """The rows of the view."""
    names = "issuer_id, year, concept, value, match, n_missing, missing, form, why, report_id, facts"
    rows = db.execute(f"select {names} from panel where {where}")
    return sorted(((*row[:-1], sorted(row[-1].split(",")) if row[-1] else []) for row in rows), key=repr)


def test_the_panel_is_the_sum_of_the_facts(db):
    expected = list(in_full(db))
    assert asked(db) == sorted(expected, key=repr)
    # All that a value can be is among them.
    assert {row[6] for row in expected} >= {None, "none", "not_comparable", "blank", "dash", "no_row", "unmapped"}


def test_a_part_of_the_panel_is_the_same_rows(db):
    office = db.execute("select issuer_id from reports limit 1").fetchone()[0]
    whole = asked(db)
    assert asked(db, f"issuer_id = '{office}'") == [row for row in whole if row[0] == office]
    assert asked(db, "concept = 'requests_received'") == [row for row in whole if row[2] == "requests_received"]


def test_a_series_goes_through_the_offices_before_and_says_where_it_breaks(db):
    panel, befores = (
        grouped(asked(db), 1),
        grouped(db.execute("select successor_id, predecessor_id, year from successions"), 1),
    )
    expected = []
    for (office,) in list(panel):
        line, ends = [(office, 9999)], 0
        while ends < len(line):
            line += [pair for pair in befores[(line[ends][0],)] if pair not in line]
            ends += 1
        rows = grouped(
            (
                (row[1], row[0], before, *row[2:])
                for before, until in line
                for row in panel[(before,)]
                if row[0] < until
            ),
            1,
        )
        for concept, told in rows.items():
            told.sort(key=lambda row: row[:2])
            expected += [
                (office, row[0], *concept, row[2], broken(row, last), row[1])
                for row, last in zip(told, [None, *told], strict=False)
            ]
    rows = db.execute("select issuer_id, year, concept, value, substr(break, 1, 4), reported_by from series").fetchall()
    assert sorted(rows, key=repr) == sorted(expected, key=repr)
    assert {row[4] for row in rows} == {None, "另一机关", "口径不同", "表式不同", "中间缺年"}


def broken(row, last):
    """Why a value cannot be held against the one before; rows are year, office, value, match, …, form."""
    if last is None:
        return None
    reasons = ((1, "另一机关"), (3, "口径不同"), (6, "表式不同"))
    return next((why for at, why in reasons if row[at] != last[at]), "中间缺年" if row[0] > last[0] + 1 else None)


def test_the_coverage_counts_from_the_first_report_to_the_last(db):
    reports = grouped(db.execute("select issuer_id, year, is_current, copy_of from reports"), 1)
    refused = grouped(db.execute("select said_issuer, said_year, id from documents where said_issuer is not null"), 1)
    expected = []
    for (office,) in {*reports, *refused}:
        years = [year for year, *_ in reports[(office,)]]
        said = [year for year, _ in refused[(office,)]]
        for year in {*range(min(years), max(years) + 1), *said} if years else set(said):
            found = years.count(year)
            expected.append((office, year, found, int(not found), max(found - 1, 0), said.count(year)))
    rows = db.execute("select issuer_id, year, found, missing, revised, refused from coverage").fetchall()
    assert sorted(rows) == sorted(expected)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from panel where report_id = ?", "select * from panel where issuer_id = ?",
        "select value from panel where concept = ? and year = 2020", "select * from unmapped where report_id = ?",
        "select * from facts where report_id = ?", "select * from facts where item = ?", "select * from cells where report_id = ?",
        "select * from revisions where report_id = ?", "select * from wide_2021 where issuer_id = ?",
        "select * from unmapped limit 10 + ?",
    ],
)  # fmt: skip
def test_no_view_looks_at_all_facts_or_cells(db, sql):
    steps = [step for *_, step in db.execute(f"explain query plan {sql}", ["1"])]
    assert not [
        step
        for step in steps
        if step.startswith("SCAN")
        and step.split()[1] in ("f", "c", "n", "o", "fact", "cell")
        and "cell_unmapped" not in step
    ], steps
