"""The pages `/questions` and `/questions/<name>`: a form, a chart with what it rests on, and the table beneath."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from datasette import Request, Response

from extract.serve import asking, charts, filters, page
from extract.serve.asking import Year
from extract.serve.charts import Chart
from extract.serve.filters import LEVELS, Filters
from extract.serve.kept import kept
from extract.serve.topics import BY_NAME, QUESTIONS, Question
from extract.serve.words import WORDS

Row = Mapping[str, Any]

LEVELS_HELD = """
select i.level, coalesce(r.scope, '') as scope, count(*) as reports
from issuers i cross join reports r on r.issuer_id = i.id
where r.is_current = 1 and i.level is not null group by 1, 2
"""
# How each edition measures the concepts of a page, `:concepts` being a JSON list.
CROSSWALK = """
select x.concept, c.zh, c.en, c.unit, x.form, x.match, x.why from crosswalk x join concepts c on c.id = x.concept
where x.concept in (select value from json_each(:concepts)) order by x.concept, x.form
"""
MATCHES = WORDS["match"]
SPECIAL = (
    ("movers", ("变动最大的机关", "The largest changes"), ("两年之间变动最大的机关，小数目不列。", "Which offices changed most between two years; small numbers are left out.")),
    ("compare", ("比较两个机关", "Compare two offices"), ("同一指标，两个机关，逐年对照。", "One measure of two offices, year by year.")),
    ("follow", ("跟踪一个机关", "Follow one office"), ("一个机关的主要数字，逐年排开。", "The main figures of one office over the years.")),
)  # fmt: skip


async def index(request: Request, datasette: Any) -> Response:
    """The questions, one line each."""
    await page.allowed(datasette, request)
    return await page.render(datasette, request, "questions.html", {"questions": QUESTIONS, "special": SPECIAL})


async def view(request: Request, datasette: Any) -> Response:
    """One question, for what the form asks for."""
    await page.allowed(datasette, request)
    question = BY_NAME.get(request.url_vars["name"])
    if question is None:
        return await page.missing(datasette, request, ("专题", "question"), request.url_vars["name"])
    return await page.render(datasette, request, "question.html", await parts(datasette, request, question))


async def parts(datasette: Any, request: Request, question: Question) -> dict[str, Any]:
    """Everything that the page says of a question."""
    held = await kept(datasette, "levels", lambda connection: [dict(row) for row in connection.execute(LEVELS_HELD)])
    levels = Counter(dict.fromkeys(LEVELS, 0))
    for row in held:
        levels[row["level"]] += row["reports"]
    chosen = filters.read(request)
    if not chosen.level:
        # Offices of different levels are never added up: a government's report may hold its departments' figures.
        chosen = replace(chosen, level=levels.most_common(1)[0][0])
    scopes = {row["scope"]: row["reports"] for row in held if row["level"] == chosen.level}
    return {"levels": levels, "scopes": scopes} | await _answered(datasette, request, question, chosen)


async def _answered(datasette: Any, request: Request, question: Question, chosen: Filters) -> dict[str, Any]:
    """The answer for one choice of offices and years, drawn too."""
    sql, values = asking.query(question, chosen)
    rows = await page.rows(datasette, sql, **values)
    crosswalk = await crosswalks(datasette, question.concepts)
    years = filters.years(row["year"] for row in rows)
    matches = {(row["concept"], row["form"]): row["match"] for row in crosswalk}
    answers = asking.answer(question, rows, matches, years)
    mean = request.args.get("show") == "mean" and not question.share
    lang = page.language(request)
    drawn = asking.series(question, answers, lang, mean)
    return {
        "question": question,
        "chosen": chosen,
        "level_words": LEVELS,
        "choices": await filters.places(datasette, chosen.place),
        "mean": mean,
        "years": years,
        "answers": answers,
        "values": [[year.value(measure.share, mean) for year in each] for measure, each in zip(question.measures, answers, strict=True)],
        "charts": draw(question, drawn, lang),
        "breaks": charts.breaks(drawn) if question.chart != "shares" else [],
        "counts": counts(answers),
        "crosswalk": by_concept(crosswalk, question.concepts),
        "editions": sorted({row["form"] for row in crosswalk}),
        "matches": MATCHES,
    }  # fmt: skip


async def crosswalks(datasette: Any, concepts: Sequence[str]) -> list[dict[str, Any]]:
    """How every edition measures some concepts."""
    return await page.rows(datasette, CROSSWALK, concepts=json.dumps(concepts))


def by_concept(crosswalk: Sequence[Row], concepts: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """Each concept with its names and what each edition makes of it; one that the archive's codebook lacks goes by its id."""
    found: dict[str, dict[str, Any]] = {
        concept: {"zh": concept, "en": concept, "unit": None, "forms": {}} for concept in concepts
    }
    for row in crosswalk:
        forms = found.get(row["concept"], {}).get("forms", {})
        found[row["concept"]] = {**row, "forms": {**forms, row["form"]: row}}
    return found


def draw(question: Question, drawn: Sequence[charts.Series], lang: str) -> list[Any]:
    """The drawings of a question: one, or one for each figure."""
    at = 1 if lang == "en" else 0
    title, desc = question.title[at], question.about[at]
    chart = Chart("chart", title, desc, lang, question.share)
    if question.chart == "shares":
        return [charts.shares(chart, drawn)]
    if question.chart == "several":
        return [
            charts.lines(Chart(f"chart{number}", f"{title}: {each.name}", desc, lang, question.share), [each])
            for number, each in enumerate(drawn)
        ]
    return [charts.lines(chart, drawn)]


def counts(answers: Sequence[Sequence[Year]]) -> dict[str, tuple[int, int]]:
    """Between which bounds the reports used, lacking and unlike lie, over the years that have any report used."""
    used = [year for years in answers for year in years if year.used]
    return {
        name: (min(getattr(year, name) for year in used), max(getattr(year, name) for year in used)) if used else (0, 0)
        for name in ("used", "lacking", "unlike")
    }
