"""Milestones across projects, and the templates that propose them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts import clock
from accounts.access import Capability, may
from accounts.console import ConsoleInline, ConsoleModelAdmin, site
from accounts.console.cells import simulated_badge
from accounts.console.reader import reader
from accounts.console.viewed_list import ViewedAdmin
from projects.access import leads
from projects.choices import ACTIVE_STAGES, ExportKind, MilestoneOrigin
from projects.console import cells
from projects.console.actions import project_address
from projects.console.filters import OpenMilestoneFilter
from projects.console.page import can_be_completed
from projects.console.steps import buttons
from projects.models import Milestone, MilestoneTemplate, MilestoneTemplateStep
from projects.queries.projects import milestones_visible_to
from projects.queries.standing_facts import as_step

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


@admin.register(Milestone, site=site)
class MilestoneAdmin(ViewedAdmin):
    viewers = WORK
    visible = milestones_visible_to
    change_form_outer_before_template = "console/milestone_actions.html"
    exported_as = ExportKind.MILESTONES
    fields = (
        "project",
        ("title", "position", "weight"),
        ("baseline_due_on", "due_on", "origin"),
        ("completed_on", "completed_by"),
        "completion_note",
        ("waived_on", "waive_reason"),
        ("is_start", "is_final"),
    )
    always_shown = ("name",)
    list_display = ("name", "project_link", "lead", "due", "done", "late")
    list_filter = (
        OpenMilestoneFilter,
        ("project__lead_department", RelatedDropdownFilter),
        ("origin", ChoicesDropdownFilter),
        ("project__report", RelatedDropdownFilter),
    )
    list_select_related = ("project__lead_department",)
    search_fields = ("title", "project__code", "project__name")
    date_hierarchy = "due_on"
    ordering = ("due_on", "id")

    def summary_of(self, row: Milestone, request: HttpRequest) -> dict[str, Any]:
        user = reader(request)
        is_chased = may(user, Capability.SUPERVISE) and as_step(row).is_open and row.project.stage in ACTIVE_STAGES
        return {
            "can_be_completed": can_be_completed(row, leads_project=leads(user, row.project)),
            "actions": buttons("milestone", row.pk, ["remind"] if is_chased else []),
        }

    @display(description=_("milestone"), ordering="title")
    def name(self, milestone: Milestone) -> SafeString:
        return simulated_badge(milestone.title, shown=milestone.origin == MilestoneOrigin.SIMULATED)

    @display(description=_("project"), ordering="project__code")
    def project_link(self, milestone: Milestone) -> SafeString:
        return format_html(
            '<a class="db-link db-wrap" href="{}">{} {}</a>',
            project_address(milestone.project_id),
            milestone.project.code,
            milestone.project.name,
        )

    @display(description=_("lead department"), ordering="project__lead_department__position")
    def lead(self, milestone: Milestone) -> str:
        return str(milestone.project.lead_department or "—")

    @display(description=_("due on"), ordering="due_on")
    def due(self, milestone: Milestone) -> str:
        return cells.day(milestone.due_on)

    @display(description=_("completed on"), ordering="completed_on")
    def done(self, milestone: Milestone) -> str:
        return cells.day(milestone.completed_on)

    @display(description=_("late"))
    def late(self, milestone: Milestone) -> SafeString | str:
        is_open = as_step(milestone).is_open and milestone.project.stage in ACTIVE_STAGES
        return cells.days_late(milestone.due_on, clock.today(), is_open=is_open)


class MilestoneTemplateStepInline(ConsoleInline):
    viewers = (Capability.SEE_REGION,)
    adders = changers = deleters = (Capability.SUPERVISE,)
    model = MilestoneTemplateStep


@admin.register(MilestoneTemplate, site=site)
class MilestoneTemplateAdmin(ConsoleModelAdmin):
    viewers = (Capability.SEE_REGION,)
    adders = changers = deleters = (Capability.SUPERVISE,)
    fields = ("name", ("category", "action"))
    inlines = (MilestoneTemplateStepInline,)
    list_display = ("name", "category", "action")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("steps")
