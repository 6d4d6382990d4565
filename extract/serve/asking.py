"""Questions over many reports: one shape of SQL over `panel_values`, and its rows put together by year. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.serve.charts import Point, Series
from extract.serve.filters import Filters
from extract.serve.topics import Measure, Question
from extract.serve.words import Pair

Row = Mapping[str, Any]
# Concept and form -> how well the form measures it.
Matches = Mapping[tuple[str, str | None], str]

COMPARABLE = ("exact", "narrower", "broader")
# Offices come first: those of a level and place lie together in an index, and their reports in another. Without a filter on
# offices there is nothing to ask of `issuers`.
_SHAPE = """
select r.year, r.form, count(*) as reports, {figures}
from {reports}{lookups}
where {where} and r.year is not null
group by 1, 2 order by 1, 2
"""
_LOOKUP = "\nleft join panel_values v{at} on v{at}.concept = :c{at} and v{at}.report = {report}"
# Nothing is looked up of a report that lacks what all who need it need too: half of the cost where old forms cannot answer.
_IF_THERE = "iif(v{at}.value is null, null, r.no)"
_OF_OFFICES = "issuers i cross join reports r on r.issuer_id = i.id"

NO_REPORT: Pair = ("没有报告", "no report")
NO_VALUE: Pair = ("数值缺失", "value missing")
UNLIKE: Pair = ("版式无可比数据", "nothing comparable in the form")
NO_WHOLE: Pair = ("分母为零", "the whole is 0")


@dataclass(frozen=True, slots=True)
class Year:
    """What the reports of a year say of one measure.

    `used` reports have every value that it needs, `lacking` lack one, `unlike` use a form that does not measure it. `top` and
    `bottom` are sums over those used; `bottom` is None where it is no share. Years of one `run` are comparable.
    """

    year: int
    reports: int
    used: int
    lacking: int
    unlike: int
    top: float | None
    bottom: float | None
    run: str

    def value(self, share: bool, mean: bool = False) -> float | None:
        """The share, the mean of a report, or the total; None where there is nothing to divide by."""
        if self.top is None or not self.used:
            return None
        if share:
            return self.top / self.bottom if self.bottom and self.bottom > 0 else None
        return self.top / self.used if mean else self.top

    @property
    def note(self) -> Pair:
        """Why there is no value."""
        if not self.reports:
            return NO_REPORT
        if self.used:
            return NO_WHOLE
        return UNLIKE if self.unlike == self.reports else NO_VALUE


def query(question: Question, filters: Filters) -> tuple[str, dict[str, Any]]:
    """SQL that adds up a question by year and form, and the values for its marks."""
    concepts = sorted(question.concepts, key=lambda concept: -len(_needing(question, concept)))
    at = {concept: number for number, concept in enumerate(concepts)}
    before = _before(question, at)
    figures = [part for each in enumerate(question.measures) for part in _figures(*each, at, before)]
    sql = _SHAPE.format(
        figures=", ".join(figures),
        reports=_OF_OFFICES if filters.office else "reports r",
        lookups="".join(
            _LOOKUP.format(at=number, report=_IF_THERE.format(at=before[number]) if number in before else "r.no")
            for number in at.values()
        ),
        where=filters.where,
    )
    return sql, filters.bound | {f"c{number}": concept for concept, number in at.items()}


def _needing(question: Question, concept: str) -> set[int]:
    """The measures that need a concept, by their numbers."""
    return {number for number, measure in enumerate(question.measures) if concept in measure.concepts}


def _before(question: Question, at: Mapping[str, int]) -> dict[int, int]:
    """For each concept the last one before it that all measures need which need it; without that value its own counts for nothing."""
    return {
        number: other
        for concept, number in at.items()
        for name, other in at.items()
        if other < number and _needing(question, concept) <= _needing(question, name)
    }


def _figures(number: int, measure: Measure, at: Mapping[str, int], before: Mapping[int, int]) -> Iterable[str]:
    """How many reports have a measure, its sum over them, and the sum that it is a part of."""
    needed = {at[concept] for concept in measure.concepts}
    # A value is there only with those before it. What several measures say in the same words, SQLite adds up once.
    last = sorted(needed - {before.get(each) for each in needed})
    whole = " and ".join(f"v{each}.value is not null" for each in last)
    top, bottom = (" + ".join(f"v{at[concept]}.value" for concept in part) for part in (measure.top, measure.bottom))
    if measure.kind == "zero":
        top, bottom = f"({top} = 0)", "1"
    yield f"sum({whole}) as used{number}"
    yield f"sum(case when {whole} then {top} end) as top{number}"
    yield f"sum(case when {whole} then {bottom} end) as bottom{number}" if bottom else f"null as bottom{number}"


def answer(question: Question, rows: Sequence[Row], matches: Matches, years: Iterable[int]) -> list[list[Year]]:
    """For each measure of a question, every year."""
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_year[row["year"]].append(row)
    return [
        [_year(year, by_year[year], number, measure, matches) for year in years]
        for number, measure in enumerate(question.measures)
    ]


def _year(year: int, rows: Sequence[Row], number: int, measure: Measure, matches: Matches) -> Year:
    """One year of one measure, from the rows of its forms."""
    fit = [row for row in rows if run(measure, row["form"], matches)]
    used = [row for row in fit if row[f"used{number}"]]
    reports, unlike = (
        sum(row["reports"] for row in rows),
        sum(row["reports"] for row in rows if _unlike(row, measure, matches)),
    )
    counted = sum(row[f"used{number}"] for row in used)
    bottoms = [row[f"bottom{number}"] for row in used if row[f"bottom{number}"] is not None]
    return Year(
        year,
        reports,
        counted,
        reports - unlike - counted,
        unlike,
        sum(row[f"top{number}"] for row in used) if used else None,
        sum(bottoms) if bottoms else None,
        "+".join(sorted({run(measure, row["form"], matches) for row in used})),
    )


def run(measure: Measure, form: str | None, matches: Matches) -> str:
    """What the figures of a form may be held against: those of all forms that measure exactly, else of the form itself; "" where it measures nothing comparable."""
    found = {matches.get((concept, form), "none") for concept in measure.concepts}
    if not found <= set(COMPARABLE):
        return ""
    return "exact" if found == {"exact"} else str(form)


def _unlike(row: Row, measure: Measure, matches: Matches) -> bool:
    """Whether the form of these reports is known and measures nothing comparable."""
    return row["form"] is not None and not run(measure, row["form"], matches)


def series(question: Question, answers: Sequence[Sequence[Year]], lang: str, mean: bool = False) -> list[Series]:
    """The measures of a question, ready to be drawn."""
    at = 1 if lang == "en" else 0
    return [
        Series(measure.name[at], tuple(_point(year, measure, at, mean) for year in years))
        for measure, years in zip(question.measures, answers, strict=True)
    ]


def _point(year: Year, measure: Measure, at: int, mean: bool) -> Point:
    value = year.value(measure.share, mean)
    return Point(year.year, value, "" if value is not None else year.note[at], year.run)
