"""Work reports, their sections, and last year's results: what the import brought, to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleModelAdmin, site
from accounts.console.reader import reader
from indicators.models import PriorResult, Section, WorkReport
from indicators.queries import reports_visible_to
from indicators.wording import number

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


@admin.register(WorkReport, site=site)
class WorkReportAdmin(ConsoleModelAdmin):
    viewers = WORK
    visible = reports_visible_to
    fields = (("region", "year"), "title", "meeting", ("adopted_on", "is_current"), "kind", "source_sha256", "note")
    list_display = ("title", "region", "year", "kind", "adopted_on", "is_current")
    list_select_related = ("region",)
    search_fields = ("title", "meeting")


@admin.register(Section, site=site)
class SectionAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = ("report", ("parent", "level"), ("number", "heading"))
    list_display = ("heading", "level", "number", "parent", "report")
    list_filter = (("report", RelatedDropdownFilter), ("level", ChoicesDropdownFilter))
    list_select_related = ("report", "parent")
    search_fields = ("heading",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return super().get_queryset(request).filter(report__in=reports_visible_to(reader(request)))


@admin.register(PriorResult, site=site)
class PriorResultAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = (
        ("report", "code"),
        ("name", "section_number"),
        ("value", "unit"),
        ("value_text", "change_text", "numeral_text"),
        ("source_line", "source_anchor"),
        "note",
    )
    list_display = ("code", "name", "figure", "change_text", "source_line")
    list_filter = (("report", RelatedDropdownFilter),)
    search_fields = ("code", "name", "value_text", "change_text", "source_anchor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriorResult]:
        return super().get_queryset(request).filter(report__in=reports_visible_to(reader(request)))

    @display(description=_("value"), ordering="value")
    def figure(self, result: PriorResult) -> str:
        return number(result.value, result.unit) if result.value is not None else result.value_text
