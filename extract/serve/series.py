"""The same value in other years of an office, and where it cannot be held against the year before. Pure but for one query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from extract.serve.words import Pair, word

# The reports of an office, and of those that it came after, up to the year in which it did.
REPORTS = """
with recursive line (issuer_id, until) as (
  select :issuer, null
  union
  select s.predecessor_id, s.year from line l join successions s on s.successor_id = l.issuer_id
)
select r.id as report_id, r.year, r.form, r.issuer_id, i.name as issuer
from line l join reports r on r.issuer_id = l.issuer_id join issuers i on i.id = r.issuer_id
where r.is_current = 1 and r.year is not null and (l.until is null or r.year < l.until)
order by r.year, r.issuer_id limit 100
"""
# The concept that is this value alone goes before one that adds others to it.
CONCEPT = """
select c.id, c.zh, c.en, c.unit, x.match,
  (select count(*) from crosswalk_terms o where o.concept = t.concept and o.form = t.form and o.way = t.way) as parts
from crosswalk_terms t join crosswalk x on x.concept = t.concept and x.form = t.form join concepts c on c.id = t.concept
where t.item = :item and t."column" = :column and t.form = :form
order by parts, t.way, c.id limit 1
"""
# A row of the view `panel`, which SQLite would make for all reports before it picks one.
PANEL = """
select
  case when match in ('exact', 'narrower', 'broader') and parts > 0 and found = parts then total end as value, match,
  case
    when match in ('none', 'not_comparable') then match
    when found = parts then null
    else coalesce(blank, case when unmapped > 0 then 'unmapped' else 'no_row' end)
  end as missing,
  why, facts
from (
  select r.unmapped, x.match, x.why, coalesce(m.way, 0) as way, count(m.item) as parts, count(f.value) as found,
    sum(f.value * m.factor) as total, min(f.missing) as blank,
    group_concat(case when f.report is not null then r.id || ':' || m.item || '@' || m."column" end) as facts
  from reports r
  join crosswalk x on x.form = r.form and x.concept = :concept
  left join crosswalk_terms m on m.concept = x.concept and m.form = x.form
  left join items i on i.code = m.item
  left join columns k on k.code = m."column"
  left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
  where r.id = :report
  group by m.way
)
order by (found - parts) * 2 - way desc limit 1
"""
FACT = """
select f.value, f.missing, 'exact' as match, null as why, :report || ':' || :item || '@' || :column as facts
from reports r
join fact f on f.report = r.no
and f.item = (select no from items where code = :item) and f."column" = (select no from columns where code = :column)
where r.id = :report
"""


@dataclass(frozen=True, slots=True)
class Year:
    """What the report of one year says; `breaks` are the reasons why it cannot be held against the year before."""

    year: int
    form: str | None
    issuer: str
    report_id: str
    value: int | float | None
    missing: str | None
    match: str | None
    why: str | None
    facts: tuple[str, ...]
    breaks: tuple[Pair, ...]


def read(connection: Connection, asked: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[Year]]:
    """The concept that a value belongs to (None where it has none), and what the office's reports say of it."""
    found = connection.execute(CONCEPT, asked).fetchone()
    concept = dict(found) if found else None
    query = PANEL if concept else FACT
    rows = []
    for report in map(dict, connection.execute(REPORTS, asked).fetchall()):
        named = {**asked, "report": report["report_id"], "concept": concept and concept["id"]}
        said = connection.execute(query, named).fetchone()
        if said or concept:
            rows.append(report | (dict(said) if said else {}))
    return concept, list(joined(rows))


def joined(rows: Iterable[Mapping[str, Any]]) -> Iterator[Year]:
    """Rows in the order of years, each with what has changed since the one before."""
    before: Mapping[str, Any] | None = None
    for row in rows:
        own = row.get("facts")
        yield Year(
            row["year"], row["form"], row["issuer"], row["report_id"], row.get("value"), row.get("missing") or _absent(row),
            row.get("match"), row.get("why"), tuple(own.split(",")) if own else (), tuple(_breaks(before, row)),
        )  # fmt: skip
        before = row


def _absent(row: Mapping[str, Any]) -> str | None:
    return "no_row" if row.get("value") is None else None


def _breaks(before: Mapping[str, Any] | None, row: Mapping[str, Any]) -> Iterator[Pair]:
    """Why a value cannot be held against that of the year before, in the words of both languages."""
    if before is None:
        return
    if before["issuer_id"] != row["issuer_id"]:
        yield "另一机关", "another office"
    if before.get("match") != row.get("match"):
        zh, en = zip(*(word("match", each.get("match")) for each in (before, row)), strict=True)
        yield f"口径变化：{zh[0]}→{zh[1]}", f"scope changes: {en[0]} → {en[1]}"
    if before["form"] != row["form"]:
        yield f"格式不同：{before['form']}→{row['form']}", f"another form: {before['form']} → {row['form']}"
    if row["year"] > before["year"] + 1:
        yield "中间缺年", "years are missing between"
