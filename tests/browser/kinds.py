"""Every kind of page that a reader can meet, as a table: its name and its address in an archive of the samples."""

import contextlib
import sqlite3
from urllib.parse import quote

from extract.serve.topics import BY_NAME

FACT = """select facts.id from facts join reports on reports.id = facts.report_id
 join documents on documents.id = reports.document_id
 where documents.media_type like '{media}%' and facts.cell_id is not null and facts.value > 0 order by facts.id limit 1"""
PROSE = "select id from facts where section_id is not null and cell_id is null order by id limit 1"
REPORT = """select reports.id from reports join documents on documents.id = reports.document_id
 where documents.media_type like '{media}%' order by reports.form desc, reports.id limit 1"""
ISSUER = "select issuer_id from reports where issuer_id not like 'unresolved%' order by issuer_id limit 1"
OTHER = "select issuer_id from reports where issuer_id not like 'unresolved%' order by issuer_id desc limit 1"
UNKNOWN = "select issuer_id from reports where issuer_id like 'unresolved%' order by issuer_id limit 1"
MEDIA = {
    "pdf": "application/pdf",
    "html": "text/html",
    "text": "text/plain",
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# A name, the path, and the queries that fill it.
PAGES = {
    "home": ("/",),
    "search": ("/search",),
    "search-hits": ("/search?q=依申请公开",),
    "search-filtered": ("/search?q=申请&since=2016&until=2022&sort=new",),
    "search-titles": ("/search?q=报告&scope=title",),
    "search-nothing": ("/search?q=绝无此词",),
    "search-names": ("/search?q=行政复议",),
    "places": ("/places",),
    "office": ("/archive/office/{}", ISSUER),
    "office-unknown": ("/archive/office/{}", UNKNOWN),
    "findings": ("/findings",),
    "coverage": ("/coverage",),
    "codebook": ("/codebook",),
    "item": ("/archive/item/request.new",),
    "concept": ("/archive/concept/{}", "select id from concepts order by id limit 1"),
    "questions": ("/questions",),
    "movers": ("/questions/movers",),
    "compare": ("/questions/compare?a={}&b={}", ISSUER, OTHER),
    "follow": ("/questions/follow?office={}", ISSUER),
    "data": ("/data",),
    "places-inside": ("/places?code=35",),
    "findings-none": ("/findings?year=1900",),
    "coverage-none": ("/coverage?place=82&since=2020",),
    "codebook-hits": ("/codebook?q=申请",),
    "codebook-none": ("/codebook?q=绝无此词",),
    "compare-none": ("/questions/compare",),
    "compare-unknown": ("/questions/compare?a=绝无此机关&b=县",),
    "follow-none": ("/questions/follow",),
    "follow-unknown": ("/questions/follow?office=绝无此机关",),
    "movers-none": ("/questions/movers?floor=99999999",),
    "missing-report": ("/archive/report/nowhere",),
    "missing-fact": ("/archive/fact/nowhere:request.new@total",),
    "missing-office": ("/archive/office/nowhere",),
    "missing-item": ("/archive/item/nowhere",),
    "missing-page": ("/nowhere",),
    "wrong-search": ("/search?q=申请&since=x",),
    "report-findings": ("/archive/report/{}", "select report_id from findings order by report_id limit 1"),
    "fact-prose": ("/archive/fact/{}", PROSE),
    **{f"report-{kind}": ("/archive/report/{}", REPORT.format(media=media)) for kind, media in MEDIA.items()},
    **{f"fact-{kind}": ("/archive/fact/{}", FACT.format(media=media)) for kind, media in MEDIA.items()},
    **{f"question-{name}": (f"/questions/{name}",) for name in BY_NAME},
}
# Pages that Datasette makes, in our frame.
TABLES = {
    "tables": ("/archive",),
    "table-reports": ("/archive/reports",),
    "table-search": ("/archive/sections?_search=公开",),
    "table-filtered": ("/archive/facts?item=request.new&column=total&_sort_desc=value",),
    "table-facets": ("/archive/documents?_facet=reader&_facet=status",),
    "table-none": ("/archive/reports?year=1900",),
    "view": ("/archive/coverage",),
    "row-report": ("/archive/reports/{}", "select id from reports order by id limit 1"),
    "row-section": ("/archive/sections/{}", "select id from sections order by length(text) desc limit 1"),
    "query": ("/archive?sql=select id, year, :word as word from reports&word=公开",),
    "query-none": ("/archive?sql=select 1 where 0",),
    "wrong-query": ("/archive?sql=select nothing from nowhere",),
    "wrong-table": ("/archive/reports?_size=x",),
    "missing-table": ("/archive/nowhere",),
    "missing-row": ("/archive/reports/nowhere",),
}
PAGES |= TABLES
# What a kind of page is answered with where that is not 200: the kind's name up to its first hyphen.
STATUS = {"missing": 404, "wrong": 400}
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def addresses(archive):
    """The path of each kind of page in an archive of the samples."""
    with contextlib.closing(sqlite3.connect(archive)) as db:
        return {name: path.format(*(_one(db, query) for query in picks)) for name, (path, *picks) in PAGES.items()}


def status(kind):
    """What a kind of page is answered with."""
    return STATUS.get(kind.partition("-")[0], 200)


def spoken(kind, path, lang):
    """The path in a language. Datasette takes `lang` for a column of its tables."""
    return f"{path}{'&' if '?' in path else '?'}{'_' if kind in TABLES else ''}lang={lang}"


def _one(db, query):
    (value,) = db.execute(query).fetchone()
    return quote(value, safe="@:")
