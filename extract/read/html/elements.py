"""The elements of web pages by what they do to the text in them."""

# Elements that start and end a line of text.
_BLOCKS = (
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html iframe legend li listing main marquee menu nav noembed "
    "noframes noscript ol option p plaintext pre section select summary table tbody td text textarea tfoot th thead "
    "tr ul xmp "
)
BLOCKS = frozenset(_BLOCKS.split())
# Elements whose content is no text of the page: readings above characters are no part of the text either.
SILENT = frozenset(["head", "script", "style", "embed", "metadata", "desc", "rt", "rp"])
# Elements that never hold the report, those that hold it where they hold most of the page, and those that weigh nothing
# but may hold its title.
AROUND = frozenset(["aside", "button", "nav", "option", "select"])
INSTEAD = frozenset(["audio", "canvas", "iframe", "noembed", "noframes", "noscript", "object", "textarea", "video"])
WEIGHTLESS = frozenset(("header", "footer"))
# Elements that keep the line ends of the source.
LINED = frozenset(["listing", "plaintext", "pre", "textarea", "xmp"])
