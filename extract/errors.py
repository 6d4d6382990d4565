"""Errors for people: what went wrong, where, and what to do now. `cli.py` alone turns them into a line and a status."""


class ExtractError(Exception):
    """The base of all errors that a person can do something about; `status` is the exit status of a command."""

    status = 2


class UnreadableFile(ExtractError):
    """The bytes are not a document that we can read; `reason` is a code of schema/reasons.csv.

    `scanned` is how many pages text recognition could read instead, `links` what a page links to.
    """

    status = 1

    def __init__(
        self,
        reason: str,
        message: str,
        media_type: str = "application/octet-stream",
        scanned: int = 0,
        links: tuple[str, ...] = (),
    ):
        super().__init__(message)
        self.reason = reason
        self.media_type = media_type
        self.scanned = scanned
        self.links = links


class SchemaError(ExtractError):
    """A file in schema/ does not say what it must; the message names the file, the place and the mend."""


class ArchiveError(ExtractError):
    """The archive is not there, or is not one of ours."""


class OriginalError(ExtractError):
    """A file in the folder of originals is not as it was written; the message names it and the mend."""

    status = 1


class DecisionError(ExtractError):
    """A line of decisions.csv cannot be meant; the message names the line and the mend."""


class ClusterError(ExtractError):
    """The cluster that is to read cannot: it is not there, has no workers, or they are of another kind."""


class MissingTool(ExtractError):
    """A program or package that only some things need is not installed; the message names what to install."""

    status = 1


class PublishError(ExtractError):
    """A release cannot be made there or of that; the message says why and what to do."""
