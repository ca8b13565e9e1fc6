"""Keywords that suggest which department leads; suggestions only (报告分解)."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import RelatedDropdownFilter

from accounts.access import Capability, require
from accounts.console import ConsoleModelAdmin, site
from accounts.console.reader import reader
from accounts.errors import AccessRefused
from projects.models import LeadKeyword
from projects.queries.report_breakdowns import lead_keywords_visible_to
from projects.work_report.drafting.keywords import add_shipped_keywords


@admin.register(LeadKeyword, site=site)
class LeadKeywordAdmin(ConsoleModelAdmin):
    """The region's keywords; the supervision office edits them."""

    viewers = adders = changers = deleters = (Capability.SUPERVISE,)
    visible = lead_keywords_visible_to
    list_before_template = "console/lead_keywords_before.html"
    fields = (("keyword", "department"),)
    list_display = ("keyword", "department")
    list_filter = (("department", RelatedDropdownFilter),)
    list_select_related = ("department",)
    search_fields = ("keyword", "department__name")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A keyword belongs to the region of whoever writes it."""
        obj.region_id = reader(request).region_id
        super().save_model(request, obj, form, change)


@require_POST
def add_shipped(request: HttpRequest) -> HttpResponse:
    """Add the shipped keywords that fit departments of the region by name."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    if user.region is None:
        raise AccessRefused()
    count = add_shipped_keywords(region=user.region, by=user)
    words = ngettext("%(count)s keyword was added.", "%(count)s keywords were added.", count)
    messages.success(request, words % {"count": count} if count else _("There was nothing to add."))
    return HttpResponseRedirect(reverse("console:projects_leadkeyword_changelist"))


site.add_page("lead-keywords/shipped/", add_shipped, "shipped_lead_keywords")
