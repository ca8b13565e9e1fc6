"""Indicators with the projects that carry them, and the links between the two."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleModelAdmin, site
from accounts.console.reader import reader
from indicators.console.indicators import WORK, IndicatorAdmin
from indicators.models import Indicator
from projects.choices import ExportKind
from projects.console import cells
from projects.models import IndicatorLink
from projects.queries.contributions import links_visible_to, risks, roll_ups
from projects.services import indicator_links
from projects.wording import reasons_in_words

CONTRIBUTIONS = ("planned_contribution", "delivered_contribution")


@admin.register(Indicator, site=site)
class CarriedIndicatorAdmin(IndicatorAdmin):
    """An indicator, what its projects contribute, and which of them endanger it."""

    list_display = (*IndicatorAdmin.list_display, "risk")
    exported_as = ExportKind.INDICATORS

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look at the projects of the whole page together."""
        changelist = super().get_changelist_instance(request)
        found = risks([indicator.pk for indicator in changelist.result_list], reader(request))
        for indicator in changelist.result_list:
            indicator.risks = found.get(indicator.pk)
        return changelist

    def summary_of(self, row: Indicator, request: HttpRequest) -> dict[str, Any]:
        summary = super().summary_of(row, request)
        rolled = roll_ups({row.pk: summary["judgement"]}, reader(request))[row.pk]
        endangering = [
            (found.project, cells.light(found.project.rag, found.project.rag_reasons),
             reasons_in_words(found.project.rag_reasons))
            for found in rolled.contributions
            if found.is_red and found.project is not None
        ]  # fmt: skip
        lights = [
            (found, cells.light(found.project.rag, found.project.rag_reasons) if found.project else "")
            for found in rolled.contributions
        ]
        return {
            **summary,
            "rolled": rolled,
            "contributions": lights,
            "endangering": endangering,
            "revisions": summary["revisions"].prefetch_related("evidence"),
        }

    @display(description=_("at risk"))
    def risk(self, indicator: Indicator) -> SafeString | str:
        endangering = indicator.risks  # type: ignore[attr-defined]  # put there by get_changelist_instance
        if endangering is None:
            return "—"
        names = "、".join(risk.name for risk in endangering)
        return format_html('<span class="db-badge db-badge-bad" title="{}">■ {}</span>', names, _("at risk"))


@admin.register(IndicatorLink, site=site)
class IndicatorLinkAdmin(ConsoleModelAdmin):
    viewers = WORK
    visible = links_visible_to
    adders = (Capability.SUPERVISE,)
    changers = (Capability.SUPERVISE, Capability.FILE_PROGRESS)
    fields = (("project", "indicator"), CONTRIBUTIONS)
    autocomplete_fields = ("project",)  # a thousand options are half a second and 200 KB
    list_display = ("project", "indicator", *CONTRIBUTIONS)
    list_select_related = ("project", "indicator")
    search_fields = ("project__code", "project__name", "indicator__code", "indicator__name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["delivered_contribution"]
        return ["project", "indicator"]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Let the services decide, with the version that the form showed."""
        given = {name: form.cleaned_data[name] for name in form.changed_data if name in CONTRIBUTIONS}
        if change:
            indicator_links.contribute(
                link_id=obj.pk,
                by=reader(request),
                version=form.cleaned_data.get("seen_version"),
                changed=frozenset(given),
                **given,
            )
        else:
            made = indicator_links.link(
                project_id=obj.project_id,
                indicator_id=obj.indicator_id,
                by=reader(request),
                planned_contribution=given.get("planned_contribution"),
            )
            obj.pk = made.pk
