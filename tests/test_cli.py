"""The command line: help for every command, the exit statuses that DESIGN.md promises, messages that say what to do."""

import json
import shutil
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing, suppress
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from extract.archive import VERSION
from extract.cli import main
from extract.read.ocr import available
from tests import hostile

COMMANDS = sorted(main.commands)


@pytest.fixture
def run():
    """A function: arguments -> what the command says, in this process."""
    return lambda *arguments: CliRunner().invoke(main, [*map(str, arguments)])


@pytest.fixture
def no_archive(tmp_path):
    """A file that is no database."""
    path = tmp_path / "letter.db"
    path.write_text("no database " * 100)
    return path


@pytest.fixture
def other_database(tmp_path):
    """A database that is no archive."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table recipes (name text)")
    return path


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(name, flag, run):
    shown = run(name, flag)
    assert shown.exit_code == 0
    summary = main.commands[name].get_short_help_str(200)
    assert summary.endswith(".") and summary.split()[0] in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name, run):
    options = [option for option in main.commands[name].params if option.param_type_name == "option"]
    assert [option.name for option in options if not getattr(option, "help", None)] == []


def test_the_version_is_told(run):
    assert run("--version").output.startswith("nianbao, version ")


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["load"], "Nothing to load"),
        (["load", "nowhere"], "nowhere: there is no such file or folder"),
        (["load", "--manifest", "none.csv"], "'none.csv' does not exist"),
        (["load", "{sample}", "--jobs", "0"], "'--jobs'"),
        (["load", "{sample}", "--archive", "{text}"], "{text}: cannot be opened as an archive"),
        (["load", "{sample}", "--archive", "{other}"], "choose another file for the archive"),
        (["load", "{sample}", "--archive", "{newer}"], "install a newer nianbao"),
        (["read"], "Missing argument 'FILE'"),
        (["read", "none.pdf"], "'none.pdf' does not exist"),
        (["check", "--archive", "none.db"], "none.db: there is no such archive. Make one with `nianbao load`"),
        (["check", "--archive", "{text}"], "{text}: cannot be read as an archive"),
        (["check", "--archive", "{other}"], "{other}: cannot be read as an archive"),
        (["compare", "{archive}", "none.db"], "none.db: there is no such archive"),
        (["compare", "{text}", "{archive}"], "{text}: cannot be read as an archive"),
        (["compare", "{archive}"], "Name two archives"),
        (["codes"], "Missing argument 'QUERY'"),
        (["serve", "--archive", "none.db"], "none.db: there is no such archive"),
        (["serve", "--archive", "{text}"], "{text}: cannot be read as an archive"),
        (["serve", "--archive", "{archive}", "--port", "70000"], "'--port'"),
        (["check", "--verbose"], "No such option"),
        (["fly"], "No such command 'fly'"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what(
    arguments, says, run, tmp_path, monkeypatch, archive_file, no_archive, other_database, few
):
    monkeypatch.chdir(tmp_path)
    newer = tmp_path / "newer.db"
    with closing(sqlite3.connect(newer)) as db:
        db.execute(f"pragma user_version = {VERSION + 1}")
    names = {"archive": archive_file, "text": no_archive, "other": other_database, "sample": few[0], "newer": newer}
    before = no_archive.read_bytes()
    done = run(*(argument.format(**names) for argument in arguments))
    assert done.exit_code == 2
    assert says.format(**names) in done.stderr
    assert not done.stdout
    assert no_archive.read_bytes() == before


def test_another_programs_database_is_not_touched(other_database, few, run):
    before = other_database.read_bytes()
    assert run("load", few[0], "--archive", other_database).exit_code == 2
    assert other_database.read_bytes() == before


def errors(done):
    """The lines on stderr, without those that a slow machine prints to say how far it is."""
    return [line for line in done.stderr.splitlines() if not line.startswith("reading: ")]


def test_load_ends_with_0_when_every_file_was_read(few, nianbao):
    done = nianbao("load", *few[:3], "--jobs", 1)
    assert (done.returncode, done.stdout, errors(done)) == (0, "ok 3, warned 0, refused 0, known 0\n", [])


def test_load_ends_with_1_when_a_file_was_refused(few, nianbao, tmp_path):
    (tmp_path / "空.pdf").write_bytes(b"")
    done = nianbao("load", few[0], "空.pdf", "--jobs", 1)
    assert (done.returncode, done.stdout) == (1, "ok 1, warned 0, refused 1, known 0\n")
    assert errors(done) == ["refused  空.pdf: empty: the file is empty"]


def test_load_makes_the_folder_of_the_archive(few, nianbao, tmp_path):
    assert nianbao("load", few[0], "--archive", "new/folder/年报.db").returncode == 0
    assert (tmp_path / "new/folder/年报.db").is_file() and (tmp_path / "new/folder/originals").is_dir()


def test_an_archive_that_cannot_be_written_is_no_traceback(few, nianbao, tmp_path):
    (tmp_path / "archive.db").mkdir()
    done = nianbao("load", few[0])
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_read_shows_chapters_values_and_codes(each_sample, run, understood):
    done = run("read", each_sample)
    reading = understood(each_sample)
    assert done.exit_code == 0
    assert done.output.startswith(f"{reading.title}\n")
    for section in reading.sections:
        assert f"[{section.code}]" in done.output
    for fact in reading.coding.facts:
        assert f"  {fact.item}@{fact.column} = " in done.output


def test_read_gives_json_that_holds_the_facts(each_sample, run, understood):
    said = json.loads(run("read", each_sample, "--json").output)
    reading = understood(each_sample)
    facts = [(fact.item, fact.column, fact.value, fact.missing) for fact in reading.coding.facts]
    assert facts
    assert [(fact["item"], fact["column"], fact["value"], fact["missing"]) for fact in said["coding"]["facts"]] == facts
    assert (said["title"], said["issuer"], said["year"]) == (reading.title, reading.issuer, reading.year)


@pytest.mark.parametrize(
    "name, data, reason",
    [
        ("空.txt", b"", "empty"),
        ("setup.pdf", b"MZ\x90\x00", "unsupported"),
        ("torn.docx", b"PK\x03\x04torn", "damaged"),
        ("letter.txt", "尊敬的客户：\n您好。\n".encode(), "not_a_report"),
    ],
)
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_read_ends_with_1_for_a_file_that_is_no_report(name, data, reason, flags, run, tmp_path):
    file = tmp_path / name
    file.write_bytes(data)
    done = run("read", file, *flags)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"nianbao: {file}: {reason}: ")


def test_read_lists_what_an_archive_of_files_holds(run, tmp_path, few):
    box = tmp_path / "年报.zip"
    with ZipFile(box, "w") as package:
        for sample in few[:2]:
            package.write(sample, f"2021/{sample.name}")
    names = [f"2021/{sample.name}" for sample in few[:2]]
    done = run("read", box)
    first, *others = done.output.splitlines()
    assert (done.exit_code, [line.strip() for line in others]) == (0, names)
    assert "`nianbao load` reads them" in first
    assert json.loads(run("read", box, "--json").output)["members"] == names


@pytest.mark.parametrize("name", ["abort", "exit"])
def test_read_survives_what_its_reader_does_not(name, run, tmp_path, monkeypatch):
    monkeypatch.setattr("extract.look.work", hostile.work)
    (tmp_path / name).touch()
    done = run("read", tmp_path / name)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"nianbao: {tmp_path / name}: crashed: ")


@pytest.fixture
def picture(tmp_path):
    """A file that holds a white page."""
    image = pytest.importorskip("PIL.Image", reason="NO PICTURE IS TESTED: Pillow is not installed")
    file = tmp_path / "第1页.png"
    image.new("L", (595, 842), 255).save(file)
    return file


@pytest.mark.parametrize(
    "flags, says", [(["--no-ocr"], "the file is a picture; it needs text recognition"), ([], "no text was recognised")]
)
def test_recognition_can_be_left_out(flags, says, run, picture, tmp_path):
    if not flags and not available():
        pytest.skip("RECOGNITION IS NOT TESTED: nianbao[ocr] is not installed")
    done = run("read", picture, *flags)
    assert done.exit_code == 1 and f"no_text: {says}" in done.stderr
    done = run("load", picture, "--archive", tmp_path / "a.db", "--jobs", 1, *flags)
    assert done.exit_code == 1 and f"no_text: {says}" in done.stderr


def test_check_ends_with_0_when_nothing_is_found(archive_file, run):
    done = run("check", "--archive", archive_file)
    assert done.exit_code == 0
    assert done.output.endswith("violations of the accounting identity 0\n")


@pytest.mark.parametrize(
    "change, says",
    [
        ('delete from cell where "table" = (select min(no) from tables)', "violation  "),
        (
            "insert into findings (id, report_id, rule, severity, items, verdict, message)"
            " select 'x', id, 'R1', 'must', '[]', 'source', '不相等' from reports limit 1",
            "finding    ",
        ),
    ],
)
def test_check_ends_with_1_when_something_is_found(change, says, archive_file, run, tmp_path):
    path = tmp_path / "copy.db"
    shutil.copy(archive_file, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(change)
        db.commit()
    done = run("check", "--archive", path)
    assert done.exit_code == 1 and done.output.startswith(says)


def test_compare_ends_with_0_or_1(archive_file, run, tmp_path):
    path = tmp_path / "copy.db"
    shutil.copy(archive_file, path)
    assert (run("compare", archive_file, path).exit_code, run("compare", archive_file, path).output) == (
        0,
        "gained 0, lost 0, changed 0\n",
    )
    with closing(sqlite3.connect(path)) as db:
        db.execute("delete from fact where report = (select min(report) from fact)")
        db.commit()
    done = run("compare", archive_file, path)
    assert done.exit_code == 1
    assert done.output.startswith("lost ") and done.output.splitlines()[-1].startswith("gained 0, lost ")


@pytest.mark.parametrize("query", ["request.new", "规范性文件", "R21-04"])
def test_codes_explains(query, run):
    done = run("codes", query)
    assert done.exit_code == 0 and query in done.output


def test_codes_ends_with_1_when_nothing_matches(run):
    done = run("codes", "麒麟")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing in the codebook matches '麒麟'" in done.stderr


@pytest.mark.parametrize("signed, statuses", [(signal.SIGTERM, (0, -signal.SIGTERM)), (signal.SIGINT, (0,))])
def test_serve_answers_and_ends_when_told(signed, statuses, archive_file, tmp_path, nianbao, until):
    archive = shutil.copy(archive_file, tmp_path / "县 档案.db")
    port = free_port()
    address = f"http://127.0.0.1:{port}/archive"
    with nianbao.started("serve", "--archive", archive, "--port", port) as process:
        assert until(lambda: status(address) is not None or process.poll() is not None)
        assert status(address) == 200
        process.send_signal(signed)
        assert process.wait(30) in statuses
        assert process.stdout.readline() == f"{address}\n"


def free_port():
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def status(address):
    """The status of the answer, None while nobody answers."""
    with suppress(urllib.error.URLError, ConnectionError):
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
    return None
