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
  s.id as section_id, f.start, f."end", f.method, f.confidence
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
  c.text, c.page
from cell c
join tables t on t.no = c."table"
where c.role = 'value' and c.item is null and c.ignored is null and c.text glob '*[0-9０-９]*';

-- Issuer × year × concept. The value is null where the edition has nothing comparable or where a part of it is missing.
-- Where an edition prints the same thing in one row or in several, the way that is complete counts.
create view panel as
with sums as (
  select
    r.id as report_id, r.issuer_id, r.year, r.form, x.concept, x.match,
    count(m.item) as parts, count(f.value) as found, sum(f.value * m.factor) as total,
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
-- SQLite takes the other columns from the row that holds the maximum.
select
  issuer_id, year, concept,
  case when match in ('exact', 'narrower', 'broader') and parts > 0 and found = parts then total end as value,
  match, parts - found as n_missing, form, report_id, facts
from (select *, max(found - parts) from sums group by report_id, concept);

-- Issuer × year: what was found, what is missing between the first and the last year, what was revised.
create view coverage as
with recursive span (issuer_id, year, last) as (
  select issuer_id, min(year), max(year) from reports where issuer_id is not null and year is not null group by issuer_id
  union all
  select issuer_id, year + 1, last from span where year < last
)
select
  span.issuer_id, span.year,
  count(r.id) as found,
  count(r.id) = 0 as missing,
  max(count(r.id) - 1, 0) as revised,
  coalesce(sum(d.status = 'refused'), 0) as refused,
  max(case when r.is_current = 1 then r.id end) as report_id
from span
left join reports r on r.issuer_id = span.issuer_id and r.year = span.year
left join documents d on d.id = r.document_id
group by span.issuer_id, span.year;
