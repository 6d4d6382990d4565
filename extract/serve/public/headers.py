"""What a browser is told with every answer; on Datasette's own pages only what their templates say may run."""

import re
import secrets
from contextvars import ContextVar
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

_nonce: ContextVar[str] = ContextVar("nonce", default="")
# A script or a style that a template writes itself. What a template is given is escaped, or comes after this.
_TAG = re.compile(r"<(script|style)(?=[\s>{])")

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Attributes of style that Datasette's templates have are not applied: a few borders lose their colour.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# What others may keep of a page that is nobody's own; Datasette says the same of its pages, for less long.
CACHE = "public, max-age=60"


class Marked(Extension):
    """Every script and style in the source of a template gets the mark of the request that it is shown for."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with marks."""
        return _TAG.sub(r'<\1 nonce="{{ nonce() }}"', source)


def mark(environment: Environment) -> None:
    """Have the templates marked."""
    environment.globals["nonce"] = _nonce.get
    environment.add_extension(Marked)


def start() -> None:
    """A new mark for the request at hand."""
    _nonce.set(secrets.token_urlsafe(16))


def finish(message: dict[str, Any]) -> dict[str, Any]:
    """The beginning of an answer with what it does not say by itself."""
    said = [(name.lower(), value) for name, value in message.get("headers", [])]
    names = {name.decode("latin-1") for name, _ in said}
    added = SAFE | {"content-security-policy": POLICY.format(nonce=_nonce.get())}
    if message["status"] == 200:
        added["cache-control"] = CACHE
    more = [(name.encode(), value.encode()) for name, value in added.items() if name not in names]
    return {**message, "headers": [*said, *more]}
