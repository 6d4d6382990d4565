"""Attacks on a public instance: what a stranger sends, and which answers are right (0: the connection ends). Used by the bench and by the tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

BAD, CLOSED, LONG, MUCH, OVER = 400, 403, 414, 413, 503


@dataclass(frozen=True, slots=True)
class Attack:
    """A request, how many of it at a time, and the statuses that are right where SQL is open and where it is closed."""

    name: str
    path: str
    right: frozenset[int]
    closed: frozenset[int]
    times: int = 1
    method: str = "GET"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def _sql(name: str, sql: str, *right: int, times: int = 1) -> Attack:
    # A crowd may be told to come again, whatever it asks.
    crowd = (429, OVER) if times > 1 else ()
    return Attack(
        name,
        f"/archive.json?sql={quote(sql)}",
        frozenset((*right, *crowd)),
        frozenset((CLOSED, BAD, LONG, *crowd)),
        times,
    )


def _page(
    name: str, path: str, *right: int, times: int = 1, method: str = "GET", body: bytes | None = None, **headers: str
) -> Attack:
    crowd = (429, OVER) if times > 1 else ()
    every = frozenset((*right, *crowd))
    return Attack(name, path, every, every, times, method, body, headers)


MEGABYTE = "select group_concat('aaaaaaaaaaaaaaaaaaaa','a') as x from (select 1 from cell a, cell b limit 22000)"
FOREVER = "with recursive t(n) as (select 1 union all select n+1 from t) select max(n) from t"
JOIN = "select count(*) from cell a, cell b, cell c where a.text < b.text"


def attacks(document: str, report: str) -> Iterator[Attack]:
    """All of them, on an archive that has this document and this report."""
    yield from _statements()
    yield from _tables()
    yield from _closed()
    yield from _ours(document, report)
    yield from _files(report)
    yield from _questions()


def _statements() -> Iterator[Attack]:
    """SQL."""
    yield _sql("recursion without end", FOREVER, BAD)
    yield _sql("recursion under a name of ours", FOREVER.replace("t(n)", "span(n)").replace("from t", "from span"), BAD)
    yield _sql(
        "recursion that doubles a text",
        "with recursive t(x) as (select 'aaaaaaaaaa' union all select x||x from t) select max(length(x)) from t",
        BAD,
    )
    yield _sql("join of everything", JOIN, BAD)
    yield _sql("10 slow statements", JOIN, BAD, times=10)
    yield _sql("randomblob", "select length(randomblob(999999999))", BAD)
    yield _sql("hex of zeroblob", "select length(hex(zeroblob(490000000)))", BAD)
    yield _sql("printf", "select length(printf('%.*c',900000000,'x'))", BAD)
    yield _sql("format", "select length(format('%.*c',900000000,'x'))", BAD)
    yield _sql(
        "replace in replace",
        "select length(replace(replace(replace(replace('aaaaaaaaaa','a','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),'a','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),'a','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),'a','aaaaaaaaaaaaaaa'))",
        BAD,
    )
    yield _sql("1000 rows of a megabyte", f"select x||row from cell, ({MEGABYTE}) limit 1000", BAD)
    yield _sql("3 times 1000 rows of a megabyte", f"select x||row from cell, ({MEGABYTE}) limit 1000", BAD, times=3)
    yield _sql("all texts in one", "select length(group_concat(a.text||b.text)) from cell a, sections b", BAD, 200)
    yield _sql(
        "windows of texts",
        f"select sum(length(g)) from (select group_concat(substr(x,1,100000)) over (order by row rows between 8 preceding and current row) as g from cell, ({MEGABYTE}))",
        BAD,
        200,
    )
    yield _sql(
        "LIKE with many %", f"select x like '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b' from ({MEGABYTE})", 200, BAD
    )
    yield _sql(
        "LIKE with a long pattern", f"select count(*) from cell, ({MEGABYTE}) where x||row like '%{'a' * 55}b%'", BAD
    )
    yield _sql("LIKE with too long a pattern", f"select x like '%{'a' * 200}b' from ({MEGABYTE})", BAD, OVER)
    yield _sql("GLOB", f"select x glob '*a*a*a*a*a*a*a*a*a*a*b' from ({MEGABYTE})", 200, BAD)
    yield _sql(
        "GLOB with sets", f"select count(*) from cell, ({MEGABYTE}) where x||row glob '*{'[a-b]' * 11}c'", BAD, OVER
    )
    yield _sql("instr with half a megabyte", f"select instr(x, substr(x,1,150000)||'b') from ({MEGABYTE})", 200)
    yield _sql("trim with a megabyte", f"select length(trim(x, x||'b')) from ({MEGABYTE})", 200, BAD)
    yield _sql("REGEXP", "select 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa' regexp '(a+)+$'", BAD)
    yield _sql("load_extension", "select load_extension('/tmp/x')", BAD)
    yield _sql("attach", "attach 'x' as y", BAD)
    yield _sql("pragma that writes", "select * from pragma_journal_mode('delete')", BAD)
    yield _sql("two statements", "select 1; select 2", BAD)
    yield _sql("insert", "insert into meta values (1, 2)", BAD)
    yield _sql("readfile", "select readfile('/etc/passwd')", BAD)
    yield _sql("fts3_tokenizer", "select fts3_tokenizer('x', x'00')", BAD)
    yield _sql("where the file is", "select * from pragma_database_list", BAD)
    yield _sql(
        "sort of everything", "select distinct a.text||b.text||c.text from cell a, cell b, cell c order by 1 desc", BAD
    )
    yield _sql("JSON of many keys", "select json_patch((select json_group_object(rowid, 1) from reports), '{}')", BAD)
    yield _sql(
        "JSON of everything",
        "select count(*) from cell a, json_each((select json_group_array(text) from cell)) b, json_each('[1,2,3,4]')",
        BAD,
        200,
    )
    yield _sql("deep expression", f"select {'(' * 300}1{')' * 300}", BAD, 200)
    yield _sql("deep sum", f"select 1{'+1' * 900}", BAD)
    yield _sql("union of many", " union all ".join(["select 1"] * 90), BAD)
    yield _sql("many arguments", f"select max({','.join(['1'] * 400)})", BAD)
    yield _sql("comments before the statement", f"{'/**/' * 400}select 1", 200, BAD)
    yield _sql("statement of 50 kB", f"select '{'x' * 50_000}'", LONG)
    yield _sql(
        "beginnings of words",
        f"select count(*) from sections_fts where sections_fts match '{' OR '.join(f'{n}*' for n in range(10, 99))}'",
        BAD,
    )
    yield _sql("words put together", "select count(*) from sections_fts where sections_fts match ('a* OR '||'b*')", BAD)
    yield _sql("random order", "select a.text from cell a, cell b order by random()", BAD)


def _tables() -> Iterator[Attack]:
    """Datasette's own pages."""
    facets = "&".join(
        f"_facet={name}" for name in ("report_id", "document_id", "heading", "code", "page", "ordinal", "text")
    )
    yield _page("7 facets", f"/archive/sections?{facets}", BAD)
    yield _page("3 facets on long text", "/archive/cells?_facet=text&_facet=id&_facet=item", 200, BAD, OVER)
    yield _page("10 times facets", "/archive/cells?_facet=text&_facet=id&_facet=item", 200, BAD, times=10)
    yield _page("500 facets", "/archive/reports?" + "&".join(["_facet=title"] * 500), LONG)
    yield Attack(
        "condition of one's own",
        f"/archive/reports?_where={quote(f'no in ({FOREVER})')}",
        frozenset({BAD}),
        frozenset({CLOSED, BAD}),
    )
    yield Attack(
        "condition that joins",
        f"/archive/reports?_where={quote(f'no < ({JOIN})')}",
        frozenset({BAD}),
        frozenset({CLOSED, BAD}),
    )
    yield _page("as many rows as there may be", "/archive/cell.json?_size=max", 200)
    yield _page("a page of as many rows", "/archive/cells?_size=max", BAD, 200)
    yield _page("more rows than there may be", "/archive/cell.json?_size=100000", BAD)
    yield _page("all columns of a wide view", "/archive/wide_2021?_size=max", BAD, 200)
    yield _page("CSV of everything", "/archive/cells.csv?_stream=on", BAD)
    yield _page("6 times CSV of everything", "/archive/cells.csv?_stream=on&_size=max", BAD, times=6)
    yield _page("sorted by text", "/archive/sections?_sort=text", 200, BAD)
    yield _page("10 times contains", "/archive/cells?text__contains=" + quote("公开公开公开"), 200, BAD, times=10)
    yield _page("like with many %", "/archive/sections?text__like=" + quote("%a" * 40 + "b"), 200, BAD)
    yield _page("4 times glob", "/archive/sections?text__glob=" + quote("*a" * 40 + "b"), 200, BAD, times=4)
    yield _page("search for an error", "/archive/sections?_search=%22&_searchmode=raw", 200, BAD)
    yield _page(
        "search for beginnings",
        "/archive/sections?_searchmode=raw&_search=" + quote(" OR ".join(f"{n}*" for n in range(10, 30))),
        BAD,
    )
    yield _page("search for a text", "/archive/sections?_search=" + quote("公开" * 70), BAD)
    yield _page("time of one's own", "/archive.json?sql=select+1&_timelimit=x", BAD, CLOSED, 500)
    yield _page("numbers that are none", "/archive/reports?_size=-1&_next=%00", BAD, 200)


def _closed() -> Iterator[Attack]:
    """What is not for strangers, and requests that are none."""
    for name in (
        "settings",
        "databases.json",
        "threads",
        "plugins",
        "versions",
        "metadata",
        "messages",
        "allow-debug",
        "permissions",
        "actor",
    ):
        yield _page(f"/-/{name}", f"/-/{name}", CLOSED)
    yield _page("/-/ under another name", "/%2D/settings", CLOSED)
    yield _page("// before /-/", "//-/settings.json", CLOSED)
    yield _page("/-/ behind static files", "/-/static/../settings.json", CLOSED, 404)
    yield _page("the archive as a file", "/archive.db", CLOSED)
    yield _page("the database that Datasette keeps", "/_internal", CLOSED, 404)
    yield _page("address of 64 kB", "/archive?x=" + "a" * 60_000, LONG, BAD)
    yield _page("path of 5 kB", "/archive/" + "a" * 5_000, LONG)
    yield _page("path outside", "/-/static/..%2f..%2f..%2f..%2fetc/passwd", CLOSED, 404)
    yield _page("redirect to elsewhere", "//example.org/%2f..", 404, 302)
    yield _page("traces", "/archive/reports?_trace=1", 200)
    yield _page("POST of 5 MB", "/archive", 0, MUCH, 405, method="POST", body=b"x" * 5_000_000)
    yield _page("GET with a body", "/archive", MUCH, body=b"x" * 1000)
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
        yield _page(method, "/archive", 405, method=method)
    yield _page("500 conditions", "/search?" + "&".join(f"a{n}=1" for n in range(500)), BAD)


def _ours(document: str, report: str) -> Iterator[Attack]:
    """Our own pages and files."""
    yield _page("10 times all values", "/data/facts.json", 200, times=10)
    yield _page("6 times all values as xlsx", "/data/facts.xlsx", 200, OVER, times=6)
    yield _page("all values, wide", "/data/wide_2021.csv", 200, 404)
    yield _page("all concepts", "/data/panel.csv", 200)
    yield _page("20 times the search", "/search?q=" + quote("1 2 3 4 5 6 7 8 9 0 一 二"), 200, times=20)
    yield _page("search for one number again and again", "/search?q=" + quote('"' + "1 " * 50 + '"'), 200, BAD, OVER)
    yield _page("search for a long text", "/search?q=" + quote("公开信息" * 100), BAD)
    yield _page("search, page 999999", "/search?q=%E5%85%AC%E5%BC%80&page=999999&sort=new", 200, BAD)
    yield _page("coverage, page 999999999999", "/coverage?page=999999999999", 200, 404, BAD)
    yield _page("10 times coverage as xlsx", "/coverage.xlsx", 200, times=10)
    yield _page("findings with odd filters", "/findings?rule=%25&page=99999&severity=%00", 200, 404, BAD)
    yield _page("questions with odd filters", "/questions/requests?since=99999999999&place=" + "9" * 500, 200)
    yield _page("10 times the largest changes", "/questions/movers.json", 200, times=10)
    yield _page("part 999999 of the site map", "/sitemap-reports-999999.xml", 200, 404)
    yield _page("8 times a part of the site map", "/sitemap-reports-1.xml", 200, times=8)
    yield _page("a fact of a long name", "/archive/fact/" + "a:" * 400 + "@x", 404)
    yield _page("20 times a report", f"/archive/report/{report}", 200, times=20)
    yield _page("page 0 of a document", f"/archive/page/{document}/0.png", 404)
    yield _page("page 9999 of a document", f"/archive/page/{document}/9999.png", 404)
    yield _page("10 times a page", f"/archive/page/{document}/1.png", 200, 404, times=10)
    yield _page("a file outside", "/archive/file/..%2F..%2Farchive.db", 404, 302)
    yield _page("20 times a file", f"/archive/file/{document}", 200, 404, times=20)


def _files(report: str) -> Iterator[Attack]:
    """Everything that is handed out as a file."""
    # What takes too long is stopped, and says so.
    made = (200, BAD, OVER)
    hits = "q=" + quote("1 2 3 4 5 6 7 8 9 0 一 二")
    yield _page("6 times all hits as xlsx", f"/search.xlsx?{hits}", *made, times=6)
    yield _page("6 times all hits as JSON", f"/search.json?{hits}", *made, times=6)
    yield _page("hits of nothing as CSV", "/search.csv", *made, 404)
    yield _page("6 times all findings as xlsx", "/findings.xlsx", *made, times=6)
    yield _page("6 times all values as Parquet", "/data/facts.parquet", *made, 501, times=6)
    yield _page("6 times a concept as xlsx", "/archive/concept/requests_received.xlsx", *made, times=6)
    yield _page("20 times a report as xlsx", f"/archive/report/{report}.xlsx", *made, times=20)
    yield _page("6 times a question as xlsx", "/questions/requests.xlsx", *made, times=6)
    yield _page("6 times the largest changes, all of them", "/questions/movers.xlsx?floor=0", *made, times=6)
    yield _page("values with odd filters", "/data/facts.csv?year=%00&place=" + "9" * 500 + "&item=" + quote("'\"<>"), *made, 404)  # fmt: skip
    yield _page("an edition that is none", "/data/wide_0000.csv", 404)
    yield _page("a file of another kind", "/data/facts.exe", 404)
    yield _page("a file outside, as a report", "/archive/report/..%2f..%2farchive.db.csv", CLOSED, 404)
    yield _page("the checksums of the archive", "/archive.db.pages", 404)


def _questions() -> Iterator[Attack]:
    """Pages that add up over many reports."""
    for name in ("requests", "outcomes", "remedies"):
        yield _page(f"10 times the question {name}", f"/questions/{name}?show=mean", 200, 404, times=10)
    yield _page("10 times the largest changes by factor", "/questions/movers?by=factor&floor=0", 200, times=10)
    yield _page(
        "changes between years that are none", "/questions/movers?since=-1&until=99999999999999999999", 200, BAD
    )
    yield _page("10 times two offices", "/questions/compare?a=" + quote("市") + "&b=" + quote("县"), 200, times=10)
    yield _page("an office of many names", "/questions/follow?office=" + quote("%_" * 60), 200)
    yield _page("an office of a long name", "/questions/follow?office=" + quote("县" * 300), 200, BAD)
    yield _page("10 times the home page", "/", 200, times=10)
    yield _page("10 times the places", "/places", 200, times=10)
    yield _page("a place of a long code", "/places?code=" + "1" * 900, 200, 404)
    yield _page("10 times the codebook, all of it", "/codebook?q=%25", 200, times=10)
    yield _page("10 times an item", "/archive/item/request.new", 200, times=10)
    yield _page("an item of a long name", "/archive/item/" + "a." * 400, 404)
    yield _page("10 times a concept", "/archive/concept/requests_received", 200, times=10)
    yield _page("10 times all findings", "/findings?page=1", 200, times=10)
    yield _page("an office that is none", "/archive/office/" + quote("'; drop table issuers"), 404)
