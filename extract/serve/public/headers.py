"""What a browser is told with every answer of a public instance, beside our policy for pages."""

from typing import Any

from extract.serve import page

SAFE = page.POLICY | {
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# What others may keep of a page that is nobody's own; Datasette says the same of its pages, for less long.
CACHE = "public, max-age=60"


def finish(message: dict[str, Any]) -> dict[str, Any]:
    """The beginning of an answer with what it does not say by itself."""
    said = [(name.lower(), value) for name, value in message.get("headers", [])]
    names = {name.decode("latin-1") for name, _ in said}
    added = SAFE | ({"cache-control": CACHE} if message["status"] == 200 else {})
    more = [(name.encode(), value.encode()) for name, value in added.items() if name not in names]
    return {**message, "headers": [*said, *more]}
