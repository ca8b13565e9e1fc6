"""The curve that a department plans its indicator to follow: a value for each period."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from indicators.access import require_entry
from indicators.models import Indicator
from indicators.queries import visible_to
from indicators.queries.judgements import target_spec
from indicators.queries.readings import planned_curve_of
from indicators.rules.values import periods_of
from projects.services import indicator_readings


class PlanForm(forms.Form):
    """One field per period of the year."""

    def __init__(self, indicator: Indicator, data: Any = None) -> None:
        super().__init__(data)
        spec = target_spec(indicator)
        self.periods = {f"p{period:%Y%m}": period for period in periods_of(spec.year, spec.frequency)}
        self.fields["seen_version"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=indicator.version
        )
        present = planned_curve_of(indicator)
        for name, period in self.periods.items():
            widget = forms.NumberInput(attrs={"class": "db-input db-input-short", "step": "any"})
            initial = present.get(period)
            self.fields[name] = forms.DecimalField(
                label=date_format(period, "YEAR_MONTH_FORMAT"), max_digits=18, decimal_places=4, required=False,
                widget=widget, initial=None if initial is None else initial.normalize(),
            )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_page(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """Show the curve and replace it; a refusal stays at the form with all that was typed."""
    user = reader(request)
    indicator = get_object_or_404(visible_to(user).select_related("report"), pk=indicator_id)
    require_entry(user, indicator)
    form = PlanForm(indicator, request.POST or None)
    back = reverse("console:indicators_indicator_change", args=[indicator.pk])
    if request.method == "POST" and form.is_valid():
        values = {period: form.cleaned_data[name] for name, period in form.periods.items()}
        try:
            indicator_readings.plan(
                indicator_id=indicator.pk,
                by=user,
                values={period: value for period, value in values.items() if value is not None},
                version=form.cleaned_data["seen_version"],
            )
        except (Refusal, ValidationError) as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("The planned curve has been kept."))
            return HttpResponseRedirect(back)
    context = {
        **site.each_context(request),
        "title": _("Planned curve"),
        "indicator": indicator,
        "form": form,
        "back": back,
    }
    return TemplateResponse(request, "console/plan.html", context, status=400 if form.errors else 200)


site.add_page("indicators/plan/<int:indicator_id>/", plan_page, "planned_curve")
