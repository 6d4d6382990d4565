-- The views people query. `cells` and `facts` give the compact tables their public names and ids.

create view cells as
select
  t.id || ':' || c.row || ':' || c.col as id,
  t.report_id, t.document_id, t.table_no,
  c.row, c.col, c.rowspan, c.colspan, c.text, c.page, c.x0, c.top, c.x1, c.bottom, c.role,
  i.code as item, k.code as "column", c.ignored
from cell c
join tables t on t.no = c."table"
left join items i on i.no = c.item
left join columns k on k.no = c."column";

create view facts as
select
  r.id || ':' || i.code || '@' || k.code as id,
  r.id as report_id, i.code as item, k.code as "column",
  f.value, f.unit, f.raw, f.missing,
  t.id || ':' || f.row || ':' || f.col as cell_id,
  s.id as section_id, f.start, f."end", f.method, f.confidence,
  -- What was read where a person has decided otherwise (table decisions).
  (
    select d.before from decisions d where d.report_id = r.id and d.kind = 'value'
    and d.subject = i.code || '@' || k.code and d.applied = 1
  ) as as_read
from fact f
join reports r on r.no = f.report
join items i on i.no = f.item
join columns k on k.no = f."column"
left join tables t on t.no = f."table"
left join sections s on s.no = f.section;

-- Number cells that no code and no reason explains, with the labels printed beside them.
create view unmapped as
select
  t.id || ':' || c.row || ':' || c.col as id,
  t.report_id,
  (
    select group_concat(l.text, ' / ') from cell l
    where l."table" = c."table" and l.role = 'label' and c.row between l.row and l.row + l.rowspan - 1
  ) as label,
  c.text, c.page, c.candidates
from cell c
join tables t on t.no = c."table"
where c.role = 'value' and c.item is null and c.ignored is null and c.text glob '*[0-9０-９]*';

-- Issuer × year × concept. The value is null where the edition has nothing comparable or where a part of it is missing;
-- `missing` says why: what the report prints in its place, no_row where it prints no such row, unmapped where it prints
-- numbers that nobody has understood yet. Where an edition prints the same thing in one row or in several, the way that is
-- complete counts.
create view panel as
with sums as (
  select
    r.id as report_id, r.issuer_id, r.year, r.form, r.unmapped, x.concept, x.match, x.why,
    coalesce(m.way, 0) as way, count(m.item) as parts, count(f.value) as found, sum(f.value * m.factor) as total, min(f.missing) as blank,
    group_concat(case when f.report is not null then r.id || ':' || m.item || '@' || m."column" end) as facts
  from reports r
  join crosswalk x on x.form = r.form
  left join crosswalk_terms m on m.concept = x.concept and m.form = x.form
  left join items i on i.code = m.item
  left join columns k on k.code = m."column"
  left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
  where r.is_current = 1
  group by r.id, x.concept, m.way
)
-- The fullest way, of two the first; SQLite takes the other columns from the row that holds the maximum.
select
  issuer_id, year, concept,
  case when match in ('exact', 'narrower', 'broader') and parts > 0 and found = parts then total end as value,
  match, parts - found as n_missing,
  case
    when match in ('none', 'not_comparable') then match
    when found = parts then null
    else coalesce(blank, case when unmapped > 0 then 'unmapped' else 'no_row' end)
  end as missing,
  form, why, report_id, facts
from (select *, max((found - parts) * 2 - way) from sums group by report_id, concept);

-- The panel of an office with what its predecessors reported, where a source states the succession. `break` says where a
-- value cannot be held against that of the year before in the series: another kind of match, or another office.
create view series as
with recursive line (issuer_id, from_id, until) as (
  select id, id, null from issuers
  union
  select l.issuer_id, s.predecessor_id, s.year from line l join successions s on s.successor_id = l.from_id
),
joined as (
  select l.issuer_id, p.year, p.concept, p.value, p.match, p.missing, p.n_missing, p.form, p.why, p.report_id, p.facts,
    p.issuer_id as reported_by
  from line l join panel p on p.issuer_id = l.from_id and (l.until is null or p.year < l.until)
)
select
  issuer_id, year, concept, value, match, missing, n_missing, form,
  case
    when before is null then null
    when reported_by <> office_before then '另一机关 / another office'
    when match <> match_before then '口径不同 / another scope: ' || match_before || ' → ' || match || '; ' || why
    when form <> form_before then '表式不同 / another form: ' || form_before || ' → ' || form || '; ' || match || ': ' || why
    when year > before + 1 then '中间缺年 / years are missing between'
  end as break,
  reported_by, report_id, facts
from (
  select *,
    lag(year) over w as before, lag(match) over w as match_before, lag(form) over w as form_before,
    lag(reported_by) over w as office_before
  from joined window w as (partition by issuer_id, concept order by year, reported_by)
);

-- Figures that a corrected report prints otherwise than the one that it supersedes.
create view revisions as
select
  r.id as report_id, r.supersedes, i.code as item, k.code as "column", o.value as before, n.value as after,
  r.supersedes || ':' || i.code || '@' || k.code as before_id, r.id || ':' || i.code || '@' || k.code as after_id
from reports r
join reports b on b.id = r.supersedes
join fact o on o.report = b.no
join fact n on n.report = r.no and n.item = o.item and n."column" = o."column"
join items i on i.no = o.item
join columns k on k.no = o."column"
where o.value is not n.value;

-- Issuer × year: what was found, in which form and file, when against the legal date, what is missing, refused or revised.
-- Years count from an office's first to its last report, and those of a list of who is expected to report.
create view coverage as
with recursive span (issuer_id, year, last) as (
  select issuer_id, min(year), max(year) from reports where issuer_id is not null and year is not null group by issuer_id
  union all
  select issuer_id, year + 1, last from span where year < last
),
wanted (issuer_id, year) as (
  select issuer_id, year from span
  union
  select issuer_id, year from expected
  union
  select said_issuer, said_year from documents where said_issuer is not null
),
counted as (
  select
    w.issuer_id, w.year,
    count(r.id) as found,
    coalesce(sum(r.copy_of is not null), 0) as copies,
    max(case when r.is_current = 1 then r.id end) as report_id
  from wanted w left join reports r on r.issuer_id = w.issuer_id and r.year = w.year
  group by w.issuer_id, w.year
)
select
  c.issuer_id, i.name as issuer, c.year, c.found, c.found = 0 as missing,
  max(c.found - c.copies - 1, 0) as revised,
  (select count(*) from documents x where x.status = 'refused' and x.said_issuer = c.issuer_id and x.said_year = c.year)
    as refused,
  r.form, d.file_name, d.published_at,
  coalesce(e.due, (c.year + 1) || '-' || l.day) as due,
  substr(d.published_at, 1, 10) > coalesce(e.due, (c.year + 1) || '-' || l.day) as late,
  r.unmapped, e.issuer_id is not null as expected, c.report_id
from counted c
join issuers i on i.id = c.issuer_id
left join reports r on r.id = c.report_id
left join documents d on d.id = r.document_id
left join expected e on e.issuer_id = c.issuer_id and e.year = c.year
left join deadlines l on l.kind = case when i.kind in ('town', 'subdistrict') then 'town' when i.kind = 'zone' then 'government' else i.kind end
  and c.year >= l.since and c.year <= coalesce(l.until, c.year);
