"""The page `/archive/concept/<id>`: what can be followed over the editions, how each measures it, and its values over time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any
from urllib.parse import unquote

from datasette import Request, Response

from extract.serve import asking, called, charts, filters, page, questions
from extract.serve.charts import Chart
from extract.serve.filters import LEVELS, Filters
from extract.serve.topics import QUESTIONS, Measure, Question

CONCEPT = "select * from concepts where id = :id"
CROSSWALK = """
select x.*, f.title, f.first_year, f.last_year from crosswalk x join forms f on f.form = x.form
where x.concept = :id order by f.first_year
"""
TERMS = """
select m.form, m.way, m.item, m."column", m.factor, i.label, k.label as column_label
from crosswalk_terms m left join items i on i.code = m.item left join columns k on k.code = m."column"
where m.concept = :id order by m.form, m.way, i.no, k.no
"""
VALUES = """
select r.year, v.value from issuers i cross join reports r on r.issuer_id = i.id
join panel_values v on v.concept = :concept and v.report = r.no
where {where} and r.year is not null and v.value is not null
"""
BASES = {"official": ("通知或条例的文字", "wording of a notice or the regulation"), "label": ("行名自明", "the labels speak for themselves"), "inferred": ("我们的判断", "our own judgement")}  # fmt: skip


async def view(request: Request, datasette: Any) -> Response:
    """One concept; its values for offices of one level."""
    await page.allowed(datasette, request)
    name = unquote(request.url_vars["id"])
    concept = await page.row(datasette, CONCEPT, id=name)
    if concept is None:
        return await page.missing(datasette, request, ("指标", "concept"), name)
    chosen = filters.read(request)
    if not chosen.level:
        chosen = Filters(chosen.place, "county", chosen.since, chosen.until)
    question = Question(
        name, (concept["zh"], concept["en"]), ("", ""), (Measure((concept["zh"], concept["en"]), (name,)),)
    )
    crosswalk = await page.rows(datasette, CROSSWALK, id=name)
    years = await _years(datasette, question, chosen, crosswalk)
    asked = VALUES.format(where=chosen.where), {"concept": name, **chosen.bound}
    middle = await datasette.get_database("archive").execute_fn(lambda connection: spread(connection.execute(*asked)))
    lang = page.language(request)
    line = asking.series(question, [years], lang, mean=True)
    return await page.render(datasette, request, "concept.html", {
        "concept": concept, "crosswalk": crosswalk, "terms": await page.rows(datasette, TERMS, id=name), "years": years,
        "middle": middle, "chosen": chosen, "level_words": LEVELS, "matches": questions.MATCHES, "bases": BASES,
        "choices": await filters.places(datasette, chosen.place), "breaks": charts.breaks(line),
        "chart": charts.lines(Chart("chart", concept["en" if lang == "en" else "zh"], _said(lang), lang), line),
        "rows": called.rows(), "asked_in": [each for each in QUESTIONS if name in each.concepts],
    })  # fmt: skip


def spread(values: Iterable[tuple[int, float]]) -> dict[int, dict[str, float]]:
    """Of pairs of year and value, for each year the middle one (or the mean of the two in the middle), the largest, and how many are 0."""
    by_year: dict[int, list[float]] = defaultdict(list)
    for year, value in values:
        by_year[year].append(value)
    return {
        year: {"median": median(found), "most": max(found), "zeros": found.count(0)} for year, found in by_year.items()
    }


async def _years(
    datasette: Any, question: Question, chosen: Filters, crosswalk: Sequence[Mapping[str, Any]]
) -> list[asking.Year]:
    """The concept year by year."""
    sql, values = asking.query(question, chosen)
    rows = await page.rows(datasette, sql, **values)
    matches = {(row["concept"], row["form"]): row["match"] for row in crosswalk}
    return asking.answer(question, rows, matches, filters.years(row["year"] for row in rows))[0]


def _said(lang: str) -> str:
    return "mean of a report, by year" if lang == "en" else "各年每份报告的平均数"
