"""The page that completes a milestone. The service decides; a refusal stays at the form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts import clock
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from projects.models import Milestone, Project
from projects.queries.projects import milestones_visible_to
from projects.services import milestones as milestone_services


class CompletionForm(forms.Form):
    """When a milestone was done, and what is to be said about it."""

    completed_on = forms.DateField(
        label=gettext_lazy("completed on"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date", "required": True}),
    )
    note = forms.CharField(
        label=gettext_lazy("note on completion"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def complete_milestone(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """Ask for the date, complete, and go back to the project, whose light may have turned."""
    milestone = get_object_or_404(milestones_visible_to(reader(request)).select_related("project"), pk=milestone_id)
    first = {"completed_on": clock.today().isoformat(), "version": milestone.version}
    form = CompletionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _completed(request, milestone, form):
        project = Project.objects.get(pk=milestone.project_id)
        messages.success(
            request,
            _("“%(milestone)s” is done. The project is %(light)s now.")
            % {"milestone": milestone.title, "light": project.get_rag_display()},
        )
        return HttpResponseRedirect(project_address(milestone.project_id))
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Complete a milestone"),
        "form": form,
        "milestone": milestone,
        "back": project_address(milestone.project_id),
    }
    return TemplateResponse(request, "console/complete_milestone.html", context, status=400 if form.errors else 200)


def project_address(project_id: int) -> str:
    """The project's page."""
    return reverse("console:projects_project_change", args=[project_id])


def _completed(request: HttpRequest, milestone: Milestone, form: CompletionForm) -> bool:
    try:
        milestone_services.complete(
            milestone_id=milestone.pk,
            by=reader(request),
            version=form.cleaned_data["version"],
            completed_on=form.cleaned_data["completed_on"],
            note=form.cleaned_data["note"],
        )
    except Refusal as refusal:
        explain(form, refusal)
        return False
    return True


site.add_page("projects/milestone/<int:milestone_id>/complete/", complete_milestone, "complete_milestone")
