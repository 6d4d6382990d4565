"""Every kind of page as a table: its address, and queries for what fills its marks; usual arguments and the worst that there are.

Files are of a usual size: a report, a question, an office, what a place or a rule has.
"""

from extract.serve.topics import BY_NAME

# Some of every year, form and level, and the last ones.
REPORTS = """
select id from reports where no % 1000 = 7 union all select id from (select id from reports order by no desc limit 5)
"""
FACTS = """
select r.id || ':' || i.code || '@' || k.code from reports r join fact f on f.report = r.no
join items i on i.no = f.item join columns k on k.no = f."column"
where r.no % 500 = 3 and (f.item * 7 + f."column") % 60 = r.no / 500 % 60
"""
# Those with most years, most departments and most offices below.
OFFICES = """
select issuer_id from reports group by issuer_id order by count(*) desc limit 10
"""
PARENTS = "select parent_id from issuers where parent_id is not null group by parent_id order by count(*) desc limit 5"
SOME_OFFICES = "select id from issuers where rowid % 800 = 5"
# The provinces with most reports, and cities and counties.
PROVINCES = """
select substr(i.division_code, 1, 2) from reports r join issuers i on i.id = r.issuer_id group by 1 order by count(*) desc limit 6
"""
CITIES = "select division_code from issuers where length(division_code) = 4 and rowid % 40 = 1 limit 8"
COUNTIES = "select division_code from issuers where length(division_code) = 6 and rowid % 700 = 1 limit 8"
# The items with most numbers, and some others.
ITEMS = "select i.code from items i where i.no % 12 = 1"
COMMON = "select i.code from fact f join items i on i.no = f.item group by f.item order by count(*) desc limit 5"
CONCEPTS = "select id from concepts where rowid % 5 = 1 union select 'requests_received'"
LEVELS = "select column1 from (values ('province'), ('city'), ('county'), ('department'))"
YEARS = "select distinct year from reports order by 1 desc"
PAGES = "select column1 from (values (1), (2), (5), (20), (60), (100))"
RULES = "select rule from findings group by rule order by count(*) desc limit 8"
VERDICTS = "select distinct verdict from findings"
FORMS = "select form from forms"
FINDINGS = "select id from findings where rowid % 4000 = 1"
TWO = "select a.issuer_id, b.issuer_id from reports a join reports b on b.no = a.no + 300 where a.no % 2000 = 1"
WORDS = "select column1 from (values ('公开'), ('年'), ('申请'), ('行政复议'), ('教育局'), ('37'), ('绝无此词'), ('政府信息公开工作'))"

KINDS: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "home, right after a load": ("/",),
    "home in English": ("/?lang=en",),
    "search": ("/search?q={}", WORDS),
    "search by year": ("/search?q={}&sort=new", WORDS),
    "search with filters": ("/search?q={}&level=county&since=2018&until=2022", WORDS),
    "search in a province": ("/search?q=%E5%85%AC%E5%BC%80&place={}", PROVINCES),
    "search in titles": ("/search?q={}&scope=title", WORDS),
    "search, last page": ("/search?q={}&page=500", WORDS),
    "report": ("/archive/report/{}", REPORTS),
    "number": ("/archive/fact/{}", FACTS),
    "office": ("/archive/office/{}", OFFICES, PARENTS, SOME_OFFICES),
    "places": ("/places",),
    "places in a place": ("/places?code={}", PROVINCES, CITIES, COUNTIES),
    "places, right after a load": ("/places",),
    "findings": ("/findings",),
    "findings, later pages": ("/findings?page={}", PAGES),
    "findings of a rule": ("/findings?rule={}", RULES),
    "findings by verdict": ("/findings?verdict={}", VERDICTS),
    "findings by severity": ("/findings?severity={}", "select 'must' union select 'expected'"),
    "findings by what is compared": ("/findings?kind={}", "select 'report' union select 'prose' union select 'years'"),
    "findings of a year": ("/findings?year={}", YEARS),
    "findings of a place": ("/findings?place={}", PROVINCES, CITIES),
    "findings by all facets": ("/findings?year=2021&place={}&verdict=open&severity=must&kind=report", PROVINCES),
    "one finding": ("/findings?id={}", FINDINGS),
    "coverage": ("/coverage",),
    "coverage of a level": ("/coverage?level={}", LEVELS),
    "coverage of a place": ("/coverage?place={}", PROVINCES, CITIES),
    "coverage, later pages": ("/coverage?page={}", PAGES),
    "codebook": ("/codebook",),
    "codebook, searched": ("/codebook?q={}", WORDS),
    "item": ("/archive/item/{}", ITEMS, COMMON),
    "concept": ("/archive/concept/{}", CONCEPTS),
    "concept by level": ("/archive/concept/requests_received?level={}", LEVELS),
    "concept in a place": ("/archive/concept/requests_received?place={}", PROVINCES),
    "questions": ("/questions",),
    **{f"question {name}": (f"/questions/{name}",) for name in BY_NAME},
    **{f"question {name}, with filters": (f"/questions/{name}?place={{}}&since=2012&show=mean", PROVINCES) for name in BY_NAME},
    **{f"question {name} by level": (f"/questions/{name}?level={{}}", LEVELS) for name in BY_NAME},
    "movers": ("/questions/movers",),
    "movers of a concept": ("/questions/movers?concept={}&by=factor", CONCEPTS),
    "movers by year": ("/questions/movers?since=2015&until={}&floor=0", YEARS),
    "movers in a place": ("/questions/movers?place={}", PROVINCES),
    "compare": ("/questions/compare?a={}&b={}", TWO),
    "follow": ("/questions/follow?office={}", OFFICES),
    "follow, found by name": ("/questions/follow?office={}", "select name from issuers where rowid % 1000 = 1 union select '教育局'"),
    "data": ("/data",),
    "sitemap": ("/sitemap.xml",),
    "parts of the sitemap": ("/sitemap-{}.xml", "select column1 from (values ('reports-1'), ('offices-1'), ('items-1'), ('pages'))"),
    "robots": ("/robots.txt",),
    "Datasette, reports of a year": ("/archive/reports?year={}", YEARS),
    "Datasette, reports of a form": ("/archive/reports?form={}", FORMS),
    "Datasette, files refused": ("/archive/documents?status=refused",),
    "Datasette, a concept": ("/archive/panel_values?concept={}", CONCEPTS),
    "Datasette, panel of a concept": ("/archive/panel?concept={}", CONCEPTS),
    "Datasette, panel of an office": ("/archive/panel?issuer_id={}", OFFICES),
    "Datasette, series of an office": ("/archive/series?issuer_id={}&concept=requests_received", OFFICES),
    "Datasette, series of a concept": ("/archive/series?concept={}", CONCEPTS),
    "Datasette, facts of a report": ("/archive/facts?report_id={}", REPORTS),
    "Datasette, facts of an item": ("/archive/facts?item={}", ITEMS),
    "Datasette, cells of a report": ("/archive/cells?report_id={}", REPORTS),
    "Datasette, search": ("/archive/sections?_search={}", WORDS),
    "Datasette, coverage of an office": ("/archive/coverage?issuer_id={}", OFFICES),
    "Datasette, JSON of reports": ("/archive/reports.json?_shape=objects&_size=10",),
    **{f"report as {ending}": (f"/archive/report/{{}}.{ending}", REPORTS) for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"question as {ending}": (f"/questions/{{}}.{ending}", "select column1 from (values ('requests'), ('outcomes'), ('documents'))") for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"hits as {ending}": (f"/search.{ending}?q={{}}&place=3707", WORDS) for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"findings as {ending}": (f"/findings.{ending}?rule={{}}&year=2022", RULES) for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"coverage as {ending}": (f"/coverage.{ending}?place={{}}", CITIES) for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"concept as {ending}": (f"/archive/concept/requests_received.{ending}?place={{}}", PROVINCES) for ending in ("csv", "xlsx", "json", "parquet")},
    **{f"follow as {ending}": (f"/questions/follow.{ending}?office={{}}", OFFICES) for ending in ("csv", "xlsx", "json", "parquet")},
}  # fmt: skip
# The largest files there are, of which nothing is promised: 50,000 rows (xlsx: 10,000), 1,000 hits.
LARGE = {
    f"{name} as {ending}": f"{address}.{ending}{asked}"
    for name, address, asked in (
        ("values", "/data/facts", ""),
        ("values, wide", "/data/wide_2021", ""),
        ("concepts", "/data/panel", ""),
        ("hits", "/search", "?q=%E5%85%AC%E5%BC%80"),
    )
    for ending in ("csv", "xlsx")
}
# Kinds of which every page is asked for right after the archive has changed.
FRESH = {name for name in KINDS if name.endswith("right after a load")}
