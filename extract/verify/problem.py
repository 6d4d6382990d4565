"""What can be wrong with an archive or its originals: a code that stays, and what to do."""

from dataclasses import dataclass

RESTORE = "take the archive from a backup, or make it anew: nianbao load originals/ --archive new.db"
AGAIN = "run `nianbao recode --all`; if it comes again, " + RESTORE
REPLACE = "take the file from a backup, or load it once more from where it was published"

CODES = {
    "database": f"the file of the archive is damaged: {RESTORE}",
    "length": f"the file of the archive is longer or shorter than it says: {RESTORE}",
    "page": f"bytes of the file of the archive have changed since it was written: {RESTORE}",
    "checksums": "the checksums of the pages of the archive are damaged: delete that file; the next `nianbao load` makes it anew",
    "reference": f"a row leads to a row that is not there: {RESTORE}",
    "seal": f"it is not as it was committed: {RESTORE}",
    "identity": "something printed is not accounted for: look at the report with `nianbao check`",
    "words": f"the index of words is not that of the texts: {RESTORE}",
    "panel": f"a value derived from facts is not theirs: {AGAIN}",
    "missing": f"the original of a document is not there: {REPLACE}",
    "changed": f"an original is not what its name says: {REPLACE}",
    "unreadable": "a file cannot be read: look at the disk and at the permissions",
    "unloaded": "the archive does not know an original: load it, or take it out",
    "sidecar_missing": "an original has no sidecar: load its file once more",
    "sidecar_damaged": f"a sidecar is not as it was written: {REPLACE}",
    "sidecar_differs": "the archive and a sidecar do not say the same: load the original once more",
    "sidecar_alone": f"a sidecar has no original: {REPLACE}",
    "stray": "a file does not belong into the folder of originals: take it out",
}

NOT_COMPARED = (
    "the pages of the archive have no checksums now: whoever wrote last was cut off, still writes, or was another program. "
    "The next `nianbao load` or `nianbao recode` makes them"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `code` is of CODES."""

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}  {self.where}: {self.message}"

    @property
    def advice(self) -> str:
        """What to do."""
        return CODES[self.code]
