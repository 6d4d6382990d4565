"""LibreOffice, where it is installed: one file in, one .docx or .xlsx out, and nothing left behind."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from extract.errors import UnreadableFile

# Seconds for one conversion; a file that our readers take has thirty in all.
PATIENCE = 25.0
# A fresh profile makes the program ask to be started once more; its own launcher would do that.
_AGAIN = 81
_FLAGS = (
    "--headless",
    "--invisible",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nolockcheck",
    "--nofirststartwizard",
)

# No macro runs, nothing outside the file is fetched, and what would be fetched all the same meets a closed port.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_CLOSED = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of file is converted: the end of its name, the filter that reads it and no other, and what comes out."""

    ending: str
    filter: str
    target: str


def program() -> Path | None:
    """The program itself, without the launcher that would outlive a kill; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    path = Path(found).resolve()
    bare = path.with_name("soffice.bin")
    return bare if bare.is_file() else path


def convert(data: bytes, kind: Kind, media_type: str) -> bytes:
    """The converted file; raises `UnreadableFile` where there is no program, or where it does not write that one file.

    It answers 0 and writes nothing, or the source as text, for a file that is not what its name says: so the filter is given.
    """
    return convert_all([data], kind, media_type)[0]


def convert_all(files: list[bytes], kind: Kind, media_type: str) -> list[bytes]:
    """Files of one kind, converted by one start of the program."""
    path = program()
    if path is None:
        raise UnreadableFile(
            "unsupported",
            "only LibreOffice reads such a file; install it, or save the file as .docx or .xlsx",
            media_type,
        )
    with TemporaryDirectory(prefix="soffice-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number}.{kind.ending}" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        _profile(folder / "profile")
        (folder / "out").mkdir()
        _run(_command(path, folder, sources, kind), folder, media_type)
        return _only(folder / "out", [f"{source.stem}.{kind.target}" for source in sources], media_type)


def _profile(folder: Path) -> None:
    """A profile of this one conversion, which is thrown away with it."""
    (folder / "user").mkdir(parents=True)
    text = _SETTINGS.format("".join(_ITEM.format(*item) for item in _CLOSED))
    (folder / "user" / "registrymodifications.xcu").write_text(text, "utf-8")


def _command(path: Path, folder: Path, sources: list[Path], kind: Kind) -> list[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    told = [
        f"--infilter={kind.filter}",
        "--convert-to",
        kind.target,
        "--outdir",
        str(folder / "out"),
        *map(str, sources),
    ]
    return [str(path), profile, *_FLAGS, *told]


def _run(command: list[str], folder: Path, media_type: str) -> None:
    """Run the program, twice where it asks for that; it stays in our process group, so that whoever ends us ends it."""
    places = {"HOME": str(folder), "TMPDIR": str(folder)}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", **places}
    end = time.monotonic() + PATIENCE
    try:
        for _ in range(2):
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=environment,
                timeout=max(0.1, end - time.monotonic()),
            )
            if done.returncode != _AGAIN:
                break
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("timeout", f"LibreOffice took longer than {PATIENCE:g} seconds", media_type) from error
    except OSError as error:
        raise UnreadableFile("unsupported", f"LibreOffice cannot be started: {error.strerror}", media_type) from error
    if done.returncode:
        raise UnreadableFile(
            "damaged", f"LibreOffice cannot read the file (it ended with {done.returncode})", media_type
        )


def _only(folder: Path, names: list[str], media_type: str) -> list[bytes]:
    """The bytes of the files that had to be written, where no other was."""
    written = {path.name for path in folder.iterdir()}
    if written != set(names):
        what = f"it wrote {len(written)} files" if written else "it wrote nothing"
        raise UnreadableFile("damaged", f"LibreOffice cannot read the file: {what}", media_type)
    return [(folder / name).read_bytes() for name in names]
