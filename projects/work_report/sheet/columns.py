"""Which column of a breakdown list holds what: the headings that offices write, and where they stand."""

import re
from collections.abc import Mapping, Sequence
from unicodedata import normalize

# Column → headings in the order of preference; compared without blanks, brackets and punctuation.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "序", "任务编号", "项目编号", "事项编号", "代码", "任务序号"),
    "item": (
        "工作任务", "重点任务", "重点工作", "工作事项", "事项", "事项名称", "任务名称", "项目名称", "重点项目",
        "工作项目", "主要任务", "重点工作任务", "任务", "任务内容", "工作内容",
    ),
    "target": (
        "目标", "年度目标", "工作目标", "目标任务", "任务目标", "年度目标任务", "年度工作目标", "目标要求",
        "具体目标", "工作要求", "年度任务",
    ),
    "duties": ("责任分工", "分工", "任务分工", "单位分工", "牵头及配合单位", "牵头配合单位", "责任单位及分工"),
    "lead": ("牵头单位", "责任单位", "主责单位", "牵头部门", "责任部门", "牵头责任单位", "主办单位", "牵头"),
    "supporting": ("配合单位", "协办单位", "参与单位", "配合部门", "协助单位", "责任配合单位", "协同单位", "配合"),
    "deadline": (
        "完成时限", "办理时限", "时间要求", "完成时间", "时限", "完成期限", "时限要求", "办结时限", "时间节点",
    ),
    "leader": ("责任领导", "分管领导", "牵头领导", "区领导", "挂点领导", "包保领导", "分管区领导", "牵头区领导"),
    "note": ("备注", "说明"),
}  # fmt: skip
PROJECT_HEADINGS = frozenset({"项目名称", "重点项目", "工作项目"})
# A header names the item and at least one of these, else it is another table.
BESIDE_THE_ITEM = frozenset({"target", "duties", "lead", "supporting", "deadline", "leader"})
LONGEST_HEADING = 10
BRACKETS = re.compile(r"\([^)]*\)|[\s*:、/]")


def plain_heading(text: str) -> str:
    """A heading without blanks, brackets and stars: “牵头 单位（盖章）*” is 牵头单位."""
    return BRACKETS.sub("", normalize("NFKC", text))


def column_of(text: str) -> str | None:
    """The column that a heading stands for."""
    plain = plain_heading(text)
    return next((name for name, headings in HEADINGS.items() if plain in headings), None)


def columns_of(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[str, int] | None:
    """Columns of a header of one or two rows (column number → text); None if it is no header.

    ``lower`` is empty for a header of one row; a heading in the lower row is the more precise one.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for number in sorted({*upper, *lower}):
        text = next((row[number] for row in (lower, upper) if column_of(row.get(number, ""))), "")
        name = column_of(text)
        if name is not None:
            found.setdefault(name, []).append((HEADINGS[name].index(plain_heading(text)), number))
    columns = {name: min(places)[1] for name, places in found.items()}
    return columns if "item" in columns and BESIDE_THE_ITEM & set(columns) else None


def is_header_below(lower: Mapping[int, str], upper: Mapping[int, str]) -> bool:
    """Whether the next row goes on with the header: it names columns, and none that the row above names."""
    below = {column_of(text) for text in lower.values()} - {None}
    own = {number: text for number, text in lower.items() if upper.get(number) != text}
    return bool(below & BESIDE_THE_ITEM) and all(
        column_of(text) or len(text) <= LONGEST_HEADING for text in own.values()
    )


def names_projects(texts: Sequence[str]) -> bool:
    """Whether the item's heading says that the items are projects."""
    return any(plain_heading(text) in PROJECT_HEADINGS for text in texts)
