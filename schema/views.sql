-- The views people query. `cells` and `facts` give the compact tables their public names and ids.

create view cells as
select
  t.id || ':' || c.row || ':' || c.col as id,
  t.report_id, t.document_id, t.table_no,
  c.row, c.col, c.rowspan, c.colspan, c.text, c.page,
  c.x0 / 10.0 as x0, c.top / 10.0 as top, c.x1 / 10.0 as x1, c.bottom / 10.0 as bottom,
  case c.role when 0 then 'value' when 1 then 'label' when 2 then 'header' when 3 then 'caption' when 4 then 'unit'
    when 5 then 'note' when 6 then 'furniture' when 7 then 'empty' end as role,
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
  s.id as section_id, f.start, f."end",
  case f.method when 0 then 'exact' when 1 then 'alias' when 2 then 'aligned' when 3 then 'narrative' when 4 then 'solved'
    when 5 then 'ocr' end as method,
  f.confidence,
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

-- Number cells (role 0) that no code and no reason explains, with the labels (role 1) printed beside them.
create view unmapped as
select
  t.id || ':' || c.row || ':' || c.col as id,
  t.report_id,
  (
    select group_concat(l.text, ' / ') from cell l
    where l."table" = c."table" and l.role = 1 and c.row between l.row and l.row + l.rowspan - 1
  ) as label,
  c.text, c.page, c.candidates
from cell c
join tables t on t.no = c."table"
where c.role = 0 and c.item is null and c.ignored is null and c.text glob '*[0-9０-９]*';

-- Issuer × year × concept. The value is null where the edition has nothing comparable or where a part of it is missing;
-- `missing` says why: what the report prints in its place, no_row where it prints no such row, unmapped where it prints
-- numbers that nobody has understood yet. Where an edition prints the same thing in one row or in several, the way that is
-- complete counts. Values are those of `panel_values`; `facts`, and what only few rows have, are made when they are asked for.
create view panel as
select
  r.issuer_id, r.year, x.concept, v.value, x.match,
  case
    when v.report is not null then v.n_missing
    when x.match = 'none' then 0
    else coalesce((
      select count(m.item) - count(f.value)
      from crosswalk_terms m
      join items i on i.code = m.item
      join columns k on k.code = m."column"
      left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
      where m.concept = x.concept and m.form = x.form
      group by m.way order by (count(f.value) - count(m.item)) * 2 - m.way desc limit 1
    ), 0)
  end as n_missing,
  case when x.match in ('none', 'not_comparable') then x.match else v.missing end as missing,
  r.form, x.why, r.id as report_id,
  -- The fullest way, of two the first.
  (
    select group_concat(case when f.report is not null then r.id || ':' || m.item || '@' || m."column" end)
    from crosswalk_terms m
    join items i on i.code = m.item
    join columns k on k.code = m."column"
    left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
    where m.concept = x.concept and m.form = x.form
    group by m.way order by (count(f.value) - count(m.item)) * 2 - m.way desc limit 1
  ) as facts
from reports r
join crosswalk x on x.form = r.form
left join panel_values v on v.concept = x.concept and v.report = r.no
where r.is_current = 1;

-- The panel of an office with what its predecessors reported, where a source states the succession. `break` says where a
-- value cannot be held against that of the year before in the series: another kind of match, or another office.
create view series as
with recursive earlier (issuer_id, from_id, until) as (
  select successor_id, predecessor_id, year from successions
  union
  select e.issuer_id, s.predecessor_id, s.year from earlier e join successions s on s.successor_id = e.from_id
),
line (issuer_id, reported_by, year, form, report_id) as (
  select issuer_id, issuer_id, year, form, id from reports where is_current = 1 and form is not null and issuer_id is not null
  union all
  select e.issuer_id, r.issuer_id, r.year, r.form, r.id
  from earlier e cross join reports r on r.issuer_id = e.from_id and r.year < e.until
  where r.is_current = 1 and r.form is not null
),
-- Every form has an entry for every concept in `crosswalk`: the report before is the same for all.
joined as (
  select issuer_id, reported_by, report_id, lag(year) over w as before, lag(form) over w as form_before,
    lag(reported_by) over w as office_before
  from line window w as (partition by issuer_id order by year, reported_by)
)
select
  j.issuer_id, p.year, p.concept, p.value, p.match, p.missing, p.n_missing, p.form,
  case
    when j.before is null then null
    when j.reported_by <> j.office_before then '另一机关 / another office'
    when p.match <> b.match then '口径不同 / another scope: ' || b.match || ' → ' || p.match || '; ' || p.why
    when p.form <> j.form_before then '表式不同 / another form: ' || j.form_before || ' → ' || p.form || '; ' || p.match || ': ' || p.why
    when p.year > j.before + 1 then '中间缺年 / years are missing between'
  end as break,
  j.reported_by, p.report_id, p.facts
from joined j
cross join panel p on p.report_id = j.report_id
left join crosswalk b on b.concept = p.concept and b.form = j.form_before;

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
with recursive years (year) as (
  select min(year) from reports
  union all
  select year + 1 from years where year < (select max(year) from reports)
),
span (issuer_id, first, last) as (
  select issuer_id, min(year), max(year) from reports where issuer_id is not null and year is not null group by issuer_id
),
wanted (issuer_id, year) as (
  select issuer_id, year from span cross join years on year between first and last
  union
  select issuer_id, year from expected
  union
  select said_issuer, said_year from documents where said_issuer is not null
),
counted as (
  select
    w.issuer_id, w.year,
    (select count(*) from reports r where r.issuer_id = w.issuer_id and r.year = w.year) as found,
    (select count(r.copy_of) from reports r where r.issuer_id = w.issuer_id and r.year = w.year) as copies,
    (select max(r.id) from reports r where r.issuer_id = w.issuer_id and r.year = w.year and r.is_current = 1) as report_id
  from wanted w
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
