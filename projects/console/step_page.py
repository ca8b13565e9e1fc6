"""The page of a step: asks for what the step needs; a refusal stays at the form with all that was typed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from projects.console.steps import KINDS, STEPS, Service, Step, name_of, row_of


class StepForm(forms.Form):
    """The fields of a step, the version that was read, and where to go on afterwards."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    then = forms.CharField(widget=forms.HiddenInput, required=False)


def form_of(step: Step, request: HttpRequest, version: int) -> StepForm:
    """The step's form, bound to what was sent."""
    form = StepForm(request.POST or None, request.FILES or None, initial={"version": version, **_then(request)})
    for name, make in step.fields.items():
        form.fields[name] = make()
    if step.fit is not None:
        step.fit(form, reader(request))
    return form


def taken(form: StepForm, service: Service, **arguments: Any) -> bool:
    """Call the service with what the form holds; False if it refused, which the form then says."""
    values = {name: value for name, value in form.cleaned_data.items() if name != "then" and value is not None}
    try:
        service(**arguments, **values)
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return False
    return True


@require_http_methods(["GET", "POST"])
def step_page(request: HttpRequest, kind: str, row_id: int, action: str) -> HttpResponse:
    """Ask, take the step, and go on to where the reader came from."""
    step = STEPS.get((kind, action))
    if step is None:
        raise Http404
    user = reader(request)
    row: Any = row_of(kind, row_id, user)
    form = form_of(step, request, row.version)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and taken(form, step.service, **{KINDS[kind].id_name: row_id}, by=user):
        messages.success(request, _("Done: %(step)s, %(name)s") % {"step": step.title, "name": name_of(kind, row)})
        return HttpResponseRedirect(_safe(request, form.cleaned_data["then"]) or KINDS[kind].page(row))
    context = {
        **site.each_context(request),
        "title": str(step.title),
        "step": step,
        "form": form,
        "name": name_of(kind, row),
        "back": _safe(request, form["then"].value()) or KINDS[kind].page(row),
    }
    return TemplateResponse(request, "console/step.html", context, status=400 if form.errors else 200)


def _then(request: HttpRequest) -> dict[str, str]:
    return {"then": request.GET.get("then", "")}


def _safe(request: HttpRequest, address: str | None) -> str:
    """An address of this site, or nothing."""
    known = url_has_allowed_host_and_scheme(address or "", allowed_hosts={request.get_host()})
    return address or "" if known else ""


site.add_page("step/<slug:kind>/<int:row_id>/<slug:action>/", step_page, "step")
