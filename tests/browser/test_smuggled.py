"""Whatever a published file may smuggle into the archive stays text: 15 payloads in every column of text, on every page."""

import contextlib
import sqlite3
from itertools import count

import pytest
from kinds import LANGUAGES, PAGES, addresses, spoken, status

from extract.archive import indexing

# Each would set `window.hit`, or leave an element or an attribute named data-hit.
PAYLOADS = [
    "<script data-hit>window.hit=1</script>",
    "<img data-hit src=x onerror=window.hit=1>",
    '"><svg data-hit onload=window.hit=1>',
    "'><b data-hit onmouseover='window.hit=1'>",
    '" autofocus onfocus=window.hit=1 data-hit="',
    "' autofocus onfocus=window.hit=1 data-hit='",
    "</title><script data-hit>window.hit=1</script>",
    "</script><script data-hit>window.hit=1</script>",
    "</style><iframe data-hit srcdoc='<script>parent.hit=1</script>'></iframe>",
    "{{ 7 * 7 }}{% raw %}<i data-hit>{{ config }}</i>",
    "\x02<mark data-hit onclick=window.hit=1>\x03&lt;u data-hit&gt;",
    "<math><mtext><a data-hit href='javascript:window.hit=1'>",
    "</textarea></select></option><form data-hit action=javascript:window.hit=1>",
    "]]></svg><foreignObject data-hit><body data-hit onload=window.hit=1>",
    "--><!--<base data-hit href=//hit.invalid/><plaintext data-hit>",
]
ADDRESS = "javascript:window.hit=1//"
# Codes that our own codebook gives and that addresses are made of; the schema's keys and checks keep the rest of them clean.
OURS = {("items", "code"), ("columns", "code")}
# What the schema's keys, checks and references keep clean: ids, codes of lists, and JSON that is made of them.
KEYS = {
    "id", "form", "kind", "role", "status", "reason", "severity", "verdict", "basis", "cause", "match", "method", "missing", "axis", "scope",
    "side", "item", "column", "concept", "report_id", "section_id", "document_id", "finding_id", "fact_id", "mention_id", "issuer_id",
    "parent_id", "other_id",
}  # fmt: skip
LIVE = """() => [window.hit && 'a script has run', ...[...document.querySelectorAll('*')].flatMap(node => [
  node.hasAttribute('data-hit') && 'an element: ' + node.outerHTML.slice(0, 120),
  ['href', 'src', 'action'].some(name => /^\\s*javascript:/i.test(node.getAttribute(name) ?? '')) && 'an address: '
    + node.outerHTML.slice(0, 120),
  [...node.attributes].some(each => each.name.startsWith('on')) && 'a handler: ' + node.outerHTML.slice(0, 120)])
  ].filter(Boolean)"""


@pytest.fixture(scope="session")
def poisoned(archive, tmp_path_factory):
    """A copy of the archive with all payloads, in turns, at the end of every text that the schema lets change."""
    path = tmp_path_factory.mktemp("poisoned") / "archive.db"
    with contextlib.closing(sqlite3.connect(archive)) as source, contextlib.closing(sqlite3.connect(path)) as db:
        source.backup(db)
        reached = poison(db)
    return path, reached


def poison(db):
    """Put the payloads in; returns the columns that hold them."""
    turn = count()

    def smuggled(text, column):
        at = next(turn) % len(PAYLOADS)
        return ADDRESS if column.endswith("url") else text + "".join(PAYLOADS[at:] + PAYLOADS[:at])

    db.create_function("smuggled", 2, smuggled)
    db.execute("pragma foreign_keys = on")
    reached = set()
    for table, column in texts(db):
        for made in (f"smuggled(coalesce(\"{column}\", ''), '{column}')", f"json_array(smuggled('', '{column}'))"):
            with contextlib.suppress(sqlite3.IntegrityError):
                db.execute(f'update "{table}" set "{column}" = {made}')
                reached.add(f"{table}.{column}")
                break
    indexing.renew(db)
    db.commit()
    return reached


def texts(db):
    """Table and column of every text in an archive."""
    tables = db.execute("select name from pragma_table_list where type = 'table' and schema = 'main'").fetchall()
    for (table,) in tables:
        if not table.startswith("sqlite_"):
            for _, column, kind, *_ in db.execute(f'pragma table_info("{table}")').fetchall():
                if kind.lower() == "text" and (table, column) not in OURS:
                    yield table, column


def test_the_payloads_are_in_every_text_of_a_report(poisoned):
    _, reached = poisoned
    assert {
        "reports.title", "sections.text", "sections.heading", "cell.text", "fact.raw", "fact.unit", "issuers.name",
        "documents.file_name", "documents.source_url", "documents.published_at", "findings.message", "mentions.text",
        "citations.text", "labels.label", "items.label", "columns.label", "concepts.zh", "concepts.en", "rules.note",
    } <= reached  # fmt: skip


@pytest.fixture(scope="module")
def infested(chromium, poisoned, serving):
    """A window on the poisoned archive, with the dialogs that opened."""
    with chromium.new_context(base_url=serving(poisoned[0])) as context:
        context.set_default_timeout(120_000)
        window = context.new_page()
        window.dialogs = []
        window.on("dialog", lambda dialog: (window.dialogs.append(dialog.message), dialog.dismiss()))
        yield window, addresses(poisoned[0])


def test_only_keys_and_codes_are_kept_clean_by_the_schema(poisoned):
    path, reached = poisoned
    with contextlib.closing(sqlite3.connect(path)) as db:
        rest = {each for each in (f"{table}.{column}" for table, column in texts(db)) if each not in reached}
    assert {each.partition(".")[2] for each in rest} <= KEYS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [*PAGES, "search-payload"])
def test_nothing_that_is_smuggled_in_lives(infested, kind, lang):
    page, paths = infested
    answer = page.goto(spoken(kind, paths.get(kind, "/search?q=window"), lang), wait_until="load")
    assert answer.status == status(kind)
    assert page.evaluate(LIVE) == []
    assert page.dialogs == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_table_and_no_row_of_it_brings_it_to_life(infested, poisoned, lang):
    page, _ = infested
    with contextlib.closing(sqlite3.connect(poisoned[0])) as db:
        shown = db.execute("select name from sqlite_master where type in ('table', 'view') and name not like '%fts%'")
        names = [name for (name,) in shown if not name.startswith("sqlite_")]
    seen = 0
    for name in names:
        assert page.goto(f"/archive/{name}?_size=10&_lang={lang}", wait_until="load").status == 200, name
        assert page.evaluate(LIVE) == [], name
        first = page.locator("td.type-pk a").first
        if first.count():
            # The address of a row of the storage of facts is that of our page of a fact.
            answer = page.goto(first.evaluate("it => it.href"), wait_until="load")
            assert answer.status == (404 if name == "fact" else 200), name
            assert page.evaluate(LIVE) == [], name
            seen += 1
    assert page.dialogs == [] and len(names) > 40 and seen > 20


def test_the_check_sees_what_lives(page):
    page.set_content("".join(PAYLOADS[:4]))
    assert len(page.evaluate(LIVE)) >= 4
