"""The thresholds that governments set differently (DOMAIN, the figures marked as settings)."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import Capability
from accounts.console import ConsoleModelAdmin
from accounts.console.reader import reader
from indicators.models import SupervisionPolicy


class SupervisionPolicyAdmin(ConsoleModelAdmin):
    """Each row holds from its date on; a change is a new row, so that past judgements stay explained.

    Registered by ``projects.console``, which adds what the thresholds do to the projects.
    """

    viewers = (Capability.SEE_REGION,)
    adders = changers = (Capability.CONFIGURE,)
    list_display = ("report", "effective_from", "rag_preset", "red_points_behind", "amber_points_behind")
    list_select_related = ("report",)
    fieldsets = (
        (None, {"fields": (("report", "effective_from"), "rag_preset")}),
        (
            _("Traffic light"),
            {
                "fields": (
                    ("red_points_behind", "amber_points_behind"),
                    ("red_overdue_workdays", "amber_due_within_days"),
                    ("red_start_missed_months", "red_missing_reports"),
                    ("red_reply_overdue_workdays", "amber_investment_percent"),
                )
            },
        ),
        (
            _("Indicators"),
            {
                "fields": (
                    ("growth_rate_tolerance", "relative_tolerance"),
                    ("slightly_behind_ratio", "reading_due_day"),
                )
            },
        ),
        (
            _("Deadlines"),
            {
                "fields": (
                    ("progress_report_due_day", "acknowledge_workdays", "reply_workdays"),
                    ("extensions_per_milestone", "leader_extension_days", "evidence_megabytes"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupervisionPolicy]:
        queryset = super().get_queryset(request)
        return queryset.filter(report__region=reader(request).region_id) if reader(request).region_id else queryset
