"""The project list, and the project page: where it stands and why, its milestones, its source."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts import clock
from accounts.access import Capability
from accounts.console import ConsoleModelAdmin, site
from accounts.console.cells import example_badge, simulated_badge
from accounts.console.reader import reader
from accounts.console.timeline import IN_WORDS
from accounts.console.viewed_list import ViewedAdmin
from projects.choices import ACTIVE_STAGES, ExportKind, Rag
from projects.console import cells
from projects.console.assigning import MOST
from projects.console.filters import (
    MineFilter,
    MonthlyReportFilter,
    OverdueFilter,
    PartFilter,
    TurnedRedFilter,
    UnassignedFilter,
    UnreportedFilter,
)
from projects.console.page import page_of
from projects.models import Project, StageChange
from projects.queries.projects import visible_to
from projects.services import projects as services
from projects.wording import reasons_in_words

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)
IN_WORDS[str(Project._meta.get_field("rag_reasons"))] = lambda reasons: "；".join(reasons_in_words(reasons))
TOLD_WHY = (Rag.RED, Rag.AMBER)
CORRECTED_HERE = ("name", "category", "action", "commitment", "note", "responsible_leader", "contact",
                  "investment_total", "investment_this_year")  # fmt: skip


@admin.register(Project, site=site)
class ProjectAdmin(ViewedAdmin):
    """The supervision office corrects descriptions; everything else moves by the page's actions."""

    viewers = WORK
    changers = (Capability.SUPERVISE,)
    visible = visible_to
    change_form_outer_before_template = "console/project_summary.html"
    exported_as = ExportKind.PROJECTS
    fieldsets = (
        (_("Description"), {"fields": (("name", "category"), ("commitment", "action"), "note")}),
        (
            _("Posts and money"),
            {"fields": (("responsible_leader", "contact"), ("investment_total", "investment_this_year"))},
        ),
        (
            _("From the report"),
            {
                "fields": (
                    ("report", "section"),
                    ("code", "source_code", "nature", "modality"),
                    ("source_line", "source_anchor"),
                    ("committed_due_on", "due_text", "due_on"),
                    ("quantity_text", "quantity", "unit"),
                    ("member_names", "is_list_open"),
                    ("prior_status", "prior_status_line"),
                ),
                "classes": ("collapse",),
            },
        ),
    )
    always_shown = ("title",)
    list_display = ("light", "number", "title", "lead", "bar", "next_step", "late", "stage")
    list_per_page = 25  # a row with its bar and badges is 6 KB
    list_display_links = ("light", "number", "title")
    list_filter = (
        ("rag", ChoicesDropdownFilter),
        OverdueFilter,
        ("stage", ChoicesDropdownFilter),
        PartFilter,
        ("lead_department", RelatedDropdownFilter),
        UnassignedFilter,
        MineFilter,
        ("category", ChoicesDropdownFilter),
        ("nature", ChoicesDropdownFilter),
        MonthlyReportFilter,
        UnreportedFilter,
        TurnedRedFilter,
        ("report", RelatedDropdownFilter),
    )
    search_fields = ("code", "source_code", "name", "commitment", "source_anchor")
    ordering = ("code",)
    actions = ("assign",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        named = [name for _title, options in self.fieldsets for row in options["fields"]
                 for name in ((row,) if isinstance(row, str) else row)]  # fmt: skip
        return [name for name in named if name not in CORRECTED_HERE]

    @admin.action(description=_("Assign the chosen drafts"), permissions=["change"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Project]) -> HttpResponse:
        """Go to the page that hands them over."""
        ids = ",".join(str(pk) for pk in chosen.values_list("pk", flat=True)[:MOST])
        return HttpResponseRedirect(f"{reverse('console:assign_projects')}?projects={ids}")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what the list and a project's page name."""
        return super().get_queryset(request).select_related("report", "section", "lead_department", "next_milestone")

    def summary_of(self, row: Project, request: HttpRequest) -> dict[str, Any]:
        return page_of(row, reader(request))

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Hand what was changed to the service, with the version that the form showed."""
        services.update(
            project_id=obj.pk,
            by=reader(request),
            version=form.cleaned_data.get("seen_version"),
            changes={name: form.cleaned_data[name] for name in form.changed_data if name in CORRECTED_HERE},
        )

    @display(description=_("light"), ordering="rag")
    def light(self, project: Project) -> SafeString:
        return cells.light(project.rag, project.rag_reasons)

    @display(description=_("code"), ordering="code")
    def number(self, project: Project) -> SafeString:
        return format_html('<span class="db-code">{}</span>', project.code)

    @display(description=_("project"), ordering="name")
    def title(self, project: Project) -> SafeString:
        reasons = reasons_in_words(project.rag_reasons) if project.rag in TOLD_WHY else []
        return format_html(
            '<span class="db-wrap">{}{}</span>',
            project.name,
            format_html('<br><span class="db-note">{}</span>', "；".join(reasons)) if reasons else "",
        )

    @display(description=_("lead department"), ordering="lead_department__position")
    def lead(self, project: Project) -> SafeString:
        return example_badge(project.lead_department or "—", shown=project.is_assignment_illustrative)

    @display(description=_("progress / expected"), ordering="progress")
    def bar(self, project: Project) -> SafeString:
        return simulated_badge(
            cells.progress_bar(project.progress, project.expected_progress), shown=project.is_simulated
        )

    @display(description=_("next milestone"), ordering="next_due_on")
    def next_step(self, project: Project) -> SafeString | str:
        if project.next_milestone is None:
            return "—"
        return format_html(
            '<span class="db-wrap">{}<br><span class="db-note">{}</span></span>',
            project.next_milestone.title,
            cells.day(project.next_due_on),
        )

    @display(description=_("late"), ordering="next_due_on")
    def late(self, project: Project) -> SafeString | str:
        return cells.days_late(project.next_due_on, clock.today(), is_open=project.stage in ACTIVE_STAGES)

    @display(description=_("members"))
    def member_names(self, project: Project) -> str:
        return "、".join(project.members) or "—"


@admin.register(StageChange, site=site)
class StageChangeAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = ("project", ("from_stage", "to_stage"), ("made_by", "made_on"), "reason", "document")
    list_display = ("project", "from_stage", "to_stage", "made_by", "made_on", "reason")
    list_filter = (("to_stage", ChoicesDropdownFilter),)
    list_select_related = ("project", "made_by")
    search_fields = ("project__code", "project__name", "reason", "document")
    date_hierarchy = "made_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(project__in=visible_to(reader(request)))
