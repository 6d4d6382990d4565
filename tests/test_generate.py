"""Sample reports: the generator keeps the forms' own sums, and the committed samples are what it makes."""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from docx import Document

from bench.generate import FORMS, KINDS, __main__, flat, invent, odd, truth
from bench.generate.figures import APPLICANTS, OUTCOMES, REMEDIES
from bench.generate.printed import request_rows

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
ODD = ROOT / "tests" / "odd"
TRUTHS = sorted((SAMPLES / "truth").glob("*.json"))
INVENTED = "本报告为虚构示例，地名、机构、数字均为编造"
# The default round starts with the kinds that need no font; its PDFs follow.
WITHOUT_FONT = [kind for kind in KINDS if not kind.startswith("pdf")]

SUMS_2014 = {
    "request.received.total": ("in_person", "fax", "online", "letter", "other"),
    "request.closed.total": ("on_time", "extended"),
    "request.answered.total": (
        *("already_public", "full", "partial", "refused"),
        *("not_this_agency", "not_exist", "asked_to_amend", "other_route"),
    ),
    "reconsideration.total": ("upheld", "corrected", "other"),
    "litigation.total": ("upheld", "corrected", "other"),
    "complaint.total": ("upheld", "corrected", "other"),
    "deposit.total": ("paper", "electronic"),
    "org.staff.total": ("full_time", "part_time"),
}
# The left side never exceeds the right one.
BOUNDS = {
    "2014": [
        ("proactive.normative_docs", "proactive.normative_docs_issued"),
        ("proactive.normative_docs_issued", "proactive.total"),
        ("proactive.channel.website", "proactive.total"),
        ("proactive.channel.wechat", "proactive.total"),
        ("response.channel.press_conference_principal", "response.channel.press_conference"),
        ("response.channel.online_interview_principal", "response.channel.online_interview"),
        ("request.closed.total", "request.received.total"),
    ],
    "2019": [
        ("doc.normative@disclosed", "doc.normative@made"),
        ("doc.normative@made", "doc.normative@disclosed_total"),
    ],
    "2021": [("doc.normative@issued", "doc.normative@in_force"), ("doc.rules@issued", "doc.rules@in_force")],
}


def number(facts, key):
    """The value of a fact; what is printed blank or as a dash stands for 0 in a sum."""
    return facts[key if "@" in key else f"{key}@value"] or 0


def sums_2014(facts):
    """Yield each total of the table of 2014 with the sum of its parts."""
    for total, parts in SUMS_2014.items():
        parent = total.removesuffix(".total")
        yield total, number(facts, total), sum(number(facts, f"{parent}.{part}") for part in parts)
    refused = [key for key in facts if key.startswith("request.answered.refused.")]
    yield "refused", number(facts, "request.answered.refused"), sum(number(facts, key) for key in refused)


def sums_since_2019(form):
    """Yield each total of tables 三 and 四 with the sum of its parts, for the facts of one edition."""

    def sums(facts):
        rows = [row.code for row in request_rows(form)]
        for row in rows:
            yield row, number(facts, f"{row}@total"), sum(number(facts, f"{row}@{column}") for column in APPLICANTS)
        for column in (*APPLICANTS, "total"):
            new, before, *results, done, left = (number(facts, f"{row}@{column}") for row in rows)
            yield column, done, sum(results)
            yield column, new + before, done + left
        for group in REMEDIES:
            yield group, number(facts, f"{group}.total"), sum(number(facts, f"{group}.{part}") for part in OUTCOMES)

    return sums


SUMS = {"2014": sums_2014, "2019": sums_since_2019("2019"), "2021": sums_since_2019("2021")}


def usable(kind):
    """A kind of file, once its library and font are there; otherwise the test is skipped and says what to install."""
    if kind.startswith("pdf"):
        reason = "NO PDF SAMPLE IS TESTED: install fpdf2 (uv sync --group bench) and Debian's fonts-wqy-microhei"
        pdf = pytest.importorskip("bench.generate.pdf", reason=reason, exc_type=ImportError)
        if not pdf.FONT.exists():
            pytest.skip(reason)
    return KINDS[kind]


def words(path):
    """The text of a sample, without white space."""
    return "".join(TEXTS[path.suffix](path.read_bytes()).split())


def decoded(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


TEXTS = {
    ".txt": decoded,
    ".html": lambda data: re.sub(r"<[^>]*>", "", decoded(data)),
    ".docx": lambda data: "".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs),
    ".pdf": lambda data: "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)),
}


@pytest.mark.parametrize("form", FORMS)
def test_figures_keep_the_sums_and_bounds_of_their_form(form):
    for seed in range(100):
        facts = invent(seed, form).facts
        assert [(what, left, right) for what, left, right in SUMS[form](facts) if left != right] == [], seed
        assert [pair for pair in BOUNDS[form] if number(facts, pair[0]) > number(facts, pair[1])] == [], seed


@pytest.mark.parametrize("form", FORMS)
def test_figures_vary(form):
    samples = [invent(seed, form) for seed in range(60)]
    values = {value for sample in samples for value in sample.facts.values()}
    assert {None, 0} < values
    assert max(value for value in values if value) > 1000
    assert len({sample.office.name for sample in samples}) == len(samples)


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_has_a_code_of_the_codebook(form):
    book = (ROOT / "schema" / "forms" / f"{form}.yml").read_text("utf-8")
    codes = set(re.findall(r"\bcode: ([\w.]+)", book))
    known = {code for key in invent(1, form).facts for code in key.split("@")}
    assert known - codes <= {"value"}


def test_money_is_true_in_yuan_under_either_heading():
    for seed in range(40):
        sample = invent(seed, "2019")
        table = next(block for style, block in sample.blocks() if style == "table")
        heading, cell = (cell.text for cell in table.table.cells if cell.col == 2 and cell.row in (16, 17))
        factor = 10_000 if heading == "采购总金额（万元）" else 1
        assert cell.endswith("元") == (factor == 1)
        assert round(float(cell.removesuffix("元")) * factor, 2) == sample.facts["procurement.central@amount"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_bytes(kind):
    write = usable(kind).write
    first, again, other = (write(invent(seed, "2021")) for seed in (7, 7, 8))
    assert first == again != other


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_written_in_each_edition(kind, tmp_path):
    usable(kind)
    assert __main__.main([str(tmp_path), "--seed", "50", "--kind", kind]) == 0
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert {path.name[:4] for path in files} == set(FORMS)
    for path in files:
        known = json.loads((tmp_path / "truth" / f"{path.stem}-{path.suffix[1:]}.json").read_text("utf-8"))
        assert known == json.loads(json.dumps(truth(invent(int(path.stem[5:]), path.stem[:4]), path.name)))
        assert known["issuer"] in words(path)


def test_a_missing_font_is_named_with_its_package(tmp_path, monkeypatch, capsys):
    pdf = pytest.importorskip("bench.generate.pdf", reason="fpdf2 is not installed", exc_type=ImportError)
    monkeypatch.setattr(pdf, "FONT", tmp_path / "none.ttc")
    assert __main__.main([str(tmp_path), "--kind", "pdf"]) == 1
    assert "fonts-wqy-microhei" in capsys.readouterr().err


def test_samples_and_truth_files_belong_together():
    named = {json.loads(path.read_text("utf-8"))["file"] for path in TRUTHS}
    assert named == {path.name for path in SAMPLES.iterdir() if path.is_file()} - {"README.md"}
    # Each kind of file once in each edition, and a PDF of 2018.
    assert len(named) == len(TRUTHS) == len(KINDS) * len(FORMS) + 1


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_every_sample_says_first_and_last_that_it_is_invented(path):
    sample = SAMPLES / json.loads(path.read_text("utf-8"))["file"]
    text = words(sample)
    body = text[text.index(INVENTED) :]
    assert body.count(INVENTED) == 2
    assert body.index("再次说明") > body.index("其他需要报告的事项")
    assert sample.stat().st_size < 150_000


def test_the_samples_are_what_the_generator_makes(tmp_path):
    """PDFs are left out: their bytes change with the font and the library."""
    assert __main__.main([str(tmp_path), "--count", str(len(WITHOUT_FONT) * len(FORMS))]) == 0
    for path in tmp_path.rglob("*.*"):
        assert content(path) == content(SAMPLES / path.relative_to(tmp_path)), path.name


def test_the_oddity_set_is_what_the_generator_makes(tmp_path):
    """PDFs are left out: their bytes change with the font and the library."""
    assert __main__.main([str(tmp_path), "--odd", "--kind", *WITHOUT_FONT]) == 0
    for path in tmp_path.rglob("*.*"):
        assert content(path) == content(ODD / path.relative_to(tmp_path)), path.name


def test_the_oddity_set_is_whole_and_shows_every_oddity():
    assert {recipe.file for recipe in odd.recipes()} == {path.name for path in ODD.glob("*.*")} - {"open.csv"}
    assert len(odd.recipes()) >= 60
    shown = [name for recipe in odd.recipes() for name in recipe.oddities]
    assert set(shown) == set(odd.ODDITIES)
    assert sum(path.stat().st_size for path in ODD.rglob("*.*")) < 6_000_000


@pytest.mark.parametrize("recipe", odd.recipes(), ids=lambda recipe: recipe.name)
def test_an_oddity_changes_its_report_and_leaves_it_an_invented_one(recipe):
    plain = invent(recipe.seed, recipe.form)
    for name in recipe.oddities:
        assert odd.ODDITIES[name](plain) != plain, name
    lines = [block for _, block in recipe.sample().blocks() if isinstance(block, str)]
    assert "".join(lines).count(INVENTED) == 2


def content(path):
    """What a file says, whatever its compression."""
    if path.suffix != ".docx":
        return path.read_bytes()
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_golden_table_prints_its_truth_in_order():
    folder = ROOT / "tests" / "reports"
    known = json.loads((folder / "wutu-2018-table.json").read_text("utf-8"))
    text = (folder / known["file"]).read_text("utf-8")
    assert text.startswith("附件\n2018年度政府信息公开工作情况统计表\n")
    assert text.endswith("（注：各子栏目数总数要等于总栏目数量）\n")
    assert [int(value) for value in re.findall(r"^\t(\d+)$", text, re.MULTILINE)] == list(known["facts"].values())


@pytest.mark.parametrize(
    ("row", "decided"),
    [
        ((3, 0, 0, 0, 0, 0, 3), True),
        ((27, 0, 0, 2, 0, 1, 30), False),
        # Of a large city: more ways than could ever be tried.
        ((1204, 317, 96, 1208, 2825, 2044, 1310, 219, 1007, 4580, 3011, 1944, 88, 1212, 6255), True),
    ],
)
def test_a_glued_row_is_decided_where_its_sums_leave_one_way(row, decided):
    parts = flat.PARTS[len(row)]
    assert (flat._ways("".join(map(str, row)), parts) == 1) == decided
