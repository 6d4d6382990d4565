"""Questions: what is added up, what is missing, what may be compared; the kept values are those of the view `panel`."""

import sqlite3

import pytest

from extract import codebook
from extract.archive import panel
from extract.serve import asking, concept, coverage, findings, followed, item, rulewords
from extract.serve.filters import Filters
from extract.serve.topics import FOLLOWED, QUESTIONS, Measure, Question

SHARE = Question("q", ("", ""), ("", ""), (Measure(("", ""), ("a",), ("b",)),))
MATCHES = {
    ("a", "old"): "narrower",
    ("b", "old"): "exact",
    ("a", "new"): "exact",
    ("b", "new"): "exact",
    ("a", "odd"): "none",
}


def row(form, reports, used, top, bottom, year=2020):
    return {"year": year, "form": form, "reports": reports, "used0": used, "top0": top, "bottom0": bottom}


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([row("new", 5, 4, 3, 12)], (5, 4, 1, 0, 0.25, "exact")),
        ([row("old", 2, 2, 1, 4)], (2, 2, 0, 0, 0.25, "old")),
        # A form that measures nothing comparable is left out, and said to be.
        ([row("new", 5, 4, 3, 12), row("odd", 3, 0, None, None)], (8, 4, 1, 3, 0.25, "exact")),
        # Two ways of counting in one year make a run of their own.
        ([row("new", 1, 1, 1, 2), row("old", 1, 1, 1, 2)], (2, 2, 0, 0, 0.5, "exact+old")),
        # Reports whose form is not known lack the value.
        ([row(None, 2, 0, None, None)], (2, 0, 2, 0, None, "")),
        ([row("new", 2, 2, 0, 0)], (2, 2, 0, 0, None, "exact")),
        ([], (0, 0, 0, 0, None, "")),
    ],
)
def test_a_year_is_what_its_forms_come_to(rows, expected):
    ((year,),) = asking.answer(SHARE, rows, MATCHES, [2020])
    assert (year.reports, year.used, year.lacking, year.unlike, year.value(True), year.run) == expected


@pytest.mark.parametrize(
    "rows, note",
    [([], asking.NO_REPORT), ([row("odd", 3, 0, None, None)], asking.UNLIKE), ([row("new", 3, 0, None, None)], asking.NO_VALUE),
     ([row("new", 3, 2, 0, 0)], asking.NO_WHOLE)],
)  # fmt: skip
def test_a_gap_says_why(rows, note):
    ((year,),) = asking.answer(SHARE, rows, MATCHES, [2020])
    assert year.value(True) is None and year.note == note


def test_every_question_asks_for_concepts_that_there_are(book):
    known = {concept.id for concept in book.concepts}
    assert {concept for question in QUESTIONS for concept in question.concepts} | set(FOLLOWED) <= known


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
@pytest.mark.parametrize("filters", [Filters(), Filters("32", "county", 2019, 2021)], ids=["all", "some"])
def test_every_question_can_be_asked(archive_file, question, filters):
    connection = sqlite3.connect(archive_file)
    connection.execute(*asking.query(question, filters)).fetchall()
    rows = connection.execute(*asking.query(question, Filters())).fetchall()
    assert (
        sum(row[2] for row in rows)
        == connection.execute("select count(*) from reports where is_current and year").fetchone()[0]
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
@pytest.mark.parametrize("filters", [Filters(), Filters(level="county"), Filters("37")], ids=["all", "level", "place"])
def test_a_question_counts_the_reports_that_have_all_it_needs(archive_file, question, filters):
    connection = sqlite3.connect(archive_file)
    connection.row_factory = sqlite3.Row
    found = [tuple(row) for row in connection.execute(*asking.query(question, filters))]
    assert found == list(added(connection, question, filters))


def added(connection, question, filters):
    """What the query says, from the values of each report by itself."""
    reports = connection.execute(
        f"select r.no, r.year, r.form from reports r left join issuers i on i.id = r.issuer_id where {filters.where}", filters.bound
    ).fetchall()  # fmt: skip
    for year, form in sorted({(row["year"], row["form"]) for row in reports if row["year"]}):
        of = [row["no"] for row in reports if (row["year"], row["form"]) == (year, form)]
        told = [dict(connection.execute("select concept, value from panel_values where report = ?", [no])) for no in of]
        figures = []
        for measure in question.measures:
            whole = [each for each in told if all(each.get(concept) is not None for concept in measure.concepts)]
            tops = [sum(each[concept] for concept in measure.top) for each in whole]
            bottoms = [sum(each[concept] for concept in measure.bottom) for each in whole] if measure.bottom else []
            if measure.kind == "zero":
                tops, bottoms = [int(top == 0) for top in tops], [1] * len(tops)
            figures += [len(whole), *(sum(some) if some else None for some in (tops, bottoms))]
        yield (year, form, len(of), *figures)


def test_the_middle_of_a_year_is_a_value_or_lies_between_two():
    assert concept.spread([(2019, 4), (2020, 0), (2019, 1), (2020, 7), (2019, 2)]) == {
        2019: {"median": 2, "most": 4, "zeros": 0}, 2020: {"median": 3.5, "most": 7, "zeros": 1},
    }  # fmt: skip


def test_the_values_kept_are_those_of_the_view(archive_file):
    connection = sqlite3.connect(archive_file)
    view = connection.execute(
        "select concept, report_id, value, n_missing, missing from panel where match in ('exact', 'narrower', 'broader')"
    ).fetchall()
    kept = connection.execute(
        "select v.concept, r.id, v.value, v.n_missing, v.missing from panel_values v join reports r on r.no = v.report"
        " where r.is_current = 1"
    ).fetchall()
    assert len(view) > 500 and sorted(map(repr, view)) == sorted(map(repr, kept))


def test_values_made_anew_are_the_same(archive_file):
    connection = sqlite3.connect(":memory:")
    sqlite3.connect(archive_file).backup(connection)
    before = connection.execute("select * from panel_values").fetchall()
    (last,) = connection.execute("select max(no) from reports").fetchone()
    panel.refresh(connection, last)
    assert connection.execute("select * from panel_values").fetchall() == before
    panel.fill(connection)
    assert connection.execute("select * from panel_values").fetchall() == before


def test_the_fullest_way_of_a_sum_is_shown():
    rows = [
        {"report_id": "r", "concept": "c", "way": way, "fact": fact} for way, fact in ((0, "x"), (1, "y"), (1, "z"))
    ]
    assert followed.ways(rows) == {("r", "c"): ("y", "z")}
    assert followed.ways(rows[:2]) == {("r", "c"): ("x",)}


def test_every_rule_is_told_in_words():
    book = codebook.load()
    labels = {code: row.label for code, row in book.items().items()}
    for rule in book.rules:
        stored = {"kind": rule.kind, "op": rule.op, "left": repr(list(rule.left)).replace("'", '"'), "right": repr(list(rule.right)).replace("'", '"')}  # fmt: skip
        zh, en = rulewords.explain(stored, labels)
        assert rule.kind in rulewords.KINDS and "{" not in zh + en and zh.endswith("。") and en.endswith(".")


@pytest.mark.parametrize(
    "left, code, named",
    [('["a.b"]', "a.b", True), ('["a.*"]', "a.b", True), ('["a.*"]', "ab", False), ('["a.b@total"]', "a.b", True), ('["a"]', "a.b", False)],
)  # fmt: skip
def test_a_rule_names_its_items_and_those_below_a_prefix(left, code, named):
    assert item.names({"left": left, "right": "[]"}, code) == named


def test_reports_of_a_year_are_divided_without_remainder():
    reports = [{"year": 2018, "form": "a", "count": 4}, {"year": 2020, "form": "b", "count": 5}]
    held = [{"year": 2020, "form": "b", "held": 4, "valued": 3}]
    years = item.by_year(held, reports, {"b"})
    assert [tuple(year[key] for key in ("year", "reports", "valued", "blank", "lacking", "unlike")) for year in years] == [
        (2018, 4, 0, 0, 0, 4), (2019, 0, 0, 0, 0, 0), (2020, 5, 3, 1, 1, 0),
    ]  # fmt: skip


OFFICE = [{"id": "o", "kind": "government"}]
LAW = [{"since": 2008, "until": 2018, "kind": "government", "day": "03-31"}]


def printed(published, **more):
    return {"issuer_id": "o", "year": 2012, "id": "r", "is_current": 1, "copy_of": None, "published": published} | more


@pytest.mark.parametrize(
    "reports, expected, refused, state",
    [
        ([printed("2013-03-31")], [], [], "reported"),
        ([printed("2013-04-01")], [], [], "late"),
        ([printed(None)], [], [], "undated"),
        # A list of who is expected to report may name an earlier day; a corrected version does not make the first one late.
        ([printed("2013-03-01")], [{"issuer_id": "o", "year": 2012, "due": "2013-02-01"}], [], "late"),
        ([printed("2013-06-01"), printed("2013-03-01", is_current=0)], [], [], "reported"),
        ([], [{"issuer_id": "o", "year": 2012, "due": None}], [], "missing"),
        ([], [{"issuer_id": "o", "year": 2012, "due": None}], [{"issuer_id": "o", "year": 2012, "id": "d"}], "refused"),
    ],
)
def test_a_cell_says_how_a_report_stands(reports, expected, refused, state):
    cell = coverage.matrix(OFFICE, reports, expected, refused, LAW)["o", 2012]
    assert cell.state == state and cell.revised == (len(reports) > 1)


def test_a_mark_says_how_a_report_stands_and_leads_to_it():
    reports = [printed("2013-06-01"), printed("2013-03-01", is_current=0)]
    cells = coverage.matrix(OFFICE, reports, [], [], LAW)
    office = {"id": "o", "name": "甲"}
    ((_, marks),) = coverage.lines([office], [2012, 2013], cells, "zh")
    assert marks == [
        (
            "●＋",
            "有报告，按时，有多个版本 2013-03-01 (法定 2013-03-31)",
            "甲 2012：有报告，按时，有多个版本",
            "r",
            None,
        ),
        ("", "", "", None, None),
    ]


def test_years_between_reports_are_gaps():
    reports = [printed("2010-01-01", year=2009), printed("2013-01-01", year=2012)]
    found = coverage.matrix(OFFICE, reports, [], [], LAW)
    assert [found["o", year].state for year in range(2009, 2013)] == ["reported", "gap", "gap", "reported"]


def test_a_facet_counts_under_all_other_filters():
    asked = dict.fromkeys(findings.FACETS, "") | {"verdict": "open", "year": "2020"}
    own = [
        {"rule": "A", "verdict": "open", "severity": "must", "kind": "report", "count": 2},
        {"rule": "B", "verdict": "source", "severity": "must", "kind": "report", "count": 3},
    ]
    elsewhere = [{"year": 2020, "place": "3201", "count": 2}, {"year": 2019, "place": "3201", "count": 4}, {"year": None, "place": None, "count": 1}]  # fmt: skip
    found = findings.facets(asked, own, elsewhere)
    assert found["verdict"] == [("source", 3), ("open", 2)] and found["rule"] == [("A", 2)]
    assert found["year"] == [("2020", 2), ("2019", 4)] and found["place"] == [("32", 2)]
    assert findings.facets(asked | {"place": "32"}, own, elsewhere)["place"] == [("3201", 2)]
