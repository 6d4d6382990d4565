"""A public instance from inside: what reading SQL may do, what browsers are told, who is counted as whom."""

import asyncio
import re
import sqlite3
from ipaddress import ip_network

import pytest

from extract.serve.public import Public, clients, functions, lanes
from extract.serve.public.refused import Refused

PROXIES = Public(proxies=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")), header="x-forwarded-for")
READING = [
    ("select count(*) > 0, sum(value) > 0, avg(value) > 0 from facts", [[1, 1, 1]]),
    ("select group_concat(x, '、') from (select '甲' as x union all select '乙')", [["甲、乙"]]),
    ("select json_extract('{\"a\":[1,2]}', '$.a[1]'), date('2024-01-31', '+1 day')", [[2, "2024-02-01"]]),
    ("select row_number() over (order by x) from (select 1 as x union select 2)", [[1], [2]]),
    ("select count(*) > 0 from sections_fts where sections_fts match zh_query('公开')", [[1]]),
    ("select count(*) > 0 from coverage", [[1]]),
    ("select replace('2023年', '年', ''), trim('  a '), ltrim('xxa', 'x'), instr('公开', '开'), instr(null, 1)", [["2023", "a", "a", 2, None]]),
    ("select upper('a') || round(1.25, 1) || ifnull(null, 'x') || substr('公开', 2)", [["A1.3x开"]]),
]  # fmt: skip


@pytest.mark.parametrize("sql, rows", READING, ids=lambda each: each if isinstance(each, str) else "")
def test_reading_stays_open(inside, sql, rows):
    assert inside.rows(sql) == rows


@pytest.mark.parametrize("values", [
    ("a-b-a", "a", "xx"), ("aaa", "", "x"), (None, "a", "b"), (12, 1, 3), ("公开", "开", None), ("1.5", 1.5, "x"),
])  # fmt: skip
def test_our_functions_say_what_sqlite_says(values):
    plain, ours = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    functions.replace(ours)
    sql = "select replace(?1, ?2, ?3), instr(?1, ?2), trim(?1, ?2), ltrim(?1, ?2), rtrim(?1, ?2), trim(?1)"
    assert ours.execute(sql, values).fetchone() == plain.execute(sql, values).fetchone()


@pytest.mark.parametrize("path", ["/archive/reports", "/archive", "/archive?sql=select+1", "/archive/reports?_size=x"])
def test_on_datasettes_pages_only_their_own_scripts_run(inside, path):
    answer = inside.get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy and "default-src 'none'" in policy
    assert "<style" not in answer.text and " style=" not in answer.text
    assert all(tag.startswith("<script src=") for tag in re.findall("<script[^>]*>", answer.text))


@pytest.mark.parametrize(
    "path", ["/", "/search?q=公开", "/archive.json?sql=select+1", "/archive/reports.csv", "/-/settings", "/robots.txt"]
)
def test_every_answer_has_its_headers(inside, path):
    headers = inside.get(path).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")


def test_a_visitors_cookie_keeps_a_page_out_of_shared_caches(inside):
    assert inside.get("/questions").headers["cache-control"].startswith("public")
    assert "private" in inside.get("/questions", headers={"cookie": "lang=en"}).headers["cache-control"]


def scope(peer, *lines):
    return {"client": (peer, 1), "headers": [(b"x-forwarded-for", line.encode()) for line in lines]}


@pytest.mark.parametrize("peer, lines, visitor", [
    ("203.0.113.1", ["198.51.100.7"], "203.0.113.1"),
    ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
    ("10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
    ("10.0.0.1", ["1.1.1.1", "198.51.100.7, 10.0.0.2"], "198.51.100.7"),
    ("::ffff:10.0.0.1", ["2001:db8:1:2:3::4"], "2001:db8:1:2:3::4"),
    ("fd00::1", ["198.51.100.7"], "198.51.100.7"),
])  # fmt: skip
def test_a_header_is_believed_from_a_proxy_only(peer, lines, visitor):
    assert clients.told(scope(peer, *lines), PROXIES)["client"][0] == visitor


@pytest.mark.parametrize("lines", [[], ["unknown"], ["10.0.0.3"], ["198.51.100.7, nonsense"]])
def test_a_proxy_that_does_not_say_who_asks_is_refused(lines):
    with pytest.raises(Refused):
        clients.told(scope("10.0.0.1", *lines), PROXIES)


def test_neighbours_of_one_ipv6_network_count_as_one():
    assert clients.name(scope("2001:db8::1")) == clients.name(scope("2001:db8::ffff:2"))
    assert clients.name(scope("2001:db8::1")) != clients.name(scope("2001:db8:0:1::1"))
    assert clients.name(scope("198.51.100.1")) != clients.name(scope("198.51.100.2"))


def test_clients_take_no_more_room_than_they_may():
    known = clients.Clients(most=10)
    for number in range(100):
        known.count(str(number))
    assert list(known.known) == [str(number) for number in range(90, 100)]


@pytest.mark.parametrize("path, lane", [
    ("/", "page"), ("/archive/report/x", "page"), ("/archive/report/x.json", "page"), ("/archive/reports", "sql"),
    ("/archive", "sql"), ("/archive.json", "sql"), ("/archive/facts.csv", "sql"), ("/data/facts.csv", "file"), ("/archive.db", "file"),
    ("/-/static/app.css", None), ("/coverage.xlsx", "file"),
])  # fmt: skip
def test_every_kind_of_work_has_its_lane(path, lane):
    assert lanes.lane(path) == lane


def test_who_asks_for_much_at_once_waits_for_himself():
    async def asked():
        turns, one, other = lanes.Turns(), clients.Client(), clients.Client()
        worked, most = set(), []

        async def work(client, number):
            async with turns.taken("page", client):
                worked.add((id(client), number))
                most.append(sum(name == id(client) for name, _ in worked))
                await asyncio.sleep(0.01)
                worked.remove((id(client), number))

        many = [asyncio.create_task(work(one, number)) for number in range(6)]
        await asyncio.sleep(0)
        await work(other, 0)
        left = sum(not task.done() for task in many)
        await asyncio.gather(*many)
        return max(most), left

    most, left = asyncio.run(asked())
    assert most == lanes.LANES["page"].worked < 6 and left >= 3


@pytest.mark.parametrize("more", [{"proxies": PROXIES.proxies}, {"header": "x-real-ip"}])
def test_a_proxy_and_its_header_go_together(more):
    with pytest.raises(ValueError):
        Public(**more)


@pytest.mark.parametrize(
    "options",
    [
        ["--no-sql"],
        ["--public", "--client-header", "X"],
        ["--public", "--trusted-proxy", "nobody", "--client-header", "X"],
    ],
)
def test_wrong_use_is_said(nianbao, options):
    done = nianbao("serve", *options)
    assert done.returncode == 2 and "Error:" in done.stderr


def test_an_archive_that_may_change_is_not_given_out(nianbao, public_archive, tmp_path):
    live = sqlite3.connect(tmp_path / "archive.db")
    sqlite3.connect(public_archive).backup(live)
    live.execute("pragma journal_mode = wal").fetchone()
    live.close()
    done = nianbao("serve", "--public", "--allow-download", "--archive", tmp_path / "archive.db")
    assert done.returncode == 2 and "publish" in done.stderr
