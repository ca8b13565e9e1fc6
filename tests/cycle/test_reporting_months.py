"""A month opens by itself, prefilled, once; its record says what was late, missing and returned."""

from datetime import date

import pytest

from projects.models import DepartmentRecord, ProgressReport, ReportingPeriod
from projects.rules.ranking import MonthlyFigures, ranks
from projects.services import department_records, reporting_periods
from projects.tasks import open_reporting_period
from tests.clients import ClientOf
from tests.cycle.acting import act, add, change, errors_of, read
from tests.cycle.conftest import Go
from tests.personas import District

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2024, 9, 1)


def test_a_month_opens_once_with_a_draft_for_every_project_under_way(district: District) -> None:
    assert open_reporting_period() == {"drafts": 5, "records": 4}, "both districts' reports"
    assert open_reporting_period() == {"drafts": 0, "records": 4}
    (period,) = ReportingPeriod.objects.filter(report=district.report)
    assert (period.period, period.due_on) == (SEPTEMBER, date(2024, 9, 25))
    drafts = ProgressReport.objects.filter(period=SEPTEMBER, project__report=district.report)
    assert {draft.project_id for draft in drafts} == {
        district.led.pk, district.led_by_office.pk, district.supported.pk, district.of_czj.pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("month", "due_on"),
    [("2024-08-01", "2024-08-23"), ("2024-09-01", "2024-09-25"), ("2024-05-01", "2024-05-24")],
)
def test_reports_are_due_on_the_25th_or_the_working_day_before(district: District, month: str, due_on: str) -> None:
    assert reporting_periods.due_date(district.report.pk, date.fromisoformat(month)) == date.fromisoformat(due_on)


def test_an_outage_on_the_first_leaves_no_hole(district: District, go_to: Go) -> None:
    go_to(date(2024, 10, 17))
    reporting_periods.open_current()
    assert ReportingPeriod.objects.get(report=district.report).opened_on == date(2024, 10, 17)
    assert ProgressReport.objects.filter(period=date(2024, 10, 1), project__report=district.report).count() == 4


def test_a_draft_brings_what_seldom_changes_from_the_last_report(district: District) -> None:
    district.led.progress_reports.create(
        period=date(2024, 8, 1), due_on=date(2024, 8, 23), state="approved", submitted_on=date(2024, 8, 20),
        percent=40, problems="征地滞后", done="完成基础", investment_to_date=1200,
    )  # fmt: skip
    reporting_periods.open_current()
    draft = ProgressReport.objects.get(project=district.led, period=SEPTEMBER)
    assert (draft.percent, draft.problems, draft.investment_to_date) == (40, "征地滞后", 1200)
    assert draft.done == "", "what was done is new every month"


def test_a_report_is_owed_written_confirmed_and_reviewed_one_after_the_other(
    district: District, client_of: ClientOf
) -> None:
    district.fgw.needs_confirmation = True
    district.fgw.save()
    reporting_periods.open_current()
    report = ProgressReport.objects.get(project=district.led)
    people = district.people
    reporter, head, office = (client_of(u) for u in (people.reporter, people.department_head, people.supervisor))

    def owed() -> list[bool]:
        return [
            report.pk in {row["id"] for row in client.get("/api/v1/progress-reports/?due=me").json()["results"]}
            for client in (reporter, head, office)
        ]

    path = f"progress-reports/{report.pk}"
    assert owed() == [True, True, False]
    assert read(reporter, path)["allowed"] == ["edit", "submit"]
    change(reporter, path, done="完成桩基")
    act(reporter, path, "submit")
    assert owed() == [False, True, False]
    act(office, path, "approve", 409)
    act(head, path, "confirm")
    assert owed() == [False, False, True]
    act(office, path, "return", reason="请补充照片")
    assert owed() == [True, True, False]


def test_a_second_report_on_a_month_names_the_first(district: District, client_of: ClientOf) -> None:
    reporting_periods.open_current()
    first = ProgressReport.objects.get(project=district.led)
    client = client_of(district.people.reporter)
    answer = add(client, "progress-reports", 400, project=district.led.pk, period="2024-09-01")
    assert str(first.pk) in errors_of(answer)["period"]


def test_the_first_submission_decides_whether_a_report_was_in_time(
    district: District, client_of: ClientOf, go_to: Go
) -> None:
    reporting_periods.open_current()
    report = ProgressReport.objects.get(project=district.led)
    reporter, office = client_of(district.people.reporter), client_of(district.people.supervisor)
    path = f"progress-reports/{report.pk}"
    change(reporter, path, done="完成桩基")
    act(reporter, path, "submit")
    act(office, path, "return", reason="请补充")
    go_to(date(2024, 9, 29))
    act(reporter, path, "submit")
    department_records.record_current()
    record = DepartmentRecord.objects.get(department=district.fgw)
    assert (record.reports_due, record.on_time, record.late, record.returned, record.missing) == (1, 1, 0, 1, 0)
    office_record = DepartmentRecord.objects.get(department=district.fgw_office)
    assert (office_record.missing, office_record.rank > record.rank) == (1, True)


def test_departments_rank_by_the_stated_rule_and_equal_ones_share_a_rank() -> None:
    good = MonthlyFigures(items=4, reports_due=4, on_time=4, green=4)
    figures = {
        1: MonthlyFigures(items=4, reports_due=4, on_time=3, late=1),
        2: good,
        3: good,
        4: MonthlyFigures(items=4, reports_due=4, on_time=3, missing=1),
        5: MonthlyFigures(items=4, reports_due=4, on_time=4, red=1),
        6: MonthlyFigures(items=4, reports_due=4, on_time=4, green=4, slippage_days=9),
    }
    assert ranks(figures) == {2: 1, 3: 1, 6: 3, 5: 4, 1: 5, 4: 6}
