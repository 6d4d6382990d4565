"""The home page, `/`: one search box, what the archive holds, and ways into it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from datasette import Request, Response

from extract.serve import page, places
from extract.serve.bars import Bars, bars
from extract.serve.kept import kept

BY_YEAR = "select year, coalesce(form, '') as form, count(*) from reports where year is not null group by year, form order by 1, 2"
NUMBERS = {
    "reports": "select count(*) from reports",
    "offices": "select count(distinct issuer_id) from reports",
    "files": "select count(*) from documents",
    "sections": "select count(*) from sections",
    "refused": "select count(*) from documents where status = 'refused'",
}
# What is loaded last has the highest number.
RECENT = """
select r.id, r.title, r.year, r.issuer_id, i.name as issuer from reports r left join issuers i on i.id = r.issuer_id
where r.is_current = 1 order by r.no desc limit 8
"""
SOFTWARE = "https://www.apache.org/licenses/LICENSE-2.0"
# Parts of bars that differ in greyscale too: light, dark, hatched, grey, dotted.
FILLS = ("#d5dfe9", "#1f4e79", "url(#part2)", "#8aa5bf", "url(#part4)")


async def view(request: Request, datasette: Any) -> Response:
    """The page."""
    await page.allowed(datasette, request)
    held = await kept(datasette, "home", _held)
    provinces = await places.counted(datasette, "")
    loaded = _loaded(str(datasette.get_database("archive").path))
    parts = held | {
        "fills": FILLS,
        "loaded": loaded,
        "provinces": provinces,
        "recent": await page.rows(datasette, RECENT),
    }
    return await page.render(datasette, request, "home.html", parts | {"dataset": _dataset(datasette, request, parts)})


def _held(connection: Connection) -> dict[str, Any]:
    """What the archive holds, in numbers."""
    counted = [tuple(row) for row in connection.execute(BY_YEAR)]
    numbers = {name: connection.execute(sql).fetchone()[0] for name, sql in NUMBERS.items()}
    years = sorted({year for year, *_ in counted})
    return {
        "numbers": numbers, "years": years, "forms": sorted({form for _, form, _ in counted}),
        "counted": {(year, form): count for year, form, count in counted}, "chart": chart(counted),
    }  # fmt: skip


def chart(counted: Sequence[tuple[int, str, int]]) -> Bars | None:
    """Reports by year, each bar in parts by form; None without any."""
    if not counted:
        return None
    years = range(min(year for year, *_ in counted), max(year for year, *_ in counted) + 1)
    forms = sorted({form for _, form, _ in counted})
    found = {(year, form): count for year, form, count in counted}
    return bars([(str(year), [found.get((year, form), 0) for form in forms]) for year in years])


def _loaded(path: str) -> str | None:
    """When the archive was last written, as a date and time of UTC: its file or the log beside it, the later one."""
    written = [file.stat().st_mtime for file in (Path(path), Path(f"{path}-wal")) if file.is_file()]
    return datetime.fromtimestamp(max(written), UTC).strftime("%Y-%m-%d %H:%M") if written else None


def _dataset(datasette: Any, request: Request, parts: Mapping[str, Any]) -> str:
    """The archive as a schema.org Dataset. `<` is escaped, so that no text can end the element that holds it."""
    here = datasette.absolute_url(request, datasette.urls.path("/"))
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "政府信息公开工作年度报告档案",
        "alternateName": "Archive of Chinese annual reports on open government information",
        "description": "各级行政机关公布的政府信息公开工作年度报告：正文可以全文搜索，表中每个数字都有编码，并能回到原文中的位置。",
        "url": here,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "license": SOFTWARE,
        "creator": {"@type": "Organization", "name": "nianbao"},
        "spatialCoverage": {"@type": "Country", "name": "China"},
        "keywords": ["政府信息公开", "年度报告", "依申请公开", "open government information"],
        "variableMeasured": ["收到申请数", "办理结果", "行政复议", "行政诉讼"],
    }
    if parts["years"]:
        said["temporalCoverage"] = f"{parts['years'][0]}/{parts['years'][-1]}"
    if parts["loaded"]:
        said["dateModified"] = parts["loaded"][:10]
    said["distribution"] = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": here + at}
        for kind, at in (
            ("application/json", "archive/reports.json"),
            ("text/csv", "data/panel.csv"),
            ("text/csv", "data/facts.csv"),
        )
    ]
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


ROUTES = [(r"/$", view)]
