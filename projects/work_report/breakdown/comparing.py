"""What a row would change of the project that it is about, field by field, and what it may not change."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Department
from projects.choices import Stage
from projects.models import Project
from projects.work_report.breakdown.directory import Directory
from projects.work_report.breakdown.lines import Difference, Line

NOTHING = "—"


def compare(line: Line, directory: Directory) -> None:
    """Note the differences; of an assigned project's plan they are faults."""
    project = line.project
    if project is None or line.is_waiting:
        return
    _compare_description(line, project)
    plan = [*_plan_differences(line, project, directory)]
    if project.stage == Stage.DRAFTED:
        line.differences += plan
        return
    for difference in plan:
        line.fault(f"{difference.column}_stands", difference.column, before=difference.before, after=difference.after)


def due_of(project: Project, directory: Directory) -> tuple[bool, date | None]:
    """Whether a project's end is settled, and when it is; a draft may have it in its final milestone only."""
    if project.due_on is not None or project.has_no_due_date:
        return True, project.due_on
    return project.pk in directory.final_dates, directory.final_dates.get(project.pk)


def day(value: date | None) -> str:
    """A date in words, or that there is none."""
    return date_format(value, "DATE_FORMAT") if value else _("no date")


def names(departments: Iterable[Department]) -> str:
    """Departments in the order of the region's list."""
    return "、".join(each.name for each in sorted(departments, key=lambda each: (each.position, each.pk))) or NOTHING


def _compare_description(line: Line, project: Project) -> None:
    row = line.row
    for column, name, after in (
        ("item", "name", row.item),
        ("target", "commitment", row.target),
        ("note", "note", row.note),
    ):
        before = getattr(project, name)
        if after and after != before:
            line.differences.append(Difference(column, before or NOTHING, after))
    if line.leader is not None and line.leader.pk != project.responsible_leader_id:
        before = str(project.responsible_leader.title) if project.responsible_leader else NOTHING
        line.differences.append(Difference("leader", before, line.leader.title))
    section = line.section
    if section is not None and section.pk not in (project.section_id, project.section.parent_id):
        line.differences.append(Difference("heading", project.section.heading, section.heading))


def _plan_differences(line: Line, project: Project, directory: Directory) -> Iterable[Difference]:
    if line.lead is not None and line.lead.pk != project.lead_department_id:
        yield Difference("lead", str(project.lead_department or NOTHING), line.lead.name)
    present = directory.supporters.get(project.pk, frozenset())
    if line.supporting is not None and {each.pk for each in line.supporting} != present:
        before = [directory.department_by_id[pk] for pk in present if pk in directory.department_by_id]
        yield Difference("supporting", names(before), names(line.supporting))
    if line.due is not None:
        is_settled, due_on = due_of(project, directory)
        if not is_settled or due_on != line.due.on:
            yield Difference("deadline", day(due_on) if is_settled else NOTHING, day(line.due.on))
