"""The pages of a release that people read first: README.md and CITATION.cff."""

from string import Template

import yaml

from extract.publish.release import Release
from extract.serve import described

_README = Template("""\
# 年报档案 $version

各级行政机关公布的政府信息公开工作年度报告：$reports 份报告，$offices 个机关，$first–$last 年，$facts 个数值，$sections 个章节。
每个数值都能回到它印在原文中的位置。**引用之前请看 `confidence`（低于 0.95 请核对原文）、`missing`（为什么没有数值）和
`match`（各版表格是否可比）。** 本版有 $doubtful 个数值把握低于 0.95，$findings 处矛盾或疑问，$refused 个文件未能读取。

| 文件 | 内容 |
| --- | --- |
| `archive.db` | 全部内容，SQLite；`nianbao serve --archive archive.db`，或 `datasette -i archive.db --inspect-file inspect-data.json -m metadata.yml` |
| `parquet/` | 各表；属于报告的表按 `form`（表格版本）和 `year`（年度）分区 |
| `csv/` | 同上，不含 `cells` 和 `sections`；UTF-8 带标记。电子表格会改动的文字前有 `'` |
| `xlsx/` | `wide-`：一行一份报告，一列一个指标，`doubtful` 列出有疑问的各列；`panel-`：可跨年比较的指标 |
| `datapackage.json` | 各列的含义、键和来源（Frictionless） |
| `CHANGES.md`、`changes.csv`、`changed_reports.csv` | 与上一版的差别 |
| `SHA256SUMS` | `sha256sum -c SHA256SUMS` |

$tables_zh

引用：$citation

许可与来源：$licence

# nianbao, release $version

Annual reports of Chinese government offices on open government information: $reports reports of $offices offices, $first–$last,
$facts values, $sections chapters. Every value leads back to the spot where it was printed. **Before you quote one, look at
`confidence` (below 0.95: check the source), `missing` (why there is no value) and `match` (whether editions compare).** In this
release $doubtful values have a confidence below 0.95; there are $findings findings, and $refused files could not be read.

| file | what it holds |
| --- | --- |
| `archive.db` | everything, SQLite; `nianbao serve --archive archive.db`, or `datasette -i archive.db --inspect-file inspect-data.json -m metadata.yml` |
| `parquet/` | the tables; those that belong to reports are parted by `form` (edition) and `year` |
| `csv/` | the same without `cells` and `sections`; UTF-8 with its mark. A text that a spreadsheet would change has a `'` before it |
| `xlsx/` | `wide-`: a row per report, a column per figure, `doubtful` names the columns in doubt; `panel-`: what compares over the years |
| `datapackage.json` | what columns mean, keys and sources (Frictionless) |
| `CHANGES.md`, `changes.csv`, `changed_reports.csv` | what differs from the release before |
| `SHA256SUMS` | `sha256sum -c SHA256SUMS` |

$tables_en

A number that a double cannot hold to the last digit stands in `<column>_exact` of the Parquet files, as text.

Cite as: $citation

Made by $by. The hash of all that it says is `$content`.
""")


def readme(release: Release, names: list[str]) -> str:
    """README.md; `names` are the published tables."""
    told = {each.name: each for each in described.tables()}
    lists = {
        f"tables_{language}": "\n".join(f"- `{name}`: {told[name].about[place]}" for name in names)
        for place, language in enumerate(("zh", "en"))
    }
    said = {"citation": release.citation, "licence": release.licence, "by": release.by, "content": release.content}
    return _README.substitute(release.counts | lists | said | {"version": release.version})


def about(release: Release) -> list[tuple[str, str]]:
    """What every workbook says of itself."""
    return [
        ("题名 / Title", "年报档案 / nianbao"),
        ("版本 / Version", f"{release.version}; {release.by}"),
        ("引用 / Citation", release.citation),
        ("许可 / Licence", release.licence),
        ("请核对 / Look at", "doubtful, missing, match"),
    ]


def citation(release: Release) -> str:
    """CITATION.cff."""
    said = {
        "cff-version": "1.2.0",
        "message": "引用本数据集时请注明版本。 / Please name the version when you cite this data set.",
        "type": "dataset",
        "title": "年报档案 / nianbao: annual reports on government information in China",
        "authors": [{"name": "nianbao"}],
        "version": release.version,
        "date-released": release.made.date(),
        "identifiers": [{"type": "other", "value": f"sha256:{release.content}", "description": "hash of the content"}],
        "keywords": ["政府信息公开", "年度报告", "open government information", "China"],
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False)
