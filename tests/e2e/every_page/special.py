"""Pages that belong to no model, each with the account that opens it and its address below the host."""

from collections.abc import Callable

from django.db.models import Model
from django.urls import reverse

from accounts.models import SavedView, User
from indicators.models import Indicator
from projects.models import (
    BreakdownSheet,
    Bulletin,
    Extension,
    Instruction,
    Milestone,
    ProgressReport,
    Project,
    ReportBreakdown,
    ReportingPeriod,
)
from projects.queries.lists import STILL_OPEN

Found = tuple[str, str]


def of(account: str, name: str, find: Callable[[], list[object]] = list) -> Callable[[], Found]:
    """A page by its name in the address table; ``find`` gives what its address has to name."""
    return lambda: (account, reverse(f"console:{name}", args=find()))


def head_of(name: str, find: Callable[[], tuple[Project, list[object]]]) -> Callable[[], Found]:
    """A page of the head of the department that leads a project."""

    def found() -> Found:
        project, arguments = find()
        assert project.lead_department
        return f"head_{project.lead_department.code}", reverse(f"console:{name}", args=arguments)

    return found


def red() -> Project:
    """A red project with as many milestones as any."""
    reds = Project.objects.filter(rag="red", stage="in_progress").select_related("lead_department")
    return reds.order_by("-milestones_total", "pk")[0]


def red_head() -> User:
    """The head of the department that leads it."""
    lead = red().lead_department
    assert lead
    return User.objects.get(username=f"head_{lead.code}")


def _report_id() -> int:
    return red().report_id


def _sheet(state: str) -> list[object]:
    return [BreakdownSheet.objects.filter(state=state).latest("pk").pk]


def _text(state: str) -> ReportBreakdown:
    return ReportBreakdown.objects.filter(state=state).latest("pk")


def _latest(model: type[Model]) -> list[object]:
    return [model._default_manager.latest("pk").pk]


def _monthly_form() -> tuple[Project, list[object]]:
    period = ReportingPeriod.objects.latest("period").period
    report = ProgressReport.objects.select_related("project__lead_department").filter(state="draft", period=period)[0]
    return report.project, [report.project_id, period.year, period.month]


def _overdue_milestone() -> list[object]:
    return [Milestone.objects.filter(STILL_OPEN, project=red()).order_by("due_on")[0].pk]


def _assignment() -> Found:
    drafted = Project.objects.filter(stage="drafted").latest("pk")
    return "supervisor", f"{reverse('console:assign_projects')}?projects={drafted.pk}"


def _extension() -> list[object]:
    return ["extension", Extension.objects.latest("pk").pk]


def _of_red(name: str, account: str) -> Callable[[], Found]:
    return of(account, name, lambda: [red().pk])


SPECIAL: dict[str, Callable[[], Found]] = {
    "index": of("leader", "index"),
    "index_of_a_past_day": lambda: ("leader", f"{reverse('console:index')}?as_of=2024-08-20"),
    "turned_red": of("leader", "turned_red"),
    "department_standings": of("leader", "department_standings"),
    "department_standing": of("leader", "department_standing", lambda: [red().lead_department_id]),
    "todo": lambda: (f"head_{red().lead_department.code}", reverse("console:todo")),  # type: ignore[union-attr]
    "review": of("supervisor", "review"),
    "review_item": of("supervisor", "review_item", _extension),
    "monthly_report": head_of("monthly_report", _monthly_form),
    "ask_for_extension": head_of("ask_for_extension", lambda: (red(), [red().pk])),
    "instruct": _of_red("instruct", "leader"),
    "reply_to_instruction": head_of("reply_to_instruction", lambda: (red(), _latest(Instruction))),
    "step": head_of("step", lambda: (red(), ["project", red().pk, "request-closure"])),
    "complete_milestone": head_of("complete_milestone", lambda: (red(), _overdue_milestone())),
    "assign_projects": _assignment,
    "escalations": of("leader", "escalations"),
    "reminder_preview": of("supervisor", "reminder_preview"),
    "preferences": of("leader", "preferences"),
    "channels": of("sysadmin", "channels"),
    "year_comparison": of("leader", "year_comparison"),
    "reading_entry": of("supervisor", "reading_entry"),
    "planned_curve": of("supervisor", "planned_curve", lambda: [Indicator.objects.order_by("pk")[0].pk]),
    "search": lambda: ("leader", f"{reverse('console:search')}?s=水西"),
    "health": of("sysadmin", "health"),
    "holidays": of("sysadmin", "holidays"),
    "roles": of("secadmin", "roles"),
    "saved_view": of("supervisor", "saved_view", lambda: _latest(SavedView)),
    "exports": of("supervisor", "exports"),
    "bulletins": of("supervisor", "bulletins"),
    "bulletin": of("leader", "bulletin", lambda: _latest(Bulletin)),
    "bulletin_of_month": of("supervisor", "bulletin_of_month", lambda: [_report_id(), 2024, 9]),
    "breakdown_sheets": of("supervisor", "breakdown_sheets"),
    "breakdown_sheet": of("supervisor", "breakdown_sheet", lambda: _sheet("uploaded")),
    "breakdown_sheet_undo": of("supervisor", "breakdown_sheet_undo", lambda: _sheet("applied")),
    "report_breakdowns": of("supervisor", "report_breakdowns"),
    "report_breakdown": of("supervisor", "report_breakdown", lambda: [_text("read").pk]),
    "report_breakdown_draft": of(
        "supervisor", "report_breakdown_draft", lambda: [_text("read").pk, _text("read").drafts.latest("pk").pk]
    ),
    "report_breakdown_undo": of("supervisor", "report_breakdown_undo", lambda: [_text("applied").pk]),
    "auth_user_password_change": of("secadmin", "auth_user_password_change", lambda: [red_head().pk]),
    "projects_project_history": _of_red("projects_project_history", "supervisor"),
    "password_change": of("leader", "password_change"),
}

# What the address table names besides pages, and why it is none.
ANSWERS = {
    "login": "opened by nobody who has logged in; tests/e2e logs in by it",
    "logout": "only leads away",
    "password_change_done": "the page that follows a changed password",
    "autocomplete": "JSON for a select field",
    "jsi18n": "a script",
    "view_on_site": "leads on to a row's own address, and ours have none",
    "app_list": "the menu of one application, which no link leads to",
    "notice_document": "a file",
    "open_list_with": "a button",
    "save_view": "a form above each list, on a page of its own only with its mistakes",
    "replace_view": "a button",
    "breakdown_sheet_template": "a file",
    "breakdown_sheet_file": "a file",
    "report_breakdown_file": "a file",
    "report_breakdown_resume": "a button",
    "report_breakdown_progress": "JSON for the page that waits",
    "shipped_lead_keywords": "a button",
    "choose_bulletin": "leads on to the month that was chosen",
    "discard_bulletin": "a button",
    "bulletin_file": "a file",
    "bulletin_month_file": "a file",
    "ask_for_export": "a button",
    "ask_for_export_again": "a button",
    "export_progress": "JSON for the progress bar",
    "export_content": "a file",
    "acknowledge_message": "a button",
    "lift_lock": "a button",
    "postpone_message": "a button",
}
