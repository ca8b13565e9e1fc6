"""More rows of every kind in the district, so that a number of queries that grows with them shows."""

from datetime import date, timedelta

from accounts.choices import Role
from accounts.models import Device
from indicators.models import PlannedValue
from projects.models import IndicatorLink, ReportBreakdown, ReportingPeriod
from projects.services import standing
from tests import factories as make
from tests.fuzz.marked import failed_export, file_on, instruct
from tests.fuzz.text_broken_down import broken_down, drafted
from tests.personas import District


def grow_everything(district: District, numbers: range) -> None:
    """So many more of each."""
    for grow in (
        grow_projects, grow_filings, grow_indicators, grow_milestones, grow_readings, grow_departments, grow_people,
        grow_own, grow_reports, grow_results, grow_sections, grow_breakdowns,
    ):  # fmt: skip
        grow(district, numbers)


def grow_projects(district: District, numbers: range) -> None:
    for number in numbers:
        project = make.make_project(
            district.theme, f"2024-2-{number:03d}", lead=district.fgw, supporting=[district.czj]
        )
        make.make_milestone(project, date(2024, 6, 1) + timedelta(days=number))
        IndicatorLink.objects.create(project=project, indicator=district.indicator, planned_contribution=1)
    standing.recompute_all()


def grow_indicators(district: District, numbers: range) -> None:
    for number in numbers:
        indicator = make.make_indicator(district.part, f"X{number:03d}", lead=district.fgw, supporting=[district.czj])
        make.make_reading(indicator, date(2024, 8, 1), "6.5")
        PlannedValue.objects.create(indicator=indicator, period=date(2024, 8, 1), value=6)
        IndicatorLink.objects.create(project=district.led, indicator=indicator)


def grow_milestones(district: District, numbers: range) -> None:
    for number in numbers:
        make.make_milestone(
            district.led, date(2024, 9, 1), title=f"节点 {number}", completed_by=district.people.reporter
        )


def grow_readings(district: District, numbers: range) -> None:
    people = {"entered_by": district.people.reporter, "reviewed_by": district.people.supervisor}
    for number in numbers:
        make.make_reading(
            district.indicator, date(2024, 1, 1), number, state="superseded", revision=number + 1, **people
        )


def grow_departments(district: District, numbers: range) -> None:
    for number in numbers:
        make.make_department(district.region, f"d{number}", parent=district.fgw, position=1)


def grow_people(district: District, numbers: range) -> None:
    for number in numbers:
        user = make.make_user(f"user{number}", Role.REPORTER, department=district.fgw)
        make.make_post(district.fgw, f"联络员{number}", holder=user)


def grow_own(district: District, numbers: range) -> None:
    """Messages, exports and devices, which only their owner sees."""
    for number in numbers:
        make.make_notification(district.people.supervisor)
        failed_export(district.people.supervisor, "没有成功")
        Device.objects.create(user=district.people.supervisor, name=f"手机 {number}")


def grow_filings(district: District, numbers: range) -> None:
    """Reports, requests, files and an instruction with a reply on projects of their own, and reporting months."""
    for number in numbers:
        project = make.make_project(district.theme, f"2024-7-{number:03d}", lead=district.fgw)
        file_on(project, district.people.reporter)
        instruct([project], district.people.leader, {district.fgw: district.people.department_head})
        ReportingPeriod.objects.create(
            report=district.report,
            period=date(1990 + number, 1, 1),
            due_on=date(1990 + number, 1, 25),
            opened_on=date(1990 + number, 1, 1),
        )


def grow_reports(district: District, numbers: range) -> None:
    for number in numbers:
        make.make_report(district.region, year=1979 + number, title=f"报告 {number}", is_current=False)


def grow_results(district: District, numbers: range) -> None:
    for number in numbers:
        make.make_prior_result(district.report, f"S{number:03d}")


def grow_sections(district: District, numbers: range) -> None:
    for number in numbers:
        make.make_theme(district.part, f"主题 {number}")


def grow_breakdowns(district: District, numbers: range) -> None:
    """More texts, and more drafts of the first one."""
    first = ReportBreakdown.objects.filter(report=district.report).order_by("pk")[0]
    for _number in numbers:
        broken_down(district.report, district.people.supervisor)
        drafted(first, lead=district.fgw)
