"""Handing over drafted projects, one or many at once; a refused row says why, and nothing typed is lost."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Capability, require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import RefusedRows
from accounts.models import Department, User
from accounts.queries import departments_visible_to
from projects.choices import Stage
from projects.models import Project
from projects.queries.projects import visible_to
from projects.services.assignment import Assignment, assign_many

MOST = 200
LONGEST_ID = 18


class AssignmentForm(forms.Form):
    """One project's row; the row's refusals are shown in it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead_department = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("lead department"),
        widget=forms.Select(attrs={"class": "db-input"}),
    )  # fmt: skip
    supporting_departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=gettext_lazy("supporting departments"), required=False,
        widget=forms.SelectMultiple(attrs={"class": "db-input", "size": 3}),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("due on"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "db-input"}),
    )  # fmt: skip
    has_no_due_date = forms.BooleanField(label=gettext_lazy("explicitly without a date"), required=False)

    def __init__(self, project: Project, departments: list[Department], **options: Any) -> None:
        planned = max((milestone.due_on for milestone in project.milestones.all()), default=None)
        first = {"version": project.version, "due_on": planned, "lead_department": project.lead_department_id}
        super().__init__(prefix=f"p{project.pk}", initial=first, **options)
        self.project = project
        choices = [(department.pk, department.name) for department in departments]
        for name, empty in (("lead_department", [("", "—")]), ("supporting_departments", [])):
            field: Any = self.fields[name]
            field.queryset = Department.objects.filter(pk__in=[pk for pk, _name in choices])
            field.choices = [*empty, *choices]

    def assignment(self) -> Assignment:
        """What the service is asked for."""
        return Assignment(
            project_id=self.project.pk,
            version=self.cleaned_data["version"],
            lead_department=self.cleaned_data["lead_department"],
            supporting_departments=list(self.cleaned_data["supporting_departments"]),
            due_on=self.cleaned_data["due_on"],
            has_no_due_date=self.cleaned_data["has_no_due_date"],
        )


class DocumentForm(forms.Form):
    """The document by which all are handed over."""

    document = forms.CharField(
        label=gettext_lazy("document"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"class": "db-input"}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assign_projects(request: HttpRequest) -> HttpResponse:
    """A row for each drafted project that is named in ``?projects=1,2``; at most :data:`MOST`."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    projects = _named(request, user)
    departments = list(departments_visible_to(user).filter(is_active=True).order_by("position", "pk"))
    data = request.POST if request.method == "POST" else None
    rows = [AssignmentForm(project, departments, data=data) for project in projects]
    document = DocumentForm(data)
    if rows and data is not None and _valid([*rows, document]) and _assigned(user, rows, document):
        done = ngettext("%(count)d project assigned.", "%(count)d projects assigned.", len(rows)) % {"count": len(rows)}
        messages.success(request, done)
        return HttpResponseRedirect(reverse("console:projects_project_changelist"))
    context = {
        **site.each_context(request),
        "title": _("Assign"),
        "rows": rows,
        "document": document,
        "back": reverse("console:projects_project_changelist"),
    }
    return TemplateResponse(request, "console/assign.html", context, status=400 if data is not None else 200)


def _valid(parts: Sequence[forms.Form]) -> bool:
    """Whether all are; every one is asked, so that every mistake shows."""
    return not [part for part in parts if not part.is_valid()]


def _named(request: HttpRequest, user: User) -> list[Project]:
    ids = [
        int(part) for part in request.GET.get("projects", "").split(",") if part.isdecimal() and len(part) <= LONGEST_ID
    ]
    drafts = visible_to(user).filter(pk__in=ids[:MOST], stage=Stage.DRAFTED)
    return list(drafts.prefetch_related("milestones").order_by("code"))


def _assigned(user: User, rows: list[AssignmentForm], document: DocumentForm) -> bool:
    try:
        assign_many(assignments=[row.assignment() for row in rows], by=user, document=document.cleaned_data["document"])
    except RefusedRows as refused:
        for index, refusal in refused.rows.items():
            explain(rows[index], refusal)
        return False
    return True


site.add_page("projects/assign/", assign_projects, "assign_projects")
