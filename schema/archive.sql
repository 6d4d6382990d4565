-- The tables of archive.db, as DESIGN.md §4 promises them. Money, counts and texts are stored as printed and as read.
-- Ids are text and depend on content alone. The integers named `no` are for joins inside one file: they mean nothing outside it.

create table if not exists meta (
  name text primary key,
  value text not null
) strict;

-- A sha256 of each report, document, office and table of the codebook as it was committed (extract/archive/seals.py).
create table if not exists seals (
  name text primary key,
  sha256 text not null
) strict, without rowid;

create table if not exists documents (
  id text primary key check (length(id) = 64),
  file_name text not null,
  media_type text not null,
  size integer not null,
  source_url text,
  published_at text,
  retrieved_at text,
  pages integer,
  reader text,
  ocr integer not null default 0 check (ocr in (0, 1)),
  status text not null check (status in ('ok', 'warned', 'refused')),
  reason text,
  message text,
  said_issuer text,
  said_year integer,
  check ((status = 'ok') = (reason is null))
) strict;
create index if not exists documents_said on documents (said_issuer, said_year) where said_issuer is not null;

-- What an archive of files (zip, rar) holds, under the names that it gives them.
create table if not exists document_members (
  container_id text not null references documents (id) on delete cascade,
  name text not null,
  document_id text not null,
  primary key (container_id, name, document_id)
) strict;
create index if not exists document_members_by_document on document_members (document_id);

-- The files that a web page links to, as the page writes them.
create table if not exists document_links (
  document_id text not null references documents (id) on delete cascade,
  ordinal integer not null,
  target text not null,
  primary key (document_id, ordinal)
) strict;

-- Digit runs of each file as a plainer extraction than the reader's gives them: the second half of the accounting identity.
create table if not exists witnesses (
  document_id text primary key references documents (id) on delete cascade,
  runs text not null
) strict, without rowid;

-- What stands on a file's pages around the report: page numbers, running heads, navigation.
create table if not exists furniture (
  document_id text primary key references documents (id) on delete cascade,
  text text not null
) strict, without rowid;

create table if not exists reasons (
  reason text primary key,
  status text not null check (status in ('warned', 'refused')),
  zh text not null,
  en text not null,
  advice text not null
) strict;

create table if not exists issuers (
  id text primary key,
  name text not null,
  kind text,
  level text,
  division_code text,
  parent_id text references issuers (id),
  registered integer not null default 0 check (registered in (0, 1)),
  candidates text check (candidates is null or json_valid(candidates))
) strict;
create index if not exists issuers_by_parent on issuers (parent_id);
create index if not exists issuers_by_division on issuers (division_code);
create index if not exists issuers_by_level on issuers (level, division_code, id);

-- The names under which an office is printed, and the offices that came after others, as a source states it.
create table if not exists issuer_names (
  issuer_id text not null references issuers (id) on delete cascade,
  name text not null,
  primary key (issuer_id, name)
) strict;

create table if not exists successions (
  predecessor_id text not null,
  successor_id text not null,
  year integer not null,
  source text not null,
  primary key (predecessor_id, successor_id)
) strict;

-- Who is expected to report for which year, from a list that was loaded.
create table if not exists expected (
  issuer_id text not null references issuers (id) on delete cascade,
  year integer not null,
  due text,
  list text not null,
  primary key (issuer_id, year)
) strict;

-- The day until which reports for a year have to be published, by the kind of office.
create table if not exists deadlines (
  since integer not null,
  until integer,
  kind text not null,
  day text not null,
  source text not null,
  primary key (since, kind)
) strict;

create table if not exists reports (
  id text primary key,
  no integer not null unique,
  slug text,
  issuer_id text references issuers (id),
  year integer,
  form text references forms (form),
  title text not null,
  document_id text not null references documents (id) on delete cascade,
  supersedes text,
  copy_of text,
  is_current integer not null default 1 check (is_current in (0, 1)),
  printed_issuer text,
  printed_year integer,
  scope text check (scope in ('office', 'departments', 'all')),
  unmapped integer not null default 0,
  codebook text
) strict;
-- These two with all that is counted of many reports, so that none of them has to be looked at itself.
create index if not exists reports_by_issuer on reports (issuer_id, year, is_current, form, no, scope);
create index if not exists reports_of_years on reports (year, form, is_current, no);
create index if not exists reports_by_year on reports (year, form);
-- The reports of a form with all that the panel shows of them.
create index if not exists reports_by_form on reports (form, is_current, no, issuer_id, year);
create index if not exists reports_by_slug on reports (slug);
create index if not exists reports_by_document on reports (document_id);

create table if not exists report_documents (
  report_id text not null references reports (id) on delete cascade,
  document_id text not null references documents (id) on delete cascade,
  role text not null check (role in ('main', 'annex', 'page', 'copy')),
  primary key (report_id, document_id)
) strict;
create index if not exists report_documents_by_document on report_documents (document_id);

-- Where a report says whose it is: what its issuer is told from.
create table if not exists clues (
  report_id text not null references reports (id) on delete cascade,
  ordinal integer not null,
  kind text not null,
  text text not null,
  primary key (report_id, ordinal)
) strict, without rowid;

create table if not exists sections (
  id text primary key,
  no integer not null unique,
  report_id text not null references reports (id) on delete cascade,
  document_id text not null references documents (id) on delete cascade,
  ordinal integer not null,
  code text not null,
  heading text not null,
  text text not null,
  page integer
) strict;
create index if not exists sections_by_code on sections (code);
create index if not exists sections_by_document on sections (document_id);
-- What a search needs of its hits without their text: where they stand, and all of some reports.
create index if not exists sections_by_no on sections (no, report_id, code);
create index if not exists sections_of_reports on sections (report_id, ordinal, no, code);

-- The parts of a chapter under headings of their own; `start` and `end` count characters of its text.
create table if not exists subsections (
  section_id text not null references sections (id) on delete cascade,
  ordinal integer not null,
  level integer not null check (level > 0),
  start integer not null,
  "end" integer not null,
  heading text not null,
  code text,
  primary key (section_id, ordinal),
  check (start < "end")
) strict;
create index if not exists subsections_by_code on subsections (code) where code is not null;

-- A contentless index over text cut into overlapping bigrams; the long column first. Rows are removed with their old tokens.
create virtual table if not exists sections_fts using fts5(text, heading, content='', tokenize='unicode61');
-- Words of one character are the beginnings of many tokens. Here every Han character of a section stands once, and those of
-- its heading once more, marked by a 1: without places, a fifth of what an index of beginnings takes.
create virtual table if not exists sections_fts_chars using fts5(chars, content='', tokenize='unicode61', detail=none);

create table if not exists tables (
  id text primary key,
  no integer not null unique,
  report_id text not null references reports (id) on delete cascade,
  document_id text not null references documents (id) on delete cascade,
  table_no integer not null,
  section_id text references sections (id) on delete cascade,
  position integer not null,
  form text,
  code text,
  flat integer not null default 0 check (flat in (0, 1)),
  height integer not null default 0
) strict;
create index if not exists tables_by_report on tables (report_id, table_no);
create index if not exists tables_by_section on tables (section_id);
create index if not exists tables_by_document on tables (document_id);

-- The compact tables under the views `cells` and `facts`. Boxes are in tenths of a point; role and method are numbers
-- (extract/archive/kinds.py): they stand in every row.
create table if not exists cell (
  "table" integer not null references tables (no) on delete cascade,
  row integer not null,
  col integer not null,
  rowspan integer not null,
  colspan integer not null,
  text text not null,
  page integer,
  x0 integer,
  top integer,
  x1 integer,
  bottom integer,
  role integer not null check (role between 0 and 7),
  item integer references items (no),
  "column" integer references columns (no),
  ignored text,
  sure real,
  doubt integer check (doubt in (0, 1)),
  candidates text check (candidates is null or json_valid(candidates)),
  primary key ("table", row, col)
) strict, without rowid;
-- Of all cells the few that the view `unmapped` is about.
create index if not exists cell_unmapped on cell ("table") where role = 0 and item is null and ignored is null;

-- The place of a fact is that of its cell. SQLite does not hold it to that: the index for it would be half as large as the table.
-- A fact goes with its report; that it leads to a cell is looked at when it is stored, and by extract/archive/places.py.
create table if not exists fact (
  report integer not null references reports (no) on delete cascade,
  item integer not null references items (no),
  "column" integer not null references columns (no),
  value any check (typeof(value) in ('integer', 'real', 'null')),
  unit text,
  raw text not null,
  missing text check (missing in ('blank', 'dash', 'not_applicable', 'illegible', 'no_row')),
  "table" integer,
  row integer,
  col integer,
  section integer references sections (no) on delete cascade,
  start integer,
  "end" integer,
  method integer not null check (method between 0 and 5),
  confidence real not null check (confidence between 0 and 1),
  primary key (report, item, "column"),
  check ((value is null) = (missing is not null)),
  check (("table" is null) <> (section is null))
) strict, without rowid;
create index if not exists fact_by_item on fact (item, "column", report, value);
create index if not exists fact_by_section on fact (section) where section is not null;

-- What verdicts rest on, and the causes that findings name.
create table if not exists verdicts (
  basis text primary key,
  verdict text check (verdict in ('source', 'reading', 'open')),
  zh text not null,
  en text not null
) strict;

create table if not exists causes (
  cause text primary key,
  zh text not null,
  en text not null
) strict;

create table if not exists findings (
  id text primary key,
  report_id text not null references reports (id) on delete cascade,
  kind text not null default 'report' check (kind in ('report', 'prose', 'years', 'levels', 'copies')),
  rule text not null,
  severity text not null check (severity in ('must', 'expected')),
  items text not null check (json_valid(items)),
  "column" text,
  "left" any,
  "right" any,
  delta any,
  verdict text not null check (verdict in ('source', 'reading', 'open')),
  basis text references verdicts (basis),
  cause text references causes (cause),
  message text not null
) strict;
create index if not exists findings_by_report on findings (report_id);
create index if not exists findings_by_rule on findings (rule, verdict, severity, kind, report_id);

create table if not exists finding_sides (
  finding_id text not null references findings (id) on delete cascade,
  side text not null check (side in ('left', 'right')),
  fact_id text,
  mention_id text,
  check ((fact_id is null) <> (mention_id is null))
) strict;
create index if not exists finding_sides_by_finding on finding_sides (finding_id);
create index if not exists finding_sides_by_fact on finding_sides (fact_id);
create index if not exists finding_sides_by_mention on finding_sides (mention_id) where mention_id is not null;

-- Tables that print the very figures of the year before: listed, without a verdict.
create table if not exists unchanged (
  report_id text not null references reports (id) on delete cascade,
  other_id text not null,
  form text not null,
  "table" text not null,
  "values" integer not null,
  nonzero integer not null,
  primary key (report_id, other_id, "table")
) strict;

-- What people have decided (decisions.csv beside the archive), and what stood there before.
create table if not exists decisions (
  report_id text not null,
  kind text not null check (kind in ('value', 'cell', 'verdict', 'issuer', 'form', 'year')),
  subject text not null,
  value text not null,
  author text not null,
  date text not null,
  reason text not null,
  before text,
  applied integer not null default 0 check (applied in (0, 1)),
  primary key (report_id, kind, subject)
) strict;

-- Figures in prose, each with its place in the chapter's text; value and upper are multiplied out (1.2万件 is 12000 件).
create table if not exists mentions (
  id text primary key,
  report_id text not null references reports (id) on delete cascade,
  section_id text not null references sections (id) on delete cascade,
  start integer not null,
  "end" integer not null,
  text text not null,
  kind text not null check (kind in ('count', 'share', 'rise', 'fall', 'none')),
  item text,
  "column" text,
  value any check (typeof(value) in ('integer', 'real', 'null')),
  upper any check (typeof(upper) in ('integer', 'real', 'null')),
  unit text,
  approximate integer not null default 0 check (approximate in (0, 1)),
  year integer,
  own integer not null default 1 check (own in (0, 1)),
  agrees integer check (agrees in (0, 1)),
  check ((item is null) = ("column" is null)),
  check (start < "end")
) strict;
create index if not exists mentions_by_report on mentions (report_id);
create index if not exists mentions_by_section on mentions (section_id, start);
create index if not exists mentions_by_kind on mentions (kind);
create index if not exists mentions_by_unit on mentions (unit) where unit is not null;
create index if not exists mentions_by_agrees on mentions (agrees) where agrees is not null;
create index if not exists mentions_by_item on mentions (item, "column", year) where item is not null;

-- Laws, documents, media and platforms that prose names; title and number in one form, however they are printed.
create table if not exists citations (
  id text primary key,
  report_id text not null references reports (id) on delete cascade,
  section_id text not null references sections (id) on delete cascade,
  start integer not null,
  "end" integer not null,
  text text not null,
  kind text not null check (kind in ('law', 'document', 'media', 'platform')),
  title text,
  number text,
  check (title is not null or number is not null),
  check (start < "end")
) strict;
create index if not exists citations_by_report on citations (report_id);
create index if not exists citations_by_section on citations (section_id, start);
create index if not exists citations_by_title on citations (title) where title is not null;
create index if not exists citations_by_number on citations (number) where number is not null;

create table if not exists overlaps (
  section_id text not null references sections (id) on delete cascade,
  other_id text not null references sections (id) on delete cascade,
  similarity real not null,
  shared integer not null,
  primary key (section_id, other_id)
) strict;
create index if not exists overlaps_by_other on overlaps (other_id);

-- The codebook as loaded from schema/.
create table if not exists forms (
  form text primary key,
  title text not null,
  legal_basis text not null,
  first_year integer not null,
  last_year integer
) strict;

create table if not exists items (
  code text primary key,
  no integer not null unique,
  label text not null,
  unit text,
  note text
) strict;

create table if not exists columns (
  code text primary key,
  no integer not null unique,
  label text not null
) strict;

-- Which items an edition prints, in order: one row per form, table, block and row (or per column of a table that is one record).
create table if not exists form_items (
  form text not null references forms (form),
  "table" text not null,
  block text not null,
  ordinal integer not null,
  item text not null,
  label text not null,
  kind text not null check (kind in ('item', 'heading')),
  parent text,
  relation text,
  unit text,
  confidence text,
  primary key (form, "table", block, ordinal)
) strict;

create table if not exists form_columns (
  form text not null references forms (form),
  "table" text not null,
  block text not null,
  ordinal integer not null,
  "column" text not null references columns (code),
  label text not null,
  unit text,
  primary key (form, "table", block, ordinal)
) strict;

create table if not exists labels (
  form text not null references forms (form),
  axis text not null check (axis in ('row', 'column', 'heading')),
  code text not null,
  label text not null,
  since integer,
  until integer,
  seen_in text,
  primary key (form, axis, code, label)
) strict;

create table if not exists concepts (
  id text primary key,
  zh text not null,
  en text not null,
  unit text,
  note text
) strict;

create table if not exists crosswalk (
  concept text not null references concepts (id),
  form text not null references forms (form),
  match text not null check (match in ('exact', 'narrower', 'broader', 'not_comparable', 'none')),
  basis text,
  why text not null,
  primary key (concept, form)
) strict;
create index if not exists crosswalk_by_form on crosswalk (form);

-- The sum that a crosswalk entry stands for: value = Σ factor × fact. Terms of another `way` stand in its place.
create table if not exists crosswalk_terms (
  concept text not null references concepts (id),
  form text not null references forms (form),
  item text not null references items (code),
  "column" text not null references columns (code),
  factor integer not null,
  way integer not null default 0,
  primary key (concept, form, way, item, "column"),
  foreign key (concept, form) references crosswalk (concept, form)
) strict;

-- What a report says of each concept that its edition measures, as the view `panel` defines it, kept for questions over many
-- reports. Made from `fact` and the crosswalk whenever one of them changes.
create table if not exists panel_values (
  concept text not null references concepts (id) on delete cascade,
  report integer not null references reports (no) on delete cascade,
  value any check (typeof(value) in ('integer', 'real', 'null')),
  n_missing integer not null,
  missing text,
  primary key (concept, report),
  check ((value is null) = (missing is not null))
) strict, without rowid;

create table if not exists rules (
  id text primary key,
  form text references forms (form),
  kind text not null,
  severity text not null check (severity in ('must', 'expected')),
  "left" text not null check (json_valid("left")),
  op text not null,
  "right" text not null check (json_valid("right")),
  note text,
  exceptions text
) strict;

-- Copied words (重合度): what finds the sections that are compared with each other. `section` is a number made of the section's id;
-- the rows outlive their sections until `extract.overlap.update` has told the neighbours.
create table if not exists sketches (
  section integer primary key,
  section_id text not null unique,
  report_id text not null,
  issuer_id text not null,
  year integer,
  code text not null,
  sketch blob not null
) strict;
create index if not exists sketches_by_report on sketches (report_id);
create index if not exists sketches_by_issuer on sketches (issuer_id, code, year);

-- Reports that came, changed or went since words were last compared.
create table if not exists uncompared (
  report_id text primary key
) strict;

create table if not exists sketch_bands (
  band integer not null,
  section integer not null,
  primary key (band, section)
) strict, without rowid;
