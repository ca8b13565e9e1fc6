"""Lists as they really come: what each means, what is asked about it, and what is refused at which cell."""

from datetime import date

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Department
from tests import factories as make
from tests.breakdown.sheets import Reads, codes, faults, item, names, rows_of
from tests.personas import District

pytestmark = pytest.mark.django_db
Departments = dict[str, Department]


def test_a_clean_row_becomes_a_new_item(reads: Reads, departments: Departments, district: District) -> None:
    line = reads(rows_of(item())).only
    assert line.kind == "new"
    assert (line.row.row, line.row.item, line.row.target) == (4, "改造老旧小区", "改造10个小区")
    assert (line.lead, names(line.supporting)) == (departments["zjj"], ["区城管局"])
    assert (line.due and line.due.on, line.section, line.leader) == (date(2024, 10, 31), district.part, None)


def test_the_header_is_found_below_title_unit_and_empty_rows(reads: Reads) -> None:
    rows = [
        ("赣州市章贡区2024年重点工作任务分解表",),
        (),
        ("填报单位：区政府督查室", None, None, "2024年2月"),
        *rows_of(item())[1:],
    ]
    line = reads(rows).only
    assert (line.kind, line.row.row) == ("new", 6)


def test_headings_are_known_by_their_synonyms_blanks_and_brackets(reads: Reads, departments: Departments) -> None:
    header = ("编 号", "重点\n工作", "目标任务（年度）", "责任单位*", "参与单位", "办理时限", "分管领导", "备 注")
    line = reads(rows_of(item(), header=header)).only
    assert (line.kind, line.lead, line.row.target) == ("new", departments["zjj"], "改造10个小区")


def test_a_header_of_two_rows_is_read_by_its_lower_one(reads: Reads, departments: Departments) -> None:
    upper = ("序号", "工作任务", "年度目标", "责任分工", None, "完成时限", "责任领导", "备注")
    lower = (None, None, None, "牵头单位", "配合单位", None, None, None)

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D2:E2")
        for column in "ABCFGH":
            sheet.merge_cells(f"{column}2:{column}3")

    line = reads([("分解表",), upper, lower, ("一、加快产业升级",), item()], merge).only
    assert (line.kind, line.row.row) == ("new", 5)
    assert (line.lead, names(line.supporting)) == (departments["zjj"], ["区城管局"])


def test_a_column_without_a_heading_of_its_own_is_named(reads: Reads) -> None:
    header = ("序号", "工作任务", None, "牵头单位", "完成时限")
    rows = rows_of((1, "城市更新", "改造老旧小区", "区住建局", "年底"), header=header)
    preview = reads(rows, lambda sheet: sheet.merge_cells("B2:C2"))
    assert preview.remarks == ["工作表“分解表”：以下列不导入：C。"]
    assert reads(rows_of(item())).remarks == []


def test_cells_merged_downwards_hold_for_each_row(reads: Reads, departments: Departments) -> None:
    items = [
        item(),
        item(number=2, item="治理内涝", lead=None, deadline=None),
        item(number=3, item="新建公园", lead=None),
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D4:D6")
        sheet.merge_cells("F4:F5")

    preview = reads(rows_of(*items), merge)
    assert [line.lead for line in preview.lines] == [departments["zjj"]] * 3
    assert preview.lines[1].due == preview.lines[0].due
    assert preview.kinds == ["new"] * 3


def test_an_item_over_several_rows_is_asked_about(reads: Reads) -> None:
    items = [item(), (None, None, "新增停车位200个", "区城管局", "", "年底前")]
    preview = reads(rows_of(*items), lambda sheet: [sheet.merge_cells(cells) for cells in ("A4:A5", "B4:B5")])
    assert preview.kinds == ["open", "open"]
    one, each = preview.plan.open_questions[0].options.values()
    assert [line.row.item for line in preview.answer(shared=each).lines] == [
        "改造老旧小区：改造10个小区",
        "改造老旧小区：新增停车位200个",
    ]
    joined = preview.answer(shared=one)
    assert joined.only.row.target == "改造10个小区；新增停车位200个"


def test_headings_sums_and_notes_are_no_items(reads: Reads, district: District) -> None:
    rows = rows_of(
        item(), ("（一）坚持创新引领",), item(number=2, item="新建公园"), (None, "小计", 2), (), ("合计", None, 2),
        ("注：本表由区政府督查室负责解释。",),
    )  # fmt: skip
    preview = reads(rows)
    assert [(line.row.item, line.section) for line in preview.lines] == [
        ("改造老旧小区", district.part),
        ("新建公园", district.theme),
    ]
    assert [remark.code for _sheet, remark in preview.plan.remarks] == ["sum_left_out", "sum_left_out", "note_left_out"]


def test_a_heading_that_the_report_does_not_have_is_asked_about(reads: Reads, district: District) -> None:
    preview = reads(rows_of(item(), part="二、城市更新"))
    assert (preview.kinds, len(preview.asked)) == (["open"], 1)
    assert preview.answer(section="加快产业升级").only.section == district.part


def test_hidden_rows_are_asked_about_once(reads: Reads) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[5].hidden = True

    preview = reads(rows_of(item(), item(number=2, item="藏起来的事项")), hide)
    assert (preview.kinds, len(preview.asked)) == (["new", "open"], 1)
    assert preview.answer(hidden="一并导入").kinds == ["new", "new"]
    assert preview.answer(hidden="不导入").kinds == ["new", "left_out"]


def test_hidden_columns_and_sheets_are_not_read_but_told(reads: Reads) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["H"].hidden = True
        another = sheet.parent.copy_worksheet(sheet)
        another.title, another.sheet_state = "旧表", "hidden"

    preview = reads(rows_of(item(note="内部掌握")), hide)
    assert (preview.only.row.note, preview.kinds) == ("", ["new"])
    assert [remark.code for _sheet, remark in preview.plan.remarks] == ["hidden_columns", "hidden_sheet"]


def test_each_sheet_with_a_list_is_read(reads: Reads) -> None:
    def another(sheet: Worksheet) -> None:
        second = sheet.parent.create_sheet("第二批")
        for row in rows_of(item(item="新建公园")):
            second.append(row)
        sheet.parent.create_sheet("填表说明").append(("请如实填写",))

    preview = reads(rows_of(item()), another)
    assert [(line.table.sheet, line.kind) for line in preview.lines] == [("分解表", "new"), ("第二批", "new")]
    assert [remark.code for _sheet, remark in preview.plan.remarks] == ["no_list_here"]


def test_numbers_may_be_fractions_wide_digits_and_twice(reads: Reads) -> None:
    preview = reads(rows_of(item(number=1.0), item(number="２．", item="甲事项"), item(number="2", item="乙事项")))
    assert [line.row.number for line in preview.lines] == ["1", "2", "2"]
    assert (preview.kinds, codes(preview.lines[2].remarks)) == (["new"] * 3, [("number_repeated", "number")])


def test_an_item_that_stands_twice_is_refused_the_second_time(reads: Reads) -> None:
    assert faults(reads(rows_of(item(), item(number=2)))) == [(5, "item", "item_repeated")]


def test_ditto_means_what_stands_above(reads: Reads, departments: Departments) -> None:
    preview = reads(rows_of(item(), item(number=2, item="新建公园", lead="同上", supporting="同上", deadline="〃")))
    assert preview.lines[1].lead == departments["zjj"]
    assert preview.lines[1].due == preview.lines[0].due
    assert names(preview.lines[1].supporting) == ["区城管局"]


def test_formulas_and_errors_are_refused_at_their_cells(reads: Reads) -> None:
    preview = reads(rows_of(item(number="=ROW()-3", target="=1+1", lead="#REF!")))
    found = faults(preview)
    assert (4, "target", "formula") in found
    assert (4, "lead", "error_value") in found
    assert not [fault for fault in found if fault[1] == "number"]


def test_words_that_a_spreadsheet_would_run_stay_words(reads: Reads) -> None:
    def quote(sheet: Worksheet) -> None:
        for place in ("B4", "C4"):
            sheet[place].data_type = "s"

    line = reads(rows_of(item(item='=HYPERLINK("http://x")', target="@SUM(1)")), quote).only
    assert (line.kind, line.row.item, line.row.target) == ("new", '=HYPERLINK("http://x")', "@SUM(1)")


def test_control_characters_and_markup_are_refused(reads: Reads) -> None:
    preview = reads(rows_of(item(item="改造_x0007_小区", note="<script>alert(1)</script>")))
    assert faults(preview) == [(4, "item", "unshown"), (4, "note", "markup")]


def test_texts_that_are_too_long_are_refused_with_their_length(reads: Reads) -> None:
    preview = reads(rows_of(item(item="长" * 121, target="长" * 2000)))
    assert faults(preview) == [(4, "item", "too_long"), (4, "target", "too_long")]
    assert "2000" in preview.faults[1]


def test_a_row_without_item_or_lead_is_refused(reads: Reads) -> None:
    preview = reads(rows_of(item(item=""), item(number=2, lead="")))
    assert faults(preview) == [(4, "item", "item_missing"), (5, "lead", "lead_missing")]


def test_a_code_names_an_item_and_an_unknown_one_is_refused(reads: Reads, district: District) -> None:
    preview = reads(rows_of(item(number="2024-1-005", item="新名称"), item(number="2024-9-999", item="别的")))
    assert preview.lines[0].project == district.draft
    assert faults(preview) == [(5, "number", "code_unknown")]


def test_a_similar_name_is_asked_about(reads: Reads, district: District) -> None:
    project = make.make_project(district.part, "2024-1-077", name="实施城区老旧小区改造工程项目")
    preview = reads(rows_of(item(item="实施城区老旧小区改造工程")))
    assert list(preview.asked.values()) == [["2024-1-077 实施城区老旧小区改造工程项目"]]
    assert preview.answer(same="2024-1-077 实施城区老旧小区改造工程项目").only.project == project
    assert preview.answer(same="都不是，作为新事项").only.kind == "new"


def test_too_many_rows_are_refused(reads: Reads) -> None:
    preview = reads(rows_of(*(item(number=n, item=f"第{n}件事项") for n in range(1, 502))))
    assert len(preview.lines) == 500
    assert [remark.code for _sheet, remark in preview.plan.faults] == ["too_many_rows"]
    assert not preview.plan.is_ready
