"""The workbook that an office fills in: headings, an example, lists to choose from, and how to fill it in."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from accounts.access import require_supervisor
from accounts.models import User
from indicators.models import WorkReport
from projects.work_report.breakdown.directory import Directory, directory_of

# The headings are Chinese in every language: the list is a Chinese office's document.
COLUMNS = (
    ("序号", 8), ("工作任务", 40), ("年度目标", 40), ("牵头单位", 18), ("配合单位", 30), ("完成时限", 16),
    ("责任领导", 18), ("备注", 24),
)  # fmt: skip
TITLE_ROW, HEADER_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = 503
LEAD, DEADLINE, LEADER = "D", "F", "G"
HEAD = PatternFill("solid", fgColor="E8EDF4")
EXAMPLE = PatternFill("solid", fgColor="FFF9E5")
THIN = Side(style="thin", color="B8BFC8")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def template(by: User, report: WorkReport) -> bytes:
    """An xlsx with one example, which is to be overwritten. ``report`` has its region. Raises AccessRefused."""
    require_supervisor(by, report.region_id)
    directory = directory_of(report)
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = "任务分解表"
    _write_head(sheet, report, directory)
    _write_example(sheet, directory)
    choices = book.create_sheet("选项")
    _write_choices(choices, directory)
    _offer(sheet, directory)
    _explain(book.create_sheet("说明"), report)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def file_name(report: WorkReport) -> str:
    """What the workbook is called."""
    return f"{report.year}年任务分解表.xlsx"


def _put(sheet: Worksheet, place: str, value: str | int) -> None:
    """Write a value; a text that begins with = stays a text."""
    cell = sheet[place]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _write_head(sheet: Worksheet, report: WorkReport, directory: Directory) -> None:
    last = get_column_letter(len(COLUMNS))
    sheet.merge_cells(f"A{TITLE_ROW}:{last}{TITLE_ROW}")
    _put(sheet, f"A{TITLE_ROW}", f"{report.title}任务分解表")
    sheet[f"A{TITLE_ROW}"].font = Font(bold=True, size=16)
    sheet[f"A{TITLE_ROW}"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[TITLE_ROW].height = 32
    for number, (heading, width) in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        _put(sheet, f"{letter}{HEADER_ROW}", heading)
        cell = sheet[f"{letter}{HEADER_ROW}"]
        cell.font, cell.fill, cell.border = Font(bold=True), HEAD, BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[letter].width = width
    sheet.merge_cells(f"A{HEADING_ROW}:{last}{HEADING_ROW}")
    parts = [section.heading for section in directory.sections if section.parent_id is None and section.number != "0"]
    heading = parts[0] if parts else ""
    _put(sheet, f"A{HEADING_ROW}", f"一、{heading}")
    sheet[f"A{HEADING_ROW}"].font = Font(bold=True)
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_example(sheet: Worksheet, directory: Directory) -> None:
    names = [department.name for department in directory.departments]
    leader = directory.leaders[0].title if directory.leaders else ""
    example: tuple[str | int, ...] = (
        1,
        "（示例，请覆盖）改造老旧小区",
        "年底前完成改造",
        names[0] if names else "",
        "、".join(names[1:3]),
        "年底前",
        leader,
        "",
    )
    for number, value in enumerate(example, 1):
        place = f"{get_column_letter(number)}{FIRST_ROW}"
        _put(sheet, place, value)
        sheet[place].fill, sheet[place].border = EXAMPLE, BORDER


def _write_choices(sheet: Worksheet, directory: Directory) -> None:
    """What the lists offer; a sheet of its own, because a list within the rule is limited to 255 characters."""
    for row, department in enumerate(directory.departments, 1):
        _put(sheet, f"A{row}", department.name)
    for row, post in enumerate(directory.leaders, 1):
        _put(sheet, f"B{row}", post.title)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 30
    sheet.sheet_state = "hidden"


def _offer(sheet: Worksheet, directory: Directory) -> None:
    """Lists to choose from; other words may still be written, the preview asks about them."""
    for column, source, length in ((LEAD, "A", len(directory.departments)), (LEADER, "B", len(directory.leaders))):
        if length:
            rule = DataValidation("list", formula1=f"选项!${source}$1:${source}${length}", allow_blank=True)
            rule.showErrorMessage = False
            sheet.add_data_validation(rule)
            rule.add(f"{column}{FIRST_ROW}:{column}{LAST_ROW}")
    year = directory.report.year
    rule = DataValidation(allow_blank=True)
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = "完成时限", f"如：{year}-06-30、6月底前、三季度、年底前、长期"
    sheet.add_data_validation(rule)
    rule.add(f"{DEADLINE}{FIRST_ROW}:{DEADLINE}{LAST_ROW}")
    for row in range(FIRST_ROW, LAST_ROW + 1):
        sheet[f"{DEADLINE}{row}"].number_format = "yyyy-mm-dd"


def _explain(sheet: Worksheet, report: WorkReport) -> None:
    lines = (
        _("How to fill in the breakdown list"),
        _("One row is one item. Overwrite the example; the first row with an item is row 4."),
        _("A row such as “一、…” over the whole width begins a section of the report; items below it belong to it."),
        _("Number: any. To correct an item that is in the system already, write its code, for example %(code)s.")
        % {"code": f"{report.year}-1-001"},
        _("Lead department: exactly one. Supporting departments: separated by 、; “各镇街道” means all of them."),
        _("Deadline: a date or words: 6月底前, 三季度, 年底前; 长期 means explicitly no date. The year is %(year)s.")
        % {"year": report.year},
        _("An empty cell leaves an item that is there already as it is. Nothing is ever deleted."),
        _("After the upload you see what would change. Nothing is taken over before you apply it; it can be undone."),
    )
    for row, line in enumerate(lines, 1):
        _put(sheet, f"A{row}", line)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 100
