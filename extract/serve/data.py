"""The page `/data`: which files there are, how programs ask for them, which ids last, and what every table holds."""

from typing import Any

from datasette import Request, Response

from extract.exports import FORMATS
from extract.serve import described, download, filters, numbers, page, public, sheets

# Something of each kind that the archive at hand has, so that the examples lead somewhere.
SAMPLE = """
select r.id as report, r.year, r.form, r.issuer_id as office,
  (select i.code || '@' || k.code from fact f join items i on i.no = f.item join columns k on k.no = f."column"
    where f.report = r.no limit 1) as fact
from reports r where r.is_current = 1 and r.year is not null order by r.year desc, r.no desc limit 1
"""
CONCEPT = "select id from concepts order by id = 'requests_received' desc, rowid limit 1"
WIDES = (
    "select substr(name, 6) as form from sqlite_master where type = 'view' and name glob 'wide_[0-9]*' order by name"
)
FORMS = "select form from forms order by form"
YEARS = "select distinct year from reports where year is not null order by year desc"
# Name of an id, an example of its shape, what it is made of.
IDS = (
    ("report_id", "0123456789abcdef", ("报告：主文件 SHA-256 的前 16 位", "a report: the first 16 digits of the main file's SHA-256")),
    ("fact_id", "0123456789abcdef:request.new@total", ("数值：报告、项目、列", "a value: report, item, column")),
    ("item, column", "request.new, total", ("编码表里的项目和列，不改号，不重用", "an item and a column of the codebook, never renumbered, never reused")),
    ("concept", "requests_received", ("跨年可比的指标", "what compares over the editions")),
    ("document_id", "SHA-256", ("原始文件，按内容", "an original file, by its content")),
    ("issuer_id", "国务院", ("机关", "an office")),
)  # fmt: skip


async def view(request: Request, datasette: Any) -> Response:
    """The page, with examples that this archive answers."""
    await page.allowed(datasette, request)
    most = {ending: public.rows(datasette, ending, kind.most) for ending, kind in FORMATS.items()}
    sample = await page.row(datasette, SAMPLE)
    concept = await page.row(datasette, CONCEPT)
    return await page.render(datasette, request, "data.html", {
        "examples": _examples(datasette, sample, concept["id"] if concept else None),
        "wides": [row["form"] for row in await page.rows(datasette, WIDES)],
        "forms": [row["form"] for row in await page.rows(datasette, FORMS)],
        "years": [row["year"] for row in await page.rows(datasette, YEARS)],
        "choices": await filters.places(datasette, ""), "chosen": filters.Filters(), "level_words": filters.LEVELS,
        "most": most, "limits": _limits(most), "ids": IDS,
        "tables": described.tables(), "missing": download.MISSING,
    })  # fmt: skip


def _limits(most: dict[str, int]) -> dict[str, int]:
    """How much one file holds where that is less than its rows."""
    wide = {f"wide_{ending}": rows // numbers.WIDTH for ending, rows in most.items()}
    return wide | {"hits": sheets.HITS, "offices": sheets.OFFICES, "movers": sheets.MOVERS}


def _examples(datasette: Any, sample: Any, concept: str | None) -> list[tuple[str, tuple[str, str]]]:
    """Addresses, and what each answers."""

    def to(*parts: str, **query: Any) -> str:
        return page.address(datasette, *parts, **query)

    found = [
        (to("search.json", q="依申请公开", since=2018), ("含有这些字的章节", "chapters with these words")),
        (to("coverage.json", level="county"), ("哪些机关哪一年有报告", "which office has a report for which year")),
        (to("findings.json", severity="must"), ("原文里对不上的数字", "numbers that do not agree as printed")),
        (to("questions", "requests.json", level="county"), ("各年收到的申请", "requests received by year")),
        (to("archive", "reports.json", _shape="objects", _size=10), ("报告表（Datasette 接口）", "the table of reports (Datasette's own)")),
    ]  # fmt: skip
    if concept:
        found.append(
            (to("archive", "concept", f"{concept}.json"), ("一个指标，逐份报告", "a concept, report by report"))
        )
    if sample:
        report, year = sample["report"], sample["year"]
        found += [
            (to("archive", "report", f"{report}.json"), ("一份报告的全部数值", "all values of a report")),
            (to("data", "facts.json", since=year, until=year), ("一年的全部数值", "all values of a year")),
            (to("data", "panel.json", since=year, until=year), ("一年的全部指标", "all concepts of a year")),
            (to("archive", "facts.json", _shape="objects", report_id=report), ("一份报告的数值（Datasette 接口）", "values of a report (Datasette's own)")),
        ]  # fmt: skip
    return found


ROUTES = [(r"/data$", view)]
