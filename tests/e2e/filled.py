"""The demonstration after a day of work: something lies on every desk."""

from datetime import date, datetime, time
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.db.models import Model, OuterRef, Subquery
from django.test import override_settings

from accounts import clock
from accounts.models import User
from accounts.services.views import save_view
from projects.choices import ExportKind
from projects.exports import jobs
from projects.models import Milestone, ProgressReport, Project, ReportBreakdown
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services import bulletins, extensions, instructions, reminders, reporting_periods
from projects.work_report import breakdown, drafting
from projects.work_report.drafting.reading import read_pending
from tests import factories as make
from tests.breakdown.sheets import workbook
from tests.e2e.every_page.special import red, red_head
from tests.factories import PASSWORD
from tests.loading import load
from tests.report_breakdown.texts import WHOLE, apply

COPIES = 4


def fill() -> None:
    """What ``make run`` prepares, and one of each filing on a red project."""
    with pytest.MonkeyPatch.context() as patch, override_settings(DEMONSTRATION=True):
        patch.setenv("DEMO_PASSWORD", PASSWORD)
        patch.setattr(clock, "now", lambda: datetime.combine(clock.today(), time(10), clock.BEIJING))
        load()
        for command in ("create_demonstration_accounts", "simulate_demonstration"):
            call_command(command, stdout=StringIO())
        reporting_periods.open_current()
        _file(red())
        sweep()
        compose()


def _file(project: Project) -> None:
    """A request for a later date, an instruction, a reminder by hand, a draft."""
    head = red_head()
    office, leader = User.objects.get(username="supervisor"), User.objects.get(username="leader")
    extensions.request(project_id=project.pk, by=head, new_due_on=date(2025, 1, 20), reason="雨季影响施工")
    instructions.give(by=leader, project_ids=[project.pk], text="请说明滞后原因和追赶计划", departments=[])
    reminders.remind(by=office, project_id=project.pk, text="请尽快办理", audience=reminders.BY_HAND[0], channels=[])
    make.make_project(project.section, "2024-9-001", name="尚未交办的事项")
    _keep(project, office)


def _keep(project: Project, office: User) -> None:
    """A bulletin, an export, a view of a list, two breakdown lists and two texts, of each of which one is applied."""
    words = {"title": "关于8月工作的通报", "assessment": "总体平稳。", "requirements": "抓紧办理。"}
    draft = bulletins.save_draft(by=office, report_id=project.report_id, period=date(2024, 8, 1), **words)
    bulletins.issue(bulletin_id=draft.pk, by=office)
    jobs.ask(by=office, kind=ExportKind.PROJECTS, parameters={"source": "api", "query": "rag=red"}, language="zh-hans")
    save_view(by=office, page="projects.project", name="红灯项目", query="rag__exact=red")
    head, part = (
        ("序号", "工作任务", "牵头单位", "完成时限"),
        (f"一、{(project.section.parent or project.section).heading}",),
    )
    lead = str(project.lead_department)
    for row in ((1, "补充的工作任务", lead, "10月底前"), (2, "责任不明的工作任务", "区建设局", "尽快")):
        sheet = workbook([("2024年任务分解表",), head, part, row])
        uploaded = breakdown.upload(by=office, report=project.report, upload=SimpleUploadedFile("分解表.xlsx", sheet))
        if row[0] == 1:
            seen = breakdown.plan_of(uploaded)
            breakdown.apply(by=office, sheet_id=uploaded.pk, promised=seen.promised)
    for text in (WHOLE, "二、2024年工作安排\n今年要办好民生实事。新建口袋公园9个。"):
        drafting.start_pasted(by=office, report=project.report, language="zh-hans", text=text)
    read_pending()
    apply(ReportBreakdown.objects.latest("pk"), office)


def multiply() -> None:
    """Four times the report's projects, each with its milestones, monthly reports and past: more than 1,000."""
    originals = list(Project.objects.order_by("pk"))
    for number in range(1, COPIES):
        copies = {project.pk: copied(project, code=f"{number}-{project.code}"[:20]) for project in originals}
        for each in copies.values():
            each.source_code, each.next_milestone_id = "", None
        Project.objects.bulk_create(copies.values())
        _copy_past(Project, copies)
        for model in (Milestone, ProgressReport):
            rows = model._default_manager.filter(project__in=originals).order_by("pk")  # the last stays the last
            twins = {row.pk: copied(row, project=copies[row.project_id]) for row in rows}
            model._default_manager.bulk_create(twins.values())
            _copy_past(model, twins)
    Project.objects.filter(next_due_on__isnull=False, next_milestone=None).update(
        next_milestone=Subquery(Milestone.objects.filter(project=OuterRef("pk")).order_by("due_on").values("pk")[:1])
    )


def _copy_past(model: type[Model], twins: dict[int, Any]) -> None:
    """The records of rows, for their twins; what the triggers have just recorded of those stays the newest."""
    records = model.pgh_event_model._meta  # type: ignore[attr-defined]  # pghistory's
    columns = [field.column for field in records.concrete_fields if not field.primary_key]
    of_the_twin = {"id": "twin.id", "pgh_obj_id": "twin.id", "project_id": "twin.project_id"}
    values = [of_the_twin.get(column, f"record.{column}") for column in columns]
    ids = [twin.pk for twin in twins.values()]
    projects = [getattr(twin, "project_id", twin.pk) for twin in twins.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {records.db_table} ({", ".join(columns)}) SELECT {", ".join(values)}
                FROM {records.db_table} AS record
                JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS twin (of, id, project_id)
                  ON twin.of = record.id""",  # noqa: S608 - names of columns
            [list(twins), ids, projects],
        )


def copied(row: Model, **changes: Any) -> Any:
    """Another row like one that is there."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    twin = type(row)(**values)
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin
