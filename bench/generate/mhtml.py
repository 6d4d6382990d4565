"""A sample as a web archive: the page and its style sheet as parts of a mail, the way a browser saves them."""

from email.charset import QP, Charset
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from . import html
from .invent import Sample

STYLE = "body { margin: 0 auto; width: 1000px; } table { border-collapse: collapse; }\n"


def write(sample: Sample) -> bytes:
    """The page in UTF-8, quoted-printable."""
    place = f"{html.SITE.format(seed=f'{sample.form}-{sample.seed:04d}')}/art/{90_000 + sample.seed}.html"
    mail = MIMEMultipart("related", boundary=f"----MultipartBoundary--{sample.seed:020d}----", type="text/html")
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = place
    mail.attach(_part(html.write(sample).decode("utf-8"), "html", place))
    mail.attach(_part(STYLE, "css", f"{place}.css"))
    return mail.as_bytes()


def _part(text: str, kind: str, place: str) -> MIMEText:
    coded = Charset("utf-8")
    coded.body_encoding = QP
    part = MIMEText(text, kind, coded)
    part["Content-Location"] = place
    return part
