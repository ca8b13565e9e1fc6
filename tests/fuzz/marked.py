"""A district with rows of every kind, whose texts say who may read them.

Who may read what is written down here in words of DOMAIN §6, row by row, and not asked of the product: a text
with the mark of another's desk in an answer is a leak, whatever the product's own filters think of it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Department, Device, Region, User
from indicators.models import Indicator, PlannedValue, PriorResult, Reading, Section, WorkReport
from projects.choices import ExportKind, ExportState, InstructionState, ReplyState, Stage
from projects.models import (
    BreakdownDraft,
    Bulletin,
    DepartmentRecord,
    Evidence,
    Export,
    Extension,
    IndicatorLink,
    Instruction,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    ReportBreakdown,
    ReportedCompletion,
    ReportingPeriod,
    StageChange,
    StoredFile,
)
from projects.queries.exports import sight_of
from projects.services import standing
from tests import factories as make
from tests.fuzz.text_broken_down import broken_down, drafted
from tests.personas import District, make_district

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Led by czj, but named to fgw: the one by an instruction to fgw, the other as what a project of fgw's carries.
NAMED, CARRIED = "2024-1-009", "I009"
AUGUST, SEPTEMBER = date(2024, 8, 1), date(2024, 9, 1)

# Whose desk a row lies on. Nobody else reads it, but those whom UNSEEN leaves out.
REGION, OFFICE, SUPERVISION, FGW, CZJ, CZJ_DRAFT, FGW_DRAFT, ELSEWHERE = (
    f"desk-{name}-only"
    for name in ("region", "office", "supervision", "fgw", "czj", "czjdraft", "fgwdraft", "elsewhere")
)
UNSEEN = {
    Role.REPORTER: {OFFICE, SUPERVISION, CZJ, CZJ_DRAFT, ELSEWHERE},
    Role.DEPARTMENT_HEAD: {OFFICE, SUPERVISION, CZJ, CZJ_DRAFT, ELSEWHERE},
    Role.SUPERVISOR: {ELSEWHERE},
    Role.LEADER: {SUPERVISION, CZJ_DRAFT, FGW_DRAFT, ELSEWHERE},
    Role.SYSTEM_ADMIN: {REGION, OFFICE, SUPERVISION, FGW, CZJ, CZJ_DRAFT, FGW_DRAFT, ELSEWHERE},
    Role.SECURITY_ADMIN: {REGION, OFFICE, SUPERVISION, FGW, CZJ, CZJ_DRAFT, FGW_DRAFT, ELSEWHERE},
    Role.AUDITOR: {REGION, OFFICE, SUPERVISION, FGW, CZJ, CZJ_DRAFT, FGW_DRAFT, ELSEWHERE},
}
# Columns that are not prose: what they hold must stay as it is, or is too short for a mark.
NO_PROSE = {
    "username",
    "password",
    "token_key",
    "digest",
    "phone",
    "email",
    "time_zone",
    "sha256",
    "source_sha256",
    "content_type",
    "failure",
    "undo_reason",
}
SHORTEST = 60


@dataclass(frozen=True)
class Marked:
    """The district, and the devices that its people are logged in with: user name → token."""

    district: District
    tokens: dict[str, str] = field(default_factory=dict)


def unseen_by(user: User) -> set[str]:
    """Marks of all that the user must never be told."""
    others = {private(name) for name in User.objects.exclude(pk=user.pk).values_list("username", flat=True)}
    return UNSEEN[Role(user.role)] | others


def private(username: str) -> str:
    """Mark of what nobody but its owner reads."""
    return f"private-to-{username}-only"


def make_marked() -> Marked:
    """The small district, grown by a row of every kind on every desk."""
    district = make_district()
    make.make_leader_post(district.elsewhere, make.make_user("leader_x", Role.LEADER, region=district.elsewhere))
    foreign_lead = make.make_user("reporter_x", Role.REPORTER, department=district.department_elsewhere)
    writers = {
        district.led: district.people.reporter,
        district.supported: district.people.reporter_elsewhere,
        district.of_czj: district.people.reporter_elsewhere,
        district.project_elsewhere: foreign_lead,
    }
    for project, writer in writers.items():
        file_on(project, writer)
    make.make_project(district.theme, NAMED, lead=district.czj)
    make.make_indicator(district.part, CARRIED, lead=district.czj)
    Project.objects.filter(pk=district.led.pk).update(carried_over_from=district.of_czj)
    Indicator.objects.filter(pk=district.indicator.pk).update(subset_of=district.indicator_of_czj)
    _measure(district)
    _instruct(district)
    _record(district)
    _break_down(district)
    standing.recompute_all()
    _mark_all(district)
    tokens = {user.username: _belongings(user) for user in User.objects.all()}
    return Marked(district, tokens)


def file_on(project: Project, writer: User) -> None:
    """Milestones, a filed report, a draft, a request for a later date, files, a change of stage."""
    done = make.make_milestone(
        project, date(2024, 5, 31), completed_on=date(2024, 5, 30), completed_by=writer, completion_note="已完成"
    )
    step = make.make_milestone(project, date(2024, 11, 30))
    words = {"done": "本月完成", "problems": "问题", "support_needed": "请支持", "next_steps": "下月安排"}
    filed = ProgressReport.objects.create(
        project=project, period=AUGUST, due_on=date(2024, 8, 25), state="submitted", percent=40, written_by=writer,
        submitted_on=date(2024, 8, 24), **words,
    )  # fmt: skip
    draft = ProgressReport.objects.create(
        project=project, period=SEPTEMBER, due_on=date(2024, 9, 25), state="draft", written_by=writer, **words
    )
    for report in (filed, draft):
        ReportedCompletion.objects.create(progress_report=report, milestone=step, completed_on=AUGUST, note="说明")
    Extension.objects.create(
        project=project, milestone=step, old_due_on=step.due_on, new_due_on=step.due_on + timedelta(days=20),
        reason="雨季影响", requested_by=writer, requested_on=date(2024, 9, 2),
    )  # fmt: skip
    _attach(writer, project=project, milestone=done)
    _attach(writer, project=project, progress_report=draft)
    StageChange.objects.create(
        project=project, from_stage=Stage.ASSIGNED, to_stage=Stage.IN_PROGRESS, made_by=writer,
        made_on=date(2024, 2, 2), reason="受领",
    )  # fmt: skip


def _attach(by: User, **proven: Any) -> None:
    content = PDF + repr({name: row.pk for name, row in proven.items()}).encode()
    stored = StoredFile.objects.create(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), content_type="application/pdf"
    )
    (Path(settings.STORAGES["evidence"]["OPTIONS"]["location"]) / str(stored.name)).write_bytes(content)
    Evidence.objects.create(stored_file=stored, name="佐证.pdf", uploaded_by=by, **proven)


def _measure(district: District) -> None:
    """Readings in every state, planned values, and links, one of them from a project that fgw does not see."""
    czj = district.people.reporter_elsewhere
    for indicator, by in ((district.indicator, district.people.reporter), (district.indicator_of_czj, czj)):
        verified = make.make_reading(indicator, date(2024, 7, 1), "6.1", entered_by=by, source_note="统计月报")
        make.make_reading(indicator, AUGUST, "6.2", state="submitted", entered_by=by, source_note="统计月报")
        make.make_reading(indicator, SEPTEMBER, "6.3", state="draft", entered_by=by, source_note="统计月报")
        PlannedValue.objects.create(indicator=indicator, period=AUGUST, value=6)
        _attach(by, reading=verified)
    for project in (district.led, district.of_czj):
        IndicatorLink.objects.create(project=project, indicator=district.indicator, planned_contribution=1)
    IndicatorLink.objects.create(project=district.of_czj, indicator=district.indicator_of_czj)
    IndicatorLink.objects.create(project=district.led, indicator=Indicator.objects.get(code=CARRIED))
    make.make_prior_result(district.report, "R001")
    make.make_prior_result(district.report_elsewhere, "R001")


def _instruct(district: District) -> None:
    """One instruction to both departments on projects of both, one to czj alone, one elsewhere; replies to each."""
    people = district.people
    leader_elsewhere = User.objects.get(username="leader_x")
    cases: list[tuple[User, list[Project], dict[Department, User]]] = [
        (people.leader, [district.led, Project.objects.get(code=NAMED)],
         {district.fgw: people.department_head, district.czj: people.reporter_elsewhere}),
        (people.leader, [district.of_czj], {district.czj: people.reporter_elsewhere}),
        (leader_elsewhere, [district.project_elsewhere], {district.department_elsewhere: people.supervisor_elsewhere}),
    ]  # fmt: skip
    for leader, projects, addressed in cases:
        instruct(projects, leader, addressed)


def instruct(projects: list[Project], leader: User, addressed: dict[Department, User]) -> None:
    """A leader's instruction to departments, each of which has replied through the person given, with a file."""
    instruction = Instruction.objects.create(
        leader=leader, text="请说明进展", given_on=date(2024, 9, 10), reply_due_on=date(2024, 9, 18),
        state=InstructionState.OPEN,
    )  # fmt: skip
    instruction.projects.set(projects)
    instruction.departments.set(addressed)
    for department, writer in addressed.items():
        reply = InstructionReply.objects.create(
            instruction=instruction, department=department, text="进展如下", state=ReplyState.SUBMITTED,
            replied_by=writer, replied_on=date(2024, 9, 12),
        )  # fmt: skip
        _attach(writer, project=projects[0], instruction_reply=reply)


def _record(district: District) -> None:
    """Reporting months with the departments' records, and bulletins: one issued, one a draft."""
    names = ("items", "on_time", "late", "returned", "missing", "red", "amber", "green", "slippage_days", "rank")
    counts = {**dict.fromkeys(names, 1), "items": 3, "reports_due": 3}
    by = {district.report: district.people.supervisor, district.report_elsewhere: district.people.supervisor_elsewhere}
    for report, supervisor in by.items():
        period = ReportingPeriod.objects.create(
            report=report, period=AUGUST, due_on=date(2024, 8, 25), opened_on=AUGUST
        )
        for department in Department.objects.filter(region=report.region):
            DepartmentRecord.objects.create(reporting_period=period, department=department, **counts)
        words = {"title": "8月通报", "assessment": "总体平稳", "requirements": "抓紧办理", "written_by": supervisor}
        Bulletin.objects.create(report=report, period=AUGUST, **words)


def _break_down(district: District) -> None:
    """The text of each report, and two drafts of it, of which one has an end in another."""
    by = {district.report: district.people.supervisor, district.report_elsewhere: district.people.supervisor_elsewhere}
    for report, supervisor in by.items():
        drafted(broken_down(report, supervisor), lead=Department.objects.filter(region=report.region)[0])


def _belongings(user: User) -> str:
    """A message, an export and two devices of one's own; returns the token of the first device."""
    mark = private(user.username)
    make.make_notification(user, f"节点已逾期 {mark}")
    failed_export(user, mark)
    Device.objects.create(user=user, name=f"旧手机 {mark}")
    _, token = Device.objects.create(user=user, name=f"手机 {mark}")
    return str(token)


def failed_export(user: User, why: str) -> None:
    """A list that was asked for and could not be written."""
    Export.objects.create(
        asked_by=user, kind=ExportKind.PROJECTS, format="xlsx", parameters={"source": "api", "query": ""},
        language="zh-hans", state=ExportState.FAILED, failure=why, finished_at=timezone.now(),
        sight=sight_of(user),
    )  # fmt: skip


def _mark_all(district: District) -> None:
    """Write into every row's texts whose desk it lies on."""
    _mark(REGION, [Region.objects.filter(pk=district.region.pk), Department.objects.filter(region=district.region)])
    _mark(REGION, [User.objects.filter(region=district.region), WorkReport.objects.filter(pk=district.report.pk)])
    _mark(REGION, [rows.filter(report=district.report) for rows in (Section.objects, PriorResult.objects)])
    _mark(ELSEWHERE, [Region.objects.filter(pk=district.elsewhere.pk)])
    _mark(ELSEWHERE, [rows.filter(region=district.elsewhere) for rows in (Department.objects, User.objects)])
    _mark(ELSEWHERE, [WorkReport.objects.filter(region=district.elsewhere)])
    _mark(ELSEWHERE, [rows.filter(report=district.report_elsewhere) for rows in (Section.objects, PriorResult.objects)])
    _mark(ELSEWHERE, _below(district.project_elsewhere))
    _mark(CZJ, _below(district.of_czj))
    _mark(OFFICE, _below(district.draft))
    for project in (district.led, district.led_by_office, district.supported):
        _mark(FGW, _below(project))
    _mark(CZJ_DRAFT, _drafts(district.of_czj, district.supported))
    _mark(FGW_DRAFT, _drafts(district.led))
    for indicator, mark in ((district.indicator, FGW), (district.indicator_of_czj, CZJ)):
        own = Indicator.objects.filter(pk=indicator.pk)
        _mark(
            mark, [own, Reading.objects.filter(indicator__in=own), Evidence.objects.filter(reading__indicator__in=own)]
        )
    named, carried = Project.objects.filter(code=NAMED), Indicator.objects.filter(code=CARRIED)
    _mark(CZJ, [*_below(named.get()), carried])
    for rows in (named, carried):
        rows.update(name=FGW)
    _mark(OFFICE, [Bulletin.objects.filter(report=district.report)])
    _mark(ELSEWHERE, [Bulletin.objects.filter(report=district.report_elsewhere)])
    for report, mark in ((district.report, SUPERVISION), (district.report_elsewhere, ELSEWHERE)):
        breakdowns = ReportBreakdown.objects.filter(report=report)
        _mark(mark, [breakdowns, BreakdownDraft.objects.filter(breakdown__in=breakdowns)])
    _mark_instructions(district)


def _mark_instructions(district: District) -> None:
    joint, of_czj, elsewhere = Instruction.objects.order_by("pk")
    for instruction, mark in ((joint, FGW), (of_czj, CZJ), (elsewhere, ELSEWHERE)):
        _mark(mark, [Instruction.objects.filter(pk=instruction.pk)])
    marks = {district.fgw: FGW, district.czj: CZJ, district.department_elsewhere: ELSEWHERE}
    for department, mark in marks.items():
        replies = InstructionReply.objects.filter(department=department)
        _mark(mark, [replies, Evidence.objects.filter(instruction_reply__in=replies)])


def _below(project: Project) -> Iterable[QuerySet[Any]]:
    """A project and all that hangs below it, but for drafts and replies, which are not seen with it."""
    filed = ProgressReport.objects.filter(project=project).exclude(state="draft")
    return [
        Project.objects.filter(pk=project.pk),
        Milestone.objects.filter(project=project),
        filed,
        ReportedCompletion.objects.filter(progress_report__in=filed),
        Extension.objects.filter(project=project),
        Evidence.objects.filter(project=project, milestone__isnull=False),
        StageChange.objects.filter(project=project),
    ]


def _drafts(*projects: Project) -> Iterable[QuerySet[Any]]:
    drafts = ProgressReport.objects.filter(project__in=projects, state="draft")
    return [
        drafts,
        ReportedCompletion.objects.filter(progress_report__in=drafts),
        Evidence.objects.filter(progress_report__in=drafts),
    ]


def _mark(mark: str, querysets: Iterable[QuerySet[Any]]) -> None:
    for queryset in querysets:
        columns = _prose(queryset.model)
        if columns:
            queryset.update(**{name: Left(Concat(Value(f"{mark} "), F(name)), size) for name, size in columns.items()})


def _prose(model: type[Model]) -> dict[str, int]:
    """Columns of free text that take a mark, and how much they hold."""
    return {
        column.attname: column.max_length or 1000
        for column in model._meta.concrete_fields
        if isinstance(column, CharField | TextField)
        and not column.choices
        and not column.unique
        and column.attname not in NO_PROSE
        and (column.max_length is None or column.max_length >= SHORTEST)
    }
