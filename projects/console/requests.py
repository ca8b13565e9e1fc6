"""Pages that begin something on a project: a request for a later date, a leader's instruction, a reply."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.console import site
from accounts.console.reader import reader
from accounts.models import Department, User
from accounts.queries import departments_visible_to
from projects.console.actions import project_address
from projects.console.step_page import StepForm, taken
from projects.console.steps import KINDS, Service, text
from projects.models import Instruction, Milestone, Project
from projects.queries.instructions import instructions_visible_to
from projects.queries.lists import STILL_OPEN
from projects.queries.moves import departments_to_reply_for
from projects.queries.projects import visible_to
from projects.services import extensions, instructions


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A field for a date."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "db-input db-input-short"})
    return forms.DateField(label=label, required=required, widget=widget)


def choice(label: Any, rows: Any, *, empty: Any = None, required: bool = True) -> forms.ModelChoiceField:
    """A field for one of some rows."""
    widget = forms.Select(attrs={"class": "db-input"})
    return forms.ModelChoiceField(rows, label=label, required=required, empty_label=empty, widget=widget)


@require_http_methods(["GET", "POST"])
def ask_for_extension(request: HttpRequest, project_id: int) -> HttpResponse:
    """The head of the lead department asks for a later date of the project or of a milestone."""
    project = get_object_or_404(visible_to(reader(request)), pk=project_id)
    form = StepForm(request.POST or None)
    still_open = project.milestones.filter(STILL_OPEN).order_by("position")
    form.fields |= {
        "milestone": choice(
            gettext_lazy("what is to be moved"), still_open, empty=gettext_lazy("the project itself"), required=False
        ),
        "new_due_on": day(gettext_lazy("new date")),
        "reason": text(gettext_lazy("reason")),
    }
    return _page(
        request, form, Shown(_("Ask for a later date"), project, project_address(project.pk)), _ask, project=project
    )


@require_http_methods(["GET", "POST"])
def instruct(request: HttpRequest, project_id: int) -> HttpResponse:
    """A leader gives an instruction; without addressees it goes to the lead department."""
    user = reader(request)
    project = get_object_or_404(visible_to(user), pk=project_id)
    form = StepForm(request.POST or None)
    form.fields |= {
        "text": text(gettext_lazy("text")),
        "departments": forms.ModelMultipleChoiceField(
            departments_visible_to(user).filter(is_active=True),
            label=gettext_lazy("addressed to (empty: the lead department)"),
            required=False,
            widget=forms.SelectMultiple(attrs={"class": "db-input", "size": 6}),
        ),
        "reply_due_on": day(gettext_lazy("reply due on (empty: by the rule)"), required=False),
    }
    return _page(
        request, form, Shown(_("Give an instruction"), project, project_address(project.pk)), _give, project=project
    )


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """The head of an addressed department answers."""
    user = reader(request)
    instruction = get_object_or_404(instructions_visible_to(user), pk=instruction_id)
    owing = Department.objects.filter(pk__in=departments_to_reply_for(user, instruction))
    form = StepForm(request.POST or None, initial={"department": owing.first()})
    form.fields |= {"department": choice(gettext_lazy("department"), owing), "text": text(gettext_lazy("text"))}
    shown = Shown(_("Reply"), instruction, KINDS["instruction"].page(instruction))
    return _page(request, form, shown, instructions.reply, instruction_id=instruction.pk)


def _ask(*, project: Project, by: User, new_due_on: date, reason: str, milestone: Milestone | None = None) -> None:
    milestone_id = milestone.pk if milestone else None
    extensions.request(project_id=project.pk, by=by, new_due_on=new_due_on, reason=reason, milestone_id=milestone_id)


def _give(*, project: Project, by: User, text: str, departments: Any = (), reply_due_on: date | None = None) -> None:
    instructions.give(
        by=by, project_ids=[project.pk], text=text, departments=list(departments), reply_due_on=reply_due_on
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is called, what it is about, and where it leads back to."""

    title: str
    about: Project | Instruction
    back: str


def _page(request: HttpRequest, form: StepForm, shown: Shown, service: Service, **arguments: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and taken(form, service, by=reader(request), **arguments):
        messages.success(request, _("Done: %(step)s, %(name)s") % {"step": shown.title, "name": str(shown.about)})
        return HttpResponseRedirect(shown.back)
    context = {
        **site.each_context(request),
        "title": shown.title,
        "form": form,
        "name": str(shown.about),
        "back": shown.back,
    }
    return TemplateResponse(request, "console/step.html", context, status=400 if form.errors else 200)


site.add_page("projects/project/<int:project_id>/extend/", ask_for_extension, "ask_for_extension")
site.add_page("projects/project/<int:project_id>/instruct/", instruct, "instruct")
site.add_page("projects/instruction/<int:instruction_id>/reply/", reply, "reply_to_instruction")
