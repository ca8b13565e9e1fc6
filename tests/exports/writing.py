"""Bulletins that the supervision office writes: a district that has something to tell of, drafts, issues."""

from datetime import date
from typing import Any

from projects.models import Bulletin, DepartmentRecord, Project, ReportingPeriod
from projects.services import bulletins, department_records, reporting_periods, standing
from tests.personas import District

SEPTEMBER = date(2024, 9, 1)


def prepare(district: District) -> District:
    """Judged, with this month's records and those of the month before, in which the order was the other way."""
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    august = ReportingPeriod.objects.create(
        report=district.report, period=date(2024, 8, 1), due_on=date(2024, 8, 23), opened_on=date(2024, 8, 1)
    )
    reporting_periods.open_current()
    department_records.record_current()
    for record in DepartmentRecord.objects.filter(reporting_period__report=district.report):
        record.pk, record.reporting_period, record.rank = None, august, 4 - record.rank
        record.save(force_insert=True)
    return district


def draft_of(district: District, period: date = SEPTEMBER, **text: str) -> Bulletin:
    words = {"title": "关于9月工作的通报", "assessment": "总体平稳。", "requirements": "抓紧办理。", **text}
    return bulletins.save_draft(by=district.people.supervisor, report_id=district.report.pk, period=period, **words)


def issue(district: District, period: date = SEPTEMBER, **options: Any) -> Bulletin:
    return bulletins.issue(bulletin_id=draft_of(district, period).pk, by=district.people.supervisor, **options)
