"""Supervision notices: the list, the paper itself, and the department's acknowledgement."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability, works_in
from accounts.console import ConsoleModelAdmin, site
from accounts.console.reader import reader
from projects.console.steps import buttons
from projects.exports.notice_document import notice_document
from projects.models import SupervisionNotice
from projects.queries.reminding import notices_visible_to

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@admin.register(SupervisionNotice, site=site)
class SupervisionNoticeAdmin(ConsoleModelAdmin):
    viewers = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)
    visible = notices_visible_to
    change_form_outer_before_template = "console/notice_summary.html"
    fields = (
        ("department", "project"),
        "subject",
        ("duty", "due_on"),
        ("issued_on", "answer_by"),
        ("acknowledged_by", "acknowledged_at"),
    )
    list_display = ("full", "subject", "department", "due_on", "issued_on", "answer_by", "acknowledged_at")
    list_filter = (("department", RelatedDropdownFilter), ("duty", ChoicesDropdownFilter))
    list_select_related = ("region", "department", "project")
    search_fields = ("subject", "department__name", "project__code")
    date_hierarchy = "issued_on"

    def summary_of(self, row: SupervisionNotice, request: HttpRequest) -> dict[str, Any]:
        """The acknowledgement, where it is the reader's."""
        is_mine = works_in(reader(request), row.department_id, Capability.ANSWER_FOR_DEPARTMENT)
        allowed = ["acknowledge"] if is_mine and row.acknowledged_at is None else []
        return {"actions": buttons("notice", row.pk, allowed)}

    @display(description=_("number"), ordering="number")
    def full(self, notice: SupervisionNotice) -> str:
        return notice.full_number


@require_safe
def notice_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The notice as .docx, for print and seal."""
    visible = notices_visible_to(reader(request)).select_related("region", "department", "project")
    notice = get_object_or_404(visible, pk=notice_id)
    response = HttpResponse(notice_document(notice), content_type=DOCX)
    name = quote(f"{notice.full_number}.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


site.add_page("notices/<int:notice_id>/document/", notice_file, "notice_document")
