"""The command `nianbao`: arguments in, functions called, lines and an exit status out. No logic."""

import os
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from extract import __version__, codebook
from extract.ending import end, told
from extract.errors import UnreadableFile

if TYPE_CHECKING:
    from extract.serve.public import Public

ARCHIVE = click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("archive.db"),
    show_default=True,
    help="The archive file.",
)
OCR = click.option(
    "--ocr/--no-ocr",
    default=True,
    show_default=True,
    help="Recognise pages that are pictures, where nianbao[ocr] is installed.",
)

# The kinds of change between two readings of a report.
KINDS = ("gained", "lost", "changed")


def _tell_kept(kept: Path | None) -> None:
    """Say that an archive of an earlier version was brought up to today's."""
    if kept:
        click.echo(f"The archive is of the present version now; as it was it is kept in {kept}.", err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nianbao")
def main() -> None:
    """年报: read Chinese government-information annual reports into an archive, check them and serve it."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@ARCHIVE
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV: path, url, published_at, retrieved_at.",
)
@click.option(
    "--originals",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the originals. [default: originals/ beside the archive]",
)
@click.option("--no-originals", is_flag=True, help="Do not keep the original files.")
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="cores", help="Reading processes."
)
@click.option("--scheduler", help="Have the workers of a Dask cluster read: tcp://HOST:PORT; needs nianbao[dask].")
@click.option("--again", is_flag=True, help="Read files once more that are in the archive already.")
@click.option(
    "--expected",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of who is expected to report: issuer (name or id), year, due.",
)
@OCR
@told
def load(
    paths: tuple[Path, ...],
    archive: Path,
    manifest: Path | None,
    originals: Path | None,
    no_originals: bool,
    jobs: int,
    scheduler: str | None,
    again: bool,
    expected: Path | None,
    ocr: bool,
) -> int:
    """Load files, folders or a manifest into the archive.

    A file that cannot be read is recorded with the reason, and the batch goes on. Running it again goes on where it stopped.
    """
    from extract.archive import Archive
    from extract.keep.originals import Store
    from extract.load import progress
    from extract.load.batch import Batch
    from extract.load.candidates import candidates, spent

    folder = originals or archive.parent / "originals"
    own = (archive.with_name(archive.name + end) for end in ("", "-wal", "-shm", ".pages"))
    files = candidates(paths, manifest, own=(folder, *own))
    if not files and not expected:
        raise click.UsageError("Nothing to load: name files or folders, or give --manifest or --expected.")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with Archive(archive) as target, progress.shown(len(files), sys.stderr) as tell:
        _tell_kept(target.kept)
        for report in target.stale() if target.kept else target.decide():
            target.recode(report)
        for message in target.expect(expected) if expected else ():
            click.echo(f"unknown  {message}", err=True)
        store = None if no_originals else Store(folder)
        outcome = Batch(target, store, jobs, again, tell, ocr, scheduler).run(spent(files))
        for advice in target.earlier(folder):
            click.echo(f"nianbao: {advice}.", err=True)
    for name, warning in outcome.warned:
        click.echo(f"warned   {name}: {warning}", err=True)
    for name, reason, message in outcome.refused:
        click.echo(f"refused  {name}: {reason}: {message}", err=True)
    click.echo(", ".join(f"{name} {outcome.counts[name]}" for name in ("ok", "warned", "refused", "known")))
    return 1 if outcome.refused else 0


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Everything that was understood, as JSON.")
@OCR
@told
def read(file: Path, as_json: bool, ocr: bool) -> None:
    """Show what is understood of one file: chapters, coded values, what stays open, findings.

    Of an archive of files the members are listed.
    """
    from extract.look import look
    from extract.show import lines, members

    said = look(file, ocr)
    if said.refusal:
        end(f"{file}: {said.refusal.reason}: {said.refusal.message}", UnreadableFile.status)
    elif as_json:
        what = said.reading or {"media_type": said.media_type, "members": [member.name for member in said.members]}
        click.echo(msgspec.json.format(msgspec.json.encode(what)).decode())
    else:
        for line in lines(said.reading, codebook.load()) if said.reading else members(said):
            click.echo(line)


@main.command()
@ARCHIVE
@told
def check(archive: Path) -> int:
    """List the archive's findings, and every report in which something printed is not accounted for."""
    from extract import readonly
    from extract.audit import violations

    with closing(readonly.connect(archive)) as connection:
        findings = connection.execute(
            "select d.file_name, f.rule, f.verdict, f.message from findings f join reports r on r.id = f.report_id"
            " join documents d on d.id = r.document_id order by 1, f.id"
        ).fetchall()
        broken = list(violations(connection))
        reports, unmapped = (
            connection.execute(f"select count(*) from {table}").fetchone()[0] for table in ("reports", "unmapped")
        )
    for name, rule, verdict, message in findings:
        click.echo(f"finding    {name}: {rule} [{verdict}] {message}")
    for item in broken:
        click.echo(f"violation  {item.file_name}: {item.message}")
    found = f"findings {len(findings)}, unmapped cells {unmapped}, violations of the accounting identity {len(broken)}"
    click.echo(f"reports {reports}, {found}")
    return 1 if findings or broken else 0


@main.command()
@ARCHIVE
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Entries of each kind to list.")
@click.option("--accept", help="The id of an entry to settle.")
@click.option("--as", "meaning", help="The code of the label, or the right value; without it the value as read.")
@click.option("--by", "author", help="Who decides; asked for values.")
@click.option("--reason", help="Why; asked for values.")
@told
def review(
    archive: Path, limit: int, accept: str | None, meaning: str | None, author: str | None, reason: str | None
) -> int:
    """List labels that nobody has coded and values in doubt, with candidates; settle one with --accept.

    A label becomes a row of schema/labels.csv, a value a row of decisions.csv beside the archive; `recode` applies both.
    """
    from extract import readonly, settle
    from extract import review as reviewing

    with closing(readonly.connect(archive)) as connection:
        book = codebook.load()
        labels, doubts = reviewing.unmapped(connection, book), reviewing.doubtful(connection)
    if accept:
        click.echo(settle.settle(accept, labels, doubts, settle.Answer(meaning, author, reason), archive))
        return 0
    for line in reviewing.lines(labels[:limit], doubts[:limit]):
        click.echo(line)
    click.echo(f"labels without a code {len(labels)}, values in doubt {len(doubts)}")
    return 1 if labels or doubts else 0


@main.command()
@ARCHIVE
@click.option("--all", "everything", is_flag=True, help="Also reports that were coded with this very codebook.")
@told
def recode(archive: Path, everything: bool) -> int:
    """Apply the codebook and decisions.csv of today to the stored cells; no file is read. Shows what changed."""
    from extract import readonly
    from extract.archive import Archive
    from extract.compare import recoded

    readonly.connect(archive, readonly.KNOWN).close()
    counts: Counter[str] = Counter()
    with Archive(archive) as target:
        _tell_kept(target.kept)
        reports = target.stale(everything)
        for change in recoded(target, reports):
            counts[change.kind] += 1
            click.echo(change)
        target.compare_words(os.cpu_count() or 1)
        for advice in target.earlier(archive.parent / "originals"):
            click.echo(f"nianbao: {advice}.", err=True)
    click.echo(f"reports {len(reports)}, " + ", ".join(f"{kind} {counts[kind]}" for kind in KINDS))
    return 0


@main.command()
@click.argument("before", required=False, type=click.Path(path_type=Path))
@click.argument("after", required=False, type=click.Path(path_type=Path))
@click.option(
    "--versions",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Instead of two archives: what corrected reports of this one print otherwise.",
)
@told
def compare(before: Path | None, after: Path | None, versions: Path | None) -> int:
    """Show the facts gained, lost and changed between two archives, or between the versions of reports in one."""
    from extract import compare as comparing

    if versions is None and (before is None or after is None):
        raise click.UsageError("Name two archives, or one with --versions.")
    counts: Counter[str] = Counter()
    found = comparing.versions(versions) if versions else comparing.compare(before, after)  # type: ignore[arg-type]
    for change in found:
        counts[change.kind] += 1
        click.echo(change)
    click.echo(", ".join(f"{kind} {counts[kind]}" for kind in KINDS))
    return 1 if counts else 0


@main.command()
@click.argument("query")
@told
def codes(query: str) -> int:
    """Explain a code, a printed label or a concept."""
    hits = codebook.load().find(query)
    for hit in hits:
        click.echo(str(hit))
    if not hits:
        click.echo(f"nianbao: nothing in the codebook matches {query!r}; try a part of the label", err=True)
    return 0 if hits else 1


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told
def forms(file: Path) -> None:
    """Show how the tables of a file differ from every known edition: rows gone, new, moved, columns too."""
    from extract import forms as comparing
    from extract.read import read as read_document

    book = codebook.load()
    try:
        document = read_document(file.read_bytes())
    except UnreadableFile as error:
        end(f"{file}: {error.reason}: {error}", UnreadableFile.status)
    for line in comparing.lines(comparing.compare_forms(comparing.printed(document, book), book)):
        click.echo(line)


@main.command()
@ARCHIVE
@click.option(
    "--originals",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the originals. [default: originals/ beside the archive]",
)
@click.option("--no-originals", is_flag=True, help="The archive was loaded without keeping the original files.")
@click.option("--quick", is_flag=True, help="Leave out the index of words, the accounting identity, derived values.")
@told
def verify(archive: Path, originals: Path | None, no_originals: bool, quick: bool) -> int:
    """Check that the archive and its originals are as they were written; also while others load.

    Each problem has a code that stays the same; at the end stands what to do about each kind.
    """
    from extract import verify as verifying
    from extract.keep.originals import Store

    store = None if no_originals else Store(originals or archive.parent / "originals")
    counts: Counter[str] = Counter()
    for problem in verifying.verify(archive, store, quick):
        counts[problem.code] += 1
        click.echo(problem)
    for code in counts:
        click.echo(f"nianbao: {code}: {verifying.CODES[code]}", err=True)
    if not verifying.compared(archive):
        click.echo(f"nianbao: {verifying.NOT_COMPARED}", err=True)
    click.echo(f"problems {counts.total()}")
    return 1 if counts else 0


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@ARCHIVE
@click.option(
    "--originals", is_flag=True, help="Copy decisions.csv and the originals too, into originals/ beside FILE."
)
@told
def backup(file: Path, archive: Path, originals: bool) -> int:
    """Copy the archive into FILE, also while others load; what is in FILE is whole, or what was there before."""
    from extract import backup as backing

    click.echo(backing.backup(archive, file, originals))
    return 0


@main.command()
@ARCHIVE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on.")
@click.option(
    "--originals",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the originals, to show numbers on their pages. [default: originals/ beside the archive]",
)
@click.option("--public", is_flag=True, help="Bound everything that strangers can ask for; see SECURITY.md.")
@click.option("--no-sql", is_flag=True, help="With --public: no SQL but our own.")
@click.option("--allow-download", is_flag=True, help="With --public: give out the archive as a file.")
@click.option(
    "--trusted-proxy", multiple=True, help="With --public: address or network of a proxy, believed on who asks."
)
@click.option("--client-header", help="With --trusted-proxy: the header that names who asks, such as X-Forwarded-For.")
@told
def serve(archive: Path, host: str, port: int, originals: Path | None, public: bool, **guarded: Any) -> None:
    """Serve the archive in a browser, read-only, until Ctrl-C."""
    from extract import readonly
    from extract.serve import site

    bounds = _public(public, **guarded)
    readonly.connect(archive).close()
    click.echo(f"http://{host}:{port}/archive")
    with suppress(KeyboardInterrupt):
        site.run(archive, host, port, originals, bounds)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@ARCHIVE
@click.option(
    "--previous",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the release before, to tell what changed.",
)
@told
def publish(folder: Path, archive: Path, previous: Path | None) -> None:
    """Write a release: a snapshot that never changes, Parquet, CSV, xlsx, what they hold, what changed, and sums.

    The folder must be empty or not there. SOURCE_DATE_EPOCH sets the time that the release bears.
    """
    from extract import publish as publishing
    from extract.publish.steps import Steps

    made = publishing.publish(archive, folder, previous, Steps(sys.stderr))
    click.echo(
        f"release {made.version}: reports {made.counts['reports']}, facts {made.counts['facts']}, content {made.content}"
    )


def _public(
    public: bool, no_sql: bool, allow_download: bool, trusted_proxy: tuple[str, ...], client_header: str | None
) -> "Public | None":
    """How an instance is public, as the command line has it."""
    from ipaddress import ip_network

    from extract.serve.public import Public

    if not public:
        if no_sql or allow_download or trusted_proxy or client_header:
            raise click.UsageError("--no-sql, --allow-download, --trusted-proxy and --client-header go with --public.")
        return None
    try:
        proxies = tuple(ip_network(each) for each in trusted_proxy)
        return Public(not no_sql, allow_download, proxies, (client_header or "").lower())
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
